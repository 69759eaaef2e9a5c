"""What `backroutine start` hands to the live screen: sessions, journal, settings and terminal as values."""

import os
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import read_week
from backroutine.cli.settings import Settings, journal_path
from backroutine.cli.system import here_and_now
from backroutine.coach import phrases
from backroutine.coach.audio.voice import Voice
from backroutine.coach.questions import Inquiries
from backroutine.coach.runner import SessionRunner
from backroutine.coach.screen.theme import choose_theme
from backroutine.errors import JournalError
from backroutine.insight.duration import usual_seconds
from backroutine.journal.markers import mark_safety, safety_marker
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import SessionRecord
from backroutine.session.figure import Figure

if TYPE_CHECKING:
    from backroutine.coach.screen.presenter import ScreenConfig

_RECENT_SESSIONS = 30
"""How many sessions are read to know how long one takes, and what was done last time."""


def screen_config(
    new: SessionRunner,
    left: SessionRunner | None,
    voice: Voice,
    figures: Mapping[str, Figure],
    inquiries: Inquiries,
    *,
    settings: Settings,
    rehearse: bool,
    motion: bool,
    experiment: str,
) -> "ScreenConfig":
    """All that the live screen is given. Raises JournalError."""
    from backroutine.coach.screen.presenter import ScreenConfig

    journal = journal_path()
    records = () if rehearse else read_sessions(journal, last=_RECENT_SESSIONS).records
    return ScreenConfig(
        runner=new,
        voice=voice,
        seconds=usual_seconds(new.plan, records),
        left=left,
        left_when=_time_left(left or new),
        figures=figures,
        motion=motion and os.environ.get("TEXTUAL_ANIMATIONS", "").lower() != "none",
        rehearsal=rehearse,
        theme=choose_theme(settings.theme, os.environ, windows=os.name == "nt"),
        ascii_only=not output.carries_blocks(),
        after=lambda: [phrases.REHEARSED if rehearse else "Saved."],
        last_time=last_reps(records),
        week=_no_week if rehearse else _week,
        safety_read=None if safety_marker(journal).exists() else partial(mark_safety, journal),
        inquiries=inquiries,
        experiment=experiment,
    )


def last_reps(records: Sequence[SessionRecord]) -> dict[tuple[str, str], int]:
    """Reps of each exercise and side in the last session in which it was done; `records` newest first."""
    found: dict[tuple[str, str], int] = {}
    for record in records:
        reps: dict[tuple[str, str], int] = {}
        for row in record.sides:
            reps[row.exercise, row.side] = reps.get((row.exercise, row.side), 0) + row.reps
        known = {exercise for exercise, _ in found}
        found |= {key: count for key, count in reps.items() if count and key[0] not in known}
    return found


def _no_week() -> None:
    return None


def _week() -> tuple[int, int] | None:
    """Sessions of this week and the goal; None when the journal cannot be read."""
    try:
        week, _ = read_week(Context())
    except JournalError:
        return None
    return week.done, week.goal


def _time_left(left: SessionRunner) -> str:
    """The time of day at which a session was left; empty for a new one."""
    if not left.goes_on:
        return ""
    when = here_and_now() - timedelta(seconds=left.now - left.events[-1].at)
    return f"{when:%H:%M}"
