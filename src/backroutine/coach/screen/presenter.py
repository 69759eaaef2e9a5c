"""Decides which page the live screen shows, and answers its keys. Knows no toolkit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from backroutine.coach import phrases
from backroutine.coach.audio.status import Choice, Status
from backroutine.coach.audio.voice import Voice
from backroutine.coach.questions import (
    AFTER_A_SESSION,
    FIRST,
    SIGN_KEY,
    TEN_KEY,
    Inquiries,
    QuestionQueue,
    QuestionSet,
    Topic,
    question,
    scale,
)
from backroutine.coach.runner import SessionRunner
from backroutine.coach.safety import NOT_ALL_CLEAR, SIGNS, SafetyList, worst_pain_lines
from backroutine.coach.screen import pages
from backroutine.coach.screen.drawing import Drawing, drawing_of
from backroutine.coach.screen.keys import UNDER_HELP, UNDER_SIGNS, help_lines, session_keys
from backroutine.coach.screen.layout import PAUSED, SHORTEST, Row, page, session_rows
from backroutine.coach.screen.view import view_of
from backroutine.session.events import (
    Event,
    PaceChanged,
    RepCounted,
    RepUndone,
    SideFinished,
    SideSkipped,
    VariationChanged,
)
from backroutine.session.figure import Figures, Pose
from backroutine.session.plan import Plan
from backroutine.session.state import Command, State, phase_fraction, step_now, step_of
from backroutine.session.tally import any_rep

LOW = 16
"""Rows up to which a list is run together, to be whole."""
HELP_KEYS = (("q", "close help"),)
AWAY_NOTICE = "You were away. space goes on."
QUESTION_KEYS = (
    ("0-9", "score"),
    (TEN_KEY, "ten"),
    ("enter", "skip"),
    (SIGN_KEY, "new sign"),
    ("q", "leave"),
)


class Overlay:
    """A text that lies over the page: the help, or the lists of signs. False when there is none."""

    def __init__(self) -> None:
        self._helping = False
        self._signs: tuple[SafetyList, ...] = ()
        """The lists that are still to be read, the one that is shown first."""

    def __bool__(self) -> bool:
        return self._helping or bool(self._signs)

    def allows(self, action: str) -> bool:
        """Whether an action may happen now."""
        return not self or action in (UNDER_SIGNS if self._signs else UNDER_HELP)

    def help(self) -> None:
        """Show the help, or close it."""
        self._helping = not self._helping

    def turn_signs(self) -> None:
        """Show the first list of signs, or the next one; after the last, close."""
        self._helping = False
        self._signs = self._signs[1:] if self._signs else SIGNS

    def turn(self) -> None:
        """What enter and space mean: the next list, or close the help."""
        if self._signs:
            self.turn_signs()
        else:
            self.close()

    def close(self) -> None:
        """Back to the page."""
        self._helping = False
        self._signs = ()

    def rows(self, width: int, height: int, *, tap: bool, paused: bool, notice: str) -> list[Row]:
        """The whole screen."""
        if not self._signs:
            title = f"Keys ({PAUSED})" if paused else "Keys"
            return page(help_lines(tap=tap), width, height, keys=HELP_KEYS, title=title, notice=notice)
        points = self._signs[0].points
        lines = [f"- {point}" for point in points] if height > LOW else [f"{'; '.join(points)}."]
        lines += ["", NOT_ALL_CLEAR]
        keys = (("enter", "next"), ("q", "back")) if self._signs[1:] else (("enter", "back"),)
        return page(lines, width, height, keys=keys, title=f"{self._signs[0].heading}:")


NOTICE_SECONDS, SOUND_SECONDS = 4.0, 8.0
"""How long the answer to a key is shown, and news about the sound."""


class Notices:
    """The one notice that is shown, and until when."""

    def __init__(self) -> None:
        self._text: Callable[[], str] = str
        self._until = 0.0

    def show(self, text: str | Callable[[], str], now: float, seconds: float = NOTICE_SECONDS) -> None:
        """Show this for so many seconds; a text that may change meanwhile is given as a function."""
        self._text = text if callable(text) else lambda: text
        self._until = now + seconds

    def clear(self) -> None:
        """Show nothing. To be called when the clock that `now` comes from starts again."""
        self._until = float("-inf")

    def at(self, now: float) -> str:
        """The notice shown now; empty when there is none."""
        return self._text() if now < self._until else ""


class SoundWatch:
    """Notices when the sound is lost and when it is back. Choosing another sound is no loss."""

    def __init__(self) -> None:
        self._choice: Choice | None = None
        self._was_heard = self._lost = False

    def look(self, choice: Choice, status: Status) -> str:
        """What is new; empty when nothing is."""
        heard = status.level in {"voice", "tones"}
        if choice != self._choice:
            self._choice, self._lost, news = choice, False, ""
        elif self._was_heard and not heard:
            self._lost, news = (
                True,
                f"Sound lost: {'the screen only' if status.level == 'screen' else status.heard} now.",
            )
        elif self._lost and heard:
            self._lost, news = False, f"Sound is back: {status.heard}."
        else:
            news = ""
        self._was_heard = heard
        return news


def what_was_done(plan: Plan, state: State, command: Command, events: Sequence[Event]) -> str:
    """What a command did, in words; empty where the screen shows it anyway."""
    changed = [phrases.variation_changed(event) for event in events if isinstance(event, VariationChanged)]
    lines = changed or [line for event in events if (line := _line(plan, state, event))]
    if command is Command.BACK:
        lines.append(phrases.sentence(f"Back to: {phrases.side_of(step_now(plan, state))}"))
    return " ".join(lines)


def _line(plan: Plan, state: State, event: Event) -> str:
    match event:
        case RepUndone():
            return phrases.undone(event.rep, event.target)
        case SideFinished(because="skipped" | "back"):
            return phrases.finished(step_of(plan, state, event), event)
        case SideSkipped():
            return phrases.skipped(step_of(plan, state, event))
        case PaceChanged():
            return phrases.pace(event.pace)
        case _:
            return ""


@dataclass(frozen=True)
class ScreenConfig:
    """What the caller hands to the screen."""

    runner: SessionRunner
    voice: Voice
    seconds: float
    """How long the session will likely take."""
    left: SessionRunner | None = None
    """A session that was left and can go on."""
    left_when: str = ""
    """The time of day it was left."""
    figures: Figures = field(default_factory=dict)
    """The moving figure of each exercise and variation that has one."""
    motion: bool = True
    rehearsal: bool = False
    """Nothing is saved."""
    ascii_only: bool = False
    after: Callable[[], Sequence[str]] = tuple
    """Further lines of the end page."""
    stop_asked: Callable[[], bool] = lambda: False
    """Whether a signal asked the program to end."""
    inquiries: Inquiries = field(default_factory=Inquiries)
    experiment: str = ""
    """What an experiment asks for today: a line of the start page."""


class Page(Enum):
    """The pages there are."""

    START = auto()
    QUESTION = auto()
    SESSION = auto()
    END = auto()


class Presenter:
    """The page that is shown, and the answer to the last key."""

    def __init__(self, config: ScreenConfig) -> None:
        self.config = config
        self.runner = config.left or config.runner
        self.worst: int | None = None
        """The worst pain that was answered."""
        self.overlay = Overlay()
        self._notices = Notices()
        self._sound = SoundWatch()
        self._away = False
        """Suspended, and not gone on since."""
        self._seen: object = None
        self._laid_out: list[Row] = []
        self.pain_now: int | None = None
        """The score given on the start page."""
        self._queue = QuestionQueue(config.inquiries.morning, FIRST)
        self.page = Page.QUESTION if self._queue.topic else Page.START

    def begin(self, runner: SessionRunner) -> None:
        """Begin a session. The score given on the start page is saved now that its session exists."""
        self.runner = runner
        self.page = Page.SESSION
        runner.begin()
        self._notices.clear()  # its clock starts again: an old notice would stay as long again
        questions = self._questions
        if questions and Topic.BEFORE in questions.topics:
            questions.asked(Topic.BEFORE)
            if self.pain_now is not None:
                self.answer(questions.keep(Topic.BEFORE, self.pain_now))

    @property
    def asks_pain_now(self) -> bool:
        """Whether the start page asks. A session that was left was asked about when it began."""
        new = self.config.inquiries.new
        return self.page is Page.START and new is not None and Topic.BEFORE in new.topics

    def score(self, score: int) -> None:
        """Answer the question."""
        if self.asks_pain_now:
            self.pain_now = None if score == self.pain_now else score
            return
        topic = self._queue.topic
        if topic is None:
            return
        self.answer(self._queue.answer(score)())
        if topic is Topic.WORST:
            self.worst = score
        self._after_question(topic)

    def skip(self) -> None:
        """Skip the question."""
        topic = self._queue.topic
        self._queue.skip()
        self._after_question(topic)

    def end(self) -> None:
        """The session has ended: ask about it if a rep was done."""
        reps = any(isinstance(event, RepCounted) for event in self.runner.events)
        self._queue = QuestionQueue(self._questions if reps else None, AFTER_A_SESSION)
        self.page = Page.QUESTION if self._queue.topic else Page.END

    @property
    def topic(self) -> Topic | None:
        """The question shown now."""
        return self._queue.topic if self.page is Page.QUESTION else None

    @property
    def _questions(self) -> QuestionSet | None:
        inquiries = self.config.inquiries
        return inquiries.left if self.runner is self.config.left else inquiries.new

    def _after_question(self, topic: Topic | None) -> None:
        if self._queue.topic:
            return
        self.page = Page.START if topic is Topic.NEXT_MORNING else Page.END

    def look(self) -> None:
        """Time has passed."""
        if news := self._sound.look(self.config.voice.choice, self.config.voice.status):
            self._notices.show(news, self.runner.now, SOUND_SECONDS)
        if self.page is Page.SESSION:
            self.runner.look()
            self._away = self._away and self.runner.state.paused
            if self.runner.state.status:
                self.end()

    def obey(self, command: Command) -> None:
        """Give the session a command; show what that did, or why it was refused."""
        known = len(self.runner.events)
        refusal = self.runner.obey(command)
        done = self.runner.events[known:]
        self.answer(refusal or what_was_done(self.runner.plan, self.runner.state, command, done))

    def step_away(self) -> None:
        """The program is about to be suspended: pause, and say so until the session goes on."""
        if self.page is Page.SESSION:
            self.runner.obey(Command.PAUSE)
            self._away = True

    def answer(self, text: str | Callable[[], str] | None) -> None:
        """Show the answer to a key; no answer removes the last one."""
        self._notices.show(text or "", self.runner.now)

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        plan = self.runner.plan
        if self.overlay:
            state = self.runner.state
            return self.overlay.rows(
                width, height, tap=plan.tap, paused=state.paused, notice=self._notice_now()
            )
        match self.page:
            case Page.START:
                return self._start_page(width, height)
            case Page.QUESTION:
                return self._question_page(width, height)
            case Page.SESSION:
                return self._session_page(width, height)
            case Page.END:
                return self._end_page(width, height)

    def _end_page(self, width: int, height: int) -> list[Row]:
        plan, events = self.runner.plan, self.runner.events
        later = [] if self.config.rehearsal else pages.going_on_later(plan, events)
        lines = pages.end_lines(plan, events, [*worst_pain_lines(self.worst), *self.config.after(), *later])
        title = phrases.ending(self.runner.state.status or "", reps=any_rep(events))
        return page(lines, width, height, keys=pages.END_KEYS, title=title, notice=self._notice_now())

    def _start_page(self, width: int, height: int) -> list[Row]:
        new, runner = self.config.runner, self.runner
        left = pages.Left(self.config.left_when, runner.plan, runner.state) if runner.goes_on else None
        factor = self.config.seconds * new.plan.speed / new.plan.total_seconds
        fresh = None if new.goes_on else new.plan
        question, experiment = self._pain_question(), self.config.experiment
        start = pages.StartPage(self.config.voice.status, fresh, factor, left, question, experiment)
        return page(
            start.lines(),
            width,
            height,
            keys=start.keys(self.pain_now),
            title=runner.plan.routine,
            notice=self._notice_now(),
            brief=start.brief(),
        )

    def _pain_question(self) -> str:
        if not self.asks_pain_now:
            return ""
        when = "Pain now, for a fresh start" if self.runner.goes_on else "Pain now"
        if self.pain_now is None:
            return f"{when}? A key from 0 (none) to 9, or t for ten. You may leave it out."
        return f"{when}: {self.pain_now}. Another key changes it, the same one takes it back."

    def _question_page(self, width: int, height: int) -> list[Row]:
        topic = self._queue.topic
        assert topic
        asked = question(topic, width)
        if height < SHORTEST:  # there every row is needed for the question
            return page([asked, scale(topic)], width, height, keys=QUESTION_KEYS)
        lines = [scale(topic), "", "One key answers. enter skips: what you skip stays unknown."]
        return page(lines, width, height, keys=QUESTION_KEYS, title=asked, notice=self._notice_now())

    def _session_page(self, width: int, height: int) -> list[Row]:
        plan, state, now = self.runner.plan, self.runner.state, self.runner.now
        level = self.config.voice.status.level
        sound = "muted" if self.config.voice.muted else "silent" if level == "screen" else level
        view = view_of(plan, state, now, sound=sound, motion=self.config.motion)
        pose = self._pose()
        seen = (view, pose, width, height, self._notice_now())
        if seen != self._seen:  # most looks find nothing new: laying out again is most of the work
            self._seen = seen
            self._laid_out = session_rows(
                view,
                width,
                height,
                keys=session_keys(tap=plan.tap),
                notice=self._notice_now(),
                drawing=self._drawing(pose),
                ascii_only=self.config.ascii_only,
            )
        return self._laid_out

    def _pose(self) -> Pose | None:
        """Where the joints are now; None where the figure stands still."""
        figure = self.config.figures.get((self.runner.step.exercise, self.runner.step.variation))
        if figure is None or not self.config.motion:
            return None
        state = self.runner.state
        return figure.pose(state.phase, phase_fraction(state, self.runner.now))

    def _drawing(self, pose: Pose | None) -> Drawing | None:
        figure = self.config.figures.get((self.runner.step.exercise, self.runner.step.variation))
        mirrored = self.runner.step.side == "right"
        return drawing_of(figure, pose, mirrored=mirrored) if figure else None

    def _notice_now(self) -> str:
        if self.runner.trouble:
            return self.runner.notice
        away = self.runner.away or self._away
        return self._notices.at(self.runner.now) or (AWAY_NOTICE if away else "")
