"""Writing: what is stored, once, by whom it can be read, and what is said when it cannot be stored."""

import os
import resource
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.errors import JournalError, Refused
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.schema import APPLICATION_ID, MIGRATIONS, VERSION
from backroutine.journal.writer import Journal
from backroutine.session.events import CountdownReached, Paused, PhaseBegan, RepCounted, SessionStarted
from backroutine.session.plan import Phase
from backroutine.session.state import Command
from backroutine.session.tally import tally
from journal_kit import NOW, keep, lasting, side, whole
from plans import Player, as_stored, plan, step

REP = RepCounted(12.0, "leg-raise", "left", 1, 1, rep=1, target=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.db"


@contextmanager
def begun(path: Path) -> Iterator[Journal]:
    with Journal.open(path, NOW, patience=0) as journal:
        journal.begin("one", NOW, plan(), "left")
        yield journal


@settings(max_examples=15)
@given(
    script=st.lists(st.tuples(st.floats(0, 20), st.sampled_from(list(Command))), max_size=12),
    tap=st.booleans(),
)
def test_any_session_reads_back_as_it_was(script: list[tuple[float, Command]], tap: bool) -> None:
    a_plan = plan(step("right", words={"lift": "lower"}), step("left", exercise="superman"), tap=tap)
    player = Player(a_plan)
    for seconds, command in script:
        player.wait(seconds, tick=0.9)
        try:
            player.say(command)
        except Refused:
            continue
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.db")
        keep(path, "one", player.events, a_plan=a_plan, first_side="right")
        events, (record,) = read_events(path, "one"), read_sessions(path).records
    assert events == lasting(player.events)
    assert record.sides == tally(lasting(player.events), a_plan.steps)
    assert record.plan == as_stored(a_plan)
    assert record.started_at == NOW
    assert record.first_side == "right"


def test_what_only_leads_the_person_is_not_kept(path: Path) -> None:
    with begun(path) as journal:
        journal.record("one", SessionStarted(0.0))
        journal.record("one", PhaseBegan(0.0, "leg-raise", "left", 1, Phase.LIFT, 2.0, 1, 2))
        journal.record("one", CountdownReached(2.0, "leg-raise", "left", 1, 3))
        journal.record("one", REP)
    assert read_events(path, "one") == (SessionStarted(0.0), REP)


def test_settings_that_survive_a_power_cut(path: Path) -> None:
    with begun(path) as journal:
        connection = journal._connection
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous")
        }
        assert pragmas == {"journal_mode": "delete", "synchronous": 3}
        assert connection.isolation_level is None
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    with Journal.open(path, NOW) as journal:
        # Whoever waits for the next number is not kept waiting by another program.
        assert journal._connection.execute("PRAGMA busy_timeout").fetchone() == (200,)


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_files_are_the_owners_alone(path: Path, umask: int) -> None:
    def mode(of: Path) -> int:
        return stat.S_IMODE(of.stat().st_mode)

    before = os.umask(umask)
    try:
        with begun(path) as journal:
            journal._connection.execute("BEGIN IMMEDIATE")
            journal._connection.execute("DELETE FROM event")
            files = {file.name: mode(file) for file in path.parent.iterdir()}
            journal._connection.execute("ROLLBACK")
    finally:
        os.umask(before)
    assert files == dict.fromkeys(["journal.db", "journal.db-journal", "journal.db.kept"], 0o600)
    assert mode(path.parent) == 0o700


def test_a_journal_that_others_could_read_is_closed_to_them(path: Path) -> None:
    keep(path)
    path.chmod(0o644)
    Journal.open(path, NOW).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


