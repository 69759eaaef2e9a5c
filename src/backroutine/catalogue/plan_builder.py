"""A catalogue becomes the plan of a session: the sides, their order, and the waits between them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from backroutine.catalogue.items import Item, sides_of
from backroutine.catalogue.models import Catalogue, Exercise
from backroutine.catalogue.values import LONGEST_HOLD
from backroutine.errors import UsageError
from backroutine.session import plan as session
from backroutine.session.figure import Figures
from backroutine.session.plan import GOES, MOST_ROUNDS, MOST_TARGET, check_speed
from backroutine.session.state import LONGEST_REP
from backroutine.session.waits import ARRIVAL, TURNING, resting, switching

Targets = Mapping[str, Mapping[str | None, session.Target]]
"""What a person trains at, by exercise, then by side; None for all sides that have none of their own."""
NO_TARGETS: Targets = MappingProxyType({})


def make_plan(
    catalogue: Catalogue,
    *,
    items: Sequence[Item] = (),
    reps: int | None = None,
    rounds: int = 1,
    speed: float = 1.0,
    first_side: str = "left",
    targets: Targets = NO_TARGETS,
) -> session.Plan:
    """The plan of a session: these items, or all exercises.

    For each side the numbers of its item win, then `reps`, then its target, then the catalogue. `first_side`
    comes first where there are left and right. Raises `UsageError` naming the option that is wrong.
    """
    _check_numbers(reps, rounds, speed)
    by_id = {exercise.id: exercise for exercise in catalogue.exercises}
    steps: list[session.Step] = []
    before: Exercise | None = None
    for round_ in range(1, rounds + 1):
        for item in items or [Item(exercise.id) for exercise in catalogue.usual]:
            exercise = by_id[item.exercise]
            doses = _doses(exercise, item, reps, targets)
            first = exercise.form(next(iter(doses.values())).variation)
            steps += _steps(exercise, round_, doses, first_side, _arriving(before, first, catalogue.rest))
            before = first
    # All exercises: a session that was left may have others than today's.
    forms = {
        exercise.id: forms_of(exercise, first_side, targets.get(exercise.id, {}))
        for exercise in catalogue.exercises
    }
    return session.Plan(routine=catalogue.name, steps=tuple(steps), speed=speed, forms=forms)


def forms_of(
    exercise: Exercise, first_side: str, targets: Mapping[str | None, session.Target]
) -> tuple[session.Form, ...]:
    """The forms of an exercise, from the easiest to the hardest; none when there is only the standard.

    The form that is trained has the hold of its target.
    """
    if len(exercise.ladder) == 1:
        return ()
    holds = {target.variation: target.hold for target in standing_targets(exercise, targets).values()}
    forms = []
    for identifier in exercise.ladder:
        variation, form = exercise.variation(identifier), exercise.form(identifier)
        dose, waits = (
            session.Target(identifier, exercise.reps, holds.get(identifier)),
            switching(form.switch),
        )
        sides = sorted(form.sides.labels, key=lambda side: side != first_side)
        steps = tuple(make_step(exercise, side, dose, 1, waits, second=True) for side in sides)
        forms.append(session.Form(identifier, variation.name if variation else "", steps))
    return tuple(forms)


def figures_of(catalogue: Catalogue) -> Figures:
    """The figures of all exercises and variations that have one."""
    return {
        (exercise.id, variation): figure.moving()
        for exercise in catalogue.exercises
        for variation in exercise.ladder
        if (figure := exercise.form(variation).figure)
    }


def exercise_seconds(exercise: Exercise) -> float:
    """Seconds of work on all sides and of the switch between them, without getting ready."""
    doses = dict.fromkeys(exercise.sides.labels, session.Target("", exercise.reps))
    return session.Plan(exercise.name, _steps(exercise, 1, doses, "left", ())).exercise_seconds


def _doses(exercise: Exercise, item: Item, reps: int | None, targets: Targets) -> dict[str, session.Target]:
    """What is done on each side."""
    trained = standing_targets(exercise, targets.get(exercise.id, {}))
    variations = item.variations or {side: target.variation for side, target in trained.items()}
    doses = {}
    for side in sides_of(exercise, variations):
        variation = variations.get(side, "")
        target = trained.get(side)
        if target is None or target.variation != variation:
            target = session.Target(variation, exercise.reps)
        doses[side] = replace(target, reps=item.reps.get(side) or reps or target.reps)
    return doses


def standing_targets(
    exercise: Exercise, targets: Mapping[str | None, session.Target]
) -> dict[str, session.Target]:
    """The targets that can be trained at, by side. One whose variation the catalogue no longer has rests."""
    sides = {variation: tuple(exercise.form(variation).sides.labels) for variation in exercise.ladder}
    own = sides[""]
    found: dict[str, session.Target] = {}
    if None in targets and targets[None].variation in sides:
        found = dict.fromkeys(sides[targets[None].variation], targets[None])
    single = {
        side: targets[side] for side in own if side in targets and sides.get(targets[side].variation) == own
    }
    return {**(found if found.keys() <= set(own) else {}), **single} if single else found


def _check_numbers(reps: int | None, rounds: int, speed: float) -> None:
    if reps is not None and not 1 <= reps <= MOST_TARGET:
        raise UsageError("--reps", f"{reps} reps are not possible", f"give a number from 1 to {MOST_TARGET}")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise UsageError(
            "--rounds", f"{rounds} rounds are not possible", f"give a number from 1 to {MOST_ROUNDS}"
        )
    check_speed(speed)


def _steps(
    exercise: Exercise,
    round_: int,
    doses: Mapping[str, session.Target],
    first_side: str,
    arriving: tuple[session.Wait, ...],
) -> tuple[session.Step, ...]:
    """A step for each side; `arriving` are the waits before the first of them."""
    sides = sorted(doses, key=lambda side: side != first_side)
    return tuple(
        make_step(
            exercise,
            side,
            doses[side],
            round_,
            arriving if side == sides[0] else switching(exercise.form(doses[side].variation).switch),
            second=side != sides[0],
        )
        for side in sides
    )


def make_step(
    exercise: Exercise,
    side: str,
    dose: session.Target,
    round_: int,
    lead_in: tuple[session.Wait, ...],
    *,
    second: bool,
) -> session.Step:
    """One side of an exercise at this dose; `second` when the other side comes before it."""
    variation, form = exercise.variation(dose.variation), exercise.form(dose.variation)
    goes = form.goes.model_dump()
    return session.Step(
        exercise=form.id,
        name=form.name,
        side=side,
        label=form.sides.labels[side],
        round=round_,
        target=dose.reps,
        tempo=_tempo(form, dose.hold),
        lead_in=lead_in,
        position=form.position or "",
        ready=dict(form.ready)[side] or "",
        words=form.words.model_dump(exclude_none=True) or None,
        variation=dose.variation,
        form=variation.name if variation else "",
        spoken=form.spoken.model_dump(exclude_none=True) or None,
        goes=goes if goes != GOES else None,
        held=form.held,
        needs=form.needs or "",
        moving=form.moving or "" if second else "",
    )


def _tempo(form: Exercise, hold: float | None) -> session.Tempo:
    """The tempo with this hold, which is cut where the catalogue leaves less room than it did."""
    tempo = form.tempo
    room = LONGEST_HOLD if form.held else LONGEST_REP - tempo.lift - tempo.return_ - tempo.pause
    held = tempo.hold if hold is None else min(hold, room)
    return session.Tempo(lift=tempo.lift, hold=held, return_=tempo.return_, pause=tempo.pause)


def _arriving(before: Exercise | None, exercise: Exercise, rest: float) -> tuple[session.Wait, ...]:
    """The waits before the first side of an exercise."""
    if before is None:
        return (ARRIVAL,)
    turns = exercise.position is not None and exercise.position != before.position
    return resting(rest, TURNING.seconds if turns else 0.0)
