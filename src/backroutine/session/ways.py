"""From where the body is to the side that comes: which waits lead there when steps were left out.

A plan's own waits hold for its own order. Who skips or goes back comes from elsewhere: the switch of a second
side is too short for a body that still lies as another exercise has it.
"""

from backroutine.session.plan import Phase, Plan, Step, Wait
from backroutine.session.state import ARRIVAL, REENTRY, TURNING


def waits_forward(plan: Plan, worked: int | None, index: int) -> tuple[Wait, ...]:
    """The waits before a step that comes next, for a body that worked last at step `worked`, if at any."""
    if worked is None:
        return (ARRIVAL,)  # nothing was done yet: no rest is needed, only a place
    step = plan.steps[index]
    if worked == index - 1 or _together(plan.steps[worked], step):
        return step.lead_in
    waits = next(first for first in plan.steps if _together(first, step)).lead_in
    if not _turns(plan.steps[worked], step) or any(wait.phase is Phase.TURN_OVER for wait in waits):
        return waits
    rest = sum(wait.seconds for wait in waits) - TURNING.seconds
    return (Wait(Phase.REST, rest), TURNING) if rest > 0 else (TURNING,)


def waits_back(plan: Plan, worked: int | None, index: int) -> tuple[Wait, ...]:
    """The waits before a step that one goes back to."""
    if worked is None:
        return (ARRIVAL,)
    step, at = plan.steps[index], plan.steps[worked]
    if _together(at, step):
        return (REENTRY,)
    return (TURNING,) if _turns(at, step) else (ARRIVAL,)


def _together(one: Step, other: Step) -> bool:
    """Both belong to one exercise of one round: from one to the other is only a change of sides."""
    return (one.exercise, one.round) == (other.exercise, other.round)


def _turns(before: Step, step: Step) -> bool:
    return bool(step.position) and step.position != before.position
