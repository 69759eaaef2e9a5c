"""What happened, in the past tense. Screen, plain lines, sound and journal listen to these same values.

`at` is in seconds since the session began. `Event` is the union of them all.
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
    """A session that was left unfinished goes on, in a new run of the program; time away is not counted."""

    at: float


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    """Another phase: of a rep, or of the waiting before a side."""

    at: float
    exercise: str
    side: str
    round: int
    phase: Phase
    seconds: float | None
    """How long it will last if nothing interferes; None where nothing but the person ends it."""
    rep: int
    """The rep being done, from 1; while waiting, the reps already counted on this side."""
    target: int


@dataclass(frozen=True, slots=True)
class CountdownReached:
    """So many seconds (3, 2, 1) are left before the first rep."""

    at: float
    exercise: str
    side: str
    round: int
    left: int


@dataclass(frozen=True, slots=True)
class RestReached:
    """In a long rest, so many seconds are left before the first rep: whole minutes, 30 and 10."""

    at: float
    exercise: str
    side: str
    round: int
    left: int


@dataclass(frozen=True, slots=True)
class SideBegan:
    """Work on a side began, or went on after going back to it."""

    at: float
    exercise: str
    side: str
    round: int
    turn: int
    """1 the first time; 2 when a finished side is done again."""
    reps: int
    """Reps it already has."""
    target: int


@dataclass(frozen=True, slots=True)
class RepCounted:
    """A rep ended in the start position. `rep` is the number shown, spoken and stored."""

    at: float
    exercise: str
    side: str
    round: int
    turn: int
    rep: int
    target: int


@dataclass(frozen=True, slots=True)
class RepUndone:
    """The last rep was taken back; `rep` is the number that stands now."""

    at: float
    exercise: str
    side: str
    round: int
    turn: int
    rep: int
    target: int


@dataclass(frozen=True, slots=True)
class SideFinished:
    """Work on a side ended, with the reps it has."""

    at: float
    exercise: str
    side: str
    round: int
    turn: int
    reps: int
    target: int
    because: LeftBecause


@dataclass(frozen=True, slots=True)
class SideSkipped:
    """A side was passed over before it began."""

    at: float
    exercise: str
    side: str
    round: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The session stands still: the person asked, or nobody looked at the clock for seconds."""

    at: float
    because: PausedBecause


@dataclass(frozen=True, slots=True)
class Resumed:
    """The session goes on where it stood."""

    at: float


@dataclass(frozen=True, slots=True)
class PaceChanged:
    """Reps go faster or slower from now; 1 is the catalogue's tempo."""

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
    | SideBegan
    | RepCounted
    | RepUndone
    | SideFinished
    | SideSkipped
    | Paused
    | Resumed
    | PaceChanged
    | SessionEnded
)

PASSING = (PhaseBegan, CountdownReached, RestReached)
"""Events that only lead the person: they follow from the plan and are not kept in the journal."""


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


EVENT_NAMES: dict[type, str] = {kind: _snake(kind.__name__) for kind in get_args(Event)}
"""`RepCounted` is `rep_counted` wherever it is written down."""
_EVENT_KINDS: dict[str, type] = {name: kind for kind, name in EVENT_NAMES.items()}


def event_to_json(event: Event) -> dict[str, Any]:
    """The event as plain values: its name under `event`, then its fields."""
    return {"event": EVENT_NAMES[type(event)], **asdict(event)}


def event_from_json(data: dict[str, Any]) -> Event:
    """The event that `event_to_json` wrote. Raises KeyError, TypeError or ValueError when it is not one."""
    fields = dict(data)
    if "phase" in fields:
        fields["phase"] = Phase(fields["phase"])
    event: Event = _EVENT_KINDS[fields.pop("event")](**fields)
    return event
