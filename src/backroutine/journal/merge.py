"""Merges sessions and entries from elsewhere: all or nothing, in any order, and twice is once."""

import json
import sqlite3
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from backroutine.journal.backups import keep_guard
from backroutine.journal.reader import reading
from backroutine.journal.rows import (
    DELETE_ENTRY,
    DELETE_EVENTS,
    DELETE_SESSION,
    INSERT_ENTRY,
    INSERT_EVENT,
    INSERT_SESSION,
    LARGEST_SEQ,
    NEXT_SEQ,
    Damage,
    KeptSession,
    events_of,
    every_entry,
    is_deleted,
    rows_of,
    sealed,
    session_by_key,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow
from backroutine.journal.staging import Staging, Track, untracked
from backroutine.journal.writer import Journal
from backroutine.session.plan import plan_from_json


def same_session(one: SessionRow, other: SessionRow) -> bool:
    """Whether both rows are of one session, whatever happened in it."""
    if (one.started_at, one.first_side) != (other.started_at, other.first_side):
        return False
    return one.plan == other.plan or _same_plan(json.loads(one.plan), json.loads(other.plan))


def _same_plan(one: Any, other: Any) -> bool:
    try:
        return plan_from_json(one) == plan_from_json(other)
    except (KeyError, TypeError, ValueError, AttributeError):  # of a newer program
        return _canonical(one) == _canonical(other)


def has_all(events: Sequence[EventRow], some: Sequence[EventRow]) -> bool:
    """Whether `events` contain `some` in the same order.

    A session that went on contains its beginning; a whole session contains one that lost rows.
    """
    rest = iter(events)
    return all(any(_same(event, other) for other in rest) for event in some)


def _same(one: EventRow | EntryRow, other: EventRow | EntryRow) -> bool:
    """Whether both say the same. The places of entries in the order of writing may differ."""
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


class Merged(Struct, frozen=True):
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
    path: Path, incoming: Staging, now: datetime, *, dry_run: bool = False, track: Track = untracked
) -> Merged:
    """Adds what is not here, all or nothing, after a copy of the journal. `dry_run` changes nothing.

    What is equal stays once. Of a session that went on elsewhere the longer one stays, and damaged rows give
    way to whole ones. What differs is listed and left: the first that came stays. But for these, the order of
    merges does not matter, and merging twice is merging once. Raises JournalError.
    """
    with reading(path) as (connection, _):
        if connection:
            # Each query is a transaction of its own, so no other program has to wait. Inside the
            # transaction that writes, everything is read again.
            connection.execute("ROLLBACK")
        plan = _Merge(connection, incoming, now, track, dry_run=True)
        plan.run()
    if dry_run or not plan.changes:
        return plan.result()
    copy = keep_guard(path, now)
    with Journal.open(path, now) as journal:
        done = journal.write(lambda connection: _Merge(connection, incoming, now, track).run())
        return done.result(copy, journal.notices)


FARTHEST_AHEAD = 10 * 366 * 86_400_000
"""Milliseconds. A clock that is wrong by more, or a hostile file, does not decide the order of writing."""


class _Known(Struct):
    """The readable part of a session that is here."""

    row: SessionRow | None
    """None: the row is damaged or missing."""
    events: Sequence[EventRow]
    gaps: bool
    """Whether events are damaged or missing."""


