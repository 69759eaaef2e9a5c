"""`backroutine list`: what can be done, and how long it takes."""

import os
import shutil
import sys
from pathlib import Path

from backroutine.catalogue.items import exercise_of
from backroutine.catalogue.load import bundled_file, catalogue_of, load_catalogue
from backroutine.catalogue.models import Catalogue, Exercise, Tempo, Variation
from backroutine.catalogue.planning import exercise_seconds, make_plan
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.output import write_prose
from backroutine.cli.tables import Column, print_table
from backroutine.coach import phrases
from backroutine.coach.screen.drawing import draw_still
from backroutine.coach.screen.theme import PLAIN, Moment, ThemeChoice, choose_theme
from backroutine.coach.wrapping import wrapped
from backroutine.errors import FileError, UsageError
from backroutine.session.plan import REP_PHASES
from backroutine.text import count_of, minutes, show

# `backroutine check`: is a catalogue right?


MOST_FAULTS = 20
"""As many as can be mended at once."""


def check_catalogue(path: Path | None, *, whole: bool, schema: bool) -> int:
    """Say what is wrong with a catalogue, if anything, or print the JSON Schema. Returns the exit code."""
    if schema:
        output.write(bundled_file("catalogue.schema.json").read_text(encoding="utf-8").rstrip())
        return 0
    if path is None:
        raise UsageError("check", "which file is not said", "give a catalogue, or --schema")
    try:
        catalogue = load_catalogue(path)
    except FileError as error:
        output.complain(error.faults, len(error.faults) if whole else MOST_FAULTS, "--all shows them")
        return error.exit_code
    output.write(f"{show(path)}: right, {count_of(len(catalogue.exercises), 'exercise')}")
    return 0


COLUMNS = (
    Column("Exercise"),
    Column("Id"),
    Column("Position"),
    Column("Sides"),
    Column("Reps", "right"),
    Column("Tempo"),
    Column("Time", "right"),
)


def print_catalogue(context: Context, path: Path | None, *, as_json: bool) -> None:
    """Print the catalogue as a table with the session's total, or as JSON."""
    catalogue = catalogue_of(path or context.settings.catalogue)
    if as_json:
        output.write_json(catalogue_to_json(catalogue), indent=2)
        return
    print_table(COLUMNS, [_row(exercise) for exercise in catalogue.exercises], context.palette)
    plan = make_plan(catalogue)
    ready = plan.total_seconds - plan.exercise_seconds
    write_prose(
        f"{catalogue.name}: {count_of(len(catalogue.usual), 'exercise')}, "
        f"{minutes(plan.exercise_seconds)} with switches and rests, and {minutes(ready)} to get ready."
    )
    if needed := phrases.needed(step.needs for step in plan.steps):
        write_prose(needed)


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


# `backroutine show ID`: one exercise whole.

WIDEST_PICTURE = 64
WIDEST = 88
"""Columns beyond which prose is hard to read."""


def print_exercise(context: Context, wanted: str, path: Path | None, *, as_json: bool) -> None:
    """Print one exercise, or raise UsageError when there is none of this id."""
    exercise = exercise_of(catalogue_of(path or context.settings.catalogue), wanted, "show")
    if as_json:
        output.write_json(exercise_to_json(exercise), indent=2)
        return
    for line in [
        *exercise_lines(exercise, _width()),
        "",
        *_picture(exercise, _width(), context.settings.theme),
    ]:
        output.write(line)


def _picture(exercise: Exercise, width: int, choice: ThemeChoice) -> list[str]:
    """The start and the top of the movement with the left side: in colour where there is a terminal."""
    if exercise.figure is None:
        return []
    coloured = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    theme = choose_theme(choice, os.environ, windows=os.name == "nt") if coloured else PLAIN
    columns = min(width, WIDEST_PICTURE)
    rows = draw_still(
        exercise.figure.moving(),
        columns,
        columns // 5,
        theme,
        Moment.LIFT,
        ascii_only=not output.carries_blocks(),
    )
    if not coloured:
        lines = ("".join(span.text for span in row).rstrip() for row in rows)
        return [line for line in lines if line]
    return ["".join(output.styled(span.text, span.style) for span in row) for row in rows]


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDEST


def exercise_lines(exercise: Exercise, width: int) -> list[str]:
    """The exercise as lines of at most `width` columns: name, dose, then each text under its heading."""
    lines = [show(exercise.name), ""]
    lines += _paragraph("Dose", _dose(exercise), width)
    if exercise.position:
        lines += _paragraph("Position", exercise.position, width)
    if exercise.needs:
        lines += _paragraph("Needed", exercise.needs, width)
    for heading, text in (
        ("Set-up", exercise.setup),
        ("Movement", exercise.movement),
        ("Return", exercise.return_),
        ("Breathing", exercise.breathing),
    ):
        if text:
            lines += _paragraph(heading, text, width)
    for heading, points in (
        ("Faults", exercise.faults),
        ("Easier", exercise.easier),
        ("Harder", exercise.harder),
        ("Cautions", exercise.cautions),
        ("Muscles", exercise.muscles),
        ("Sources", exercise.sources),
    ):
        if points:
            lines += ["", heading]
            for point in points:
                lines += _wrap(_in_words(point), width, "- ", "  ")
    return lines


def _in_words(form: str | Variation) -> str:
    return form if isinstance(form, str) else f"{form.variation}: {form.how}"


def _dose(exercise: Exercise) -> str:
    labels = list(exercise.sides.labels.values())
    dose = (
        f"{exercise.reps} reps a side ({', '.join(labels)})" if len(labels) > 1 else f"{exercise.reps} reps"
    )
    own = exercise.words.model_dump(exclude_none=True)
    names = " / ".join(own.get(phase, phase) for phase in REP_PHASES)
    return f"{dose}; tempo {tempo_text(exercise.tempo)} (seconds of {names})"


def _paragraph(heading: str, text: str, width: int) -> list[str]:
    return _wrap(text, width, f"{heading}: ", "  ")


def _wrap(text: str, width: int, first: str, later: str) -> list[str]:
    return wrapped(show(text), max(20, width), first=first, indent=later)
