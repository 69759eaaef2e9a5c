"""An entry in the words of a person."""

from collections.abc import Mapping

from backroutine.cli.picking import moment
from backroutine.journal.entries import (
    EffortScored,
    Entry,
    MomentCorrected,
    NoteWritten,
    PainScored,
    SessionAdded,
    SideCorrected,
    Undone,
)

_LONGEST = 40
"""Characters of a note that are quoted."""


def entry_in_words(entry: Entry, about: Mapping[str, Entry], starts: int) -> str:
    """`pain before 3`, `note “stiff”`. `about` has entries by id: what an Undone takes back is in there."""
    match entry:
        case PainScored(moment="day"):
            return f"pain {entry.score}"
        case PainScored():
            return f"pain {entry.moment.replace('_', ' ')} {entry.score}"
        case EffortScored():
            return f"reps in reserve {entry.reserve}"
        case NoteWritten():
            short = entry.text if len(entry.text) <= _LONGEST else f"{entry.text[:_LONGEST]}…"
            return f"note “{short}”" if short else "that it has no note"
        case SideCorrected():
            round_ = f" round {entry.round}" if entry.round > 1 else ""
            return f"{entry.exercise}{round_} {entry.side} {entry.reps} of {entry.target}"
        case MomentCorrected():
            return f"its time {moment(entry.started_at, starts)}"
        case SessionAdded():
            return "that it was added"
        case Undone():
            before = about.get(entry.entry)
            return f"without {entry_in_words(before, about, starts)}" if before else "something taken back"
