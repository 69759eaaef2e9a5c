"""What `backroutine start` needs of the journal: the session that begins or goes on, and its questions.

On the live screen it is loaded and read after the first paint.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from backroutine.cli import output
from backroutine.cli.commands.start_modes import unrecorded
from backroutine.cli.commands.start_options import StartOptions
from backroutine.cli.commands.start_plan import Planner
from backroutine.cli.context import Context
from backroutine.cli.lookup import (
    asks_for_day,
    current_experiment,
    experiment_line,
    read_week,
    recent_sessions,
    short_sessions,
)
from backroutine.cli.paths import journal_path
from backroutine.cli.session_questions import SessionAnswers
from backroutine.cli.system import here_and_now, steady
from backroutine.coach import phrases
from backroutine.coach.questions import Offer, OpenQuestions
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.errors import JournalError
from backroutine.insight.duration import usual_seconds
from backroutine.insight.weeks import Standing
from backroutine.journal.backups import keep_copy
from backroutine.journal.entries import Entry, Why
from backroutine.journal.reader import next_first_side, read_sessions
from backroutine.journal.records import SessionRecord
from backroutine.journal.targets import read_targets
from backroutine.journal.unfinished import Unfinished, find_unfinished, note_running, only_session
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, SessionStarted
from backroutine.session.plan import Plan, Target

if TYPE_CHECKING:
    from backroutine.catalogue.plan_builder import Targets
    from backroutine.cli.proposals import ExerciseProposal

_START_PAGE = 76
"""Columns of a line on the start page in a terminal of 80."""
_RECENT_SESSIONS = 30
"""So many past sessions show how long one usually takes."""


class SessionRecorder:
    """The journal, open for the events of one session."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Raises JournalError when the journal cannot be opened."""
        self._clock = clock
        self.new = str(uuid.uuid4())
        """The id of a new session."""
        self._began: dict[str, datetime] = {}
        self._journal = Journal.open(path, clock())
        self.notices = [notice for notice in (*self._journal.notices, keep_copy(path, clock())) if notice]
        """What a person has to know about the journal."""
        self.taken: list[Entry] = []
        """Targets that were taken on the start page, until the session begins."""

    def record(self, session: str, plan: Plan, first_side: str, event: Event) -> None:
        """Save an event of the session with this id. Raises JournalError."""
        if session not in self._began:
            self._began[session] = self._clock()
            note_running(self._journal.path, session)
        if isinstance(event, SessionStarted):
            self._journal.begin(session, self._began[session], plan, first_side)
        else:
            self._journal.record(session, event)

        # These belong to the session that begins. What cannot be saved is offered again the next time.
        with suppress(JournalError):
            while self.taken and isinstance(event, SessionStarted):
                self._journal.add_entry(self.taken.pop(0))

    def add_entry(self, entry: Entry) -> None:
        """Save an answer. Raises JournalError."""
        self._journal.add_entry(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()


def prepare_rehearsal(options: StartOptions, planner: Planner, stack: ExitStack) -> PreparedSession:
    """Prepare a session that is not saved. Raises JournalError when the targets cannot be read."""
    plan = planner.plan("left", _targets(options, stack))
    runner = SessionRunner(plan, steady, unrecorded, pace=options.first_pace)
    return PreparedSession(runner, seconds=usual_seconds(plan, ()), after=lambda: [phrases.REHEARSED])


def prepare_session(
    options: StartOptions, planner: Planner, stack: ExitStack
) -> tuple[PreparedSession, SessionAnswers | None]:
    """Open the journal and prepare the session, and what saves its answers. Raises JournalError.

    `stack` closes the journal in the end, and then prints what has to be known about it: nobody could read
    that while the screen is shown.
    """
    context, path = Context(), journal_path()
    try:
        recorder = stack.enter_context(SessionRecorder(path, here_and_now))
    except JournalError as error:
        if not error.out_of_reach:
            raise
        return _prepare_unsaved(options, planner, error), None
    for notice in recorder.notices:
        _complain(notice, options, stack)
    # The journal is open: a damaged one was set aside, so reading finds a sound one.
    first_side = next_first_side(path)
    targets = _targets(options, stack)
    plan = planner.plan(first_side, targets)
    alone = stack.enter_context(only_session(path))

    def record(event: Event) -> None:
        recorder.record(recorder.new, new.plan, first_side, event)

    new = SessionRunner(plan, steady, record, on_trouble=_on_trouble(options), pace=options.first_pace)
    offered = alone and not options.fresh and (options.resume or options.screen)
    unfinished = find_unfinished(path, here_and_now(), plan.forms) if offered else None
    if options.resume and not unfinished:
        _complain(phrases.NOTHING_LEFT, options, stack)
    left = _going_on(unfinished, options, recorder) if unfinished else None
    answers = (
        SessionAnswers(path, recorder.add_entry, here_and_now, asks_for_day=asks_for_day(context))
        if options.asks
        else None
    )
    open_questions = _open_questions(answers, options, recorder, unfinished) if answers else OpenQuestions()
    if options.screen and not left:
        offers = Offers(planner, targets, first_side, new, recorder)
        open_questions = replace(open_questions, offer=cache(offers.first))
    if options.resume and left:
        new, left = left, None
        open_questions = replace(open_questions, new=open_questions.left, left=None)
    recent = read_sessions(path, last=_RECENT_SESSIONS).records if options.screen else ()
    prepared = PreparedSession(
        new,
        left,
        _time_left(left or new),
        usual_seconds(new.plan, recent),
        open_questions,
        cache(_closing_lines),
        _experiment_today(context) if options.screen or options.asks else "",
        last_reps(recent),
        _week,
    )
    return prepared, answers


def _prepare_unsaved(options: StartOptions, planner: Planner, error: JournalError) -> PreparedSession:
    """Prepare a session that goes on though there is no journal to save it in."""

    def record(_event: Event) -> None:
        raise error

    plan = planner.plan("left")
    runner = SessionRunner(plan, steady, record, on_trouble=_on_trouble(options), pace=options.first_pace)
    return PreparedSession(runner, seconds=usual_seconds(plan, ()), after=lambda: ["Not saved."])


class Offers:
    """What is proposed on the start page for a new session, and what taking it does."""

    def __init__(
        self,
        planner: Planner,
        targets: "Targets",
        first_side: str,
        runner: SessionRunner,
        recorder: SessionRecorder,
    ) -> None:
        self._planner = planner
        self._targets = targets
        self._first_side = first_side
        self._runner = runner
        self._recorder = recorder
        self._usual = runner.plan

    def first(self) -> Offer | None:
        """The first proposal that is due, less before more; worked out when the morning is known."""
        context = Context()
        with suppress(JournalError):
            recent = recent_sessions(context)
            if recent:  # the catalogue is read only then
                from backroutine.cli.proposals import proposals_for

                exercises = self._planner.open_exercises()
                found = proposals_for(exercises, self._targets, recent, context)
                return self._first_due(found, context)
        return None

    def _first_due(self, found: "Sequence[ExerciseProposal]", context: Context) -> Offer | None:
        for kind in ("regress", "advance"):
            for one in found:
                if one.proposal.kind == kind and one.proposal.next:
                    return Offer(
                        f"{one.question} g takes it.",
                        f"Taken: {one.exercise.name}, {one.change}. g takes it back.",
                        partial(self._take, one, context),
                    )
        return None

    def _take(self, one: "ExerciseProposal", context: Context, taken: bool) -> None:
        """Put the proposal into the plan and into what will be saved, or take it out again."""
        from backroutine.cli.proposals import entries_for

        plan = self._usual
        self._recorder.taken.clear()
        if taken:
            assert one.proposal.next
            why: Why = "regress" if one.proposal.kind == "regress" else "advance"
            sides = tuple(one.today) if set(one.proposal.next) <= set(one.today) else tuple(one.proposal.next)
            entries = entries_for(one.exercise.id, one.proposal.next, sides, why, context)
            self._recorder.taken += entries
            mine = dict(self._targets.get(one.exercise.id, {}))
            for entry in entries:
                target = Target(entry.variation, entry.reps, entry.hold)
                mine = {entry.side: target} if entry.side is None else {**mine, entry.side: target}
            plan = self._planner.plan(self._first_side, {**self._targets, one.exercise.id: mine})
        self._runner.use(plan)


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


def _closing_lines() -> list[str]:
    """Why a session does not count for the week, and that everything is saved."""
    week = _this_week()
    why = short_sessions(week.short).strip() if week and week.done < week.goal else ""
    return [why, "Saved."] if why else ["Saved."]


def _week() -> tuple[int, int] | None:
    """Sessions of this week and the goal; None when the journal cannot be read."""
    week = _this_week()
    return (week.done, week.goal) if week else None


def _this_week() -> Standing | None:
    with suppress(JournalError):
        return read_week(Context())[0]
    return None


def _targets(options: StartOptions, stack: ExitStack) -> "Targets":
    found = read_targets(journal_path())
    for notice in found.notices:
        _complain(notice, options, stack)
    return found.targets


def _experiment_today(context: Context) -> str:
    return experiment_line(current_experiment(context), context.today, _START_PAGE) or ""


def _complain(line: str, options: StartOptions, stack: ExitStack) -> None:
    if options.screen:
        stack.callback(output.complain_line, line)
    else:
        output.complain_line(line)


def _going_on(left: Unfinished, options: StartOptions, recorder: SessionRecorder) -> SessionRunner:
    # Speed and tapping are chosen today; the exercises are those of the plan that was left.
    plan = replace(left.plan, speed=options.speed, tap=options.tap)
    return SessionRunner(
        plan,
        steady,
        partial(recorder.record, left.id, plan, ""),
        on_trouble=_on_trouble(options),
        left=left.events,
        elapsed=(here_and_now() - left.started_at).total_seconds(),
    )


def _on_trouble(options: StartOptions) -> Callable[[str], None]:
    # The screen shows it itself; lines written behind a screen are never seen.
    return (lambda _trouble: None) if options.screen else output.complain_line


def _open_questions(
    answers: SessionAnswers, options: StartOptions, recorder: SessionRecorder, unfinished: Unfinished | None
) -> OpenQuestions:
    return OpenQuestions(
        morning=answers.about_morning(options.settings.day_starts),
        new=answers.about_new(recorder.new),
        left=answers.about_left(unfinished.id) if unfinished else None,
    )


def _time_left(left: SessionRunner) -> str:
    if not left.goes_on:
        return ""
    when = here_and_now() - timedelta(seconds=left.now - left.events[-1].at)
    return f"{when:%H:%M}"
