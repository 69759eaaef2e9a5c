"""`backroutine start`: wires one session from catalogue, journal, clock, sound and screen, and runs it."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace

from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.planning import make_plan
from backroutine.cli import output
from backroutine.cli.awake import kept_awake
from backroutine.cli.first_start import show_safety_once
from backroutine.cli.lookup import this_week
from backroutine.cli.output import write_prose
from backroutine.cli.recording import SessionRecorder, unrecorded
from backroutine.cli.running import on_screen, without_screen
from backroutine.cli.safety import write_stop
from backroutine.cli.session_questions import SessionAnswers
from backroutine.cli.settings import Settings, journal_path
from backroutine.cli.sounding import voiced
from backroutine.cli.system import here_and_now, steady
from backroutine.cli.wishes import StartOptions, check_together
from backroutine.coach import labels, words
from backroutine.coach.asking import Inquiries
from backroutine.coach.conductor import SessionRunner
from backroutine.coach.pages import going_on_later
from backroutine.coach.voice import Voice
from backroutine.errors import JournalError
from backroutine.insight.length import usual_seconds
from backroutine.journal.reading import next_first_side, read_sessions
from backroutine.journal.records import day_of
from backroutine.journal.unfinished import Unfinished, find_unfinished, only_session
from backroutine.session.figure import Figure
from backroutine.session.plan import Plan
from backroutine.session.tally import tally
from backroutine.text import count_of

_RECENT_SESSIONS = 30
"""How many sessions are looked at to tell how long one takes."""


def start_session(wishes: StartOptions) -> int:
    """Run a session to its end. Returns the exit code; raises BackroutineError before it could begin."""
    check_together(wishes)
    catalogue = catalogue_of(wishes.catalogue or wishes.settings.catalogue)
    plan = _plan(catalogue, wishes, "left")
    figures = {exercise.id: exercise.figure.moving() for exercise in catalogue.exercises if exercise.figure}
    if output.has_person() and not wishes.json:
        show_safety_once(journal_path())
    inquiries, telling = Inquiries(), None
    with ExitStack() as stack:
        if wishes.rehearse:
            new, left = SessionRunner(plan, steady, unrecorded, pace=wishes.first_pace), None
        else:
            # Opened first: a damaged journal is set aside here, and then there is one to ask for the side.
            recording = stack.enter_context(SessionRecorder(journal_path(), here_and_now))
            first_side = next_first_side(journal_path())
            plan = _plan(catalogue, wishes, first_side)
            new, left, unfinished = _conductors(wishes, plan, first_side, recording, stack)
            if wishes.asks:
                telling = SessionAnswers(journal_path(), recording.add_entry, here_and_now)
                inquiries = _inquiries(telling, wishes, recording, unfinished)
        code, done = _run(wishes, new, left, figures, stack, inquiries)
        done.save_again()
        if telling:
            telling.save_again()
        if not wishes.json:
            try:
                _sum_up(done, wishes, telling.worst if telling else None)
            except (OSError, output.ReaderGone):
                if not code:
                    raise
                output.abandon_stdout()
    if done.unsaved:
        output.complain_line(words.not_saved(done.trouble or "", done.unsaved))
    elif telling and telling.trouble:
        output.complain_line(
            f"{telling.trouble}; {count_of(len(telling.unsaved), 'answer')} could not be saved"
        )
    return code or (JournalError.exit_code if done.unsaved or (telling and telling.unsaved) else 0)


def _plan(catalogue: Catalogue, wishes: StartOptions, first_side: str) -> Plan:
    return make_plan(
        catalogue,
        only=wishes.only,
        reps=wishes.reps,
        rounds=wishes.rounds,
        tap=wishes.tap,
        speed=wishes.speed,
        first_side=first_side,
    )


def _conductors(
    wishes: StartOptions, plan: Plan, first_side: str, recording: SessionRecorder, stack: ExitStack
) -> tuple[SessionRunner, SessionRunner | None, Unfinished | None]:
    """The new session, and the one that was left if it may go on, to be run and as it was found."""
    path = journal_path()
    alone = stack.enter_context(only_session(path))
    record = recording.of_new(plan, first_side)
    new = SessionRunner(plan, steady, record, on_trouble=_on_trouble(wishes), pace=wishes.first_pace)
    offered = alone and not wishes.fresh and (wishes.resume or wishes.screen)
    unfinished = find_unfinished(path, here_and_now()) if offered else None
    if unfinished is None:
        if wishes.resume:
            output.complain_line(words.NOTHING_LEFT)
        return new, None, None
    return new, _going_on(unfinished, wishes, recording), unfinished


def _inquiries(
    telling: SessionAnswers, wishes: StartOptions, recording: SessionRecorder, unfinished: Unfinished | None
) -> Inquiries:
    return Inquiries(
        morning=telling.about_morning(wishes.settings.day_starts),
        new=telling.about_new(recording.new),
        left=telling.about_left(unfinished.id) if unfinished else None,
    )


def _going_on(left: Unfinished, wishes: StartOptions, recording: SessionRecorder) -> SessionRunner:
    # How fast and how counted is a matter of today; what there is to do is the plan of then.
    plan = replace(left.plan, speed=wishes.speed, tap=wishes.tap)
    return SessionRunner(
        plan,
        steady,
        recording.of_left(left),
        on_trouble=_on_trouble(wishes),
        left=left.events,
        elapsed=(here_and_now() - left.started_at).total_seconds(),
    )


def _on_trouble(wishes: StartOptions) -> Callable[[str], None]:
    # The screen shows it itself, and what is written behind a screen is never seen.
    return (lambda _trouble: None) if wishes.screen else output.complain_line


def _run(
    wishes: StartOptions,
    new: SessionRunner,
    left: SessionRunner | None,
    figures: Mapping[str, Figure],
    stack: ExitStack,
    inquiries: Inquiries,
) -> tuple[int, SessionRunner]:
    """Run one of the two. Returns the exit code and which one it was."""
    if wishes.resume and left:
        new, left = left, None
        inquiries = replace(inquiries, new=inquiries.left, left=None)
    voice = _voice(wishes, [conductor.plan for conductor in (new, left) if conductor], stack)
    for conductor in (new, left):
        if conductor:
            conductor.hearers.append(voice.hearer(conductor.plan))
    stack.enter_context(kept_awake())
    if not wishes.screen:
        return without_screen(new, as_json=wishes.json, inquiries=inquiries), new
    return on_screen(
        new,
        left,
        voice,
        figures=figures,
        seconds=_likely_seconds(wishes, new.plan),
        motion=wishes.motion and os.environ.get("TEXTUAL_ANIMATIONS", "").lower() != "none",
        rehearsal=wishes.rehearse,
        after=_after(wishes),
        inquiries=inquiries,
    )


def _voice(wishes: StartOptions, plans: list[Plan], stack: ExitStack) -> Voice:
    bell = None if wishes.json else output.ring
    return stack.enter_context(voiced(wishes.heard, plans, bell))


def _likely_seconds(wishes: StartOptions, plan: Plan) -> float:
    records = () if wishes.rehearse else read_sessions(journal_path(), last=_RECENT_SESSIONS).records
    return usual_seconds(plan, records)


def _after(wishes: StartOptions) -> Callable[[], list[str]]:
    """What the end page tells beside the reps, looked up once."""
    told: list[str] = []

    def after() -> list[str]:
        if not told:
            told.extend([words.REHEARSED] if wishes.rehearse else [_week(wishes.settings), labels.SAVED])
        return told

    return after


def _week(settings: Settings) -> str:
    return this_week(day_of(here_and_now(), settings.day_starts), settings)


def _sum_up(conductor: SessionRunner, wishes: StartOptions, worst: int | None) -> None:
    if not conductor.events:
        return
    for line in words.summary(conductor.plan, tally(conductor.events)):
        write_prose(line)
    write_stop(worst)
    for line in [words.REHEARSED] if wishes.rehearse else going_on_later(conductor.plan, conductor.events):
        write_prose(line)
