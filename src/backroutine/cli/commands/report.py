"""The page for a clinician: HTML that fetches nothing and runs nothing, for one sheet of A4."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path
from statistics import median

from backroutine import __version__
from backroutine.cli import output
from backroutine.cli.commands.experiment_answer import (
    answer_of,
    as_html,
    may_be_answered,
    read_scores_of,
    remarks,
    report_section,
)
from backroutine.cli.context import Context
from backroutine.cli.lookup import held_back_words, read_all_experiments
from backroutine.cli.parsing import parse_days
from backroutine.errors import UsageError
from backroutine.files import write_whole
from backroutine.insight.experiment_calendar import Experiment
from backroutine.insight.report import ENOUGH, PainCourse, Report, report_of
from backroutine.journal.queries import read_scores
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import Score
from backroutine.text import count_of, show

# Pain over time as a picture inside a page: a strip for each moment, a dot for each entry, and the median.
#
# Days without an entry have no dot, and nothing is drawn between two dots: nobody knows what was there.

WIDTH, STRIP, GAP = 680, 34, 20
LEFT, TOP, RIGHT = 26, 20, 610
"""Room for the scale, for the name of a strip, and for the median's number."""
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
    about = "; ".join(f"{MOMENTS[course.moment]}: {_in_words(course)}" for course in courses)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="pain-title pain-about" font-family="sans-serif" font-size="10" fill="#333333">',
        f'<title id="pain-title">Pain, 0 to 10, from {first} to {last}</title>',
        f'<desc id="pain-about">{escape(about)}. A dot is an entry; a day without a dot has none.</desc>',
    ]
    for number, course in enumerate(courses):
        lines += _strip(course, first, last, TOP + number * (STRIP + GAP))
    lines += _dates(first, last, height - 4)
    return "\n".join([*lines, "</svg>"])


def _in_words(course: PainCourse) -> str:
    return f"{count_of(len(course.scores), 'entry', 'entries')}, median {course.median:g}"


def _strip(course: PainCourse, first: date, last: date, top: int) -> list[str]:
    title = f"{MOMENTS[course.moment]}: {_in_words(course)}"
    lines = [f'<text font-size="11" font-weight="bold" x="{LEFT}" y="{top - 6}">{escape(title)}</text>']
    for score in (0, 5, 10):
        y = _y(score, top)
        lines.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:g}" y2="{y:g}" stroke="#cccccc"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 3:g}" text-anchor="end">{score}</text>')
    middle = _y(course.median, top)
    lines.append(
        f'<line class="median" x1="{LEFT}" x2="{RIGHT}" y1="{middle:g}" y2="{middle:g}" stroke="#8a3b00" '
        'stroke-width="1.5" stroke-dasharray="6 3"/>'
    )
    lines.append(f'<text x="{RIGHT + 4}" y="{middle + 3:g}" fill="#8a3b00">median {course.median:g}</text>')
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
    return LEFT + 6 + (RIGHT - LEFT - 12) * (day - first).days / max(1, (last - first).days)


def _y(score: float, top: int) -> float:
    return top + STRIP * (10 - score) / 10


STYLE = """\
@page { size: A4; margin: 12mm 14mm }
body { font: 10pt/1.3 sans-serif; color: #111111; background: #ffffff }
body { max-width: 182mm; margin: 0 auto }
h1 { font-size: 16pt; margin: 0 0 1mm } h2 { font-size: 11.5pt; margin: 3mm 0 1mm }
p, ul { margin: 0 0 1.5mm } ul { padding-left: 5mm }
table { border-collapse: collapse } td, th { padding: 0.2mm 5mm 0.2mm 0; text-align: left }
caption { text-align: left; font-size: 9pt; color: #333333; padding-bottom: 1mm }
tbody th { font-weight: normal }
td.n, th.n { text-align: right } thead th { border-bottom: 0.3mm solid #555555 }
svg { width: 100%; height: auto }
section, figure, tr { break-inside: avoid } figure { margin: 0 } .small { font-size: 9pt; color: #333333 }
@media screen { body { padding: 8mm } }"""

