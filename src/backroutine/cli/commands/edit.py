"""`backroutine edit`: corrects a session. Nothing is overwritten: a change is an entry beside the session."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict, fields

from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.source import Sources
from backroutine.cli import output
from backroutine.cli.commands.add import read_all_did, read_note, refuse_future, scores_given, surely_meant
from backroutine.cli.commands.safety import write_after_pain
from backroutine.cli.context import Context
from backroutine.cli.lookup import (
    find_by_prefix,
    in_a_line,
    open_journal,
    refuse_running,
    short_id,
    title,
)
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import Did, instant_on, parse_day, read_clock, read_minutes
from backroutine.cli.session_questions import entry_of, topic_of
from backroutine.coach.phrases import summary
from backroutine.coach.questions import Topic
from backroutine.errors import UsageError
from backroutine.journal.entries import (
    Entry,
    EventsKnown,
    MomentCorrected,
    SideCorrected,
    Undone,
    standing,
)
from backroutine.journal.queries import find_session, read_entries
from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally
from backroutine.text import show

UNKNOWN = "none"


class Changes(Struct, frozen=True):
    """What the command line corrects. None leaves it as it is."""

    did: tuple[str, ...] = ()
    note: str | None = None
    pain_before: str | None = None
    pain_worst: str | None = None
    pain_after: str | None = None
    pain_next_morning: str | None = None
    reserve: str | None = None
    started: str | None = None
    minutes: str | None = None

    @property
    def empty(self) -> bool:
        """Whether no option was given."""
        return all(getattr(self, field.name) in {None, ()} for field in fields(self))


def edit_session(context: Context, prefix: str, changes: Changes, *, yes: bool) -> None:
    """Correct the session, or show how that is done. Raises UsageError and JournalError."""
    now = context.now
    record = find_by_prefix(prefix, context)
    if changes.empty:
        _show(record, context)
        return
    refuse_running(record, context)
    entries = [*_sides(record, changes, context), *_scores(record, changes, context)]
    if changes.note is not None:
        note = read_note(changes.note, record.id, now)
        entries += [note] if note.text != record.note else []
    entries += _moment(record, changes, context)
    if not entries:
        write_prose("Nothing was changed: it is so already.")
        return
    amounts = [(e.exercise, e.reps, e.target) for e in entries if isinstance(e, SideCorrected)]
    if not (yes or surely_meant(context, amounts)):
        write_prose("Nothing was changed.")
        return
    entries += [
        EventsKnown(str(uuid.uuid4()), now, record.id, entry.id, record.events)
        for entry in entries
        if isinstance(entry, SideCorrected | MomentCorrected)
    ]
    with open_journal(context) as journal:
        journal.add_entries(entries)
    now_it_is = find_session(context.journal, record.id, starts=context.starts)
    write_prose(
        f"Changed {short_id(record.id, context)}: {in_a_line(now_it_is)} backroutine undo takes it back."
    )
    if changes.pain_worst is not None:
        write_after_pain(now_it_is.pain.worst, can_ask=context.can_ask)


def _show(record: SessionRecord, context: Context) -> None:
    short = short_id(record.id, context)
    output.write(f"{title(record)}  {show(record.id)}")
    for line in summary(record.plan, record.sides):
        write_prose(f"  {line}")
    for moment, score in asdict(record.pain).items():
        if score is not None:
            output.write(f"  Pain {moment.replace('_', ' ')}: {score}")
    if record.reserve is not None:
        output.write(f"  Reps in reserve: {record.reserve}")
    if record.note:
        write_prose(f"  Note: {record.note}")
    write_prose("To change it:")
    exercise = record.plan.steps[0].exercise
    for option in (f"--did {exercise}=8/6", '--note "..."', "--pain-after 3", '--started "today 07:10"'):
        output.write(f"  backroutine edit {show(short)} {show(option)}")


def _sides(record: SessionRecord, changes: Changes, context: Context) -> Iterator[Entry]:
    for did in read_all_did(changes.did):
        targets = _targets(record, did, context.settings.catalogue)
        for side, reps in did.on(targets).items():
            place = (did.exercise, side, did.round)
            rows = [row for row in record.sides if (row.exercise, row.side, row.round) == place]
            unbegun = SideTally(*place, turn=1, reps=0, target=targets[side], seconds=0.0)
            yield from _corrected(record.id, rows or [unbegun], reps, context.now)


def _corrected(session: str, rows: Sequence[SideTally], reps: int, now: datetime) -> Iterator[Entry]:
    """A side may have been done again: then its rows together have these reps."""
    left = reps
    for row in rows:
        here = left if row is rows[-1] else min(row.reps, left)
        left -= here
        if here != row.reps:
            place = (row.exercise, row.side, row.round, row.turn)
            yield SideCorrected(str(uuid.uuid4()), now, session, *place, reps=here, target=row.target)


def _targets(record: SessionRecord, did: Did, catalogue: Sources) -> Mapping[str, int]:
    """The sides of an exercise with their targets: of the session, else of the catalogue."""
    steps = [step for step in record.plan.steps if step.exercise == did.exercise]
    if targets := {step.side: step.target for step in steps if step.round == did.round}:
        return targets
    if steps or did.round > 1:
        raise UsageError("--did", f"the session has no round {did.round} of {did.exercise}", "see the log")
    # It was not planned, and done all the same.
    known = {exercise.id: exercise for exercise in catalogue_of(catalogue).exercises}
    if did.exercise in known:
        exercise = known[did.exercise]
        return dict.fromkeys(exercise.sides.labels, exercise.reps)
    had = ", ".join(dict.fromkeys(step.exercise for step in record.plan.steps))
    raise UsageError("--did", f"no exercise {did.exercise}", f"the session has {had}")


def _scores(record: SessionRecord, changes: Changes, context: Context) -> Iterator[Entry]:
    known = {**asdict(record.pain), Topic.RESERVE.value: record.reserve}
    for topic, text, read in scores_given(changes):
        if text.strip() == UNKNOWN:
            for entry in standing(read_entries(context.journal, record.id)):
                if topic_of(entry) is topic:
                    yield Undone(str(uuid.uuid4()), context.now, entry.id)
        elif (score := read(text)) != known[topic.value]:
            yield entry_of(record.id, topic, score, context.now)


def _moment(record: SessionRecord, changes: Changes, context: Context) -> Iterator[Entry]:
    now = context.now
    began, ended = record.started_at, record.ended_at
    if changes.started is not None:
        day, _, clock = changes.started.strip().rpartition(" ")
        if not day:
            todo = "give a day and a time, as in '2026-11-22 07:10'"
            raise UsageError("--started", f"{changes.started[:40]} is not both", todo)
        on = parse_day(day, context.today, "--started")
        began = instant_on(on, read_clock(clock, "--started"), context.starts, "--started")
        ended = began + (ended - record.started_at) if ended else None
    if changes.minutes is not None:
        ended = began + timedelta(minutes=read_minutes(changes.minutes))
    if (began, ended) != (record.started_at, record.ended_at):
        refuse_future(began, ended, now, "--minutes" if changes.started is None else "--started")
        yield MomentCorrected(str(uuid.uuid4()), now, record.id, began, ended)
