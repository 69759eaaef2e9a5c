"""Pain over time as a picture inside a page: a strip for each moment, a dot for each entry, no line.

Days without an entry have no dot, and nothing is drawn between two dots: nobody knows what was there.
"""

from datetime import date, timedelta
from html import escape

from backroutine.insight.report import PainCourse

WIDTH, STRIP, GAP = 680, 44, 24
LEFT, TOP = 26, 20
"""Room for the scale and for the name of a strip."""
MOMENTS = {
    "before": "Before a session",
    "worst": "Worst during a session",
    "after": "After a session",
    "next_morning": "The next morning",
    "day": "On a day, apart from a session",
}


def pain_svg(courses: tuple[PainCourse, ...], first: date, last: date) -> str:
    """The picture: 0 to 10 from bottom to top, the days from left to right."""
    height = len(courses) * (STRIP + GAP) + TOP
    told = "; ".join(f"{MOMENTS[course.moment]}: {_told(course)}" for course in courses)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="pain-title pain-about" font-family="sans-serif" font-size="10" fill="#333333">',
        f'<title id="pain-title">Pain, 0 to 10, from {first} to {last}</title>',
        f'<desc id="pain-about">{escape(told)}. A dot is an entry; a day without a dot has none.</desc>',
    ]
    for number, course in enumerate(courses):
        lines += _strip(course, first, last, TOP + number * (STRIP + GAP))
    lines += _dates(first, last, height - 4)
    return "\n".join([*lines, "</svg>"])


def _told(course: PainCourse) -> str:
    entries = "1 entry" if len(course.scores) == 1 else f"{len(course.scores)} entries"
    return f"{entries}, median {course.median:g}"


def _strip(course: PainCourse, first: date, last: date, top: int) -> list[str]:
    title = f"{MOMENTS[course.moment]}: {_told(course)}"
    lines = [f'<text font-size="11" font-weight="bold" x="{LEFT}" y="{top - 6}">{escape(title)}</text>']
    for score in (0, 5, 10):
        y = _y(score, top)
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - 4}" y1="{y:g}" y2="{y:g}" stroke="#cccccc"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 3:g}" text-anchor="end">{score}</text>')
    radius = 3 if (last - first).days < 200 else 2
    lines += [
        f'<circle cx="{_x(day, first, last):.1f}" cy="{_y(score, top):g}" r="{radius}" fill="#143d66">'
        f"<title>{day}: {score}</title></circle>"
        for day, score in course.scores
    ]
    return lines


def _dates(first: date, last: date, y: int) -> list[str]:
    days = (last - first).days
    marks = dict.fromkeys(first + timedelta(days=days * part // 4) for part in range(5))
    anchors = {first: "start", last: "end"}
    return [
        f'<text x="{_x(day, first, last):.1f}" y="{y}" '
        f'text-anchor="{anchors.get(day, "middle")}">{day}</text>'
        for day in marks
    ]


def _x(day: date, first: date, last: date) -> float:
    return LEFT + 6 + (WIDTH - LEFT - 16) * (day - first).days / max(1, (last - first).days)


def _y(score: int, top: int) -> float:
    return top + STRIP * (10 - score) / 10
