"""Reading the journal. It changes nothing, and a damaged journal is read as far as possible."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date
from heapq import merge
from math import inf
from pathlib import Path
from typing import Literal

from msgspec import Struct

from backroutine.errors import Fault, JournalError
from backroutine.journal.database import Look, connect, is_wal, look, refuse_foreign, temporary
from backroutine.journal.entries import MomentCorrected
from backroutine.journal.markers import copies_folder, marker
from backroutine.journal.records import SessionRecord, build_record
from backroutine.journal.rows import (
    NOT_OURS,
    TIMES,
    Damage,
    event_of,
    events_of,
    session_shelf,
    sessions_by_id,
    sessions_newest_first,
    standing_on,
)
from backroutine.journal.schema import SessionRow
from backroutine.journal.sqlite_errors import PATIENCE, is_damage, translating_errors
from backroutine.session.events import Event

_HOUR = 3600.0
_DAY = 24 * _HOUR
_1970 = date(1970, 1, 1).toordinal()


_PAGES = 2000
"""Pages copied in one step, 8 MB: some 10 ms."""


class Reading(Struct, frozen=True):
    """Sessions, newest first, and lines for stderr that a person has to know."""

    records: tuple[SessionRecord, ...] = ()
    notices: tuple[str, ...] = ()


def read_sessions(
    path: Path,
    *,
    last: int | None = None,
    since: date | None = None,
    until: date | None = None,
    starts: int = 0,
) -> Reading:
    """The newest `last` of the sessions that began on the local days from `since` to `until`, both included.

    `starts` is the hour at which a day begins. A missing journal reads as an empty one. Raises JournalError
    when nothing can be read.
    """
    if last is not None and last <= 0:
        return Reading()
    damage, records, met = Damage(), list[SessionRecord](), 0
    # Reading all of a long journal takes seconds, in which nobody could write.
    read = snapshot if last is None and since is None else opened
    with translating_errors(path), read(path, damage) as connection:
        if connection is None:
            return Reading(notices=_missing(path))
        moved = corrected_times(connection, damage)
        within = span(since, until, starts) if since or until else None
        for row in sessions_in_order(connection, damage, moved, within):
            met += 1
            record = record_of(connection, row, damage, moved, starts)
            if record and (since or date.min) <= record.day <= (until or date.max):
                records.append(record)
            if last is not None and len(records) >= last:
                break
    if damage and not met:
        raise _unreadable(path)
    return Reading(tuple(records), notices_of(path, damage))


def read_events(path: Path, session_id: str) -> tuple[Event, ...]:
    """The events of a session, in order; none when the journal does not know it. Raises JournalError."""
    with reading(path) as (connection, damage):
        return (
            tuple(event for _, event in stored_events(connection, session_id, damage)) if connection else ()
        )


def next_first_side(path: Path) -> Literal["left", "right"]:
    """The side to begin with: the other one than in the last session that has a rep. Raises JournalError."""
    with reading(path) as (connection, damage):
        if connection:
            moved = corrected_times(connection, damage)
            for row in sessions_in_order(connection, damage, moved):
                record = record_of(connection, row, damage, moved)
                if record and record.reps > 0:
                    return "right" if record.first_side == "left" else "left"
    return "left"


@contextmanager
def reading(path: Path) -> Iterator[tuple[sqlite3.Connection | None, Damage]]:
    """The journal at one instant, None without one, and what of it could not be used. Raises JournalError."""
    damage = Damage()
    with translating_errors(path), opened(path, damage) as connection:
        yield connection, damage


@contextmanager
def opened(path: Path, damage: Damage) -> Iterator[sqlite3.Connection | None]:
    """The journal at one instant, for reading; None when there is none. Raises like `connect` and `look`."""
    match look(path):
        case Look.MISSING | Look.EMPTY:
            yield None
        case Look.DAMAGED:
            raise _unreadable(path)
        case Look.OURS:
            with closing(_connection(path, damage)) as connection:
                yield connection


@contextmanager
def snapshot(path: Path, damage: Damage) -> Iterator[sqlite3.Connection | None]:
    """The journal at one instant, copied into a private temporary database: reading it may take any time,
    and other programs can write meanwhile. None when there is none. Raises like `opened`.
    """
    with opened(path, damage) as connection:
        if connection is None or damage:
            yield connection
            return
        connection.execute("ROLLBACK")  # the copy is made in steps: between them others may write
        with closing(temporary()) as copy:
            connection.backup(copy, pages=_PAGES, progress=_refuse_to_wait)
            connection.close()
            yield copy


def _refuse_to_wait(status: int, _left: int, _all: int) -> None:
    """After a step of a copy: SQLite waited as long as we are patient, Python would go on for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        error = sqlite3.OperationalError("the journal stays locked")
        error.sqlite_errorcode = status
        raise error


