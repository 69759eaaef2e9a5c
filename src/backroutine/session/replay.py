"""Going on with a session that was left: its state again, from the events that were kept."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backroutine.session import transitions
from backroutine.session.events import (
    Event,
    LeftBecause,
    PaceChanged,
    RepCounted,
    RepUndone,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SideBegan,
    SideFinished,
    SideSkipped,
)
from backroutine.session.machine import start
from backroutine.session.plan import Plan, Wait
from backroutine.session.state import ARRIVAL, REENTRY, State
from backroutine.session.transitions import Change

# A session that was done away from the machine, as the events the machine would have told of it.


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


_Telling = SideBegan | RepCounted | RepUndone | SideFinished | SideSkipped


def state_after(plan: Plan, events: Iterable[Event]) -> State | None:
    """Where a session stands after these events; None when nothing of it is left to do.

    Raises ValueError for events that do not belong to the plan.
    """
    state, _ = start(plan)
    step: int | None = 0
    for event in events:
        match event:
            case PaceChanged():
                state = replace(state, pace=event.pace)
            case SideBegan() | RepCounted() | RepUndone() | SideFinished() | SideSkipped():
                step = _index(plan, event)
                state = _told(state, step, event)
                passed = isinstance(event, SideSkipped) or (
                    isinstance(event, SideFinished) and event.because in {"done", "skipped"}
                )
                step = transitions.next_unfinished(plan, state, step + 1) if passed else step
            case _:
                pass
    if step is not None and state.reps[step] >= plan.steps[step].target:
        step = transitions.next_unfinished(plan, state, step + 1)
    return None if step is None else replace(state, step=step, waits=(), due=None, countdown=0)


def go_on(plan: Plan, events: Sequence[Event], now: float) -> Change:
    """The session again at `now`, with time to lie down, at the rep where it was left.

    Raises ValueError when nothing is left to do, or for events that do not belong to the plan.
    """
    state = state_after(plan, events)
    if state is None:
        raise ValueError("nothing of this session is left to do")
    state, begun = transitions.wait(plan, replace(state, seen=now), (waits_again(state),), now)
    return state, (SessionResumed(now), *begun)


def waits_again(state: State) -> Wait:
    """The time to lie down before a session goes on from where it `stands`.

    Who comes back has rested, and lies nowhere yet: a planned rest or switch would say the wrong thing.
    """
    return REENTRY if state.reps[state.step] else ARRIVAL


def _told(state: State, step: int, event: _Telling) -> State:
    match event:
        case RepCounted() | RepUndone():
            return replace(transitions.with_reps(state, step, event.rep), last=step)
        case SideBegan() | SideFinished():
            turns = (*state.turns[:step], event.turn, *state.turns[step + 1 :])
            return replace(transitions.with_reps(state, step, event.reps), turns=turns)
        case SideSkipped():
            return state


def _index(plan: Plan, event: _Telling) -> int:
    key = (event.exercise, event.side, event.round)
    for index, step in enumerate(plan.steps):
        if (step.exercise, step.side, step.round) == key:
            return index
    raise ValueError(f"the plan has no {key}")
