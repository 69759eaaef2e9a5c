"""Rows as they are stored. A row that fails its checksum is left out and counted."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

from msgspec import DecodeError, Struct, field
from msgspec.json import decode

from backroutine.journal.entries import (
    Entry,
    MomentCorrected,
    PainScored,
    Undone,
    entry_from_json,
    entry_to_json,
    standing,
)
from backroutine.journal.schema import Column, EntryRow, EventRow, SessionRow, is_whole, seal
from backroutine.journal.sqlite_errors import damage_found, is_damage
from backroutine.session.events import Event, event_from_json, event_to_json
from backroutine.session.plan import Plan, plan_to_json

# Deletions: only the hashes of ids are kept, so that no import brings a session back and no id is left.

INSERT_DELETED = "INSERT OR IGNORE INTO deleted VALUES (?)"


def id_hash(session_id: str) -> str:
    """The SHA-256 of a session's id, in hex."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()


def is_deleted(connection: sqlite3.Connection, session_id: str) -> bool:
    query = "SELECT 1 FROM deleted WHERE hash = ?"
    return connection.execute(query, (id_hash(session_id),)).fetchone() is not None


def deleted_hashes(connection: sqlite3.Connection) -> Sequence[tuple[str]]:
    """The hashes of all ids that were deleted, as rows, in order."""
    return connection.execute("SELECT hash FROM deleted ORDER BY hash").fetchall()


_SESSIONS = "SELECT started_utc, id, started_at, first_side, plan, checksum FROM session"
NEWEST_FIRST = f"{_SESSIONS} ORDER BY started_utc DESC, id DESC"
NEWEST_FIRST_WITHIN = (
    f"{_SESSIONS} WHERE started_utc >= ? AND started_utc < ? ORDER BY started_utc DESC, id DESC"
)
EVENTS_FROM = (
    "SELECT session, seq, at, kind, body, checksum FROM event WHERE session >= ? ORDER BY session, seq"
)
_AT_ONCE = 500
"""Ids in one statement; SQLite allows at least 999 values."""
INSERT_SESSION = "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)"
INSERT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)"
DELETE_SESSION = "DELETE FROM session WHERE id = ?"
DELETE_EVENTS = "DELETE FROM event WHERE session = ?"


class Damage(Struct):
    """Rows that a reading could not use."""

    rows: set[tuple[Column, Column]] = field(default_factory=set)
    """Damaged rows: the session's id and the event's number, or None for the row of the session itself."""
    broken: bool = False
    """The structure of the file is damaged: there may be rows that cannot be reached."""
    newer: set[tuple[Column, Column]] = field(default_factory=set)
    """Whole rows that this version does not understand: a newer program wrote them. They are not damaged."""

    def __bool__(self) -> bool:
        return self.broken or bool(self.rows)


class KeptSession(NamedTuple):
    """A whole session as it is stored."""

    row: SessionRow
    events: tuple[EventRow, ...]


def session_row(session_id: str, started_at: datetime, first_side: str, plan: Plan) -> SessionRow:
    columns = (
        started_at.timestamp(),
        session_id,
        started_at.isoformat(),
        first_side,
        json.dumps(plan_to_json(plan)),
    )
    return SessionRow(*columns, seal(*columns))


def event_row(session_id: str, seq: int, event: Event) -> EventRow:
    body = event_to_json(event)
    kind, at = body.pop("event"), float(body.pop("at"))
    columns = (session_id, seq, at, kind, json.dumps(body))
    return EventRow(*columns, seal(*columns))


def event_of(row: EventRow) -> Event:
    """The event that was stored. Raises ValueError, KeyError or TypeError for a kind that is not known."""
    try:
        fields = decode(row.body)
    except DecodeError:  # NaN or half a character, which Python's own JSON writes and reads
        fields = json.loads(row.body)
    return event_from_json(row.kind, row.at, **fields)


