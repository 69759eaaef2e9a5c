"""Weeks and the weekly goal: a goal for the week, never a daily streak."""

from backroutine.journal.records import SessionRecord

WEEKLY_GOAL = 3
"""Sessions a week; 3 to 5 showed the largest effects (Mueller & Niederer 2020, Sci Rep 10:16921)."""


ENOUGH = 0.5
"""The share of its planned reps from which a session counts. A choice: half a session is a session, one rep
is not."""


def counts_for_goal(record: SessionRecord) -> bool:
    """Whether a session counts towards the weekly goal."""
    return record.reps > 0 and record.reps >= ENOUGH * sum(record.planned.values())
