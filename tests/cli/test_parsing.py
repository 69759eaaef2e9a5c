"""Days as people name them."""

from datetime import date

import pytest

from backroutine.cli.parsing import parse_day
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
