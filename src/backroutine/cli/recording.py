"""Between a session and the journal: opens it, names the session, and saves each event as it comes."""

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from backroutine.cli import output
from backroutine.coach.conductor import Record
from backroutine.journal.copies import keep_copy
from backroutine.journal.entries import Entry
from backroutine.journal.store import Journal
from backroutine.journal.unfinished import Unfinished, note_running
from backroutine.session.events import Event, SessionStarted
from backroutine.session.plan import Plan


class SessionRecorder:
    """The journal, open for one session: a new one or one that was left."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Raises JournalError when the journal cannot be opened."""
        self._clock = clock
        self.new = str(uuid.uuid4())
        """The id of the new session, if there will be one."""
        self._journal = Journal.open(path, clock())
        for notice in (*self._journal.notices, keep_copy(path, clock())):
            if notice:
                output.complain_line(notice)

    def of_new(self, plan: Plan, first_side: str) -> Record:
        """Saves the events of a new session; it begins in the journal with its first event."""
        session = self.new
        began: list[datetime] = []

        def record(event: Event) -> None:
            if isinstance(event, SessionStarted):
                # A second try tells of the same instant.
                began.append(self._clock())
                note_running(self._journal.path, session)
                self._journal.begin(session, began[0], plan, first_side)
            else:
                self._journal.record(session, event)

        return record

    def of_left(self, left: Unfinished) -> Record:
        """Saves the events that follow in a session that was left."""
        noted: list[str] = []

        def record(event: Event) -> None:
            if not noted:
                noted.append(left.id)
                note_running(self._journal.path, left.id)
            self._journal.record(left.id, event)

        return record

    def add_entry(self, entry: Entry) -> None:
        """Saves what a person told. Raises JournalError."""
        self._journal.add_entry(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._journal.close()


def unrecorded(_event: Event) -> None:
    """A rehearsal: nothing is saved."""
