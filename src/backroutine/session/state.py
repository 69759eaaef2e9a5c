"""Where a session stands, and what it may be told there.

         ┌────────── pause ───────────┐
         │                            ▼
──▶ waiting ──▶ paced / tapping ──▶ paused      any of them ──▶ ended
         ▲            │   (resume: back into waiting, so that the body can find its place)
         └─ next side ┘
"""

from dataclasses import dataclass, field
from enum import StrEnum

from backroutine.session.events import EndStatus
from backroutine.session.plan import Phase, Plan, Step, Wait

REENTRY = Wait(Phase.GET_READY, 10.0)
"""Time to lie down again after a pause, an undo or a step back: the key was pressed at the computer."""
ARRIVAL = Wait(Phase.GET_READY, 15.0)
"""Time to find a place from nowhere: at the beginning, and for whoever comes back from away."""
TURNING = Wait(Phase.TURN_OVER, 15.0)
"""Time to get from one position into another."""
LONGEST_REP = 10.0
"""Seconds. Reps over 10 s train less (Schoenfeld 2015, Sports Med 45:577): no pace goes beyond it."""
SLOWEST, FASTEST, PACE_STEP = 0.5, 2.0, 0.1
AWAY = 5.0
"""Seconds between two looks at the clock after which nobody can have been counted: the computer slept."""


class Command(StrEnum):
    """What a person can tell the session."""

    COUNT = "count"
    PAUSE = "pause"
    RESUME = "resume"
    GO = "go"
    """Ready now: cut the waiting short; in tap mode, be done with this side."""
    SKIP = "skip"
    BACK = "back"
    UNDO = "undo"
    FASTER = "faster"
    SLOWER = "slower"
    STOP = "stop"


class Situation(StrEnum):
    """What decides which commands are allowed."""

    WAITING = "waiting"
    WAITING_TO_TAP = "waiting to tap"
    PACED = "paced"
    TAPPING = "tapping"
    PAUSED = "paused"
    ENDED = "ended"


_ALWAYS = frozenset({Command.SKIP, Command.BACK, Command.UNDO, Command.STOP})
_PACE = frozenset({Command.FASTER, Command.SLOWER})

ALLOWED: dict[Situation, frozenset[Command]] = {
    Situation.WAITING: _ALWAYS | _PACE | {Command.PAUSE, Command.GO},
    Situation.WAITING_TO_TAP: _ALWAYS | {Command.PAUSE, Command.GO, Command.COUNT},
    Situation.PACED: _ALWAYS | _PACE | {Command.PAUSE},
    Situation.TAPPING: _ALWAYS | {Command.PAUSE, Command.GO, Command.COUNT},
    Situation.PAUSED: _ALWAYS | _PACE | {Command.RESUME},
    Situation.ENDED: frozenset(),
}
"""Which command each situation allows; anything else is refused and changes nothing."""


@dataclass(frozen=True, slots=True)
class State:
    """A session at one instant. Every field but `seen` follows from the events so far."""

    step: int
    """The side being done or waited for."""
    reps: tuple[int, ...]
    """Reps counted, for each step of the plan."""
    turns: tuple[int, ...]
    """Which time each step is being done: 1, or more after going back to a finished one."""
    phase: Phase
    waits: tuple[Wait, ...]
    """The waiting still ahead on this side, the present one first. Empty at work."""
    length: float | None
    """Seconds the present phase lasts in all; None where only the person ends it."""
    due: float | None
    """When the present phase ends. None while paused, tapping or ended."""
    left: float | None = None
    """Seconds that were left of the phase when the session was paused."""
    countdown: int = 0
    """The next number to tell, in plan seconds before the first rep; 0 when there is none."""
    open: bool = False
    """Work on this side has begun and is not finished."""
    paused: bool = False
    pace: float = 1.0
    status: EndStatus | None = None
    last: int | None = field(default=None, compare=False)
    """The step whose rep was counted last: how one came here is no part of where one is."""
    worked: int | None = field(default=None, compare=False)
    """The step last worked at in this run of the program: there the body is. None: anywhere."""
    seen: float = 0.0
    """The last look at the clock."""


def situation(plan: Plan, state: State) -> Situation:
    """The row of `ALLOWED` that holds now."""
    if state.status:
        return Situation.ENDED
    if state.paused:
        return Situation.PAUSED
    if state.waits:
        return Situation.WAITING_TO_TAP if plan.tap else Situation.WAITING
    return Situation.TAPPING if plan.tap else Situation.PACED


def step_now(plan: Plan, state: State) -> Step:
    """The side being done or waited for; after the end, the last one."""
    return plan.steps[state.step]


def deadline(plan: Plan, state: State) -> float | None:
    """When the session next changes by itself, in seconds since it began; None if it never does."""
    if state.due is None:
        return None
    if not state.countdown:
        return state.due
    later = sum(wait.seconds for wait in state.waits[1:])
    return state.due - (state.countdown - later) / plan.speed


def effective_pace(step: Step, pace: float) -> float:
    """The pace a step can be done at: never so slow that a rep outlasts `LONGEST_REP`."""
    return max(pace, step.tempo.total / LONGEST_REP)


def phase_seconds(plan: Plan, step: Step, phase: Phase, pace: float) -> float:
    """Real seconds of a rep phase at this pace. Waiting is time to recover and does not follow the pace."""
    return step.tempo.seconds(phase) / effective_pace(step, pace) / plan.speed
