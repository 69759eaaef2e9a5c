"""The session machine. Time and commands in, state and events out; nothing else.

`advance` fires every deadline that has passed, in order and at its own instant. How often the
clock is looked at makes no difference: ticks are never counted.
"""

from collections.abc import Callable

from msgspec.structs import replace

from backroutine.errors import Refused
from backroutine.session import transitions, variations
from backroutine.session.events import (
    Event,
    PaceChanged,
    Paused,
    RepUndone,
    Resumed,
    SessionStarted,
    SideSkipped,
)
from backroutine.session.plan import COUNTDOWN, FASTEST, PACE_STEP, SLOWEST, Phase, Plan
from backroutine.session.state import (
    ALLOWED,
    AWAY,
    LONGEST_REP,
    Command,
    Situation,
    State,
    deadline,
    pace_of,
    plan_now,
    runs_by_clock,
    situation,
    step_now,
)
from backroutine.session.transitions import Change
from backroutine.session.waits import REENTRY, waits_back

# The commands of a person. Each function takes the state at an instant and returns the next one.


def tap(plan: Plan, state: State, at: float) -> Change:
    """Count a rep (tap mode). While waiting it begins the side, so that no rep is lost.

    A hold runs by the clock: the key before its end ends it and counts it.
    """
    if step_now(plan, state).held:
        if state.waits:
            return transitions.work(plan, state, at)
        if state.phase is not Phase.HOLD:
            raise Refused("The hold runs by the clock: it has not begun")
        return transitions.end_hold(plan, state, at)
    began: tuple[Event, ...] = ()
    if state.waits:
        state, began = transitions.work(plan, state, at)
    state, counted = transitions.count(plan, state, at)
    left: tuple[Event, ...] = ()
    if state.reps[state.step] >= step_now(plan, state).target:
        state, left = transitions.leave_side(plan, state, "done", at)
    return state, (*began, *counted, *left)


def pause(_plan: Plan, state: State, at: float) -> Change:
    """Stand still until the person goes on."""
    return transitions.stand_still(state, at), (Paused(at, "asked"),)


def resume(plan: Plan, state: State, at: float) -> Change:
    """Go on. There is time to lie down again, then an interrupted rep starts over."""
    state = replace(state, paused=False)
    if state.waits:
        longer = max(state.left or 0.0, REENTRY.seconds / plan.speed)
        current = replace(state.waits[0], seconds=longer * plan.speed)
        state, events = transitions.wait(plan, state, (current, *state.waits[1:]), at)
    elif not runs_by_clock(plan, step_now(plan, state)):
        state, events = transitions.work(plan, state, at)
    elif state.reps[state.step] >= step_now(plan, state).target:
        state, events = transitions.leave_side(plan, state, "done", at)
    else:
        state, events = transitions.wait(plan, state, (REENTRY,), at)
    return state, (Resumed(at), *events)


def go(plan: Plan, state: State, at: float) -> Change:
    """Begin now: paced reps after one countdown, or at once when it is already running."""
    if not state.waits:
        return transitions.leave_side(plan, state, "skipped", at)
    counting_down = len(state.waits) == 1 and (state.due or at) - at <= COUNTDOWN / plan.speed + 1e-6
    if plan.tap or counting_down:
        return transitions.work(plan, state, at)
    return transitions.wait(plan, state, (replace(state.waits[-1], seconds=COUNTDOWN),), at)


def skip(plan: Plan, state: State, at: float) -> Change:
    """Leave this side with the reps it has; one that has not begun is left out."""
    step = step_now(plan, state)
    passed = () if state.open else (SideSkipped(at, step.exercise, step.side, step.round),)
    state, events = transitions.leave_side(plan, state, "skipped", at)
    return state, (*passed, *events)


def back(plan: Plan, state: State, at: float) -> Change:
    """Go back one side. It keeps the reps it has; a finished side is done again as another turn."""
    if state.step == 0:
        raise Refused("This is the first side")
    state, closed = transitions.close_side(plan, state, "back", at)
    index = state.step - 1
    state = replace(state, step=index)
    if state.reps[index] >= plan.steps[index].target:
        turns = (*state.turns[:index], state.turns[index] + 1, *state.turns[index + 1 :])
        state = replace(transitions.with_reps(state, index, 0), turns=turns)
    state, events = transitions.wait(plan, state, waits_back(plan, state.worked, index), at)
    return state, (*closed, *events)


def undo(plan: Plan, state: State, at: float) -> Change:
    """Take back the last rep. Right after a side was finished, that side is opened again."""
    index = _just_finished(plan, state) if not state.open else state.step
    if not state.reps[index]:
        raise Refused("There is no rep to take back on this side")
    rep = state.reps[index] - 1
    step = plan.steps[index]
    undone = RepUndone(at, step.exercise, step.side, step.round, state.turns[index], rep, step.target)
    reopened = index != state.step
    state = transitions.with_reps(replace(state, step=index), index, rep)
    events: tuple[Event, ...] = ()
    if reopened:
        at_once = not runs_by_clock(plan, step) and not state.paused
        state, events = (
            transitions.work(plan, state, at) if at_once else transitions.wait(plan, state, (REENTRY,), at)
        )
    return state, (undone, *events)


