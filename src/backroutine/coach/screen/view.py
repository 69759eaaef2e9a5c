"""What the session page shows at one instant, as plain values computed from the session alone."""

from dataclasses import dataclass
from math import ceil

from backroutine.coach import phrases
from backroutine.session.plan import REP_PHASES, Phase, Plan, Step
from backroutine.session.state import (
    State,
    phase_fraction,
    phase_left,
    plan_now,
    seconds_left,
    session_fraction,
)
from backroutine.text import minutes, show

BAR_STEPS, LONG_BAR_STEPS = 40, 200
"""Columns of the bars for the rep and for the session at their widest."""
LETTERS = {"left": "L", "right": "R"}
"""Stands large for a side; only letters that `drawing` has."""
NEXT_IS_THE_END = "Next: the end"


@dataclass(frozen=True, slots=True)
class View:
    """What the live screen shows. All texts are safe to print."""

    name: str
    where: str
    """Which exercise of how many: `2 of 4`."""
    side: str
    phase: str
    number: str
    """The reps counted on this side; the seconds left in a wait and in a hold that is the exercise."""
    below: str
    """What the number means: `of 10`, `seconds`."""
    done: str
    """While waiting: how far this side is already, if it has begun."""
    hint: str
    """How to lie, while waiting."""
    waiting: bool
    paused: bool
    rep_share: float
    """How much of the rep, or of the waiting, has passed: 0 to 1."""
    session_share: float
    next: str
    left: str
    """Time left in the session."""
    letter: str = ""
    """`L` or `R`, to be drawn large; empty where both legs work."""
    sound: str = ""
    """What is heard, in a word: `voice`, `tones`, `bell`, `muted`, `silent`."""


def view_of(plan: Plan, state: State, now: float, *, sound: str = "", motion: bool = True) -> View:
    """What to show at `now`, in seconds since the session began.

    Without motion a bar stands still during a phase: it moves when the phase does.
    """
    plan = plan_now(plan, state)
    step, reps = plan.steps[state.step], state.reps[state.step]
    waiting = bool(state.waits)
    resting = state.phase is Phase.REST
    until_first_rep = (phase_left(state, now) or 0.0) * plan.speed + sum(w.seconds for w in state.waits[1:])
    exercises = list(dict.fromkeys(s.exercise for s in plan.steps))
    hint = phrases.hint(step, state.phase)
    holding = step.held and state.phase is Phase.HOLD
    seconds = until_first_rep if waiting else (phase_left(state, now) or 0.0) * plan.speed
    return View(
        name=show(f"Next: {step.title}" if resting else step.title),
        where=f"{exercises.index(step.exercise) + 1} of {len(exercises)}",
        side=show(step.label),
        phase=show(phrases.phase_word(step, state.phase)),
        number=str(ceil(seconds - 1e-6) if waiting or holding else reps),
        below="seconds" if waiting or holding else _of_target(reps, step.target),
        done=f"{reps} of {step.target} done" if (waiting and reps) or holding else "",
        hint=show(phrases.sentence(hint)) if waiting and hint else "",
        waiting=waiting,
        paused=state.paused,
        rep_share=_stepped(_share(step, state, now if motion else None), BAR_STEPS),
        session_share=_stepped(session_fraction(plan, state, now), LONG_BAR_STEPS),
        next="" if resting else show(_next(plan, state)),  # the title tells it then
        left=minutes(ceil(seconds_left(plan, state, now) * plan.speed - 1e-6)),
        letter=LETTERS.get(step.side, ""),
        sound=sound if state.pace == 1 else f"pace {state.pace:g}  {sound}",
    )


def _of_target(reps: int, target: int) -> str:
    return f"of {target}, last one" if reps == target - 1 and target > 1 else f"of {target}"


def _stepped(share: float, steps: int) -> float:
    """As coarse as a bar can show it: an invisible change is no reason to paint."""
    return int(share * steps) / steps


def _share(step: Step, state: State, now: float | None) -> float:
    """How much of the rep or of the waiting has passed; at the beginning of its phase when `now` is None."""
    fraction = 0.0 if now is None else phase_fraction(state, now)
    if state.phase not in REP_PHASES:
        return fraction
    passed = sum(step.tempo.seconds(p) for p in REP_PHASES[: REP_PHASES.index(state.phase)])
    return (passed + step.tempo.seconds(state.phase) * fraction) / step.tempo.total


def _next(plan: Plan, state: State) -> str:
    ahead = plan.steps[state.step + 1 :]
    unfinished = [s for s, reps in zip(ahead, state.reps[state.step + 1 :], strict=True) if reps < s.target]
    if not unfinished:
        return NEXT_IS_THE_END if state.phase is not Phase.DONE else ""
    step, following = plan.steps[state.step], unfinished[0]
    same = following.exercise == step.exercise and following.round == step.round
    return f"Next: {following.label if same else phrases.side_of(following)}"
