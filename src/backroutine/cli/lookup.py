"""A session named by the beginning of its id, and in a line for people."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.errors import UsageError
from backroutine.insight.weeks import Standing, latest_day, standing, week_of
from backroutine.journal.entries import (
    EffortScored,
    Entry,
    EventsKnown,
    ExperimentBegun,
    ExperimentStopped,
    MomentCorrected,
    NoteWritten,
    PainLocated,
    PainScored,
    SessionAdded,
    SideCorrected,
    TargetSet,
    Undone,
)
from backroutine.journal.queries import SHORTEST, NoSuchSession, find_session, short_ids
from backroutine.journal.reader import Reading, read_sessions
from backroutine.journal.records import SessionRecord, day_of
from backroutine.journal.unfinished import Running, running_session
from backroutine.text import count_of, is_unsafe

if TYPE_CHECKING:
    from backroutine.insight.experiment_calendar import Experiment
    from backroutine.journal.merge import Merged
    from backroutine.journal.writer import Journal

_NAMED = 5


def find_by_prefix(prefix: str, context: Context) -> SessionRecord:
    """The session whose id begins so. Raises UsageError, with the candidates where there are several."""
    if any(is_unsafe(character) for character in prefix):
        raise NoSuchSession(prefix)
    try:
        record = find_session(context.journal, prefix, starts=context.starts)
    except NoSuchSession as missing:
        if not missing.candidates:
            raise
        named = ", ".join(_candidate(one, context) for one in missing.candidates[:_NAMED])
        more = " and more" if len(missing.candidates) > _NAMED else ""
        what = f"several sessions begin so: {named}{more}"
        raise UsageError(prefix, what, "write more of the id") from None
    if len(prefix) < min(SHORTEST, len(record.id)):
        raise UsageError(prefix, "too short for an id", f"write {SHORTEST} characters of it or more")
    return record


def _candidate(session_id: str, context: Context) -> str:
    short = short_id(session_id, context)
    try:
        return f"{short} ({find_session(context.journal, session_id, starts=context.starts).day})"
    except NoSuchSession:  # a row that cannot be read
        return short


def looks_running(record: SessionRecord, *, running: Running) -> bool:
    """Whether a session has no end because it is running just now."""
    return record.status == "interrupted" and running.is_running(record.id)


def refuse_running(record: SessionRecord, context: Context) -> None:
    """Raises UsageError for a session that is not over."""
    if looks_running(record, running=running_session(context.journal)):
        what = f"the session of {title(record)} is running in another terminal"
        raise UsageError(short_id(record.id, context), what, "end it there first")


def title(record: SessionRecord) -> str:
    """`Sun 2026-11-22 07:10`."""
    return moment(record.started_at, record.day_starts)


def moment(at: datetime, starts: int) -> str:
    """`Sun 2026-11-22 07:10`; with `night` behind it, the date had changed, and it still was that day."""
    day = day_of(at, starts)
    return f"{day:%a} {day.isoformat()} {at:%H:%M}{' night' if day != at.date() else ''}"


def in_a_line(record: SessionRecord) -> str:
    """When it was, and the reps of each exercise and side."""
    from backroutine.coach.phrases import summary

    return f"{title(record)}. {' '.join(summary(record.plan, record.sides))}"


def short_id(session_id: str, context: Context) -> str:
    """As much of an id as names the session."""
    return short_ids(context.journal, [session_id]).get(session_id, session_id)


@contextmanager
def open_journal(context: Context) -> Iterator["Journal"]:
    """The journal, open for writing. Its notices go to standard error; afterwards a copy is kept.

    Raises JournalError.
    """
    from backroutine.journal.writer import Journal

    with Journal.open(context.journal, context.now) as journal:
        output.complain_lines(journal.notices)
        yield journal
    copy_journal(context)


def merged_in_words(merged: "Merged") -> list[str]:
    """What a merge added: `2 sessions`, `the rest of 1 session`, `3 entries`."""
    parts = (
        (merged.added, count_of(merged.added, "session")),
        (merged.extended, f"the rest of {count_of(merged.extended, 'session')}"),
        (merged.entries_added, count_of(merged.entries_added, "entry", "entries")),
    )
    return [words for number, words in parts if number]


def copy_journal(context: Context) -> None:
    """Bring the day's copy of the journal up to date, or say on standard error why not."""
    from backroutine.journal.backups import keep_copy

    if notice := keep_copy(context.journal, context.now):
        output.complain_line(notice)


# An entry in the words of a person.

_LONGEST = 40
"""Characters of a note that are quoted."""


