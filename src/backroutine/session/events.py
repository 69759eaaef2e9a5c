"""What happened, in the past tense. Screen, plain lines, sound and journal all listen to these values.

`at` is in seconds since the session began. `Event` is the union of all kinds.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from backroutine.session.plan import Phase

EndStatus = Literal["completed", "stopped"]
LeftBecause = Literal["done", "skipped", "back", "stopped"]
PausedBecause = Literal["asked", "away"]


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The first event of every session."""

    at: float


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """An unfinished session goes on in a new run of the program. Time away is not counted."""

    at: float


@dataclass(frozen=True, slots=True)
class SideEvent:
    """An event on one side of an exercise."""

    at: float
    exercise: str
    side: str
    round: int


@dataclass(frozen=True, slots=True)
class PhaseBegan(SideEvent):
    """The next phase of a rep, or of the waiting before a side."""

    phase: Phase
    seconds: float | None
    """How long it will last if nothing interferes; None when only the person ends it."""
    rep: int
    """The rep being done, from 1; while waiting, the reps counted on this side so far."""
    target: int


@dataclass(frozen=True, slots=True)
class CountdownReached(SideEvent):
    """`left` seconds (3, 2, 1) remain before the first rep."""

    left: int


@dataclass(frozen=True, slots=True)
class RestReached(SideEvent):
    """In a long rest, `left` seconds remain before the first rep: whole minutes, 30 or 10."""

    left: int


@dataclass(frozen=True, slots=True)
class HoldReached(SideEvent):
    """In a long hold, `left` seconds remain: the tens, and 5."""

    left: int


@dataclass(frozen=True, slots=True)
class SideBegan(SideEvent):
    """Work on a side began, or went on after going back to it."""

    turn: int
    """1 the first time, 2 when a finished side is done again."""
    reps: int
    """Reps that it has already."""
    target: int


@dataclass(frozen=True, slots=True)
class RepCounted(SideEvent):
    """A rep ended in the start position. `rep` is the number shown, spoken and stored."""

    turn: int
    rep: int
    target: int


@dataclass(frozen=True, slots=True)
class RepUndone(SideEvent):
    """The last rep was taken back. `rep` is the number that remains."""

    turn: int
    rep: int
    target: int


@dataclass(frozen=True, slots=True)
class SideFinished(SideEvent):
    """Work on a side ended, with the reps it has."""

    turn: int
    reps: int
    target: int
    because: LeftBecause


@dataclass(frozen=True, slots=True)
class RepsCorrected(SideEvent):
    """Somebody corrected what a side has. The machine makes no such event, and the journal stores none: it
    keeps corrections as entries, and puts them among the events when it reads them."""

    turn: int
    reps: int
    target: int


@dataclass(frozen=True, slots=True)
class SideSkipped(SideEvent):
    """A side was left out before it began."""


@dataclass(frozen=True, slots=True)
class VariationChanged(SideEvent):
    """From now on this exercise is done in an easier or harder form."""

    variation: str
    """The id of the form; empty for the standard."""
    form: str
    """The form in words: `knee hugged in`."""
    hold: float
    """Its hold in seconds."""
    easier: bool
    """Whether it is easier than the form before; harder otherwise."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The person paused, or the clock was not looked at for several seconds."""

    at: float
    because: PausedBecause


@dataclass(frozen=True, slots=True)
class Resumed:
    """The session goes on where it was paused."""

    at: float


@dataclass(frozen=True, slots=True)
class PaceChanged:
    """Reps go faster or slower from now on; 1 is the catalogue's tempo."""

    at: float
    pace: float


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The last event of every session that did not die."""

    at: float
    status: EndStatus


Event = (
    SessionStarted
    | SessionResumed
    | PhaseBegan
    | CountdownReached
    | RestReached
    | HoldReached
    | SideBegan
    | RepCounted
    | RepUndone
    | SideFinished
    | RepsCorrected
    | SideSkipped
    | VariationChanged
    | Paused
    | Resumed
    | PaceChanged
    | SessionEnded
)

PASSING = (PhaseBegan, CountdownReached, RestReached, HoldReached)
"""Events that only lead the person. They follow from the plan, so the journal does not keep them."""


def snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


EVENT_NAMES: dict[type, str] = {kind: snake_case(kind.__name__) for kind in get_args(Event)}
"""`RepCounted` is written as `rep_counted`."""
_KINDS: dict[str, type] = {name: kind for kind, name in EVENT_NAMES.items()}


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain values: its name under `event`, then its fields."""
    return {"event": EVENT_NAMES[type(event)], **asdict(event)}


def event_from_json(data: dict[str, Any]) -> Event:
    """The event that `event_to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    fields = dict(data)
    if "phase" in fields:
        fields["phase"] = Phase(fields["phase"])
    event: Event = _KINDS[fields.pop("event")](**fields)
    return event
