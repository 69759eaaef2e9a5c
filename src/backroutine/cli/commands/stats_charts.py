"""Bars and the calendar as lines of text: to be read without colour, in any encoding, at any width."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from math import ceil

from msgspec import Struct

from backroutine.cli.colour import Palette
from backroutine.insight.calendar import LEVELS, Calendar, Day
from backroutine.insight.weeks import Week
from backroutine.text import count_of

_MARGIN = 4
_MONTH = 4
"""Columns that the name of a month takes, with a space behind it."""


class Ink(Struct, frozen=True):
    """The characters that charts are drawn with."""

    levels: str
    """For a day of each level, 0 to 4."""
    done: str
    short: str
    missing: str
    scores: str
    """For a score of 0 to 10."""
    gap: str

    @property
    def all(self) -> str:
        """Every character that is drawn."""
        return self.levels + self.done + self.short + self.missing + self.scores + self.gap


BLOCKS = Ink(levels="·░▒█+", done="█", short="░", missing="·", scores="▁▁▂▃▃▄▅▅▆▇█", gap="·")
ASCII = Ink(levels=".-o#+", done="#", short="-", missing=".", scores="0123456789X", gap=".")
"""Where the terminal's encoding has no blocks. X is ten."""


def week_bar(week: Week, goal: int, ink: Ink) -> str:
    """A block for each session that counts, a point for each the goal still lacks, then the short ones."""
    missing = max(0, goal - week.counting)
    return ink.done * week.counting + ink.missing * missing + ink.short * (week.sessions - week.counting)


def painted_bar(bar: str, ink: Ink, palette: Palette) -> str:
    """The bar in colour."""
    paint = {ink.done: palette.done, ink.short: palette.missed, ink.missing: palette.quiet}
    return "".join(paint[mark]("".join(run)) for mark, run in groupby(bar))


def sparkline(medians: Sequence[float | None], ink: Ink, palette: Palette) -> str:
    """A character for each week, higher for more pain; a week without a score is a gap."""
    return "".join(
        ink.gap if median is None else palette.pain(ink.scores[round(median)], median) for median in medians
    )


def bar_legend(ink: Ink) -> str:
    """What the characters of a bar mean."""
    return f"{ink.done} a session, {ink.short} under half of one, {ink.missing} missing for the goal"


def calendar_lines(
    calendar: Calendar, ink: Ink, width: int | None = None, palette: Palette | None = None
) -> list[str]:
    """A row for each day of the week and a column for each week, the months above.

    Where that is wider than `width`, the weeks are shown in several blocks, the oldest first.
    """
    weeks = calendar.weeks
    room = max(_MONTH, (width or _MARGIN + len(weeks)) - _MARGIN)
    size = ceil(len(weeks) / ceil(len(weeks) / room))
    lines: list[str] = []
    for first in range(0, len(weeks), size):
        lines += ([""] if lines else []) + _block(weeks[first : first + size], ink, palette or Palette())
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


def _block(weeks: Sequence[Sequence[Day | None]], ink: Ink, palette: Palette) -> list[str]:
    paint = dict(
        zip(ink.levels, (palette.quiet, palette.missed, *[palette.done] * 3), strict=True),
    )
    months = ""
    for column, name in month_starts(weeks):
        if column + len(name) <= len(weeks):
            months = months.ljust(column) + name
    lines = [" " * _MARGIN + months]
    for weekday in range(7):
        cells = [week[weekday] for week in weeks]
        name = next((f"{day.day:%a}" for day in cells if day), "")
        marks = "".join(ink.levels[day.level] if day else " " for day in cells)
        painted = "".join(
            paint[mark]("".join(run)) if mark in paint else "".join(run)
            for mark, run in groupby(marks.rstrip())
        )
        lines.append(f"{name:<{_MARGIN}}{painted}".rstrip())
    return lines


# The calendar as a picture: SVG that fetches nothing, runs nothing, and can be read aloud.

