"""What a listener shows between events: how far a phase has come, and what is still ahead."""

from dataclasses import replace

from backroutine.session.plan import REP_PHASES, Plan
from backroutine.session.state import State, effective_pace, phase_seconds


def phase_left(state: State, now: float) -> float | None:
    """Seconds left of the present phase; None where only the person ends it."""
    if state.due is None:
        return state.left
    return max(0.0, state.due - now)


def phase_fraction(state: State, now: float) -> float:
    """How much of the present phase has passed, 0 to 1; 0 where only the person ends it."""
    left = phase_left(state, now)
    if left is None or not state.length:
        return 0.0
    return min(1.0, max(0.0, 1.0 - left / state.length))


def seconds_left(plan: Plan, state: State, now: float) -> float:
    """Seconds until the session ends if nothing interferes; in tap mode, as if reps took their tempo."""
    if state.status:
        return 0.0
    waiting = sum(wait.seconds for wait in state.waits[1:]) / plan.speed
    ahead = (phase_left(state, now) or 0.0) + waiting + _reps_left(plan, state)
    for index in range(state.step + 1, len(plan.steps)):
        step = plan.steps[index]
        if state.reps[index] < step.target:
            ahead += sum(wait.seconds for wait in step.lead_in) / plan.speed
            ahead += (step.target - state.reps[index]) * _rep_seconds(plan, state, index)
    return ahead


def session_fraction(plan: Plan, state: State, now: float) -> float:
    """How much of the whole session is behind, 0 to 1, by planned time: another pace does not move it."""
    left = seconds_left(plan, replace(state, pace=1.0), now)
    if not state.waits:  # the present phase runs at the pace chosen
        at_pace = phase_left(state, now) or 0.0
        left += at_pace * (effective_pace(plan.steps[state.step], state.pace) - 1.0)
    return min(1.0, max(0.0, 1.0 - left * plan.speed / plan.total_seconds))


def _rep_seconds(plan: Plan, state: State, index: int) -> float:
    step = plan.steps[index]
    return step.tempo.total / effective_pace(step, state.pace) / plan.speed


def _reps_left(plan: Plan, state: State) -> float:
    """Seconds of the reps of this side that come after the present phase."""
    step, rep = plan.steps[state.step], state.reps[state.step]
    whole = (step.target - rep) * _rep_seconds(plan, state, state.step)
    if state.waits or state.phase not in REP_PHASES:
        return whole
    phases = REP_PHASES[REP_PHASES.index(state.phase) + 1 :]
    begun = sum(phase_seconds(plan, step, phase, state.pace) for phase in phases)
    counted = state.phase is REP_PHASES[-1]
    return begun + whole - (0.0 if counted else _rep_seconds(plan, state, state.step))
