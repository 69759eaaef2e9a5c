"""`backroutine status`: one short line for a prompt or a status bar.

Whoever draws a prompt a hundred times a day wants neither a complaint nor an exit code: what cannot be told
is a question mark, and `log` says why. What reads the journal is loaded only when there is news in it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from backroutine.cli import output
from backroutine.cli.glance import Answer, remember, remembered, sources_of
from backroutine.cli.system import here_and_now
from backroutine.errors import BackroutineError

if TYPE_CHECKING:
    from backroutine.insight.weeks import Standing

UNKNOWN = "back ?"


def print_status(*, as_json: bool, notify: bool) -> None:
    """Print how the week stands, or show it on the desktop. Raises nothing that a person could mend."""
    answer = _answer(here_and_now())
    line = str(answer["text"])
    if as_json:
        output.write_json(answer)
        return
    if notify:
        from backroutine.cli.notify import shown_on_desktop

        if shown_on_desktop(line):
            return
    output.write(line)


def status_line(week: Standing, today: date) -> str:
    """`back 2/3 this week, due today`: at most 40 characters."""
    if week.done_today:
        then = "done today"
    elif week.due is None:
        then = "goal met"
    elif week.due <= today:
        then = "due today"
    else:
        then = f"next by {week.due:%A}"
    return f"back {week.done}/{week.goal} this week, {then}"


def _answer(now: datetime) -> Answer:
    sources = sources_of(now)
    if answer := remembered(sources):
        return answer
    week, today = _known(now)
    answer = _to_json(status_line(week, today) if week and today else UNKNOWN, week)
    if week:
        remember(sources, answer)
    return answer


def _known(now: datetime) -> tuple[Standing | None, date | None]:
    from backroutine.cli.lookup import read_week
    from backroutine.cli.settings import load_settings
    from backroutine.journal.records import day_of

    try:
        settings = load_settings()
        today = day_of(now, settings.day_starts)
        week, reading = read_week(today, settings)
    except BackroutineError:
        return None, None
    # Half a number would be a wrong one.
    return (None if reading.notices else week), today


def _to_json(line: str, week: Standing | None) -> Answer:
    return {
        "text": line,
        "week": week.week.isoformat() if week else None,
        "done": week.done if week else None,
        "goal": week.goal if week else None,
        "done_today": week.done_today if week else None,
        "due": week.due.isoformat() if week and week.due else None,
    }
