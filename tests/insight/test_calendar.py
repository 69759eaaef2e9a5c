"""The year as days in weeks."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from backroutine.insight.calendar import LEVELS, calendar_of, past_year, whole_year
from plans import plan, step
from records_kit import at_noon, done, row

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("reps", "level"), [((0, 0), 0), ((1, 0), 1), ((9, 0), 1), ((10, 0), 2), ((10, 9), 2), ((10, 10), 3)]
)
def test_the_level_of_a_day_is_its_share_of_a_session(reps: tuple[int, int], level: int) -> None:
    record = done("2026-11-20T07:00:00+01:00", row("left", reps[0]), row("right", reps[1]))
    (day,) = calendar_of([record], date(2026, 11, 20), date(2026, 11, 20)).days
    assert (day.level, day.sessions) == (level, int(sum(reps) > 0))
    assert level < len(LEVELS)


def test_more_than_a_session_is_the_highest_level() -> None:
    records = [*at_noon("2026-11-20"), done("2026-11-20T20:00:00+01:00", row("left", 1))]
    (day,) = calendar_of(records, date(2026, 11, 20), date(2026, 11, 20)).days
    assert (day.level, day.sessions, day.reps, day.planned) == (4, 2, 21, 20)


@pytest.mark.parametrize("order", [1, -1])
def test_a_whole_session_of_a_day_is_its_longest_plan(order: int) -> None:
    short = done("2026-11-20T07:00:00+01:00", row("left", 10), a_plan=plan(step("left", target=10)))
    long = done("2026-11-20T20:00:00+01:00", row("left", 9), row("right", 0))
    (day,) = calendar_of([short, long][::order], date(2026, 11, 20), date(2026, 11, 20)).days
    assert (day.planned, day.level) == (20, 2)


@pytest.mark.parametrize("first_weekday", [0, 5, 6])
@pytest.mark.parametrize("back", range(8))
def test_the_past_year_is_53_weeks_up_to_today(back: int, first_weekday: int) -> None:
    today = SUNDAY - timedelta(days=back)
    first, last = past_year(today, first_weekday)
    calendar = calendar_of([], first, last, first_weekday=first_weekday)
    assert (len(calendar.weeks), last, first.weekday()) == (53, today, first_weekday)


@pytest.mark.parametrize(("year", "days", "weeks"), [(2026, 365, 53), (2024, 366, 53), (2012, 366, 54)])
def test_a_year_has_all_its_days_once(year: int, days: int, weeks: int) -> None:
    calendar = calendar_of([], *whole_year(year))
    first = date(year, 1, 1)
    assert [day.day for day in calendar.days] == [first + timedelta(days=n) for n in range(days)]
    assert len(calendar.weeks) == weeks
    assert {len(week) for week in calendar.weeks} == {7}


def test_each_row_is_one_day_of_the_week() -> None:
    calendar = calendar_of([], *whole_year(2026), first_weekday=6)
    for week in calendar.weeks:
        assert all(day is None or (day.day.weekday() + 1) % 7 == row for row, day in enumerate(week))
    assert calendar.weeks[0][:4] == (None,) * 4


def test_days_outside_are_left_out() -> None:
    calendar = calendar_of(at_noon("2025-12-31", "2026-01-01", "2027-01-01"), *whole_year(2026))
    assert [day.day.isoformat() for day in calendar.days if day.sessions] == ["2026-01-01"]


def test_a_day_may_begin_after_midnight() -> None:
    records = [replace(done("2026-11-20T01:30:00+01:00"), day_starts=3)]
    calendar = calendar_of(records, date(2026, 11, 19), date(2026, 11, 20))
    assert [day.sessions for day in calendar.days] == [1, 0]
