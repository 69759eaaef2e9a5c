"""Questions to the journal: entries, pain scores, the last change, a session by the beginning of its id."""

import os.path
import uuid
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from msgspec import Struct

from backroutine.errors import UsageError
from backroutine.journal.entries import Entry, PainScored, Undone, taken_back
from backroutine.journal.reader import (
    corrected_times,
    notices_of,
    reading,
    record_of,
    sessions_in_order,
    span,
)
from backroutine.journal.records import Score, SessionRecord, day_of
from backroutine.journal.rows import (
    DAYS,
    ENTRY_BY_ID,
    deleted_hashes,
    entries_of_session,
    every_entry,
    session_ids,
    session_shelf,
    sessions_beginning,
    standing_on,
    written,
)
from backroutine.journal.schema import EntryRow

SHORTEST = 4
"""Characters that a shortened id has at least."""
_TAKING_BACK = "undo-"
_MAKING_AGAIN = f"{_TAKING_BACK}redo-"
"""Entries whose ids begin so are not changes themselves."""
_NAMED = 5
"""Candidates that an error names."""


class NoSuchSession(UsageError, LookupError):  # noqa: N818 - reads better where it is raised
    """No session's id begins so; or several do, which are in `candidates`."""

    def __init__(self, prefix: str, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        if candidates:
            named = ", ".join(candidates[:_NAMED]) + (" and more" if len(candidates) > _NAMED else "")
            super().__init__(prefix, f"several sessions begin so ({named})", "write more of the id")
        else:
            super().__init__(prefix or "ID", "no session has this id", "`backroutine log` shows the ids")


def find_session(path: Path, prefix: str, *, starts: int = 0) -> SessionRecord:
    """The session with this id, or the only one whose id begins so.

    Raises NoSuchSession (a UsageError) when there is none or there are several, and JournalError.
    """
    with reading(path) as (connection, damage):
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


def recent_sessions(path: Path, number: int) -> list[tuple[str, datetime]]:
    """The ids of the latest sessions and when each began, without their events: little is read.

    Raises JournalError.
    """
    with reading(path) as (connection, damage):
        if connection is None:
            return []
        moved = corrected_times(connection, damage)
        rows = islice(sessions_in_order(connection, damage, moved), number)
        return [
            (row.id, moved[row.id].started_at if row.id in moved else datetime.fromisoformat(row.started_at))
            for row in rows
        ]


def read_entries(path: Path, session: str | None = None) -> tuple[Entry, ...]:
    """All entries in the order of writing, or only those of one session and what takes them back.

    Undone ones are among them; `entries.standing` leaves these out. Raises JournalError.
    """
    with reading(path) as (connection, damage):
        if connection is None:
            return ()
        if session is None:
            return tuple(written(list(every_entry(connection, damage)), damage))
        rows = entries_of_session(connection, damage, session)
        return tuple(written(rows, damage))


def short_ids(path: Path, wanted: Iterable[str]) -> dict[str, str]:
    """For each of these sessions, the shortest beginning of its id that is its own.

    It has `SHORTEST` characters or more. Others whose ids begin alike may be among them. Raises JournalError.
    """
    beginnings = {one[:SHORTEST] for one in wanted}
    with reading(path) as (connection, damage):
        ids = session_ids(connection, damage, beginnings) if connection and beginnings else []
    around = ["", *ids, ""]
    return {
        one: one[: max(SHORTEST, 1 + max(_shared(one, before), _shared(one, after)))]
        for before, one, after in zip(around, ids, around[2:], strict=False)
    }


def _shared(one: str, other: str) -> int:
    """How many characters both begin with; 0 when it is less than SHORTEST, which is most of the time."""
    if one[:SHORTEST] != other[:SHORTEST]:
        return 0
    return len(os.path.commonprefix((one, other)))  # noqa: RUF071 - by character is what is meant


def take_back(entries: Iterable[Entry], at: datetime) -> tuple[Undone, ...]:
    """Entries that take others back. They are not changes themselves: the next undo takes the one before."""
    return tuple(Undone(f"{_TAKING_BACK}{uuid.uuid4()}", at, entry.id) for entry in entries)


def make_again(undone: Iterable[Undone], at: datetime) -> tuple[Undone, ...]:
    """Entries that take the entries of an undo back. They are not changes themselves."""
    return tuple(Undone(f"{_MAKING_AGAIN}{uuid.uuid4()}", at, entry.id) for entry in undone)


def last_undo(path: Path) -> tuple[Undone, ...]:
    """The entries of the newest undo on this machine that still stands; none after any other change.

    Raises JournalError.
    """
    with reading(path) as (connection, damage):
        rows = list(every_entry(connection, damage)) if connection else []
    here = {row.id for row in rows if row.here}
    entries = written(rows, damage)
    taken = taken_back(entries)
    found: list[Undone] = []
    for entry in reversed(entries):
        if entry.id not in here or entry.id in taken or entry.id.startswith(_MAKING_AGAIN):
            continue
        if not (isinstance(entry, Undone) and entry.id.startswith(_TAKING_BACK)):
            # A change that was undone and not made again is behind that undo.
            break
        if found and entry.at != found[-1].at:
            break
        found.append(entry)
    return tuple(reversed(found))


def written_at(path: Path, entry: Entry) -> datetime | None:
    """When an entry was written here, which may be long after its own instant; None when that is not known.

    Raises JournalError.
    """
    with reading(path) as (connection, _):
        row = connection.execute(ENTRY_BY_ID, (entry.id,)).fetchone() if connection else None
    with suppress(OverflowError, ValueError, OSError):
        if row is not None:
            # Its place in the order of writing is the milliseconds since 1970, if no clock was set back.
            return datetime.fromtimestamp(EntryRow(*row).seq / 1000).astimezone()
    return None


def last_change(path: Path, passed: Collection[str] = ()) -> tuple[Entry, ...]:
    """The entries of the last change made on this machine that still stands; none without one.

    Entries whose ids are in `passed` are no change.

    Entries about one session with the same instant are one change. An Undone is a change too, unless it came
    from `take_back`. Raises JournalError.
    """
    with reading(path) as (connection, damage):
        if connection is None:
            return ()
        rows = list(every_entry(connection, damage))
    here = {row.id for row in rows if row.here}
    entries = written(rows, damage)
    about = {entry.id: entry for entry in entries}
    taken = taken_back(entries)
    changes = here - taken - set(passed)
    own = [
        entry
        for entry in entries
        if entry.id in changes and not (isinstance(entry, Undone) and entry.id.startswith(_TAKING_BACK))
    ]
    if not own:
        return ()
    last = (own[-1].at, session_of(own[-1], about))
    return tuple(entry for entry in own if (entry.at, session_of(entry, about)) == last)


def session_of(entry: Entry, about: Mapping[str, Entry]) -> str | None:
    """The session that an entry, or what it takes back, is about. `about` has entries by id."""
    seen = set[str]()
    while isinstance(entry, Undone) and entry.entry in about and entry.id not in seen:
        seen.add(entry.id)
        entry = about[entry.entry]
    return getattr(entry, "session", None)


class Scores(Struct, frozen=True):
    """The scores of some days, oldest day first, and lines for stderr."""

    scores: tuple[Score, ...] = ()
    notices: tuple[str, ...] = ()


def read_scores(
    path: Path, since: date | None = None, until: date | None = None, *, starts: int = 0
) -> Scores:
    """The pain scores of the local days from `since` to `until`.

    Before, worst and after belong to the day of the session, the next morning to the day after it. The last
    score of a moment stands, and the last one of an ordinary day. Raises JournalError.
    """
    scores: list[Score] = []
    with reading(path) as (connection, damage):
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
        of_days = standing_on(connection, damage, DAYS, *within)
        days = {day_of(entry.at, starts): entry.score for entry in of_days if isinstance(entry, PainScored)}
        scores += [Score(day, "day", score, None) for day, score in days.items()]
    wanted = [score for score in scores if (since or date.min) <= score.day <= (until or date.max)]
    return Scores(tuple(sorted(wanted, key=lambda score: score.day)), notices_of(path, damage))


def read_deleted(path: Path) -> frozenset[str]:
    """The hashes of the ids of all sessions that were deleted. Raises JournalError."""
    with reading(path) as (connection, _):
        return frozenset(row[0] for row in deleted_hashes(connection)) if connection else frozenset()
