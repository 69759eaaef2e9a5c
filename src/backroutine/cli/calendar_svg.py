"""The calendar as a picture: SVG that fetches nothing, runs nothing, and can be read aloud."""

from html import escape

from backroutine.cli.charts import month_starts
from backroutine.insight.calendar import LEVELS, Calendar, Day
from backroutine.text import count_of

CELL, GAP = 12, 2
STEP = CELL + GAP
LEFT, TOP = 36, 44
"""Room for the names of the days and for the title and the months."""
SHADES = ("#eeeeee", "#b9d3ea", "#7fa9d1", "#3f76ad", "#143d66")
"""One hue from light to dark: it reads the same in grey, on paper and with few colours."""


def calendar_svg(calendar: Calendar) -> str:
    """The picture: a rectangle for each day, whose title says what was done."""
    width = LEFT + max(len(calendar.weeks) * STEP, 500) + GAP
    height = TOP + 7 * STEP + 34
    title = f"Sessions from {calendar.first.isoformat()} to {calendar.last.isoformat()}"
    trained = [day for day in calendar.days if day.sessions]
    told = f"{count_of(sum(day.sessions for day in trained), 'session')} on {count_of(len(trained), 'day')}"
    about = f"{told}. A column is a week, a square is a day; the darker, the more was done."
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(about)}</desc>',
        "<style>text { font: 11px sans-serif; fill: #333333 } .head { font-size: 14px; font-weight: bold }",
        "rect.day { stroke: #00000022; stroke-width: 1 }",
        *(f".l{level} {{ fill: {shade} }}" for level, shade in enumerate(SHADES)),
        "</style>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text class="head" x="{GAP}" y="16">{escape(title)}: {escape(told)}</text>',
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
        f'<rect class="day l{day.level}" x="{LEFT + column * STEP}" y="{TOP + row * STEP}" '
        f'width="{CELL}" height="{CELL}" rx="2"><title>{escape(_told(day))}</title></rect>'
        for column, week in enumerate(calendar.weeks)
        for row, day in enumerate(week)
        if day
    ]


def _told(day: Day) -> str:
    name = f"{day.day:%a} {day.day.isoformat()}"
    if not day.sessions:
        return f"{name}: no session"
    return f"{name}: {count_of(day.sessions, 'session')}, {day.reps} of {count_of(day.planned, 'rep')}"


def _legend(y: int) -> list[str]:
    lines, x = [], LEFT
    for level, meaning in enumerate(LEVELS):
        lines.append(
            f'<rect class="day l{level}" x="{x}" y="{y}" width="{CELL}" height="{CELL}" rx="2"/>'
            f'<text x="{x + CELL + 4}" y="{y + CELL - 2}">{escape(meaning)}</text>'
        )
        x += CELL + 20 + 6 * len(meaning)
    return lines
