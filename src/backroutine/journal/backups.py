"""Daily copies of the journal, beside it: the newest seven, and never fewer sessions for more days."""

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from backroutine.errors import Fault, JournalError
from backroutine.files import make_file, make_folder
from backroutine.journal.database import folder_lock
from backroutine.journal.markers import copies_folder
from backroutine.journal.reader import opened
from backroutine.journal.rows import Damage
from backroutine.journal.schema import check_structure
from backroutine.journal.sqlite_errors import journal_error, translating_errors

KEPT_DAYS = 7
_KEPT_GUARDS = 3


def keep_copy(path: Path, now: datetime) -> str | None:
    """Copies the journal to `copies/journal-<day of now>.db` unless that day has a copy or nothing is in it.

    The newest seven copies stay, and the fullest of the older ones as long as it holds more sessions than
    these: a journal that was emptied by accident never pushes out what was in it. Never raises for disk or
    damage: the answer is a line for the person, or None.
    """
    folder = copies_folder(path)
    copy = folder / f"journal-{now:%Y-%m-%d}.db"
    try:
        if not path.exists() or copy.exists():
            return None
        make_folder(folder)
        # The lock of a deletion: a copy made during one would keep what is deleted.
        with folder_lock(path.parent):
            if not copy.exists():
                _copy(path, copy)
                _prune(folder)
    except JournalError as error:
        return str(error)
    except (sqlite3.Error, OSError) as error:
        fault = journal_error(copy, error).faults[0]
        return str(Fault(fault.where, f"no copy of the journal was kept: {fault.what}", fault.todo))
    return None


def keep_guard(path: Path, now: datetime) -> Path | None:
    """Copies the journal to `copies/before-import-<instant of now>.db`; None when nothing is in it.

    The newest three such copies stay. Raises JournalError: what cannot be guarded is not to be changed.
    """
    if not path.exists():
        return None
    folder = copies_folder(path)
    guard = folder / f"before-import-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    with translating_errors(guard):
        make_folder(folder)
        with folder_lock(path.parent):
            if not guard.exists():
                _copy(path, guard)
            for old in sorted(folder.glob("before-import-*Z.db"), reverse=True)[_KEPT_GUARDS:]:
                old.unlink(missing_ok=True)
    return guard if guard.exists() else None


def _copy(path: Path, copy: Path) -> None:
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)  # from a program that died over it
    damage = Damage()
    with opened(path, damage) as journal:
        if journal is None or not (_count(journal) or _has_entries(journal)):
            return
        check_structure(journal)
        journal.execute("ROLLBACK")  # reading holds one instant; VACUUM wants to do that itself
        make_file(part)
        try:
            journal.execute("VACUUM INTO ?", (str(part),))
            _sync(part)
            part.replace(copy)
        finally:
            part.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    # The days in the names sort as text; other files are not ours to judge.
    copies = sorted(folder.glob("journal-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].db"), reverse=True)
    old = copies[KEPT_DAYS:]
    if not old:
        return
    sizes = {copy: _sessions(copy) for copy in copies}
    fullest = max(old, key=lambda copy: sizes[copy])
    for copy in old:
        if copy is not fullest or sizes[copy] <= max(sizes[kept] for kept in copies[:KEPT_DAYS]):
            copy.unlink(missing_ok=True)


def _sessions(copy: Path) -> int:
    with suppress(JournalError, sqlite3.Error, OSError), opened(copy, Damage()) as journal:
        return _count(journal) if journal else 0
    return 0


def _count(journal: sqlite3.Connection) -> int:
    return int(journal.execute("SELECT count(*) FROM session").fetchone()[0])


def _has_entries(journal: sqlite3.Connection) -> bool:
    return journal.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
