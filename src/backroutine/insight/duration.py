"""How long a session usually takes this person."""

from collections.abc import Iterable
from statistics import median

from backroutine.journal.records import SessionRecord
from backroutine.session.plan import Plan

ENOUGH = 3
"""With fewer finished sessions than this, the plan is the better guess."""
_LATEST = 10


def usual_seconds(plan: Plan, records: Iterable[SessionRecord]) -> float:
    """Seconds that this plan will probably take.

    It is the planned time multiplied by the median of (time taken / time planned) over the latest sessions
    that were finished at speed 1. With fewer than `ENOUGH` of them it is the planned time.
    """
    ratios = [
        record.seconds / record.plan.total_seconds
        for record in records
        if record.status == "completed" and record.ended_at and record.plan.speed == 1
    ][:_LATEST]
    factor = median(ratios) if len(ratios) >= ENOUGH else 1.0
    return plan.total_seconds * factor / plan.speed
