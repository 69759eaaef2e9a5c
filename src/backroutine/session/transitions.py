"""The moves of the machine: wait, work, count, leave a side, end. Each returns the next state and events."""

from math import inf

from msgspec.structs import replace

from backroutine.session.events import (
    CountdownReached,
    EndStatus,
    Event,
    HoldReached,
    LeftBecause,
    PhaseBegan,
    RepCounted,
    RestReached,
    SessionEnded,
    SideBegan,
    SideFinished,
)
from backroutine.session.plan import (
    COUNTDOWN,
    LONG_HOLD,
    LONG_REST,
    QUIET,
    REP_PHASES,
    Phase,
    Plan,
    Wait,
)
from backroutine.session.state import State, phase_seconds, runs_by_clock, step_now
from backroutine.session.waits import waits_forward

Change = tuple[State, tuple[Event, ...]]


def fire(plan: Plan, state: State, at: float) -> Change:
    """The deadline at `at` has come: a number of the countdown, or the end of a wait or a rep phase."""
    step = step_now(plan, state)
    if state.countdown and not state.waits:
        held = HoldReached(at, step.exercise, step.side, step.round, state.countdown)
        return replace(state, countdown=_next_in_hold(state.countdown)), (held,)
    if state.countdown:
        kind = CountdownReached if state.countdown <= COUNTDOWN else RestReached
        reached = kind(at, step.exercise, step.side, step.round, state.countdown)
        return replace(state, countdown=_next_announcement(state.countdown, state.waits)), (reached,)
    if len(state.waits) > 1:
        return wait(plan, state, state.waits[1:], at)
    if state.waits:
        return work(plan, state, at)
    if plan.tap and state.phase is Phase.HOLD:
        return end_hold(plan, state, at)
    counted: tuple[Event, ...] = ()
    if state.phase is Phase.RETURN and not plan.tap:
        state, counted = count(plan, state, at)
    state, following = _next_phase(plan, state, at)
    return state, (*counted, *following)


def end_hold(plan: Plan, state: State, at: float) -> Change:
    """In tap mode a hold is counted when it ends, so that it needs no key."""
    state, counted = count(plan, state, at)
    if state.reps[state.step] >= step_now(plan, state).target:
        state, following = leave_side(plan, state, "done", at)
    else:
        state, following = _next_phase(plan, state, at)
    return state, (*counted, *following)


def _next_in_hold(left: float) -> int:
    """The next number to announce in a hold: the tens, and 5; 0 when there is none."""
    return next((number for number in (*range(120, 0, -10), 5) if number < left), 0)


def wait(plan: Plan, state: State, waits: tuple[Wait, ...], at: float) -> Change:
    """Begin the first of these waits; the last one ends in a countdown."""
    state = replace(state, waits=waits, countdown=_next_announcement(inf, waits))
    return _enter(plan, state, waits[0].phase, waits[0].seconds / plan.speed, at)


