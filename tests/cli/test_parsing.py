"""Days and times as people write them."""

from datetime import date, time, timedelta

import pytest

from backroutine.cli.parsing import instant_on, parse_day, parse_days
from backroutine.errors import UsageError

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", SUNDAY),
        ("Yesterday", date(2026, 11, 21)),
        ("sunday", SUNDAY),
        ("monday", date(2026, 11, 16)),
        ("saturday", date(2026, 11, 21)),
        ("2026-02-28", date(2026, 2, 28)),
        ("7 days ago", date(2026, 11, 15)),
        (" 1  day ago ", date(2026, 11, 21)),
        ("0 days ago", SUNDAY),
    ],
)
def test_days(text: str, day: date) -> None:
    assert parse_day(text, SUNDAY, "--since") == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "22.11.2026",
        "999999 days ago",
        "-1 days ago",
        "mon",
        "٣ days ago",
        "20261122",
    ],
)
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="7 days ago") as refused:
        parse_day(text, SUNDAY, "--since")
    assert str(refused.value).startswith("--since: ")


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
