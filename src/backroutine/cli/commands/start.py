"""`backroutine start`: builds a session from catalogue, journal, clock, sound and screen, and runs it."""

import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from backroutine.catalogue.items import Item, read_items
from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.planning import NO_TARGETS, Targets, make_plan
from backroutine.cli import output
from backroutine.cli.commands.routine import routine_items
from backroutine.cli.commands.safety import show_safety_once, write_after_pain
from backroutine.cli.commands.start_modes import kept_awake, on_screen, without_screen
from backroutine.cli.commands.start_screen import screen_config
from backroutine.cli.context import Context
from backroutine.cli.lookup import asks_for_day, current_experiment, experiment_line
from backroutine.cli.output import write_prose
from backroutine.cli.session_questions import SessionAnswers
from backroutine.cli.settings import Settings, cache_folder, journal_path
from backroutine.cli.settings_file import KEYS, read_pace
from backroutine.cli.system import here_and_now, steady
from backroutine.coach import phrases
from backroutine.coach.audio.cues import clips_of
from backroutine.coach.audio.output import Sound
from backroutine.coach.audio.status import Choice
from backroutine.coach.audio.voice import CHOICES, Player, Silence, Voice
from backroutine.coach.audio.wav_recorder import SOUND_FILE, WavPlayer
from backroutine.coach.questions import Inquiries
from backroutine.coach.runner import SessionRunner
from backroutine.coach.screen.end_page import going_on_later
from backroutine.errors import JournalError, UsageError
from backroutine.journal.backups import keep_copy
from backroutine.journal.entries import Entry
from backroutine.journal.reader import next_first_side
from backroutine.journal.targets import read_targets
from backroutine.journal.unfinished import Unfinished, find_unfinished, note_running, only_session
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, SessionStarted
from backroutine.session.figure import Figure
from backroutine.session.plan import Plan
from backroutine.session.tally import tally
from backroutine.text import count_of


