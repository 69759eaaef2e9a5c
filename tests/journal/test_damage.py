"""Damaged, foreign and newer journals: never overwritten, never a traceback, never silent."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.errors import JournalError
from backroutine.journal.entries import MomentCorrected, NoteWritten, PainScored, Undone
from backroutine.journal.markers import marker
from backroutine.journal.reader import next_first_side, read_events, read_sessions
from backroutine.journal.schema import APPLICATION_ID, VERSION, seal
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, keep, whole
from plans import plan

ASIDE = "journal.db.damaged-20261122T061003Z"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    keep(path, "one")
    keep(path, "two", started_at=days_later(1))
    with Journal.open(path, NOW) as journal:
        journal.add_entry(NoteWritten("n", NOW, "one", "stiff"))
        journal.add_entry(PainScored("p", NOW, "two", "after", 3))
        journal.add_entry(PainScored("q", NOW, "two", "after", 2))
        journal.add_entry(Undone("u", NOW, "q"))
        journal.add_entry(MomentCorrected("m", NOW, "two", days_later(2), days_later(2)))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, sound: bytes) -> Path:
    """A journal of two whole sessions."""
    path = tmp_path / "journal.db"
    path.write_bytes(sound)
    marker(path).touch()
    return path


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "zero bytes": lambda _: b"",
    "text": lambda _: b"2026-11-22 did my exercises\n" * 30,
    "short text": lambda _: b"hello",
    "a header alone": lambda whole: whole[:100],
    "half a header": lambda whole: whole[:50],
    "no version": lambda whole: whole[:60] + bytes(4) + whole[64:],
    "a page of zeros": lambda whole: whole[:100] + bytes(3996) + whole[4096:],
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_journal_is_set_aside_whole_and_a_new_one_begins(path: Path, kind: str) -> None:
    damaged = DAMAGE[kind](path.read_bytes())
    path.write_bytes(damaged)
    with pytest.raises(
        JournalError, match=r"journal\.db: it is damaged, and nothing in it can be read; .*copies"
    ):
        read_sessions(path)
    assert path.read_bytes() == damaged
    with Journal.open(path, NOW) as journal:
        (notice,) = journal.notices
        journal.begin("new", NOW, plan(), "left")
    assert f"set aside as {ASIDE}" in notice
    assert path.with_name(ASIDE).read_bytes() == damaged
    assert [record.id for record in read_sessions(path).records] == ["new"]
    assert marker(path).exists()


def test_what_is_set_aside_never_replaces_what_was_set_aside_before(path: Path) -> None:
    for n in range(3):
        path.write_bytes(b"damage %d" % n)
        Journal.open(path, NOW).close()
    aside = sorted(path.parent.glob("*.damaged-*"), key=lambda file: file.read_bytes())
    assert [file.name for file in aside] == [ASIDE, f"{ASIDE}-2", f"{ASIDE}-3"]


def test_an_empty_file_where_nothing_was_kept_is_a_new_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch()
    assert read_sessions(path).records == ()
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()
    assert not marker(path).exists()
    path.unlink()
    path.touch()
    with Journal.open(path, NOW) as journal:
        journal.begin("one", NOW, plan(), "left")
    assert marker(path).stat().st_mode & 0o777 == 0o600


def test_a_journal_that_was_taken_away_is_missed_and_a_new_one_begins(path: Path) -> None:
    path.unlink()
    reading = read_sessions(path)
    assert reading.records == ()
    assert "the journal is missing, though sessions were kept in it" in reading.notices[0]
    with Journal.open(path, NOW) as journal:
        assert "a new one begins" in journal.notices[0]
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()


def test_a_journal_cut_short_shows_and_carries_over_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with Journal.open(path, NOW) as journal:
        for n in range(30):
            journal.begin(f"{n:02}", days_later(n), plan(), "left")
    damaged = path.read_bytes()[: path.stat().st_size * 3 // 4]
    path.write_bytes(damaged)
    reading = read_sessions(path)
    assert 0 < len(reading.records) < 30
    assert "only what can be read is shown" in reading.notices[0]
    with Journal.open(path, NOW) as journal:
        assert f"with the {len(reading.records)} sessions that could be read" in journal.notices[0]
    assert path.with_name(ASIDE).read_bytes() == damaged
    carried = read_sessions(path)
    assert [record.id for record in carried.records] == [record.id for record in reading.records]


def damaged_rows(path: Path) -> str:
    (notice,) = read_sessions(path).notices
    return notice


def test_a_changed_row_is_left_out_and_counted(path: Path) -> None:
    change(
        path, "UPDATE event SET body = replace(body, 'left', 'lefs') WHERE session = 'one' AND seq IN (1, 2)"
    )
    assert "2 damaged rows were left out" in damaged_rows(path)
    two, one = read_sessions(path).records
    assert [(row.side, row.reps) for row in one.sides] == [("left", 2), ("right", 2)]
    assert two.reps == 4
    assert read_events(path, "one")[1:] == tuple(whole()[2:])


def test_a_row_that_vanished_is_counted(path: Path) -> None:
    change(path, "DELETE FROM event WHERE session = 'one' AND seq = 3")
    assert "1 damaged row was left out" in damaged_rows(path)


@pytest.mark.parametrize("column", ["id", "started_utc", "started_at", "first_side", "plan", "checksum"])
def test_every_column_of_a_session_is_sealed(path: Path, column: str) -> None:
    change(path, f"UPDATE session SET {column} = {column} + 1 WHERE id = 'two'")
    assert "1 damaged row was left out" in damaged_rows(path)
    assert [record.id for record in read_sessions(path).records] == ["one"]


@pytest.mark.parametrize("column", ["at", "kind", "body", "checksum"])
def test_every_column_of_an_event_is_sealed(path: Path, column: str) -> None:
    change(path, f"UPDATE event SET {column} = {column} || '1' WHERE session = 'two' AND seq = 2")
    assert "1 damaged row was left out" in damaged_rows(path)


def test_when_no_row_holds_nothing_can_be_read(path: Path) -> None:
    change(path, "UPDATE session SET plan = x'00'")
    with pytest.raises(JournalError, match="nothing in it can be read"):
        read_sessions(path)


def test_a_journal_whose_rows_alone_are_damaged_is_written_on(path: Path) -> None:
    change(path, "UPDATE session SET plan = x'00' WHERE id = 'one'")
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()
    assert [record.id for record in read_sessions(path).records] == ["two"]


def test_what_a_newer_program_wrote_is_kept_but_not_shown(path: Path) -> None:
    number = len(read_events(path, "one"))
    event = ("one", number, 60.0, "somersault", "{}")
    entry = ("session:one", 1.0, "e", 1, 1, NOW.isoformat(), "mood_entered", '{"session": "one"}')
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", (*event, seal(*event)))
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*entry, seal(*entry)))
    assert "2 rows of a newer backroutine were left out; they are kept" in damaged_rows(path)
    assert len(read_sessions(path).records) == 2
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA application_id = 77", rf"another program \(application id 77, ours is {APPLICATION_ID}\)"),
        ("PRAGMA application_id = 0", r"another program \(application id 0"),
        (
            f"PRAGMA user_version = {VERSION + 41}",
            rf"journal version {VERSION + 41}; this one knows up to {VERSION}\)",
        ),
    ],
)
def test_foreign_and_newer_journals_are_left_alone(path: Path, statement: str, words: str) -> None:
    change(path, statement)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    for attempt in (read_sessions, next_first_side, lambda path: Journal.open(path, NOW)):
        with pytest.raises(JournalError, match=words):
            attempt(path)
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_not_a_file_is_neither_read_nor_moved(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "journal.db"
    make(path)
    with pytest.raises(JournalError, match="not a plain file"):
        read_sessions(path)
    with pytest.raises(JournalError, match="not a plain file"):
        Journal.open(path, NOW)
    assert [entry.name for entry in tmp_path.iterdir()] == ["journal.db"]


def flipped(whole: bytes, position: int) -> bytes:
    return whole[:position] + bytes([whole[position] ^ (1 << position % 8)]) + whole[position + 1 :]


def is_set_aside(path: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(path, folder))
        with Journal.open(copy, NOW) as journal:
            return bool(journal.notices)


def test_a_session_whose_events_all_vanished_is_counted(path: Path) -> None:
    change(path, "DELETE FROM event WHERE session = 'one'")
    assert "1 damaged row was left out" in damaged_rows(path)


def test_a_flipped_bit_anywhere_gives_the_truth_or_a_notice(path: Path, sound: bytes) -> None:
    truth = read_sessions(path).records
    for position in (*range(100), *range(100, len(sound), 37)):
        damaged = flipped(sound, position)
        path.write_bytes(damaged)
        try:
            reading = read_sessions(path)
        except JournalError:
            pass
        else:
            # A changed count can hide the last rows of a page: opening looks closer than reading may.
            assert reading.records == truth or reading.notices or is_set_aside(path), position
        assert path.read_bytes() == damaged
        assert {file.name for file in path.parent.iterdir()} == {"journal.db", "journal.db.kept"}


@pytest.mark.parametrize("column", ["shelf", "at_utc", "id", "seq", "here", "at", "kind", "body", "checksum"])
def test_every_column_of_an_entry_is_sealed(path: Path, column: str) -> None:
    change(path, f"UPDATE entry SET {column} = {column} || '1' WHERE id = 'n'")
    assert "1 damaged row was left out" in damaged_rows(path)
    assert [record.note for record in read_sessions(path).records] == ["", ""]


def test_entries_whose_keys_are_out_of_order_are_found_on_opening(path: Path) -> None:
    whole_file = path.read_bytes()
    (at,) = (n for n in range(len(whole_file)) if whole_file.startswith(b"session:one", n))
    path.write_bytes(whole_file[:at] + b"zession:one" + whole_file[at + 11 :])
    assert is_set_aside(path)


def test_writing_after_a_flipped_bit_works_or_sets_aside_or_says_why(path: Path, sound: bytes) -> None:
    kept = marker(path)
    for position in (*range(16, 100, 5), *range(100, len(sound), 197)):
        for file in path.parent.iterdir():
            file.unlink()
        kept.touch()
        damaged = flipped(sound, position)
        path.write_bytes(damaged)
        try:
            with Journal.open(path, NOW) as journal:
                journal.begin("new", days_later(2), plan(), "left")
                journal.record("new", whole()[0])
        except JournalError:
            assert path.read_bytes() == damaged, position
            continue
        aside = path.with_name(ASIDE)
        assert not aside.exists() or aside.read_bytes() == damaged, position
        assert aside.exists() == bool(journal.notices), position
        assert read_events(path, "new")[1:] == (whole()[0],), position