def sessions_newest_first(
    connection: sqlite3.Connection, damage: Damage, within: tuple[float, float] | None = None
) -> Iterator[SessionRow]:
    """The sessions, also around damage. `within` bounds their seconds since 1970 (low <= x < high)."""
    query, values = (NEWEST_FIRST_WITHIN, within) if within else (NEWEST_FIRST, ())
    seen: set[str] = set()
    for row in rows_of(connection, query, values, damage):
        if row is None:
            break
        if not is_whole(row):
            damage.rows.add((row[1], None))
            continue
        seen.add(row[1])
        yield SessionRow(*row)
    else:
        return
    # The rows behind the damaged place are reached from the other end.
    behind = [row for row in rows_of(connection, query.replace("DESC", "ASC"), values, damage) if row]
    yield from (SessionRow(*row) for row in reversed(behind) if is_whole(row) and row[1] not in seen)


def sessions_by_id(connection: sqlite3.Connection, damage: Damage, wanted: Iterable[str]) -> list[SessionRow]:
    """The whole rows of these sessions, in no order. Reads all keys, which begin with the instant."""
    ids, found = list(wanted), list[SessionRow]()
    for start in range(0, len(ids), _AT_ONCE):
        some = tuple(ids[start : start + _AT_ONCE])
        query = f"{_SESSIONS} WHERE id IN ({','.join('?' * len(some))})"
        found += _whole_sessions(connection, query, some, damage)
    return found


def session_by_key(
    connection: sqlite3.Connection, damage: Damage, started_utc: float | None, session_id: str
) -> SessionRow | None:
    """The whole row of a session; None when it is missing or damaged."""
    query = f"{_SESSIONS} WHERE started_utc = ? AND id = ?"
    return next(iter(_whole_sessions(connection, query, (started_utc, session_id), damage)), None)


def sessions_beginning(connection: sqlite3.Connection, damage: Damage, prefix: str) -> list[SessionRow]:
    """The whole rows of at most 20 sessions whose id begins with `prefix`; shorter ids first."""
    query = f"{_SESSIONS} WHERE substr(id, 1, ?) = ? ORDER BY length(id), id LIMIT 20"
    return _whole_sessions(connection, query, (len(prefix), prefix), damage)


def session_ids(
    connection: sqlite3.Connection, damage: Damage, beginnings: Collection[str] = ()
) -> list[str]:
    """The ids of all sessions that can be reached, in alphabetical order.

    Given `beginnings`, ids that begin otherwise may be left out. They have one length, except whole ids that
    are shorter.
    """
    query, values = "SELECT id FROM session", tuple[Column, ...]()
    if 0 < len(beginnings) <= _AT_ONCE:
        query += f" WHERE substr(id, 1, ?) IN ({','.join('?' * len(beginnings))})"
        values = (max(map(len, beginnings)), *beginnings)
    rows = rows_of(connection, query, values, damage)
    return sorted({row[0] for row in rows if row and isinstance(row[0], str)})


def _whole_sessions(
    connection: sqlite3.Connection, query: str, values: tuple[Column, ...], damage: Damage
) -> list[SessionRow]:
    found = []
    for row in rows_of(connection, query, values, damage):
        if row is None:
            break
        if is_whole(row):
            found.append(SessionRow(*row))
        else:
            damage.rows.add((row[1], None))
    return found


def events_of(connection: sqlite3.Connection, damage: Damage, session_id: str) -> list[EventRow]:
    """The whole event rows of a session, in order.

    They are read as they lie in the file, up to the first whole row of another session. If a row's own key is
    damaged, a search for the key would miss it, and perhaps the rows behind it.
    """
    rows: list[EventRow] = []
    for row in rows_of(connection, EVENTS_FROM, (session_id,), damage):
        if row is None:
            break
        if not is_whole(row):
            damage.rows.add((row[0], row[1]))
            continue
        event = EventRow(*row)
        if event.session != session_id:
            if event.seq > 0:  # the rows between the two sessions vanished
                damage.rows.add((event.session, 0))
            break
        rows.append(event)
    # Rows that vanished leave a gap in the numbers. The first was saved together with its session.
    numbers = {row.seq for row in rows}
    damage.rows.update((session_id, seq) for seq in range(max(numbers, default=0) + 1) if seq not in numbers)
    return rows


def rows_of(
    connection: sqlite3.Connection, query: str, values: tuple[Column, ...], damage: Damage
) -> Iterator[tuple[Any, ...] | None]:
    """The rows as they are, and None at a place where SQLite cannot go on."""
    try:
        yield from connection.execute(query, values)
    except (sqlite3.Error, MemoryError) as error:  # a flipped length can ask for all the memory there is
        if not isinstance(error, MemoryError) and not is_damage(error):
            raise
        damage.broken = True
        yield None


