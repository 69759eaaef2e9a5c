"""Merges sessions and entries from elsewhere: all or nothing, in any order, and twice is once."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from backroutine.journal.backups import keep_guard
from backroutine.journal.reader import opened
from backroutine.journal.rows import (
    DELETE_ENTRY,
    DELETE_EVENTS,
    DELETE_SESSION,
    INSERT_ENTRY,
    INSERT_EVENT,
    INSERT_SESSION,
    Damage,
    KeptSession,
    events_of,
    every_entry,
    is_deleted,
    sessions_by_id,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.journal.writer import Journal


def same_session(one: SessionRow, other: SessionRow) -> bool:
    """Whether both rows are of one session, whatever happened in it."""
    if (one.started_at, one.first_side) != (other.started_at, other.first_side):
        return False
    return _same_json(one.plan, other.plan)


def has_all(events: Sequence[EventRow], some: Sequence[EventRow]) -> bool:
    """Whether `events` contain `some` in the same order.

    A session that went on contains its beginning; a whole session contains one that lost rows.
    """
    rest = iter(events)
    return all(any(_same_event(event, other) for other in rest) for event in some)


def _same_event(one: EventRow, other: EventRow) -> bool:
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def same_entry(one: EntryRow, other: EntryRow) -> bool:
    """Whether both say the same. Their places in the order of writing may differ."""
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def _same_json(one: str, other: str) -> bool:
    return one == other or _canonical(json.loads(one)) == _canonical(json.loads(other))


def _canonical(value: object) -> str:
    """One text for all values that mean the same: 1 and 1.0, and fields in any order."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(part) for part in value]
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case _:
            return value


_Work = tuple[str, tuple[Any, ...]]
"""A statement and its values."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do."""

    added: int = 0
    """Sessions that were not here."""
    extended: int = 0
    """Sessions that were longer elsewhere: they went on there, or had damaged rows here."""
    entries_added: int = 0
    same: int = 0
    """Sessions and entries that were here already."""
    differing: tuple[str, ...] = ()
    """Ids of sessions and entries that are here with another content. They were not changed."""
    refused: tuple[str, ...] = ()
    """Ids of sessions that were deleted here, and of entries about them."""
    copy: Path | None = None
    """The copy of the journal as it was before."""
    notices: tuple[str, ...] = ()


def merge(
    path: Path,
    sessions: Sequence[KeptSession],
    entries: Sequence[EntryRow],
    now: datetime,
    dry_run: bool = False,
) -> Merged:
    """Adds what is not here, all or nothing, after a copy of the journal. `dry_run` changes nothing.

    The longer one of two sessions stays, and whole rows replace damaged ones. What differs is listed and not
    changed: the first one stays. Apart from that the order of merges does not matter. Raises JournalError.
    """
    with translating_errors(path), opened(path, Damage()) as connection:
        planned = _Merge(connection)
        planned.plan(sessions, entries)
    if dry_run or not planned.rows:
        return planned.result()
    copy = keep_guard(path, now)
    with Journal.open(path, now) as journal:
        done = journal.write(lambda connection: _Merge(connection).carry_out(sessions, entries))
        return done.result(copy, journal.notices)


@dataclass(slots=True)
class _Known:
    """The readable part of a session that is here."""

    row: SessionRow | None
    """None: the row is damaged or missing."""
    events: Sequence[EventRow]
    gaps: bool
    """Whether events are damaged or missing."""


