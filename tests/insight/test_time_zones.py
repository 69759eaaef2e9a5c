"""Days, weeks and runs stay right where clocks change, on flights and when a clock is set back."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.insight.calendar import calendar_of
from backroutine.insight.stats import overview_of, overview_to_json
from backroutine.insight.weeks import run_of, weeks_to
from backroutine.journal.records import SessionRecord, day_of
from records_kit import done

ZONES = ("Europe/Berlin", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")
HALF_HOUR = timedelta(minutes=30)


def stored(instant: datetime, zone: str) -> datetime:
    """An instant as the journal gives it back: with the offset it had, without the name of the zone."""
    return datetime.fromisoformat(instant.astimezone(ZoneInfo(zone)).isoformat())


def local(day: date, hour: int, minute: int, zone: str) -> SessionRecord:
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    # Through UTC and back: a time that the clock leaps over becomes one that there was.
    return done(stored(wall.astimezone(UTC), zone))


@pytest.mark.parametrize(
    ("zone", "day", "half_hours"),
    [
        ("Europe/Berlin", "2026-03-29", 46),
        ("Europe/Berlin", "2026-10-25", 50),
        ("Africa/Cairo", "2026-04-24", 46),  # its first hour is missing: there is no midnight
        ("Africa/Cairo", "2026-10-29", 50),  # its last hour comes twice
        ("America/Santiago", "2026-09-06", 46),
        ("America/Santiago", "2026-04-04", 50),
        ("Australia/Lord_Howe", "2026-10-04", 47),  # half an hour of summer time
        ("Australia/Lord_Howe", "2026-04-05", 49),
        ("Pacific/Apia", "2011-12-29", 48),
        ("Pacific/Apia", "2011-12-30", 0),  # a day that never was
        ("Pacific/Apia", "2011-12-31", 48),
    ],
)
def test_every_half_hour_belongs_to_one_day(zone: str, day: str, half_hours: int) -> None:
    the_day = date.fromisoformat(day)
    middle = datetime(the_day.year, the_day.month, the_day.day, 12, tzinfo=UTC)
    instants = [middle + HALF_HOUR * n for n in range(-144, 144)]
    records = [done(stored(instant, zone)) for instant in instants]
    calendar = calendar_of(records, the_day - timedelta(days=1), the_day + timedelta(days=1))
    assert {cell.day: cell.sessions for cell in calendar.days}[the_day] == half_hours
    assert half_hours == Counter(day_of(record.started_at) for record in records)[the_day]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("monday", ["2026-02-02", "2026-08-03", "2011-10-03"])
def test_weeks_and_runs_hold_where_clocks_change(zone: str, monday: str) -> None:
    first = date.fromisoformat(monday)
    number = 16
    records = []
    for week in range(number):
        begins = first + timedelta(weeks=week)
        records += [local(begins, 1, 15, zone), local(begins + timedelta(days=1), 12, 0, zone)]
        records.append(local(begins + timedelta(days=6), 23, 45, zone))
    weeks = weeks_to(first + timedelta(weeks=number, days=-1), records, number + 3)
    assert [week.counting for week in weeks] == [3] * number + [0] * 3
    assert run_of(weeks).weeks == number


def test_a_session_across_midnight_belongs_to_the_day_it_began() -> None:
    calendar = calendar_of([done("2026-11-15T23:58:00+01:00")], date(2026, 11, 15), date(2026, 11, 16))
    assert [day.sessions for day in calendar.days] == [1, 0]
    assert weeks_to(date(2026, 11, 16), [done("2026-11-15T23:58:00+01:00")], 2)[1].sessions == 1


def test_on_a_flight_the_day_is_that_of_the_place() -> None:
    # Monday morning in Sydney, and the same Monday again in Los Angeles, 18 hours later.
    flown = [done("2026-11-16T07:00:00+11:00"), done("2026-11-16T06:00:00-08:00")]
    calendar = calendar_of(flown, date(2026, 11, 15), date(2026, 11, 17))
    assert [day.sessions for day in calendar.days] == [0, 2, 0]


def test_over_the_date_line_a_later_session_may_lie_in_the_week_before() -> None:
    apia, pago_pago = done("2026-11-16T07:00:00+13:00"), done("2026-11-15T10:00:00-11:00")
    assert pago_pago.started_at > apia.started_at
    weeks = weeks_to(date(2026, 11, 16), [apia, pago_pago], 2)
    assert [week.sessions for week in weeks] == [1, 1]


def test_a_clock_set_back_loses_no_session() -> None:
    # Kept in this order: the second one began, says the clock, before the first, and both on one day.
    records = [done("2026-11-17T07:00:00+01:00"), done("2026-11-17T06:10:00+01:00")]
    records.append(done("2026-11-12T07:00:00+01:00"))
    weeks = weeks_to(date(2026, 11, 17), records, 2)
    assert [week.sessions for week in weeks] == [2, 1]


def test_a_session_of_the_future_is_in_no_week_yet() -> None:
    overview = overview_of(date(2026, 11, 17), [done("2027-11-17T07:00:00+01:00")])
    assert overview.sides == ()
    assert overview_to_json(overview)["calendar"]["days"] == []


MANY = [
    done(datetime(2026, 11, 20, hour % 24, 30, tzinfo=UTC) - timedelta(days=hour % 90)) for hour in range(60)
]


@given(st.permutations(MANY))
def test_the_order_of_sessions_changes_nothing(records: list[SessionRecord]) -> None:
    today = date(2026, 11, 22)
    assert overview_to_json(overview_of(today, records)) == overview_to_json(overview_of(today, MANY))
