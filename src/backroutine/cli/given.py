"""The catalogue a command works on: the one given, the one of the settings, or the built-in one."""

from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue, load_catalogue
from backroutine.catalogue.models import Catalogue, Exercise
from backroutine.catalogue.planning import suggest_id
from backroutine.cli.settings import Settings
from backroutine.errors import UsageError


def catalogue_of(path: Path | None, settings: Settings) -> Catalogue:
    """The catalogue in a file, else that of the settings, else the one that comes with the program."""
    path = path or settings.catalogue
    return load_catalogue(path) if path else bundled_catalogue()


def exercise_of(catalogue: Catalogue, wanted: str) -> Exercise:
    """The exercise with this id. Raises UsageError with what may have been meant."""
    for exercise in catalogue.exercises:
        if exercise.id == wanted:
            return exercise
    raise UsageError("show", f"no exercise {wanted}", suggest_id(wanted, (e.id for e in catalogue.exercises)))
