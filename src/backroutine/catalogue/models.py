"""The catalogue's models: frozen, and strict about what a person may write."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from backroutine.catalogue import values
from backroutine.catalogue.values import (
    Coordinate,
    Id,
    Joint,
    Label,
    Moving,
    Name,
    Points,
    Prose,
    Rest,
    Short,
    Still,
    Switch,
    Word,
    wrong,
)
from backroutine.session import figure
from backroutine.session.figure import PARENTS
from backroutine.session.state import LONGEST_REP


class Model(BaseModel):
    """What all have in common: frozen, no unknown fields, and dumps use the names of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Sides(Model):
    """The sides as they are spoken: left and right, or both at once. A side is the working leg."""

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
    """Seconds of each phase of a rep. The defaults are the slowest tempo of the four exercises, 8 s."""

    lift: Moving = 2.0
    hold: Still = 2.0
    return_: Moving = Field(default=3.0, alias="return")
    pause: Still = 1.0

    @model_validator(mode="after")
    def _rep_not_too_long(self) -> "Tempo":
        total = round(self.lift + self.hold + self.return_ + self.pause, 3)
        if total > LONGEST_REP:
            what = f"lift, hold, return and pause make a rep of {total:g} s"
            raise wrong("long_rep", what, f"shorten them to {LONGEST_REP:g} s together")
        return self


class Words(Model):
    """The movement's own words for its phases, where they differ: a push-up lowers where others lift."""

    lift: Word | None = None
    hold: Word | None = None
    return_: Word | None = Field(default=None, alias="return")
    pause: Word | None = None


class Pose(Model):
    """Where the joints are, in body lengths: along the floor, and above it."""

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
    """Poses of the left side; the right is their mirror image. `rest_` is the resting leg and arm."""

    start: Pose
    end: Pose
    """At the end of the lift."""
    held: Pose | None = None
    """Reached during the hold, where that is another pose."""
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
    reps: Annotated[int, values.count(100)]
    """Per side."""
    position: Short | None = None
    """How the body lies, short enough to be spoken."""
    tempo: Tempo = Tempo()
    switch: Switch = 10.0
    """Seconds to change from one side to the other."""
    ready: Ready = Ready()
    words: Words = Words()
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
    """What can be done, in order."""

    version: Annotated[int, BeforeValidator(values.version)]
    name: Name = "Back routine"
    rest: Rest = 60.0
    """Seconds between exercises (30 to 120 are usual: Grgic 2018, Sports Med 48:137)."""
    exercises: Annotated[tuple[Exercise, ...], values.entries(1, 1000)]

    @model_validator(mode="after")
    def _ids_differ(self) -> "Catalogue":
        for index, first in repeated(exercise.id for exercise in self.exercises):
            what = f"exercises {first + 1} and {index + 1} have the same id"
            raise wrong("repeated_id", what, "give each its own")
        return self


def repeated(ids: Iterable[str | None]) -> Iterator[tuple[int, int]]:
    """Where an id is met again: its index, and the index of its first use. None is no id."""
    first: dict[str, int] = {}
    for index, identifier in enumerate(ids):
        if identifier in first:
            yield index, first[identifier]
        elif identifier is not None:
            first[identifier] = index
