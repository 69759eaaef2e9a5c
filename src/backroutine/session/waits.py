"""The waits before a side: getting ready, switching sides, resting, turning over.

How long each is, and which of them come before a side. The last one ends in a countdown.
"""

from msgspec.structs import replace

from backroutine.session.plan import COUNTDOWN, Phase, Plan, Step, Wait
from backroutine.session.state import State

REENTRY = Wait(Phase.GET_READY, 10.0)
"""Time to lie down again after a pause, an undo or a step back: the key was pressed at the computer."""
ARRIVAL = Wait(Phase.GET_READY, 15.0)
"""Time to lie down at the beginning, or after a long break."""
TURNING = Wait(Phase.TURN_OVER, 15.0)
"""Time to change from one position to another."""
SWITCH = 10.0
"""Seconds of the switch itself; what a catalogue asks for beyond it is time to move, as getting ready."""


# As the catalogue plans them.


def switching(seconds: float) -> tuple[Wait, ...]:
    """The waits between the two sides of an exercise."""
    return _lasting((Phase.SWITCH, min(seconds, SWITCH)), (Phase.GET_READY, seconds - SWITCH))


def resting(seconds: float, turning: float = 0.0) -> tuple[Wait, ...]:
    """The waits between two exercises.

    Turning over is the end of the rest: by then the body has had its pause.
    """
    return _lasting((Phase.REST, seconds - turning), (Phase.TURN_OVER, turning))


def _lasting(*waits: tuple[Phase, float]) -> tuple[Wait, ...]:
    """The waits that take time; a short warning when none does."""
    lasting = tuple(Wait(phase, seconds) for phase, seconds in waits if seconds > 0)
    return lasting or (Wait(Phase.GET_READY, float(COUNTDOWN)),)


def with_waits(plan: Plan, get_ready: int | None, rest: int | None) -> Plan:
    """The plan with these seconds before the first rep of all, and between exercises; None changes nothing.

    A short countdown is always left, and turning over keeps its time at the end of the rest.
    """
    steps: list[Step] = []
    for step in plan.steps:
        lead_in, before = step.lead_in, steps[-1] if steps else None
        if before is None and get_ready is not None:
            lead_in = (Wait(Phase.GET_READY, float(max(get_ready, COUNTDOWN))),)
        elif before and rest is not None and not _together(before, step):
            turning = sum(wait.seconds for wait in lead_in if wait.phase is Phase.TURN_OVER)
            lead_in = resting(float(rest and max(rest, COUNTDOWN)), turning)
        steps.append(replace(step, lead_in=lead_in))
    return replace(plan, steps=tuple(steps))


# Which waits come before a side when steps were left out.
#
# The waits of a plan fit its own order. After a skip or a step back the body may lie differently: then the
# switch before a second side is too short.


def waits_forward(plan: Plan, worked: int | None, index: int) -> tuple[Wait, ...]:
    """The waits before step `index` when the body last worked at step `worked` (None: at none)."""
    if worked is None:
        return (ARRIVAL,)  # nothing was done yet, so no rest is needed
    step = plan.steps[index]
    if worked == index - 1 or _together(plan.steps[worked], step):
        return step.lead_in
    waits = next(first for first in plan.steps if _together(first, step)).lead_in
    if not _turns(plan.steps[worked], step) or any(wait.phase is Phase.TURN_OVER for wait in waits):
        return waits
    return resting(sum(wait.seconds for wait in waits), TURNING.seconds)


def waits_back(plan: Plan, worked: int | None, index: int) -> tuple[Wait, ...]:
    """The waits before step `index` when going back to it."""
    if worked is None:
        return (ARRIVAL,)
    step, at = plan.steps[index], plan.steps[worked]
    if _together(at, step):
        return (REENTRY,)
    return (TURNING,) if _turns(at, step) else (ARRIVAL,)


def _together(one: Step, other: Step) -> bool:
    """Whether both belong to one exercise in one round, so that only the side changes."""
    return (one.exercise, one.round) == (other.exercise, other.round)


def _turns(before: Step, step: Step) -> bool:
    return bool(step.position) and step.position != before.position


def waits_again(state: State) -> Wait:
    """The time to lie down before a session goes on.

    After a break the person has rested and is not on the floor: a planned rest or switch would be wrong.
    """
    return REENTRY if state.reps[state.step] else ARRIVAL
