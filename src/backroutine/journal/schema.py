"""The tables, their versions, and the checksum of each row.

    session   one row each; the key begins with the instant, so the newest are found without reading the rest
    event     what happened in a session, in order; rows are only added
    entry     what a person entered: scores, notes, corrections; rows are only added
    deleted   hashes of the ids of deleted sessions, so that no import brings one back

There are no indexes: nothing is stored twice, so nothing can disagree. `user_version` and `application_id`
are SQLite's own fields in the header of the file.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as json_text
from operator import ne
from typing import NamedTuple

from backroutine.journal.sqlite_errors import damage_found, fault_of_check

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
    """Where it is looked for: `session:ID`, `entry:ID` (what takes it back), `day`, `time` or `other`."""
    at_utc: float
    """Seconds since 1970."""
    id: str
    seq: int
    """More than any number in the journal when the entry was written. So an entry comes after those that were
    known when it was written, on all machines and whatever the clocks say."""
    here: int
    """1 when it was written on this machine, 0 when it came from elsewhere."""
    at: str
    """ISO 8601, with offset."""
    kind: str
    body: str
    """The entry's other fields, as JSON."""
    checksum: str


def seal(*columns: Column) -> str:
    """The checksum of a row's columns, in their order: a hash of their JSON."""
    # As json.dumps writes texts and finite numbers, in half of its time: each row that is read is checked.
    values = [json_text(column) if isinstance(column, str) else repr(column) for column in columns]
    return blake2b(f"[{', '.join(values)}]".encode(), digest_size=8).hexdigest()


def is_whole(row: tuple[Column, ...]) -> bool:
    """Whether the last column is the checksum of the others."""
    return seal(*row[:-1]) == row[-1]


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
    """All or nothing, and on the disk when it ends. It asks for the right to write at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


def is_older(connection: sqlite3.Connection) -> bool:
    """Whether an earlier version of the program made the tables."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(0 < found < len(MIGRATIONS))


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the tables to VERSION, all steps in one transaction. Raises sqlite3.Error."""
    with transaction(connection):
        # Read inside the transaction: another program may have done it a moment ago.
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        for version, step in enumerate(MIGRATIONS[found:], start=found + 1):
            step(connection)
            connection.execute(f"PRAGMA user_version = {version}")


def check_structure(connection: sqlite3.Connection) -> None:
    """Checks the whole file (40 ms for ten years).

    Raises sqlite3.DatabaseError when it is damaged or the disk fails. It does not find a changed bit inside a
    row, which harms no other row: the checksum finds that on reading.
    """
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise fault_of_check(answer)


_LIKE_A_FLIPPED_BIT = 2
"""Characters by which a schema may differ and still be ours, damaged."""
_IN_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name, tbl_name, sql"


def check_schema(connection: sqlite3.Connection) -> str | None:
    """The name of something in the file that this program did not make, like `trigger x`; None without it.

    Raises sqlite3.DatabaseError when one of the tables is missing or looks as if a bit was flipped.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = connection.execute(_IN_SCHEMA).fetchall()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for step in MIGRATIONS[:version]:
            step(fresh)
        ours = fresh.execute(_IN_SCHEMA).fetchall()
    if found == ours:
        return None
    strange = [row for row in found if row not in ours]
    one, other = ("\0".join(str(column) for row in rows for column in row) for rows in (found, ours))
    if not strange or (len(one) == len(other) and sum(map(ne, one, other)) <= _LIKE_A_FLIPPED_BIT):
        raise damage_found("the schema is damaged")
    return f"{strange[0][0]} {strange[0][1]}"
