"""Reps of each side, and which one is weaker: named only when the difference is more than chance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally

REAL_DIFFERENCE = 0.1
"""The share by which a side must have fewer reps to be called weaker. A choice: one rep in ten."""
ENOUGH = 3
"""Sessions to compare below which nothing is said."""

Weaker = Literal["left", "right", "even"]


@dataclass(frozen=True, slots=True)
class ExerciseSides:
    """The reps of one exercise."""

    exercise: str
    """Its id."""
    name: str
    left: int
    right: int
    both: int
    """Reps that both sides did at once."""
    sessions: int
    """Sessions in which it was done."""
    compared: int
    """Those of them in which the sides can be compared: both had their chance."""
    difference: float
    """How much less the one side did in those, as a share of the other: 0 to 1."""
    weaker: Weaker | None
    """None while there are too few sessions to tell."""


def sides_of(records: Iterable[SessionRecord]) -> tuple[ExerciseSides, ...]:
    """The reps of each exercise that was begun; the exercises of the newest session come first.

    Sides are compared in sessions in which both were begun, each at its best turn. An exercise at which a
    session broke off is not compared there: the side that was to come second had no chance.
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
    """Reps of left and right, where this session lets them be compared."""
    rows = [side for side in record.sides if side.exercise == exercise]
    if record.status != "completed" and record.sides[-1].exercise == exercise:
        broke_off = record.sides[-1].round
        rows = [row for row in rows if row.round != broke_off]
    left, right = best_turns(rows, "left"), best_turns(rows, "right")
    rounds = left.keys() & right.keys()
    return (sum(left[r] for r in rounds), sum(right[r] for r in rounds)) if rounds else None


def best_turns(rows: Iterable[SideTally], side: str) -> dict[int, int]:
    """The reps of a side for each round, of its best turn."""
    best: dict[int, int] = {}
    for row in rows:
        if row.side == side:
            best[row.round] = max(row.reps, best.get(row.round, 0))
    return best
