"""Opening the journal for writing: made where missing, set aside where damaged, refused where not ours."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from backroutine.errors import Fault, JournalError
from backroutine.files import make_file
from backroutine.journal import files
from backroutine.journal.deleted import INSERT_DELETED, deleted_hashes
from backroutine.journal.entry_rows import INSERT_ENTRY, check_order, every_entry
from backroutine.journal.files import Look
from backroutine.journal.reading import copies_hint, opened
from backroutine.journal.rows import (
    EVENTS_FROM,
    INSERT_EVENT,
    INSERT_SESSION,
    NEWEST_FIRST,
    Damage,
    events_of,
    sessions_newest_first,
)
from backroutine.journal.schema import check_structure, migrate, transaction
from backroutine.journal.trouble import is_damage


def open_for_writing(path: Path, now: datetime, patience: float) -> tuple[sqlite3.Connection, list[str]]:
    """A connection to a sound journal, and what a person has to know. Hold the folder's lock around it.

    Raises JournalError for what is not ours to write, sqlite3.Error and OSError.
    """
    found = files.look(path)
    if found is Look.OURS:
        try:
            return _ready(path, patience), []
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            found = Look.DAMAGED
    if found is Look.DAMAGED:
        return _start_anew(path, now, patience)
    notices = []
    if found is Look.MISSING:
        if files.marker(path).exists():
            what = "the journal was missing, though sessions were kept in it; a new one begins"
            notices.append(str(Fault(str(path), what, copies_hint(path))))
            files.marker(path).unlink()
        make_file(path)
    return _ready(path, patience), notices


def _ready(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that may write, to a journal whose structure is sound. Raises sqlite3.Error."""
    connection = files.connect(path, "rw", patience)
    try:
        with suppress(OSError):
            path.chmod(0o600)
        check_structure(connection)
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        connection.execute("PRAGMA synchronous = EXTRA")
        migrate(connection)
        connection.execute(NEWEST_FIRST).fetchone()
        connection.execute(EVENTS_FROM, ("",)).fetchone()
        check_order(connection)
        deleted_hashes(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _start_anew(path: Path, now: datetime, patience: float) -> tuple[sqlite3.Connection, list[str]]:
    aside = files.set_aside(path, now)
    with suppress(FileNotFoundError):
        files.marker(path).unlink()
    make_file(path)
    connection = _ready(path, patience)
    carried = _carry_over(aside, connection)
    what = f"it was damaged, and was set aside as {aside.name}; a new one begins"
    if carried:
        what = f"{what} with the {carried} {'session' if carried == 1 else 'sessions'} that could be read"
    return connection, [str(Fault(str(path), what, copies_hint(path)))]


def _carry_over(aside: Path, connection: sqlite3.Connection) -> int:
    """Copies the rows that are whole into the new journal; how many sessions. A failure leaves it empty."""
    damage, sessions = Damage(), 0
    try:
        with opened(aside, damage) as damaged, transaction(connection):
            if damaged is None:
                return 0
            for session in sessions_newest_first(damaged, damage):
                connection.execute(INSERT_SESSION, session)
                connection.executemany(INSERT_EVENT, events_of(damaged, damage, session.id))
                sessions += 1
            for entry in every_entry(damaged, damage):
                connection.execute(INSERT_ENTRY, entry)
            with suppress(sqlite3.Error):  # where these are lost, nothing of a person's is
                connection.executemany(INSERT_DELETED, deleted_hashes(damaged))
    except (JournalError, sqlite3.Error, OSError):
        return 0
    return sessions
