"""Reps of each side, and which side is weaker, if the difference is large enough to say so."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally

REAL_DIFFERENCE = 0.1
"""The share by which a side must have fewer reps to be called weaker. A choice: one rep in ten."""
ENOUGH = 3
"""With fewer sessions to compare, nothing is said."""

Weaker = Literal["left", "right", "even"]


class ExerciseSides(Struct, frozen=True):
    """The reps of one exercise, given by its id."""

    exercise: str
    name: str
    """With its form: `Hip thrust, knee hugged in`."""
    left: int
    right: int
    both: int
    """Reps that both sides did at once."""
    sessions: int
    """Sessions in which the exercise was done."""
    compared: int
    """Sessions in which the sides can be compared, because both could be done."""
    difference: float
    """Reps that the weaker side lacks in those sessions, as a share of the stronger side: 0 to 1."""
    weaker: Weaker | None
    """None: too few sessions to say."""
    variation: str | None = None
    """The easier or harder form, whose reps are counted on their own; None for the standard."""


def sides_of(records: Iterable[SessionRecord]) -> tuple[ExerciseSides, ...]:
    """The reps of each exercise that was begun. The exercises of the newest session come first.

    Sides are compared in sessions in which both were begun, each with its best turn. The exercise at which a
    session was stopped is not compared there, because the second side could not be done.
    """
    newest_first = sorted(records, key=lambda record: record.started_at, reverse=True)
    found: dict[tuple[str, str], list[SessionRecord]] = {}
    names: dict[tuple[str, str], str] = {}
    for record in newest_first:
        titles = {step.exercise: step.name for step in record.plan.steps}
        begun = {(side.exercise, side.variation): side for side in record.sides if side.reps}
        order = list(titles)
        for form in sorted(begun, key=lambda form: order.index(form[0]) if form[0] in order else len(order)):
            name = titles.get(form[0], form[0])
            names.setdefault(form, ", ".join(filter(None, (name, begun[form].form or form[1]))))
            found.setdefault(form, []).append(record)
    return tuple(_exercise(*form, names[form], done) for form, done in found.items())


def _exercise(exercise: str, variation: str, name: str, records: Sequence[SessionRecord]) -> ExerciseSides:
    total = {"left": 0, "right": 0, "both": 0}
    for record in records:
        for side in record.sides:
            if (side.exercise, side.variation) == (exercise, variation) and side.side in total:
                total[side.side] += side.reps
    fair = [pair for record in records if (pair := _compared(record, exercise, variation))]
    left, right = sum(pair[0] for pair in fair), sum(pair[1] for pair in fair)
    difference = abs(left - right) / max(left, right) if left or right else 0.0
    weaker: Weaker | None = None
    if len(fair) >= ENOUGH:
        weaker = "even" if difference < REAL_DIFFERENCE else "left" if left < right else "right"
    return ExerciseSides(
        exercise,
        name,
        **total,
        sessions=len(records),
        compared=len(fair),
        difference=difference,
        weaker=weaker,
        variation=variation or None,
    )


def _compared(record: SessionRecord, exercise: str, variation: str) -> tuple[int, int] | None:
    """Reps of left and right; None when this session does not let them be compared.

    Only rounds count in which both sides were done in this form alone, at the same target.
    """
    rows = rows_with_a_chance(record, exercise)
    left, right = best_turns(rows, "left"), best_turns(rows, "right")
    rounds = [
        round_
        for round_ in left.keys() & right.keys()
        if {(row.variation, row.target) for row in rows if row.round == round_ and row.turn == 1}
        == {(variation, next(row.target for row in rows if row.round == round_))}
        and all(row.variation == variation for row in rows if row.round == round_)
    ]
    return (sum(left[r] for r in rounds), sum(right[r] for r in rounds)) if rounds else None


def rows_with_a_chance(record: SessionRecord, exercise: str) -> list[SideTally]:
    """The rows of an exercise in rounds that were not broken off: there each side could be done."""
    rows = [side for side in record.sides if side.exercise == exercise]
    if rows and record.status != "completed" and record.sides[-1].exercise == exercise:
        stopped_in = record.sides[-1].round
        rows = [row for row in rows if row.round != stopped_in]
    return rows


def best_turns(rows: Iterable[SideTally], side: str) -> dict[int, int]:
    """By round, the reps of the best turn of a side."""
    best: dict[int, int] = {}
    for row in rows:
        if row.side == side:
            best[row.round] = max(row.reps, best.get(row.round, 0))
    return best
