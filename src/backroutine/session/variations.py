"""Changing to an easier or harder form in the middle of a session."""

from collections.abc import Sequence
from dataclasses import replace

from backroutine.errors import Refused
from backroutine.session import transitions
from backroutine.session.events import Event, VariationChanged
from backroutine.session.plan import Form, Phase, Plan, Step, Wait
from backroutine.session.state import ARRIVAL, REENTRY, State, step_now
from backroutine.session.transitions import Change


def easier(plan: Plan, state: State, at: float) -> Change:
    """Go on with the next easier form of this exercise."""
    return _change(plan, state, at, -1)


def harder(plan: Plan, state: State, at: float) -> Change:
    """Go on with the next harder form of this exercise."""
    return _change(plan, state, at, 1)


def _change(plan: Plan, state: State, at: float, direction: int) -> Change:
    step = step_now(plan, state)
    if state.open and state.reps[state.step] >= step.target:
        raise Refused("This side is done: change the form in the next one")
    form = _next_form(plan, state, direction)
    state, closed = transitions.close_side(plan, state, "back", at)
    changed = VariationChanged(
        at,
        step.exercise,
        step.side,
        step.round,
        form.variation,
        form.name,
        form.steps[0].tempo.hold,
        easier=direction < 0,
    )
    left = (state.due or at) - at if state.waits else 0.0
    left += sum(wait.seconds for wait in state.waits[1:])
    state = with_form(state, step, form)
    now = step_now(plan, state)
    moves = now.position != step.position or now.side != step.side
    shortest = ARRIVAL.seconds if moves else REENTRY.seconds
    waits = (Wait(Phase.GET_READY, max(left * plan.speed, shortest)),)
    state, begun = transitions.wait(replace(plan, steps=state.steps), state, waits, at)
    events: tuple[Event, ...] = (*closed, changed, *begun)
    return state, events


def _next_form(plan: Plan, state: State, direction: int) -> Form:
    """The next form; one with other sides only before the first rep of the exercise. Raises Refused."""
    step = step_now(plan, state)
    forms = plan.forms.get(step.exercise, ())
    names = [form.variation for form in forms]
    here = names.index(step.variation) if step.variation in names else None
    further: Sequence[Form] = ()
    if here is not None:
        further = forms[here + 1 :] if direction > 0 else forms[:here][::-1]
    same = [index for index, other in enumerate(state.steps) if _together(other, step)]
    begun = any(state.reps[index] or state.turns[index] > 1 for index in same)
    sides = {state.steps[index].side for index in same}
    for form in further:
        if not begun or form.sides == sides:
            return form
    word = "easier" if direction < 0 else "harder"
    for_one = " for one side at a time" if further else ""
    raise Refused(f"There is no {word} form of this exercise{for_one}")


def with_form(state: State, step: Step, form: Form) -> State:
    """The state with this form for what is left of an exercise, in this round and the later ones.

    A side that was begun goes on as another turn, with the reps that are left. A finished side stays.
    """
    steps: list[Step] = []
    reps: list[int] = []
    turns: list[int] = []
    current = state.step
    index = 0
    while index < len(state.steps):
        old = state.steps[index]
        group = [i for i in range(index, len(state.steps)) if _together(state.steps[i], old)]
        if index == state.step:
            current = len(steps)
        if old.exercise != step.exercise or old.round < step.round:
            group = [index]
            steps.append(old)
            reps.append(state.reps[index])
            turns.append(state.turns[index])
        elif form.sides == {state.steps[i].side for i in group}:
            for i in group:
                side = state.steps[i]
                if i == state.step:
                    current = len(steps)
                done = state.reps[i] >= side.target
                begun = not done and bool(state.reps[i])
                steps.append(side if done else _in_form(side, form, side.target - state.reps[i]))
                reps.append(state.reps[i] if done else 0)
                turns.append(state.turns[i] + begun)
        else:
            if state.step in group:
                current = len(steps)
            first = state.steps[group[0]]
            for position, template in enumerate(form.steps):
                lead_in = first.lead_in if position == 0 else template.lead_in
                moving = "" if position == 0 else template.moving
                steps.append(
                    replace(template, round=old.round, target=first.target, lead_in=lead_in, moving=moving)
                )
                reps.append(0)
                turns.append(1)
        index = group[-1] + 1
    body = None if state.worked is None else _where(steps, state.steps[state.worked], current)
    return replace(
        state, steps=tuple(steps), reps=tuple(reps), turns=tuple(turns), step=current, last=None, worked=body
    )


def _where(steps: Sequence[Step], old: Step, current: int) -> int:
    """The index of a step that was worked at; the present one when its sides have changed."""
    places = [(step.exercise, step.side, step.round) for step in steps]
    place = (old.exercise, old.side, old.round)
    return places.index(place) if place in places else current


def _in_form(old: Step, form: Form, target: int) -> Step:
    template = next(step for step in form.steps if step.side == old.side)
    second = any(wait.phase is Phase.SWITCH for wait in old.lead_in)
    moving = template.moving if second else ""
    return replace(template, round=old.round, target=target, lead_in=old.lead_in, moving=moving)


def _together(one: Step, other: Step) -> bool:
    return (one.exercise, one.round) == (other.exercise, other.round)
