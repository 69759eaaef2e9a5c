"""What a person enters beside a session: scores, notes, corrections. Entries are added, never changed.

Another entry, `Undone`, takes an entry back. Unknown is absent, never 0. A value that is out of its scale, or
text that could steer a terminal, raises ValueError when the entry is made.

A new kind is a class here and a member of `Entry`; docs/architecture.md lists the other places.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import asdict

from backroutine.session.events import snake_case
from backroutine.text import is_unsafe

Moment = Literal["before", "worst", "after", "next_morning", "day"]
"""`before`, `worst` (during) and `after` a session, the morning after it; `day`: no session."""

PAIN_SCALE = "pain is a whole number from 0 (no pain) to 10 (the worst pain imaginable)"
RESERVE_SCALE = "reps in reserve are a whole number from 0 (not one more) to 10 (ten more or better)"
LONGEST_NOTE = 500
LONGEST_NAME = 100
LONGEST_LABEL = 40
"""Characters of the name and of the two conditions of an experiment."""
FEWEST_PAIRS, MOST_PAIRS = 6, 12
"""Fewer pairs cannot give a p of .05 or less; more would take more than half a year."""
MOST_REPS = 10_000
MOST_EVENTS = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Instants outside these years are mistakes. Near the ends of the calendar, days cannot be added."""


