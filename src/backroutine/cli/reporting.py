"""`backroutine report`: a page to print and take along."""

from pathlib import Path

from backroutine.cli import output
from backroutine.cli.parsing import parse_days
from backroutine.cli.report_page import report_page
from backroutine.cli.settings import journal_path, load_settings
from backroutine.cli.system import here_and_now
from backroutine.errors import UsageError
from backroutine.files import write_whole
from backroutine.insight.report import report_of
from backroutine.journal.finding import read_scores_told
from backroutine.journal.reading import read_sessions
from backroutine.journal.records import day_of
from backroutine.text import show


def write_report(*, since: str, until: str | None, out: Path, notes: bool, force: bool) -> None:
    """Write the report on these days, whole or not at all."""
    settings = load_settings()
    starts = settings.day_starts
    today = day_of(here_and_now(), starts)
    first, final = parse_days(since, until, today)
    last = min(final or today, today)
    if first is None or last < first:
        raise UsageError("--since", f"{first} has not come yet", "give a day that is past")
    reading = read_sessions(journal_path(), since=first, until=last, starts=starts)
    told = read_scores_told(journal_path(), first, last, starts=starts)
    for notice in dict.fromkeys((*reading.notices, *told.notices)):
        output.complain_line(notice)
    report = report_of(first, last, reading.records, told.scores, goal=settings.weekly_goal)
    write_whole(out, report_page(report, notes=notes).encode(), force=force)
    output.write(f"{show(out)}: {first} to {last}")
    if report.notes and not notes:
        output.write("Your notes are not in it; --notes puts them in.")
