"""The tables, their versions, and the checksum that each row carries.

    session   a row for each session; its key is its instant, so the newest are found without reading the rest
    event     what happened in it, in order; only ever appended to
    entry     what a person told later: scores, notes, corrections; only ever appended to
    deleted   hashes of the ids of deleted sessions, so that nothing brings them back unasked

No index stands beside the tables: nothing is stored twice, so nothing can disagree. `user_version` and
`application_id` are SQLite's own fields in the file's header.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from backroutine.journal.sqlite_errors import damage_found

APPLICATION_ID = 0x4261636B
"""Says that a SQLite file is ours: `Back` in ASCII."""

Column = str | int | float | bytes | None


class SessionRow(NamedTuple):
    """A row of `session`, as stored."""

    started_utc: float
    """Seconds since 1970."""
    id: str
    started_at: str
    """ISO 8601, with the offset of the place where it happened."""
    first_side: str
    plan: str
    checksum: str


class EventRow(NamedTuple):
    """A row of `event`, as stored."""

    session: str
    seq: int
    """Counts a session's events from 0, without gaps."""
    at: float
    """Seconds since the session began."""
    kind: str
    body: str
    """The event's other fields, as JSON."""
    checksum: str


class EntryRow(NamedTuple):
    """A row of `entry`, as stored."""

    shelf: str
    """Where it is looked for: `session:ID`, `entry:ID` (what takes that entry back), `day`, `time`."""
    at_utc: float
    """Seconds since 1970."""
    id: str
    seq: int
    """One more than any number the journal held when it was written. So what was written in the knowledge of
    another comes after it, whatever the clocks say, also on other machines."""
    here: int
    """1 when it was written on this machine, 0 when it came from elsewhere."""
    at: str
    """ISO 8601, with offset."""
    kind: str
    body: str
    """The entry's other fields, as JSON."""
    checksum: str


def seal(*columns: Column) -> str:
    """The checksum of a row's columns, in their order."""
    return hashlib.blake2b(json.dumps(columns).encode(), digest_size=8).hexdigest()


def is_whole(row: tuple[Column, ...]) -> bool:
    """Whether the last column is the checksum of the others."""
    # A flipped bit can turn text into a blob, which has no place in a row of ours.
    return not any(isinstance(column, bytes) for column in row) and seal(*row[:-1]) == row[-1]


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(
        "CREATE TABLE session (started_utc REAL NOT NULL, id TEXT NOT NULL, started_at TEXT NOT NULL,"
        " first_side TEXT NOT NULL, plan TEXT NOT NULL, checksum TEXT NOT NULL,"
        " PRIMARY KEY (started_utc, id)) WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE event (session TEXT NOT NULL, seq INTEGER NOT NULL, at REAL NOT NULL,"
        " kind TEXT NOT NULL, body TEXT NOT NULL, checksum TEXT NOT NULL,"
        " PRIMARY KEY (session, seq)) WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE entry (shelf TEXT NOT NULL, at_utc REAL NOT NULL, id TEXT NOT NULL,"
        " seq INTEGER NOT NULL, here INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,"
        " body TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (shelf, at_utc, id)) WITHOUT ROWID"
    )
    connection.execute("CREATE TABLE deleted (hash TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_create,)
"""The step at index n leads from version n to n + 1. Steps are added, never changed."""

VERSION = len(MIGRATIONS)
"""The version of the tables that this program writes."""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and on the disk when it ends. It asks for the right to write at once, not half-way."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables to VERSION, with the record of it in the same transaction. Raises sqlite3.Error."""
    with transaction(connection):
        # Asked inside the transaction: another program may have done it a moment ago.
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        for version, step in enumerate(MIGRATIONS[found:], start=found + 1):
            step(connection)
            connection.execute(f"PRAGMA user_version = {version}")


def check_structure(connection: sqlite3.Connection) -> None:
    """Looks through the whole file (40 ms for ten years). Raises sqlite3.DatabaseError when it is damaged.

    What it cannot see, a changed bit inside a row, harms no other row: the checksums find it on reading.
    """
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise damage_found("the quick check found damage")
