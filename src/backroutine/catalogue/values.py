"""The values that a catalogue is made of, and the messages for wrong ones.

Values come as text from YAML, or as Python numbers. The limits keep texts speakable and files small.
"""

import re
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from backroutine.errors import clip
from backroutine.session import figure
from backroutine.session.plan import Direction
from backroutine.session.state import LONGEST_REP

KNOWN_VERSION = 1
LONGEST_HOLD = 120.0
"""Seconds of a hold that is the exercise."""
_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_SECONDS = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?")


def wrong(kind: str, what: str, todo: str) -> PydanticCustomError:
    """An error in words for people: what is wrong, and what to do."""
    return PydanticCustomError(kind, "{what}", {"what": what, "todo": todo})


def _number_text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("no_number", "a number belongs here", "write it in plain digits")
    return str(value)


def _cannot_be(text: str, todo: str) -> PydanticCustomError:
    return wrong("bad_number", f"cannot be {clip(text)}" if text else "is empty", todo)


class Limits(Struct, eq=False):
    """What a JSON Schema says of a value beside its type: editors know no validators written in Python."""

    schema: dict[str, Any]

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: Any) -> dict[str, Any]:
        """As pydantic asks for it."""
        return {**handler(core_schema), **self.schema}


def count(highest: int) -> BeforeValidator:
    """A whole number from 1. Plain digits only: some readers take `010` for 8 and `1_000` for 1000."""

    def check(value: Any) -> int:
        text = _number_text(value)
        if _COUNT.fullmatch(text) and int(text) <= highest:
            return int(text)
        raise _cannot_be(text, f"write a whole number from 1 to {highest} in plain digits")

    return BeforeValidator(check)


def seconds(highest: float, *, above_zero: bool = False) -> BeforeValidator:
    """Seconds up to `highest`, in plain digits."""

    def check(value: Any) -> float:
        text = _number_text(value)
        if _SECONDS.fullmatch(text) and float(text) <= highest and not (above_zero and float(text) == 0):
            return float(text)
        lowest = "above 0, at most" if above_zero else "from 0 to"
        raise _cannot_be(text, f"write seconds {lowest} {highest:g} in plain digits, such as 2 or 2.5")

    return BeforeValidator(check)


def _coordinate(value: Any) -> float:
    text = _number_text(value)
    if _SECONDS.fullmatch(text) and float(text) <= figure.WIDTH:
        return float(text)
    raise _cannot_be(text, f"write a number from 0 to {figure.WIDTH:g}, such as 0.5")


def _joint(value: Any) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise wrong("joint", "is not a place", "write two numbers, such as [0.9, 0.1]")
    return _coordinate(value[0]), _coordinate(value[1])


def _flag(value: Any) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    text = str(value).lower()
    if text not in known:
        kind = f"cannot be {clip(text)}" if isinstance(value, str) and value else "is neither yes nor no"
        raise wrong("flag", kind, "write true or false")
    return known[text]


def version(value: Any) -> int:
    """The version this program knows."""
    text = _number_text(value)
    if text == str(KNOWN_VERSION):
        return KNOWN_VERSION
    if text.isascii() and text.isdigit() and not text.startswith("0"):
        what = f"is {clip(text)}, and this program knows version {KNOWN_VERSION}"
        raise wrong("newer_version", what, "look for a newer backroutine")
    raise _cannot_be(text, f"write version: {KNOWN_VERSION}")


def entries(lowest: int, highest: int) -> BeforeValidator:
    """A limit for the number of entries. Pydantic's own counts only those that are right."""

    def check(value: Any) -> Any:
        if isinstance(value, list | tuple) and not lowest <= len(value) <= highest:
            has = f"has {len(value):,} entries" if value else "is empty"
            raise wrong("entries", has, f"write at most {highest:,}" if value else "write at least one")
        return value

    return BeforeValidator(check)


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _way(value: Any) -> Any:
    if value not in ("up", "still", "down"):
        kind = f"cannot be {clip(value)}" if isinstance(value, str) and value else "is not a direction"
        raise wrong("direction", kind, "write up, still or down")
    return value


_OneLine = BeforeValidator(_one_line)
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), _OneLine]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40), _OneLine]
Word = Annotated[str, StringConstraints(min_length=1, max_length=20), _OneLine]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=40), _OneLine]
Short = Annotated[str, StringConstraints(min_length=1, max_length=60), _OneLine]
MaybeShort = Annotated[str, StringConstraints(max_length=60), _OneLine]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=600), _OneLine]
Point = Annotated[str, StringConstraints(min_length=1, max_length=300), _OneLine]
Points = Annotated[tuple[Point, ...], entries(0, 20), Limits({"maxItems": 20})]
Way = Annotated[Direction, BeforeValidator(_way)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Switch = Annotated[float, seconds(120), Limits({"minimum": 0, "maximum": 120})]
Rest = Annotated[float, seconds(600), Limits({"minimum": 0, "maximum": 600})]
Moving = Annotated[
    float, seconds(LONGEST_REP, above_zero=True), Limits({"exclusiveMinimum": 0, "maximum": LONGEST_REP})
]
Still = Annotated[float, seconds(LONGEST_REP), Limits({"minimum": 0, "maximum": LONGEST_REP})]
Hold = Annotated[float, seconds(LONGEST_HOLD), Limits({"minimum": 0, "maximum": LONGEST_HOLD})]
Flag = Annotated[bool, BeforeValidator(_flag)]
Coordinate = Annotated[float, BeforeValidator(_coordinate), Limits({"minimum": 0, "maximum": figure.WIDTH})]
Joint = Annotated[tuple[float, float], BeforeValidator(_joint)]
