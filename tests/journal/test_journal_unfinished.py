"""Which session may be gone on with."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backroutine.journal.store import Journal
from backroutine.journal.unfinished import find_unfinished, only_session, running_session
from backroutine.session.events import Event
from backroutine.session.state import Command
from plans import Player, plan

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
    found = find_unfinished(path, BEGAN + timedelta(hours=1))
    assert found
    assert (found.id, found.started_at, found.plan) == ("one", BEGAN, plan())
    assert found.left_at == BEGAN + timedelta(seconds=11)


def test_one_that_was_stopped_too(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).say(Command.STOP).events)
    assert find_unfinished(path, BEGAN + timedelta(hours=1))


@pytest.mark.parametrize(("hours", "offered"), [(11.9, True), (12.1, False), (-1, False)])
def test_only_within_twelve_hours(hours: float, offered: bool, path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    assert bool(find_unfinished(path, BEGAN + timedelta(hours=hours))) == offered


def test_a_finished_one_is_not_offered(path: Path) -> None:
    keep(path, "one", Player(plan()).to_end().events)
    assert find_unfinished(path, BEGAN + timedelta(hours=1)) is None


def test_one_without_a_rep_is_passed_over(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    keep(path, "two", Player(plan()).wait(6).events, BEGAN + timedelta(minutes=5))
    found = find_unfinished(path, BEGAN + timedelta(hours=1))
    assert found
    assert found.id == "one"


def test_only_the_latest_with_reps_counts(path: Path) -> None:
    keep(path, "one", Player(plan()).wait(13).events)
    keep(path, "two", Player(plan()).to_end().events, BEGAN + timedelta(minutes=5))
    assert find_unfinished(path, BEGAN + timedelta(hours=1)) is None


def test_no_journal_nothing_left(path: Path) -> None:
    assert find_unfinished(path, BEGAN) is None


def test_one_program_at_a_time_runs_a_session(path: Path) -> None:
    assert not running_session(path)
    with only_session(path) as first:
        assert first
        assert running_session(path)
        with only_session(path) as second:
            assert not second
    assert not running_session(path)
    assert path.with_name("journal.db.running").stat().st_mode & 0o777 == 0o600
