"""Looking at a journal without touching it, and bringing a copy or a damaged one back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.errors import JournalError
from backroutine.journal.backups import Amount, keep_copy
from backroutine.journal.entries import NoteWritten
from backroutine.journal.markers import set_aside_files
from backroutine.journal.reader import read_sessions
from backroutine.journal.recovery import inspect, restore
from backroutine.journal.schema import seal
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, dump, keep, tell


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path, "one")
    keep(path, "two", started_at=days_later(1))
    tell(path, NoteWritten("n", NOW, "one", "stiff"))
    return path


@pytest.fixture
def copy(path: Path) -> Path:
    keep_copy(path, NOW)
    return path.parent / "copies" / "journal-2026-11-22.db"


def run_sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_sound_journal(path: Path) -> None:
    before = path.read_bytes()
    found = inspect(path)
    assert found
    assert (found.amount, found.last_day, found.sound) == (Amount(2, 8, 1), "2026-11-23", True)
    assert path.read_bytes() == before
    assert inspect(path.with_name("none.db")) is None


def test_damaged_rows_and_a_file_cut_short(path: Path) -> None:
    run_sql(path, "UPDATE event SET body = 'x' WHERE session = 'one' AND seq IN (2, 3)")
    found = inspect(path)
    assert found
    assert (found.damaged_rows, found.sound, found.amount) == (2, False, Amount(2, 6, 1))
    path.write_bytes(path.read_bytes()[:-4096])
    found = inspect(path)
    assert found
    assert found.broken
    path.write_bytes(b"scribble")
    found = inspect(path)
    assert found
    assert "nothing in it can be read" in str(found.trouble)


@pytest.fixture
def half_saved(path: Path) -> Path:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for n in range(200):
            connection.execute(
                "INSERT INTO event VALUES ('one', ?, 0, 'half', ?, '')", (1000 + n, "x" * 3000)
            )
        copies = {file: file.read_bytes() for file in (path, path.with_name("journal.db-journal"))}
    for file, content in copies.items():
        file.write_bytes(content)
    return path


def test_what_a_program_left_half_saved_is_seen_and_not_touched(half_saved: Path) -> None:
    before = {file.name: file.read_bytes() for file in half_saved.parent.iterdir()}
    found = inspect(half_saved)
    assert found
    assert (found.half_saved, found.amount, found.sound) == (True, Amount(2, 8, 1), True)
    assert {file.name: file.read_bytes() for file in half_saved.parent.iterdir()} == before


def test_a_file_that_was_set_aside_half_saved_is_not_touched_either(half_saved: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in half_saved.parent.iterdir()}
    new = tmp_path / "new" / "journal.db"
    assert restore(new, half_saved, NOW).merged.added == 2
    assert {file.name: file.read_bytes() for file in half_saved.parent.glob("journal.db*")} == before


def test_what_was_deleted_stays_deleted_also_when_the_journal_was_lost(
    path: Path, copy: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(copy.read_bytes())
    with Journal.open(path, NOW) as journal:
        journal.delete_session("one")
    path.unlink()
    restore(path, copy, NOW)
    assert restore(path, old, NOW).merged.refused == ("n", "one")


def test_a_file_takes_nothing_away(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    keep(other, "three")
    with Journal.open(other, NOW) as journal:
        journal.delete_session("one")
    restore(path, other, NOW)
    assert {record.id for record in read_sessions(path).records} == {"one", "two", "three"}
    assert restore(path, path, NOW).merged.refused == ()


def test_a_copy_comes_back_beside_what_is_new(path: Path, copy: Path) -> None:
    path.unlink()
    keep(path, "new", started_at=days_later(2))
    done = restore(path, copy, NOW)
    assert (done.merged.added, done.merged.entries_added, done.left_out) == (2, 1, 0)
    assert [record.id for record in read_sessions(path).records] == ["new", "two", "one"]
    assert read_sessions(path).records[-1].note == "stiff"
    assert done.merged.copy
    assert [record.id for record in read_sessions(done.merged.copy).records] == ["new"]
    assert restore(path, copy, NOW).merged.added == 0


def test_a_missing_journal_comes_back_whole(path: Path, copy: Path) -> None:
    before = dump(path)
    path.unlink()
    assert "missing" in restore(path, copy, NOW).notices[0]
    assert dump(path) == before


def test_what_was_deleted_stays_deleted(path: Path, copy: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(copy.read_bytes())
    with Journal.open(path, NOW) as journal:
        journal.delete_session("one")
    assert restore(path, copy, NOW).merged.refused == ()  # the copy was cleaned too
    assert restore(path, old, NOW).merged.refused == ("n", "one")
    assert [record.id for record in read_sessions(path).records] == ["two"]


def test_a_damaged_journal_that_was_set_aside_gives_what_it_has(path: Path, copy: Path) -> None:
    run_sql(path, "UPDATE session SET plan = 'x' WHERE id = 'two'")
    path.write_bytes(path.read_bytes()[:-4096])
    aside_before = path.read_bytes()
    done = restore(path, copy, NOW)
    assert "set aside" in done.notices[0]
    assert {record.id for record in read_sessions(path).records} == {"one", "two"}
    (aside,) = set_aside_files(path)
    assert aside.read_bytes() == aside_before
    path.unlink()
    assert restore(path, aside, NOW).left_out > 0
    assert "two" not in {record.id for record in read_sessions(path).records}


@pytest.mark.parametrize("content", [b"", b"scribble" * 100])
def test_a_file_that_is_no_journal_changes_nothing(path: Path, tmp_path: Path, content: bytes) -> None:
    before = path.read_bytes()
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(JournalError):
        restore(path, tmp_path / "file", NOW)
    with pytest.raises(JournalError, match="there is no journal"):
        restore(path, tmp_path / "none", NOW)
    assert path.read_bytes() == before


def test_values_of_a_stranger_do_not_pass(path: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.db"
    keep(stranger, "three")
    entry = (
        "session:three",
        1.0,
        "e",
        1,
        1,
        NOW.isoformat(),
        "note_written",
        '{"session": "three", "text": "\\u001b[2J"}',
    )
    with closing(sqlite3.connect(stranger, isolation_level=None)) as connection:
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*entry, seal(*entry)))
    done = restore(path, stranger, NOW)
    assert (done.merged.added, done.merged.entries_added, done.left_out) == (1, 0, 1)
