"""What the session page shows at one instant, as plain values computed from the session alone."""

from math import ceil

from msgspec import Struct

from backroutine.coach import phrases
from backroutine.coach.screen.theme import Moment
from backroutine.session.plan import Phase, Plan
from backroutine.session.state import State, phase_fraction, phase_left, plan_now, seconds_left
from backroutine.text import minutes, show

BAR_STEPS = 100
"""Steps of the bar of a phase: an invisible change is no reason to paint."""
NEXT_IS_THE_END = "Next: the end"
PAUSED = "Paused"
MOMENTS = {
    Phase.LIFT: Moment.LIFT,
    Phase.HOLD: Moment.HOLD,
    Phase.RETURN: Moment.RETURN,
    Phase.PAUSE: Moment.PAUSE,
    Phase.REST: Moment.REST,
    Phase.REPS: Moment.LIFT,
    Phase.DONE: Moment.PAUSE,
}
"""The kind of moment a phase is; the waits that are left out are all of one kind."""


class View(Struct, frozen=True):
    """What the session page shows. All texts are safe to print."""

    name: str
    where: str
    """Which exercise of how many: `2 of 4`."""
    side: str
    """The working leg in one word, to be drawn large: `left`, `right`, `both`."""
    does: str
    """The rest of the side's label: `foot pushes`."""
    label: str
    """The whole of it: `left foot pushes`."""
    phase: str
    """The word of the band."""
    moment: Moment
    number: str
    """The reps counted on this side; the seconds left in a wait and in a hold that is the exercise.

    These seconds are what the voice counts: at another speed they are shorter or longer.
    """
    unit: str
    """What the number counts: `of 10`, `seconds`; `counts` where another speed makes them no seconds."""
    counts: str
    """The same in full: `7 of 10`, `12 seconds`."""
    done: str
    """In a wait and in a hold that is the exercise: how far this side is already, if it has begun."""
    reps: int
    target: int
    last_one: bool
    """The last rep is being done."""
    hint: str
    """How to lie, while waiting."""
    waiting: bool
    paused: bool
    share: float
    """How much of the phase has passed: 0 to 1."""
    sides: tuple[float, ...]
    """How much is done of each side of the session, in order."""
    current: int
    """The side that is being done or waited for."""
    next: str
    left: str
    """Time left in the session, by the clock on the wall."""
    sound: str = ""
    """What is heard, in a word: `voice`, `tones`, `bell`, `muted`, `silent`."""


def view_of(plan: Plan, state: State, now: float, *, sound: str = "", motion: bool = True) -> View:
    """What to show at `now`, in seconds since the session began.

    Without motion the bar stands still during a phase.
    """
    plan = plan_now(plan, state)
    step, reps = plan.steps[state.step], state.reps[state.step]
    waiting = bool(state.waits)
    resting = state.phase is Phase.REST
    until_first_rep = (phase_left(state, now) or 0.0) * plan.speed + sum(w.seconds for w in state.waits[1:])
    exercises = list(dict.fromkeys(s.exercise for s in plan.steps))
    hint = phrases.hint(step, state.phase)
    holding = step.held and state.phase is Phase.HOLD
    timed = waiting or holding
    seconds = until_first_rep if waiting else (phase_left(state, now) or 0.0) * plan.speed
    number = ceil(seconds - 1e-6) if timed else reps
    beats = "seconds" if plan.speed == 1 else "counts"
    unit = beats if timed else f"of {step.target}"
    return View(
        name=show(f"Next: {step.title}" if resting else step.title),
        where=f"{exercises.index(step.exercise) + 1} of {len(exercises)}",
        side=step.side,
        does=show(_without(step.side, step.label)),
        label=show(step.label),
        phase=show(PAUSED if state.paused else phrases.phase_word(step, state.phase)),
        moment=Moment.PAUSED if state.paused else MOMENTS.get(state.phase, Moment.READY),
        number=str(number),
        unit=unit,
        counts=f"1 {beats[:-1]}" if timed and number == 1 else f"{number} {unit}",
        done=f"{reps} of {step.target} done" if (waiting and reps) or holding else "",
        reps=reps,
        target=step.target,
        last_one=not waiting and reps == step.target - 1 and step.target > 1,
        hint=show(phrases.sentence(hint)) if waiting and hint else "",
        waiting=waiting,
        paused=state.paused,
        share=int(phase_fraction(state, now if motion else _began(state, now)) * BAR_STEPS) / BAR_STEPS,
        sides=tuple(min(1.0, done / s.target) for done, s in zip(state.reps, plan.steps, strict=True)),
        current=state.step,
        next="" if resting else show(_next(plan, state)),  # the title says it then
        left=minutes(ceil(seconds_left(plan, state, now) - 1e-6)),
        sound=sound if state.pace == 1 else f"pace {state.pace:g}  {sound}",
    )


def _without(side: str, label: str) -> str:
    """The label without the side in front of it, which is drawn large; whole where it begins otherwise."""
    first, _, rest = label.partition(" ")
    return rest if first.lower() == side else label


def _began(state: State, now: float) -> float:
    """When the present phase began; now, while it stands still."""
    return now if state.due is None or state.length is None else state.due - state.length


def _next(plan: Plan, state: State) -> str:
    ahead = plan.steps[state.step + 1 :]
    unfinished = [s for s, reps in zip(ahead, state.reps[state.step + 1 :], strict=True) if reps < s.target]
    if not unfinished:
        return NEXT_IS_THE_END if state.phase is not Phase.DONE else ""
    step, following = plan.steps[state.step], unfinished[0]
    same = (following.exercise, following.round) == (step.exercise, step.round)
    return f"Next: {following.label if same else phrases.side_of(following)}"
