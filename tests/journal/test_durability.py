"""Programs that die and programs that meet: nothing that was reported as saved is lost."""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import backroutine
from backroutine.errors import JournalError
from backroutine.journal.database import folder_lock
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.writer import Journal
from backroutine.session.events import RepCounted
from journal_kit import NOW, keep

_SOURCES = [str(Path(backroutine.__file__).parents[1]), str(Path(__file__).parents[1])]

REPS_FOR_EVER = """
import itertools, sys
from pathlib import Path
from backroutine.journal.writer import Journal
from backroutine.session.events import RepCounted
from backroutine.errors import JournalError
from journal_kit import NOW
from plans import plan

def until_saved(save, *what):
    # As a session does: what another program kept from being saved is offered again.
    while True:
        try:
            return save(*what)
        except JournalError as error:
            if "locked" not in str(error):
                raise

path, session, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Journal.open(path, NOW) as journal:
    until_saved(journal.begin, session, NOW, plan(), "left")
    for n in range(1, most + 1):
        rep = RepCounted(float(n), "leg-raise", "left", 1, 1, rep=n, target=most)
        until_saved(journal.record, session, rep)
        print(n, flush=True)
"""

DIES_WHILE_SAVING = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for n in range(200):
    connection.execute("INSERT INTO event VALUES ('one', ?, 0, 'half', ?, '')", (1000 + n, "x" * 3000))
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_SOURCES)},
    )


def reps(path: Path, session: str) -> list[int]:
    return [event.rep for event in read_events(path, session) if isinstance(event, RepCounted)]


def test_every_rep_that_was_shown_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with run(REPS_FOR_EVER, path, "one", 1_000_000) as child:
        assert child.stdout
        for _ in range(20):
            child.stdout.readline()
        child.kill()
        shown = 20 + len(child.stdout.read().splitlines())
    stored = reps(path, "one")
    assert stored[:shown] == list(range(1, shown + 1))
    assert len(stored) - shown in (0, 1)
    (record,) = read_sessions(path).records
    assert (record.status, record.ended_at, record.reps) == ("interrupted", None, len(stored))


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    with run(REPS_FOR_EVER, path, "one", 60) as one, run(REPS_FOR_EVER, path, "two", 60) as other:
        one.communicate()
        other.communicate()
    assert (one.returncode, other.returncode) == (0, 0)
    assert reps(path, "one") == reps(path, "two") == list(range(1, 61))
    assert {entry.name for entry in path.parent.iterdir()} == {"journal.db", "journal.db.kept"}


def test_one_program_at_a_time_makes_or_sets_aside_a_journal(tmp_path: Path) -> None:
    other = os.open(tmp_path, os.O_RDONLY)
    with folder_lock(tmp_path), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


@pytest.fixture
def half_saved(tmp_path: Path) -> Path:
    """A journal with the half of a transaction in it, and beside it what SQLite needs to take that back."""
    path = tmp_path / "journal.db"
    keep(path)
    with run(DIES_WHILE_SAVING, path) as child:
        child.wait()
    assert child.returncode == -signal.SIGKILL
    assert path.with_name("journal.db-journal").stat().st_size > 0
    return path


def test_reading_after_a_program_died_while_saving(half_saved: Path) -> None:
    reading = read_sessions(half_saved)
    assert reading.notices == ()
    assert [record.status for record in reading.records] == ["completed"]


def test_writing_after_a_program_died_while_saving(half_saved: Path) -> None:
    with Journal.open(half_saved, NOW) as journal:
        assert journal.notices == ()
    assert len(read_sessions(half_saved).records) == 1


def test_setting_aside_keeps_a_journal_and_its_unfinished_transaction_together(half_saved: Path) -> None:
    rest = half_saved.with_name("journal.db-journal").read_bytes()
    half_saved.write_bytes(b"scribbled over")
    with Journal.open(half_saved, NOW):
        pass
    aside = half_saved.with_name("journal.db.damaged-20261122T061003Z")
    assert aside.read_bytes() == b"scribbled over"
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == rest
    assert read_sessions(half_saved).records == ()  # the rest was not played into the new journal


def test_nothing_is_read_while_another_program_stands_still_in_its_saving(
    half_saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backroutine.journal.reader.PATIENCE", 0)
    half_saved.with_name("journal.db-journal").unlink()
    other = sqlite3.connect(half_saved, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalError, match="another program"):
        read_sessions(half_saved)
    other.close()
