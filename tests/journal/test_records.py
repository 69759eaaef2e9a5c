"""Records of sessions: the day a session belongs to."""

from datetime import date, datetime

import pytest

from backroutine.journal.records import day_of


def test_a_session_belongs_to_the_day_on_which_it_began_where_it_began() -> None:
    assert day_of(datetime.fromisoformat("2026-11-22T23:50:00+01:00")) == date(2026, 11, 22)
    assert day_of(datetime.fromisoformat("2026-11-23T08:50:00+10:00")) == date(2026, 11, 23)


@pytest.mark.parametrize(("time", "day"), [("00:00", 22), ("02:59", 22), ("03:00", 23), ("23:59", 23)])
def test_a_day_may_begin_after_midnight(time: str, day: int) -> None:
    assert day_of(datetime.fromisoformat(f"2026-11-23T{time}:00+01:00"), 3) == date(2026, 11, day)


def test_the_first_day_of_all_has_none_before_it() -> None:
    assert day_of(datetime.fromisoformat("0001-01-01T00:00:00+00:00"), 3) == date.min
