"""This week against the weekly goal, in a line."""

from datetime import date

from backroutine.cli.places import journal_path
from backroutine.coach.words import count_of
from backroutine.insight.days import week_of
from backroutine.insight.weeks import WEEKLY_GOAL, counts_for_goal
from backroutine.journal.reading import read_sessions


def this_week(today: date) -> str:
    """`This week: 2 of 3 sessions.` Half of what was planned makes a session count.

    Raises JournalError when the journal cannot be read.
    """
    records = read_sessions(journal_path(), since=week_of(today)).records
    done = sum(counts_for_goal(record) for record in records)
    if done >= WEEKLY_GOAL:
        return f"This week: {count_of(done, 'session')}, the goal of {WEEKLY_GOAL} is met."
    return f"This week: {done} of {count_of(WEEKLY_GOAL, 'session')}."