NUMBERS = ("Best", "Usual (median)", "Sets")
WHAT_IT_IS = (
    "All of this was entered or counted at home by the person whose report it is. Nobody has checked it. "
    "A missing entry is unknown; it does not mean 0.",
    "Pain is a whole number from 0 (no pain) to 10 (the worst pain imaginable). Single days vary by more "
    "than a point by themselves: do not compare two of them, but means or medians of five days or more.",
    "A change that matters to people is usually at least 2 points, and at least 30 % of where it began.",
    "Best and usual reps depend on how many were planned: who did all of them was not asked for more.",
    "These numbers cannot tell cause from coincidence. Backs also get better and worse by themselves.",
    "backroutine guides and records. It does not examine and makes no diagnosis.",
)


def report_page(
    report: Report,
    *,
    made: date,
    notes: bool,
    experiments: Sequence[str] = (),
    held_back: str | None = None,
) -> str:
    """The whole page, made on this day; notes are in it only with `notes`. `experiments` are whole sections
    in HTML, and `held_back` says which scores are missing.
    """
    title = f"Exercises for the back, {report.first} to {report.last}"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{as_html(title)}</title><style>",
        STYLE,
        "</style></head><body><main>",
        f"<h1>{as_html(title)}</h1>",
        f'<p class="small">Made on {made} with backroutine {as_html(__version__)}.</p>',
        *_sessions(report),
        *_reps(report),
        *_pain(report, held_back),
        *experiments,
        *(_notes(report) if notes else ()),
        "<section><h2>What these numbers are, and are not</h2>",
        f'<ul class="small">{"".join(f"<li>{as_html(line)}</li>" for line in WHAT_IT_IS)}</ul></section>',
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _sessions(report: Report) -> list[str]:
    days = (report.last - report.first).days + 1
    done = f"{report.done} of {count_of(report.planned, 'planned session')} done"
    short = (
        f" {count_of(report.short, 'more session')} had less than half of the reps." if report.short else ""
    )
    plan = f"The goal is {report.goal} a week, over {count_of(days, 'day')}."
    return [
        "<section><h2>Sessions</h2>",
        f"<p><strong>{as_html(done)}.</strong> {as_html(plan)}{as_html(short)}</p></section>",
    ]


def _reps(report: Report) -> list[str]:
    if not report.sides:
        return ["<section><h2>Reps of each side</h2><p>None in this time.</p></section>"]
    head = _heads("Exercise", "Side", *NUMBERS)
    rows = [
        f'<tr><th scope="row">{as_html(row.name)}</th><td>{as_html(row.side)}</td><td class=n>{row.best}</td>'
        f"<td class=n>{row.usual:g}</td><td class=n>{row.sets}</td></tr>"
        for row in report.sides
    ]
    return [
        "<section><h2>Reps of each side</h2>",
        "<table><caption>The side is the working leg. A set is one round of a session.</caption>",
        f"<thead><tr>{head}</tr></thead><tbody>",
        *rows,
        "</tbody></table></section>",
    ]


def _heads(*names: str) -> str:
    """The heads of columns: the first two are of words, the others of numbers."""
    return "".join(
        f'<th scope="col"{" class=n" if number > 1 else ""}>{name}</th>' for number, name in enumerate(names)
    )


def _pain(report: Report, held_back: str | None) -> list[str]:
    missing = f"<p>{as_html(held_back)}</p>" if held_back else ""
    if not report.pain:
        nothing = missing or "<p>No entries in this time.</p>"
        return [f"<section><h2>Pain, 0 to 10</h2>{nothing}</section>"]
    return [
        "<section><h2>Pain, 0 to 10</h2>",
        *_where_it_hurt(report),
        *_halves(report),
        f"<figure>{pain_svg(report.pain, report.first, report.last)}",
        "<figcaption class=small>A dot is an entry. A day without a dot has no entry. The broken line is the "
        f"median.</figcaption></figure>{missing}</section>",
    ]


