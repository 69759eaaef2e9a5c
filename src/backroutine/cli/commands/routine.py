"""`backroutine routine`: a person's own routines, kept in the settings file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backroutine.catalogue.items import Item, item_text, nearest, read_items
from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.output import write_prose
from backroutine.cli.paths import config_path
from backroutine.cli.settings import Settings
from backroutine.cli.settings_file import ROUTINE_NAMES, change_settings_file, is_routine_name
from backroutine.cli.tables import Column, print_table
from backroutine.errors import UsageError, clip
from backroutine.text import minutes, show

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_COLUMNS = (Column("Routine"), Column("Exercises"), Column("Time", "right"))


def routine_items(settings: Settings, catalogue: Catalogue, name: str, option: str) -> tuple[Item, ...]:
    """What a routine has. Raises UsageError for an unknown routine, or for one that no longer fits."""
    _check_known(settings, name, option)
    return read_items(catalogue, settings.routines[name], f"routine {name}")


def _check_known(settings: Settings, name: str, option: str) -> None:
    if name not in settings.routines:
        todo = (
            nearest(name, settings.routines, "there are") if settings.routines else "routine save makes one"
        )
        raise UsageError(option, f"no routine {clip(name)}", todo)


def print_routines(context: Context, *, as_json: bool) -> None:
    """Print each routine with its exercises and its length. One that no longer fits says why."""
    settings = context.settings
    catalogue = catalogue_of(settings.catalogue)
    if as_json:
        output.write_json([_to_json(settings, catalogue, name) for name in settings.routines], indent=2)
        return
    if not settings.routines:
        write_prose("No routine yet. backroutine routine save morning leg-raise superman=8 makes one.")
        return
    print_table(_COLUMNS, [_row(settings, catalogue, name) for name in settings.routines])


def _to_json(settings: Settings, catalogue: Catalogue, name: str) -> dict[str, object]:
    return {
        "name": name,
        "items": list(settings.routines[name]),
        "seconds": _seconds(settings, catalogue, name),
        "default": name == settings.default_routine,
    }


def _row(settings: Settings, catalogue: Catalogue, name: str) -> tuple[str, ...]:
    title = f"{name} (default)" if name == settings.default_routine else name
    texts = ", ".join(settings.routines[name])
    seconds = _seconds(settings, catalogue, name)
    return title, texts, "?" if seconds is None else minutes(seconds)


def _seconds(settings: Settings, catalogue: Catalogue, name: str) -> float | None:
    """How long it takes without getting ready; None, with a line on stderr, when it no longer fits."""
    try:
        items = routine_items(settings, catalogue, name, "routine")
    except UsageError as error:
        output.complain_line(str(error))
        return None
    return make_plan(catalogue, items=items).exercise_seconds


def save_routine(context: Context, name: str, texts: Sequence[str]) -> None:
    """Save a routine, or replace it. Raises UsageError, FileError and BackroutineError."""
    catalogue = catalogue_of(context.settings.catalogue)
    if not is_routine_name(name):
        raise UsageError("routine save", f"{clip(name)} is not a name for a routine", f"give {ROUTINE_NAMES}")
    if any(exercise.id == name for exercise in catalogue.exercises):
        raise UsageError("routine save", f"{name} is an exercise", "give the routine another name")
    if len({item.exercise for item in read_items(catalogue, texts, "routine save")}) < len(texts):
        twice = next(text for text in texts if list(texts).count(text) > 1)
        raise UsageError("routine save", f"{clip(twice)} is named twice", "name it once; rounds repeat it")
    items = read_items(catalogue, texts, "routine save")
    path = config_path(context.environment)
    new = name not in context.settings.routines
    with_routine = {name: [item_text(item) for item in items]}
    change_settings_file(path, lambda document: document.setdefault("routines", {}).update(with_routine))
    length = minutes(make_plan(catalogue, items=items).exercise_seconds)
    write_prose(f"{'Saved' if new else 'Replaced'} {name}: {', '.join(with_routine[name])}; {length}.")
    write_prose(f"backroutine start {name} does it.")


def delete_routine(context: Context, name: str) -> None:
    """Delete a routine. Raises UsageError when there is none of this name."""
    settings = context.settings
    _check_known(settings, name, "routine delete")

    def without(document: "TOMLDocument") -> None:
        routines = document["routines"]
        assert isinstance(routines, dict)
        del routines[name]
        if not routines:
            del document["routines"]
        if settings.default_routine == name:
            document.pop("default_routine", None)

    change_settings_file(config_path(context.environment), without)
    write_prose(f"Deleted {show(name)}.")
