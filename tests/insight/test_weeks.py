"""Weeks and the weekly goal: what a week holds, how it stands, how many in a row met the goal."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from backroutine.insight.weeks import (
    Run,
    Standing,
    Week,
    counts_for_goal,
    latest_day,
    run_of,
    standing,
    week_of,
    weeks_to,
)
from backroutine.journal.records import SessionRecord
from records_kit import at_noon, done, row

SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(("day", "sunday"), [(21, 15), (22, 22), (23, 22), (28, 22), (29, 29)])
def test_a_week_may_begin_on_sunday(day: int, sunday: int) -> None:
    assert week_of(date(2026, 11, day), 6) == date(2026, 11, sunday)


@pytest.mark.parametrize(("day", "monday"), [(16, 16), (20, 16), (22, 16), (23, 23)])
def test_a_week_is_named_by_its_monday(day: int, monday: int) -> None:
    assert week_of(date(2026, 11, day)) == date(2026, 11, monday)


@pytest.mark.parametrize(("reps", "counts"), [(0, False), (1, False), (9, False), (10, True), (20, True)])
def test_half_of_what_was_planned_makes_a_session_count(reps: int, counts: bool) -> None:
    assert counts_for_goal(done("2026-11-22T12:00:00+01:00", row("left", reps))) == counts


def test_a_week_has_its_sessions_minutes_and_reps() -> None:
    short = done("2026-11-18T07:00:00+01:00", row("left", 3, seconds=21.0))
    none = done("2026-11-17T07:00:00+01:00", row("left", 0))
    (week,) = weeks_to(SUNDAY, [*at_noon("2026-11-16", "2026-11-22"), short, none], 1)
    assert week == Week(
        date(2026, 11, 16), sessions=3, counting=2, seconds=4 * 60.0 + 21.0, reps=43, met=False
    )


def test_the_weeks_come_newest_first_and_none_is_left_out() -> None:
    weeks = weeks_to(SUNDAY, at_noon("2026-11-02", "2026-11-23", "2026-10-19"), 4)
    assert [(week.start.day, week.sessions) for week in weeks] == [(16, 0), (9, 0), (2, 1), (26, 0)]


@pytest.mark.parametrize(("goal", "met"), [(1, True), (2, True), (3, False)])
def test_the_goal_may_be_another(goal: int, met: bool) -> None:
    (week,) = weeks_to(SUNDAY, at_noon("2026-11-16", "2026-11-17"), 1, goal=goal)
    assert week.met is met


def test_a_week_may_begin_on_another_day() -> None:
    weeks = weeks_to(SUNDAY, at_noon("2026-11-22", "2026-11-21"), 2, first_weekday=6)
    assert [(week.start.day, week.sessions) for week in weeks] == [(22, 1), (15, 1)]


def test_a_day_may_begin_after_midnight() -> None:
    late = done("2026-11-16T02:59:00+01:00")
    assert weeks_to(SUNDAY, [late], 1)[0].sessions == 1
    night = replace(late, day_starts=3)
    assert [week.sessions for week in weeks_to(SUNDAY, [night], 2)] == [0, 1]


def weeks_met(picture: str) -> list[Week]:
    """Newest first; `x` met the goal, `.` did not."""
    start = date(2026, 11, 16)
    return [
        Week(start - timedelta(weeks=back), 3, 3, 0, 60, met=mark == "x") for back, mark in enumerate(picture)
    ]


@pytest.mark.parametrize(
    ("picture", "run"),
    [
        (".", Run(0, 0, at_least=False)),
        ("x..", Run(1, 0, at_least=False)),
        (".xxx..", Run(3, 0, at_least=False)),
        ("xxxx..", Run(4, 0, at_least=False)),
        (".xx.xxx..", Run(5, 1, at_least=False)),
        (".xx.xx.xx..", Run(4, 1, at_least=False)),
        ("..xx..", Run(2, 0, at_least=False)),
        ("...xxxx", Run(0, 0, at_least=False)),
        ("x..xxxx", Run(1, 0, at_least=False)),
        ("x.xxx.xxx..", Run(7, 2, at_least=False)),
        ("xxx.x", Run(4, 1, at_least=True)),
        (".xx.", Run(2, 0, at_least=True)),
    ],
)
def test_one_missed_week_in_four_is_a_rest(picture: str, run: Run) -> None:
    assert run_of(weeks_met(picture)) == run


def test_this_week_takes_nothing_away_before_it_is_over() -> None:
    assert run_of(weeks_met(".xx..")).weeks == run_of(weeks_met("xx..")).weeks == 2


def on(*days: int, reps: int = 20) -> list[SessionRecord]:
    """A session at noon on each of these days after the Monday."""
    return [done(f"{MONDAY + timedelta(days=day)}T12:00:00+01:00", row("left", reps)) for day in days]


def stands(records: list[SessionRecord], today: int, goal: int = 3, first_weekday: int = 0) -> Standing:
    return standing(records, MONDAY + timedelta(days=today), goal=goal, first_weekday=first_weekday)


@pytest.mark.parametrize(
    ("days", "today", "due"),
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
    days: tuple[int, ...], today: int, due: int | None
) -> None:
    found = stands(on(*days), today)
    assert found.due == (None if due is None else MONDAY + timedelta(days=due))
    assert (found.done, found.done_today) == (len(days), today in days)


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
    late = done("2026-11-23T02:59:00+01:00")
    assert standing([replace(late, day_starts=3)], MONDAY + timedelta(days=6), goal=3).done_today
    assert not standing([late], MONDAY + timedelta(days=6), goal=3).done_today
    assert standing([late], MONDAY + timedelta(days=7), goal=3).done == 1


@pytest.mark.parametrize(("ahead", "seen_from"), [(0, 0), (1, 1), (2, 2), (3, 0)])
def test_a_journey_west_puts_today_up_to_two_days_ahead(ahead: int, seen_from: int) -> None:
    records = at_noon("2026-11-01", (SUNDAY + timedelta(days=ahead)).isoformat())
    assert latest_day(SUNDAY, records) == SUNDAY + timedelta(days=seen_from)
