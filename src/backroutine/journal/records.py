"""A session as it was done: its rows, events and entries in one value."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from backroutine.journal.entries import (
    EffortScored,
    Entry,
    Moment,
    MomentCorrected,
    NoteWritten,
    PainLocated,
    PainScored,
    SideCorrected,
)
from backroutine.journal.schema import SessionRow
from backroutine.session.events import Event, RepCounted, RepUndone, SessionEnded, SessionResumed, SideBegan
from backroutine.session.plan import Plan, plan_from_json
from backroutine.session.tally import SideTally, tally


def day_of(moment: datetime, starts: int = 0) -> date:
    """The local day of a moment, at the place where it happened. Everything asks this one function.

    A day begins at `starts` o'clock: what was done before that hour belongs to the evening before.
    """
    day = moment.date()
    return day - timedelta(days=1) if moment.hour < starts and day > date.min else day


Status = Literal["completed", "stopped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain scores of a session, 0 to 10. None is unknown, which is never 0."""

    before: int | None = None
    worst: int | None = None
    after: int | None = None
    next_morning: int | None = None


class Score(NamedTuple):
    """A pain score on its own."""

    day: date
    """The local day on which it was felt."""
    moment: Moment
    score: int
    session: str | None
    """None for the moment `day`."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session as it was done."""

    id: str
    started_at: datetime
    """With the offset of the place where it happened."""
    ended_at: datetime | None
    """In the same offset; None when the program died."""
    status: Status
    """`stopped`: the person ended it. `interrupted`: the program died."""
    routine: str
    sides: tuple[SideTally, ...]
    """A row for each side that was begun."""
    plan: Plan
    pain: Pain = Pain()
    note: str = ""
    first_side: str = "left"
    """The side that came first."""
    reserve: int | None = None
    """Reps that would still have been possible (RIR), 0 to 10; None is unknown."""
    hurt: str | None = None
    """The exercise at which the worst pain was, if the person said so."""
    day_starts: int = 0
    """The hour at which a day begins, as the reader was asked for."""
    away: float = 0.0
    """Seconds between leaving the session and going on with it."""

    @property
    def day(self) -> date:
        """The local day on which it started."""
        return day_of(self.started_at, self.day_starts)

    @property
    def seconds(self) -> float:
        """How long it took, without the time away. If the program died, only the work on the sides counts."""
        if self.ended_at is None:
            return sum(side.seconds for side in self.sides)
        return max(0.0, (self.ended_at - self.started_at).total_seconds() - self.away)

    @property
    def reps(self) -> int:
        """Reps of all sides together."""
        return sum(side.reps for side in self.sides)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The pain scores. The next morning is the morning of the day after."""
        moments: tuple[Moment, ...] = ("before", "worst", "after", "next_morning")
        return tuple(
            Score(self.day + timedelta(days=moment == "next_morning"), moment, score, self.id)
            for moment in moments
            if (score := getattr(self.pain, moment)) is not None
        )

    @property
    def planned(self) -> dict[str, int]:
        """Planned reps, by side."""
        targets: dict[str, int] = {}
        for step in self.plan.steps:
            targets[step.side] = targets.get(step.side, 0) + step.target
        return targets


def build_record(
    row: SessionRow, events: Iterable[Event], entries: Iterable[Entry] = (), day_starts: int = 0
) -> SessionRecord:
    """The record of a session from its row, its events and its standing entries, in the order of writing.

    Raises ValueError, KeyError, TypeError or OverflowError for rows that no backroutine wrote.
    """
    kept = tuple(_with_sides_begun(events))
    started_at = datetime.fromisoformat(row.started_at)
    end = _end(kept)
    plan = plan_from_json(json.loads(row.plan))
    record = SessionRecord(
        id=row.id,
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=end.at) if end else None,
        status=end.status if end else "interrupted",
        routine=plan.routine,
        sides=tally(kept, plan.steps),
        plan=plan,
        first_side=row.first_side,
        day_starts=day_starts,
        away=_away(kept),
    )
    for entry in entries:
        record = _with_entry(record, entry)
    return record


def _with_entry(record: SessionRecord, entry: Entry) -> SessionRecord:
    match entry:
        case PainScored() if entry.session:
            return replace(record, pain=replace(record.pain, **{entry.moment: entry.score}))
        case EffortScored():
            return replace(record, reserve=entry.reserve)
        case NoteWritten():
            return replace(record, note=entry.text)
        case PainLocated():
            return replace(record, hurt=entry.exercise)
        case MomentCorrected():
            moved = replace(record, started_at=entry.started_at, ended_at=entry.ended_at)
            return moved if _length(moved) == _length(record) else replace(moved, away=0.0)
        case SideCorrected():
            return replace(record, sides=_corrected(record, entry))
        case _:
            return record


def _length(record: SessionRecord) -> timedelta | None:
    return record.ended_at - record.started_at if record.ended_at else None


def _corrected(record: SessionRecord, entry: SideCorrected) -> tuple[SideTally, ...]:
    key = (entry.exercise, entry.side, entry.round, entry.turn)
    rows = {(side.exercise, side.side, side.round, side.turn): side for side in record.sides}
    forms = {(s.exercise, s.side, s.round): (s.variation, s.tempo.hold, s.form) for s in record.plan.steps}
    form = forms.get(key[:3], ("", None, ""))
    known = rows.get(key) or SideTally(*key, entry.reps, entry.target, 0.0, *form)
    rows[key] = replace(known, reps=entry.reps, target=entry.target)
    return tuple(rows.values())


def _end(events: Iterable[Event]) -> SessionEnded | None:
    end = None
    for event in events:
        if isinstance(event, SessionEnded):
            end = event
        elif isinstance(event, SessionResumed):
            end = None
    return end


def _away(events: Sequence[Event]) -> float:
    return sum(
        later.at - earlier.at for earlier, later in pairwise(events) if isinstance(later, SessionResumed)
    )


def _with_sides_begun(events: Iterable[Event]) -> Iterator[Event]:
    # When the row that began a side is damaged, its reps still count: each carries its own number.
    begun: set[tuple[str, str, int, int]] = set()
    for event in events:
        if isinstance(event, SideBegan | RepCounted | RepUndone):
            key = (event.exercise, event.side, event.round, event.turn)
            if key not in begun and not isinstance(event, SideBegan):
                yield SideBegan(event.at, *key, reps=0, target=event.target)
            begun.add(key)
        yield event


def record_to_json(record: SessionRecord) -> dict[str, Any]:
    """The record as `log --json` shows it. Seconds are rounded to a tenth; unknown is null."""
    return {
        "id": record.id,
        "started_at": record.started_at.isoformat(timespec="seconds"),
        "ended_at": record.ended_at.isoformat(timespec="seconds") if record.ended_at else None,
        "seconds": round(record.seconds, 1),
        "status": record.status,
        "routine": record.routine,
        "sides": [
            {
                **asdict(side),
                "seconds": round(side.seconds, 1),
                "variation": side.variation or None,
                "form": side.form or None,
            }
            for side in record.sides
        ],
        "pain": asdict(record.pain),
        "reserve": record.reserve,
        "hurt": record.hurt,
        "note": record.note,
    }
