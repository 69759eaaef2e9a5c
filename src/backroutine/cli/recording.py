"""Between a session and the journal: opens it, names the session, and saves each event as it comes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from backroutine.cli import streams
from backroutine.journal.copies import keep_copy
from backroutine.journal.store import Journal
from backroutine.session.events import Event, SessionStarted
from backroutine.session.plan import Plan

Record = Callable[[Event], None]


@contextmanager
def recorded(path: Path, plan: Plan, first_side: str, clock: Callable[[], datetime]) -> Iterator[Record]:
    """A function that saves each event of one new session and returns when it is safe.

    Raises JournalError when the journal cannot be opened at all.
    """
    with Journal.open(path, clock()) as journal:
        for notice in (*journal.notices, keep_copy(path, clock())):
            if notice:
                streams.complain_line(notice)
        session = str(uuid.uuid4())

        def record(event: Event) -> None:
            if isinstance(event, SessionStarted):
                journal.begin(session, clock(), plan, first_side)
            else:
                journal.record(session, event)

        yield record


@contextmanager
def unrecorded() -> Iterator[Record]:
    """A rehearsal: nothing is saved."""
    yield lambda _event: None
