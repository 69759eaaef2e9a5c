"""Opening the journal for writing: made when missing, replaced when damaged, refused when it is not ours.

A damaged journal keeps its name until a new one, filled with what can be read, takes its place in one step.
So a crash or a full disk at any instant leaves either the damaged file or the filled one.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from backroutine.errors import Fault
from backroutine.files import make_file, sync_file, sync_folder
from backroutine.journal.backups import copy_before
from backroutine.journal.database import Look, connect, look, refuse_foreign
from backroutine.journal.markers import marker, set_aside_files, successor
from backroutine.journal.reader import copies_hint, opened
from backroutine.journal.rows import (
    EVENTS_FROM,
    INSERT_DELETED,
    INSERT_ENTRY,
    INSERT_EVENT,
    INSERT_SESSION,
    NEWEST_FIRST,
    Damage,
    check_order,
    deleted_hashes,
    events_of,
    every_entry,
    sessions_newest_first,
)
from backroutine.journal.schema import check_structure, is_older, migrate, transaction
from backroutine.journal.sqlite_errors import is_damage, read_through
from backroutine.text import count_of


def open_for_writing(path: Path, now: datetime, patience: float) -> tuple[sqlite3.Connection, list[str]]:
    """A connection to a sound journal, and lines that a person has to know. Hold the folder's lock around it.

    Raises JournalError for what is not ours to write, sqlite3.Error and OSError; then nothing has changed.
    """
    found = look(path)
    if found is Look.OURS:
        with suppress(_Damaged):
            return _ready(path, now, patience), []
        # Damage has to be sure before a journal is replaced: a disk that fails to read is none.
        read_through(path)
        with suppress(_Damaged):
            return _ready(path, now, patience), []
        found = Look.DAMAGED
    if found is Look.DAMAGED:
        return _replace_damaged(path, now, patience)
    notices = []
    if found is Look.MISSING and marker(path).exists():
        what = "the journal was missing, though sessions were kept in it; a new one begins"
        notices.append(str(Fault(str(path), what, copies_hint(path))))
    _make(path, now, patience)
    return _ready(path, now, patience), notices


class _Damaged(Exception):  # noqa: N818 - it never leaves this module
    """The journal is damaged."""


def _ready(path: Path, now: datetime, patience: float) -> sqlite3.Connection:
    """A connection that may write, to a sound journal. Raises _Damaged, JournalError and sqlite3.Error."""
    connection = connect(path, "rw", patience)
    try:
        with suppress(OSError):  # for the owner alone; who made it read-only wants it so
            path.chmod(path.stat().st_mode & 0o700)
        check_structure(connection)
        refuse_foreign(path, connection)
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("PRAGMA synchronous = EXTRA")
        if is_older(connection):
            copy_before(path, now, "update")
        migrate(connection)
        connection.execute(NEWEST_FIRST).fetchone()
        connection.execute(EVENTS_FROM, ("",)).fetchone()
        check_order(connection)
        deleted_hashes(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError) and is_damage(error):
            raise _Damaged from error
        raise
    return connection


def _replace_damaged(path: Path, now: datetime, patience: float) -> tuple[sqlite3.Connection, list[str]]:
    carried, aside = _make(path, now, patience, damaged=True)
    assert aside
    what = f"it was damaged, and was set aside as {aside.name}; a new one begins"
    if carried:
        what = f"{what} with the {count_of(carried, 'session')} that could be read"
    notice = str(Fault(str(path), what, f"`backroutine doctor` says what it holds; {copies_hint(path)}"))
    return _ready(path, now, patience), [notice]


def _make(path: Path, now: datetime, patience: float, *, damaged: bool = False) -> tuple[int, Path | None]:
    """Puts a new journal at `path`. In place of a damaged one, it has the sessions that can be read: how many
    they are, and where the damaged one is now.
    """
    made = successor(path)
    made.unlink(missing_ok=True)  # from a program that died over it
    make_file(made)
    try:
        with closing(_ready(made, now, patience)) as connection:
            carried = _carry_over(path, connection) if damaged else 0
        aside = _set_aside(path, now) if damaged else None
        try:
            made.replace(path)
        except OSError:
            if aside:
                aside.unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    _rollback_of(aside).replace(_rollback_of(path))
            raise
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)
    sync_folder(path.parent)
    return carried, aside


def _carry_over(path: Path, connection: sqlite3.Connection) -> int:
    """Copies the whole rows of a damaged journal into a new one. How many sessions there were.

    Raises JournalError, sqlite3.Error and OSError when the disk fails or is full.
    """
    damage, sessions = Damage(), 0
    if look(path) is Look.DAMAGED:
        return 0
    with transaction(connection), suppress(_Damaged), opened(path, damage) as damaged:
        assert damaged
        try:
            for session in sessions_newest_first(damaged, damage):
                connection.execute(_once(INSERT_SESSION), session)
                connection.executemany(_once(INSERT_EVENT), events_of(damaged, damage, session.id))
                sessions += 1
            for entry in every_entry(damaged, damage):
                connection.execute(_once(INSERT_ENTRY), entry)
            connection.executemany(INSERT_DELETED, deleted_hashes(damaged))
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            raise _Damaged from error  # what was read so far is kept
    return sessions


def _once(statement: str) -> str:
    # A damaged tree can give a row twice.
    return statement.replace("INSERT", "INSERT OR IGNORE", 1)


def _set_aside(path: Path, now: datetime) -> Path:
    """Gives the damaged journal a second name, `NAME.damaged-<instant>`, which stays. Raises OSError."""
    for aside in set_aside_files(path):  # a program died right here
        if aside.samefile(path):
            return aside
    stem = f"{path.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside, number = path.with_name(stem), 1
    while os.path.lexists(aside) or os.path.lexists(_rollback_of(aside)):
        number += 1
        aside = path.with_name(f"{stem}-{number}")
    # SQLite finds the rest of an unfinished transaction by its name: the two stay together. And the new
    # journal must not find it.
    rollback = _rollback_of(path)
    if rollback.exists():
        _link_or_copy(rollback, _rollback_of(aside))
    _link_or_copy(path, aside)
    sync_folder(path.parent)
    rollback.unlink(missing_ok=True)
    return aside


def _link_or_copy(file: Path, second: Path) -> None:
    try:
        os.link(file, second, follow_symlinks=False)
    except (OSError, NotImplementedError):  # some disks (FAT, some network ones) know no second names
        shutil.copyfile(file, second)
        sync_file(second)


def _rollback_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")