class SessionRecorder:
    """The journal, open for the events of one session."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Raises JournalError when the journal cannot be opened."""
        self._clock = clock
        self.new = str(uuid.uuid4())
        """The id of a new session."""
        self._began: dict[str, datetime] = {}
        self._journal = Journal.open(path, clock())
        for notice in (*self._journal.notices, keep_copy(path, clock())):
            if notice:
                output.complain_line(notice)

    def record(self, session: str, plan: Plan, first_side: str, event: Event) -> None:
        """Save an event of the session with this id. Raises JournalError."""
        if session not in self._began:
            self._began[session] = self._clock()
            note_running(self._journal.path, session)
        if isinstance(event, SessionStarted):
            self._journal.begin(session, self._began[session], plan, first_side)
        else:
            self._journal.record(session, event)

    def add_entry(self, entry: Entry) -> None:
        """Save an answer. Raises JournalError."""
        self._journal.add_entry(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._journal.close()


def unrecorded(_event: Event) -> None:
    """Save nothing: the session is a rehearsal."""


LINGER = 2.5
"""Seconds that the last words may take when the session is over."""


@contextmanager
def voiced(
    choice: Choice,
    plans: Sequence[Plan],
    bell: Callable[[], None] | None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Voice]:
    """The voice of a session by one of these plans."""
    clips = [clip for plan in plans for clip in clips_of(plan)]
    spoken = [clip for plan in plans for clip in clips_of(plan, phase_words="always")]

    def open_player(wanted: Choice) -> Player:
        if wanted == "off":
            return Silence()
        needed = spoken if wanted == "voice" else clips
        if file := environment.get(SOUND_FILE):
            return WavPlayer(Path(file), needed, cache_folder(environment), environment)
        sound = Sound(needed, choice=wanted, cache=cache_folder(environment), env=environment, bell=bell)
        sound.open()
        return sound

    voice = Voice(choice, open_player)
    try:
        yield voice
    finally:
        voice.close(LINGER)


@dataclass(frozen=True, slots=True)
class StartOptions:
    """The options of the command line."""

    tap: bool = False
    plain: bool = False
    routine: str | None = None
    only: tuple[str, ...] = ()
    reps: int | None = None
    rounds: int = 1
    speed: float = 1.0
    rehearse: bool = False
    json: bool = False
    catalogue: Path | None = None
    sound: Choice | None = None
    pace: float | None = None
    resume: bool = False
    fresh: bool = False
    motion: bool = True
    questions: bool = True
    settings: Settings = field(default_factory=Settings)
    """These hold where no option was given."""

    @property
    def routine_name(self) -> str | None:
        """The routine that is done; None when exercises or a catalogue were named, or there is no default."""
        if self.only or (self.catalogue and not self.routine):
            return None
        return self.routine or self.settings.default_routine

    @property
    def screen(self) -> bool:
        """Whether the session runs on the live screen."""
        return not (self.json or self.plain) and output.in_terminal()

    @property
    def somebody_there(self) -> bool:
        """Whether a person may be doing the exercises.

        Behind a web server or in a scheduler nobody does, unless a way without a terminal was asked for.
        """
        return self.plain or self.json or self.tap or output.any_terminal()

    @property
    def asks(self) -> bool:
        """Whether the person is asked about pain and effort."""
        wanted = self.questions and self.settings.questions and not (self.rehearse or self.json)
        return wanted and output.has_person()

    @property
    def heard(self) -> Choice:
        """The choice of sound.

        Lines are read by a screen reader and JSON by a program, so there it is off unless chosen.
        """
        return self.sound or (self.settings.sound if self.screen else "off")

    @property
    def first_pace(self) -> float:
        """The pace a new session begins with."""
        return self.settings.pace if self.pace is None else self.pace


def sound_choice(text: str | None) -> Choice | None:
    """The value of `--sound`. Raises UsageError."""
    for choice in CHOICES:
        if text == choice:
            return choice
    if text is None:
        return None
    raise UsageError("--sound", f"{text!r} is no way to be heard", f"say {', '.join(CHOICES)}")


def pace_choice(pace: float | None) -> float | None:
    """The value of `--pace`. Raises UsageError."""
    try:
        return None if pace is None else read_pace(pace)
    except ValueError:
        what = f"a pace of {pace:g} is not possible"
        raise UsageError("--pace", what, f"give {KEYS['pace'].may_be}") from None


def check_together(options: StartOptions) -> None:
    """Raises UsageError for options that exclude each other."""
    if options.tap and options.pace is not None:
        raise UsageError("start", "--tap has no --pace: there it is your own", "choose one")
    if options.routine and options.only:
        raise UsageError("start", "a routine and --only cannot both be done", "choose one")
    if options.resume and (options.fresh or options.rehearse):
        other = "--fresh" if options.fresh else "--rehearse"
        raise UsageError("start", f"--resume and {other} cannot both be done", "choose one")


_START_PAGE = 76
"""Columns of a line on the start page in a terminal of 80."""


def start_session(options: StartOptions) -> int:
    """Run a session to its end. Returns the exit code; raises BackroutineError when it cannot begin."""
    check_together(options)
    catalogue = catalogue_of(options.catalogue or options.settings.catalogue)
    plan = _plan(catalogue, options, "left", _targets() if options.rehearse else NO_TARGETS)
    figures = {exercise.id: exercise.figure.moving() for exercise in catalogue.exercises if exercise.figure}
    if not (options.rehearse or options.somebody_there):
        output.complain_line(phrases.NOT_LOGGED)
        options = replace(options, rehearse=True, resume=False)
    if output.has_person() and not options.json and not options.screen:
        show_safety_once(journal_path())
    inquiries, answers = Inquiries(), None
    with ExitStack() as stack:
        if options.rehearse:
            new, left = SessionRunner(plan, steady, unrecorded, pace=options.first_pace), None
        else:
            # First of all: this sets a damaged journal aside, so that the next line finds a sound one.
            recording = stack.enter_context(SessionRecorder(journal_path(), here_and_now))
            first_side = next_first_side(journal_path())
            plan = _plan(catalogue, options, first_side, _targets())
            new, left, unfinished = _runners(options, plan, first_side, recording, stack)
            if options.asks:
                answers = SessionAnswers(
                    journal_path(), recording.add_entry, here_and_now, asks_for_day=asks_for_day(Context())
                )
                inquiries = _inquiries(answers, options, recording, unfinished)
        code, done = _run(options, new, left, figures, stack, inquiries)
        done.save_again()
        if answers:
            answers.save_again()
        if not options.json:
            try:
                _sum_up(done, options, answers.worst if answers else None)
            except (OSError, output.ReaderGone):
                if not code:
                    raise
                output.abandon_stdout()
    if done.unsaved:
        output.complain_line(phrases.not_saved(done.trouble or "", done.unsaved))
    elif answers and answers.trouble:
        output.complain_line(
            f"{answers.trouble}; {count_of(len(answers.unsaved), 'answer')} could not be saved"
        )
    return code or (JournalError.exit_code if done.unsaved or (answers and answers.unsaved) else 0)


def _targets() -> Targets:
    found = read_targets(journal_path())
    for notice in found.notices:
        output.complain_line(notice)
    return found.targets


def _items(catalogue: Catalogue, options: StartOptions) -> tuple[Item, ...]:
    """What is done: the items of --only, else those of a routine; none for the usual ones."""
    if options.only:
        return read_items(catalogue, options.only, "--only")
    name = options.routine_name
    if name is None:
        return ()
    option = "start" if options.routine else "default_routine"
    items = routine_items(options.settings, catalogue, name, option)
    # An option of the day goes before the numbers of a routine.
    return tuple(replace(item, reps={}) for item in items) if options.reps else items


def _plan(
    catalogue: Catalogue, options: StartOptions, first_side: str, targets: Targets = NO_TARGETS
) -> Plan:
    plan = make_plan(
        catalogue,
        items=_items(catalogue, options),
        reps=options.reps,
        rounds=options.rounds,
        tap=options.tap,
        speed=options.speed,
        first_side=first_side,
        targets=targets,
    )
    return replace(plan, routine=options.routine_name) if options.routine_name else plan


def _runners(
    options: StartOptions, plan: Plan, first_side: str, recording: SessionRecorder, stack: ExitStack
) -> tuple[SessionRunner, SessionRunner | None, Unfinished | None]:
    """A runner for the new session, one for a session that was left, and that session as it was found."""
    path = journal_path()
    alone = stack.enter_context(only_session(path))
    record = partial(recording.record, recording.new, plan, first_side)
    new = SessionRunner(plan, steady, record, on_trouble=_on_trouble(options), pace=options.first_pace)
    offered = alone and not options.fresh and (options.resume or options.screen)
    unfinished = find_unfinished(path, here_and_now()) if offered else None
    if unfinished is None:
        if options.resume:
            output.complain_line(phrases.NOTHING_LEFT)
        return new, None, None
    return new, _going_on(unfinished, options, recording), unfinished


def _inquiries(
    answers: SessionAnswers, options: StartOptions, recording: SessionRecorder, unfinished: Unfinished | None
) -> Inquiries:
    return Inquiries(
        morning=answers.about_morning(options.settings.day_starts),
        new=answers.about_new(recording.new),
        left=answers.about_left(unfinished.id) if unfinished else None,
    )


def _going_on(left: Unfinished, options: StartOptions, recording: SessionRecorder) -> SessionRunner:
    # Speed and tapping are chosen today; the exercises are those of the plan that was left.
    plan = replace(left.plan, speed=options.speed, tap=options.tap)
    return SessionRunner(
        plan,
        steady,
        partial(recording.record, left.id, plan, ""),
        on_trouble=_on_trouble(options),
        left=left.events,
        elapsed=(here_and_now() - left.started_at).total_seconds(),
    )


def _on_trouble(options: StartOptions) -> Callable[[str], None]:
    # The screen shows it itself; lines written behind a screen are never seen.
    return (lambda _trouble: None) if options.screen else output.complain_line


def _run(
    options: StartOptions,
    new: SessionRunner,
    left: SessionRunner | None,
    figures: Mapping[str, Figure],
    stack: ExitStack,
    inquiries: Inquiries,
) -> tuple[int, SessionRunner]:
    """Run one of the two. Returns the exit code and the runner that ran."""
    if options.resume and left:
        new, left = left, None
        inquiries = replace(inquiries, new=inquiries.left, left=None)
    runners = [runner for runner in (new, left) if runner]
    voice = _voice(options, [runner.plan for runner in runners], stack)
    for runner in runners:
        runner.listeners.append(voice.listener(runner.plan))
    stack.enter_context(kept_awake())
    if not options.screen:
        if options.asks and (line := _experiment_today()):
            write_prose(line)
        return without_screen(new, as_json=options.json, inquiries=inquiries), new
    return on_screen(
        screen_config(
            new,
            left,
            voice,
            figures,
            inquiries,
            settings=options.settings,
            rehearse=options.rehearse,
            motion=options.motion,
            experiment="" if options.rehearse else _experiment_today(),
        )
    )


def _experiment_today() -> str:
    context = Context()
    return experiment_line(current_experiment(context), context.today, _START_PAGE) or ""


def _voice(options: StartOptions, plans: list[Plan], stack: ExitStack) -> Voice:
    bell = None if options.json else output.ring
    return stack.enter_context(voiced(options.heard, plans, bell))


def _sum_up(runner: SessionRunner, options: StartOptions, worst: int | None) -> None:
    if not runner.events:
        return
    for line in phrases.summary(runner.plan, tally(runner.events)):
        write_prose(line)
    # The live screen has shown the lines and the signs already.
    write_after_pain(worst, can_ask=options.asks and not options.screen)
    for line in [phrases.REHEARSED] if options.rehearse else going_on_later(runner.plan, runner.events):
        write_prose(line)
