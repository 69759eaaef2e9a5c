"""The models of a catalogue: frozen, and strict about what a person may write."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from backroutine.errors import clip
from backroutine.session import figure
from backroutine.session.figure import PARENTS
from backroutine.session.plan import Direction
from backroutine.session.state import LONGEST_REP

# The values, and what is said about wrong ones.
#
# Values come as text from YAML, or as Python numbers. The limits keep texts speakable and files small.

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
        kind = f"cannot be {clip(text)}" if isinstance(value, str) and value else "is no yes or no"
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
        kind = f"cannot be {clip(value)}" if isinstance(value, str) and value else "is no direction"
        raise wrong("direction", kind, "write up, still or down")
    return value


_OneLine = BeforeValidator(_one_line)
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), _OneLine]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40), _OneLine]
Word = Annotated[str, StringConstraints(min_length=1, max_length=20), _OneLine]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=40), _OneLine]
Short = Annotated[str, StringConstraints(min_length=1, max_length=60), _OneLine]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=600), _OneLine]
Point = Annotated[str, StringConstraints(min_length=1, max_length=300), _OneLine]
Points = Annotated[tuple[Point, ...], entries(0, 20)]
Way = Annotated[Direction, BeforeValidator(_way)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Switch = Annotated[float, seconds(120)]
Rest = Annotated[float, seconds(600)]
Moving = Annotated[float, seconds(LONGEST_REP, above_zero=True)]
Still = Annotated[float, seconds(LONGEST_REP)]
Hold = Annotated[float, seconds(LONGEST_HOLD)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Coordinate = Annotated[float, BeforeValidator(_coordinate)]
Joint = Annotated[tuple[float, float], BeforeValidator(_joint)]


class Model(BaseModel):
    """What all models have in common: frozen, no unknown fields, dumped with the names of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Sides(Model):
    """The labels of the sides as they are spoken: left and right, or both at once."""

    left: Label | None = None
    right: Label | None = None
    both: Label | None = None

    @model_validator(mode="after")
    def _left_and_right_or_both(self) -> "Sides":
        if set(self.labels) not in ({"left", "right"}, {"both"}):
            raise wrong(
                "sides", "need left and right, or only both", "write {left: left leg, right: right leg}"
            )
        return self

    @property
    def labels(self) -> dict[str, str]:
        """Side -> its label, left before right."""
        return {side: label for side, label in self if label is not None}


class Ready(Model):
    """The first thing to do on each side: `left foot on the floor`."""

    left: Short | None = None
    right: Short | None = None
    both: Short | None = None


class Tempo(Model):
    """Seconds of each phase of a rep. The defaults are the slowest tempo of the built-in exercises, 8 s."""

    lift: Moving = 2.0
    hold: Hold = 2.0
    return_: Moving = Field(default=3.0, alias="return")
    pause: Still = 1.0

    def check_length(self, *, held: bool) -> None:
        """Raise what is wrong with the length of a rep; where the hold is the exercise, it is not counted."""
        moving = round(self.lift + self.return_ + self.pause, 3)
        if held and self.hold < 1:
            raise wrong(
                "short_hold", f"a hold of {self.hold:g} s is too short for held: true", "write hold: 30"
            )
        if held and moving > LONGEST_REP:
            what = f"lift, return and pause make {moving:g} s beside the hold"
            raise wrong("long_rep", what, f"shorten them to {LONGEST_REP:g} s together")
        total = round(moving + self.hold, 3)
        if not held and total > LONGEST_REP:
            what = f"lift, hold, return and pause make a rep of {total:g} s"
            plank = ", or write held: true, as for a plank" if self.hold >= LONGEST_REP else ""
            raise wrong("long_rep", what, f"shorten them to {LONGEST_REP:g} s together{plank}")


class Words(Model):
    """The movement's own words for its phases: a push-up lowers where others lift."""

    lift: Word | None = None
    hold: Word | None = None
    return_: Word | None = Field(default=None, alias="return")
    pause: Word | None = None


class Spoken(Model):
    """What the voice says for a phase where it says more than the word on the screen."""

    lift: Phrase | None = None
    hold: Phrase | None = None
    return_: Phrase | None = Field(default=None, alias="return")


