"""One number: a correction holds for what was known, and a session that goes on counts from it."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from backroutine.journal.entries import Entry, EventsKnown, MomentCorrected, SideCorrected, Undone
from backroutine.journal.queries import last_change
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import SessionRecord
from backroutine.journal.unfinished import find_unfinished
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, RepCounted, SessionEnded, SessionResumed, SideBegan
from backroutine.session.machine import advance
from backroutine.session.plan import Plan
from backroutine.session.replay import go_on
from journal_kit import NOW, keep, lasting, tell
from plans import Player, plan, reps, step

TEN = plan(step("left", target=10), step("right", target=10))
LEFT = ("leg-raise", "left", 1, 1)
RIGHT = ("leg-raise", "right", 1, 1)
SEVEN = tuple(Player(TEN).wait(5 + 7 * 7).events)
"""A session that was left after seven reps of the left side."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path, "one", SEVEN, a_plan=TEN)
    return path


def the_record(path: Path) -> SessionRecord:
    (record,) = read_sessions(path).records
    return record


def numbers(path: Path) -> dict[str, int]:
    return {side.side: side.reps for side in the_record(path).sides}


def corrected(number: int, place: tuple[str, str, int, int] = LEFT, name: str = "c") -> SideCorrected:
    return SideCorrected(name, NOW, "one", *place, reps=number, target=10)


def correct(path: Path, *entries: SideCorrected | MomentCorrected) -> None:
    """As `edit` does it: with the number of events that are known now."""
    known = the_record(path).events
    also: list[Entry] = [EventsKnown(f"k-{entry.id}", NOW, "one", entry.id, known) for entry in entries]
    tell(path, *entries, *also)


def record(path: Path, events: Iterable[Event]) -> None:
    with Journal.open(path, NOW) as journal:
        for event in events:
            journal.record("one", event)


def go_on_to_the_end(path: Path, a_plan: Plan = TEN) -> list[tuple[str, int]]:
    """Goes on with the session that was left, and keeps what happens; the numbers that are shown."""
    left = find_unfinished(path, NOW + timedelta(minutes=5), {})
    assert left
    now = left.events[-1].at + 60.0
    state, events = go_on(a_plan, left.events, now)
    shown = list(events)
    while state.status is None:
        now += 0.5
        state, events = advance(a_plan, state, now)
        shown += events
    record(path, shown)
    return reps(shown)


def test_going_on_counts_from_the_corrected_number(path: Path) -> None:
    assert numbers(path) == {"left": 7}
    correct(path, corrected(4))
    assert numbers(path) == {"left": 4}
    shown = go_on_to_the_end(path)
    assert [rep for side, rep in shown if side == "left"] == [5, 6, 7, 8, 9, 10]
    assert numbers(path) == {"left": 10, "right": 10}


def test_going_on_after_a_correction_upwards(path: Path) -> None:
    correct(path, corrected(9))
    assert [rep for side, rep in go_on_to_the_end(path) if side == "left"] == [10]
    assert numbers(path) == {"left": 10, "right": 10}


def test_a_side_that_was_corrected_to_its_target_is_done(path: Path) -> None:
    correct(path, corrected(10))
    assert {side for side, _ in go_on_to_the_end(path)} == {"right"}
    assert numbers(path) == {"left": 10, "right": 10}


def test_a_side_that_was_not_begun_goes_on_from_its_number(path: Path) -> None:
    correct(path, corrected(8, RIGHT))
    shown = go_on_to_the_end(path)
    assert [rep for side, rep in shown if side == "right"] == [9, 10]
    assert numbers(path) == {"left": 10, "right": 10}


def test_a_correction_of_an_earlier_turn_leaves_the_later_one_alone(path: Path) -> None:
    again = (*LEFT[:3], 2)
    record(path, [SideBegan(60.0, *again, reps=0, target=10), RepCounted(61.0, *again, rep=1, target=10)])
    correct(path, corrected(4))
    assert [rep for side, rep in go_on_to_the_end(path) if side == "left"] == list(range(2, 11))
    assert [(side.side, side.turn, side.reps) for side in the_record(path).sides] == [
        ("left", 1, 4),
        ("left", 2, 10),
        ("right", 1, 10),
    ]


def test_what_was_not_planned_is_kept_and_not_gone_on_with(path: Path) -> None:
    correct(path, corrected(3, ("superman", "left", 1, 1)))
    go_on_to_the_end(path)
    assert [(side.exercise, side.side, side.reps) for side in the_record(path).sides] == [
        ("leg-raise", "left", 10),
        ("superman", "left", 3),
        ("leg-raise", "right", 10),
    ]


def test_a_program_that_did_not_know_of_the_correction_counted_on_too(path: Path) -> None:
    # As on another machine: it went on from 7, and the correction to 4 came later through a sync.
    more = [RepCounted(60.0 + n, *LEFT, rep=7 + n, target=10) for n in (1, 2, 3)]
    record(path, [SideBegan(60.0, *LEFT, reps=7, target=10), *more])
    tell(path, corrected(4), EventsKnown("k", NOW, "one", "c", len(lasting(SEVEN))))
    assert numbers(path) == {"left": 7}


def test_each_correction_holds_for_the_events_that_it_knew(path: Path) -> None:
    correct(path, corrected(4, name="first"))
    record(path, [SideBegan(60.0, *LEFT, reps=4, target=10), RepCounted(61.0, *LEFT, rep=5, target=10)])
    correct(path, corrected(3, name="second"))
    record(path, [RepCounted(62.0, *LEFT, rep=6, target=10)])
    assert numbers(path) == {"left": 4}
    tell(path, Undone("u", NOW, "second"))
    assert numbers(path) == {"left": 6}


def test_a_correction_of_an_older_program_is_the_last_word(path: Path) -> None:
    tell(path, corrected(4))
    record(path, [SideBegan(60.0, *LEFT, reps=7, target=10), RepCounted(61.0, *LEFT, rep=8, target=10)])
    assert numbers(path) == {"left": 4}


def test_a_correction_and_what_it_knew_are_one_change(path: Path) -> None:
    correct(path, corrected(4))
    assert [entry.id for entry in last_change(path)] == ["c", "k-c"]


def moved(minutes: float | None, start: float = 0) -> MomentCorrected:
    began = NOW + timedelta(minutes=start)
    return MomentCorrected(
        "m", NOW, "one", began, None if minutes is None else began + timedelta(minutes=minutes)
    )


def test_the_time_after_a_corrected_time_comes_on_top(path: Path) -> None:
    last = lasting(SEVEN)[-1].at
    correct(path, moved(3))
    assert the_record(path).seconds == 180
    record(path, [SessionResumed(last + 100), SessionEnded(last + 460, "completed")])
    assert the_record(path).seconds == 180 + 360
    assert the_record(path).ended_at == NOW + timedelta(seconds=180 + 460)


def test_a_corrected_beginning_keeps_the_length_of_what_follows(path: Path) -> None:
    last = lasting(SEVEN)[-1].at
    correct(path, moved(None, start=-30))
    assert the_record(path).ended_at is None
    record(path, [SessionResumed(last + 100), SessionEnded(last + 460, "completed")])
    assert the_record(path).started_at == NOW - timedelta(minutes=30)
    assert the_record(path).seconds == last + 360


def test_an_end_that_is_not_known_any_more(path: Path) -> None:
    correct(path, moved(3))
    record(path, [SessionResumed(500.0)])
    assert the_record(path).ended_at is None
