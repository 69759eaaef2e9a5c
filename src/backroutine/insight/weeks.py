"""Weeks and the weekly goal: a goal for the week, never a daily streak."""

from backroutine.journal.records import SessionRecord

WEEKLY_GOAL = 3
"""Sessions a week; 3 to 5 showed the largest effects (Mueller & Niederer 2020, Sci Rep 10:16921)."""


def counts_for_goal(record: SessionRecord) -> bool:
    """Whether a session counts: any session with a rep in it. A short one is not scolded."""
    return any(side.reps for side in record.sides)