# Entries as they are stored. The key of an entry begins with its shelf: where it is looked for.

_ENTRIES = "SELECT shelf, at_utc, id, seq, here, at, kind, body, checksum FROM entry"
ON_SHELF = f"{_ENTRIES} WHERE (shelf, at_utc) >= (?, ?) ORDER BY shelf, at_utc, id"
EVERY_ENTRY = f"{_ENTRIES} ORDER BY shelf, at_utc, id"
KEYS = "SELECT shelf, at_utc, id FROM entry"
ENTRY_BY_ID = f"{_ENTRIES} WHERE id = ?"
INSERT_ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
DELETE_ENTRY = "DELETE FROM entry WHERE id = ?"
NEXT_SEQ = "SELECT min(max(coalesce(max(seq), 0) + 1, ?), ?) FROM entry"
"""The place of a new entry in the order of writing: behind everything here, and at least the milliseconds
since 1970. So the last change stands, also when two machines made changes apart from each other or a clock
was set back.
"""
LARGEST_SEQ = 2**53
"""The last place in the order of writing. Entries that share it stand in the order of their instants."""

DAYS = "day"
OTHERS = "other"
"""The shelf of kinds that belong to no session, also of those that this version does not know."""
TIMES = "time"
"""Corrected times lie together: to read sessions by day, all of them are needed."""
NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a whole row raises that a newer backroutine wrote."""


def session_shelf(session_id: str) -> str:
    """The shelf of a session's entries, without corrected times and what takes entries back."""
    return f"session:{session_id}"


def undone_shelf(entry_id: str) -> str:
    """The shelf of what takes an entry back."""
    return f"entry:{entry_id}"


def shelf_of(entry: Entry) -> str:
    match entry:
        case Undone():
            return undone_shelf(entry.entry)
        case MomentCorrected():
            return TIMES
        case PainScored(session=None):
            return DAYS
        case _:
            session = getattr(entry, "session", None)
            return session_shelf(session) if session else OTHERS


def entry_row(entry: Entry, seq: int, *, here: bool) -> EntryRow:
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
    """The stored entry. Raises ValueError, KeyError or TypeError when a newer program wrote it."""
    return entry_from_json({**json.loads(row.body), "kind": row.kind, "id": row.id, "at": row.at})


def written(rows: list[EntryRow], damage: Damage) -> list[Entry]:
    """The entries in the order of writing. Those of a newer program are left out and noted in `damage`."""
    entries = []
    for row in sorted(rows, key=lambda row: (row.seq, row.at_utc, row.id)):
        try:
            entries.append(entry_of(row))
        except NOT_OURS:
            damage.newer.add(("entry", row.id))
    return entries


def entries_on(
    connection: sqlite3.Connection, damage: Damage, shelf: str, low: float = -inf, high: float = inf
) -> list[EntryRow]:
    """The rows of a shelf with `low` <= seconds since 1970 < `high`, and everything that takes them back."""
    rows = list(_on_shelf(connection, damage, shelf, low, high))
    return _with_what_undoes_them(connection, damage, rows)


def entries_of_session(connection: sqlite3.Connection, damage: Damage, session_id: str) -> list[EntryRow]:
    """All rows about a session: its own shelf, its corrected times, and what takes these back."""
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
    """The entries of a shelf that were not taken back, in the order of writing."""
    return standing(written(entries_on(connection, damage, shelf, low, high), damage))


def every_entry(connection: sqlite3.Connection, damage: Damage) -> Iterator[EntryRow]:
    """All whole entries, in the order of their keys."""
    for row in rows_of(connection, EVERY_ENTRY, (), damage):
        if row is None:
            return
        if is_whole(row):
            yield EntryRow(*row)
        else:
            damage.rows.add(("entry", row[2]))


def check_order(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError when the keys of the entries are out of order (10 ms for ten years).

    A search for a key would then miss the damaged row, and sound ones behind it.
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
    # Up to the first whole row of another shelf: if a row's own key is damaged, a search would miss it.
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