def entry_in_words(  # noqa: PLR0912 - a case for each kind
    entry: Entry, about: Mapping[str, Entry], starts: int
) -> str:
    """`pain before 3`, `note “stiff”`; empty for what only helps another entry.

    `about` has entries by id: what an Undone takes back is in there.
    """
    match entry:
        case PainScored(moment="day"):
            return f"pain {entry.score}"
        case PainScored():
            return f"pain {entry.moment.replace('_', ' ')} {entry.score}"
        case EffortScored():
            return f"reps in reserve {entry.reserve}"
        case NoteWritten():
            short = entry.text if len(entry.text) <= _LONGEST else f"{entry.text[:_LONGEST]}…"
            return f"note “{short}”" if short else "that it has no note"
        case SideCorrected():
            round_ = f" round {entry.round}" if entry.round > 1 else ""
            return f"{entry.exercise}{round_} {entry.side} {entry.reps} of {entry.target}"
        case MomentCorrected():
            return f"its time {moment(entry.started_at, starts)}"
        case EventsKnown():
            return ""  # it belongs to a correction, which has the words
        case SessionAdded():
            return "that it was added"
        case PainLocated():
            return f"the most pain at {entry.exercise or 'none of the exercises'}"
        case TargetSet():
            form = f":{entry.variation}" if entry.variation else ""
            side = f" {entry.side}" if entry.side else ""
            hold = f", hold {entry.hold:g} s" if entry.hold is not None else ""
            return f"the target {entry.exercise}{form}{side} {entry.reps}{hold}"
        case ExperimentBegun():
            return f"the beginning of the experiment {entry.name}"
        case ExperimentStopped():
            return "the end of an experiment"
        case Undone():
            before = about.get(entry.entry)
            words = entry_in_words(before, about, starts) if before else ""
            return (words and f"without {words}") if before else "something taken back"


# The experiment that is planned or running, and what it asks for today.


def read_all_experiments(context: Context, *, complain: bool = False) -> tuple["Experiment", ...]:
    """Every experiment, the earliest first. `complain` names damage on stderr. Raises JournalError."""
    from backroutine.insight.experiment_calendar import experiments_of
    from backroutine.journal.experiments import read_experiments

    found = read_experiments(context.journal)
    output.complain_lines(found.notices if complain else ())
    return experiments_of(found.begun, found.stopped, found.taken_back, starts=context.starts)


def current_experiment(context: Context) -> "Experiment | None":
    """The experiment that is planned or running. Raises JournalError."""
    from backroutine.insight.experiment_calendar import open_experiment

    return open_experiment(read_all_experiments(context), context.today)


def day_score(context: Context, day: date) -> int | None:
    """The score of an ordinary day. Raises JournalError."""
    from backroutine.journal.experiments import read_day_scores

    scores = read_day_scores(context.journal, day, day, starts=context.starts)
    return scores[0].score if scores else None


def asks_for_day(context: Context) -> bool:
    """Whether an experiment still needs the score of today. Raises JournalError."""
    return current_experiment(context) is not None and day_score(context, context.today) is None


def experiment_line(experiment: "Experiment | None", today: date, width: int | None = None) -> str | None:
    """`Experiment: zero-drop today (week 5 of 16, day 3)`, cut to `width` columns at its beginning.

    None on days without a condition.
    """
    place = experiment.schedule.place(today) if experiment else None
    if not experiment or not place:
        return None
    condition = experiment.begun.a if place.condition == "A" else experiment.begun.b
    end = f" today (week {place.week} of {experiment.schedule.weeks}, day {place.day})"
    line = f"Experiment: {condition}{end}"
    if width is None:
        return line
    from rich.cells import cell_len

    if cell_len(line) > width:
        line = f"{condition}{end}"
    while condition and cell_len(line) > width:
        condition = condition[:-1].rstrip()
        line = f"{condition}…{end}"
    return line


def held_back_words(days: tuple[date, date]) -> str:
    """Why some medians are missing. `days` is `Experiment.held_back`."""
    return (
        f"Scores of days since {days[0]} are held back until {days[1]}: an experiment is running, and "
        "an early look would mostly show chance."
    )


# This week against the weekly goal, in a line.


def this_week(context: Context) -> str:
    """`This week: 2 of 3 sessions.` Half of what was planned makes a session count.

    Raises JournalError when the journal cannot be read.
    """
    week, _ = read_week(context)
    if week.done >= week.goal:
        return f"This week: {count_of(week.done, 'session')}, the goal of {week.goal} is met."
    return f"This week: {week.done} of {count_of(week.goal, 'session')}.{short_sessions(week.short)}"


def short_sessions(number: int) -> str:
    """Why sessions were not counted, as a sentence to add; empty when there are none."""
    if not number:
        return ""
    if number == 1:
        return " 1 had under half of its reps and does not count."
    return f" {number} had under half of their reps and do not count."


def read_week(context: Context) -> tuple[Standing, Reading]:
    """How the week of today stands, and what was read for it. Raises JournalError."""
    settings = context.settings
    first = week_of(context.today, settings.first_weekday)
    reading = read_sessions(context.journal, since=first, starts=context.starts)
    today = latest_day(context.today, reading.records)
    week = standing(reading.records, today, goal=settings.weekly_goal, first_weekday=settings.first_weekday)
    return week, reading


def recent_sessions(context: Context) -> Sequence[SessionRecord]:
    """The sessions that a proposal may look at, newest first. Raises JournalError."""
    from backroutine.insight.progression import RECENT_DAYS

    # Two sessions count for a proposal, each at most RECENT_DAYS from the next and from today.
    since = context.today - timedelta(days=2 * RECENT_DAYS + 1)
    return read_sessions(context.journal, since=since, starts=context.starts).records
