"""A session as it was done: its rows, events and entries in one value."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import asdict, replace

from backroutine.journal.entries import (
    EffortScored,
    Entry,
    EventsKnown,
    Moment,
    MomentCorrected,
    NoteWritten,
    PainLocated,
    PainScored,
    SideCorrected,
)
from backroutine.journal.schema import SessionRow
from backroutine.session.events import (
    Event,
    RepCounted,
    RepsCorrected,
    RepUndone,
    SessionEnded,
    SessionResumed,
    SideBegan,
    SideFinished,
)
from backroutine.session.plan import Plan, plan_from_json
from backroutine.session.tally import SideKey, SideTally, tally


def day_of(moment: datetime, starts: int = 0) -> date:
    """The local day of a moment, at the place where it happened. Everything asks this one function.

    A day begins at `starts` o'clock: what was done before that hour belongs to the evening before.
    """
    day = moment.date()
    return day - timedelta(days=1) if moment.hour < starts and day > date.min else day


Status = Literal["completed", "stopped", "interrupted"]


class Pain(Struct, frozen=True):
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


class SessionRecord(Struct, frozen=True):
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
    events: int = 0
    """How many events were known when it was read: a correction says so."""

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


NumberedEvents = Iterable[tuple[int, Event]]
"""Events with their numbers in the session, from 0. A damaged one leaves a gap."""


def build_record(
    row: SessionRow, events: NumberedEvents, entries: Iterable[Entry] = (), day_starts: int = 0
) -> SessionRecord:
    """The record of a session from its row, its events and its standing entries, in the order of writing.

    Raises ValueError, KeyError, TypeError or OverflowError for rows that no backroutine wrote.
    """
    stored, standing = tuple(events), tuple(entries)
    happened = [event for _, event in stored]
    started_at = datetime.fromisoformat(row.started_at)
    end = _end(happened)
    plan = _plan_of(row.plan)
    record = SessionRecord(
        id=row.id,
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=end.at) if end else None,
        status=end.status if end else "interrupted",
        routine=plan.routine,
        sides=tally(corrected_events(stored, standing), plan.steps),
        plan=plan,
        first_side=row.first_side,
        day_starts=day_starts,
        away=_away(happened),
        events=stored[-1][0] + 1 if stored else 0,
    )
    for entry in standing:
        if isinstance(entry, MomentCorrected):
            record = _moved(record, entry, stored, events_known(standing).get(entry.id, inf))
        else:
            record = _with_entry(record, entry)
    return record


@lru_cache(maxsize=32)
def _plan_of(text: str) -> Plan:
    # Most sessions have the plan of another one.
    return plan_from_json(json.loads(text))


def events_known(entries: Iterable[Entry]) -> dict[str, int]:
    """How many events were known when each correction was made, by its id. Old ones do not say."""
    return {entry.correction: entry.events for entry in entries if isinstance(entry, EventsKnown)}


def corrected_events(events: NumberedEvents, entries: Iterable[Entry]) -> Iterator[Event]:
    """The events, with the corrections of sides where they were made. What follows counts on from there."""
    standing = tuple(entries)
    known = events_known(standing)
    waiting = sorted(
        (entry for entry in standing if isinstance(entry, SideCorrected)),
        key=lambda entry: known.get(entry.id, inf),
    )
    if not waiting:  # nearly always, and this is run for every event of a year
        yield from (event for _, event in events)
        return
    counting, at = _Counting(), 0.0
    for number, event in events:
        while waiting and known.get(waiting[0].id, inf) <= number:
            yield counting.correct(waiting.pop(0), at)
        at = event.at
        yield counting.count_on(event)
    for entry in waiting:
        yield counting.correct(entry, at)


# Tuples, because this runs for every event: a union would be made anew each time.
_REPS = (RepCounted, RepUndone)
_WITH_REPS = (SideBegan, *_REPS, SideFinished)


class _Counting:
    """The reps of each side as its events have them, and by how much a correction moved them."""

    def __init__(self) -> None:
        self._stored: dict[SideKey, int] = {}
        self._moved: dict[SideKey, int] = {}

    def correct(self, entry: SideCorrected, at: float) -> RepsCorrected:
        key = (entry.exercise, entry.side, entry.round, entry.turn)
        self._moved[key] = entry.reps - self._stored.get(key, 0)
        return RepsCorrected(at, *key, entry.reps, entry.target)

    def count_on(self, event: Event) -> Event:
        if not isinstance(event, _WITH_REPS):
            return event
        key = (event.exercise, event.side, event.round, event.turn)
        if isinstance(event, _REPS):
            self._stored[key] = event.rep
            rep = self._corrected(key)
            return event if rep == event.rep else replace(event, rep=rep)
        if isinstance(event, SideBegan) and event.reps != self._stored.get(key, 0):
            self._moved.pop(key, None)  # it went on from the corrected number
        self._stored[key] = event.reps
        reps = self._corrected(key)
        return event if reps == event.reps else replace(event, reps=reps)

    def _corrected(self, key: SideKey) -> int:
        return max(0, self._stored[key] + self._moved.get(key, 0))


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
        case _:
            return record


def _moved(
    record: SessionRecord, entry: MomentCorrected, stored: Sequence[tuple[int, Event]], known: float
) -> SessionRecord:
    """The record with its time corrected. The time of events that were not known yet comes on top."""
    before = [event for number, event in stored if number < known]
    after = [event for number, event in stored if number >= known]
    ended, away = entry.ended_at, _away(before)
    end_before, end = _end(before), _end([*before, *after])
    length = timedelta(seconds=end_before.at) if end_before else None
    if ended is not None and length != ended - entry.started_at:
        away = 0.0
    if after:
        away += _away([*before[-1:], *after])
        left_at = before[-1].at if before else 0.0
        if end is None:
            ended = None
        elif ended is None:
            ended = entry.started_at + timedelta(seconds=end.at)
        else:
            ended += timedelta(seconds=end.at - left_at)
    return replace(record, started_at=entry.started_at, ended_at=ended, away=away)


def _end(events: Sequence[Event]) -> SessionEnded | None:
    """The end that stands: nothing was resumed after it."""
    for event in reversed(events):
        if isinstance(event, SessionEnded):
            return event
        if isinstance(event, SessionResumed):
            return None
    return None


def _away(events: Sequence[Event]) -> float:
    return sum(
        later.at - earlier.at for earlier, later in pairwise(events) if isinstance(later, SessionResumed)
    )


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
