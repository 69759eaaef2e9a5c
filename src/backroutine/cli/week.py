"""This week against the weekly goal, in a line."""

from datetime import date

from backroutine.cli.places import journal_path
from backroutine.cli.settings import Settings
from backroutine.insight.days import week_of
from backroutine.insight.weeks import Standing, standing
from backroutine.journal.reading import Reading, read_sessions


def this_week(today: date, settings: Settings) -> str:
    """`This week: 2 of 3 sessions.` Half of what was planned makes a session count.

    Raises JournalError when the journal cannot be read.
    """
    from backroutine.text import count_of

    week, _ = read_week(today, settings)
    if week.done >= week.goal:
        return f"This week: {count_of(week.done, 'session')}, the goal of {week.goal} is met."
    return f"This week: {week.done} of {count_of(week.goal, 'session')}."


def read_week(today: date, settings: Settings) -> tuple[Standing, Reading]:
    """How the week of this day stands, and what was read for it. Raises JournalError."""
    first = week_of(today, settings.first_weekday)
    reading = read_sessions(journal_path(), since=first, starts=settings.day_starts)
    return (
        standing(
            reading.records,
            today,
            goal=settings.weekly_goal,
            first_weekday=settings.first_weekday,
            day_starts=settings.day_starts,
        ),
        reading,
    )
