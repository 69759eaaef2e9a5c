"""Copies: whole, the owner's alone, few, and never at the cost of a fuller one."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.journal.backups import keep_copy, keep_guard
from backroutine.journal.entries import NoteWritten
from backroutine.journal.reader import read_sessions
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, keep, side, tell, whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path)
    return path


def copies(path: Path) -> list[str]:
    return sorted(file.name for file in (path.parent / "copies").iterdir())


def test_a_copy_holds_everything_and_is_the_owners_alone(path: Path) -> None:
    assert keep_copy(path, NOW) is None
    copy = path.parent / "copies" / "journal-2026-11-22.db"
    assert copies(path) == [copy.name]
    assert read_sessions(copy) == read_sessions(path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with Journal.open(copy, NOW) as journal:  # it can take the journal's place as it is
        assert journal.notices == ()


def test_one_a_day_with_all_that_the_day_brought(path: Path) -> None:
    keep_copy(path, NOW)
    keep(path, "two", started_at=days_later(0.1))
    keep_copy(path, NOW)
    copy = path.parent / "copies" / "journal-2026-11-22.db"
    assert len(read_sessions(copy).records) == 2
    number = copy.stat().st_ino
    keep_copy(path, NOW)
    assert copy.stat().st_ino == number
    keep_copy(path, days_later(1))
    assert copies(path) == ["journal-2026-11-22.db", "journal-2026-11-23.db"]


def entry(number: int) -> NoteWritten:
    return NoteWritten(f"n{number}", NOW, "one", "stiff")


@pytest.mark.parametrize("more", ["session", "rep", "entry"])
def test_no_copy_is_replaced_by_one_that_has_less_of_anything(path: Path, more: str) -> None:
    if more == "session":
        keep(path, "two", [], started_at=days_later(1))
    elif more == "rep":
        path.unlink()
        keep(path, "one", side(reps=5))
    else:
        tell(path, entry(1))
    keep_copy(path, NOW)
    copy = path.parent / "copies" / "journal-2026-11-22.db"
    before = copy.read_bytes()
    path.unlink()
    keep(path, "one", side(reps=4) if more == "rep" else whole())
    if more != "entry":
        tell(path, entry(1), entry(2))
    keep_copy(path, NOW)
    assert copy.read_bytes() == before


def days_kept(path: Path) -> list[str]:
    return [name[8:-3] for name in copies(path)]


def test_seven_days_stay_and_then_one_a_month_for_a_year(path: Path) -> None:
    (path.parent / "copies").mkdir()
    (path.parent / "copies" / "journal-of-mine.db").touch()
    for day in range(0, 500, 3):
        keep_copy(path, days_later(day))
    kept = days_kept(path)
    assert kept[-1] == "of-mine"
    assert kept[-8:-1] == [f"{days_later(day):%Y-%m-%d}" for day in range(480, 499, 3)]
    months = [day[:7] for day in kept[:-8]]
    assert months == [f"{2027 + month // 12}-{month % 12 + 1:02}" for month in range(3, 14)]
    assert kept[0] == "2027-04-30"  # the last one of its month


def test_a_fuller_copy_outlives_emptier_ones_however_old_it_is(path: Path) -> None:
    keep(path, "two", started_at=days_later(0.1))
    keep_copy(path, NOW)
    path.unlink()
    keep(path, "after the loss")
    for day in range(100, 1000, 100):
        keep_copy(path, days_later(day))
    assert days_kept(path)[0] == "2026-11-22"
    keep(path, "again", started_at=days_later(0.2))
    keep_copy(path, days_later(1000))
    assert "2026-11-22" not in days_kept(path)


def test_the_latest_copies_from_before_a_merge_stay_and_fuller_ones(path: Path) -> None:
    tell(path, entry(1))
    first = keep_guard(path, NOW)
    assert first
    path.unlink()
    keep(path)
    guards = [keep_guard(path, days_later(day)) for day in range(1, 6)]
    assert copies(path) == [guard.name for guard in (first, *guards[-3:]) if guard]


def test_nothing_to_copy(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    assert keep_copy(path, NOW) is None
    assert not list(tmp_path.iterdir())
    Journal.open(path, NOW).close()
    assert keep_copy(path, NOW) is None
    assert copies(path) == []


def test_a_copy_cut_off_in_the_making_is_made_anew(path: Path) -> None:
    (path.parent / "copies").mkdir()
    (path.parent / "copies" / "journal-2026-11-22.db.part").write_bytes(b"half")
    assert keep_copy(path, NOW) is None
    assert copies(path) == ["journal-2026-11-22.db"]


def test_trouble_is_a_line_not_an_error(path: Path) -> None:
    (path.parent / "copies").write_text("no folder")
    notice = keep_copy(path, NOW)
    assert notice
    assert "no copy of the journal was kept" in notice


def test_a_damaged_journal_is_not_copied(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    path.write_bytes(path.read_bytes()[: 4096 * (pages - 1)])
    assert keep_copy(path, NOW)
    assert copies(path) == []


def test_a_copy_is_on_the_disk_before_it_takes_its_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, int]] = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        done.append(("synced", os.fstat(descriptor).st_ino))
        sync(descriptor)

    def replaced(part: Path, copy: Path) -> Path:
        done.append(("renamed", part.stat().st_ino))
        return replace(part, copy)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    assert keep_copy(path, NOW) is None
    number = (path.parent / "copies" / "journal-2026-11-22.db").stat().st_ino
    assert done == [("synced", number), ("renamed", number)]


def test_a_journal_with_a_damaged_structure_is_not_copied(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[36:40] = (5).to_bytes(4)  # free pages that are not there
    path.write_bytes(held)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(path.with_name("made.db")),))
    assert "damaged" in (keep_copy(path, NOW) or "")
    assert copies(path) == []
