"""Writing the journal: one transaction an event, on the disk when the call returns."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from backroutine.errors import JournalError
from backroutine.files import make_folder
from backroutine.journal.database import folder_lock
from backroutine.journal.deletion import Deleted, erase_everywhere
from backroutine.journal.entries import Entry
from backroutine.journal.markers import folder_notice, mark, synced_notice
from backroutine.journal.opening import open_for_writing
from backroutine.journal.rows import (
    ENTRY_BY_ID,
    INSERT_ENTRY,
    INSERT_EVENT,
    INSERT_SESSION,
    LARGEST_SEQ,
    NEXT_SEQ,
    Damage,
    entry_row,
    event_row,
    events_of,
    is_deleted,
    session_row,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow, transaction
from backroutine.journal.sqlite_errors import HURRY, PATIENCE, translating_errors
from backroutine.session.events import PASSING, Event, SessionStarted
from backroutine.session.plan import Plan

T = TypeVar("T")


class Journal:
    """The journal, open for writing. Errors are JournalErrors; after one, the same call may be made again."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, now: datetime, notices: Sequence[str] = ()
    ) -> None:
        self.path = path
        self.notices = tuple(notices)
        """What a person has to know about the opening: whole lines for stderr."""
        self._connection = connection
        self._next_seq: dict[str, int] = {}
        self._milliseconds = int(now.timestamp() * 1000)

    @classmethod
    def open(cls, path: Path, now: datetime, *, patience: float = PATIENCE) -> Self:
        """Opens the journal, and makes it and its folder when they are missing.

        A damaged one stays as `NAME.damaged-<instant of now>`, and a new one with what can be read takes its
        place. One of a newer version or of another program is refused and not changed. `now` is aware;
        `patience` is in seconds, for other programs that are writing.
        """
        with translating_errors(path):
            make_folder(path.parent)
            with folder_lock(path.parent):
                connection, notices = open_for_writing(path, now, patience)
                connection.execute(f"PRAGMA busy_timeout = {min(patience, HURRY) * 1000:.0f}")
        notices += filter(None, (synced_notice(path), folder_notice(path)))
        return cls(path, connection, now, notices)

    def begin(self, session_id: str, started_at: datetime, plan: Plan, first_side: str) -> None:
        """Saves a new session, its SessionStarted (at 0 s) included. Beginning the same one twice is once.

        `started_at` is aware: its offset is that of the place where the session happens.
        """
        if started_at.tzinfo is None:
            raise ValueError("started_at needs an offset")
        session = session_row(session_id, started_at, first_side, plan)
        with translating_errors(self.path):
            with transaction(self._connection):
                if self._stored(session_id, 0) is None:
                    self._connection.execute(INSERT_SESSION, session)
                    self._insert(event_row(session_id, 0, SessionStarted(0.0)))
                elif not self._knows(session):
                    raise JournalError(
                        str(self.path), f"it has a session {session_id} already", "start again"
                    )
            self._next_seq[session_id] = 1
        mark(self.path)

    def record(self, session_id: str, event: Event) -> None:
        """Saves an event of a session that began, and returns once it is safe.

        PASSING events are not kept, and SessionStarted was kept by `begin`: nothing is done for them. After
        an error the same event may be recorded again: it is stored once, also when the first try got through.
        """
        if isinstance(event, (*PASSING, SessionStarted)):
            return
        with translating_errors(self.path), transaction(self._connection):
            seq = self._place(session_id, event)
            if seq is not None:
                self._insert(event_row(session_id, seq, event))
        self._next_seq[session_id] = (self._next_seq[session_id] if seq is None else seq) + 1

    def add_entry(self, entry: Entry) -> None:
        """Saves an entry. Raises like `add_entries`."""
        self.add_entries((entry,))

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Saves entries in one transaction, and returns once they are safe: all or nothing.

        Adding the same ones twice is once. Raises JournalError when an id belongs to another entry, or the
        session was deleted.
        """
        self.write(lambda connection: self._add_entries(connection, entries))

    def add_session(
        self,
        session_id: str,
        started_at: datetime,
        plan: Plan,
        first_side: str,
        events: Iterable[Event],
        entries: Iterable[Entry] = (),
    ) -> None:
        """Saves a whole session and its entries in one transaction: all or nothing.

        Adding the same one twice is once. SessionStarted may be left out; PASSING events are not kept.
        Raises JournalError when its id belongs to another session or to one that was deleted, and like
        `add_entries`.
        """
        if started_at.tzinfo is None:
            raise ValueError("started_at needs an offset")
        kept = (event for event in events if not isinstance(event, (*PASSING, SessionStarted)))
        row = session_row(session_id, started_at, first_side, plan)
        rows = [event_row(session_id, seq, event) for seq, event in enumerate((SessionStarted(0.0), *kept))]

        def add(connection: sqlite3.Connection) -> None:
            if is_deleted(connection, session_id):
                raise JournalError(str(self.path), f"the session {session_id} was deleted", "add a new one")
            if self._stored(session_id, 0) is None:
                connection.execute(INSERT_SESSION, row)
                connection.executemany(INSERT_EVENT, rows)
            elif not self._knows(row) or events_of(connection, Damage(), session_id) != rows:
                raise JournalError(
                    str(self.path), f"it has another session {session_id} already", "try again"
                )
            self._add_entries(connection, entries)

        self.write(add)

    def delete_session(self, session_id: str) -> Deleted:
        """Removes a session and everything about it, from the journal and from the files beside it.

        This cannot be undone. A hash of its id stays, so that no import brings it back.
        """
        with translating_errors(self.path), folder_lock(self.path.parent):
            return erase_everywhere(self.path, self._connection, session_id)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Does the work in one transaction, all or nothing, and returns once it is safe."""
        with translating_errors(self.path), transaction(self._connection):
            done = work(self._connection)
        mark(self.path)
        return done

    def close(self) -> None:
        """Closes the file. Everything recorded is safe already."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _add_entries(self, connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
        for entry in entries:
            session = getattr(entry, "session", None)
            if session is not None and is_deleted(connection, session):
                raise JournalError(str(self.path), f"the session {session} was deleted", "add a new one")
            (seq,) = connection.execute(NEXT_SEQ, (self._milliseconds, LARGEST_SEQ)).fetchone()
            stored = connection.execute(ENTRY_BY_ID, (entry.id,)).fetchone()
            if stored is None:
                connection.execute(INSERT_ENTRY, entry_row(entry, seq, here=True))
            elif EntryRow(*stored)[5:8] != entry_row(entry, seq, here=True)[5:8]:
                raise JournalError(str(self.path), f"it has another entry {entry.id} already", "try again")

    def _place(self, session_id: str, event: Event) -> int | None:
        """The number for the event; None when it lies there already, from a try that seemed to fail."""
        last = self._connection.execute(
            "SELECT seq FROM event WHERE session = ? ORDER BY seq DESC LIMIT 1", (session_id,)
        ).fetchone()
        if last is None:
            raise JournalError(str(self.path), "the session is not in it any more", "start a new session")
        free: int = last[0] + 1
        seq = self._next_seq.setdefault(session_id, free)
        if seq >= free:
            return free
        return None if self._stored(session_id, seq) == event_row(session_id, seq, event).checksum else free

    def _stored(self, session_id: str, seq: int) -> str | None:
        row = self._connection.execute(
            "SELECT checksum FROM event WHERE session = ? AND seq = ?", (session_id, seq)
        ).fetchone()
        return row[0] if row else None

    def _knows(self, session: SessionRow) -> bool:
        row = self._connection.execute(
            "SELECT checksum FROM session WHERE started_utc = ? AND id = ?", (session.started_utc, session.id)
        ).fetchone()
        return row is not None and row[0] == session.checksum

    def _insert(self, row: EventRow) -> None:
        self._connection.execute(INSERT_EVENT, row)
