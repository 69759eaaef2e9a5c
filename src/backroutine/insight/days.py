"""The one place that decides what a day and a week are."""

from datetime import date, datetime, timedelta


def day_of(started_at: datetime) -> date:
    """The local day of a session: the day it was where and when the session began."""
    return started_at.date()


def week_of(day: date) -> date:
    """The week of a day, named by its Monday (ISO 8601)."""
    return day - timedelta(days=day.weekday())
