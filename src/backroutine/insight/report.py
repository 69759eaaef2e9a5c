"""The numbers a clinician gets: sessions done of those planned, reps of each side, pain."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import median

from msgspec import Struct

from backroutine.insight.pain import MOMENTS
from backroutine.insight.sides import best_turns
from backroutine.insight.weeks import counts_for_goal
from backroutine.journal.records import Score, SessionRecord
from backroutine.session.tally import SideTally

SIDES = ("left", "right", "both")


class SideReps(Struct, frozen=True):
    """The reps of one exercise, in one form, with one side."""

    exercise: str
    name: str
    """With its form: `Hip thrust, knee hugged in`."""
    side: str
    sets: int
    """How often it was done: a round of a session each, at its best turn."""
    best: int
    usual: float
    """The median."""


class PainCourse(Struct, frozen=True):
    """The scores of one moment; days without an entry are left out."""

    moment: str
    scores: tuple[tuple[date, int], ...]
    """Oldest first. An ordinary day may have several."""

    @property
    def median(self) -> float:
        return float(median(score for _, score in self.scores))

    def half(self, middle: date, *, later: bool) -> tuple[int, ...]:
        """The scores before the day in the middle, or those from it on."""
        return tuple(score for day, score in self.scores if (day >= middle) == later)


ENOUGH = 5
"""Entries that a half of the days needs for its median: single days vary too much (SD 1.2: Pagé 2022)."""


class Report(Struct, frozen=True):
    """Some days of training in numbers, from the person's own entries. None of them names a cause."""

    first: date
    last: date
    goal: int
    """Sessions a week."""
    planned: int
    """The weekly goal times the weeks, to the nearest session, at least one."""
    done: int
    """Sessions that count for the goal: at least half of their reps."""
    short: int
    """Sessions with fewer."""
    sides: tuple[SideReps, ...]
    pain: tuple[PainCourse, ...]
    """Only the moments that have an entry."""
    notes: tuple[tuple[date, str], ...]
    hurt: tuple[tuple[str, int], ...] = ()
    """At which exercise the worst pain was, and how often; most often first."""

    @property
    def middle(self) -> date:
        """The first day of the second half."""
        return self.first + (self.last - self.first + timedelta(days=1)) / 2


def report_of(
    first: date, last: date, records: Iterable[SessionRecord], scores: Iterable[Score], *, goal: int
) -> Report:
    """The report on the days from `first` to `last`; `records` and `scores` are those of these days."""
    kept = sorted((record for record in records if record.reps), key=lambda record: record.started_at)
    done = sum(map(counts_for_goal, kept))
    days = (last - first).days + 1
    return Report(
        first=first,
        last=last,
        goal=goal,
        planned=max(1, round(goal * days / 7)),
        done=done,
        short=len(kept) - done,
        sides=_sides(kept),
        pain=_courses(scores),
        notes=tuple((record.day, record.note) for record in kept if record.note),
        hurt=_hurt(kept),
    )


def _sides(records: Sequence[SessionRecord]) -> tuple[SideReps, ...]:
    sets: dict[tuple[str, str, str], list[int]] = {}
    names: dict[str, str] = {}
    for record in records:
        names.update((step.exercise, step.name) for step in record.plan.steps)
        for exercise, form in dict.fromkeys((side.exercise, _form(side)) for side in record.sides):
            rows = [side for side in record.sides if (side.exercise, _form(side)) == (exercise, form)]
            for side in SIDES:
                sets.setdefault((exercise, form, side), []).extend(best_turns(rows, side).values())
    return tuple(
        SideReps(
            exercise,
            ", ".join(filter(None, (names.get(exercise, exercise), form))),
            side,
            len(reps),
            max(reps),
            float(median(reps)),
        )
        for (exercise, form, side), reps in sets.items()
        if reps
    )


def _form(side: SideTally) -> str:
    return side.form or side.variation


def _hurt(records: Sequence[SessionRecord]) -> tuple[tuple[str, int], ...]:
    names = {step.exercise: step.name for record in records for step in record.plan.steps}
    times = Counter(record.hurt for record in records if record.hurt)
    return tuple((names.get(exercise, exercise), count) for exercise, count in times.most_common())


def _courses(scores: Iterable[Score]) -> tuple[PainCourse, ...]:
    found: dict[str, list[tuple[date, int]]] = {moment: [] for moment in MOMENTS}
    for day, moment, score, _ in sorted(scores, key=lambda score: score[0]):
        found[moment].append((day, score))
    return tuple(PainCourse(moment, tuple(course)) for moment, course in found.items() if course)
