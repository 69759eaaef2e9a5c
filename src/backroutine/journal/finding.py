"""Reading what a person told, and finding a session by the beginning of its id."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from backroutine.errors import UsageError
from backroutine.journal.deleted import deleted_hashes
from backroutine.journal.entries import Entry, Moment, PainScored, standing
from backroutine.journal.entry_rows import (
    DAYS,
    entries_of_session,
    every_entry,
    session_shelf,
    standing_on,
    written,
)
from backroutine.journal.reading import (
    corrected_times,
    notices_of,
    opened,
    record_of,
    sessions_in_order,
    span,
)
from backroutine.journal.records import SessionRecord, day_of
from backroutine.journal.rows import Damage, sessions_beginning
from backroutine.journal.trouble import told

_NAMED = 5
"""So many candidates are named to a person."""


class NoSuchSession(UsageError, LookupError):  # noqa: N818 - what a person did not find is no error of theirs
    """No session's id begins so, or several do: then `candidates` has them."""

    def __init__(self, prefix: str, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        if candidates:
            named = ", ".join(candidates[:_NAMED]) + (" and more" if len(candidates) > _NAMED else "")
            super().__init__(prefix, f"several sessions begin so ({named})", "write more of the id")
        else:
            super().__init__(
                prefix or "ID", "no session has this id", "`backroutine log --json` shows the ids"
            )


def find_session(path: Path, prefix: str, *, starts: int = 0) -> SessionRecord:
    """The session with this id, or the only one whose id begins so.

    Raises NoSuchSession, a UsageError, when there is none or several; JournalError when nothing can be read.
    """
    damage = Damage()
    with told(path), opened(path, damage) as connection:
        if connection is None or not prefix:
            raise NoSuchSession(prefix)
        rows = sessions_beginning(connection, damage, prefix)
        exact = [row for row in rows if row.id == prefix]
        if len(exact or rows) > 1:
            raise NoSuchSession(prefix, tuple(sorted(row.id for row in rows)))
        for row in exact or rows:
            record = record_of(connection, row, damage, corrected_times(connection, damage), starts)
            if record:
                return record
    raise NoSuchSession(prefix)


def read_entries(path: Path, session: str | None = None) -> tuple[Entry, ...]:
    """What was told, in the order of writing: all of it, or of one session and what takes that back.

    Undone entries are in it; `entries.standing` leaves them out. Raises JournalError.
    """
    damage = Damage()
    with told(path), opened(path, damage) as connection:
        if connection is None:
            return ()
        if session is None:
            return tuple(written(list(every_entry(connection, damage)), damage))
        rows = entries_of_session(connection, damage, session)
        return tuple(written(rows, damage))


def last_change(path: Path) -> Entry | None:
    """The entry that was written last on this machine and still stands; no Undone. Raises JournalError."""
    damage = Damage()
    with told(path), opened(path, damage) as connection:
        if connection is None:
            return None
        rows = list(every_entry(connection, damage))
        here = {row.id for row in rows if row.here}
        own = [entry for entry in standing(written(rows, damage)) if entry.id in here]
        return own[-1] if own else None


def read_deleted(path: Path) -> tuple[str, ...]:
    """The SHA-256, in hex, of each id of a session that was deleted here. Raises JournalError."""
    with told(path), opened(path, Damage()) as connection:
        return tuple(row[0] for row in deleted_hashes(connection)) if connection else ()


class Score(NamedTuple):
    """A pain score on the day it tells of."""

    day: date
    moment: Moment
    score: int
    session: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some days, oldest day first, and lines for stderr."""

    scores: tuple[Score, ...] = ()
    notices: tuple[str, ...] = ()


def read_scores(
    path: Path, since: date | None = None, until: date | None = None, *, starts: int = 0
) -> tuple[Score, ...]:
    """The pain scores that tell of the local days from `since` to `until`, oldest day first.

    Before, worst and after belong to the session's day, the next morning to the day after it; a score of an
    ordinary day to its own. The last score of a moment stands; an ordinary day may have several.
    Raises JournalError.
    """
    return read_scores_told(path, since, until, starts=starts).scores


def read_scores_told(
    path: Path, since: date | None = None, until: date | None = None, *, starts: int = 0
) -> Scores:
    """Like `read_scores`, with what a person has to know about the reading."""
    damage, scores = Damage(), list[Score]()
    with told(path), opened(path, damage) as connection:
        if connection is None:
            return Scores()
        day_before = since - timedelta(days=1) if since and since > date.min else None
        within = span(day_before, until, starts)
        moved = corrected_times(connection, damage)
        for row in sessions_in_order(connection, damage, moved, within):
            began = moved[row.id].started_at if row.id in moved else datetime.fromisoformat(row.started_at)
            entries = standing_on(connection, damage, session_shelf(row.id))
            pain = {entry.moment: entry for entry in entries if isinstance(entry, PainScored)}
            for moment, scored in pain.items():
                day = day_of(began, starts) + timedelta(days=moment == "next_morning")
                scores.append(Score(day, moment, scored.score, row.id))
        for entry in standing_on(connection, damage, DAYS, *within):
            if isinstance(entry, PainScored):
                scores.append(Score(day_of(entry.at, starts), "day", entry.score, None))
    wanted = [score for score in scores if (since or date.min) <= score.day <= (until or date.max)]
    return Scores(tuple(sorted(wanted, key=lambda score: score.day)), notices_of(path, damage))
