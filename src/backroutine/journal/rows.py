"""Rows as they are stored, read with suspicion: what fails its checksum is left out and counted."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from backroutine.journal.schema import Column, EventRow, SessionRow, is_whole, seal
from backroutine.journal.trouble import is_damage
from backroutine.session.events import Event, event_from_json, event_to_json
from backroutine.session.plan import Plan, plan_to_json

_SESSIONS = "SELECT started_utc, id, started_at, first_side, plan, checksum FROM session"
NEWEST_FIRST = f"{_SESSIONS} ORDER BY started_utc DESC, id DESC"
NEWEST_FIRST_WITHIN = (
    f"{_SESSIONS} WHERE started_utc >= ? AND started_utc < ? ORDER BY started_utc DESC, id DESC"
)
EVENTS_FROM = (
    "SELECT session, seq, at, kind, body, checksum FROM event WHERE session >= ? ORDER BY session, seq"
)
_AT_ONCE = 500
"""Ids looked for in one statement; SQLite allows a thousand values and more."""
INSERT_SESSION = "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)"
INSERT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)"
DELETE_SESSION = "DELETE FROM session WHERE id = ?"
DELETE_EVENTS = "DELETE FROM event WHERE session = ?"


@dataclass(slots=True)
class Damage:
    """What a reading met on its way."""

    rows: set[tuple[Column, Column]] = field(default_factory=set)
    """The rows that were left out: a session's id and the event's number, or None for its own row."""
    broken: bool = False
    """The file's structure is damaged: there may be more rows that cannot be reached."""
    newer: set[tuple[Column, Column]] = field(default_factory=set)
    """Rows that are whole and not understood: a newer program wrote them. That is no damage."""

    def __bool__(self) -> bool:
        return self.broken or bool(self.rows)


class KeptSession(NamedTuple):
    """A whole session as it is stored."""

    row: SessionRow
    events: tuple[EventRow, ...]


def session_row(session_id: str, started_at: datetime, first_side: str, plan: Plan) -> SessionRow:
    """The row for a session that begins."""
    columns = (
        started_at.timestamp(),
        session_id,
        started_at.isoformat(),
        first_side,
        json.dumps(plan_to_json(plan)),
    )
    return SessionRow(*columns, seal(*columns))


def event_row(session_id: str, seq: int, event: Event) -> EventRow:
    """The row for an event."""
    body = event_to_json(event)
    kind, at = body.pop("event"), float(body.pop("at"))
    columns = (session_id, seq, at, kind, json.dumps(body))
    return EventRow(*columns, seal(*columns))


def event_of(row: EventRow) -> Event:
    """The event that was stored. Raises ValueError, KeyError or TypeError for a kind that is not known."""
    return event_from_json({**json.loads(row.body), "event": row.kind, "at": row.at})


def sessions_newest_first(
    connection: sqlite3.Connection, damage: Damage, within: tuple[float, float] | None = None
) -> Iterator[SessionRow]:
    """The sessions, also around damage; `within` bounds their seconds since 1970 (low <= x < high)."""
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
    # What lies behind the damaged place is reached from the other end.
    behind = [row for row in rows_of(connection, query.replace("DESC", "ASC"), values, damage) if row]
    yield from (SessionRow(*row) for row in reversed(behind) if is_whole(row) and row[1] not in seen)


def sessions_by_id(connection: sqlite3.Connection, damage: Damage, wanted: Iterable[str]) -> list[SessionRow]:
    """The whole rows of these sessions, in no order. Looks through all keys: an id alone is none."""
    ids, found = list(wanted), list[SessionRow]()
    for start in range(0, len(ids), _AT_ONCE):
        some = tuple(ids[start : start + _AT_ONCE])
        query = f"{_SESSIONS} WHERE id IN ({','.join('?' * len(some))})"
        found += _whole_sessions(connection, query, some, damage)
    return found


def sessions_beginning(connection: sqlite3.Connection, damage: Damage, prefix: str) -> list[SessionRow]:
    """The whole rows of the sessions whose id begins so, a score at most; shorter ids first."""
    query = f"{_SESSIONS} WHERE substr(id, 1, ?) = ? ORDER BY length(id), id LIMIT 20"
    return _whole_sessions(connection, query, (len(prefix), prefix), damage)


def session_ids(connection: sqlite3.Connection, damage: Damage) -> list[str]:
    """The ids of all sessions that can be reached, in alphabetical order."""
    rows = rows_of(connection, "SELECT id FROM session", (), damage)
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
    """The event rows of a session that are whole, in order.

    Read as they lie in the file, on to the first whole row of another session: where a row's own key is
    damaged, looking for the key would find neither it nor, perhaps, those behind it.
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
            if event.seq > 0:  # what lay between the two sessions vanished
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
    """The rows as they are; at a place where SQLite cannot go on, None."""
    try:
        yield from connection.execute(query, values)
    except (sqlite3.Error, MemoryError) as error:  # a flipped length can ask for all the memory there is
        if not isinstance(error, MemoryError) and not is_damage(error):
            raise
        damage.broken = True
        yield None
