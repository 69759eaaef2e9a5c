"""`backroutine list`: what can be done, and how long it takes."""

from pathlib import Path

from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue, Exercise, Tempo
from backroutine.catalogue.planning import exercise_seconds, make_plan
from backroutine.cli import output
from backroutine.cli.output import Column, print_table, write_prose
from backroutine.cli.settings import load_settings
from backroutine.text import count_of, minutes

COLUMNS = (
    Column("Exercise"),
    Column("Id"),
    Column("Position"),
    Column("Sides"),
    Column("Reps", "right"),
    Column("Tempo"),
    Column("Time", "right"),
)


def print_catalogue(path: Path | None, *, as_json: bool) -> None:
    """Print the catalogue as a table with the session's total, or as JSON."""
    catalogue = catalogue_of(path or load_settings().catalogue)
    if as_json:
        output.write_json(catalogue_to_json(catalogue), indent=2)
        return
    print_table(COLUMNS, [_row(exercise) for exercise in catalogue.exercises])
    plan = make_plan(catalogue)
    ready = plan.total_seconds - plan.exercise_seconds
    write_prose(
        f"{catalogue.name}: {count_of(len(catalogue.exercises), 'exercise')}, "
        f"{minutes(plan.exercise_seconds)} with switches and rests, and {minutes(ready)} to get ready."
    )


def catalogue_to_json(catalogue: Catalogue) -> dict[str, object]:
    """The catalogue as `list --json` shows it."""
    return {"name": catalogue.name, "exercises": [exercise_to_json(e) for e in catalogue.exercises]}


def exercise_to_json(exercise: Exercise) -> dict[str, object]:
    """One exercise as `list --json` and `show --json` show it: every field, sides in their order."""
    whole = exercise.model_dump(mode="json", by_alias=True)
    sides = [{"id": side, "label": label} for side, label in exercise.sides.labels.items()]
    return {**whole, "sides": sides}


def tempo_text(tempo: Tempo) -> str:
    """Seconds of lift, hold, return and pause: `2-1-3-1`."""
    return "-".join(f"{seconds:g}" for seconds in (tempo.lift, tempo.hold, tempo.return_, tempo.pause))


def _row(exercise: Exercise) -> tuple[str, ...]:
    sides = exercise.sides.labels
    return (
        exercise.name,
        exercise.id,
        exercise.position or "",
        ", ".join(sides),
        f"{exercise.reps} each" if len(sides) > 1 else str(exercise.reps),
        tempo_text(exercise.tempo),
        minutes(exercise_seconds(exercise)),
    )
