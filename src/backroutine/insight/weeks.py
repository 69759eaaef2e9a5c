"""Weeks and the weekly goal: a goal for the week, never a daily streak."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from backroutine.insight.days import week_of
from backroutine.journal.records import SessionRecord, day_of

WEEKLY_GOAL = 3
"""Sessions a week; 3 to 5 showed the largest effects (Mueller & Niederer 2020, Sci Rep 10:16921)."""


ENOUGH = 0.5
"""The share of its planned reps from which a session counts. A choice: half a session is a session, one rep
is not."""


def counts_for_goal(record: SessionRecord) -> bool:
    """Whether a session counts towards the weekly goal."""
    return record.reps > 0 and record.reps >= ENOUGH * sum(record.planned.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """How a week stands against its goal, seen from one of its days."""

    week: date
    """The day the week began."""
    done: int
    """Sessions that count."""
    goal: int
    done_today: bool
    due: date | None
    """The last day on which the next session leaves room for the others, one a day.

    None when the goal is met, and when the week has no day left for one.
    """


def standing(
    records: Iterable[SessionRecord], today: date, *, goal: int, first_weekday: int = 0, day_starts: int = 0
) -> Standing:
    """How the week of `today` stands; sessions of other weeks do not matter."""
    week = week_of(today, first_weekday)
    last = week + timedelta(days=6)
    days = [day_of(record.started_at, day_starts) for record in records if counts_for_goal(record)]
    done = sum(week <= day <= last for day in days)
    done_today = today in days
    return Standing(week, done, goal, done_today, _due(today, last, goal - done, done_today=done_today))


def _due(today: date, last: date, missing: int, *, done_today: bool) -> date | None:
    earliest = today + timedelta(days=done_today)
    if missing <= 0 or earliest > last:
        return None
    return max(earliest, last - timedelta(days=missing - 1))
