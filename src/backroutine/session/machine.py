"""The session machine. Time and commands in, state and events out; nothing else.

`advance` fires every deadline that has passed, in order and at its own instant, so it makes no
difference how often anybody looks at the clock: ticks are never counted.
"""

from collections.abc import Callable
from dataclasses import replace

from backroutine.errors import Refused
from backroutine.session import commands, moves
from backroutine.session.events import Event, PaceChanged, Paused, SessionStarted
from backroutine.session.moves import Change
from backroutine.session.plan import Phase, Plan
from backroutine.session.state import ALLOWED, AWAY, Command, State, deadline, situation

__all__ = ["advance", "deadline", "send", "start"]


def start(plan: Plan, pace: float = 1.0) -> Change:
    """A session at its first instant, with the events that open it.

    Another pace than 1 is told among them, so that who goes on from the events has it. Tapping has none.
    """
    pace = 1.0 if plan.tap else pace
    first = State(
        step=0,
        reps=(0,) * len(plan.steps),
        turns=(1,) * len(plan.steps),
        phase=Phase.GET_READY,
        waits=(),
        length=None,
        due=None,
        pace=pace,
    )
    state, events = moves.wait(plan, first, plan.steps[0].lead_in, 0.0)
    paced = (PaceChanged(0.0, pace),) if pace != 1 else ()
    return state, (SessionStarted(0.0), *paced, *events)


def advance(plan: Plan, state: State, now: float) -> Change:
    """Time has passed: what happened by `now`.

    When nobody looked for more than `AWAY` seconds the session stands paused at the last look: a
    computer that slept counts nothing.
    """
    events: list[Event] = []
    running = state.status is None and not state.paused
    if running and now - state.seen > AWAY:
        state = moves.stand_still(state, state.seen)
        events.append(Paused(state.seen, "away"))
    while (at := deadline(plan, state)) is not None and at <= now:
        state, fired = moves.fire(plan, state, at)
        events += fired
    return replace(state, seen=max(state.seen, now)), tuple(events)


def send(plan: Plan, state: State, command: Command, now: float) -> Change:
    """Obey a command at `now`, after everything that was due before it.

    Raises:
        Refused: the command means nothing here; time has not been moved on either.
    """
    state, events = advance(plan, state, now)
    if command not in ALLOWED[situation(plan, state)]:
        raise Refused(commands.why_refused(plan, state, command))
    state, obeyed = _OBEY[command](plan, state, now)
    return state, (*events, *obeyed)


_OBEY: dict[Command, Callable[[Plan, State, float], Change]] = {
    Command.COUNT: commands.tap,
    Command.PAUSE: commands.pause,
    Command.RESUME: commands.resume,
    Command.GO: commands.go,
    Command.SKIP: commands.skip,
    Command.BACK: commands.back,
    Command.UNDO: commands.undo,
    Command.FASTER: commands.faster,
    Command.SLOWER: commands.slower,
    Command.STOP: commands.stop,
}
