"""How SQLite keeps the journal: what a writer and a reader may do, and when."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.journal.database import is_wal
from backroutine.journal.reader import opened, read_sessions
from backroutine.journal.rows import Damage
from backroutine.journal.writer import Journal
from journal_kit import NOW, keep


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path)
    return path


def test_the_right_to_write_is_asked_for_at_once(path: Path) -> None:
    def other_writes(_: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM session").fetchone() == (1,)

    with Journal.open(path, NOW) as journal:
        journal.write(other_writes)


def test_a_journal_that_was_given_a_log_file_is_one_file_again(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    assert is_wal(path)
    with Journal.open(path, NOW) as journal:
        assert journal._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert not is_wal(path)
    assert len(read_sessions(path).records) == 1


def test_each_commit_waits_for_the_disk_and_its_folder(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        extra = 3
        assert journal._connection.execute("PRAGMA synchronous").fetchone() == (extra,)


def test_a_reader_cannot_write(path: Path) -> None:
    with opened(path, Damage()) as connection:
        assert connection
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM session")
