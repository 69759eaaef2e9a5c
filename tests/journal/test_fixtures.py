"""Files that earlier versions wrote: every later one opens, migrates and exports them."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from backroutine.journal import schema
from backroutine.journal.formats.json_writer import to_json, whole_journal
from backroutine.journal.markers import device_id
from backroutine.journal.merge import Merged
from backroutine.journal.reader import read_sessions
from backroutine.journal.writer import Journal
from backroutine.session.events import SessionEnded
from journal_kit import NOW, bring, dump
from machines import Machine

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal whose plans have `return_`, as all had before 0.1."""
    path = tmp_path / "home" / "journal.db"
    path.parent.mkdir()
    shutil.copy(FIXTURES / "before_return.db", path)
    assert b"return_" in path.read_bytes()
    return path


def exported(path: Path) -> bytes:
    with whole_journal(path) as whole:
        return b"".join(to_json(whole))


def test_the_first_release_is_read_written_and_exported(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    shutil.copy(FIXTURES / "journal-1.db", path)
    export = (FIXTURES / "journal-1.json").read_bytes()
    assert exported(path) == export
    reading = read_sessions(path)
    assert ["1 row of a newer" in notice for notice in reading.notices] == [True]  # event_of_tomorrow
    assert [(record.id, record.reps) for record in reading.records] == [
        ("other-plan", 2),
        ("whole", 4),
        ("4d2a9f5e-every-event", 3),
    ]
    with Journal.open(path, NOW) as journal:
        assert journal.notices == ()
    assert exported(path) == export
    other = tmp_path / "other" / "journal.db"
    bring(other, json.loads(export))
    assert exported(other) == export


def test_a_plan_with_the_old_name_is_read_and_written_with_the_new_one(old: Path) -> None:
    before = old.read_bytes()
    two, one = read_sessions(old).records
    assert (one.plan.steps[0].tempo.return_, one.reps, two.reps) == (3, 4, 2)
    assert b"return_" not in exported(old)
    assert json.loads(exported(old))["sessions"][0]["plan"]["steps"][0]["tempo"] == {
        "lift": 2, "hold": 1, "return": 3, "pause": 1,
    }  # fmt: skip
    assert old.read_bytes() == before  # stored rows keep their text and their checksum


def test_both_names_are_the_same_plan(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "journal.db"
    data = dump(old)
    bring(new, data)
    assert bring(old, data) == Merged(same=3)
    text = json.dumps(data).replace('"return"', '"return_"')
    assert bring(new, json.loads(text)) == Merged(same=3)


def test_the_own_file_of_sync_is_written_anew_once(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    machine = Machine(old.parent, folder)
    machine.sync()
    new = machine.own.read_bytes()
    assert b"return_" not in new
    machine.own.write_bytes((FIXTURES / "before_return.jsonl").read_bytes())
    done = machine.sync()
    assert (done.given.total(), done.taken.total(), done.notices) == (0, 0, ())
    assert machine.own.read_bytes() == new
    number = machine.own.stat().st_ino
    with Journal.open(old, NOW) as journal:
        journal.record("two", SessionEnded(60.0, "completed"))
    assert machine.sync().given.total() == 1
    assert machine.own.stat().st_ino == number


def test_the_file_of_a_machine_with_the_older_program_is_nothing_new(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    shutil.copy(FIXTURES / "before_return.jsonl", folder / f"backroutine-{'0' * 32}.jsonl")
    machine = Machine(old.parent, folder)
    done = machine.sync()
    assert (done.given.total(), done.taken.total(), done.notices) == (0, 0, ())
    assert device_id(old)
    fresh = Machine(tmp_path / "fresh", folder)
    assert fresh.sync().taken.total() == 3
    assert dump(fresh.path) == dump(old)


def test_a_migration_is_one_transaction_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.db"
    shutil.copy(FIXTURES / "journal-1.db", path)
    before = exported(path)

    def more(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE more (x)")

    def fails(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("full")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more, fails))
    with pytest.raises(Exception, match="full"):
        Journal.open(path, NOW)
    (copy,) = (tmp_path / "copies").iterdir()
    assert copy.name == "before-update-20261122T061003Z.db"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert exported(path) == before
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:-1])
    monkeypatch.setattr("backroutine.journal.database.VERSION", 2)
    with Journal.open(path, NOW + timedelta(seconds=1)):
        pass
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert exported(path) == exported(copy) == before