def check_instant(moment: object) -> None:
    """Raises ValueError unless `moment` is an instant with an offset, in a year that a person can mean."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ValueError("an instant needs a date, a time and an offset")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"an instant lies in the years {FIRST_YEAR} to {LAST_YEAR}")


def is_safe(text: str) -> bool:
    """Whether no character of the text acts on a terminal."""
    # Most text is plain ASCII, which is quick to see.
    return (text.isascii() and text.isprintable()) or not any(map(is_unsafe, text))


def check_text(text: object, longest: int, what: str, *, least: int = 1) -> None:
    """Raises ValueError unless `text` is one line of safe text with `least` to `longest` characters."""
    if not isinstance(text, str) or not least <= len(text) <= longest:
        raise ValueError(f"{what} is a text of {least} to {longest} characters")
    if not is_safe(text):
        raise ValueError(f"{what} is one line without control characters")


def _check_number(number: object, least: int, most: int, words: str) -> None:
    if type(number) is not int or not least <= number <= most:
        raise ValueError(words)


def _check_head(entry: "Entry") -> None:
    check_text(entry.id, LONGEST_NAME, "an id")
    check_instant(entry.at)
    if hasattr(entry, "session") and not (isinstance(entry, PainScored) and entry.session is None):
        check_text(entry.session, LONGEST_NAME, "a session's id")


class PainScored(Struct, frozen=True):
    """Pain on the numeric rating scale, 0 to 10."""

    id: str
    at: datetime
    """When it was felt. For the moment `day` it decides the day."""
    session: str | None
    """None for the moment `day`, and only then."""
    moment: Moment
    score: int

    def __post_init__(self) -> None:
        _check_head(self)
        _check_number(self.score, 0, 10, PAIN_SCALE)
        if self.moment not in get_args(Moment):
            raise ValueError(f"the moment is one of {', '.join(get_args(Moment))}")
        if (self.moment == "day") != (self.session is None):
            raise ValueError("a score belongs to a session, or to an ordinary day (the moment `day`)")


class EffortScored(Struct, frozen=True):
    """How many more reps would have been possible: reps in reserve (RIR), 0 to 10."""

    id: str
    at: datetime
    session: str
    reserve: int

    def __post_init__(self) -> None:
        _check_head(self)
        _check_number(self.reserve, 0, 10, RESERVE_SCALE)


class NoteWritten(Struct, frozen=True):
    """The note of a session. The last one stands; an empty one removes it."""

    id: str
    at: datetime
    session: str
    text: str

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.text, LONGEST_NOTE, "a note", least=0)


class SideCorrected(Struct, frozen=True):
    """The reps that a side really had. The session may not have had this side at all."""

    id: str
    at: datetime
    session: str
    exercise: str
    side: str
    round: int
    turn: int
    reps: int
    target: int

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.exercise, LONGEST_NAME, "an exercise's id")
        if self.side not in {"left", "right", "both"}:
            raise ValueError("a side is left, right or both")
        for number, least, name in (
            (self.round, 1, "a round"),
            (self.turn, 1, "a turn"),
            (self.reps, 0, "the number of reps"),
            (self.target, 0, "a target"),
        ):
            _check_number(number, least, MOST_REPS, f"{name} is a whole number from {least} to {MOST_REPS}")


class MomentCorrected(Struct, frozen=True):
    """When a session really was. Both instants replace the ones before; None: its end is not known."""

    id: str
    at: datetime
    session: str
    started_at: datetime
    ended_at: datetime | None

    def __post_init__(self) -> None:
        _check_head(self)
        check_instant(self.started_at)
        if self.ended_at is not None:
            check_instant(self.ended_at)
            if self.ended_at < self.started_at:
                raise ValueError("a session cannot end before it began")


class EventsKnown(Struct, frozen=True):
    """How many events of a session were known when a correction was made: those behind count on from it.

    It is an entry of its own, because an older program does not take a correction with another field.
    """

    id: str
    at: datetime
    session: str
    correction: str
    """The id of the correction."""
    events: int

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.correction, LONGEST_NAME, "a correction's id")
        _check_number(self.events, 0, MOST_EVENTS, "the number of events is a whole number from 0")


class SessionAdded(Struct, frozen=True):
    """A session was entered afterwards; the program did not count its reps."""

    id: str
    at: datetime
    session: str

    def __post_init__(self) -> None:
        _check_head(self)


class PainLocated(Struct, frozen=True):
    """At which exercise the worst pain of a session was."""

    id: str
    at: datetime
    session: str
    exercise: str | None
    """None: at none of them."""

    def __post_init__(self) -> None:
        _check_head(self)
        if self.exercise is not None:
            check_text(self.exercise, LONGEST_NAME, "an exercise's id")


Why = Literal["asked", "advance", "regress"]
LONGEST_HOLD = 120.0


class TargetSet(Struct, frozen=True):
    """What a person trains at from now on, on one side of an exercise or on all."""

    id: str
    at: datetime
    exercise: str
    side: str | None
    """None: all sides."""
    variation: str
    """The id of the easier or harder form; empty for the standard."""
    reps: int
    hold: float | None
    """Seconds; None for the form's own."""
    why: Why
    """`asked`: the person set it. Otherwise a proposal that was taken."""

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.exercise, LONGEST_NAME, "an exercise's id")
        check_text(self.variation, LONGEST_NAME, "a variation's id", least=0)
        if self.side not in {"left", "right", "both", None}:
            raise ValueError("a side is left, right or both")
        _check_number(self.reps, 1, MOST_REPS, f"reps are a whole number from 1 to {MOST_REPS}")
        if self.hold is not None and not 0 <= self.hold <= LONGEST_HOLD:
            raise ValueError(f"a hold is a number of seconds from 0 to {LONGEST_HOLD:g}")
        if self.why not in get_args(Why):
            raise ValueError(f"the reason is one of {', '.join(get_args(Why))}")


