"""The journal as plain values, and back: complete, lossless, merged all or nothing.

The values are those of JSON. A session is `{"id", "started_at", "first_side", "plan", "events": [...]}`, an
entry `{"kind", "id", "at", ..., "seq"}`. Kinds of events and entries that this version does not know go out
and come in as they are; fields it does not know in those that it does are faults.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backroutine.journal.reader import notices_of, opened
from backroutine.journal.rows import Damage, events_of, every_entry, sessions_newest_first
from backroutine.journal.schema import EntryRow, EventRow, SessionRow
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.text import is_unsafe

# backroutine's own JSON and JSON Lines: complete, and the same bytes for the same journal.

HEAD = ("format", "version")
LISTS = ("sessions", "entries")


def to_json(whole: dict[str, Any]) -> bytes:
    """What `backroutine_json.dump` gave, as one JSON value with a session or an entry a line."""
    parts = [f"{_text(name)}: {_text(whole[name])}" for name in HEAD]
    for name in LISTS:
        lines = ",\n".join(_text(value) for value in whole[name])
        parts.append(f"{_text(name)}: [\n{lines}\n]" if lines else f"{_text(name)}: []")
    return ("{" + ",\n".join(parts) + "}\n").encode()


def to_jsonl(whole: dict[str, Any]) -> bytes:
    """The same as lines: a header that tells how many follow, then the sessions, then the entries."""
    return "".join(f"{line}\n" for line in _lines(whole)).encode()


def _lines(whole: dict[str, Any]) -> Iterator[str]:
    # Numbers in the header tell a file that was cut at the end of a line from a whole one.
    counts = {name: len(whole[name]) for name in LISTS}
    yield _text({**{name: whole[name] for name in HEAD}, **counts})
    for name in LISTS:
        yield from map(_text, whole[name])


def _text(value: object) -> str:
    """JSON that people can read and that steers no terminal: what could is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for character in filter(is_unsafe, set(text)):
        text = text.replace(character, json.dumps(character)[1:-1])
    return text


FORMAT = "backroutine"
FORMAT_VERSION = 1


def dump(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
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