def _where_it_hurt(report: Report) -> list[str]:
    """At which exercises it hurt most, where the person said so."""
    if not report.hurt:
        return []
    times = ", ".join(f"{as_html(name)} ({count_of(count, 'session')})" for name, count in report.hurt)
    return [f"<p>Where the worst pain was 4 or more, it was most at: {times}.</p>"]


def _halves(report: Report) -> list[str]:
    """The medians of the first and the second half: what changed, at a glance."""
    rows = []
    for course in report.pain:
        halves = [_half(course.half(report.middle, later=later)) for later in (False, True)]
        cells = "".join(f"<td class=n>{cell}</td>" for cell in (f"{course.median:g}", *halves))
        head = f'<th scope="row">{MOMENTS[course.moment]}</th>'
        rows.append(f"<tr>{head}<td>{count_of(len(course.scores), 'entry', 'entries')}</td>{cells}</tr>")
    head = _heads("When", "Entries", "Median", f"Before {report.middle}", "From then on")
    return [
        f"<table><caption>Medians; a half of the days with fewer than {ENOUGH} entries has none.</caption>",
        f"<thead><tr>{head}</tr></thead><tbody>",
        *rows,
        "</tbody></table>",
    ]


def _half(scores: Sequence[int]) -> str:
    return f"{median(scores):g} ({len(scores)})" if len(scores) >= ENOUGH else "too few"


def _notes(report: Report) -> list[str]:
    lines = "".join(f"<li>{day}: {as_html(note)}</li>" for day, note in report.notes)
    return ["<h2>Notes</h2>", f'<ul class="small">{lines}</ul>' if lines else "<p>None in this time.</p>"]


# `backroutine report`: a page to print and take along.


def write_report(
    context: Context, *, since: str, until: str | None, out: Path, notes: bool, force: bool
) -> None:
    """Write the report on these days, whole or not at all."""
    starts, today = context.starts, context.today
    first, final = parse_days(since, until, today, context.settings.first_weekday)
    last = min(final or today, today)
    if first is None or last < first:
        raise UsageError("--since", f"{first} has not come yet", "give a day that is past")
    reading = read_sessions(context.journal, since=first, until=last, starts=starts)
    scores = read_scores(context.journal, first, last, starts=starts)
    output.complain_lines(dict.fromkeys((*reading.notices, *scores.notices)))
    experiments = read_all_experiments(context)
    held_back = next(filter(None, (one.held_back(today) for one in experiments)), None)
    shown = [score for score in scores.scores if not _is_held_back(score, held_back)]
    report = report_of(first, last, reading.records, shown, goal=context.settings.weekly_goal)
    page = report_page(
        report,
        made=today,
        notes=notes,
        experiments=[line for one in experiments for line in _experiment(one, report, context)],
        held_back=held_back_words(held_back) if held_back else None,
    )
    write_whole(out, page.encode(), force=force)
    output.write(f"{show(out)}: {first} to {last}")
    if report.notes and not notes:
        output.write("Your notes are not in it; --notes puts them in.")


def _is_held_back(score: Score, days: tuple[date, date] | None) -> bool:
    return days is not None and score.moment == "day" and days[0] <= score.day <= days[1]


def _experiment(experiment: Experiment, report: Report, context: Context) -> list[str]:
    """The section on an experiment that ended in the days of the report."""
    ended = experiment.stopped_on or experiment.schedule.last_day
    if not report.first <= ended <= report.last or not may_be_answered(experiment, context):
        return []
    scores = read_scores_of(experiment, context)
    answer = answer_of(experiment, scores, context.today)
    return report_section(experiment, scores, answer, remarks(experiment, scores, answer))
