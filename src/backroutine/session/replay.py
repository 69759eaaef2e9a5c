"""Sessions from stored events: going on with one that was left, and one that is typed in afterwards."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from backroutine.session import transitions, variations
from backroutine.session.events import (
    Event,
    LeftBecause,
    PaceChanged,
    RepCounted,
    RepsCorrected,
    RepUndone,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SideBegan,
    SideFinished,
    SideSkipped,
    VariationChanged,
)
from backroutine.session.machine import start
from backroutine.session.plan import Form, Plan
from backroutine.session.state import State, plan_now
from backroutine.session.transitions import Change
from backroutine.session.waits import waits_again


def likely_seconds(plan: Plan, reps: Sequence[int]) -> float:
    """Seconds from beginning to end at the plan's tempo, for so many reps of each step."""
    return sum(
        sum(wait.seconds for wait in step.lead_in) + step.tempo.total * number
        for step, number in zip(plan.steps, reps, strict=True)
        if number
    )


def done_afterwards(plan: Plan, reps: Sequence[int], seconds: float) -> tuple[Event, ...]:
    """The events of a session that was done without the program, spread over `seconds`.

    `reps` has a number for each step of the plan; a step with 0 was skipped. Nobody knows when each rep was
    done, so they are placed by the tempo. Raises ValueError when there is no rep at all.
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


def state_after(plan: Plan, events: Iterable[Event]) -> State | None:
    """The state of a session after these events; None when nothing of it is left to do.

    Raises ValueError for events that do not belong to the plan.
    """
    state, _ = start(plan)
    step: int | None = 0
    for event in events:
        match event:
            case PaceChanged():
                state = replace(state, pace=event.pace)
            case RepsCorrected():
                state = _corrected(plan, state, event)
            case SideBegan() | RepCounted() | RepUndone() | SideFinished() | SideSkipped():
                step = plan_now(plan, state).index_of(event)
                state = _after(state, step, event)
                passed = isinstance(event, SideSkipped) or (
                    isinstance(event, SideFinished) and event.because in {"done", "skipped"}
                )
                if passed:
                    step = transitions.next_unfinished(plan_now(plan, state), state, step + 1)
            case VariationChanged():
                now = plan_now(plan, state)
                step = now.index_of(event)
                state = variations.with_form(replace(state, step=step), now.steps[step], _form(plan, event))
                step = state.step
            case _:
                pass
    if step is not None and state.reps[step] >= state.steps[step].target:
        step = transitions.next_unfinished(plan_now(plan, state), state, step + 1)
    return None if step is None else replace(state, step=step, waits=(), due=None, countdown=0)


def _corrected(plan: Plan, state: State, event: RepsCorrected) -> State:
    try:
        step = plan.index_of(event)
    except ValueError:  # something that was not planned
        return state
    return transitions.with_reps(state, step, event.reps) if event.turn == state.turns[step] else state


def go_on(plan: Plan, events: Sequence[Event], now: float) -> Change:
    """The session again at `now`, with time to lie down, at the rep where it was left.

    Raises ValueError when nothing is left to do, or for events that do not belong to the plan.
    """
    state = state_after(plan, events)
    if state is None:
        raise ValueError("nothing of this session is left to do")
    state, begun = transitions.wait(
        plan_now(plan, state), replace(state, seen=now), (waits_again(state),), now
    )
    return state, (SessionResumed(now), *begun)


def _form(plan: Plan, event: VariationChanged) -> Form:
    """Raises ValueError for a form that the catalogue no longer has."""
    for form in plan.forms.get(event.exercise, ()):
        if form.variation == event.variation:
            return form
    raise ValueError(f"the catalogue has no {event.exercise}:{event.variation}")


def _after(
    state: State, step: int, event: SideBegan | RepCounted | RepUndone | SideFinished | SideSkipped
) -> State:
    match event:
        case RepCounted() | RepUndone():
            return replace(transitions.with_reps(state, step, event.rep), last=step)
        case SideBegan() | SideFinished():
            turns = (*state.turns[:step], event.turn, *state.turns[step + 1 :])
            return replace(transitions.with_reps(state, step, event.reps), turns=turns)
        case SideSkipped():
            return state
