"""How a week stands against its goal, on each of its days."""

from datetime import date, datetime, timedelta

import pytest

from backroutine.insight.weeks import Standing, standing
from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally
from plans import plan

MONDAY = date(2026, 11, 16)
PLAN = plan()


def session(began: str, *, reps: int = 4) -> SessionRecord:
    sides = (SideTally("leg-raise", "left", 1, 1, reps, 4, 60.0),)
    return SessionRecord("id", datetime.fromisoformat(began), None, "interrupted", "R", sides, PLAN)


def on(*days: int, reps: int = 4) -> list[SessionRecord]:
    """A session at noon on each of these days after the Monday."""
    return [session(f"{MONDAY + timedelta(days=day)}T12:00:00+01:00", reps=reps) for day in days]


def stands(records: list[SessionRecord], today: int, goal: int = 3, first_weekday: int = 0) -> Standing:
    return standing(records, MONDAY + timedelta(days=today), goal=goal, first_weekday=first_weekday)


@pytest.mark.parametrize(
    ("done", "today", "due"),
    [
        ((), 0, 4),
        ((), 3, 4),
        ((), 4, 4),
        ((), 5, 5),
        ((), 6, 6),
        ((0,), 1, 5),
        ((0,), 5, 5),
        ((0,), 6, 6),
        ((0, 2), 3, 6),
        ((0, 2), 6, 6),
        ((0, 0), 1, 6),
        ((0,), 0, 5),
        ((0, 1), 1, 6),
        ((5,), 5, 6),
        ((6,), 6, None),
        ((0, 2, 4), 5, None),
        ((0, 2, 4, 5), 5, None),
    ],
)
def test_the_next_session_is_due_when_the_days_left_are_as_many_as_the_sessions(
    done: tuple[int, ...], today: int, due: int | None
) -> None:
    found = stands(on(*done), today)
    assert found.due == (None if due is None else MONDAY + timedelta(days=due))
    assert (found.done, found.done_today) == (len(done), today in done)


def test_more_sessions_than_days_are_due_at_once() -> None:
    assert stands(on(0), 1, goal=14).due == MONDAY + timedelta(days=1)


def test_other_weeks_and_a_clock_that_was_ahead_do_not_matter() -> None:
    assert stands(on(-1, 7), 0).done == 0


def test_what_does_not_count_is_not_done() -> None:
    found = stands(on(0, reps=1), 0)
    assert (found.done, found.done_today) == (0, False)


def test_a_week_that_begins_on_sunday() -> None:
    found = stands(on(-1), 0, first_weekday=6)
    assert (found.week, found.done) == (MONDAY - timedelta(days=1), 1)
    assert stands(on(-1), 5, first_weekday=6).due == MONDAY + timedelta(days=5)
    assert stands(on(-1), 6, first_weekday=6).done == 0


def test_a_session_after_midnight_belongs_to_the_week_it_followed() -> None:
    late = session("2026-11-23T02:59:00+01:00")
    assert standing([late], MONDAY + timedelta(days=6), goal=3, day_starts=3).done_today
    assert not standing([late], MONDAY + timedelta(days=6), goal=3).done_today
    assert standing([late], MONDAY + timedelta(days=7), goal=3).done == 1
