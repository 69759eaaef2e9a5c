"""Reading experiments, and the scores of days with what is known of when they were written."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from backroutine.journal.entries import (
    ExperimentBegun,
    ExperimentStopped,
    PainScored,
    entry_to_json,
    standing,
)
from backroutine.journal.reader import notices_of, reading, span
from backroutine.journal.records import day_of
from backroutine.journal.rows import DAYS, OTHERS, entries_on, written

REGISTERED = ("at", "name", "a", "b", "first_day", "pairs", "seed", "order", "rules")
"""The fields of a beginning that its hash proves."""


class ExperimentEntries(NamedTuple):
    """What the journal holds of experiments, in the order of their instants."""

    begun: tuple[ExperimentBegun, ...] = ()
    taken_back: tuple[ExperimentBegun, ...] = ()
    """Beginnings that were undone."""
    stopped: tuple[ExperimentStopped, ...] = ()
    notices: tuple[str, ...] = ()
    """Lines for stderr."""


class DayScore(NamedTuple):
    """The score of an ordinary day."""

    day: date
    score: int
    late: bool
    """It was written more than one day after its day."""


def read_experiments(path: Path) -> ExperimentEntries:
    """All experiments. Raises JournalError."""
    with reading(path) as (connection, damage):
        if connection is None:
            return ExperimentEntries()
        entries = written(entries_on(connection, damage, OTHERS), damage)
    stand = {entry.id for entry in standing(entries)}
    entries.sort(key=lambda entry: (entry.at, entry.id))
    begun = [entry for entry in entries if isinstance(entry, ExperimentBegun)]
    return ExperimentEntries(
        tuple(entry for entry in begun if entry.id in stand),
        tuple(entry for entry in begun if entry.id not in stand),
        tuple(entry for entry in entries if isinstance(entry, ExperimentStopped) and entry.id in stand),
        notices_of(path, damage),
    )


def registration(begun: ExperimentBegun) -> str:
    """The BLAKE2b-16 of a beginning: who kept it can prove later that nothing was changed."""
    fields = {name: value for name, value in entry_to_json(begun).items() if name in REGISTERED}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def read_day_scores(path: Path, since: date, until: date, *, starts: int = 0) -> tuple[DayScore, ...]:
    """The last score of each ordinary day from `since` to `until`, in order. Raises JournalError."""
    with reading(path) as (connection, damage):
        if connection is None:
            return ()
        rows = entries_on(connection, damage, DAYS, *span(since, until, starts))
        entries = standing(written(rows, damage))
        places = {row.id: row.seq for row in rows}
    found: dict[date, DayScore] = {}
    for entry in entries:
        day = day_of(entry.at, starts)
        if isinstance(entry, PainScored) and since <= day <= until:
            found[day] = DayScore(day, entry.score, _is_late(entry, places[entry.id], starts))
    return tuple(found[day] for day in sorted(found))


def _is_late(entry: PainScored, seq: int, starts: int) -> bool:
    # A place in the order of writing is the milliseconds since 1970, unless a clock was set back.
    try:
        wrote = datetime.fromtimestamp(seq / 1000, UTC).astimezone(entry.at.tzinfo)
    except (ValueError, OverflowError, OSError):
        return False
    return day_of(wrote, starts) - day_of(entry.at, starts) > timedelta(days=1)
