"""The page for a clinician: HTML that fetches nothing and runs nothing, for one sheet of A4."""

from html import escape

from backroutine.cli.pain_svg import pain_svg
from backroutine.insight.report import Report
from backroutine.text import count_of, show

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


def report_page(report: Report, *, notes: bool) -> str:
    """The whole page; what people wrote is in it only with `notes`."""
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
        *_pain(report),
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


def _pain(report: Report) -> list[str]:
    if not report.pain:
        return ["<section><h2>Pain, 0 to 10</h2><p>No entries in this time.</p></section>"]
    return [
        "<section><h2>Pain, 0 to 10</h2>",
        f"<figure>{pain_svg(report.pain, report.first, report.last)}</figure>",
        '<p class="small">A dot is an entry. A day without a dot has no entry.</p></section>',
    ]


def _notes(report: Report) -> list[str]:
    lines = "".join(f"<li>{day}: {_text(note)}</li>" for day, note in report.notes)
    return ["<h2>Notes</h2>", f'<ul class="small">{lines}</ul>' if lines else "<p>None in this time.</p>"]
