"""The state of a session, and the commands that each situation allows.

         ┌────────── pause ───────────┐
         │                            ▼
──▶ waiting ──▶ paced / tapping ──▶ paused      any of them ──▶ ended
         ▲            │   (resume: back into waiting, so that the body can find its place)
         └─ next side ┘
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from backroutine.session.events import EndStatus
from backroutine.session.plan import REP_PHASES, OnSide, Phase, Plan, Step, Wait

LONGEST_REP = 10.0
"""Seconds. Reps over 10 s train less (Schoenfeld 2015, Sports Med 45:577), so no pace makes them longer."""
AWAY = 5.0
"""Seconds between two looks at the clock. After a longer gap the computer slept, and nothing is counted."""


class Command(StrEnum):
    """What a person can ask of the session."""

    COUNT = "count"
    PAUSE = "pause"
    RESUME = "resume"
    GO = "go"
    """Ready now: cut the wait short; in tap mode, finish this side."""
    SKIP = "skip"
    BACK = "back"
    UNDO = "undo"
    FASTER = "faster"
    SLOWER = "slower"
    EASIER = "easier"
    HARDER = "harder"
    STOP = "stop"


class Situation(StrEnum):
    """Decides which commands are allowed."""

    WAITING = "waiting"
    WAITING_TO_TAP = "waiting to tap"
    PACED = "paced"
    TAPPING = "tapping"
    PAUSED = "paused"
    ENDED = "ended"


_ALWAYS = frozenset({Command.SKIP, Command.BACK, Command.UNDO, Command.STOP, Command.EASIER, Command.HARDER})
_PACE = frozenset({Command.FASTER, Command.SLOWER})

ALLOWED: dict[Situation, frozenset[Command]] = {
    Situation.WAITING: _ALWAYS | _PACE | {Command.PAUSE, Command.GO},
    Situation.WAITING_TO_TAP: _ALWAYS | {Command.PAUSE, Command.GO, Command.COUNT},
    Situation.PACED: _ALWAYS | _PACE | {Command.PAUSE},
    Situation.TAPPING: _ALWAYS | {Command.PAUSE, Command.GO, Command.COUNT},
    Situation.PAUSED: _ALWAYS | _PACE | {Command.RESUME},
    Situation.ENDED: frozenset(),
}
"""The commands each situation allows; all others are refused and change nothing."""


class State(Struct, frozen=True):
    """A session at one instant. All fields but `seen` follow from the events so far."""

    steps: tuple[Step, ...]
    """The steps as they are done: those of the plan until a variation is chosen."""
    step: int
    """The side being done or waited for."""
    reps: tuple[int, ...]
    """Reps counted, for each step."""
    turns: tuple[int, ...]
    """How often each step was begun: 1, or more after the person went back to a finished one."""
    phase: Phase
    waits: tuple[Wait, ...]
    """The waits still ahead before this side, the present one first. Empty during work."""
    length: float | None
    """Length of the present phase in seconds; None when only the person ends it."""
    due: float | None
    """When the present phase ends. None while paused, tapping or ended."""
    left: float | None = None
    """Seconds that were left of the phase when the session was paused."""
    countdown: int = 0
    """The next number to announce, in plan seconds before the first rep or the end of a hold; 0: none."""
    open: bool = False
    """Work on this side has begun and is not finished."""
    paused: bool = False
    pace: float = 1.0
    status: EndStatus | None = None
    last: int | None = None
    """The step whose rep was counted last: history, not state."""
    worked: int | None = None
    """The step last worked at in this run of the program, so where the body is. None: not known."""
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


def step_now(_plan: Plan, state: State) -> Step:
    """The present side, or the one waited for; after the end, the last one."""
    return state.steps[state.step]


def step_of(plan: Plan, state: State, event: OnSide) -> Step:
    """The step of an event, also of one from before the sides of its exercise changed."""
    forms = (step for form in plan.forms.get(event.exercise, ()) for step in form.steps)
    place = (event.exercise, event.side, event.round)
    for step in (*state.steps, *plan.steps, *(replace(step, round=event.round) for step in forms)):
        if (step.exercise, step.side, step.round) == place:
            return step
    raise ValueError(f"the plan has no {place}")


def plan_now(plan: Plan, state: State) -> Plan:
    """The plan with the steps as they are done."""
    return plan if state.steps == plan.steps else replace(plan, steps=state.steps)


def deadline(plan: Plan, state: State) -> float | None:
    """When the session next changes by itself, in seconds since it began; None if it never does."""
    if state.due is None:
        return None
    if not state.countdown:
        return state.due
    later = sum(wait.seconds for wait in state.waits[1:])
    return state.due - (state.countdown - later) / plan.speed


def effective_pace(step: Step, pace: float) -> float:
    """The pace of a step: never so slow that a rep takes longer than `LONGEST_REP`, a long hold apart."""
    return max(pace, step.moving_seconds / LONGEST_REP)


def pace_of(step: Step, phase: Phase, pace: float) -> float:
    """The pace of one phase. The pace leaves a hold alone that is the exercise."""
    return 1.0 if step.held and phase is Phase.HOLD else effective_pace(step, pace)


def phase_seconds(plan: Plan, step: Step, phase: Phase, pace: float) -> float:
    """Real seconds of a rep phase at this pace. Waits are for recovery, so the pace leaves them alone."""
    return step.tempo.seconds(phase) / pace_of(step, phase, pace) / plan.speed


def rep_seconds(plan: Plan, step: Step, pace: float) -> float:
    """Real seconds of a whole rep at this pace."""
    return sum(phase_seconds(plan, step, phase, pace) for phase in REP_PHASES)


def runs_by_clock(plan: Plan, step: Step) -> bool:
    """Whether phases end by themselves: always when paced, and in tap mode where a hold is the exercise."""
    return step.held or not plan.tap


# For displays between events: how far a phase has come, and how much is left.


def phase_left(state: State, now: float) -> float | None:
    """Seconds left of the present phase; None when only the person ends it."""
    if state.due is None:
        return state.left
    return max(0.0, state.due - now)


def phase_fraction(state: State, now: float) -> float:
    """How much of the present phase has passed, 0 to 1; 0 when only the person ends it."""
    left = phase_left(state, now)
    if left is None or not state.length:
        return 0.0
    return min(1.0, max(0.0, 1.0 - left / state.length))


def seconds_left(plan: Plan, state: State, now: float) -> float:
    """Seconds until the session ends if nothing interferes; in tap mode, as if reps followed their tempo."""
    if state.status:
        return 0.0
    waiting = sum(wait.seconds for wait in state.waits[1:]) / plan.speed
    ahead = (phase_left(state, now) or 0.0) + waiting + _reps_left(plan, state)
    for index in range(state.step + 1, len(state.steps)):
        step = state.steps[index]
        if state.reps[index] < step.target:
            ahead += sum(wait.seconds for wait in step.lead_in) / plan.speed
            ahead += (step.target - state.reps[index]) * rep_seconds(plan, step, state.pace)
    return ahead


def _reps_left(plan: Plan, state: State) -> float:
    """Seconds of the reps of this side that come after the present phase."""
    step, rep = state.steps[state.step], state.reps[state.step]
    whole = (step.target - rep) * rep_seconds(plan, step, state.pace)
    if state.waits or state.phase not in REP_PHASES:
        return whole
    phases = REP_PHASES[REP_PHASES.index(state.phase) + 1 :]
    begun = sum(phase_seconds(plan, step, phase, state.pace) for phase in phases)
    counted = state.phase is Phase.PAUSE or (plan.tap and state.phase is Phase.RETURN)
    return begun + whole - (0.0 if counted else rep_seconds(plan, step, state.pace))
