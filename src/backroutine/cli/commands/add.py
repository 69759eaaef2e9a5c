"""`backroutine add`: a session that was done away from the terminal."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import fields, replace

from backroutine.catalogue.items import Item, exercise_of, item_text, read_item, read_items, sides_of
from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.cli.commands.safety import write_after_pain
from backroutine.cli.context import Context
from backroutine.cli.lookup import in_a_line, open_journal, short_id
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import Did, instant_on, parse_day, read_clock, read_did, read_minutes, read_score
from backroutine.cli.prompts import ask, confirmed
from backroutine.cli.session_questions import entry_of
from backroutine.coach.questions import Topic
from backroutine.errors import UsageError
from backroutine.journal.entries import PAIN_SCALE, RESERVE_SCALE, Entry, NoteWritten, SessionAdded
from backroutine.journal.queries import find_session
from backroutine.journal.reader import next_first_side
from backroutine.journal.targets import read_targets
from backroutine.session.plan import Plan
from backroutine.session.replay import done_afterwards, likely_seconds

MUCH = 2
"""More than so many times the target is asked about: it is more likely a slip of the finger."""
NOON = time(12)
"""When a session of another day began, if no time was given."""


class AddOptions(Struct, frozen=True):
    """The session as the command line, or the answers, describe it. None is what was not given."""

    day: str | None = None
    at: str | None = None
    minutes: str | None = None
    did: tuple[str, ...] = ()
    pain_before: str | None = None
    pain_worst: str | None = None
    pain_after: str | None = None
    pain_next_morning: str | None = None
    reserve: str | None = None
    note: str | None = None

    @property
    def empty(self) -> bool:
        """Whether no option was given."""
        return all(getattr(self, field.name) in {None, ()} for field in fields(self))


def add_session(context: Context, options: AddOptions, catalogue_file: Path | None, *, yes: bool) -> None:
    """Add the session, or ask what it was. Raises UsageError, FileError and JournalError."""
    now = context.now
    catalogue = catalogue_of(catalogue_file or context.settings.catalogue)
    if options.empty:
        if not context.can_ask:
            names = ", ".join(f"--{field.name.replace('_', '-')}" for field in fields(AddOptions))
            raise UsageError("add", "nothing is said of the session", f"give one of {names}")
        options = _ask(catalogue, context)
    session = str(uuid.uuid4())
    entries = [SessionAdded(str(uuid.uuid4()), now, session), *entries_of(session, now, options)]
    did = read_items(catalogue, options.did, "--did", least=0)
    targets = read_targets(context.journal).targets
    planned = partial(make_plan, catalogue, items=[replace(item, reps={}) for item in did], targets=targets)
    plan = planned(first_side="left")
    done = _reps(plan, did)
    amounts = [(step.exercise, reps, step.target) for step, reps in zip(plan.steps, done, strict=True)]
    if not (yes or surely_meant(context, amounts)):
        write_prose("Nothing was added.")
        return
    began, seconds = _when(options, context, likely_seconds(plan, done))
    with open_journal(context) as journal:
        first_side = next_first_side(journal.path)
        plan = planned(first_side=first_side)
        events = done_afterwards(plan, _reps(plan, did), seconds)
        journal.add_session(session, began, plan, first_side, events, entries)
    record = find_session(context.journal, session, starts=context.starts)
    write_prose(f"Added {short_id(session, context)}: {in_a_line(record)}")
    write_after_pain(record.pain.worst, can_ask=context.can_ask)


def surely_meant(context: Context, amounts: Iterable[tuple[str, int, int]]) -> bool:
    """Whether the person means numbers of reps that look like a slip. Raises UsageError where nobody can say.

    `amounts` are exercise, reps and target of each side.
    """
    slips = [f"{name} {reps} of {target}" for name, reps, target in amounts if reps > MUCH * target]
    if not slips:
        return True
    if not context.can_ask:
        raise UsageError("--did", f"{', '.join(slips)} is far above the target", "say --yes if it is right")
    return confirmed(f"{', '.join(slips)}?")


def read_all_did(texts: Sequence[str]) -> tuple[Did, ...]:
    """What was done of each exercise and round. Raises UsageError, also for one that is named twice."""
    found: dict[tuple[str, int], Did] = {}
    for text in texts:
        one = read_did(text)
        if (one.exercise, one.round) in found:
            raise UsageError("--did", f"{one.exercise} is named twice", "say it once")
        found[one.exercise, one.round] = one
    return tuple(found.values())


def entries_of(session: str, now: datetime, options: AddOptions) -> list[Entry]:
    """The scores and the note. Raises UsageError."""
    entries = [entry_of(session, topic, read(text), now) for topic, text, read in scores_given(options)]
    return [*entries, read_note(options.note, session, now)] if options.note else entries


def scores_given(options: object) -> Iterator[tuple[Topic, str, Callable[[str], int]]]:
    """Each score among the options: what it is about, its text, and what reads that. Raises UsageError."""
    for topic in (Topic.BEFORE, Topic.WORST, Topic.AFTER, Topic.NEXT_MORNING, Topic.RESERVE):
        name = topic.value if topic is Topic.RESERVE else f"pain_{topic.value}"
        scale = RESERVE_SCALE if topic is Topic.RESERVE else PAIN_SCALE
        if (text := getattr(options, name)) is not None:
            yield topic, text, partial(read_score, option=f"--{name.replace('_', '-')}", scale=scale)


def read_note(text: str, session: str, now: datetime) -> NoteWritten:
    """The note. Raises UsageError for one that is too long or could steer a terminal."""
    try:
        return NoteWritten(str(uuid.uuid4()), now, session, text)
    except ValueError as error:
        raise UsageError("--note", str(error), "write it again") from None


def _reps(plan: Plan, did: Sequence[Item]) -> list[int]:
    """Reps of each step. Raises UsageError."""
    given = {item.exercise: item.reps for item in did}
    reps = [given.get(step.exercise, {}).get(step.side, step.target) for step in plan.steps]
    if not any(reps):
        raise UsageError("--did", "no rep was done", "give at least one")
    return reps


def _when(options: AddOptions, context: Context, likely: float) -> tuple[datetime, float]:
    """When the session began, and how many seconds it took. Raises UsageError for a time in the future."""
    today, now = context.today, context.now
    day = parse_day(options.day, today, "--day") if options.day is not None else today
    seconds = read_minutes(options.minutes) * 60.0 if options.minutes is not None else likely
    if options.at is None and day == today:
        return now - timedelta(seconds=seconds), seconds
    clock = read_clock(options.at.strip()) if options.at is not None else NOON
    option = "--day" if options.at is None or day > today else "--at"
    began = instant_on(day, clock, context.starts, option)
    refuse_future(began, began + timedelta(seconds=seconds), now, option)
    return began, seconds


def refuse_future(began: datetime, ended: datetime | None, now: datetime, option: str) -> None:
    """Raises UsageError for a session that is not over yet."""
    if began > now:
        raise UsageError(option, f"{began:%Y-%m-%d %H:%M} has not come yet", "give a moment that is past")
    if ended and ended > now:
        what = f"the session would end in the future, at {ended:%H:%M}"
        raise UsageError(option, what, "give an earlier moment, or fewer --minutes")


def _ask(catalogue: Catalogue, context: Context) -> AddOptions:
    """Ask for the session. Each question is repeated until its answer can be read."""

    def day(text: str) -> str:
        if parse_day(text, context.today, "day") > context.today:
            raise UsageError("day", "that day has not come yet", "say one that is past")
        return text

    def which(text: str) -> tuple[Item, ...]:
        if text == "all":
            return tuple(Item(exercise.id) for exercise in catalogue.exercises)
        return read_items(catalogue, re.split(r"[,\s]+", text.strip(", ")), "exercises")

    def amounts(text: str) -> str:
        wanted = f"{item_text(replace(item, reps={}))}={text}"
        read_item(catalogue, wanted, "reps", least=0)
        return wanted

    def note_in(text: str) -> str:
        return "" if text == "none" else read_note(text, "new", context.now).text

    answers = AddOptions(day=ask("Day", "today", day))
    items = ask(f"Exercises: {', '.join(one.id for one in catalogue.exercises)}", "all", which)
    did = []
    for item in items:
        exercise = exercise_of(catalogue, item.exercise, "exercises")
        both = len(sides_of(exercise, item.variations)) == 1
        offered = f"{exercise.reps}" if both else f"{exercise.reps}/{exercise.reps}"
        did.append(ask(f"{exercise.name}, reps{'' if both else ' left/right'}", offered, amounts))
    plan = make_plan(catalogue, items=[replace(item, reps={}) for item in items])
    likely = likely_seconds(plan, _reps(plan, read_items(catalogue, did, "reps", least=0)))
    minutes = ask("Minutes", f"{max(1, round(likely / 60))}", lambda text: str(read_minutes(text)))
    note = ask("Note", "none", note_in)
    return replace(answers, did=tuple(did), minutes=minutes, note=note)
