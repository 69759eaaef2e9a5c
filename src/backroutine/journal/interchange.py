"""The journal as plain values, and back: complete, lossless, merged all or nothing.

The values are those of JSON. A session is `{"id", "started_at", "first_side", "plan", "events": [...]}`, an
entry `{"kind", "id", "at", ..., "seq"}`. Kinds of events and entries that this version does not know go out
and come in as they are; fields it does not know in those that it does are faults.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from backroutine.errors import Fault
from backroutine.journal.reader import notices_of, opened
from backroutine.journal.rows import Damage, KeptSession, events_of, every_entry, sessions_newest_first
from backroutine.journal.schema import EntryRow, EventRow, SessionRow
from backroutine.journal.sqlite_errors import translating_errors

FORMAT = "backroutine"
FORMAT_VERSION = 1


def dump_told(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The whole journal, oldest session first, and what a person has to know about the reading: lines for
    stderr. What was deleted is not in it. Raises JournalError.
    """
    damage = Damage()
    sessions: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    with translating_errors(path), opened(path, damage) as connection:
        if connection:
            rows = list(sessions_newest_first(connection, damage))
            sessions = [session_to_json(row, events_of(connection, damage, row.id)) for row in reversed(rows)]
            told_entries = sorted(every_entry(connection, damage), key=lambda row: (row.at_utc, row.id))
            entries = [entry_row_to_json(row) for row in told_entries]
    whole = {"format": FORMAT, "version": FORMAT_VERSION, "sessions": sessions, "entries": entries}
    return whole, notices_of(path, damage)


def session_to_json(row: SessionRow, events: Iterable[EventRow]) -> dict[str, Any]:
    """A session with its events, as plain values."""
    return {
        "id": row.id,
        "started_at": row.started_at,
        "first_side": row.first_side,
        "plan": json.loads(row.plan),
        "events": [{"event": event.kind, "at": event.at, **json.loads(event.body)} for event in events],
    }


def entry_row_to_json(row: EntryRow) -> dict[str, Any]:
    """An entry with its place in the order of writing, as plain values."""
    return {"kind": row.kind, "id": row.id, "at": row.at, **json.loads(row.body), "seq": row.seq}


def check(data: object) -> tuple[tuple[KeptSession, ...], tuple[EntryRow, ...], tuple[Fault, ...]]:
    """What `dump_told` gave, of any shape: the sessions and entries to merge, and the faults, by JSON path.

    With a fault in it nothing should be merged. Never raises; the size of `data` is bounded by its reader.
    """
    from backroutine.journal.validation import Validator  # pydantic is slow to load

    return Validator().whole(data)