def _just_finished(plan: Plan, state: State) -> int:
    """The side that the last rep finished; while waiting for any other reason, the present side."""
    if state.last is None or state.last > state.step:
        return state.step
    between = range(state.last + 1, state.step)
    passed = all(state.reps[index] >= plan.steps[index].target for index in between)
    return state.last if passed else state.step


def faster(plan: Plan, state: State, at: float) -> Change:
    """A tenth faster."""
    if state.pace + PACE_STEP > FASTEST + 1e-9:
        raise Refused("This is the fastest pace")
    return _at_pace(plan, state, state.pace + PACE_STEP, at)


def slower(plan: Plan, state: State, at: float) -> Change:
    """A tenth slower."""
    pace = state.pace - PACE_STEP
    if pace < SLOWEST - 1e-9:
        raise Refused("This is the slowest pace")
    if step_now(plan, state).moving_seconds / pace > LONGEST_REP + 1e-9:
        raise Refused(f"Slower than this, a rep would take more than {LONGEST_REP:g} seconds")
    return _at_pace(plan, state, pace, at)


def _at_pace(plan: Plan, state: State, pace: float, at: float) -> Change:
    """Change the pace. What is left of a rep phase shrinks or stretches with it; waits stay as they are."""
    pace = round(pace, 1)
    if not state.waits and state.length is not None:
        step = step_now(plan, state)
        factor = pace_of(step, state.phase, state.pace) / pace_of(step, state.phase, pace)
        left = state.left if state.due is None else state.due - at
        state = transitions.with_left(
            replace(state, length=state.length * factor), (left or 0.0) * factor, at
        )
    return replace(state, pace=pace), (PaceChanged(at, pace),)


def stop(plan: Plan, state: State, at: float) -> Change:
    """End here and keep everything."""
    state, closed = transitions.close_side(plan, state, "stopped", at)
    state, ended = transitions.end(state, "stopped", at)
    return state, (*closed, *ended)


def why_refused(plan: Plan, state: State, command: Command) -> str:
    """Why a command is not allowed now, in words for the person."""
    now = situation(plan, state)
    if now is Situation.ENDED:
        return "The session is over"
    if command is Command.COUNT and not plan.tap:
        return "Reps are paced here: there is no need to count them"
    if command is Command.RESUME:
        return "The session is not paused"
    if now is Situation.PAUSED:
        return "The session is paused"
    if command in {Command.FASTER, Command.SLOWER}:
        return "In tap mode the pace is your own"
    return "There is nothing to wait for: the exercise is running."


def start(plan: Plan, pace: float = 1.0) -> Change:
    """A session at its first instant, with its first events.

    A pace other than 1 is one of these events: a session that is resumed from them keeps it. Tap mode has no
    pace.
    """
    pace = 1.0 if plan.tap else pace
    first = State(
        steps=plan.steps,
        step=0,
        reps=(0,) * len(plan.steps),
        turns=(1,) * len(plan.steps),
        phase=Phase.GET_READY,
        waits=(),
        length=None,
        due=None,
        pace=pace,
    )
    state, events = transitions.wait(plan, first, plan.steps[0].lead_in, 0.0)
    paced = (PaceChanged(0.0, pace),) if pace != 1 else ()
    return state, (SessionStarted(0.0), *paced, *events)


def advance(plan: Plan, state: State, now: float) -> Change:
    """Time has passed: everything that happened by `now`.

    After more than `AWAY` seconds without a look the computer slept: the session is paused as of the last
    look, and nothing is counted.
    """
    plan = plan_now(plan, state)
    events: list[Event] = []
    running = state.status is None and not state.paused
    if running and now - state.seen > AWAY:
        state = transitions.stand_still(state, state.seen)
        events.append(Paused(state.seen, "away"))
    while (at := deadline(plan, state)) is not None and at <= now:
        state, fired = transitions.fire(plan, state, at)
        events += fired
    return replace(state, seen=max(state.seen, now)), tuple(events)


def send(plan: Plan, state: State, command: Command, now: float) -> Change:
    """Obey a command at `now`, after everything that was due before it.

    Raises Refused when the command means nothing here; then time has not moved on either.
    """
    state, events = advance(plan, state, now)
    plan = plan_now(plan, state)
    if command not in ALLOWED[situation(plan, state)]:
        raise Refused(why_refused(plan, state, command))
    state, obeyed = _OBEY[command](plan, state, now)
    return state, (*events, *obeyed)


_OBEY: dict[Command, Callable[[Plan, State, float], Change]] = {
    Command.COUNT: tap,
    Command.PAUSE: pause,
    Command.RESUME: resume,
    Command.GO: go,
    Command.SKIP: skip,
    Command.BACK: back,
    Command.UNDO: undo,
    Command.FASTER: faster,
    Command.SLOWER: slower,
    Command.EASIER: variations.easier,
    Command.HARDER: variations.harder,
    Command.STOP: stop,
}