class ExperimentBegun(Struct, frozen=True):
    """An experiment with two conditions, A and B, fixed before its first day."""

    id: str
    at: datetime
    name: str
    a: str
    b: str
    first_day: date
    pairs: int
    """Each has a period with A and one with B."""
    seed: str
    order: str
    """The condition that comes first in each pair, as in `BBAABABB`."""
    rules: int
    """Which rules draw the order and count the days: 1."""
    seed_given: bool = False
    """Whether a person chose the seed: then the order may have been chosen too."""

    def __post_init__(self) -> None:
        _check_head(self)
        for text, what in ((self.name, "the name"), (self.a, "condition A"), (self.b, "condition B")):
            check_text(text, LONGEST_LABEL, what)
        if self.a == self.b:
            raise ValueError("the two conditions must differ")
        _check_number(self.pairs, FEWEST_PAIRS, MOST_PAIRS, f"pairs: {FEWEST_PAIRS} to {MOST_PAIRS}")
        _check_number(self.rules, 1, MOST_REPS, "the rules are a whole number from 1")
        check_text(self.seed, LONGEST_LABEL, "the seed")
        if not SEED.fullmatch(self.seed):
            raise ValueError("a seed has 16 of the characters 0-9 and a-f")
        check_text(self.order, MOST_PAIRS, "the order")
        if not re.fullmatch(f"[AB]{{{self.pairs}}}", self.order):
            raise ValueError("the order has an A or a B for each pair")
        if type(self.seed_given) is not bool:
            raise ValueError("seed_given is true or false")
        if type(self.first_day) is not date or not FIRST_YEAR <= self.first_day.year <= LAST_YEAR:
            raise ValueError("the first day is a date")
        if self.first_day < self.at.date():
            raise ValueError("an experiment is fixed before its first day")


SEED = re.compile("[0-9a-f]{16}")


class ExperimentStopped(Struct, frozen=True):
    """An experiment was stopped before its end. That cannot be taken back: its scores may have been seen."""

    id: str
    at: datetime
    experiment: str
    """The id of its beginning."""

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.experiment, LONGEST_NAME, "an experiment's id")


class Undone(Struct, frozen=True):
    """Takes back another entry, which may be an Undone itself."""

    id: str
    at: datetime
    entry: str
    """The id of the entry that is taken back."""

    def __post_init__(self) -> None:
        _check_head(self)
        check_text(self.entry, LONGEST_NAME, "an entry's id")


Entry = (
    PainScored
    | EffortScored
    | NoteWritten
    | SideCorrected
    | MomentCorrected
    | EventsKnown
    | SessionAdded
    | PainLocated
    | TargetSet
    | ExperimentBegun
    | ExperimentStopped
    | Undone
)

ENTRY_NAMES: dict[type, str] = {kind: snake_case(kind.__name__) for kind in get_args(Entry)}
"""`PainScored` is `pain_scored` wherever it is written down."""
ENTRY_KINDS: dict[str, type] = {name: kind for kind, name in ENTRY_NAMES.items()}
_INSTANTS = ("at", "started_at", "ended_at")
_DATES = ("first_day",)


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """The entry as plain values: its name under `kind`, then its fields; instants as ISO 8601 with offset,
    days as ISO 8601.
    """
    values = {"kind": ENTRY_NAMES[type(entry)], **asdict(entry)}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def entry_from_json(data: dict[str, Any]) -> Entry:
    """The entry that `entry_to_json` wrote. KeyError: an unknown kind; else ValueError or TypeError."""
    fields = dict(data)
    kind = ENTRY_KINDS[fields.pop("kind")]
    for name in _INSTANTS:
        if fields.get(name) is not None:
            fields[name] = datetime.fromisoformat(fields[name])
    for name in _DATES:
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    entry: Entry = kind(**fields)
    return entry


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that were not taken back, without the Undones. Both are in the order of writing."""
    written: Sequence[Entry] = tuple(entries)
    taken = taken_back(written)
    return tuple(entry for entry in written if entry.id not in taken and not isinstance(entry, Undone))


def taken_back(entries: Sequence[Entry]) -> set[str]:
    """The ids of the entries that were taken back. `entries` are in the order of writing."""
    taken: set[str] = set()
    for entry in reversed(entries):  # an Undone was written after what it takes back
        if isinstance(entry, Undone) and entry.id not in taken:
            taken.add(entry.entry)
    return taken
