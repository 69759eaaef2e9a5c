"""Opening a journal that is damaged, foreign or on a failing disk: a history never looks like none."""

import errno
import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from backroutine.errors import JournalError
from backroutine.journal import opening
from backroutine.journal.deletion import files_of
from backroutine.journal.markers import marker, set_aside_files, set_aside_notice
from backroutine.journal.reader import read_sessions
from backroutine.journal.sqlite_errors import fault_of_check, is_damage
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, keep

SESSIONS = 12


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    for n in range(SESSIONS):
        keep(path, f"{n:02}", started_at=days_later(n))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, sound: bytes) -> Path:
    """A journal of which the last quarter was cut off."""
    path = tmp_path / "journal.db"
    path.write_bytes(sound[: len(sound) * 3 // 4])
    marker(path).touch()
    return path


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def run_sql(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def killed_at(path: Path, number: int) -> bool:
    """Opens the journal in another process, which dies at its step `number`. Whether it died."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    steps = 0

    def die(event: str, _: object) -> None:
        nonlocal steps
        if event.startswith(("os.", "open", "sqlite3.connect")):
            steps += 1
            if steps == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die)
    try:
        Journal.open(path, NOW).close()
    finally:
        os._exit(0)


def test_a_kill_at_any_step_leaves_the_damaged_journal_or_the_filled_one(path: Path) -> None:
    damaged = path.read_bytes()
    readable = {record.id for record in read_sessions(path).records}
    assert 0 < len(readable) < SESSIONS
    number = 0
    while True:
        number += 1
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(damaged)
        marker(path).touch()
        died = killed_at(path, number)
        assert {record.id for record in read_sessions(path).records} == readable, number
        Journal.open(path, NOW).close()
        assert {record.id for record in read_sessions(path).records} == readable, number
        assert [file.read_bytes() for file in set_aside_files(path)] == [damaged], number
        assert set(contents(path)) == {path.name, marker(path).name, set_aside_files(path)[0].name}, number
        if not died:
            break
    assert number > 15


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def full(*_: object) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise error


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("make_file", failing(errno.ENOSPC)),
        ("migrate", full),
        ("_carry_over", full),
        ("_link_or_copy", failing(errno.ENOSPC)),
    ],
)
def test_a_full_disk_leaves_everything_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: Callable[..., None]
) -> None:
    before = contents(path)
    with monkeypatch.context() as patch:
        patch.setattr(opening, step, fault)
        with pytest.raises(JournalError, match="the disk is full; make room"):
            Journal.open(path, NOW)
    assert contents(path) == before
    assert read_sessions(path).records
    with Journal.open(path, NOW) as journal:
        assert "set aside" in journal.notices[0]


def test_a_name_that_cannot_be_changed_leaves_everything_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(path)
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    with pytest.raises(JournalError, match="look at the permissions"):
        Journal.open(path, NOW)
    assert contents(path) == before


@pytest.fixture
def unfinished(path: Path) -> bytes:
    """The half of a transaction beside a damaged journal: SQLite would play it into any journal there."""
    with closing(sqlite3.connect(path.with_name("other.db"), isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 5")
        connection.execute("CREATE TABLE half (saved)")
        connection.execute("INSERT INTO half VALUES (zeroblob(200000))")
        connection.execute("BEGIN")
        connection.execute("DELETE FROM half")
        connection.execute("INSERT INTO half VALUES (zeroblob(200000))")
        rest = path.with_name("other.db-journal").read_bytes()
    path.with_name("other.db").unlink()
    path.write_bytes(b"scribbled over")
    path.with_name("journal.db-journal").write_bytes(rest)
    return rest


def test_an_unfinished_transaction_goes_aside_and_not_into_the_new_journal(
    path: Path, unfinished: bytes
) -> None:
    Journal.open(path, NOW).close()
    (aside,) = set_aside_files(path)
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == unfinished
    keep(path, "new")
    assert [record.id for record in read_sessions(path).records] == ["new"]


def test_an_unfinished_transaction_comes_back_when_the_name_cannot_be_changed(
    path: Path, unfinished: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(path)
    monkeypatch.setattr(Path, "replace", refusing(path))
    with pytest.raises(JournalError):
        Journal.open(path, NOW)
    assert contents(path) == before


def refusing(path: Path) -> Callable[[Path, Path], Path]:
    """Path.replace on a disk where only this one name cannot be given away."""
    real = Path.replace

    def replace(file: Path, target: Path) -> Path:
        if target == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(file, target)

    return replace


def test_what_was_set_aside_in_the_same_second_keeps_its_unfinished_transaction(
    path: Path, unfinished: bytes
) -> None:
    earlier = path.with_name(f"journal.db.damaged-{NOW.astimezone(UTC):%Y%m%dT%H%M%SZ}-journal")
    earlier.write_bytes(b"of the earlier one")
    Journal.open(path, NOW).close()
    assert earlier.read_bytes() == b"of the earlier one"
    (aside,) = set_aside_files(path)
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == unfinished


def test_a_disk_without_second_names_gets_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = path.read_bytes()
    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    Journal.open(path, NOW).close()
    assert [file.read_bytes() for file in set_aside_files(path)] == [damaged]


def test_what_was_set_aside_is_named_as_long_as_it_is_there(path: Path) -> None:
    assert set_aside_notice(path) is None
    Journal.open(path, NOW).close()
    (aside,) = set_aside_files(path)
    assert (set_aside_notice(path) or "").startswith(f"{aside}: a damaged journal was set aside here")
    assert aside in files_of(path)
    aside.unlink()
    assert set_aside_notice(path) is None


def test_a_failed_read_in_the_check_is_not_damage() -> None:
    text = "*** in database main ***\nPage 5: unable to get the page. error code={}"
    for code in (266, 8458):
        error = fault_of_check(text.format(code))
        assert (error.sqlite_errorcode, is_damage(error)) == (code, False)
    for code in (11, 522):  # a damaged page; a file that is too short
        assert is_damage(fault_of_check(text.format(code)))
    assert is_damage(fault_of_check("wrong # of entries in index 1200"))


@pytest.mark.parametrize("step", ["check_structure", "read_through"])
def test_a_disk_that_fails_to_read_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def check(_: object) -> None:
        raise fault_of_check("Page 5: unable to get the page. error code=266")

    before = contents(path)
    monkeypatch.setattr(opening, step, check if step == "check_structure" else failing(errno.EIO))
    with pytest.raises(JournalError, match="the disk failed"):
        Journal.open(path, NOW)
    assert contents(path) == before


def test_damage_that_is_gone_at_the_second_read_was_not_damage(
    tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound)
    monkeypatch.setattr(opening, "read_through", lambda _: monkeypatch.undo())
    monkeypatch.setattr(opening, "check_structure", lambda _: full_of_damage())
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()


def full_of_damage() -> None:
    raise fault_of_check("row 1 missing")


FOREIGN = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event; END",
    "view": "CREATE VIEW v AS SELECT * FROM event",
    "index": "CREATE INDEX i ON event (kind)",
    "table": "CREATE TABLE more (x)",
    "table event": "ALTER TABLE event ADD COLUMN more TEXT",
    "table entry": "ALTER TABLE entry RENAME COLUMN here TO there",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_what_this_program_did_not_make_is_refused(tmp_path: Path, sound: bytes, what: str) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound)
    run_sql(path, FOREIGN[what])
    before = contents(path)
    for attempt in (read_sessions, lambda path: Journal.open(path, NOW)):
        with pytest.raises(JournalError, match=rf"did not make \({what}"):
            attempt(path)
    assert contents(path) == before


def test_a_flipped_bit_in_the_schema_is_damage(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound.replace(b"started_at TEXT", b"started_at TEYT", 1))
    assert read_sessions(path).notices
    with Journal.open(path, NOW) as journal:
        assert f"the {SESSIONS} sessions that could be read" in journal.notices[0]


def test_a_table_that_is_missing_is_damage(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound)
    run_sql(path, "DROP TABLE deleted")
    with Journal.open(path, NOW) as journal:
        assert f"the {SESSIONS} sessions that could be read" in journal.notices[0]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.symlink_to(tmp_path / "elsewhere" / "journal.db")
    for attempt in (read_sessions, lambda path: Journal.open(path, NOW)):
        with pytest.raises(
            JournalError, match=r"it is a link to .*elsewhere/journal\.db, which is not there"
        ):
            attempt(path)
    assert path.is_symlink()


def test_permissions_that_were_taken_away_are_not_given_back(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound)
    path.chmod(0o444)
    with Journal.open(path, NOW):
        assert path.stat().st_mode & 0o777 == 0o400


def test_a_folder_where_others_may_write_is_reported(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with Journal.open(tmp_path / "journal.db", NOW) as journal:
        (notice,) = journal.notices
    assert notice == f"{tmp_path}: other people may write in this folder; say `chmod 700` on it"
    tmp_path.chmod(0o1777)
    with Journal.open(tmp_path / "journal.db", NOW) as journal:
        assert journal.notices == ()
