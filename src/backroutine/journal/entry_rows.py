"""Entries as they are stored: each on one shelf, found by key, read with suspicion like all rows."""

import json
import sqlite3
from collections.abc import Iterator
from math import inf

from backroutine.journal.entries import (
    Entry,
    MomentCorrected,
    Undone,
    entry_from_json,
    entry_to_json,
    standing,
)
from backroutine.journal.rows import Damage, rows_of
from backroutine.journal.schema import EntryRow, is_whole, seal
from backroutine.journal.trouble import damage_found

_ENTRIES = "SELECT shelf, at_utc, id, seq, here, at, kind, body, checksum FROM entry"
ON_SHELF = f"{_ENTRIES} WHERE (shelf, at_utc) >= (?, ?) ORDER BY shelf, at_utc, id"
EVERY_ENTRY = f"{_ENTRIES} ORDER BY shelf, at_utc, id"
KEYS = "SELECT shelf, at_utc, id FROM entry"
ENTRY_BY_ID = f"{_ENTRIES} WHERE id = ?"
INSERT_ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
DELETE_ENTRY = "DELETE FROM entry WHERE id = ?"
NEXT_SEQ = "SELECT min(max(coalesce(max(seq), 0) + 1, ?), ?) FROM entry"
"""The place of an entry in the order of writing: behind all that is known here, and not before the
milliseconds since 1970. So what was changed last stands, also where two machines changed it apart, and a
clock that is set back puts nothing before what it was meant to correct.
"""
LARGEST_SEQ = 2**53
"""No place in the order of writing lies behind it, whatever came from elsewhere: every program reads it as it
is. Entries that share it stand in the order of their instants.
"""

DAYS = "day"
OTHERS = "other"
"""Of kinds that are not known and of no session."""
TIMES = "time"
"""Corrected times lie together: who reads by day has to know all of them."""
_NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


def session_shelf(session_id: str) -> str:
    """Where the entries of a session lie, but for corrected times and what takes entries back."""
    return f"session:{session_id}"


def undone_shelf(entry_id: str) -> str:
    """Where that lies which takes an entry back."""
    return f"entry:{entry_id}"


def shelf_of(entry: Entry) -> str:
    """Where an entry lies."""
    match entry:
        case Undone():
            return undone_shelf(entry.entry)
        case MomentCorrected():
            return TIMES
        case _:
            return session_shelf(entry.session) if entry.session else DAYS


def entry_row(entry: Entry, seq: int, *, here: bool) -> EntryRow:
    """The row for an entry."""
    body = entry_to_json(entry)
    kind, entry_id, at = body.pop("kind"), body.pop("id"), body.pop("at")
    return sealed(shelf_of(entry), entry.at.timestamp(), entry_id, seq, int(here), at, kind, json.dumps(body))


def sealed(
    shelf: str, at_utc: float, entry_id: str, seq: int, here: int, at: str, kind: str, body: str
) -> EntryRow:
    """The row with its checksum."""
    columns = (shelf, at_utc, entry_id, seq, here, at, kind, body)
    return EntryRow(*columns, seal(*columns))


def entry_of(row: EntryRow) -> Entry:
    """The entry that was stored. Raises ValueError, KeyError or TypeError when a newer program did."""
    return entry_from_json({**json.loads(row.body), "kind": row.kind, "id": row.id, "at": row.at})


def written(rows: list[EntryRow], damage: Damage) -> list[Entry]:
    """The entries in the order of their writing; those of a newer program are left out and noted."""
    entries = []
    for row in sorted(rows, key=lambda row: (row.seq, row.at_utc, row.id)):
        try:
            entries.append(entry_of(row))
        except _NOT_OURS:
            damage.newer.add(("entry", row.id))
    return entries


def entries_on(
    connection: sqlite3.Connection, damage: Damage, shelf: str, low: float = -inf, high: float = inf
) -> list[EntryRow]:
    """The rows of a shelf within `low` <= seconds since 1970 < `high`, and all that takes them back."""
    rows = list(_on_shelf(connection, damage, shelf, low, high))
    return _with_what_undoes_them(connection, damage, rows)


def entries_of_session(connection: sqlite3.Connection, damage: Damage, session_id: str) -> list[EntryRow]:
    """All rows that tell of a session: its own shelf, its corrected times, and what takes these back."""
    rows = list(_on_shelf(connection, damage, session_shelf(session_id), -inf, inf))
    for row in _on_shelf(connection, damage, TIMES, -inf, inf):
        if json.loads(row.body).get("session") == session_id:
            rows.append(row)
    return _with_what_undoes_them(connection, damage, rows)


def _with_what_undoes_them(
    connection: sqlite3.Connection, damage: Damage, rows: list[EntryRow]
) -> list[EntryRow]:
    rows = list(rows)
    seen, waiting = set[str](), [row.id for row in rows]
    while waiting:
        entry_id = waiting.pop()
        if entry_id not in seen:
            seen.add(entry_id)
            undoing = list(_on_shelf(connection, damage, undone_shelf(entry_id), -inf, inf))
            rows += undoing
            waiting += [row.id for row in undoing]
    return rows


def standing_on(
    connection: sqlite3.Connection, damage: Damage, shelf: str, low: float = -inf, high: float = inf
) -> tuple[Entry, ...]:
    """The entries of a shelf that nobody took back, as they were written."""
    return standing(written(entries_on(connection, damage, shelf, low, high), damage))


def every_entry(connection: sqlite3.Connection, damage: Damage) -> Iterator[EntryRow]:
    """All rows that are whole, in the order of their keys."""
    for row in rows_of(connection, EVERY_ENTRY, (), damage):
        if row is None:
            return
        if is_whole(row):
            yield EntryRow(*row)
        else:
            damage.rows.add(("entry", row[2]))


def check_order(connection: sqlite3.Connection) -> None:
    """Looks through the keys (10 ms for ten years). Raises sqlite3.DatabaseError where they are out of order.

    Then looking for a key goes astray, and finds neither the damaged row nor sound ones behind it.
    """
    last: tuple[str, float, str] = ("", -inf, "")
    for shelf, at_utc, entry_id in connection.execute(KEYS):
        try:
            if not last < (shelf, at_utc, entry_id):
                raise damage_found("keys out of order")
        except TypeError as error:
            raise damage_found("a key of another type") from error
        last = (shelf, at_utc, entry_id)


def _on_shelf(
    connection: sqlite3.Connection, damage: Damage, shelf: str, low: float, high: float
) -> Iterator[EntryRow]:
    # Read on to the first whole row of another shelf: where a row's own key is damaged, looking for the key
    # would pass it by in silence.
    for row in rows_of(connection, ON_SHELF, (shelf, low), damage):
        if row is None:
            return
        if not is_whole(row):
            damage.rows.add(("entry", row[2]))
            continue
        entry = EntryRow(*row)
        if entry.shelf != shelf or entry.at_utc >= high:
            return
        yield entry
