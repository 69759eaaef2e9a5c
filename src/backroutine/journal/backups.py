"""Copies of the journal beside it: one a day, kept for a week, then one a month for a year.

No copy is replaced or removed for a poorer one: one with less in it.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from backroutine.errors import Fault, JournalError
from backroutine.files import make_file, make_folder, sync_file
from backroutine.journal.database import folder_lock
from backroutine.journal.markers import copies_folder
from backroutine.journal.reader import opened
from backroutine.journal.rows import Damage
from backroutine.journal.schema import check_structure
from backroutine.journal.sqlite_errors import journal_error, translating_errors

KEPT_DAYS = 7
KEPT_MONTHS = 12
KEPT_GUARDS = 3
_DAILY = "journal-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"
_GUARDS = "before-*Z.db"


class Amount(NamedTuple):
    """How much a journal holds."""

    sessions: int = 0
    reps: int = 0
    entries: int = 0

    def covers(self, other: "Amount") -> bool:
        """Whether nothing in it is less than in the other one."""
        return all(mine >= theirs for mine, theirs in zip(self, other, strict=True))


def amount_in(connection: sqlite3.Connection) -> Amount:
    """The amount in a journal. Raises sqlite3.Error."""
    counts = (
        "(SELECT count(*) FROM session)",
        "(SELECT count(*) FILTER (WHERE kind = 'rep_counted') - count(*) FILTER (WHERE kind = 'rep_undone')"
        " FROM event)",
        "(SELECT count(*) FROM entry)",
    )
    return Amount(*connection.execute(f"SELECT {', '.join(counts)}").fetchone())


def copies(path: Path) -> list[Path]:
    """All copies of the journal at `path`: those of a day, newest first, then those from before a merge."""
    folder = copies_folder(path)
    # The days in the names sort as text. Files with other names are not ours.
    return [file for pattern in (_DAILY, _GUARDS) for file in sorted(folder.glob(pattern), reverse=True)]


def keep_copy(path: Path, now: datetime) -> str | None:
    """Copies the journal to `copies/journal-<day of now>.db`, and removes copies that are too old.

    The day's copy is made anew when the journal has more in it and less of nothing. Never raises for disk or
    damage: returns a line for the person, or None.
    """
    folder = copies_folder(path)
    copy = folder / f"journal-{now:%Y-%m-%d}.db"
    try:
        if not path.exists():
            return None
        make_folder(folder)
        # The same lock as a deletion: a copy made during one would keep what is deleted.
        with folder_lock(path.parent):
            if _copy(path, copy):
                _prune(path, now.date())
    except JournalError as error:
        return str(error)
    except (sqlite3.Error, OSError) as error:
        fault = journal_error(copy, error).faults[0]
        return str(Fault(fault.where, f"no copy of the journal was kept: {fault.what}", fault.todo))
    return None


def keep_guard(path: Path, now: datetime) -> Path | None:
    """Copies the journal as it is before an import; None when nothing is in it.

    Raises JournalError: what cannot be guarded must not be changed.
    """
    if not path.exists():
        return None
    with translating_errors(path), folder_lock(path.parent):
        return copy_before(path, now, "import")


def copy_before(path: Path, now: datetime, what: str) -> Path | None:
    """Copies the journal to `copies/before-<what>-<instant of now>.db`. Hold the folder's lock around it.

    Raises JournalError.
    """
    guard = copies_folder(path) / f"before-{what}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    with translating_errors(guard):
        make_folder(guard.parent)
        _copy(path, guard)
        _prune(path, now.date())
    return guard if guard.exists() else None


def _copy(path: Path, copy: Path) -> bool:
    """Whether a copy was made."""
    with opened(path, Damage()) as journal:
        amount = amount_in(journal) if journal else Amount()
        if journal is None or amount == Amount():
            return False
        if copy.exists() and ((there := _amount(copy)) == amount or not amount.covers(there)):
            return False
        check_structure(journal)
        journal.execute("ROLLBACK")  # a reader holds one instant; VACUUM wants to do that itself
        part = copy.with_name(f"{copy.name}.part")
        part.unlink(missing_ok=True)  # from a program that died over it
        make_file(part)
        try:
            journal.execute("VACUUM INTO ?", (str(part),))
            sync_file(part)
            part.replace(copy)
        finally:
            part.unlink(missing_ok=True)
    return True


def _prune(path: Path, today: date) -> None:
    daily = list(copies_folder(path).glob(_DAILY))
    guards = sorted(copies_folder(path).glob(_GUARDS), key=_instant, reverse=True)
    newest = sorted(daily, reverse=True)[:KEPT_DAYS]
    old = [copy for copy in (*daily, *guards[KEPT_GUARDS:]) if copy not in newest]
    if not old:
        return
    amounts = {copy: _amount(copy) for copy in (*daily, *guards)}
    kept = {*newest, *guards[:KEPT_GUARDS], *_fullest_of_months(daily, amounts, today)}
    for copy in old:
        if copy not in kept and any(amounts[other].covers(amounts[copy]) for other in kept):
            copy.unlink(missing_ok=True)


def _fullest_of_months(daily: Iterable[Path], amounts: dict[Path, Amount], today: date) -> list[Path]:
    fullest: dict[int, Path] = {}
    for copy in sorted(daily):
        year, month = (int(part) for part in copy.stem.split("-")[1:3])
        back = (today.year - year) * 12 + today.month - month
        if 0 < back <= KEPT_MONTHS and (back not in fullest or amounts[copy].covers(amounts[fullest[back]])):
            fullest[back] = copy
    return list(fullest.values())


def _instant(guard: Path) -> str:
    return guard.stem.rsplit("-", 1)[1]


def find_amount(copy: Path) -> Amount | None:
    """The amount in a copy; None when it cannot be read."""
    with suppress(JournalError, sqlite3.Error, OSError), opened(copy, Damage()) as journal:
        return amount_in(journal) if journal else None
    return None


def _amount(copy: Path) -> Amount:
    return find_amount(copy) or Amount()