@dataclass(slots=True)
class _Merge:
    connection: sqlite3.Connection | None
    """None: there is no journal yet."""
    rows: list[_Work] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "longer", "entries", "same"), 0)
    )
    differing: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def plan(self, sessions: Sequence[KeptSession], entries: Sequence[EntryRow]) -> None:
        """Compares with what is here and notes what to do."""
        known = self._known_sessions([session.row.id for session in sessions])
        for session in sessions:
            self._session(session, known)
        known_entries = self._known_entries()
        # In the order of writing: what takes an entry back comes after it and is refused with it.
        for entry in sorted(entries, key=lambda entry: (entry.seq, entry.at_utc)):
            self._entry(entry, known_entries)

    def carry_out(self, sessions: Sequence[KeptSession], entries: Sequence[EntryRow]) -> "_Merge":
        """Plans again, inside the transaction, and carries it out."""
        assert self.connection is not None
        self.plan(sessions, entries)
        for statement, row in self.rows:
            self.connection.execute(statement, row)
        return self

    def result(self, copy: Path | None = None, notices: Sequence[str] = ()) -> Merged:
        new, longer, new_entries, same = self.counts.values()
        differing, refused = tuple(sorted(self.differing)), tuple(sorted(self.refused))
        return Merged(new, longer, new_entries, same, differing, refused, copy, tuple(notices))

    def _session(self, session: KeptSession, known: dict[str, _Known]) -> None:
        row, events = session
        here = known.get(row.id)
        if self._deleted(row.id):
            self.refused.add(row.id)
        elif here is None:
            self.counts["new"] += 1
            self.rows += [(INSERT_SESSION, row), *((INSERT_EVENT, event) for event in events)]
            known[row.id] = _Known(row, events, gaps=False)
        elif here.row and not same_session(here.row, row):
            self.differing.add(row.id)
        elif has_all(here.events, events):
            self._complete(_again(here, row))
            known[row.id] = replace(here, row=row)
        elif has_all(events, here.events):
            self._complete([*_again(here, row), *_rest(here, session)])
            known[row.id] = _Known(row, events, gaps=False)
        else:
            self.differing.add(row.id)

    def _complete(self, rows: Sequence[_Work]) -> None:
        self.counts["longer" if rows else "same"] += 1
        self.rows += rows

    def _entry(self, entry: EntryRow, known: dict[str, EntryRow | None]) -> None:
        body = json.loads(entry.body)
        session, taken_back = body.get("session"), body.get("entry")
        if (isinstance(session, str) and self._deleted(session)) or (
            isinstance(taken_back, str) and taken_back in self.refused
        ):
            self.refused.add(entry.id)
        elif (here := known.get(entry.id)) is None:
            self.counts["entries"] += 1
            if entry.id in known:  # damaged here
                self.rows.append((DELETE_ENTRY, (entry.id,)))
            self.rows.append((INSERT_ENTRY, entry))
            known[entry.id] = entry
        elif same_entry(here, entry):
            self.counts["same"] += 1
        else:
            self.differing.add(entry.id)

    def _known_sessions(self, wanted: Sequence[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        if self.connection is None:
            return known
        ids, damage = set(wanted), Damage()
        rows = {row.id: row for row in sessions_by_id(self.connection, damage, ids)}
        damaged = {str(session_id) for session_id, _ in damage.rows}
        for session_id in ids:
            if session_id in rows or session_id in damaged or self._has_events(session_id):
                lost = Damage()
                events = events_of(self.connection, lost, session_id)
                gaps = any(session == session_id for session, _ in lost.rows)
                known[session_id] = _Known(rows.get(session_id), events, gaps)
        return known

    def _has_events(self, session_id: str) -> bool:
        query = "SELECT 1 FROM event WHERE session = ? LIMIT 1"
        return self.connection is not None and bool(self.connection.execute(query, (session_id,)).fetchone())

    def _known_entries(self) -> dict[str, EntryRow | None]:
        """The entries here, by id; None for damaged ones."""
        if self.connection is None:
            return {}
        damage = Damage()
        known: dict[str, EntryRow | None] = {row.id: row for row in every_entry(self.connection, damage)}
        return {str(entry_id): None for _, entry_id in damage.rows} | known

    def _deleted(self, session_id: str) -> bool:
        return self.connection is not None and is_deleted(self.connection, session_id)


def _again(here: _Known, row: SessionRow) -> Sequence[_Work]:
    """Replaces the damaged row of a session with the whole one."""
    return () if here.row else ((DELETE_SESSION, (row.id,)), (INSERT_SESSION, row))


def _rest(here: _Known, session: KeptSession) -> Iterator[_Work]:
    """Adds the events that a session lacks here."""
    row, events = session
    if not here.gaps and has_all(events[: len(here.events)], here.events):
        events = events[len(here.events) :]  # nothing here is touched
    else:
        yield DELETE_EVENTS, (row.id,)
    for event in events:
        yield INSERT_EVENT, event
