"""Reading the journal: bounded, changing nothing, and as far as a damaged one can be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from math import inf
from pathlib import Path
from typing import Literal

from backroutine.errors import Fault, JournalError
from backroutine.journal.files import Look, connect, copies_folder, is_wal, look, marker
from backroutine.journal.records import SessionRecord, build_record, day_of
from backroutine.journal.rows import Damage, event_of, events_of, sessions_newest_first
from backroutine.journal.schema import SessionRow
from backroutine.journal.trouble import PATIENCE, is_damage, told
from backroutine.session.events import Event

_DAY = 86400.0
_1970 = date(1970, 1, 1).toordinal()
_NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a row raises that is whole but was written by no backroutine this one knows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, newest first, and what a person has to know about it: whole lines for stderr."""

    records: tuple[SessionRecord, ...] = ()
    notices: tuple[str, ...] = ()


def read_sessions(
    path: Path,
    *,
    last: int | None = None,
    since: date | None = None,
    until: date | None = None,
    starts: int = 0,
) -> Reading:
    """The newest `last` of the sessions that began on the local days from `since` to `until`, both included.

    Days begin at `starts` o'clock, as `day_of` has it. A missing journal reads as an empty one.
    Raises JournalError when nothing can be read.
    """
    if last is not None and last <= 0:
        return Reading()
    damage, records, met = Damage(), list[SessionRecord](), 0
    with told(path), opened(path, damage) as connection:
        if connection is None:
            return Reading(notices=_missing(path))
        within = _span(since, until) if since or until else None
        for row in sessions_newest_first(connection, damage, within):
            met += 1
            record = record_of(connection, row, damage)
            if record and (since or date.min) <= day_of(record.started_at, starts) <= (until or date.max):
                records.append(record)
            if last is not None and len(records) >= last:
                break
    if damage and not met:
        raise _unreadable(path)
    return Reading(tuple(records), _notices(path, damage))


def read_events(path: Path, session_id: str) -> tuple[Event, ...]:
    """The events of a session, in order; none when the journal does not know it. Raises JournalError."""
    damage = Damage()
    with told(path), opened(path, damage) as connection:
        return tuple(stored_events(connection, session_id, damage)) if connection else ()


def next_first_side(path: Path) -> Literal["left", "right"]:
    """The side to begin with: the other one than in the last session that has a rep. Raises JournalError."""
    damage = Damage()
    with told(path), opened(path, damage) as connection:
        if connection:
            for row in sessions_newest_first(connection, damage):
                record = record_of(connection, row, damage)
                if record and record.reps > 0:
                    return "right" if record.first_side == "left" else "left"
    return "left"


@contextmanager
def opened(path: Path, damage: Damage) -> Iterator[sqlite3.Connection | None]:
    """The journal at one instant, for reading; None when there is none. Raises like `connect` and `look`."""
    match look(path):
        case Look.MISSING | Look.EMPTY:
            yield None
        case Look.DAMAGED:
            raise _unreadable(path)
        case Look.OURS:
            with closing(_connection(path, damage)) as connection:
                yield connection


def _connection(path: Path, damage: Damage) -> sqlite3.Connection:
    # Our journals never have a log file: a header that asks for one is damaged, and SQLite would make it.
    if is_wal(path) and not path.with_name(f"{path.name}-wal").exists():
        return _begun(path, "immutable", damage)
    try:
        return _begun(path, "ro", damage)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
    # A program died while it saved. Only a writer may take its half-saved event back: the one change that
    # reading makes, and only to what was never shown to anybody.
    with suppress(sqlite3.Error), closing(connect(path, "rw", PATIENCE)) as writer:
        writer.execute("SELECT 1 FROM sqlite_master").fetchall()
    try:
        return _begun(path, "ro", damage)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
    damage.broken = True
    return _begun(path, "immutable", damage)


def _begun(path: Path, mode: Literal["ro", "immutable"], damage: Damage) -> sqlite3.Connection:
    connection = connect(path, mode, PATIENCE)
    try:
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            # A file cut short: this makes SQLite read the pages that are left.
            damage.broken = True
            connection.execute("PRAGMA writable_schema = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def record_of(connection: sqlite3.Connection, row: SessionRow, damage: Damage) -> SessionRecord | None:
    """The record of a session's row; None, noted in `damage`, when no backroutine wrote it."""
    try:
        return build_record(row, stored_events(connection, row.id, damage))
    except _NOT_OURS:
        damage.rows.add((row.id, None))
        return None


def stored_events(connection: sqlite3.Connection, session_id: str, damage: Damage) -> Iterator[Event]:
    """The events of a session, in order, without the damaged ones."""
    for row in events_of(connection, damage, session_id):
        try:
            event = event_of(row)
        except _NOT_OURS:
            damage.rows.add((row.session, row.seq))
        else:
            yield event


def _span(since: date | None, until: date | None) -> tuple[float, float]:
    # Seconds since 1970 that hold the local days wherever on earth they were: offsets stay below a day,
    # and the last of them may end some hours after midnight.
    low = (since.toordinal() - _1970 - 1) * _DAY if since else -inf
    high = (until.toordinal() - _1970 + 3) * _DAY if until else inf
    return low, high


def _missing(path: Path) -> tuple[str, ...]:
    if not marker(path).exists():
        return ()
    return (
        str(Fault(str(path), "the journal is missing, though sessions were kept in it", copies_hint(path))),
    )


def _notices(path: Path, damage: Damage) -> tuple[str, ...]:
    if damage.broken:
        return (
            str(Fault(str(path), "it is damaged, and only what can be read is shown", copies_hint(path))),
        )
    if number := len(damage.rows):
        what = "1 damaged row was left out" if number == 1 else f"{number} damaged rows were left out"
        return (str(Fault(str(path), what, copies_hint(path))),)
    return ()


def _unreadable(path: Path) -> JournalError:
    return JournalError(
        str(path),
        "it is damaged, and nothing in it can be read",
        f"`backroutine start` sets it aside and begins a new one; {copies_hint(path)}",
    )


def copies_hint(path: Path) -> str:
    """Where to look for what was lost."""
    return f"copies of earlier days, if any, are in {copies_folder(path)}"