class _Merge:
    def __init__(
        self,
        connection: sqlite3.Connection | None,
        incoming: Staging,
        now: datetime,
        track: Track,
        *,
        dry_run: bool = False,
    ) -> None:
        self._now = int(now.timestamp() * 1000)
        self.changes = 0
        self._connection = connection
        """None: there is no journal yet."""
        self._incoming = incoming
        self._track = track
        self._dry_run = dry_run
        self._new, self._longer, self._entries, self._same = 0, 0, 0, 0
        self._differing: set[str] = set()
        self._refused: set[str] = set()

    def run(self) -> "_Merge":
        """Compares with what is here; adds what is missing unless it is a dry run."""
        ids = self._incoming.session_ids()
        starts = self._starts(ids)
        came: dict[str, _Known] = {}
        """Of sessions that come several times: what is here of them after the first."""
        what = "Comparing" if self._dry_run else "Adding"
        for session in self._track(self._incoming.sessions(), len(ids), what):
            name = session.row.id
            known = self._session(session, came.get(name) or self._known(name, starts))
            if known and ids[name]:
                came[name] = known
        known_entries = self._known_entries(self._incoming.entry_ids())
        for entry in self._incoming.entries():
            self._entry(entry, known_entries)
        return self

    def result(self, copy: Path | None = None, notices: Sequence[str] = ()) -> Merged:
        differing, refused = tuple(sorted(self._differing)), tuple(sorted(self._refused))
        counts = self._new, self._longer, self._entries, self._same
        return Merged(*counts, differing, refused, copy, tuple(notices))

    def _session(self, session: KeptSession, here: _Known | None) -> _Known | None:
        """Merges a session; what is here of it then, None where it is not taken."""
        row, events = session
        if self._deleted(row.id):
            self._refused.add(row.id)
        elif here is None:
            self._new += 1
            self._do(INSERT_SESSION, [row])
            self._do(INSERT_EVENT, events)
            return _Known(row, events, gaps=False)
        elif here.row and not same_session(here.row, row):
            self._differing.add(row.id)
        elif has_all(here.events, events):
            self._complete(here, session, here.events)
            return replace(here, row=row)
        elif has_all(events, here.events):
            self._complete(here, session, events)
            return _Known(row, events, gaps=False)
        else:
            self._differing.add(row.id)
        return here

    def _complete(self, here: _Known, session: KeptSession, events: Sequence[EventRow]) -> None:
        """Makes what is here of a session whole: its row and these events."""
        row, before = session.row, self.changes
        if not here.row:
            self._do(DELETE_SESSION, [(row.id,)])
            self._do(INSERT_SESSION, [row])
        if events is not here.events:
            if not here.gaps and has_all(events[: len(here.events)], here.events):
                events = events[len(here.events) :]  # nothing that is here is touched
            else:
                self._do(DELETE_EVENTS, [(row.id,)])
            self._do(INSERT_EVENT, events)
        if self.changes > before:
            self._longer += 1
        else:
            self._same += 1

    def _entry(self, entry: EntryRow, known: dict[str, EntryRow | None]) -> None:
        body = json.loads(entry.body)
        session, taken_back = body.get("session"), body.get("entry")
        if (isinstance(session, str) and self._deleted(session)) or (
            isinstance(taken_back, str) and taken_back in self._refused
        ):
            self._refused.add(entry.id)
        elif (here := known.get(entry.id)) is None:
            self._entries += 1
            if entry.id in known:  # damaged here
                self._do(DELETE_ENTRY, [(entry.id,)])
            self._do(INSERT_ENTRY, [self._placed(entry)])
            known[entry.id] = entry
        elif _same(here, entry):
            self._same += 1
        else:
            self._differing.add(entry.id)

    def _placed(self, entry: EntryRow) -> EntryRow:
        """The entry at its place in the order of writing. One from a far future is placed behind all that is
        here now: at its own place it would stand for ever, whatever is changed after it."""
        if entry.seq <= self._now + FARTHEST_AHEAD or self._connection is None:
            return entry
        (seq,) = self._connection.execute(NEXT_SEQ, (self._now, LARGEST_SEQ)).fetchone()
        return sealed(*entry._replace(seq=seq)[:-1])

    def _do(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        self.changes += len(rows)
        if self._connection and not self._dry_run:
            self._connection.executemany(statement, rows)

    def _starts(self, wanted: Container[str]) -> dict[str, float]:
        """The instants of the sessions that are here, by their ids: an id alone is not a key."""
        if self._connection is None:
            return {}
        rows = rows_of(self._connection, "SELECT id, started_utc FROM session", (), Damage())
        return {row[0]: row[1] for row in rows if row and row[0] in wanted}

    def _known(self, session_id: str, starts: Mapping[str, float]) -> _Known | None:
        if self._connection is None:
            return None
        if session_id not in starts and not self._has_events(session_id):
            return None
        lost = Damage()
        row = session_by_key(self._connection, lost, starts.get(session_id), session_id)
        events = events_of(self._connection, lost, session_id)
        gaps = any(session == session_id and seq is not None for session, seq in lost.rows)
        return _Known(row, events, gaps)

    def _has_events(self, session_id: str) -> bool:
        query = "SELECT 1 FROM event WHERE session = ? LIMIT 1"
        return self._connection is not None and bool(
            self._connection.execute(query, (session_id,)).fetchone()
        )

    def _known_entries(self, wanted: Container[str]) -> dict[str, EntryRow | None]:
        """The entries that are here by their ids; None for damaged ones."""
        if self._connection is None:
            return {}
        damage = Damage()
        rows = every_entry(self._connection, damage)
        known: dict[str, EntryRow | None] = {row.id: row for row in rows if row.id in wanted}
        return {str(entry_id): None for _, entry_id in damage.rows} | known

    def _deleted(self, session_id: str) -> bool:
        return self._connection is not None and is_deleted(self._connection, session_id)
