"""A catalogue becomes the plan of a session: the sides, their order, and the waits between them."""

import difflib
import math
from collections.abc import Iterable, Sequence

from backroutine.catalogue.models import Catalogue, Exercise, Tempo
from backroutine.errors import UsageError
from backroutine.session import plan as session
from backroutine.session.plan import GOES, MOST_ROUNDS, MOST_TARGET
from backroutine.session.state import ARRIVAL, TURNING

FIRST_GET_READY = ARRIVAL.seconds
"""Seconds before the first rep of all."""
SWITCH = 10.0
"""Seconds of the switch itself; what a catalogue asks for beyond it is time to move, as getting ready."""
TURN_OVER = TURNING.seconds
SHORTEST_GET_READY = 3.0
"""Seconds of warning when a catalogue leaves no wait at all."""
FASTEST = 1000.0

_MOST_IDS_LISTED = 10


def make_plan(
    catalogue: Catalogue,
    *,
    only: Sequence[str] = (),
    reps: int | None = None,
    rounds: int = 1,
    tap: bool = False,
    speed: float = 1.0,
    first_side: str = "left",
) -> session.Plan:
    """The plan of a session.

    `only` picks exercises by id, in this order, each once. `reps` replaces every target. `first_side` comes
    first where there are left and right. Raises `UsageError` naming the option that is wrong.
    """
    _check_numbers(reps, rounds, speed)
    chosen = _chosen(catalogue, only)
    steps: list[session.Step] = []
    before: Exercise | None = None
    for round_ in range(1, rounds + 1):
        for exercise in chosen:
            arriving = _arriving(before, exercise, catalogue.rest)
            steps += _both_sides(exercise, round_, reps or exercise.reps, first_side, arriving)
            before = exercise
    return session.Plan(routine=catalogue.name, steps=tuple(steps), tap=tap, speed=speed)


def exercise_seconds(exercise: Exercise) -> float:
    """Seconds of work on all sides and of the switch between them, without getting ready."""
    steps = _both_sides(exercise, 1, exercise.reps, "left", ())
    return session.Plan(exercise.name, steps).exercise_seconds


def _check_numbers(reps: int | None, rounds: int, speed: float) -> None:
    if reps is not None and not 1 <= reps <= MOST_TARGET:
        raise UsageError("--reps", f"{reps} reps are not possible", f"give a number from 1 to {MOST_TARGET}")
    if not 1 <= rounds <= MOST_ROUNDS:
        raise UsageError(
            "--rounds", f"{rounds} rounds are not possible", f"give a number from 1 to {MOST_ROUNDS}"
        )
    if not (math.isfinite(speed) and 0 < speed <= FASTEST):
        raise UsageError(
            "--speed", f"a speed of {speed:g} is not possible", f"give one above 0, at most {FASTEST:g}"
        )


def _chosen(catalogue: Catalogue, only: Sequence[str]) -> Sequence[Exercise]:
    if not only:
        return catalogue.exercises
    by_id = {exercise.id: exercise for exercise in catalogue.exercises}
    for wanted in only:
        if wanted not in by_id:
            raise UsageError("--only", f"no exercise {wanted}", suggest_id(wanted, by_id))
    return [by_id[wanted] for wanted in dict.fromkeys(only)]


def suggest_id(wanted: str, ids: Iterable[str]) -> str:
    """What to type instead of an id that does not exist."""
    known = list(ids)
    if similar := difflib.get_close_matches(wanted[:40].lower(), known, n=1):
        return f"did you mean {similar[0]}?"
    listed = ", ".join(known[:_MOST_IDS_LISTED])
    more = f" and {len(known) - _MOST_IDS_LISTED} more" if len(known) > _MOST_IDS_LISTED else ""
    return f"the catalogue has {listed}{more}"


def _both_sides(
    exercise: Exercise, round_: int, target: int, first_side: str, arriving: tuple[session.Wait, ...]
) -> tuple[session.Step, ...]:
    ready = dict(exercise.ready)
    goes = exercise.goes.model_dump()
    labels = exercise.sides.labels
    sides = sorted(labels, key=lambda side: side != first_side)
    return tuple(
        session.Step(
            exercise=exercise.id,
            name=exercise.name,
            side=side,
            label=labels[side],
            round=round_,
            target=target,
            tempo=_tempo(exercise.tempo),
            lead_in=arriving if side == sides[0] else _switching(exercise.switch),
            position=exercise.position or "",
            ready=ready[side] or "",
            words=exercise.words.model_dump(exclude_none=True) or None,
            spoken=exercise.spoken.model_dump(exclude_none=True) or None,
            goes=goes if goes != GOES else None,
            held=exercise.held,
            needs=exercise.needs or "",
            moving="" if side == sides[0] else exercise.moving or "",
        )
        for side in sides
    )


def _tempo(tempo: Tempo) -> session.Tempo:
    return session.Tempo(lift=tempo.lift, hold=tempo.hold, return_=tempo.return_, pause=tempo.pause)


def _arriving(before: Exercise | None, exercise: Exercise, rest: float) -> tuple[session.Wait, ...]:
    """The waits before the first side of an exercise."""
    if before is None:
        return (session.Wait(session.Phase.GET_READY, FIRST_GET_READY),)
    if exercise.position is None or exercise.position == before.position:
        return _waits((session.Phase.REST, rest))
    # Turning over is the end of the rest: by then the body has had its pause.
    return _waits((session.Phase.REST, rest - TURN_OVER), (session.Phase.TURN_OVER, TURN_OVER))


def _switching(seconds: float) -> tuple[session.Wait, ...]:
    return _waits((session.Phase.SWITCH, min(seconds, SWITCH)), (session.Phase.GET_READY, seconds - SWITCH))


def _waits(*waits: tuple[session.Phase, float]) -> tuple[session.Wait, ...]:
    """The waits that take time; a short warning when none does."""
    lasting = tuple(session.Wait(phase, seconds) for phase, seconds in waits if seconds > 0)
    return lasting or (session.Wait(session.Phase.GET_READY, SHORTEST_GET_READY),)
