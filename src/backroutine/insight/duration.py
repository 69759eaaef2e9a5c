"""How long a session takes this person, told from what their sessions took."""

from collections.abc import Iterable
from statistics import median

from backroutine.journal.records import SessionRecord
from backroutine.session.plan import Plan

ENOUGH = 3
"""Finished sessions below which the plan is the better guess."""
_LATEST = 10


def usual_seconds(plan: Plan, records: Iterable[SessionRecord]) -> float:
    """Seconds this plan will likely take, from beginning to end.

    The plan's own time, times the median of (time taken / time planned) over the latest finished sessions at
    the written speed; the plan's own time while there are fewer than `ENOUGH` of them.
    """
    ratios = [
        record.seconds / record.plan.total_seconds
        for record in records
        if record.status == "completed" and record.ended_at and record.plan.speed == 1
    ][:_LATEST]
    factor = median(ratios) if len(ratios) >= ENOUGH else 1.0
    return plan.total_seconds * factor / plan.speed