class Goes(Model):
    """Which way the body goes in each phase of a rep. A push-up begins by going down."""

    lift: Way = "up"
    hold: Way = "still"
    return_: Way = Field(default="down", alias="return")

    @model_validator(mode="before")
    @classmethod
    def _return_undoes_the_lift(cls, given: Any) -> Any:
        if isinstance(given, dict) and "return" not in given and given.get("lift") == "down":
            return {**given, "return": "up"}
        return given


class Pose(Model):
    """Where the joints are, in body lengths: [along the floor, above it]."""

    hip: Joint
    shoulder: Joint | None = None
    head: Joint | None = None
    elbow: Joint | None = None
    hand: Joint | None = None
    knee: Joint | None = None
    foot: Joint | None = None
    rest_elbow: Joint | None = None
    rest_hand: Joint | None = None
    rest_knee: Joint | None = None
    rest_foot: Joint | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> "Pose":
        joints = self.joints
        for joint, parent in PARENTS.items():
            if joint in joints and parent not in joints:
                raise wrong("joint", f"has {joint} without {parent}", f"say where {parent} is")
        return self

    @property
    def joints(self) -> dict[str, tuple[float, float]]:
        """The joints that are given."""
        return {joint: place for joint, place in self if place is not None}


class Figure(Model):
    """Poses of the left side; the right side mirrors them. `rest_` is the resting leg and arm."""

    start: Pose
    end: Pose
    """At the end of the lift."""
    held: Pose | None = None
    """Reached during the hold, where that is a different pose."""
    wall: Coordinate | None = None

    def moving(self) -> figure.Figure:
        """The figure as the session moves it."""
        held = self.held.joints if self.held else None
        return figure.Figure(self.start.joints, self.end.joints, held, self.wall)


class Exercise(Model):
    """One movement of the catalogue."""

    id: Id
    name: Name
    sides: Sides
    reps: Annotated[int, count(100)]
    """Per side."""
    position: Short | None = None
    """How the body lies, in words short enough to be spoken."""
    needs: Short | None = None
    """What must be at hand before the session begins: `a folded towel`."""
    held: Flag = False
    """The hold is the exercise, as in a plank: it may last up to 120 s, and the pace leaves it alone."""
    tempo: Tempo = Tempo()
    switch: Switch = 10.0
    """Seconds to change from one side to the other."""
    moving: Short | None = None
    """What to do between the sides, before the second one: `move over to the other side`."""
    ready: Ready = Ready()
    words: Words = Words()
    spoken: Spoken = Spoken()
    goes: Goes = Goes()
    setup: Prose | None = None
    movement: Prose | None = None
    return_: Prose | None = Field(default=None, alias="return")
    breathing: Prose | None = None
    faults: Points = ()
    """What often goes wrong in the movement."""
    easier: Points = ()
    harder: Points = ()
    cautions: Points = ()
    muscles: Points = ()
    sources: Points = ()
    figure: Figure | None = None

    @field_validator("tempo")
    @classmethod
    def _rep_of_a_length_that_trains(cls, tempo: Tempo, info: ValidationInfo) -> Tempo:
        if "held" in info.data:
            tempo.check_length(held=info.data["held"])
        return tempo

    @field_validator("ready")
    @classmethod
    def _ready_for_its_sides(cls, ready: Ready, info: ValidationInfo) -> Ready:
        sides = info.data.get("sides")
        stray = [side for side, text in ready if text is not None and sides and side not in sides.labels]
        if stray:
            raise wrong(
                "ready", f"names {stray[0]}, a side this exercise does not have", "use the names under sides"
            )
        return ready


class Catalogue(Model):
    """The exercises that can be done, in order."""

    version: Annotated[int, BeforeValidator(version)]
    name: Name = "Back routine"
    rest: Rest = 60.0
    """Seconds between exercises (30 to 120 are usual: Grgic 2018, Sports Med 48:137)."""
    exercises: Annotated[tuple[Exercise, ...], entries(1, 1000)]

    @model_validator(mode="after")
    def _ids_differ(self) -> "Catalogue":
        for index, first in repeated(exercise.id for exercise in self.exercises):
            what = f"exercises {first + 1} and {index + 1} have the same id"
            raise wrong("repeated_id", what, "give each its own")
        return self


def repeated(ids: Iterable[str | None]) -> Iterator[tuple[int, int]]:
    """Each repeated id: its index, and the index of its first use. None is no id."""
    first: dict[str, int] = {}
    for index, identifier in enumerate(ids):
        if identifier in first:
            yield index, first[identifier]
        elif identifier is not None:
            first[identifier] = index
