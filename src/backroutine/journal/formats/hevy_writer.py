"""Writing the CSV that Hevy exports: a row for each set. Other programs for strength training read it too.

Hevy has no sides, no rounds and no offsets. The side stands in `exercise_notes`, times are those of the place
where the session was, and the id of the session stands in brackets at the end of `description`, so that what
comes back is known.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from backroutine.journal.formats.csv_writer import csv_line
from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally

FIELDS = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes",
    "set_index", "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_WEIGHT = NO_DISTANCE = NO_RPE = NO_SUPERSET = ""


def hevy_lines(records: Iterable[SessionRecord]) -> Iterator[str]:
    """A line of names, then a line for each side with reps, without line ends."""
    yield csv_line(FIELDS)
    for record in records:
        yield from map(csv_line, _csv_rows(record))


def _csv_rows(record: SessionRecord) -> Iterator[tuple[object, ...]]:
    names = {(step.exercise, step.side): (step.name, step.label) for step in record.plan.steps}
    titles = {step.exercise: step.name for step in record.plan.steps}
    seconds = sum(side.seconds for side in record.sides)
    ended_at = record.ended_at or record.started_at + timedelta(seconds=seconds)
    described = f"{record.note} [backroutine {record.id}]".strip()
    sets: dict[str, int] = {}
    for side in record.sides:
        if not side.reps:
            continue
        name, label = names.get((side.exercise, side.side), (titles.get(side.exercise, side.exercise), ""))
        index = sets[side.exercise] = sets.get(side.exercise, -1) + 1
        yield (
            record.routine, hevy_time(record.started_at), hevy_time(ended_at), described, name, NO_SUPERSET,
            _notes(side, label), index, "normal", NO_WEIGHT, side.reps,
            NO_DISTANCE, round(side.seconds), NO_RPE,
        )  # fmt: skip


def _notes(side: SideTally, label: str) -> str:
    """`left: left foot pushes; knee hugged in`."""
    parts = [f"{side.side}: {label}" if label else side.side, side.form or side.variation]
    return "; ".join(part for part in parts if part)


def hevy_time(moment: datetime) -> str:
    """`22 Nov 2026, 07:10`: the time of the place, to the minute, in English whatever the language here."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"
