"""Small journals for the tests of the journal room."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from backroutine.journal.entries import Entry
from backroutine.journal.formats import backroutine_json
from backroutine.journal.reader import opened
from backroutine.journal.rows import Damage, deleted_hashes
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
    return backroutine_json.dump(path)[0]


def hashes_in(path: Path) -> list[str]:
    """The hashes of the ids of deleted sessions."""
    with opened(path, Damage()) as connection:
        return [row[0] for row in deleted_hashes(connection)] if connection else []


def lasting(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events that a journal keeps."""
    return tuple(event for event in events if not isinstance(event, PASSING))


def days_later(days: float) -> datetime:
    return NOW + timedelta(days=days)
