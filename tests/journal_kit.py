"""Small journals for the tests of the journal room."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from backroutine.errors import InvalidFile
from backroutine.journal.entries import (
    EffortScored,
    Entry,
    MomentCorrected,
    NoteWritten,
    PainScored,
    SideCorrected,
    Undone,
)
from backroutine.journal.formats import importer
from backroutine.journal.formats.json_reader import in_order
from backroutine.journal.formats.json_writer import HEAD, whole_journal
from backroutine.journal.merge import Merged, merge
from backroutine.journal.reader import opened
from backroutine.journal.rows import Damage, deleted_hashes
from backroutine.journal.staging import Staging
from backroutine.journal.writer import Journal
from backroutine.session.events import PASSING, Event, RepCounted, SessionEnded, SideBegan, SideFinished
from backroutine.session.plan import Plan
from plans import plan

NOW = datetime(2026, 11, 22, 7, 10, 3, tzinfo=timezone(timedelta(hours=1)))


def side(name: str = "left", reps: int = 2, at: float = 5.0) -> list[Event]:
    """A side of two planned reps, seven seconds each."""
    where = ("leg-raise", name, 1, 1)
    counted = [RepCounted(at + 7.0 * n, *where, rep=n, target=2) for n in range(1, reps + 1)]
    end = SideFinished(at + 7.0 * reps, *where, reps=reps, target=2, because="done")
    return [SideBegan(at, *where, reps=0, target=2), *counted, end]


def whole() -> list[Event]:
    """The events after the first of a session that was done to its end."""
    return [*side("left"), *side("right", at=30.0), SessionEnded(50.0, "completed")]


def keep(
    path: Path,
    session_id: str = "one",
    events: Iterable[Event] | None = None,
    *,
    started_at: datetime = NOW,
    a_plan: Plan | None = None,
    first_side: str = "left",
) -> None:
    """Writes one session, in one transaction: a commit for each event would make the tests slow."""
    with Journal.open(path, NOW) as journal:
        done = whole() if events is None else events
        journal.add_session(session_id, started_at, a_plan or plan(), first_side, done)


def tell(path: Path, *entries: Entry) -> None:
    """Writes entries."""
    with Journal.open(path, NOW) as journal:
        journal.add_entries(entries)


def dump(path: Path) -> dict[str, Any]:
    """The whole journal as plain values."""
    with whole_journal(path) as whole:
        return {**HEAD, "sessions": list(whole.sessions()), "entries": list(whole.entries())}


def staged(data: Any) -> Staging:
    """A whole journal as plain values, checked for a merge. Raises InvalidFile."""
    return importer.staged(in_order(data), [])


def bring(path: Path, data: Any, *, dry_run: bool = False) -> Merged:
    """Merges a whole journal, given as plain values."""
    with staged(data) as incoming:
        return merge(path, incoming, NOW, dry_run=dry_run)


def faults_in(data: Any) -> list[str]:
    """What is wrong with a whole journal that is given as plain values."""
    try:
        staged(data)
    except InvalidFile as invalid:
        return [finding.what for finding in invalid.findings]
    return []


def hashes_in(path: Path) -> list[str]:
    """The hashes of the ids of deleted sessions."""
    with opened(path, Damage()) as connection:
        return [row[0] for row in deleted_hashes(connection)] if connection else []


def lasting(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that a journal keeps."""
    return tuple(event for event in events if not isinstance(event, PASSING))


def days_later(days: float) -> datetime:
    return NOW + timedelta(days=days)


ENTRIES: tuple[Entry, ...] = (
    PainScored("p", NOW, "one", "before", 3),
    PainScored("d", NOW, None, "day", 0),
    EffortScored("e", days_later(-1), "one", 2),
    NoteWritten("n", NOW, "one", "ü: stiff"),
    SideCorrected("s", NOW, "one", "leg-raise", "left", 1, 1, 1, 2),
    MomentCorrected("m", NOW, "one", days_later(3), None),
    Undone("u", NOW, "p"),
)
"""One of each kind, about a session `one`."""
