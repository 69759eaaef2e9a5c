"""`backroutine show ID`: one exercise whole."""

import shutil
import sys
import textwrap
from pathlib import Path

from backroutine.catalogue.load import catalogue_of, exercise_of
from backroutine.catalogue.models import Exercise
from backroutine.cli import output
from backroutine.cli.listing import exercise_to_json, tempo_text
from backroutine.cli.settings import load_settings
from backroutine.coach.figure import draw_still
from backroutine.session.plan import REP_PHASES
from backroutine.text import show

EXAMPLE_OF_BRAILLE = "\u28ff"
WIDEST_PICTURE = 64
WIDEST = 88
"""Columns beyond which prose is hard to read."""


def print_exercise(wanted: str, path: Path | None, *, as_json: bool) -> None:
    """Print one exercise, or raise UsageError when there is none of this id."""
    exercise = exercise_of(catalogue_of(path or load_settings().catalogue), wanted)
    if as_json:
        output.write_json(exercise_to_json(exercise), indent=2)
        return
    for line in [*exercise_lines(exercise, _width()), *_picture(exercise, _width())]:
        output.write(line)


def _picture(exercise: Exercise, width: int) -> list[str]:
    """The start and the top of the movement with the left side, where the terminal can show them."""
    if exercise.figure is None or not output.carries(EXAMPLE_OF_BRAILLE):
        return []
    columns = min(width, WIDEST_PICTURE)
    drawn = draw_still(exercise.figure.moving(), columns, columns // 6)
    return ["", *(row.rstrip() for row in drawn if row.strip())]


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDEST


def exercise_lines(exercise: Exercise, width: int) -> list[str]:
    """The exercise as lines of at most `width` columns: name, dose, then each text under its heading."""
    lines = [show(exercise.name), ""]
    lines += _paragraph("Dose", _dose(exercise), width)
    if exercise.position:
        lines += _paragraph("Position", exercise.position, width)
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
                lines += _wrap(point, width, "- ", "  ")
    return lines


def _dose(exercise: Exercise) -> str:
    labels = list(exercise.sides.labels.values())
    dose = f"{exercise.reps} reps with the {labels[0]}"
    if len(labels) > 1:
        dose += f", then {exercise.reps} with the {labels[1]}"
    own = exercise.words.model_dump(exclude_none=True)
    names = " / ".join(own.get(phase, phase) for phase in REP_PHASES)
    return f"{dose}; tempo {tempo_text(exercise.tempo)} (seconds of {names})"


def _paragraph(heading: str, text: str, width: int) -> list[str]:
    return _wrap(text, width, f"{heading}: ", "  ")


def _wrap(text: str, width: int, first: str, later: str) -> list[str]:
    return textwrap.wrap(show(text), max(20, width), initial_indent=first, subsequent_indent=later)