def _connection(path: Path, damage: Damage) -> sqlite3.Connection:
    # Our journals never have a log file. A header that asks for one is damaged, and SQLite would make one.
    if is_wal(path) and not path.with_name(f"{path.name}-wal").exists():
        return _begun(path, "immutable", damage)
    try:
        return _begun(path, "ro", damage)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
    # A program died while it saved. Only a writer can take the half-saved event back, which nobody has seen.
    # This is the one change that reading makes.
    with suppress(sqlite3.Error), closing(connect(path, "rw", PATIENCE)) as writer:
        writer.execute("SELECT 1 FROM sqlite_master").fetchall()
    try:
        return _begun(path, "ro", damage)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
    damage.broken = True
    return _begun(path, "immutable", damage)


def _begun(path: Path, mode: Literal["ro", "immutable"], damage: Damage) -> sqlite3.Connection:
    connection = connect(path, mode, PATIENCE)
    try:
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            # The file was cut short. Now SQLite reads the pages that are left.
            damage.broken = True
            connection.execute("PRAGMA writable_schema = ON")
        else:
            _refuse_foreign(path, connection, damage)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_foreign(path: Path, connection: sqlite3.Connection, damage: Damage) -> None:
    try:
        refuse_foreign(path, connection)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        damage.broken = True


def corrected_times(connection: sqlite3.Connection, damage: Damage) -> dict[str, MomentCorrected]:
    """The corrections of time that stand, by session. Reading by day needs them all."""
    found = standing_on(connection, damage, TIMES)
    return {entry.session: entry for entry in found if isinstance(entry, MomentCorrected)}


def sessions_in_order(
    connection: sqlite3.Connection,
    damage: Damage,
    moved: Mapping[str, MomentCorrected],
    within: tuple[float, float] | None = None,
) -> Iterator[SessionRow]:
    """The sessions, newest first by the time that stands; `within` bounds those that were not corrected."""
    rows = sessions_newest_first(connection, damage, within)
    if not moved:
        yield from rows
        return

    def began(row: SessionRow) -> float:
        return moved[row.id].started_at.timestamp() if row.id in moved else row.started_utc

    elsewhere = sorted(sessions_by_id(connection, damage, moved), key=began, reverse=True)
    unmoved = (row for row in rows if row.id not in moved)
    yield from merge(unmoved, elsewhere, key=began, reverse=True)


def record_of(
    connection: sqlite3.Connection,
    row: SessionRow,
    damage: Damage,
    moved: Mapping[str, MomentCorrected],
    starts: int = 0,
) -> SessionRecord | None:
    """The record of a session; None, noted in `damage`, when this version does not understand it."""
    entries = standing_on(connection, damage, session_shelf(row.id))
    times = (moved[row.id],) if row.id in moved else ()
    try:
        return build_record(row, stored_events(connection, row.id, damage), (*entries, *times), starts)
    except NOT_OURS:
        damage.newer.add((row.id, None))
        return None


def stored_events(
    connection: sqlite3.Connection, session_id: str, damage: Damage
) -> Iterator[tuple[int, Event]]:
    """The events of a session with their numbers, in order, without the damaged ones."""
    for row in events_of(connection, damage, session_id):
        try:
            event = event_of(row)
        except NOT_OURS:
            damage.newer.add((row.session, row.seq))
        else:
            yield row.seq, event


def span(since: date | None, until: date | None, starts: int = 0) -> tuple[float, float]:
    """Seconds since 1970 that contain these local days anywhere on earth: offsets are below a day."""
    low = (since.toordinal() - _1970 - 1) * _DAY if since else -inf
    high = (until.toordinal() - _1970 + 2) * _DAY if until else inf
    return low + starts * _HOUR, high + starts * _HOUR


def _missing(path: Path) -> tuple[str, ...]:
    if not marker(path).exists():
        return ()
    return (
        str(Fault(str(path), "the journal is missing, though sessions were kept in it", copies_hint(path))),
    )


def notices_of(path: Path, damage: Damage) -> tuple[str, ...]:
    """What a person has to know about a reading: damage, and what a newer program wrote."""
    faults = []
    if damage.broken:
        faults.append(("it is damaged, and only what can be read is shown", copies_hint(path)))
    elif damage.rows:
        faults.append((f"{_left_out(len(damage.rows), 'damaged ')}", copies_hint(path)))
    if damage.newer:
        words = _left_out(len(damage.newer), "", " of a newer backroutine")
        they, them = ("it is", "it") if len(damage.newer) == 1 else ("they are", "them")
        faults.append((words, f"{they} kept; the newer one shows {them}"))
    return tuple(str(Fault(str(path), what, todo)) for what, todo in faults)


def _left_out(number: int, kind: str, whose: str = "") -> str:
    row = "1 {}row{} was left out" if number == 1 else f"{number} {{}}rows{{}} were left out"
    return row.format(kind, whose)


def _unreadable(path: Path) -> JournalError:
    return JournalError(
        str(path),
        "it is damaged, and nothing in it can be read",
        f"`backroutine start` sets it aside and begins a new one; {copies_hint(path)}",
    )


def copies_hint(path: Path) -> str:
    """Where lost sessions may be found."""
    return f"copies of earlier days, if any, are in {copies_folder(path)}"
