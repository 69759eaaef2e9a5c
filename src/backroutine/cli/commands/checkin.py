"""`backroutine checkin`: pain on an ordinary day, or on the morning after a session."""

from datetime import date, time, timedelta

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import asks_for_day, current_experiment, day_score, open_journal
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import instant_on, parse_day, read_score
from backroutine.cli.prompts import read_key, write_signs
from backroutine.cli.session_questions import entry_of, last_session, morning_counts, open_morning
from backroutine.coach.questions import PAIN_SCALE as ENDS
from backroutine.coach.questions import QUESTIONS, SCORE_KEYS, SIGN_KEY, Topic
from backroutine.errors import UsageError
from backroutine.journal.entries import PAIN_SCALE
from backroutine.journal.markers import mark_asked
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
    today = context.today
    felt = today if day is None else parse_day(day, today, "--day")
    if felt > today:
        raise UsageError("--day", f"{felt} has not come yet", "say today or a day before")
    instant_on(felt, time(12), context.starts, "--day")  # refuses days that no calendar has
    session = _morning_of(day is not None, felt, context) if morning else None
    if score is None and not morning and day is None:
        _ask_what_is_open(context)
    else:
        _keep(context, score, session, felt)


def _ask_what_is_open(context: Context) -> None:
    session, known = (
        open_morning(context.journal, context.today, context.starts),
        day_score(context, context.today),
    )
    if session is None and known is not None:
        output.write(f"Pain today is kept already: {known}. --pain N replaces it.")
        return
    if session:
        _keep(context, None, session, context.today)
    if session is None or asks_for_day(context):
        _keep(context, None, None, context.today)


def _keep(context: Context, score: int | None, session: SessionRecord | None, felt: date) -> None:
    """Keep a score of the morning after a session or of an ordinary day. None: ask for it first."""
    if score is None:
        score = _asked(context, session, felt)
        if session:
            mark_asked(context.journal, session.id, Topic.NEXT_MORNING.value)
    if score is None:
        output.write(NOTHING_KEPT)
        return
    if session:
        felt = session.day + timedelta(days=1)
    at = context.now if felt == context.today else instant_on(felt, time(12), context.starts, "--day")
    before = None if session else day_score(context, felt)
    with open_journal(context) as journal:
        journal.add_entry(
            entry_of(session.id, Topic.NEXT_MORNING, score, at)
            if session
            else entry_of("", Topic.DAY, score, at)
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


def _asked(context: Context, session: SessionRecord | None, felt: date) -> int | None:
    asked = f"Pain {_when(session, felt)}?"
    if session is None and felt == context.today and current_experiment(context):
        asked, _ = QUESTIONS[Topic.DAY]
    write_prose(f"{asked} {ENDS}. {ONE_KEY}")
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
