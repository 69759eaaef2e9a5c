"""Bars and the calendar as lines of text: to be read without colour, in any encoding, at any width."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from backroutine.insight.calendar import LEVELS, Calendar, Day
from backroutine.insight.weeks import Week

_MARGIN = 4
_MONTH = 4
"""Columns that the name of a month takes, with a space behind it."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The characters that charts are drawn with."""

    levels: str
    """For a day of each level, 0 to 4."""
    done: str
    short: str
    missing: str


BLOCKS = Ink(levels="·░▒█+", done="█", short="░", missing="·")
ASCII = Ink(levels=".-o#+", done="#", short="-", missing=".")
"""Where the terminal's encoding has no blocks."""


def week_bar(week: Week, goal: int, ink: Ink) -> str:
    """A block for each session that counts, a point for each the goal still lacks, then the short ones."""
    missing = max(0, goal - week.counting)
    return ink.done * week.counting + ink.missing * missing + ink.short * (week.sessions - week.counting)


def bar_legend(ink: Ink) -> str:
    """What the characters of a bar mean."""
    return f"{ink.done} a session, {ink.short} under half of one, {ink.missing} missing for the goal"


def calendar_lines(calendar: Calendar, ink: Ink, width: int | None = None) -> list[str]:
    """A row for each day of the week and a column for each week, the months above.

    Where that is wider than `width`, the weeks are told in several blocks, the oldest first.
    """
    weeks = calendar.weeks
    room = max(_MONTH, (width or _MARGIN + len(weeks)) - _MARGIN)
    size = ceil(len(weeks) / ceil(len(weeks) / room))
    lines: list[str] = []
    for first in range(0, len(weeks), size):
        lines += ([""] if lines else []) + _block(weeks[first : first + size], ink)
    return lines


def calendar_legend(ink: Ink) -> str:
    """What the characters of the calendar mean."""
    return ", ".join(f"{mark} {meaning}" for mark, meaning in zip(ink.levels, LEVELS, strict=True))


def month_starts(weeks: Sequence[Sequence[Day | None]], room: int = _MONTH) -> list[tuple[int, str]]:
    """The column where each month begins, and its name; the first has none where the next is near."""
    named: list[tuple[int, str]] = []
    for column, week in enumerate(weeks):
        days = [day.day for day in week if day]
        begins = [day for day in days if day.day == 1]
        if begins or not column:
            named.append((column, f"{(begins or days)[0]:%b}"))
    if len(named) > 1 and named[1][0] < room:
        del named[0]
    return named


def _block(weeks: Sequence[Sequence[Day | None]], ink: Ink) -> list[str]:
    months = ""
    for column, name in month_starts(weeks):
        if column + len(name) <= len(weeks):
            months = months.ljust(column) + name
    lines = [" " * _MARGIN + months]
    for weekday in range(7):
        cells = [week[weekday] for week in weeks]
        name = next((f"{day.day:%a}" for day in cells if day), "")
        marks = "".join(ink.levels[day.level] if day else " " for day in cells)
        lines.append(f"{name:<{_MARGIN}}{marks}".rstrip())
    return lines
