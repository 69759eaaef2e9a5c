"""`backroutine list`: what can be done, and how long it takes."""

import os
import shutil
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from backroutine.catalogue.source import Sources, bundled_file, source_texts
from backroutine.cli import output
from backroutine.cli.cache import cached
from backroutine.cli.context import Context
from backroutine.cli.output import write_prose
from backroutine.cli.tables import Column, print_table
from backroutine.coach.screen.theme import PLAIN, Moment, ThemeChoice, choose_theme
from backroutine.coach.wrapping import wrapped
from backroutine.errors import FileError, UsageError
from backroutine.text import count_of, minutes, show

if TYPE_CHECKING:
    from backroutine.catalogue.models import Exercise, Tempo, Variation
    from backroutine.session.figure import Figure

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
    from backroutine.catalogue.load import load_catalogue

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
    sources = path or context.settings.catalogue
    listing = cached("list", source_texts(sources), lambda: _listing(sources))
    if as_json:
        output.write_json(listing["json"], indent=2)
        return
    print_table(COLUMNS, listing["rows"], context.palette)
    for line in listing["below"]:
        write_prose(line)


def _listing(sources: Sources) -> dict[str, object]:
    """All that `list` can print. Raises FileError."""
    from backroutine.catalogue.load import catalogue_of
    from backroutine.catalogue.plan_builder import make_plan
    from backroutine.coach import phrases

    catalogue = catalogue_of(sources)
    plan = make_plan(catalogue)
    ready = plan.total_seconds - plan.exercise_seconds
    total = (
        f"{catalogue.name}: {count_of(len(catalogue.usual), 'exercise')}, "
        f"{minutes(plan.exercise_seconds)} with switches and rests, and {minutes(ready)} to get ready."
    )
    needed = phrases.needed(step.needs for step in plan.steps)
    rows = [_row(exercise) for exercise in catalogue.exercises]
    return {
        "json": {"name": catalogue.name, "exercises": [exercise_to_json(e) for e in catalogue.exercises]},
        "rows": rows,
        "below": [total, needed] if needed else [total],
    }


def exercise_to_json(exercise: "Exercise") -> dict[str, object]:
    """One exercise as `list --json` and `show --json` show it: every field, sides in their order."""
    whole = exercise.model_dump(mode="json", by_alias=True)
    sides = [{"id": side, "label": label} for side, label in exercise.sides.labels.items()]
    return {**whole, "sides": sides}


def tempo_text(tempo: "Tempo") -> str:
    """Seconds of lift, hold, return and pause: `2-1-3-1`."""
    return "-".join(f"{seconds:g}" for seconds in (tempo.lift, tempo.hold, tempo.return_, tempo.pause))


def _row(exercise: "Exercise") -> tuple[str, ...]:
    from backroutine.catalogue.plan_builder import exercise_seconds

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
    sources = path or context.settings.catalogue
    known = cached("show", source_texts(sources), lambda: _whole(sources))
    if wanted not in known:
        from backroutine.catalogue.items import exercise_of
        from backroutine.catalogue.load import catalogue_of

        exercise_of(catalogue_of(sources), wanted, "show")
    if as_json:
        output.write_json(known[wanted]["json"], indent=2)
        return
    for line in page_lines(known[wanted]["page"], _width()):
        output.write(line)
    output.write()
    if figure := known[wanted]["figure"]:
        from backroutine.session.figure import Figure

        for line in _picture(Figure.from_json(figure), _width(), context.settings.theme):
            output.write(line)


def _whole(sources: Sources) -> dict[str, object]:
    """All that `show` can print, by exercise. Raises FileError."""
    from backroutine.catalogue.load import catalogue_of

    return {
        exercise.id: {
            "json": exercise_to_json(exercise),
            "page": exercise_page(exercise),
            "figure": asdict(exercise.figure.moving()) if exercise.figure else None,
        }
        for exercise in catalogue_of(sources).exercises
    }


def _picture(figure: "Figure", width: int, choice: ThemeChoice) -> list[str]:
    """The start and the top of the movement with the left side: in colour where there is a terminal."""
    from backroutine.coach.screen.drawing import draw_figure

    coloured = sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
    theme = choose_theme(choice, os.environ, windows=os.name == "nt") if coloured else PLAIN
    columns = min(width, WIDEST_PICTURE)
    rows = draw_figure(
        figure,
        figure.still,
        columns,
        columns // 5,
        theme,
        Moment.LIFT,
        ascii_only=not output.carries_blocks(),
    )
    blank = sum(1 for _ in takewhile(lambda row: not "".join(span.text for span in row).strip(), rows))
    rows = rows[max(0, blank - 1) :]
    if not coloured:
        lines = ("".join(span.text for span in row).rstrip() for row in rows)
        return [line for line in lines if line]
    return ["".join(output.styled(span.text, span.style) for span in row) for row in rows]


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDEST


Page = Sequence[tuple[str, str | Sequence[str]]]
"""Headings with a text or with points; the name of the exercise is the first, without a text."""


def exercise_page(exercise: "Exercise") -> Page:
    """All that is said of an exercise."""
    parts: list[tuple[str, str | Sequence[str] | None]] = [
        ("Dose", _dose(exercise)),
        ("Position", exercise.position),
        ("Needed", exercise.needs),
        ("Set-up", exercise.setup),
        ("Movement", exercise.movement),
        ("Return", exercise.return_),
        ("Breathing", exercise.breathing),
        ("Faults", exercise.faults),
        ("Easier", [_in_words(form) for form in exercise.easier]),
        ("Harder", [_in_words(form) for form in exercise.harder]),
        ("Cautions", exercise.cautions),
        ("Muscles", exercise.muscles),
        ("Sources", exercise.sources),
    ]
    return [(exercise.name, ""), *((heading, part) for heading, part in parts if part)]


def page_lines(page: Page, width: int) -> list[str]:
    """The page as lines of at most `width` columns."""
    (name, _), *parts = page
    lines = [show(name), ""]
    for heading, part in parts:
        if isinstance(part, str):
            lines += _wrap(part, width, f"{heading}: ", "  ")
        else:
            lines += ["", heading, *(line for point in part for line in _wrap(point, width, "- ", "  "))]
    return lines


def _in_words(form: "str | Variation") -> str:
    return form if isinstance(form, str) else f"{form.variation}: {form.how}"


def _dose(exercise: "Exercise") -> str:
    from backroutine.session.plan import REP_PHASES

    labels = list(exercise.sides.labels.values())
    dose = (
        f"{exercise.reps} reps a side ({', '.join(labels)})" if len(labels) > 1 else f"{exercise.reps} reps"
    )
    own = exercise.words.model_dump(exclude_none=True)
    names = " / ".join(own.get(phase, phase) for phase in REP_PHASES)
    return f"{dose}; tempo {tempo_text(exercise.tempo)} (seconds of {names})"


def _wrap(text: str, width: int, first: str, later: str) -> list[str]:
    return wrapped(show(text), max(20, width), first=first, indent=later)
