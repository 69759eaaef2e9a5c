"""Bounds for values from elsewhere, before anything looks closer at them."""

from collections.abc import Iterator
from typing import Any

from backroutine.journal.entries import LONGEST_NAME, is_safe

LARGEST_NUMBER = 1e9
SIDES = ("left", "right", "both")
_DEEPEST = 8
_LONGEST_TEXT = 2000
_ABOVE_ZERO = frozenset({"speed", "pace"})


class InvalidValue(Exception):  # noqa: N818 - no error of the program: a fault on its way to the list
    """A value is not what it must be: where it stands, as a JSON path, and what is wrong."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where
        self.what = what


def only(value: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    """Raises Wrong for a field that is not among the known ones."""
    for name in value:
        if name not in known:
            raise InvalidValue(f"{where}.{name[:LONGEST_NAME]}".lstrip("."), "this field is not known")


def check_bounds(value: object, where: str, *, least: float, name: str = "", depth: int = 0) -> None:
    """Raises Wrong for text that is too long or unsafe, numbers out of bounds, what is no JSON, too deep."""
    match value:
        case None | bool():
            return
        case str():
            if len(value) > _LONGEST_TEXT or not is_safe(value):
                raise InvalidValue(where, f"it must be a line of at most {_LONGEST_TEXT} safe characters")
            if name == "side" and value not in SIDES:
                raise InvalidValue(where, f"it must be one of {', '.join(SIDES)}")
        case int() | float():
            if not least <= value <= LARGEST_NUMBER or (name in _ABOVE_ZERO and value <= 0):
                raise InvalidValue(where, f"it must be a number from {least:.0f} to {LARGEST_NUMBER:.0f}")
        case list() | dict() if depth < _DEEPEST:
            if isinstance(value, list):
                parts: Iterator[tuple[str, str, object]] = (
                    (f"[{n}]", "", part) for n, part in enumerate(value)
                )
            else:
                if not all(map(_is_name, value)):
                    raise InvalidValue(
                        where, f"its fields must have names of at most {LONGEST_NAME} safe characters"
                    )
                parts = ((f".{key}", key, part) for key, part in value.items())
            for path, key, part in parts:
                check_bounds(part, where + path, least=least, name=key, depth=depth + 1)
        case _:
            raise InvalidValue(where, "it is nested too deep, or no value of JSON")


def _is_name(key: object) -> bool:
    return isinstance(key, str) and len(key) <= LONGEST_NAME and is_safe(key)


def unknown_fields(given: object, known: object, path: str = "") -> Iterator[str]:
    """The paths of fields in `given` that `known` has not."""
    if isinstance(given, dict) and isinstance(known, dict):
        for key, value in given.items():
            if key in known:
                yield from unknown_fields(value, known[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(given, list) and isinstance(known, list):
        for n, (one, other) in enumerate(zip(given, known, strict=False)):
            yield from unknown_fields(one, other, f"{path}[{n}]")
