"""A year of days: how much of a session each one holds."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from backroutine.insight.weeks import ENOUGH, week_of
from backroutine.journal.records import SessionRecord

WEEKS = 53
"""Weeks in the year up to today: 52 and this one."""


class Day(Struct, frozen=True):
    """One day of the calendar."""

    day: date
    sessions: int = 0
    """Sessions with at least one rep."""
    reps: int = 0
    planned: int = 0
    """Reps of the longest plan of the day: one whole session."""

    @property
    def level(self) -> int:
        """How much was done, from 0 to 4; LEVELS says what each means."""
        if not self.reps:
            return 0
        if self.reps > self.planned:
            return 4
        return 3 if self.reps == self.planned else 2 if self.reps >= ENOUGH * self.planned else 1


LEVELS = ("none", "under half a session", "half or more", "a whole session", "more")


class Calendar(Struct, frozen=True):
    """The days from the first to the last, in columns of weeks."""

    first: date
    last: date
    weeks: tuple[tuple[Day | None, ...], ...]
    """Seven days each; None before the first day and after the last."""

    @property
    def days(self) -> tuple[Day, ...]:
        return tuple(day for week in self.weeks for day in week if day)


def past_year(today: date, first_weekday: int = 0) -> tuple[date, date]:
    """The first and last day of the `WEEKS` weeks that end with today."""
    return week_of(today, first_weekday) - timedelta(weeks=WEEKS - 1), today


def whole_year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def calendar_of(
    records: Iterable[SessionRecord], first: date, last: date, *, first_weekday: int = 0
) -> Calendar:
    """The days from `first` to `last`, both included, in weeks."""
    done: dict[date, Day] = {}
    for record in records:
        if record.reps:
            before = done.get(record.day, Day(record.day))
            planned = max(before.planned, sum(record.planned.values()))
            done[record.day] = Day(record.day, before.sessions + 1, before.reps + record.reps, planned)
    start = week_of(first, first_weekday)
    number = (last - start).days // 7 + 1
    days = [start + timedelta(days=n) for n in range(number * 7)]
    cells = [done.get(day, Day(day)) if first <= day <= last else None for day in days]
    return Calendar(first, last, tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7)))
