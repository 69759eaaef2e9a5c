"""The page for a clinician: HTML that fetches nothing and runs nothing, for one sheet of A4."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.commands.experiment_answer import (
    answer_of,
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
from backroutine.insight.report import PainCourse, Report, report_of
from backroutine.journal.queries import read_scores
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import Score
from backroutine.text import count_of, show

# Pain over time as a picture inside a page: a strip for each moment, a dot for each entry, no line.
#
# Days without an entry have no dot, and nothing is drawn between two dots: nobody knows what was there.

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


STYLE = """\
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.35 sans-serif; color: #111111; background: #ffffff }
body { max-width: 182mm; margin: 0 auto }
h1 { font-size: 16pt; margin: 0 0 1mm } h2 { font-size: 11.5pt; margin: 4mm 0 1mm }
p, ul { margin: 0 0 1.5mm } ul { padding-left: 5mm }
table { border-collapse: collapse } td, th { padding: 0.4mm 5mm 0.4mm 0; text-align: left }
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
    report: Report, *, notes: bool, experiments: Sequence[str] = (), held_back: str | None = None
) -> str:
    """The whole page; notes are in it only with `notes`. `experiments` are whole sections in HTML, and
    `held_back` says which scores are missing.
    """
    title = f"Exercises for the back, {report.first} to {report.last}"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{_text(title)}</title><style>",
        STYLE,
        "</style></head><body>",
        f"<h1>{_text(title)}</h1>",
        *_sessions(report),
        *_reps(report),
        *_pain(report, held_back),
        *experiments,
        *(_notes(report) if notes else ()),
        "<section><h2>What these numbers are, and are not</h2>",
        f'<ul class="small">{"".join(f"<li>{_text(line)}</li>" for line in WHAT_IT_IS)}</ul></section>',
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _text(text: object) -> str:
    return escape(show(text))


def _sessions(report: Report) -> list[str]:
    days = (report.last - report.first).days + 1
    done = f"{report.done} of {count_of(report.planned, 'planned session')} done"
    short = (
        f" {count_of(report.short, 'more session')} had less than half of the reps." if report.short else ""
    )
    plan = f"The goal is {report.goal} a week, over {count_of(days, 'day')}."
    return [
        "<section><h2>Sessions</h2>",
        f"<p><strong>{_text(done)}.</strong> {_text(plan)}{_text(short)}</p></section>",
    ]


def _reps(report: Report) -> list[str]:
    if not report.sides:
        return ["<section><h2>Reps of each side</h2><p>None in this time.</p></section>"]
    head = "<th>Exercise</th><th>Side</th>" + "".join(f"<th class=n>{name}</th>" for name in NUMBERS)
    rows = [
        f"<tr><td>{_text(row.name)}</td><td>{_text(row.side)}</td><td class=n>{row.best}</td>"
        f"<td class=n>{row.usual:g}</td><td class=n>{row.sets}</td></tr>"
        for row in report.sides
    ]
    return [
        "<section><h2>Reps of each side</h2>",
        f"<table><thead><tr>{head}</tr></thead><tbody>",
        *rows,
        "</tbody></table>",
        '<p class="small">The side is the working leg. A set is one round of a session.</p></section>',
    ]


def _pain(report: Report, held_back: str | None) -> list[str]:
    missing = f"<p>{_text(held_back)}</p>" if held_back else ""
    if not report.pain:
        nothing = missing or "<p>No entries in this time.</p>"
        return [f"<section><h2>Pain, 0 to 10</h2>{nothing}</section>"]
    return [
        "<section><h2>Pain, 0 to 10</h2>",
        f"<figure>{pain_svg(report.pain, report.first, report.last)}</figure>",
        f'<p class="small">A dot is an entry. A day without a dot has no entry.</p>{missing}',
        f"{_hurt(report)}</section>",
    ]


def _hurt(report: Report) -> str:
    """At which exercises it hurt most, where the person said so."""
    if not report.hurt:
        return ""
    times = ", ".join(f"{_text(name)} ({count_of(count, 'session')})" for name, count in report.hurt)
    return f"<p>Where the worst pain was 4 or more, it was most at: {times}.</p>"


def _notes(report: Report) -> list[str]:
    lines = "".join(f"<li>{day}: {_text(note)}</li>" for day, note in report.notes)
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
    for notice in dict.fromkeys((*reading.notices, *scores.notices)):
        output.complain_line(notice)
    experiments = read_all_experiments(context)
    held_back = next(filter(None, (one.held_back(today) for one in experiments)), None)
    shown = [score for score in scores.scores if not _is_held_back(score, held_back)]
    report = report_of(first, last, reading.records, shown, goal=context.settings.weekly_goal)
    page = report_page(
        report,
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
