"""A plan: a routine made concrete for today. It never changes, and it holds all that listeners need.

`catalogue/plan_builder.py` makes it.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, Protocol

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

from backroutine.errors import UsageError

MOST_TARGET = 100
"""Reps that may be planned for a side."""
MOST_ROUNDS = 20
SLOWEST, FASTEST, PACE_STEP = 0.5, 2.0, 0.1
"""The bounds of the pace, and what one key changes; 1 is the tempo of the catalogue."""

COUNTDOWN = 3
"""Plan seconds counted down aloud before the first rep of a side."""

LONG_REST = 45
"""Plan seconds from which the time left is spoken during a rest: with eyes shut, silence could be a crash."""
LONG_HOLD = 15
"""Seconds of a hold from which the time left is spoken."""
QUIET = 15
"""Plan seconds at the beginning of a long rest in which nothing but its own sentence is spoken."""


class Phase(StrEnum):
    """What the person is doing now."""

    GET_READY = "get_ready"
    SWITCH = "switch"
    REST = "rest"
    TURN_OVER = "turn_over"
    LIFT = "lift"
    HOLD = "hold"
    RETURN = "return"
    PAUSE = "pause"
    REPS = "reps"
    """Tap mode: reps at the person's own pace, with no deadline."""
    DONE = "done"


REP_PHASES = (Phase.LIFT, Phase.HOLD, Phase.RETURN, Phase.PAUSE)

Direction = Literal["up", "still", "down"]
GOES: Mapping[str, Direction] = MappingProxyType({"lift": "up", "hold": "still", "return": "down"})
"""Which way the body goes in each phase, unless the exercise says otherwise."""


class Tempo(Struct, frozen=True):
    """Seconds of each phase of one rep."""

    lift: float
    hold: float
    return_: float
    pause: float

    @property
    def total(self) -> float:
        """Seconds of one rep."""
        return self.lift + self.hold + self.return_ + self.pause

    def seconds(self, phase: Phase) -> float:
        """Length of a rep phase."""
        match phase:
            case Phase.LIFT:
                return self.lift
            case Phase.HOLD:
                return self.hold
            case Phase.RETURN:
                return self.return_
            case Phase.PAUSE:
                return self.pause
            case _:
                raise ValueError(f"{phase} is not a phase of a rep")


class Wait(Struct, frozen=True):
    """Time before a side that is not exercise: getting ready, switching, resting, turning over."""

    phase: Phase
    seconds: float


class Target(Struct, frozen=True):
    """What a person trains at now on one side of an exercise."""

    variation: str
    """Empty for the standard form."""
    reps: int
    hold: float | None = None
    """Seconds of the hold; None for the form's own."""


class Step(Struct, frozen=True):
    """One side of one exercise in one round, with the waiting that leads to it."""

    exercise: str
    """The exercise's id."""
    name: str
    side: str
    """`left`, `right` or `both`: the working leg."""
    label: str
    """The side as it is spoken: `left leg`."""
    round: int
    target: int
    """Reps planned."""
    tempo: Tempo
    lead_in: tuple[Wait, ...]
    position: str = ""
    """How the body lies, in words short enough to be spoken: `on your back`."""
    ready: str = ""
    """The first thing to do on this side: `left foot on the floor`."""
    words: Mapping[str, str] | None = None
    """The movement's own words for its phases, where they differ: `{"lift": "lower"}`."""
    variation: str = ""
    """The id of the easier or harder form that is done; empty for the standard."""
    form: str = ""
    """The form in words: `knee hugged in`."""
    spoken: Mapping[str, str] | None = None
    """What the voice says where it says more than `words`: `{"return": "foot down, press up"}`."""
    goes: Mapping[str, Direction] | None = None
    """Which way the body goes in each phase, where that is not `GOES`."""
    held: bool = False
    """The hold is the exercise, as in a plank: it runs by the clock and may be long."""
    needs: str = ""
    """What must be at hand: `a folded towel`."""
    moving: str = ""
    """What to do between the sides, before the second one: `move over to the other side of the doorway`."""

    @property
    def title(self) -> str:
        """The exercise in the form that is done: `Hip thrust, knee hugged in`."""
        return f"{self.name}, {self.form}" if self.form else self.name

    @property
    def moving_seconds(self) -> float:
        """Seconds of a rep that follow the pace."""
        return self.tempo.total - (self.tempo.hold if self.held else 0.0)

    def direction(self, phase: Phase) -> Direction:
        """Which way the body goes in a phase; still in every phase outside a rep."""
        return (self.goes or GOES).get(phase.value, "still")


