"""Weeks. What a day is, the journal's records decide: `records.day_of`."""

from datetime import date, timedelta


def week_of(day: date) -> date:
    """The week of a day, named by its Monday (ISO 8601)."""
    return day - timedelta(days=day.weekday())
