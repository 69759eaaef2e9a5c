"""Looks at a journal without changing it, and gets sessions back from a copy or a damaged journal."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from backroutine.errors import JournalError
from backroutine.journal.backups import Amount
from backroutine.journal.database import Look, look
from backroutine.journal.formats.json_writer import entry_row_to_json, session_to_json
from backroutine.journal.merge import Merged, merge
from backroutine.journal.reader import opened
from backroutine.journal.rows import (
    INSERT_DELETED,
    Damage,
    deleted_hashes,
    events_of,
    every_entry,
    id_hash,
    session_ids,
    sessions_newest_first,
)
from backroutine.journal.schema import check_structure
from backroutine.journal.sqlite_errors import is_damage, translating_errors
from backroutine.journal.staging import Staging
from backroutine.journal.sync.device_file import is_hash
from backroutine.journal.writer import Journal

_NONE = Amount()


class Inspection(Struct, frozen=True):
    """The state of a journal, a copy or a set-aside file."""

    path: Path
    amount: Amount = _NONE
    """What can be read."""
    last_day: str = ""
    """The day of the newest session, as it was written."""
    damaged_rows: int = 0
    broken: bool = False
    """The structure of the file is damaged: there may be more that cannot be reached."""
    newer_rows: int = 0
    """Rows that a newer program wrote. They are not damaged."""
    trouble: JournalError | None = None
    """Why nothing can be read."""
    half_saved: bool = False
    """A program died while it saved. The next one that reads or writes takes the half-saved event back."""

    @property
    def sound(self) -> bool:
        """Whether everything in it is whole."""
        return not (self.damaged_rows or self.broken or self.trouble)


def inspect(path: Path) -> Inspection | None:
    """Reads every row of a journal and changes nothing; None when there is none."""
    damage = Damage()
    try:
        with translating_errors(path), _untouched(path) as place:
            if look(place) in {Look.MISSING, Look.EMPTY}:
                return None
            with opened(place, damage) as connection:
                assert connection
                found = _inspected(path, connection, damage)
                return replace(found, half_saved=place != path)
    except JournalError as error:
        return Inspection(path, trouble=error)


@contextmanager
def _untouched(path: Path) -> Iterator[Path]:
    """Where to read a journal. SQLite takes a half-saved event back when it reads: that is done to a copy."""
    rollback = path.with_name(f"{path.name}-journal")
    if not (path.exists() and rollback.exists()):
        yield path
        return
    with TemporaryDirectory(prefix="backroutine-") as folder:
        for file in (path, rollback):
            shutil.copyfile(file, Path(folder, file.name))
        yield Path(folder, path.name)


def _inspected(path: Path, connection: sqlite3.Connection, damage: Damage) -> Inspection:
    try:
        check_structure(connection)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        damage.broken = True
    sessions = reps = 0
    newest = ""
    for session in sessions_newest_first(connection, damage):
        newest = newest or session.started_at[:10]
        sessions += 1
        kinds = [event.kind for event in events_of(connection, damage, session.id)]
        reps += kinds.count("rep_counted") - kinds.count("rep_undone")
    entries = sum(1 for _ in every_entry(connection, damage))
    amount = Amount(sessions, reps, entries)
    return Inspection(path, amount, newest, len(damage.rows), damage.broken, len(damage.newer))


class Restored(Struct, frozen=True):
    """What a restore did."""

    merged: Merged
    left_out: int = 0
    """Sessions and entries that could not be read."""
    notices: tuple[str, ...] = ()
    """Lines for stderr about the journal that was there."""


def restore(path: Path, source: Path, now: datetime) -> Restored:
    """Merges a copy or a damaged journal into the one at `path`, after a copy of that.

    Nothing that is there is lost, and what was deleted stays deleted. Raises JournalError when nothing in
    `source` can be read, or the journal at `path` cannot be written.
    """
    damage = Damage()
    with Staging() as found:
        left_out, deleted = _read_all(source, found, damage)
        with Journal.open(path, now) as journal:  # a damaged one is set aside first
            notices = journal.notices
        merged = merge(path, found, now)
    with Journal.open(path, now) as journal:
        journal.write(lambda connection: _remember_deletions(connection, deleted))
    return Restored(merged, left_out + len(damage.rows), notices)


def _remember_deletions(connection: sqlite3.Connection, deleted: set[str]) -> None:
    # But for what is here: a file from elsewhere must not take it away.
    here = {id_hash(session) for session in session_ids(connection, Damage())}
    connection.executemany(INSERT_DELETED, [(found,) for found in sorted(deleted - here)])


def _read_all(source: Path, found: Staging, damage: Damage) -> tuple[int, set[str]]:
    """How many sessions and entries do not pass as ones from elsewhere have to; and hashes of deleted ids."""
    from backroutine.journal.validation import InvalidValue, entry_from, session_from  # pydantic is slow

    left_out, deleted = 0, set[str]()
    with translating_errors(source), _untouched(source) as place, opened(place, damage) as connection:
        if connection is None:
            raise JournalError(str(source), "there is no journal", "`backroutine doctor` names the copies")
        for row in sessions_newest_first(connection, damage):
            try:
                found.add_session(session_from(session_to_json(row, events_of(connection, damage, row.id))))
            except InvalidValue:
                left_out += 1
        for entry in every_entry(connection, damage):
            try:
                found.add_entry(entry_from(entry_row_to_json(entry)))
            except InvalidValue:
                left_out += 1
        with suppress(sqlite3.DatabaseError):  # damaged
            deleted = {found for (found,) in deleted_hashes(connection) if is_hash(found)}
    return left_out, deleted
