"""Weeks. What a day is, the journal's records decide: `records.day_of`."""

from datetime import date, timedelta


def week_of(day: date, first: int = 0) -> date:
    """The week of a day, named by the day it begins with: Monday (0, as ISO 8601 has it) to Sunday (6)."""
    return day - timedelta(days=(day.weekday() - first) % 7)


def last_weeks(today: date, number: int, first: int = 0) -> tuple[date, ...]:
    """The first days of this week and of those before it, newest first."""
    this_week = week_of(today, first)
    return tuple(this_week - timedelta(weeks=back) for back in range(number))
