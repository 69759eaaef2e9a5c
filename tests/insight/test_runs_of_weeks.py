"""Weeks and the goal: what a week holds, and how many in a row met the goal."""

from datetime import date, timedelta

import pytest

from backroutine.insight.weeks import Run, Week, run_of, weeks_to
from records_kit import at_noon, done, row

SUNDAY = date(2026, 11, 22)


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
    late = [done("2026-11-16T02:59:00+01:00")]
    assert weeks_to(SUNDAY, late, 1)[0].sessions == 1
    assert weeks_to(SUNDAY, late, 1, day_starts=3)[0].sessions == 0
    assert weeks_to(SUNDAY, late, 2, day_starts=3)[1].sessions == 1


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
        ("..xx..", Run(2, 1, at_least=False)),
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
