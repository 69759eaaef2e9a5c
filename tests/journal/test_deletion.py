"""Deleting: nothing of a session is left in the bytes of any file, and nothing else is lost."""

import errno
import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from backroutine.errors import JournalError
from backroutine.journal import backups, deletion, writer
from backroutine.journal.backups import keep_copy, keep_guard
from backroutine.journal.deletion import Deleted, delete_all, files_of
from backroutine.journal.entries import Entry, MomentCorrected, NoteWritten, PainScored, SideCorrected, Undone
from backroutine.journal.queries import read_entries
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.rows import id_hash
from backroutine.journal.writer import Journal
from backroutine.session.events import SideSkipped
from journal_kit import NOW, days_later, hashes_in, keep, whole
from plans import plan, step

GONE = "4d2a9f5e-0b77-4d5c-9d4e-6a3f0c1b2e88"
BEGAN = days_later(3.14159)
SECRETS = (
    GONE, "pistol-squat", "Pistol squat", "burning toe", "entry-of-it", "undoing-it", "moment-of-it",
    BEGAN.isoformat(), BEGAN.date().isoformat(), days_later(77).isoformat(),
)  # fmt: skip
ENTRIES: tuple[Entry, ...] = (
    NoteWritten("entry-of-it", BEGAN, GONE, "burning toe"),
    Undone("undoing-it", BEGAN, "entry-of-it"),
    Undone("undoing-it-again", BEGAN, "undoing-it"),
    SideCorrected("entry-of-it-2", BEGAN, GONE, "pistol-squat", "left", 1, 1, 1, 2),
    MomentCorrected("moment-of-it", BEGAN, GONE, days_later(77), None),
    Undone("undoing-it-3", BEGAN, "moment-of-it"),
)
OTHERS: tuple[Entry, ...] = (
    NoteWritten("kept", NOW, "one", "stiff"),
    PainScored("day", NOW, None, "day", 4),
    MomentCorrected("moved", NOW, "two", days_later(9), None),
    Undone("stays", NOW, "day"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "journal.db"
    keep(path, "one")
    steps = [step(side, "pistol-squat", name="Pistol squat") for side in ("left", "right")]
    events = [SideSkipped(float(n), "pistol-squat", "left", 1) for n in range(200)]
    keep(path, GONE, events, started_at=BEGAN, a_plan=plan(*steps * 30))
    keep(path, "two", started_at=days_later(1))
    with Journal.open(path, NOW) as journal:
        for entry in (*ENTRIES, *OTHERS):
            journal.add_entry(entry)
    return path


def traces(path: Path) -> list[tuple[str, str]]:
    held = {file.name: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    return [(name, secret) for name, data in held.items() for secret in SECRETS if secret.encode() in data]


def test_a_search_through_all_bytes_finds_nothing_of_it(path: Path) -> None:
    keep_copy(path, NOW)
    keep_copy(path, days_later(1))
    (path.parent / "copies" / "journal-2026-11-29.db.part").write_bytes(path.read_bytes()[:5000])
    assert {secret for _, secret in traces(path)} == set(SECRETS)
    sessions, before = read_sessions(path).records, read_entries(path)
    with Journal.open(path, NOW) as journal:
        deleted = journal.delete_session(GONE)
        assert (deleted.left, deleted.notices) == ((), ())
        assert traces(path) == []
    assert traces(path) == []
    assert read_sessions(path).records == tuple(record for record in sessions if record.id != GONE)
    assert read_events(path, "one")[1:] == tuple(whole())
    assert before[-len(OTHERS) :] == read_entries(path) == OTHERS
    for copy in (path.parent / "copies").iterdir():
        assert {record.id for record in read_sessions(copy).records} == {"one", "two"}
        assert id_hash(GONE).encode() in copy.read_bytes()


def test_it_does_not_come_back_in_silence(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        journal.delete_session(GONE)
        with pytest.raises(JournalError, match="was deleted"):
            journal.add_session(GONE, BEGAN, plan(), "left", whole())
        with pytest.raises(JournalError, match="was deleted"):
            journal.add_entry(ENTRIES[0])
        journal.delete_session(GONE)
    assert hashes_in(path) == [id_hash(GONE)]
    assert GONE.encode() not in path.read_bytes()


def test_a_journal_that_was_set_aside_is_rewritten_or_reported(path: Path) -> None:
    whole_file = path.read_bytes()
    healthy = path.with_name("journal.db.damaged-20261101T000000Z")
    broken = path.with_name("journal.db.damaged-20261102T000000Z")
    other = path.with_name("journal.db.damaged-20261103T000000Z")
    rest = path.with_name("journal.db.damaged-20261103T000000Z-journal")
    unrelated = path.with_name("journal.db.damaged-20261104T000000Z")
    healthy.write_bytes(whole_file)
    broken.write_bytes(whole_file[: len(whole_file) * 3 // 4])
    other.write_bytes(b"")
    rest.write_bytes(b"half of a transaction with " + GONE.encode())
    unrelated.write_bytes(b"scribbled over")
    with Journal.open(path, NOW) as journal:
        deleted = journal.delete_session(GONE)
    assert deleted.left == (broken, other)
    assert (
        f"{broken}: it is damaged and may still hold the deleted session; delete this file"
        in deleted.notices[0]
    )
    assert {name for name, _ in traces(path)} == {broken.name, rest.name}
    assert {record.id for record in read_sessions(healthy).records} == {"one", "two"}
    assert unrelated.read_bytes() == b"scribbled over"


def test_a_copy_that_another_program_holds_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backroutine.journal.deletion.PATIENCE", 0)
    keep_copy(path, NOW)
    (copy,) = (path.parent / "copies").iterdir()
    with Journal.open(path, NOW) as journal, closing(sqlite3.connect(copy, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert journal.delete_session(GONE).left == (copy,)
    assert GONE not in {record.id for record in read_sessions(path).records}


def test_a_locked_journal_keeps_its_session_and_says_so(path: Path) -> None:
    with Journal.open(path, NOW, patience=0) as journal, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="another program keeps it locked"):
            journal.delete_session(GONE)
    assert GONE in {record.id for record in read_sessions(path).records}


def test_no_copy_is_made_during_a_deletion(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = []

    def look(*_: object) -> Deleted:
        other = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            locked.append(True)
        finally:
            os.close(other)
        return Deleted()

    monkeypatch.setattr(writer, "erase_everywhere", look)
    monkeypatch.setattr(backups, "_copy", look)
    with Journal.open(path, NOW) as journal:
        journal.delete_session(GONE)
    keep_copy(path, NOW)
    keep_guard(path, NOW)
    assert locked == [True] * 3


def test_a_copy_made_meanwhile_where_the_disk_knows_no_locks_is_cleaned_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = path.parent / "copies" / "journal-2026-11-22.db"

    def copied_first(file: Path, session_id: str, ids: list[str]) -> bool:
        if not late.exists():
            shutil.copy(path, late)
        return cleaned(file, session_id, ids)

    cleaned = deletion._cleaned
    monkeypatch.setattr(deletion, "_cleaned", copied_first)
    keep_copy(path, days_later(1))
    with Journal.open(path, NOW) as journal:
        assert journal.delete_session(GONE).left == ()
    assert late.exists()
    assert traces(path) == []


class Refuses:
    """A connection on which one statement fails."""

    def __init__(self, connection: sqlite3.Connection, statement: str) -> None:
        self.connection = connection
        self.statement = statement

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        if query == self.statement:
            raise sqlite3.OperationalError("disk I/O error")
        return self.connection.execute(query, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def test_what_is_deleted_is_overwritten_also_where_the_file_cannot_be_made_anew(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        journal._connection.execute("PRAGMA secure_delete = OFF")  # some systems have it on by themselves
        journal._connection = cast("sqlite3.Connection", Refuses(journal._connection, "VACUUM"))
        with pytest.raises(JournalError):
            journal.delete_session(GONE)
    assert b"burning toe" not in path.read_bytes()
    assert b"pistol-squat" not in path.read_bytes()


def test_the_file_is_made_anew_without_the_room_of_what_was_deleted(path: Path) -> None:
    before = path.stat().st_size
    with Journal.open(path, NOW) as journal:
        journal.delete_session(GONE)
        assert journal._connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert path.stat().st_size < before


def test_the_journal_goes_last_when_all_is_deleted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = path.with_name("journal.db.damaged-20261101T000000Z")
    stuck.touch()
    unlink = Path.unlink

    def fails(file: Path, *, missing_ok: bool = False) -> None:
        if file == stuck:
            raise PermissionError(errno.EPERM, "not permitted")
        unlink(file, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fails)
        with pytest.raises(JournalError, match="damaged-2026"):
            delete_all(path)
    assert len(read_sessions(path).records) == 3
    assert delete_all(path)
    assert files_of(path) == []


def test_deleting_all_removes_what_was_listed_and_nothing_else(path: Path) -> None:
    keep_copy(path, NOW)
    names = ["journal.db.damaged-20261101T000000Z", "journal.db.damaged-20261101T000000Z-journal"]
    names += ["journal.db.running", "journal.db-journal", "copies/of-mine.db"]
    names += ["journal.db.device", "journal.db.asked", f".backroutine-{'0f' * 8}.part", "safety-shown"]
    for name in names:
        (path.parent / name).write_bytes(b"x")
    (path.parent / "settings.toml").touch()
    (path.parent / "journal.db.damaged-folder").mkdir()
    listed = files_of(path)
    wanted = {*names, "journal.db", "journal.db.kept", "copies/journal-2026-11-22.db"}
    assert {str(file.relative_to(path.parent)) for file in listed} == wanted
    assert delete_all(path) == listed
    assert {file.name for file in path.parent.iterdir()} == {"settings.toml", "journal.db.damaged-folder"}
    assert files_of(path) == delete_all(path) == delete_all(path.parent / "none" / "journal.db") == []
    assert read_sessions(path).notices == ()


def test_a_file_beside_it_that_is_not_ours_is_named_and_nothing_in_it_runs(path: Path) -> None:
    keep_copy(path, NOW)
    (copy,) = (path.parent / "copies").iterdir()
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("CREATE TRIGGER t AFTER DELETE ON event BEGIN DELETE FROM session; END")
    before = copy.read_bytes()
    with Journal.open(path, NOW) as journal:
        assert journal.delete_session("one").left == (copy,)
    assert copy.read_bytes() == before