class Form(Struct, frozen=True):
    """One form of an exercise: the standard, or an easier or harder one."""

    variation: str
    """Empty for the standard."""
    name: str
    """In words: `knee hugged in`; empty for the standard."""
    steps: tuple[Step, ...]
    """A step for each side, in the order in which they are done; round and target do not count."""

    @property
    def sides(self) -> set[str]:
        return {step.side for step in self.steps}


Forms = Mapping[str, tuple[Form, ...]]
"""The forms of each exercise, from the easiest to the hardest."""


class OnSide(Protocol):
    """What belongs to one side of an exercise: a step, or an event on it."""

    @property
    def exercise(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def round(self) -> int: ...


class Plan(Struct, frozen=True):
    """The steps of one session, in order."""

    routine: str
    steps: tuple[Step, ...]
    tap: bool = False
    """Reps are counted by a key, at the person's own pace."""
    speed: float = 1.0
    """Everything runs this many times as fast as written, for trying out."""
    forms: Forms = field(default_factory=dict)
    """They are not stored: the catalogue has them."""

    def index_of(self, event: OnSide) -> int:
        """The index of the step that an event belongs to. Raises ValueError when there is none."""
        place = (event.exercise, event.side, event.round)
        for index, step in enumerate(self.steps):
            if (step.exercise, step.side, step.round) == place:
                return index
        raise ValueError(f"the plan has no {place}")

    def step_of(self, event: OnSide) -> Step:
        """The step that an event belongs to. Raises ValueError when there is none."""
        return self.steps[self.index_of(event)]

    def seconds(self, *phases: Phase) -> float:
        """Planned seconds of the given phases, as written (speed 1)."""
        waits = sum(w.seconds for step in self.steps for w in step.lead_in if w.phase in phases)
        work = sum(
            step.tempo.seconds(p) * step.target for step in self.steps for p in REP_PHASES if p in phases
        )
        return waits + work

    @property
    def exercise_seconds(self) -> float:
        """Planned seconds of work, switches and rests, without getting ready."""
        return self.seconds(*REP_PHASES, Phase.SWITCH, Phase.REST, Phase.TURN_OVER)

    @property
    def total_seconds(self) -> float:
        """Planned seconds of everything, as written."""
        return self.exercise_seconds + self.seconds(Phase.GET_READY)


FASTEST_SPEED = 1000.0


def check_speed(speed: float) -> None:
    """Raises UsageError for a speed that a session cannot have."""
    if not (math.isfinite(speed) and 0 < speed <= FASTEST_SPEED):
        raise UsageError(
            "--speed", f"a speed of {speed:g} is not possible", f"give one above 0, at most {FASTEST_SPEED:g}"
        )


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """The plan as values for JSON. Fields that not every step has are written only where a step has them."""
    written: dict[str, Any] = to_builtins(replace(plan, forms={}))
    del written["forms"]
    for step in written["steps"]:
        step["tempo"] = {name.rstrip("_"): seconds for name, seconds in step["tempo"].items()}
        for name in _SELDOM:
            if not step[name]:
                del step[name]
    return written


_SELDOM = ("variation", "form", "spoken", "goes", "held", "needs", "moving")


_FIELDS = {"return": "return_"}


def plan_from_json(data: dict[str, Any]) -> Plan:
    """The plan that `plan_to_json` wrote, with `return` or, as before 0.1, `return_` in a tempo.

    Fields of a newer program are left out: what is known is enough to show the session.
    Raises KeyError, TypeError or ValueError for anything else.
    """
    steps = tuple(
        Step(
            **{
                **{name: value for name, value in step.items() if name in _STEP_FIELDS},
                "tempo": Tempo(
                    **{_FIELDS.get(name, name): seconds for name, seconds in step["tempo"].items()}
                ),
                "lead_in": tuple(Wait(Phase(wait["phase"]), wait["seconds"]) for wait in step["lead_in"]),
            }
        )
        for step in data["steps"]
    )
    return Plan(**{**{name: data[name] for name in data if name in _PLAN_FIELDS}, "steps": steps})


_STEP_FIELDS = frozenset(Step.__struct_fields__)
_PLAN_FIELDS = frozenset(Plan.__struct_fields__) - {"forms"}