class Forgetful:
    """A connection whose next commit gets through and is then reported as failed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.fails = True

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        cursor = self.connection.execute(query, *values)
        if query == "COMMIT" and self.fails:
            self.fails = False
            raise sqlite3.OperationalError("disk I/O error")
        return cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def test_an_event_tried_again_after_an_unclear_failure_is_stored_once(path: Path) -> None:
    with begun(path) as journal:
        journal._connection = cast("sqlite3.Connection", Forgetful(journal._connection))
        with pytest.raises(JournalError):
            journal.record("one", REP)
        journal.record("one", REP)
        journal.record("one", Paused(13.0, "asked"))
    assert read_events(path, "one") == (SessionStarted(0.0), REP, Paused(13.0, "asked"))


def test_giving_up_a_failed_event_keeps_the_next_one(path: Path) -> None:
    with begun(path) as journal:
        journal._connection = cast("sqlite3.Connection", Forgetful(journal._connection))
        with pytest.raises(JournalError):
            journal.record("one", REP)
        journal.record("one", Paused(13.0, "asked"))
    assert read_events(path, "one") == (SessionStarted(0.0), REP, Paused(13.0, "asked"))


def test_equal_events_that_both_happened_are_both_stored(path: Path) -> None:
    with begun(path) as journal:
        journal.record("one", REP)
        journal.record("one", REP)
    assert len(read_events(path, "one")) == 3


def test_beginning_the_same_session_twice_is_once_and_another_under_its_id_is_refused(path: Path) -> None:
    with begun(path) as journal:
        journal.begin("one", NOW, plan(), "left")
        with pytest.raises(JournalError, match="has a session one already"):
            journal.begin("one", NOW, plan(), "right")
    assert len(read_sessions(path).records) == 1
    assert read_events(path, "one") == (SessionStarted(0.0),)


def test_a_session_needs_the_offset_of_its_place(path: Path) -> None:
    with Journal.open(path, NOW) as journal, pytest.raises(ValueError, match="offset"):
        journal.begin("one", datetime(2026, 11, 22), plan(), "left")  # noqa: DTZ001 - the fault under test


def test_a_session_goes_on_in_a_new_run_of_the_program(path: Path) -> None:
    keep(path, "one", side("left"))
    with Journal.open(path, NOW) as journal:
        for event in side("right"):
            journal.record("one", event)
    assert read_events(path, "one") == (SessionStarted(0.0), *side("left"), *side("right"))


def test_two_programs_in_one_session_lose_nothing(path: Path) -> None:
    with begun(path) as one, Journal.open(path, NOW) as other:
        one.record("one", REP)
        other.record("one", Paused(13.0, "asked"))
        one.record("one", Paused(14.0, "away"))
        other.record("one", Paused(15.0, "asked"))
    assert [event.at for event in read_events(path, "one")] == [0.0, 12.0, 13.0, 14.0, 15.0]


def test_a_session_that_was_deleted_meanwhile_is_not_revived_in_part(path: Path) -> None:
    with begun(path) as journal, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DELETE FROM event")
        with pytest.raises(JournalError, match="not in it any more"):
            journal.record("one", REP)


def test_a_full_disk_is_reported_and_the_event_can_be_stored_later(path: Path) -> None:
    with begun(path) as journal:
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        stored = -1.0

        def fill() -> None:
            nonlocal stored
            while stored < 1000:
                journal.record("one", Paused(stored + 1, "asked"))
                stored += 1

        with pytest.raises(JournalError, match=r"journal\.db: the disk is full; make room"):
            fill()
        journal._connection.execute("PRAGMA max_page_count = 1000")
        journal.record("one", Paused(stored + 1, "asked"))
    assert [event.at for event in read_events(path, "one")[1:]] == [float(n) for n in range(int(stored) + 2)]


def test_a_write_that_the_system_refuses_is_reported(path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with begun(path) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        try:
            with pytest.raises(JournalError, match="no file may grow so large here"):
                journal.record("one", REP)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        journal.record("one", REP)
    assert read_events(path, "one") == (SessionStarted(0.0), REP)


def test_a_journal_that_another_program_keeps_locked(path: Path) -> None:
    with begun(path) as journal, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="another program keeps it locked"):
            journal.record("one", REP)
        other.execute("ROLLBACK")
        journal.record("one", REP)
    assert REP in read_events(path, "one")


def test_a_journal_that_was_moved_away_is_reported_and_nothing_is_written_into_it(path: Path) -> None:
    with begun(path) as journal:
        path.unlink()
        with pytest.raises(JournalError, match="moved or deleted while in use"):
            journal.record("one", REP)


def test_a_path_through_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(JournalError, match="a part of the path is not a folder"):
        Journal.open(tmp_path / "file" / "deep" / "journal.db", NOW)
    with pytest.raises(JournalError, match="a part of the path is not a folder"):
        read_sessions(tmp_path / "file" / "journal.db")


@pytest.mark.parametrize(
    "name", ["a?b.db", "a#b.db", "100%25.db", "with space.db", "ü.db", "file:x?mode=memory"]
)
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    keep(tmp_path / name)
    assert {entry.name for entry in tmp_path.iterdir()} == {name, f"{name}.kept"}
    assert len(read_sessions(tmp_path / name).records) == 1


def test_tables_and_the_record_of_their_version_come_in_one_transaction(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (done INTEGER)")
        raise sqlite3.OperationalError("out of luck")

    keep(path)
    monkeypatch.setattr("backroutine.journal.schema.MIGRATIONS", (*MIGRATIONS, fails))
    with pytest.raises(JournalError, match="out of luck"):
        Journal.open(path, NOW)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert not connection.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall()


def test_an_older_journal_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE more (done INTEGER)")

    keep(path)
    monkeypatch.setattr("backroutine.journal.schema.MIGRATIONS", (*MIGRATIONS, more))
    monkeypatch.setattr("backroutine.journal.database.VERSION", VERSION + 1)
    keep(path, "two")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
        assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)
    assert read_events(path, "one")[1:] == tuple(whole())