def _next_announcement(left: float, waits: tuple[Wait, ...]) -> int:
    """The next number to announce during the first of these waits, below `left`; 0 when there is none."""
    later = sum(wait.seconds for wait in waits[1:])
    total = waits[0].seconds + later
    countdown = range(0 if later else min(COUNTDOWN, int(total)), 0, -1)
    rest: tuple[int, ...] = ()
    if waits[0].phase is Phase.REST and total >= LONG_REST:
        minutes = range(int(total - QUIET) // 60 * 60, 0, -60)
        rest = tuple(number for number in (*minutes, 30, 10) if number > later)
    return next((number for number in (*rest, *countdown) if number < left), 0)


def work(plan: Plan, state: State, at: float) -> Change:
    """Begin the reps of this side, or continue them."""
    step = step_now(plan, state)
    began = SideBegan(
        at, step.exercise, step.side, step.round, state.turns[state.step], state.reps[state.step], step.target
    )
    state = replace(state, waits=(), countdown=0, open=True, worked=state.step)
    if runs_by_clock(plan, step):
        state, events = _enter_rep_phase(plan, state, Phase.LIFT, at)
    else:
        state, events = _enter(plan, state, Phase.REPS, None, at)
    return state, (began, *events)


def _enter(plan: Plan, state: State, phase: Phase, length: float | None, at: float) -> Change:
    step = step_now(plan, state)
    state = replace(state, phase=phase, length=length)
    state = with_left(state, length, at)
    during = {Phase.LIFT, Phase.HOLD, Phase.REPS} if plan.tap else {Phase.LIFT, Phase.HOLD, Phase.RETURN}
    rep = state.reps[state.step] + (phase in during)
    return state, (PhaseBegan(at, step.exercise, step.side, step.round, phase, length, rep, step.target),)


def with_left(state: State, left: float | None, at: float) -> State:
    """The present phase with `left` seconds to go; None when it has no end of its own."""
    if state.paused or left is None:
        return replace(state, due=None, left=left)
    return replace(state, due=at + left, left=None)


def _enter_rep_phase(plan: Plan, state: State, phase: Phase, at: float) -> Change:
    step = step_now(plan, state)
    spoken = step.held and phase is Phase.HOLD and step.tempo.hold >= LONG_HOLD
    state = replace(state, countdown=_next_in_hold(step.tempo.hold) if spoken else 0)
    return _enter(plan, state, phase, phase_seconds(plan, step, phase, state.pace), at)


def _next_phase(plan: Plan, state: State, at: float) -> Change:
    """The next phase of the rep that takes time; after the pause, the next rep or the end of the side."""
    step = step_now(plan, state)
    for phase in REP_PHASES[REP_PHASES.index(state.phase) + 1 :]:
        if step.tempo.seconds(phase) > 0:
            return _enter_rep_phase(plan, state, phase, at)
    if state.reps[state.step] >= step.target:
        return leave_side(plan, state, "done", at)
    return _enter_rep_phase(plan, state, Phase.LIFT, at)


def count(plan: Plan, state: State, at: float) -> Change:
    step = step_now(plan, state)
    rep = state.reps[state.step] + 1
    counted = RepCounted(at, step.exercise, step.side, step.round, state.turns[state.step], rep, step.target)
    return replace(with_reps(state, state.step, rep), last=state.step), (counted,)


def with_reps(state: State, index: int, reps: int) -> State:
    """The state with this number of reps on one step."""
    return replace(state, reps=(*state.reps[:index], reps, *state.reps[index + 1 :]))


def close_side(plan: Plan, state: State, because: LeftBecause, at: float) -> Change:
    """End the work on this side, if it has begun."""
    if not state.open:
        return state, ()
    step, index = step_now(plan, state), state.step
    finished = SideFinished(
        at, step.exercise, step.side, step.round, state.turns[index], state.reps[index], step.target, because
    )
    return replace(state, open=False), (finished,)


def leave_side(plan: Plan, state: State, because: LeftBecause, at: float) -> Change:
    """End this side and go on to the next one that still has reps to do, or to the end."""
    state, closed = close_side(plan, state, because, at)
    following = next_unfinished(plan, state, state.step + 1)
    if following is None:
        state, events = end(state, "completed", at)
    else:
        lead_in = waits_forward(plan, state.worked, following)
        state, events = wait(plan, replace(state, step=following), lead_in, at)
    return state, (*closed, *events)


def next_unfinished(plan: Plan, state: State, first: int) -> int | None:
    """The first step from `first` on that has reps left to do."""
    ahead = range(first, len(plan.steps))
    return next((index for index in ahead if state.reps[index] < plan.steps[index].target), None)


def end(state: State, status: EndStatus, at: float) -> Change:
    ended = replace(
        state,
        status=status,
        phase=Phase.DONE,
        waits=(),
        countdown=0,
        length=None,
        due=None,
        left=None,
        paused=False,
    )
    return ended, (SessionEnded(at, status),)


def stand_still(state: State, at: float) -> State:
    """Paused at `at`, with what is left of the phase kept."""
    left = None if state.due is None else state.due - at
    return replace(state, paused=True, due=None, left=left)
