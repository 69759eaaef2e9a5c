"""The models of a catalogue: frozen, and strict about what a person may write."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from backroutine.catalogue.values import (
    Coordinate,
    Flag,
    Hold,
    Id,
    Joint,
    Label,
    Limits,
    MaybeShort,
    Moving,
    Name,
    Phrase,
    Point,
    Points,
    Prose,
    Rest,
    Short,
    Still,
    Switch,
    Way,
    Word,
    count,
    entries,
    version,
    wrong,
)
from backroutine.session import figure
from backroutine.session.figure import PARENTS
from backroutine.session.state import LONGEST_REP
from backroutine.session.waits import SWITCH


class Model(BaseModel):
    """What all models have in common: frozen, no unknown fields, dumped with the names of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


class Sides(Model):
    """The labels of the sides as they are spoken: left and right, or both at once."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["left", "right"]}, {"required": ["both"], "maxProperties": 1}]
        }
    )
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


class Variation(Model):
    """An easier or harder form of an exercise: what is given here is laid over the exercise."""

    variation: Id
    name: Name
    """What is different: `knee hugged in`."""
    how: Point
    """How to do it, in one sentence."""
    sides: Sides | None = None
    position: Short | None = None
    needs: MaybeShort | None = None
    """Empty: this form needs nothing."""
    held: Flag | None = None
    tempo: Tempo | None = None
    switch: Switch | None = None
    moving: MaybeShort | None = None
    ready: Ready | None = None
    words: Words | None = None
    spoken: Spoken | None = None
    goes: Goes | None = None
    setup: Prose | None = None
    movement: Prose | None = None
    return_: Prose | None = Field(default=None, alias="return")
    breathing: Prose | None = None
    figure: Figure | None = None
    """Without one nothing is drawn: the figure of the exercise would show another movement."""

    @field_validator("variation")
    @classmethod
    def _can_be_typed(cls, identifier: str) -> str:
        if identifier == STANDARD or identifier.isdigit():
            todo = "use a word, such as knee-in"
            raise wrong("variation", f"cannot be {identifier}, which means something else", todo)
        return identifier

    def over(self, exercise: "Exercise") -> "Exercise":
        """The exercise in this form. Raises what is wrong with the two together."""
        changes: dict[str, Any] = {"figure": self.figure}
        for name in self.model_fields_set - {"variation", "name", "how", "figure"}:
            given, known = getattr(self, name), getattr(exercise, name)
            if isinstance(given, Tempo | Words | Spoken | Ready) and isinstance(known, Model):
                given = known.model_copy(
                    update={part: getattr(given, part) for part in given.model_fields_set}
                )
            changes[name] = given
        if self.sides and self.sides.labels.keys() != exercise.sides.labels.keys():
            changes["ready"] = self.ready or Ready()
        form = exercise.model_copy(update=changes)
        form.tempo.check_length(held=form.held)
        check_ready(form.ready, form.sides)
        return form


STANDARD = "standard"
"""How a person names the form that the exercise itself describes."""


def _kind_of_entry(value: Any) -> str:
    return VARIATION_TAG if isinstance(value, dict | Variation) else TEXT_TAG


VARIATION_TAG, TEXT_TAG = "(variation)", "(text)"
"""What pydantic writes into the place of a fault to tell the two kinds of entries apart."""
Form = Annotated[
    Annotated[Point, Tag(TEXT_TAG)] | Annotated[Variation, Tag(VARIATION_TAG)], Discriminator(_kind_of_entry)
]
Forms = Annotated[tuple[Form, ...], entries(0, 20), Limits({"maxItems": 20})]


def check_ready(ready: Ready, sides: Sides) -> None:
    """Raise what is wrong when a side is made ready that there is not."""
    stray = [side for side, text in ready if text is not None and side not in sides.labels]
    if stray:
        what = f"names {stray[0]}, a side this exercise does not have"
        raise wrong("ready", what, "use the names under sides")


class Exercise(Model):
    """One movement of the catalogue."""

    id: Id
    name: Name
    sides: Sides
    reps: Annotated[int, count(100), Limits({"minimum": 1, "maximum": 100})]
    """Per side."""
    position: Short | None = None
    """How the body lies, in words short enough to be spoken."""
    needs: Short | None = None
    """What must be at hand before the session begins: `a folded towel`."""
    held: Flag = False
    """The hold is the exercise, as in a plank: it may last up to 120 s, and the pace leaves it alone."""
    tempo: Tempo = Tempo()
    switch: Switch = SWITCH
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
    easier: Forms = ()
    """Easier forms, each at least as easy as the one before: a text, or a variation that can be chosen."""
    harder: Forms = ()
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
        if sides := info.data.get("sides"):
            check_ready(ready, sides)
        return ready

    @model_validator(mode="after")
    def _variations_fit(self) -> "Exercise":
        for index, first in repeated(form.variation for form in self.variations):
            name = self.variations[index].variation
            what = f"variation {name} is there twice, as number {first + 1} and {index + 1}"
            raise wrong("variation", what, "give one of them another name")
        for form in self.variations:
            try:
                form.over(self)
            except PydanticCustomError as error:
                context = error.context or {}
                what = f"variation {form.variation}: {context['what']}"
                raise wrong("variation", what, str(context["todo"])) from None
        return self

    @property
    def variations(self) -> tuple[Variation, ...]:
        """The forms that can be chosen, the easier ones first, in the order of the file."""
        return tuple(form for form in (*self.easier, *self.harder) if isinstance(form, Variation))

    @property
    def ladder(self) -> tuple[str, ...]:
        """The variations from the easiest to the hardest; the empty text is the standard."""
        easier = [form.variation for form in self.easier if isinstance(form, Variation)]
        harder = [form.variation for form in self.harder if isinstance(form, Variation)]
        return (*reversed(easier), "", *harder)

    def variation(self, identifier: str) -> Variation | None:
        """The variation with this id; None for the standard. Raises KeyError for an unknown one."""
        if not identifier:
            return None
        return {form.variation: form for form in self.variations}[identifier]

    def form(self, identifier: str) -> "Exercise":
        """The exercise in this variation. Raises KeyError for an unknown one."""
        variation = self.variation(identifier)
        return variation.over(self) if variation else self


class Catalogue(Model):
    """The exercises that can be done, in order."""

    version: Annotated[int, BeforeValidator(version), Limits({"const": 1})]
    name: Name = "Back routine"
    rest: Rest = 60.0
    """Seconds between exercises (30 to 120 are usual: Grgic 2018, Sports Med 48:137)."""
    exercises: Annotated[tuple[Exercise, ...], entries(1, 1000), Limits({"minItems": 1, "maxItems": 1000})]
    _usual: int = PrivateAttr(default=0)

    @property
    def usual(self) -> tuple[Exercise, ...]:
        """The exercises that are done when none is named: those of the first of several catalogues."""
        return self.exercises[: self._usual or None]

    def and_more(self, exercises: Iterable[Exercise]) -> "Catalogue":
        """This catalogue with exercises of others, which can be named."""
        mixed = self.model_copy(update={"exercises": (*self.exercises, *exercises)})
        mixed._usual = len(self.exercises)
        return mixed

    @model_validator(mode="after")
    def _ids_differ(self) -> "Catalogue":
        for index, first in repeated(exercise.id for exercise in self.exercises):
            what = f"exercises {first + 1} and {index + 1} have the same id"
            raise wrong("repeated_id", what, "give each its own")
        return self


def repeated(ids: Iterable[str | None]) -> Iterator[tuple[int, int]]:
    """Each repeated id: its index, and the index of its first use. None is not an id."""
    first: dict[str, int] = {}
    for index, identifier in enumerate(ids):
        if identifier in first:
            yield index, first[identifier]
        elif identifier is not None:
            first[identifier] = index
