"""What a person names to do: `hip-thrust:knee-in=8/6`. The only grammar for exercises on the command line.

    ID[:VARIATION[/VARIATION]][=REPS[/REPS]]        left/right

An empty half of a pair is the standard form: `hip-thrust:knee-in/` is knee-in on the left, the standard on
the right.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct

from backroutine.catalogue.models import STANDARD, Catalogue, Exercise
from backroutine.errors import UsageError, clip
from backroutine.session.plan import MOST_TARGET

_MOST_LISTED = 10
ITEM_FORMS = "write hip-thrust, hip-thrust=8, hip-thrust=8/6 (left/right) or hip-thrust:knee-in=8"
_ITEM = re.compile(r"(?P<id>[^=:/\s]+)(?::(?P<forms>[^=\s]*))?(?:=(?P<reps>\S*))?")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Item(Struct, frozen=True):
    """One exercise, with what was said about it; a target or the catalogue decides the rest."""

    exercise: str
    variations: Mapping[str, str] = MappingProxyType({})
    """The variation of each side; empty when nothing was said, the empty text for the standard."""
    reps: Mapping[str, int] = MappingProxyType({})
    """The reps of each side; empty when nothing was said."""


def read_items(
    catalogue: Catalogue, texts: Iterable[str], option: str, *, least: int = 1
) -> tuple[Item, ...]:
    """The items in these texts, each exercise once; reps from `least` to 100.

    Raises UsageError that names the part that is wrong.
    """
    found: dict[str, Item] = {}
    for text in texts:
        item = read_item(catalogue, text, option, least=least)
        if found.get(item.exercise, item) != item:
            what = f"{item.exercise} is named twice"
            raise UsageError(option, what, "name it once; rounds repeat it")
        found[item.exercise] = item
    return tuple(found.values())


def read_item(catalogue: Catalogue, text: str, option: str, *, least: int = 1) -> Item:
    """The item in one text; reps from `least` to 100. Raises UsageError that names the part that is wrong."""
    if "," in text:
        raise UsageError(option, f"{clip(text)} has a comma", _one_by_one(text, option))
    parts = _ITEM.fullmatch(text.strip())
    if not parts:
        raise UsageError(option, f"{clip(text) or 'nothing'} cannot be read", ITEM_FORMS)
    exercise = exercise_of(catalogue, parts["id"], option)
    variations: dict[str, str] = {}
    if parts["forms"] is not None:
        variations = _variations(exercise, parts["forms"], option)
    sides = sides_of(exercise, variations)
    reps: dict[str, int] = {}
    if parts["reps"] is not None:
        numbers = [
            _reps(number, least, option) for number in _halves(parts["reps"], f"{exercise.id}=", option)
        ]
        reps = _by_side(exercise, numbers, sides, f"{exercise.id}={numbers[0]}", option)
    return Item(exercise.id, variations, reps)


def _one_by_one(text: str, option: str) -> str:
    """How several exercises are named."""
    if not option.startswith("--"):
        return "put a space between two exercises"
    names = [clip(name.strip()) for name in text.split(",") if name.strip()]
    return f"name each by itself: {' '.join(f'{option} {name}' for name in names[:3])}"


def exercise_of(catalogue: Catalogue, wanted: str, option: str) -> Exercise:
    """The exercise with this id. Raises UsageError with the nearest id."""
    known = {exercise.id: exercise for exercise in catalogue.exercises}
    if wanted not in known:
        raise UsageError(option, f"no exercise {clip(wanted)}", nearest(wanted, known, "the catalogue has"))
    return known[wanted]


def variation_of(exercise: Exercise, wanted: str, option: str) -> str:
    """The id of a variation, the empty text for the standard. Raises UsageError with the nearest one."""
    if wanted in {"", STANDARD}:
        return ""
    known = [variation.variation for variation in exercise.variations]
    if wanted not in known:
        what = f"{exercise.id} has no variation {clip(wanted)}"
        todo = nearest(wanted, [*known, STANDARD], "there are") if known else f"write {exercise.id} alone"
        raise UsageError(option, what, todo)
    return wanted


def sides_of(exercise: Exercise, variations: Mapping[str, str]) -> tuple[str, ...]:
    """The sides of an exercise in these variations."""
    form = next(iter(variations.values()), "")
    return tuple(exercise.form(form).sides.labels)


def item_text(item: Item) -> str:
    """The item as a person writes it."""
    text = item.exercise
    if item.variations:
        names = list(item.variations.values())
        pair = names[0] or STANDARD if len(set(names)) == 1 else "/".join(names)
        text += f":{pair}"
    if item.reps:
        numbers = list(item.reps.values())
        text += f"={numbers[0]}" if len(set(numbers)) == 1 else f"={'/'.join(map(str, numbers))}"
    return text


def nearest(wanted: str, known: Iterable[str], there_are: str) -> str:
    """The most similar name as a question, or the names that there are."""
    names = list(known)
    if similar := difflib.get_close_matches(wanted[:40].lower(), names, n=1):
        return f"did you mean {similar[0]}?"
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return f"{there_are} {', '.join(names[:_MOST_LISTED])}{more}"


def _variations(exercise: Exercise, text: str, option: str) -> dict[str, str]:
    if not text:
        raise UsageError(option, f"{exercise.id}: names no variation", f"write {exercise.id} alone")
    names = [variation_of(exercise, name, option) for name in _halves(text, f"{exercise.id}:", option)]
    own = tuple(exercise.sides.labels)
    sides = {name: tuple(exercise.form(name).sides.labels) for name in names}
    other = next((name for name in names if sides[name] != own), None)
    if other is not None and len(set(names)) > 1:
        what = f"{exercise.id}:{other} has other sides, so it holds for both or not at all"
        raise UsageError(option, what, f"write {exercise.id}:{other}")
    return _by_side(exercise, names, sides[names[0]], f"{exercise.id}:{names[0]}", option)


def _halves(text: str, before: str, option: str) -> Sequence[str]:
    halves = text.split("/")
    if len(halves) > 2:
        example = f"{before}{'/'.join(clip(half) for half in halves[:2])}"
        raise UsageError(option, f"{clip(text)} is more than left and right", f"write {example} (left/right)")
    return halves


Value = TypeVar("Value")


def _by_side(
    exercise: Exercise, values: Sequence[Value], sides: Sequence[str], example: str, option: str
) -> dict[str, Value]:
    if len(values) == 1:
        return dict.fromkeys(sides, values[0])
    if len(sides) == 1:
        what = f"{exercise.id} has no left and right here: both sides work at once"
        raise UsageError(option, what, f"write {example}")
    return dict(zip(("left", "right"), values, strict=True))


def _reps(text: str, least: int, option: str) -> int:
    if _NUMBER.fullmatch(text) and least <= int(text) <= MOST_TARGET:
        return int(text)
    what = f"{clip(text) or 'no number of'} reps are not possible"
    raise UsageError(option, what, f"give a number from {least} to {MOST_TARGET}")
