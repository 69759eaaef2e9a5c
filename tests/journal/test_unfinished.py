"""Which session may be gone on with."""

import errno
import fcntl
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backroutine.journal.unfinished import (
    Running,
    find_unfinished,
    note_running,
    only_session,
    running_session,
)
from backroutine.journal.writer import Journal
from backroutine.session.events import Event
from backroutine.session.state import Command
from plans import Player, as_stored, plan

BEGAN = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.db"


def keep(path: Path, name: str, events: Sequence[Event], began: datetime = BEGAN) -> None:
    with Journal.open(path, began) as journal:
        journal.begin(name, began, plan(), "left")
        for event in events:
            journal.record(name, event)


def test_a_session_that_died_with_reps_in_it(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    found = find_unfinished(path, BEGAN + timedelta(hours=1), {})
    assert found
    assert (found.id, found.started_at, found.plan) == ("one", BEGAN, as_stored(plan()))
    assert found.left_at == BEGAN + timedelta(seconds=11)


def test_a_session_that_was_stopped_can_go_on_too(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).say(Command.STOP).events)
    assert find_unfinished(path, BEGAN + timedelta(hours=1), {})


@pytest.mark.parametrize(("hours", "offered"), [(11.9, True), (12.1, False), (-1, False)])
def test_a_session_is_offered_for_twelve_hours(hours: float, offered: bool, path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    assert bool(find_unfinished(path, BEGAN + timedelta(hours=hours), {})) == offered


def test_a_finished_session_is_not_offered(path: Path) -> None:
    keep(path, "one", Player(plan()).to_end().events)
    assert find_unfinished(path, BEGAN + timedelta(hours=1), {}) is None


def test_a_session_without_a_rep_is_passed_over(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    keep(path, "two", Player(plan()).wait(6).events, BEGAN + timedelta(minutes=5))
    found = find_unfinished(path, BEGAN + timedelta(hours=1), {})
    assert found
    assert found.id == "one"


def test_only_the_latest_with_reps_counts(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    keep(path, "two", Player(plan()).to_end().events, BEGAN + timedelta(minutes=5))
    assert find_unfinished(path, BEGAN + timedelta(hours=1), {}) is None


def test_without_a_journal_nothing_is_offered(path: Path) -> None:
    assert find_unfinished(path, BEGAN, {}) is None


def test_one_program_at_a_time_runs_a_session(path: Path) -> None:
    assert running_session(path) == Running()
    with only_session(path) as first:
        assert first
        assert running_session(path) == Running(program=True)
        with only_session(path) as second:
            assert not second
    assert running_session(path) == Running()
    assert path.with_name("journal.db.running").stat().st_mode & 0o777 == 0o600


def test_others_see_which_session_runs_and_nothing_of_it(path: Path) -> None:
    with only_session(path):
        note_running(path, "one")
        running = running_session(path)
        assert running.is_running("one")
        assert not running.is_running("two")
    assert running_session(path) == Running()
    assert b"one" not in path.with_name("journal.db.running").read_bytes()
    with only_session(path):  # as after a program that died
        assert not running_session(path).is_running("one")


def test_a_session_that_died_runs_no_more_though_another_program_holds_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with only_session(path):  # a second program on its start page
        note_running(path, "here")
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("os.getpid", lambda: 2**22 + 1)  # beyond what Linux gives to a process
            note_running(path, "died")
        running = running_session(path)
        assert running.is_running("here")
        assert not running.is_running("died")
        assert running.program


def test_a_session_without_the_lock_makes_no_file(path: Path) -> None:
    note_running(path, "one")
    assert not path.parent.exists()


def test_without_file_locks_a_session_can_still_go_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def knows_none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", knows_none)
    with only_session(path) as alone:
        assert alone
        assert running_session(path) == Running()
