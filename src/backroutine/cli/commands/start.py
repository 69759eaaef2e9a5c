"""`backroutine start`: wires one session from catalogue, journal, clock, sound and screen, and runs it."""

import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.planning import make_plan
from backroutine.cli import output
from backroutine.cli.commands.safety import show_safety_once, write_stop
from backroutine.cli.commands.start_modes import kept_awake, on_screen, without_screen
from backroutine.cli.context import Context
from backroutine.cli.lookup import this_week
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
from backroutine.coach.runner import Record, SessionRunner
from backroutine.coach.screen import labels
from backroutine.coach.screen.pages import going_on_later
from backroutine.errors import JournalError, UsageError
from backroutine.insight.duration import usual_seconds
from backroutine.journal.backups import keep_copy
from backroutine.journal.entries import Entry
from backroutine.journal.reader import next_first_side, read_sessions
from backroutine.journal.unfinished import Unfinished, find_unfinished, note_running, only_session
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, SessionStarted
from backroutine.session.figure import Figure
from backroutine.session.plan import Plan
from backroutine.session.tally import tally
from backroutine.text import count_of

# Between a session and the journal: opens it, names the session, and saves each event as it comes.


class SessionRecorder:
    """The journal, open for one session: a new one or one that was left."""

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        """Raises JournalError when the journal cannot be opened."""
        self._clock = clock
        self.new = str(uuid.uuid4())
        """The id of the new session, if there will be one."""
        self._journal = Journal.open(path, clock())
        for notice in (*self._journal.notices, keep_copy(path, clock())):
            if notice:
                output.complain_line(notice)

    def of_new(self, plan: Plan, first_side: str) -> Record:
        """Saves the events of a new session; it begins in the journal with its first event."""
        session = self.new
        began: list[datetime] = []

        def record(event: Event) -> None:
            if isinstance(event, SessionStarted):
                # A second try tells of the same instant.
                began.append(self._clock())
                note_running(self._journal.path, session)
                self._journal.begin(session, began[0], plan, first_side)
            else:
                self._journal.record(session, event)

        return record

    def of_left(self, left: Unfinished) -> Record:
        """Saves the events that follow in a session that was left."""
        noted: list[str] = []

        def record(event: Event) -> None:
            if not noted:
                noted.append(left.id)
                note_running(self._journal.path, left.id)
            self._journal.record(left.id, event)

        return record

    def add_entry(self, entry: Entry) -> None:
        """Saves what a person told. Raises JournalError."""
        self._journal.add_entry(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._journal.close()


def unrecorded(_event: Event) -> None:
    """A rehearsal: nothing is saved."""


# Sound of a session: which player, with which files and which bell.

"""Names a WAV file that takes the whole session in place of the loudspeaker: for tests and for listening."""

LINGER = 2.5
"""Seconds the last words may take when the session is over."""


@contextmanager
def voiced(
    choice: Choice,
    plans: Sequence[Plan],
    bell: Callable[[], None] | None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Voice]:
    """The voice of a session that follows one of these plans."""
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


# What was asked of `backroutine start`, and what follows from that.


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What the command line asked for."""

    tap: bool = False
    plain: bool = False
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
    """What holds where nothing was asked for."""

    @property
    def screen(self) -> bool:
        """Whether the live screen is wanted and possible."""
        return not (self.json or self.plain) and output.in_terminal()

    @property
    def asks(self) -> bool:
        """Whether pain and effort are asked for."""
        wanted = self.questions and self.settings.questions and not (self.rehearse or self.json)
        return wanted and output.has_person()

    @property
    def heard(self) -> Choice:
        """How it is to be heard.

        Lines are read by a screen reader, JSON by a program: another voice has to be asked for there.
        """
        return self.sound or (self.settings.sound if self.screen else "off")

    @property
    def first_pace(self) -> float:
        """The pace a new session begins with."""
        return self.settings.pace if self.pace is None else self.pace


def sound_choice(text: str | None) -> Choice | None:
    """What `--sound` asked for. Raises UsageError."""
    for choice in CHOICES:
        if text == choice:
            return choice
    if text is None:
        return None
    raise UsageError("--sound", f"{text!r} is no way to be heard", f"say {', '.join(CHOICES)}")


def pace_choice(pace: float | None) -> float | None:
    """What `--pace` asked for. Raises UsageError."""
    try:
        return None if pace is None else read_pace(pace)
    except ValueError:
        what = f"a pace of {pace:g} is not possible"
        raise UsageError("--pace", what, f"give {KEYS['pace'].may_be}") from None


def check_together(wishes: StartOptions) -> None:
    """Whether all of it can be done at once. Raises UsageError."""
    if wishes.tap and wishes.pace is not None:
        raise UsageError("start", "--tap has no --pace: there it is your own", "choose one")
    if wishes.resume and (wishes.fresh or wishes.rehearse):
        other = "--fresh" if wishes.fresh else "--rehearse"
        raise UsageError("start", f"--resume and {other} cannot both be done", "choose one")


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
        output.complain_line(phrases.not_saved(done.trouble or "", done.unsaved))
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
            output.complain_line(phrases.NOTHING_LEFT)
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
            told.extend([phrases.REHEARSED] if wishes.rehearse else [this_week(Context()), labels.SAVED])
        return told

    return after


def _sum_up(conductor: SessionRunner, wishes: StartOptions, worst: int | None) -> None:
    if not conductor.events:
        return
    for line in phrases.summary(conductor.plan, tally(conductor.events)):
        write_prose(line)
    write_stop(worst)
    for line in [phrases.REHEARSED] if wishes.rehearse else going_on_later(conductor.plan, conductor.events):
        write_prose(line)
