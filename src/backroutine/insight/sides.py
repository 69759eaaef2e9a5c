"""Reps of each side, and which side is weaker, if the difference is large enough to say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally

REAL_DIFFERENCE = 0.1
"""The share by which a side must have fewer reps to be called weaker. A choice: one rep in ten."""
ENOUGH = 3
"""With fewer sessions to compare, nothing is said."""

Weaker = Literal["left", "right", "even"]


@dataclass(frozen=True, slots=True)
class ExerciseSides:
    """The reps of one exercise, given by its id."""

    exercise: str
    name: str
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


def sides_of(records: Iterable[SessionRecord]) -> tuple[ExerciseSides, ...]:
    """The reps of each exercise that was begun. The exercises of the newest session come first.

    Sides are compared in sessions in which both were begun, each with its best turn. The exercise at which a
    session was stopped is not compared there, because the second side could not be done.
    """
    newest_first = sorted(records, key=lambda record: record.started_at, reverse=True)
    found: dict[str, list[SessionRecord]] = {}
    names: dict[str, str] = {}
    for record in newest_first:
        begun = {side.exercise for side in record.sides if side.reps}
        for step in record.plan.steps:
            names.setdefault(step.exercise, step.name)
        for exercise in dict.fromkeys(step.exercise for step in record.plan.steps):
            if exercise in begun:
                found.setdefault(exercise, []).append(record)
    return tuple(_exercise(exercise, names[exercise], done) for exercise, done in found.items())


def _exercise(exercise: str, name: str, records: Sequence[SessionRecord]) -> ExerciseSides:
    total = {"left": 0, "right": 0, "both": 0}
    for record in records:
        for side in record.sides:
            if side.exercise == exercise and side.side in total:
                total[side.side] += side.reps
    fair = [pair for record in records if (pair := _compared(record, exercise))]
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
    )


def _compared(record: SessionRecord, exercise: str) -> tuple[int, int] | None:
    """Reps of left and right; None when this session does not let them be compared."""
    rows = rows_with_a_chance(record, exercise)
    left, right = best_turns(rows, "left"), best_turns(rows, "right")
    rounds = left.keys() & right.keys()
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
