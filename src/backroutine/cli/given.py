"""The catalogue a command works on: the one given, the one of the settings, or the built-in one."""

from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue, load_catalogue
from backroutine.catalogue.models import Catalogue, Exercise
from backroutine.catalogue.planning import suggest_id
from backroutine.errors import UsageError


def catalogue_of(path: Path | None) -> Catalogue:
    """The catalogue in this file, or the one that comes with the program."""
    return load_catalogue(path) if path else bundled_catalogue()


def exercise_of(catalogue: Catalogue, wanted: str) -> Exercise:
    """The exercise with this id. Raises UsageError with what may have been meant."""
    for exercise in catalogue.exercises:
        if exercise.id == wanted:
            return exercise
    raise UsageError("show", f"no exercise {wanted}", suggest_id(wanted, (e.id for e in catalogue.exercises)))
