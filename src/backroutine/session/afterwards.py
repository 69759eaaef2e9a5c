"""A session that was done away from the machine, as the events the machine would have told of it."""

from collections.abc import Sequence

from backroutine.session.events import (
    Event,
    LeftBecause,
    RepCounted,
    SessionEnded,
    SessionStarted,
    SideBegan,
    SideFinished,
    SideSkipped,
)
from backroutine.session.plan import Plan


def likely_seconds(plan: Plan, reps: Sequence[int]) -> float:
    """Seconds from beginning to end at the plan's tempo, for so many reps of each step."""
    return sum(
        sum(wait.seconds for wait in step.lead_in) + step.tempo.total * number
        for step, number in zip(plan.steps, reps, strict=True)
        if number
    )


def done_afterwards(plan: Plan, reps: Sequence[int], seconds: float) -> tuple[Event, ...]:
    """The events of a session with so many reps of each step, in the plan's order, spread over `seconds`.

    A step without a rep was skipped. When each rep was done nobody knows: they lie as the tempo has them.
    Raises ValueError without any rep.
    """
    likely = likely_seconds(plan, reps)
    if not any(reps):
        raise ValueError("a session has at least one rep")
    stretch = seconds / likely if likely else 0.0
    events: list[Event] = [SessionStarted(0.0)]
    at = 0.0
    for step, number in zip(plan.steps, reps, strict=True):
        place = (step.exercise, step.side, step.round)
        if not number:
            events.append(SideSkipped(at * stretch, *place))
            continue
        at += sum(wait.seconds for wait in step.lead_in)
        events.append(SideBegan(at * stretch, *place, turn=1, reps=0, target=step.target))
        for rep in range(1, number + 1):
            at += step.tempo.total
            counted = at - step.tempo.pause
            events.append(RepCounted(counted * stretch, *place, turn=1, rep=rep, target=step.target))
        because: LeftBecause = "done" if number >= step.target else "skipped"
        events.append(SideFinished(at * stretch, *place, 1, number, step.target, because))
    return (*events, SessionEnded(seconds, "completed"))
