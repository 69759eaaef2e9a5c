"""Weeks and the weekly goal: a goal for the week, never a daily streak.

The day on which a week begins is a setting, `week_starts` in `cli/settings.py`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:  # the settings need a number from here, and no records
    from collections.abc import Iterable, Sequence

    from backroutine.journal.records import SessionRecord


def week_of(day: date, first: int = 0) -> date:
    """The first day of the week that a day belongs to. `first` is its weekday: 0 Monday (ISO 8601) to 6."""
    return day - timedelta(days=(day.weekday() - first) % 7)


def last_weeks(today: date, number: int, first: int = 0) -> tuple[date, ...]:
    """The first days of this week and of those before it, newest first."""
    this_week = week_of(today, first)
    return tuple(this_week - timedelta(weeks=back) for back in range(number))


WEEKLY_GOAL = 3
"""Sessions a week; 3 to 5 showed the largest effects (Mueller & Niederer 2020, Sci Rep 10:16921)."""

ENOUGH = 0.5
"""The share of its planned reps from which a session counts for the goal. A choice: half a session counts,
one rep does not."""
REST_EVERY = 4
"""In a run of weeks, one of any four may be missed. A choice: a week of rest or illness ends no run."""


def counts_for_goal(record: SessionRecord) -> bool:
    return record.reps > 0 and record.reps >= ENOUGH * sum(record.planned.values())


class Standing(Struct, frozen=True):
    """How a week stands against its goal, seen from one of its days."""

    week: date
    """Its first day."""
    done: int
    """Sessions that count for the goal."""
    goal: int
    done_today: bool
    due: date | None
    """The last day for the next session that still leaves a day for each of the others.

    None when the goal is met, or no day of the week is left.
    """
    short: int
    """Sessions of this week that do not count: under half of their reps."""
    today: date
    """The day from which the week is seen."""


FARTHEST = timedelta(days=2)
"""How far a journey can put the day of a session ahead of today."""


def latest_day(today: date, records: Iterable[SessionRecord]) -> date:
    """Today, or the day of a session that a journey west has put ahead of it.

    A session in Tokyo may lie on tomorrow's date in Los Angeles. A day further ahead than `FARTHEST` comes
    from a clock that was wrong, and is ignored.
    """
    ahead = (record.day for record in records if today < record.day <= today + FARTHEST)
    return max(ahead, default=today)


def standing(records: Iterable[SessionRecord], today: date, *, goal: int, first_weekday: int = 0) -> Standing:
    """How the week of `today` stands; sessions of other weeks are ignored."""
    week = week_of(today, first_weekday)
    last = week + timedelta(days=6)
    of_week = [record for record in records if record.reps and week <= record.day <= last]
    days = [record.day for record in of_week if counts_for_goal(record)]
    done, done_today = len(days), today in days
    due = _due(today, last, goal - done, done_today=done_today)
    return Standing(week, done, goal, done_today, due, len(of_week) - done, today)


def _due(today: date, last: date, missing: int, *, done_today: bool) -> date | None:
    earliest = today + timedelta(days=done_today)
    if missing <= 0 or earliest > last:
        return None
    return max(earliest, last - timedelta(days=missing - 1))


class Week(Struct, frozen=True):
    """What was done in the week that begins on `start`."""

    start: date
    sessions: int
    """Sessions with at least one rep."""
    counting: int
    """Sessions that count for the goal."""
    seconds: float
    """Time at work, without waits and pauses."""
    reps: int
    met: bool
    """Whether the goal was met."""


def weeks_to(
    today: date,
    records: Iterable[SessionRecord],
    number: int,
    *,
    goal: int = WEEKLY_GOAL,
    first_weekday: int = 0,
) -> tuple[Week, ...]:
    """This week and those before it, newest first: `number` weeks, also those without a session."""
    done: dict[date, list[SessionRecord]] = {}
    for record in records:
        if record.reps:
            done.setdefault(week_of(record.day, first_weekday), []).append(record)
    return tuple(
        _week(start, done.get(start, []), goal) for start in last_weeks(today, number, first_weekday)
    )


def _week(start: date, records: Sequence[SessionRecord], goal: int) -> Week:
    counting = sum(counts_for_goal(record) for record in records)
    return Week(
        start=start,
        sessions=len(records),
        counting=counting,
        seconds=sum(side.seconds for record in records for side in record.sides),
        reps=sum(record.reps for record in records),
        met=counting >= goal,
    )


class Run(Struct, frozen=True):
    """Weeks in a row that met the goal."""

    weeks: int
    """Weeks that met the goal."""
    resting: int
    """Missed weeks between them. A week missed since the newest of them is not one."""
    at_least: bool
    """Whether the run may be longer than the weeks that were looked at."""


def run_of(weeks: Sequence[Week]) -> Run:
    """The current run. `weeks` has no gaps; this week comes first, then those before it.

    This week is not over: it counts once it has met the goal, and ends no run before that. One missed week in
    any `REST_EVERY` is a rest; a second one ends the run.
    """
    met = resting = pending = 0
    missed_at: int | None = None
    for index, week in enumerate(weeks):
        if week.met:
            met, resting, pending = met + 1, resting + pending, 0
        elif index > 0:
            if missed_at is not None and index - missed_at < REST_EVERY:
                return Run(met, resting, at_least=False)
            missed_at = index
            pending += met > 0
    return Run(met, resting, at_least=met > 0)
