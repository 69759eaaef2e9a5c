"""Merging what came from elsewhere into the journal: all or nothing, in any order, twice is once."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from backroutine.journal.copies import keep_guard
from backroutine.journal.deleted import is_deleted
from backroutine.journal.entry_rows import INSERT_ENTRY, every_entry
from backroutine.journal.reading import opened
from backroutine.journal.rows import (
    INSERT_EVENT,
    INSERT_SESSION,
    Damage,
    KeptSession,
    events_of,
    sessions_by_id,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow, seal
from backroutine.journal.store import Journal
from backroutine.journal.trouble import told


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or would do."""

    added: int = 0
    """Sessions that were not here."""
    extended: int = 0
    """Sessions that went on elsewhere: their beginning was here."""
    entries_added: int = 0
    same: int = 0
    """Sessions and entries that were here already."""
    differing: tuple[str, ...] = ()
    """Ids of sessions and entries that are here with another content, and were left as they are."""
    refused: tuple[str, ...] = ()
    """Ids of sessions that were deleted here, and of entries that tell of these."""
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
    """Adds what is not here, all or nothing, after a copy of the journal; `dry_run` only tells.

    Equal ones are once, in silence. Of a session that went on elsewhere the longer one stays. Differing ones
    are listed and left. The order of merges does not matter, and twice is once. Raises JournalError.
    """
    with told(path), opened(path, Damage()) as connection:
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
    row: SessionRow
    events: Sequence[EventRow]
    next_seq: int


@dataclass(slots=True)
class _Merge:
    connection: sqlite3.Connection | None
    """None: there is no journal yet."""
    rows: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    """Statements and the rows they insert."""
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("new", "longer", "told", "same"), 0)
    )
    differing: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def plan(self, sessions: Sequence[KeptSession], entries: Sequence[EntryRow]) -> None:
        """Compares with what is here and notes what is to be inserted."""
        known = self._known_sessions([session.row.id for session in sessions])
        for session in sessions:
            self._session(session, known)
        told_already = self._known_entries()
        # In the order of writing: what takes an entry back comes after it, and is refused with it.
        for entry in sorted(entries, key=lambda entry: entry.seq):
            self._entry(entry, told_already)

    def carry_out(self, sessions: Sequence[KeptSession], entries: Sequence[EntryRow]) -> "_Merge":
        """Plans again, inside the transaction, and inserts."""
        assert self.connection is not None
        self.plan(sessions, entries)
        for statement, row in self.rows:
            self.connection.execute(statement, row)
        return self

    def result(self, copy: Path | None = None, notices: Sequence[str] = ()) -> Merged:
        """What happened, for people."""
        new, longer, told_new, same = self.counts.values()
        differing, refused = tuple(sorted(self.differing)), tuple(sorted(self.refused))
        return Merged(new, longer, told_new, same, differing, refused, copy, tuple(notices))

    def _session(self, session: KeptSession, known: dict[str, _Known | None]) -> None:
        row, events = session
        if self._deleted(row.id):
            self.refused.add(row.id)
        elif row.id not in known:
            self.counts["new"] += 1
            self.rows += [(INSERT_SESSION, row), *((INSERT_EVENT, event) for event in events)]
            known[row.id] = _Known(row, events, len(events))
        elif (here := known[row.id]) is None or not _one_goes_on(here, session):
            self.differing.add(row.id)
        elif len(events) > len(here.events):
            self.counts["longer"] += 1
            rest = events[len(here.events) :]
            self.rows += [
                (INSERT_EVENT, _renumbered(event, seq)) for seq, event in enumerate(rest, here.next_seq)
            ]
            known[row.id] = _Known(row, events, here.next_seq + len(rest))
        else:
            self.counts["same"] += 1

    def _entry(self, entry: EntryRow, known: dict[str, EntryRow | None]) -> None:
        body = json.loads(entry.body)
        session, taken_back = body.get("session"), body.get("entry")
        if (isinstance(session, str) and self._deleted(session)) or (
            isinstance(taken_back, str) and taken_back in self.refused
        ):
            self.refused.add(entry.id)
        elif entry.id not in known:
            self.counts["told"] += 1
            self.rows.append((INSERT_ENTRY, entry))
            known[entry.id] = entry
        elif (here := known[entry.id]) is not None and _same_entry(here, entry):
            self.counts["same"] += 1
        else:
            self.differing.add(entry.id)

    def _known_sessions(self, wanted: Sequence[str]) -> dict[str, _Known | None]:
        """What is here of these sessions; None for what is here and cannot be read."""
        known: dict[str, _Known | None] = {}
        if self.connection is None:
            return known
        for session_id in set(wanted):
            if self.connection.execute(_HAS_EVENTS, (session_id,)).fetchone():
                known[session_id] = None
        damage = Damage()
        for row in sessions_by_id(self.connection, damage, set(wanted)):
            events = events_of(self.connection, Damage(), row.id)
            next_seq = events[-1].seq + 1 if events else 0
            known[row.id] = _Known(row, events, next_seq)
        known.update((str(session_id), None) for session_id, _ in damage.rows)
        return known

    def _known_entries(self) -> dict[str, EntryRow | None]:
        if self.connection is None:
            return {}
        damage = Damage()
        known: dict[str, EntryRow | None] = {row.id: row for row in every_entry(self.connection, damage)}
        return {str(entry_id): None for _, entry_id in damage.rows} | known

    def _deleted(self, session_id: str) -> bool:
        return self.connection is not None and is_deleted(self.connection, session_id)


_HAS_EVENTS = "SELECT 1 FROM event WHERE session = ? LIMIT 1"


def _one_goes_on(here: _Known, there: KeptSession) -> bool:
    """Whether both are one session, and one of them has the events of the other and perhaps more."""
    one, other = here.row, there.row
    if (one.started_at, one.first_side) != (other.started_at, other.first_side):
        return False
    if not _same_json(one.plan, other.plan):
        return False
    return all(map(_same_event, here.events, there.events))  # as far as the shorter one goes


def _renumbered(event: EventRow, seq: int) -> EventRow:
    columns = (event.session, seq, event.at, event.kind, event.body)
    return EventRow(*columns, seal(*columns))


def _same_event(one: EventRow, other: EventRow) -> bool:
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def _same_entry(one: EntryRow, other: EntryRow) -> bool:
    # Not the place in the order of writing: two programs may have noted the same thing.
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def _same_json(one: str, other: str) -> bool:
    return one == other or canonical(json.loads(one)) == canonical(json.loads(other))


def canonical(value: object) -> str:
    """The same text for values that mean the same: 1 and 1.0, and fields in any order."""
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
