"""Finds the session that was left unfinished, and tells other programs which session is running."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from backroutine.files import make_file, make_folder
from backroutine.journal.markers import lock_file
from backroutine.journal.reader import reading, record_of, stored_events
from backroutine.journal.records import corrected_events
from backroutine.journal.rows import id_hash, session_shelf, sessions_newest_first, standing_on
from backroutine.session.events import Event
from backroutine.session.plan import Forms, Plan

RECENT = timedelta(hours=12)
"""A session that was left longer ago than this is not offered again."""


class Unfinished(Struct, frozen=True):
    """A session with reps done and reps left to do."""

    id: str
    started_at: datetime
    plan: Plan
    events: tuple[Event, ...]
    """As they were kept, with corrections."""

    @property
    def left_at(self) -> datetime:
        """The instant of the last stored event."""
        return self.started_at + timedelta(seconds=self.events[-1].at)


def find_unfinished(path: Path, now: datetime, forms: Forms) -> Unfinished | None:
    """The latest session with a rep in it, if it was left within `RECENT` before `now` and is not finished.

    `forms` are those of today's catalogue: a session that changed to a form it no longer has cannot go on.
    Raises JournalError when the journal cannot be read.
    """
    with reading(path) as (connection, damage):
        if connection is None:
            return None
        for row in sessions_newest_first(connection, damage):
            record = record_of(connection, row, damage, {})
            if record is None or not record.reps:
                continue
            entries = standing_on(connection, damage, session_shelf(row.id))
            events = tuple(corrected_events(stored_events(connection, row.id, damage), entries))
            plan = replace(record.plan, forms=forms)
            found = Unfinished(record.id, record.started_at, plan, events)
            fresh = timedelta() <= now - found.left_at <= RECENT
            return found if fresh and record.status != "completed" and _something_left(found) else None
    return None


def _something_left(session: Unfinished) -> bool:
    from backroutine.session.replay import state_after

    try:
        return state_after(session.plan, session.events) is not None
    except ValueError:
        return False


class Running(Struct, frozen=True):
    """What other programs are doing with a journal."""

    program: bool = False
    """Whether one is in a session, on the start page or at the questions after it."""
    hashes: frozenset[str] = frozenset()
    """Of the ids of the sessions that it runs."""

    def is_running(self, session_id: str) -> bool:
        """Whether this session is one of them."""
        return id_hash(session_id) in self.hashes


def running_session(path: Path) -> Running:
    """What is running on this journal now. Changes nothing."""
    try:
        import fcntl

        with lock_file(path).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                lines = file.read().decode("ascii", "replace").splitlines()
                return Running(program=True, hashes=frozenset(line[:64] for line in lines if _runs(line)))
    except (ImportError, OSError):
        pass
    return Running()


def _runs(line: str) -> bool:
    """Whether the program that wrote this line is still there; another may hold the file when it died."""
    _, _, process = line.strip().partition(" ")
    if not process.isdecimal():  # an older program did not write it
        return bool(line.strip())
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it belongs to somebody else
        pass
    return True


def note_running(path: Path, session_id: str) -> None:
    """Shows other programs, as long as `only_session` lasts, that this session is running."""
    # The id itself would be a trace of a session that is deleted later.
    with suppress(OSError), lock_file(path).open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(f"{id_hash(session_id)} {os.getpid()}\n".encode("ascii"))


@contextmanager
def only_session(path: Path) -> Iterator[bool]:
    """Whether no other program runs a session on this journal. While it lasts, other programs see this one.

    True on a system or a disk without locks.
    """
    try:
        import fcntl
    except ImportError:
        yield True
        return
    lock = lock_file(path)
    try:
        make_folder(path.parent)
        if not lock.exists():
            make_file(lock)
        file = lock.open("r+b")
    except OSError:
        yield True
        return
    with file:
        alone = True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.truncate()  # a program that died left it
        except BlockingIOError:
            alone = False
        except OSError:  # some network disks have no locks
            pass
        yield alone
