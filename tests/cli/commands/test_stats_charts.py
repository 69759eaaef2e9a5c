"""Bars and calendars as text."""

from datetime import date

import pytest

from backroutine.cli.commands.stats_charts import (
    ASCII,
    BLOCKS,
    Ink,
    bar_legend,
    calendar_legend,
    calendar_lines,
    month_starts,
    week_bar,
)
from backroutine.insight.calendar import LEVELS, calendar_of, past_year, whole_year
from backroutine.insight.weeks import Week
from records_kit import at_noon, done, row

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("counting", "sessions", "bar"),
    [(0, 0, "···"), (2, 2, "██·"), (3, 3, "███"), (5, 5, "█████"), (1, 3, "█··░░"), (3, 4, "███░")],
)
def test_a_bar_shows_what_counts_and_what_the_goal_lacks(counting: int, sessions: int, bar: str) -> None:
    week = Week(SUNDAY, sessions, counting, 0, 0, met=counting >= 3)
    assert week_bar(week, 3, BLOCKS) == bar


def test_the_calendar_of_a_short_time() -> None:
    whole = at_noon("2026-11-03", "2026-11-16")
    half = done("2026-11-08T12:00:00+01:00", row("left", 10), row("right", 2))
    short = done("2026-11-04T12:00:00+01:00", row("left", 3))
    more = at_noon("2026-11-18", "2026-11-18")
    calendar = calendar_of([*whole, half, short, *more], date(2026, 10, 26), date(2026, 11, 19))
    assert calendar_lines(calendar, BLOCKS) == [
        "    Nov",
        "Mon ···█",
        "Tue ·█··",
        "Wed ·░·+",
        "Thu ····",
        "Fri ···",
        "Sat ···",
        "Sun ·▒·",
    ]


def test_the_past_year_fits_80_columns_and_names_its_months() -> None:
    lines = calendar_lines(calendar_of([], *past_year(SUNDAY)), BLOCKS, 80)
    assert len(lines) == 8
    assert max(len(line) for line in lines) == 57
    assert " ".join(lines[0].split()) == "Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov"


@pytest.mark.parametrize("width", [10, 20, 40, 56])
def test_a_narrow_terminal_gets_blocks_with_all_days(width: int) -> None:
    calendar = calendar_of([], *whole_year(2012))
    lines = calendar_lines(calendar, BLOCKS, width)
    assert max(len(line) for line in lines) <= width
    assert sum(line[4:].count("·") for line in lines) == 366


def test_without_a_width_nothing_is_cut() -> None:
    assert len(calendar_lines(calendar_of([], *whole_year(2012)), BLOCKS)) == 8


def test_a_week_that_begins_on_sunday_says_so() -> None:
    calendar = calendar_of([], *past_year(SUNDAY, 6), first_weekday=6)
    assert [line[:3] for line in calendar_lines(calendar, BLOCKS)[1:]] == [
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
    ]  # fmt: skip


def test_a_month_stands_over_the_week_of_its_first_day() -> None:
    calendar = calendar_of([], *whole_year(2026))
    for column, name in month_starts(calendar.weeks)[1:]:
        assert name in {f"{day.day:%b}" for day in calendar.weeks[column] if day and day.day.day == 1}


@pytest.mark.parametrize("ink", [BLOCKS, ASCII])
def test_the_legends_tell_every_character(ink: Ink) -> None:
    assert len(set(ink.levels)) == len(LEVELS)
    assert all(
        f"{mark} {meaning}" in calendar_legend(ink) for mark, meaning in zip(ink.levels, LEVELS, strict=True)
    )
    assert all(f"{mark} " in bar_legend(ink) for mark in (ink.done, ink.short, ink.missing))


def test_plain_ascii_is_enough() -> None:
    calendar = calendar_of(at_noon("2026-11-20"), *past_year(SUNDAY))
    assert "\n".join(calendar_lines(calendar, ASCII)).isascii()
