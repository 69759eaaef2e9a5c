"""What sessions mean: days, the weekly goal, and how long one takes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from backroutine.insight.duration import usual_seconds
from backroutine.insight.weeks import counts_for_goal, week_of
from backroutine.journal.records import SessionRecord, Status, day_of
from backroutine.session.plan import Plan
from backroutine.session.tally import SideTally
from plans import plan, step

PLAN = plan(step("left", target=10), step("right", target=10))


def session(
    *, reps: int = 20, seconds: float = 100, a_plan: Plan = PLAN, status: Status = "completed"
) -> SessionRecord:
    began = datetime.fromisoformat("2026-11-22T23:50:00+01:00")
    sides = (SideTally("leg-raise", "left", 1, 1, reps, 20, 60.0),) if reps else ()
    return SessionRecord("id", began, began + timedelta(seconds=seconds), status, "R", sides, a_plan)


def test_a_session_belongs_to_the_day_on_which_it_began_where_it_began() -> None:
    assert day_of(datetime.fromisoformat("2026-11-22T23:50:00+01:00")) == date(2026, 11, 22)
    assert day_of(datetime.fromisoformat("2026-11-23T08:50:00+10:00")) == date(2026, 11, 23)


@pytest.mark.parametrize(("time", "day"), [("00:00", 22), ("02:59", 22), ("03:00", 23), ("23:59", 23)])
def test_a_day_may_begin_after_midnight(time: str, day: int) -> None:
    assert day_of(datetime.fromisoformat(f"2026-11-23T{time}:00+01:00"), 3) == date(2026, 11, day)


def test_the_first_day_of_all_has_none_before_it() -> None:
    assert day_of(datetime.fromisoformat("0001-01-01T00:00:00+00:00"), 3) == date.min


@pytest.mark.parametrize(("day", "sunday"), [(21, 15), (22, 22), (23, 22), (28, 22), (29, 29)])
def test_a_week_may_begin_on_sunday(day: int, sunday: int) -> None:
    assert week_of(date(2026, 11, day), 6) == date(2026, 11, sunday)


@pytest.mark.parametrize(("day", "monday"), [(16, 16), (20, 16), (22, 16), (23, 23)])
def test_a_week_is_named_by_its_monday(day: int, monday: int) -> None:
    assert week_of(date(2026, 11, day)) == date(2026, 11, monday)


@pytest.mark.parametrize(("reps", "counts"), [(0, False), (1, False), (9, False), (10, True), (20, True)])
def test_half_of_what_was_planned_makes_a_session_count(reps: int, counts: bool) -> None:
    assert counts_for_goal(session(reps=reps)) == counts


def test_with_few_sessions_the_plan_is_the_guess() -> None:
    assert usual_seconds(PLAN, [session(seconds=999)] * 2) == PLAN.total_seconds


def test_only_the_latest_sessions_correct_the_guess() -> None:
    latest, before = [session(seconds=100)] * 10, [session(seconds=900)] * 20
    assert usual_seconds(PLAN, [*latest, *before]) == pytest.approx(100)


def test_ones_own_sessions_correct_the_guess() -> None:
    took = [1.1, 1.3, 1.2]
    records = [session(seconds=PLAN.total_seconds * ratio) for ratio in took]
    assert usual_seconds(PLAN, records) == pytest.approx(PLAN.total_seconds * 1.2)


def test_only_finished_sessions_at_the_written_speed_count() -> None:
    fast = session(seconds=1, a_plan=replace(PLAN, speed=20.0))
    stopped = session(seconds=1, status="stopped")
    assert usual_seconds(PLAN, [fast] * 5 + [stopped] * 5) == PLAN.total_seconds


def test_a_faster_session_takes_less() -> None:
    assert usual_seconds(replace(PLAN, speed=2.0), []) == PLAN.total_seconds / 2
