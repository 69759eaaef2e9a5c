"""A session as lines, one an event, with the important word first."""

from collections.abc import Callable, Sequence

from backroutine.coach import phrases
from backroutine.coach.runner import Listener
from backroutine.session.events import (
    CountdownReached,
    Event,
    HoldReached,
    PaceChanged,
    Paused,
    PhaseBegan,
    RepCounted,
    RepUndone,
    RestReached,
    Resumed,
    SessionEnded,
    SessionResumed,
    SessionStarted,
    SideBegan,
    SideEvent,
    SideFinished,
    SideSkipped,
    VariationChanged,
)
from backroutine.session.plan import REP_PHASES, Phase, Plan, Step
from backroutine.session.state import State, step_of
from backroutine.session.tally import any_rep
from backroutine.text import minutes


def plain_line(plan: Plan, state: State, event: Event, *, reps: bool = True) -> str:
    """The line for one event; `state` is the one after it, `reps` whether any rep was counted."""
    match event:
        case SessionStarted():
            needed = phrases.needed(step.needs for step in plan.steps)
            parts = (phrases.opening(plan), needed, phrases.plain_keys(tap=plan.tap))
            return " ".join(part for part in parts if part)
        case SessionResumed():
            return phrases.SESSION_RESUMED
        case Paused():
            paused = phrases.PAUSED_AWAY if event.because == "away" else phrases.PAUSED_ASKED
            return f"{paused} {phrases.ENTER_GOES_ON}"
        case Resumed():
            return phrases.RESUMED
        case PaceChanged():
            return phrases.pace(event.pace)
        case SessionEnded():
            return phrases.ending(event.status, reps=reps)
        case _:
            return _side_line(step_of(plan, state, event), event)


def plain_listener(plan: Plan, write: Callable[[str], None], so_far: Sequence[Event]) -> Listener:
    """A listener that writes each event as its line; `so_far` are all events of the session up to now."""

    def listen(state: State, events: Sequence[Event], _now: float) -> None:
        for event in events:
            reps = not isinstance(event, SessionEnded) or any_rep(so_far)
            write(plain_line(plan, state, event, reps=reps))

    return listen


def _side_line(step: Step, event: SideEvent) -> str:
    match event:
        case PhaseBegan():
            return _phase_line(step, event)
        case CountdownReached():
            return f"In {event.left}"
        case RestReached():
            return phrases.rest_left(event.left)
        case VariationChanged():
            return phrases.variation_changed(event)
        case HoldReached():
            return phrases.hold_left(event.left)
        case SideBegan():
            return phrases.began(step, event.reps)
        case RepCounted():
            return phrases.counted(event.rep, event.target)
        case RepUndone():
            return phrases.undone(event.rep, event.target)
        case SideFinished():
            return phrases.finished(step, event)
        case SideSkipped():
            return phrases.skipped(step)
        case _:
            raise TypeError(f"{event} has no line")


def _phase_line(step: Step, event: PhaseBegan) -> str:
    if event.phase in REP_PHASES or event.phase is Phase.REPS:
        return phrases.phase_word(step, event.phase)
    return f"{phrases.waiting(step, event.phase)} {minutes(event.seconds or 0)}."
