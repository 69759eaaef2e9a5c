"""Days and times as people write them."""

from datetime import date, time, timedelta

import pytest

from backroutine.cli.parsing import instant_on, parse_day, parse_days
from backroutine.errors import UsageError

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-22"),
        ("Yesterday", "2026-11-21"),
        ("sunday", "2026-11-22"),
        ("last sunday", "2026-11-15"),
        ("monday", "2026-11-16"),
        ("last monday", "2026-11-16"),
        ("Sat", "2026-11-21"),
        ("2026-02-28", "2026-02-28"),
        ("7 days ago", "2026-11-15"),
        (" 1  day ago ", "2026-11-21"),
        ("0 days ago", "2026-11-22"),
        ("a week ago", "2026-11-15"),
        ("2 weeks ago", "2026-11-08"),
        ("a month ago", "2026-10-22"),
        ("9 months ago", "2026-02-22"),
        ("1 year ago", "2025-11-22"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert parse_day(text, SUNDAY, "--day") == date.fromisoformat(day)
    assert parse_days(text, text, SUNDAY) == (date.fromisoformat(day),) * 2


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-03-31", "2026-02-28"), ("2028-03-30", "2028-02-29"), ("2026-12-31", "2026-11-30")],
)
def test_a_month_ago_is_a_day_of_that_month(today: str, day: str) -> None:
    assert parse_day("1 month ago", date.fromisoformat(today), "--day") == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("This Year", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("november", "2026-11-01", "2026-11-30"),
        ("December", "2025-12-01", "2025-12-31"),
        ("feb", "2026-02-01", "2026-02-28"),
        ("last november", "2025-11-01", "2025-11-30"),
        ("last may", "2026-05-01", "2026-05-31"),
        ("february 2024", "2024-02-01", "2024-02-29"),
    ],
)
def test_since_takes_the_first_day_of_a_span_and_until_the_last(text: str, first: str, last: str) -> None:
    assert parse_days(text, text, SUNDAY) == (date.fromisoformat(first), date.fromisoformat(last))
    assert parse_days(text, None, SUNDAY) == (date.fromisoformat(first), None)
    with pytest.raises(UsageError, match="more than one day; say today"):
        parse_day(text, SUNDAY, "--day")


def test_a_week_begins_where_the_settings_say() -> None:
    assert parse_days("last week", "this week", SUNDAY, first_weekday=6) == (
        date(2026, 11, 15),
        date(2026, 11, 28),
    )
    monday = date(2026, 11, 23)
    assert parse_days("this week", "this week", monday) == (monday, date(2026, 11, 29))


def test_in_january_last_month_is_december() -> None:
    assert parse_days("last month", None, date(2026, 1, 31))[0] == date(2025, 12, 1)


def test_until_before_since_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-10-31 lies before 2026-11-01"):
        parse_days("november", "last month", SUNDAY)


@pytest.mark.parametrize("text", ["tomorrow", "Tomorrow", "next monday", "in 3 days", "next week"])
def test_what_lies_ahead_is_refused_in_words_that_make_sense(text: str) -> None:
    with pytest.raises(UsageError, match="lies ahead, and the journal is about what was done"):
        parse_day(text, SUNDAY, "--day")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30",
        "2026-13",
        "0000",
        "22.11.2026",
        "11/22/2026",
        "999999 days ago",
        "99999 months ago",
        "-1 days ago",
        "mond",
        "novem",
        "last",
        "last fortnight",
        "٣ days ago",
        "20261122",
        "november 26",
    ],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="2 weeks ago") as refused:
        parse_day(text, SUNDAY, "--day")
    assert str(refused.value).startswith("--day: ")
    with pytest.raises(UsageError, match="last week, november, 2026-11"):
        parse_days(text, None, SUNDAY)


@pytest.mark.parametrize(("clock", "days_later"), [(time(2, 59), 1), (time(3), 0), (time(12), 0)])
def test_before_the_hour_at_which_a_day_begins_it_is_still_the_night_of_the_day_before(
    clock: time, days_later: int
) -> None:
    instant = instant_on(SUNDAY, clock, 3, "--at")
    assert (instant.date(), instant.time()) == (SUNDAY + timedelta(days=days_later), clock)
    assert instant.utcoffset() is not None


def test_a_span_may_be_a_single_day_but_never_ends_before_it_begins() -> None:
    assert parse_days("yesterday", "2026-11-21", SUNDAY) == (date(2026, 11, 21), date(2026, 11, 21))
    assert parse_days(None, "today", SUNDAY) == (None, SUNDAY)
    with pytest.raises(UsageError, match="lies before"):
        parse_days("today", "yesterday", SUNDAY)
