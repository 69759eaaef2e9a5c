"""backroutine's own JSON and JSON Lines: the whole journal, and the same bytes for the same journal.

A session is `{"id", "started_at", "first_side", "plan", "events": [...]}`, an entry `{"kind", "id", "at", …,
"seq"}`; each is a line. Kinds of events and entries that this version does not know go out and come in as
they are; fields it does not know in those that it does are faults.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from backroutine.journal.entries import MomentCorrected
from backroutine.journal.reader import corrected_times, notices_of, snapshot
from backroutine.journal.records import day_of
from backroutine.journal.rows import Damage, events_of, every_entry, sessions_newest_first
from backroutine.journal.schema import EntryRow, EventRow, SessionRow
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.text import escape_json

FORMAT = "backroutine"
FORMAT_VERSION = 1
HEAD: Mapping[str, Any] = {"format": FORMAT, "version": FORMAT_VERSION}
LISTS = ("sessions", "entries")


class WholeJournal:
    """All that is kept, at one instant. Sessions are read one by one: they may be more than fit in memory."""

    def __init__(self, path: Path, connection: sqlite3.Connection | None, damage: Damage) -> None:
        self._path = path
        self._connection = connection
        self._damage = damage
        self._rows: list[SessionRow] = []
        self._entries: list[EntryRow] = []
        if connection:
            plans: dict[str, str] = {}  # few differ
            for row in sessions_newest_first(connection, damage):
                self._rows.append(row._replace(plan=plans.setdefault(row.plan, row.plan)))
            self._rows.reverse()
            self._entries = sorted(every_entry(connection, damage), key=lambda row: (row.at_utc, row.id))

    def keep_days(self, since: date | None, until: date | None, starts: int) -> None:
        """Leaves out what is not of these days: sessions, entries about them, and entries about a day."""
        if not self._connection or not (since or until):
            return
        first, last = since or date.min, until or date.max
        moved = corrected_times(self._connection, self._damage)
        self._rows = [row for row in self._rows if first <= _day(row, moved, starts) <= last]
        sessions = {row.id for row in self._rows}
        kept: set[str] = set()
        for row in sorted(self._entries, key=lambda row: row.seq):
            body = json.loads(row.body)
            session, taken_back = body.get("session"), body.get("entry")
            if isinstance(session, str):
                wanted = session in sessions
            elif isinstance(taken_back, str):
                wanted = taken_back in kept
            else:
                wanted = first <= day_of(datetime.fromisoformat(row.at), starts) <= last
            if wanted:
                kept.add(row.id)
        self._entries = [row for row in self._entries if row.id in kept]

    @property
    def counts(self) -> dict[str, int]:
        return {"sessions": len(self._rows), "entries": len(self._entries)}

    def sessions(self) -> Iterator[dict[str, Any]]:
        """The sessions as plain values, oldest first."""
        for row in self._rows:
            assert self._connection is not None
            yield session_to_json(row, events_of(self._connection, self._damage, row.id))

    def entries(self) -> Iterator[dict[str, Any]]:
        """The entries as plain values, oldest first."""
        return map(entry_row_to_json, self._entries)

    def notices(self) -> tuple[str, ...]:
        """What a person has to know about what was read so far: whole lines for stderr."""
        return notices_of(self._path, self._damage)


def _day(row: SessionRow, moved: Mapping[str, MomentCorrected], starts: int) -> date:
    correction = moved.get(row.id)
    return day_of(correction.started_at if correction else datetime.fromisoformat(row.started_at), starts)


@contextmanager
def whole_journal(path: Path) -> Iterator[WholeJournal]:
    """The journal for reading it all; other programs may write meanwhile. What was deleted is not in it.

    Raises JournalError, also while it is read.
    """
    damage = Damage()
    with translating_errors(path), snapshot(path, damage) as connection:
        yield WholeJournal(path, connection, damage)


def to_json(whole: WholeJournal) -> Iterator[bytes]:
    """The lines of one JSON value, a session or an entry a line."""
    first = "{"
    for name, value in HEAD.items():
        yield f"{first}{to_line(name)}: {to_line(value)},\n".encode()
        first = ""
    for name, values, end in zip(LISTS, (whole.sessions(), whole.entries()), (",", "}"), strict=True):
        yield f"{to_line(name)}: [".encode()
        line_end = ""
        for value in values:
            yield f"{line_end}\n{to_line(value)}".encode()
            line_end = ","
        closing = "\n]" if line_end else "]"
        yield f"{closing}{end}\n".encode()


def to_jsonl(whole: WholeJournal) -> Iterator[bytes]:
    """The same as JSON Lines: a header that says how many follow, then the sessions, then the entries."""
    # By these numbers a reader notices a file that was cut at the end of a line.
    yield f"{to_line({**HEAD, **whole.counts})}\n".encode()
    for values in (whole.sessions(), whole.entries()):
        for value in values:
            yield f"{to_line(value)}\n".encode()


def to_line(value: object) -> str:
    """JSON that people can read. Characters that act on a terminal are written as escapes."""
    return escape_json(json.dumps(value, ensure_ascii=False, allow_nan=False))


def session_to_json(row: SessionRow, events: Iterable[EventRow]) -> dict[str, Any]:
    """A session with its events, as plain values."""
    return {
        "id": row.id,
        "started_at": row.started_at,
        "first_side": row.first_side,
        "plan": renewed_plan(json.loads(row.plan)),
        "events": [{"event": event.kind, "at": event.at, **json.loads(event.body)} for event in events],
    }


def renewed_plan(plan: Any) -> Any:
    """A stored plan as it is written today: a tempo has `return`, where it had `return_` before 0.1."""
    with suppress(KeyError, TypeError, AttributeError):  # the plan of a newer program
        for step in plan["steps"]:
            if "return_" in step["tempo"]:
                step["tempo"] = {name.rstrip("_"): seconds for name, seconds in step["tempo"].items()}
    return plan


def entry_row_to_json(row: EntryRow) -> dict[str, Any]:
    """An entry with its place in the order of writing, as plain values."""
    return {"kind": row.kind, "id": row.id, "at": row.at, **json.loads(row.body), "seq": row.seq}
