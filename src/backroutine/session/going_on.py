"""Going on with a session that was left: its state again, from the events that were kept."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backroutine.session import moves
from backroutine.session.events import (
    Event,
    PaceChanged,
    RepCounted,
    RepUndone,
    SessionResumed,
    SideBegan,
    SideFinished,
    SideSkipped,
)
from backroutine.session.machine import start
from backroutine.session.moves import Change
from backroutine.session.plan import Plan, Wait
from backroutine.session.state import ARRIVAL, REENTRY, State

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
                step = moves.next_unfinished(plan, state, step + 1) if passed else step
            case _:
                pass
    if step is not None and state.reps[step] >= plan.steps[step].target:
        step = moves.next_unfinished(plan, state, step + 1)
    return None if step is None else replace(state, step=step, waits=(), due=None, countdown=0)


def go_on(plan: Plan, events: Sequence[Event], now: float) -> Change:
    """The session again at `now`, with time to lie down, at the rep where it was left.

    Raises ValueError when nothing is left to do, or for events that do not belong to the plan.
    """
    state = state_after(plan, events)
    if state is None:
        raise ValueError("nothing of this session is left to do")
    state, begun = moves.wait(plan, replace(state, seen=now), (waits_again(state),), now)
    return state, (SessionResumed(now), *begun)


def waits_again(state: State) -> Wait:
    """The time to lie down before a session goes on from where it `stands`.

    Who comes back has rested, and lies nowhere yet: a planned rest or switch would say the wrong thing.
    """
    return REENTRY if state.reps[state.step] else ARRIVAL


def _told(state: State, step: int, event: _Telling) -> State:
    match event:
        case RepCounted() | RepUndone():
            return replace(moves.with_reps(state, step, event.rep), last=step)
        case SideBegan() | SideFinished():
            turns = (*state.turns[:step], event.turn, *state.turns[step + 1 :])
            return replace(moves.with_reps(state, step, event.reps), turns=turns)
        case SideSkipped():
            return state


def _index(plan: Plan, event: _Telling) -> int:
    key = (event.exercise, event.side, event.round)
    for index, step in enumerate(plan.steps):
        if (step.exercise, step.side, step.round) == key:
            return index
    raise ValueError(f"the plan has no {key}")