CELL, GAP = 12, 2
STEP = CELL + GAP
LEFT, TOP = 36, 44
"""Room for the names of the days and for the title and the months."""
SHADES = ("#eeeeee", "#b9d3ea", "#7fa9d1", "#3f76ad", "#143d66")
"""One hue from light to dark: it reads the same in grey and on paper."""
MARKS = ("", "M3 9h6", "M3 9h6M3 6h6", "M3 9h6M3 6h6M3 3h6", "M2 6h8M6 2v8")
"""A line for a part, two for half, three for a whole session, a plus for more: for who sees no tints."""


def calendar_svg(calendar: Calendar) -> str:
    """The picture: a rectangle for each day, whose title says what was done."""
    width = LEFT + max(len(calendar.weeks) * STEP, 500) + GAP
    height = TOP + 7 * STEP + 34
    title = f"Sessions from {calendar.first.isoformat()} to {calendar.last.isoformat()}"
    trained = [day for day in calendar.days if day.sessions]
    total = f"{count_of(sum(day.sessions for day in trained), 'session')} on {count_of(len(trained), 'day')}"
    about = (
        f"{total}. A column is a week, a square is a day; the darker and the more lines, the more was done."
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(about)}</desc>',
        "<style>text { font: 11px sans-serif; fill: #333333 } .head { font-size: 14px; font-weight: bold }",
        "svg { max-width: 100%; height: auto }",
        "rect.day { stroke: #777777; stroke-width: 0.5 }",
        "path { stroke-width: 1.2 } .dark { stroke: #222222 } .light { stroke: #ffffff }",
        *(f".l{level} {{ fill: {shade} }}" for level, shade in enumerate(SHADES)),
        "</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text class="head" x="{GAP}" y="16">{escape(title)}: {escape(total)}</text>',
        *_months(calendar),
        *_weekdays(calendar),
        *_days(calendar),
        *_legend(TOP + 7 * STEP + 14),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _months(calendar: Calendar) -> list[str]:
    last = len(calendar.weeks) - 2
    return [
        f'<text x="{LEFT + column * STEP}" y="{TOP - 7}">{name}</text>'
        for column, name in month_starts(calendar.weeks, room=3)
        if column <= last
    ]


def _weekdays(calendar: Calendar) -> list[str]:
    # A whole week: the first one may begin in its middle.
    week = next((week for week in calendar.weeks if all(week)), calendar.weeks[0])
    return [
        f'<text x="{GAP}" y="{TOP + row * STEP + CELL - 2}">{day.day:%a}</text>'
        for row, day in enumerate(week)
        if day
    ]


def _days(calendar: Calendar) -> list[str]:
    return [
        _square(day.level, LEFT + column * STEP, TOP + row * STEP, f"<title>{escape(_in_words(day))}</title>")
        for column, week in enumerate(calendar.weeks)
        for row, day in enumerate(week)
        if day
    ]


def _in_words(day: Day) -> str:
    name = f"{day.day:%a} {day.day.isoformat()}"
    if not day.sessions:
        return f"{name}: no session"
    return f"{name}: {count_of(day.sessions, 'session')}, {day.reps} of {count_of(day.planned, 'rep')}"


def _square(level: int, x: int, y: int, title: str = "") -> str:
    mark = MARKS[level]
    shade = "light" if level > 2 else "dark"
    drawn = f'<path class="{shade}" transform="translate({x} {y})" d="{mark}"/>' if mark else ""
    place = f'x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="2"'
    return f'<rect class="day l{level}" {place}>{title}</rect>{drawn}'


def _legend(y: int) -> list[str]:
    lines, x = [], LEFT
    for level, meaning in enumerate(LEVELS):
        lines.append(
            f'{_square(level, x, y)}<text x="{x + CELL + 4}" y="{y + CELL - 2}">{escape(meaning)}</text>'
        )
        x += CELL + 20 + 6 * len(meaning)
    return lines
