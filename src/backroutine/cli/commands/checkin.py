"""`backroutine checkin`: pain on an ordinary day, or on the morning after a session."""

import uuid
from datetime import date, datetime, time, timedelta

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import open_journal
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import instant_on, parse_day, read_score
from backroutine.cli.prompts import read_key, write_signs
from backroutine.cli.session_questions import entry_of, last_session, morning_counts, open_morning
from backroutine.coach.questions import PAIN_SCALE as ENDS
from backroutine.coach.questions import SCORE_KEYS, SIGN_KEY, Topic
from backroutine.errors import UsageError
from backroutine.journal.entries import PAIN_SCALE, Entry, PainScored
from backroutine.journal.markers import mark_asked
from backroutine.journal.queries import read_scores
from backroutine.journal.records import SessionRecord

ONE_KEY = "A key from 0 to 9, t for ten; enter skips, x tells what to do about a new sign."
NOTHING_KEPT = "Nothing was kept."


def check_in(context: Context, *, pain: str | None, morning: bool, day: str | None) -> None:
    """Keep a score that was given, or ask for one. Raises UsageError and JournalError."""
    if pain is None and not context.can_ask:
        raise UsageError(
            "checkin", "there is no terminal to ask in", "say --pain N, with --morning or --day DAY"
        )
    score = None if pain is None else read_score(pain, "--pain")
    starts, now, today = context.starts, context.now, context.today
    felt = today if day is None else parse_day(day, today, "--day")
    if felt > today:
        raise UsageError("--day", f"{felt} has not come yet", "say today or a day before")
    noon = instant_on(felt, time(12), starts, "--day")  # also refuses days that no calendar has
    session = _morning_of(day is not None, felt, context) if morning else None
    if score is None and not morning and day is None:
        session = open_morning(context.journal, today, starts)
        if session is None and (known := _kept_on(today, context)) is not None:
            output.write(f"Pain today is kept already: {known}. --pain N keeps another one.")
            return
    if score is None:
        score = _asked(session, felt)
        if session:
            mark_asked(context.journal, session.id, Topic.NEXT_MORNING.value)
    if score is None:
        output.write(NOTHING_KEPT)
        return
    if session:
        felt = session.day + timedelta(days=1)
        noon = instant_on(felt, time(12), starts, "--day")
    at = now if felt == today else noon
    before = None if session else _kept_on(felt, context)
    with open_journal(context) as journal:
        journal.add_entry(
            entry_of(session.id, Topic.NEXT_MORNING, score, at) if session else _of_day(score, at)
        )
    instead = "" if before is None else f", in place of {before}"
    output.write(f"Kept: pain {score}, {_when(session, felt)}{instead}.")


def _morning_of(given: bool, felt: date, context: Context) -> SessionRecord:
    """The session whose next morning is meant: on the day that was given, else the last morning there was."""
    before = (felt if given else context.today) - timedelta(days=1)
    record = last_session(context.journal, context.starts, until=before)
    if given and (record is None or record.day != felt - timedelta(days=1)):
        raise UsageError(
            "--morning", f"there was no session on the day before {felt}", "`log` shows the days"
        )
    if record is None or not (given or morning_counts(record, context.today)):
        raise UsageError(
            "--morning", "there was no session in the last days", "say --day DAY, or no --morning"
        )
    return record


def _kept_on(day: date, context: Context) -> int | None:
    """The score of an ordinary day."""
    scores = read_scores(context.journal, day, day, starts=context.starts).scores
    return next((score.score for score in scores if score.moment == "day"), None)


def _asked(session: SessionRecord | None, felt: date) -> int | None:
    write_prose(f"Pain {_when(session, felt)}? {ENDS}. {ONE_KEY}")
    while key := read_key().lower():
        if key in SCORE_KEYS:
            return SCORE_KEYS[key]
        if key == SIGN_KEY:
            write_signs()
        else:
            output.write(PAIN_SCALE)
    return None


def _when(session: SessionRecord | None, felt: date) -> str:
    if session:
        return f"on the morning after the session of {session.day:%A} {session.day}"
    return f"on {felt:%A} {felt}"


def _of_day(score: int, at: datetime) -> Entry:
    return PainScored(str(uuid.uuid4()), at, None, "day", score)
