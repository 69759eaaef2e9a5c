"""Changing to an easier or harder form in the middle of a session."""

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from backroutine.errors import Refused
from backroutine.session import transitions
from backroutine.session.events import Event, VariationChanged
from backroutine.session.plan import Form, Phase, Plan, Step, Wait
from backroutine.session.state import State, phase_left, step_now
from backroutine.session.transitions import Change
from backroutine.session.waits import ARRIVAL, REENTRY


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
    left = 0.0
    if state.waits:
        later = sum(wait.seconds for wait in state.waits[1:])
        left = (phase_left(state, at) or 0.0) * plan.speed + later
    state = with_form(state, step, form)
    now = step_now(plan, state)
    moves = now.position != step.position or now.side != step.side
    shortest = ARRIVAL.seconds if moves else REENTRY.seconds
    waits = (Wait(Phase.GET_READY, max(left, shortest)),)
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
    same = [index for index, other in enumerate(state.steps) if _set_of(other) == _set_of(step)]
    begun = any(state.reps[index] or state.turns[index] > 1 for index in same)
    sides = {state.steps[index].side for index in same}
    for form in further:
        if not begun or form.sides == sides:
            return form
    word = "easier" if direction < 0 else "harder"
    for_one = " for one side at a time" if further else ""
    raise Refused(f"There is no {word} form of this exercise{for_one}")


_Row = tuple[Step, int, int]
"""A step, its reps and its turn."""


def with_form(state: State, step: Step, form: Form) -> State:
    """The state with this form for what is left of an exercise, in this round and the later ones.

    A side that was begun goes on as another turn, with the reps that are left. A finished side stays.
    """
    rows: list[_Row] = []
    places: dict[int, int] = {}  # the index of each step, before and after
    for _, indices in groupby(range(len(state.steps)), key=lambda index: _set_of(state.steps[index])):
        group = list(indices)
        before = [(state.steps[index], state.reps[index], state.turns[index]) for index in group]
        first = before[0][0]
        if first.exercise != step.exercise or first.round < step.round:
            after = before
        elif form.sides == {side.side for side, _, _ in before}:
            after = [_in_form(*row, form) for row in before]
        else:
            after = _with_other_sides(first, form)
        same = len(after) == len(before)
        places |= {index: len(rows) + (nth if same else 0) for nth, index in enumerate(group)}
        rows += after
    return replace(
        state,
        steps=tuple(step for step, _, _ in rows),
        reps=tuple(reps for _, reps, _ in rows),
        turns=tuple(turn for _, _, turn in rows),
        step=places[state.step],
        worked=None if state.worked is None else places[state.worked],
        last=None,
    )


def _set_of(step: Step) -> tuple[str, int]:
    """What its sides belong to together: an exercise in one round."""
    return step.exercise, step.round


def _in_form(old: Step, reps: int, turn: int, form: Form) -> _Row:
    if reps >= old.target:
        return old, reps, turn
    template = next(step for step in form.steps if step.side == old.side)
    second = any(wait.phase is Phase.SWITCH for wait in old.lead_in)
    moving = template.moving if second else ""
    left = old.target - reps
    new = replace(template, round=old.round, target=left, lead_in=old.lead_in, moving=moving)
    return new, 0, turn + bool(reps)


def _with_other_sides(first: Step, form: Form) -> list[_Row]:
    """The sides of the form in place of those that began with `first`, none of which has a rep."""
    begins, *others = (replace(step, round=first.round, target=first.target) for step in form.steps)
    begins = replace(begins, lead_in=first.lead_in, moving="")
    return [(step, 0, 1) for step in (begins, *others)]
