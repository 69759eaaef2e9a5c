"""What happened, in the past tense. Screen, plain lines, sound and journal all listen to these values.

`at` is in seconds since the session began. `Event` is the union of all kinds.
"""

from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import asdict

from backroutine.session.plan import Phase

EndStatus = Literal["completed", "stopped"]
LeftBecause = Literal["done", "skipped", "back", "stopped"]
PausedBecause = Literal["asked", "away"]


class SessionStarted(Struct, frozen=True):
    """The first event of every session."""

    at: float


class SessionResumed(Struct, frozen=True):
    """An unfinished session goes on in a new run of the program. Time away is not counted."""

    at: float


class SideEvent(Struct, frozen=True):
    """An event on one side of an exercise."""

    at: float
    exercise: str
    side: str
    round: int


class PhaseBegan(SideEvent, frozen=True):
    """The next phase of a rep, or of the waiting before a side."""

    phase: Phase
    seconds: float | None
    """How long it will last if nothing interferes; None when only the person ends it."""
    rep: int
    """The rep being done, from 1; while waiting, the reps counted on this side so far."""
    target: int


class CountdownReached(SideEvent, frozen=True):
    """`left` seconds (3, 2, 1) remain before the first rep."""

    left: int


class RestReached(SideEvent, frozen=True):
    """In a long rest, `left` seconds remain before the first rep: whole minutes, 30 or 10."""

    left: int


class HoldReached(SideEvent, frozen=True):
    """In a long hold, `left` seconds remain: the tens, and 5."""

    left: int


class SideBegan(SideEvent, frozen=True):
    """Work on a side began, or went on after going back to it."""

    turn: int
    """1 the first time, 2 when a finished side is done again."""
    reps: int
    """Reps that it has already."""
    target: int


class RepCounted(SideEvent, frozen=True):
    """A rep ended in the start position. `rep` is the number shown, spoken and stored."""

    turn: int
    rep: int
    target: int


class RepUndone(SideEvent, frozen=True):
    """The last rep was taken back. `rep` is the number that remains."""

    turn: int
    rep: int
    target: int


class SideFinished(SideEvent, frozen=True):
    """Work on a side ended, with the reps it has."""

    turn: int
    reps: int
    target: int
    because: LeftBecause


class RepsCorrected(SideEvent, frozen=True):
    """Somebody corrected what a side has. The machine makes no such event, and the journal stores none: it
    keeps corrections as entries, and puts them among the events when it reads them."""

    turn: int
    reps: int
    target: int


class SideSkipped(SideEvent, frozen=True):
    """A side was left out before it began."""


class VariationChanged(SideEvent, frozen=True):
    """From now on this exercise is done in an easier or harder form."""

    variation: str
    """The id of the form; empty for the standard."""
    form: str
    """The form in words: `knee hugged in`."""
    hold: float
    """Its hold in seconds."""
    easier: bool
    """Whether it is easier than the form before; harder otherwise."""


class Paused(Struct, frozen=True):
    """The person paused, or the clock was not looked at for several seconds."""

    at: float
    because: PausedBecause


class Resumed(Struct, frozen=True):
    """The session goes on where it was paused."""

    at: float


class PaceChanged(Struct, frozen=True):
    """Reps go faster or slower from now on; 1 is the catalogue's tempo."""

    at: float
    pace: float


class SessionEnded(Struct, frozen=True):
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


def event_from_json(event: str, at: float, **fields: Any) -> Event:
    """The event whose values `event_to_json` wrote. Raises KeyError, TypeError or ValueError for others."""
    if "phase" in fields:
        fields["phase"] = Phase(fields["phase"])
    made: Event = _KINDS[event](at, **fields)
    return made
