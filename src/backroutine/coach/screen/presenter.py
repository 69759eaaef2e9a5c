"""Decides which page the live screen shows, and answers its keys. Knows no toolkit."""

from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct, field

from backroutine.coach.audio.voice import Voice
from backroutine.coach.questions import (
    AFTER_A_SESSION,
    FIRST,
    Offer,
    QuestionQueue,
    QuestionSet,
    Topic,
    places_of,
)
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.coach.safety import worst_pain_lines
from backroutine.coach.screen.drawing import draw_figure
from backroutine.coach.screen.end_page import EndPage, going_on_later
from backroutine.coach.screen.keys import session_keys
from backroutine.coach.screen.layout import Row
from backroutine.coach.screen.notices import NEWS_SECONDS, Notices, SoundWatch, what_was_done
from backroutine.coach.screen.overlay import Overlay
from backroutine.coach.screen.question_page import question_rows
from backroutine.coach.screen.session_page import Look, SessionPage
from backroutine.coach.screen.start_page import Left, StartPage
from backroutine.coach.screen.theme import DARK, Theme
from backroutine.coach.screen.view import View, view_of
from backroutine.session.events import RepCounted
from backroutine.session.figure import Figures
from backroutine.session.state import Command, phase_fraction

AWAY_NOTICE = "You were away. space goes on."
FRAME_SECONDS = 0.18
"""How long a drawing of the figure is shown; each is drawn once and kept."""
MOST_DRAWINGS = 1000


class ScreenConfig(Struct, frozen=True):
    """What the caller hands to the screen."""

    session: PreparedSession
    voice: Voice
    figures: Figures = field(default_factory=dict)
    """The moving figure of each exercise that has one."""
    motion: bool = True
    rehearsal: bool = False
    """Nothing is saved."""
    theme: Theme = DARK
    ascii_only: bool = False
    safety_read: Callable[[], None] | None = None
    """Called when the safety text was read; None where it need not be shown."""
    stop_asked: Callable[[], bool] = lambda: False
    """Whether a signal asked the program to end."""
    complete: "Callable[[], ScreenConfig] | None" = None
    """Returns the whole config; this one is only for the first paint. None: this one is whole."""


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
        self.runner = config.session.left or config.session.runner
        self.worst: int | None = None
        """The worst pain that was answered."""
        self.overlay = Overlay()
        self._notices = Notices()
        self._sound = SoundWatch()
        self._away = False
        """Suspended, and not gone on since."""
        self._seen: object = None
        self._laid_out: list[Row] = []
        self._session = SessionPage(Look(config.theme, config.ascii_only))
        self._week = config.session.week()
        self._drawings: dict[object, list[Row]] = {}
        self._taken = False
        """Whether what the start page offers was taken."""
        self.pain_now: int | None = None
        """The score given on the start page."""
        self._queue = QuestionQueue(config.session.open_questions.morning, FIRST)
        self.page = Page.QUESTION if self._queue.topic else Page.START
        if config.safety_read:
            self.overlay.safety()

    def turn(self) -> None:
        """The next page of what lies over the page; the last one closes it."""
        was_safety = self.overlay.is_safety
        self.overlay.turn()
        if was_safety and not self.overlay and self.config.safety_read:
            self.config.safety_read()

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
    def offer(self) -> Offer | None:
        fresh = self.page is Page.START and not self.runner.goes_on and self.config.complete is None
        return self.config.session.open_questions.offer() if fresh else None

    def take_offer(self) -> None:
        if offer := self.offer:
            self._taken = not self._taken
            offer.take(self._taken)

    @property
    def asks_pain_now(self) -> bool:
        """Whether the start page asks. A session that was left was asked about when it began."""
        new = self.config.session.open_questions.new
        return self.page is Page.START and new is not None and Topic.BEFORE in new.topics

    def score(self, score: int) -> None:
        if self.asks_pain_now:
            self.pain_now = None if score == self.pain_now else score
            return
        topic = self._queue.topic
        if topic is None or not self._queue.fits(score):
            return
        self.answer(self._queue.answer(score)())
        if topic is Topic.WORST:
            self.worst = score
        self._after_question(topic)

    def skip(self) -> None:
        topic = self._queue.topic
        self.answer(self._queue.skip()())
        self._after_question(topic)

    def end(self) -> None:
        """The session has ended: ask about it if a rep was done."""
        self._week = self.config.session.week()
        self.answer(None)
        reps = any(isinstance(event, RepCounted) for event in self.runner.events)
        self._queue = QuestionQueue(
            self._questions if reps else None,
            AFTER_A_SESSION,
            places_of(self.runner.plan, self.runner.events),
        )
        self.page = Page.QUESTION if self._queue.topic else Page.END

    @property
    def topic(self) -> Topic | None:
        """The question shown now."""
        return self._queue.topic if self.page is Page.QUESTION else None

    @property
    def _questions(self) -> QuestionSet | None:
        open_questions = self.config.session.open_questions
        return open_questions.left if self.runner is self.config.session.left else open_questions.new

    def _after_question(self, topic: Topic | None) -> None:
        if self._queue.topic:
            return
        self.page = Page.START if topic is Topic.NEXT_MORNING else Page.END

    def look(self) -> None:
        if news := self._sound.look(self.config.voice.choice, self.config.voice.status):
            self._notices.show(news, self.runner.now, NEWS_SECONDS)
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
        self._notices.show(text or "", self.runner.now, step=self.runner.state.step)

    def rows(self, width: int, height: int) -> list[Row]:
        plan = self.runner.plan
        if self.overlay:
            state = self.runner.state
            return self.overlay.rows(
                width, height, self.config.theme, tap=plan.tap, paused=state.paused, notice=self._notice_now()
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
        config, plan, events = self.config, self.runner.plan, self.runner.events
        later = [] if config.rehearsal else going_on_later(plan, events)
        shown = EndPage(
            plan,
            events,
            self.runner.state.status or "",
            [*config.session.after(), *worst_pain_lines(self.worst), *later],
            config.session.last_time,
            self._week,
        )
        return shown.rows(
            width, height, config.theme, notice=self._notice_now(), ascii_only=config.ascii_only
        )

    def _start_page(self, width: int, height: int) -> list[Row]:
        offer = self.offer
        config, new, runner = self.config, self.config.session.runner, self.runner
        shown = StartPage(
            config.voice.status,
            fresh=None if new.goes_on else new.plan,
            factor=config.session.seconds * new.plan.speed / new.plan.total_seconds,
            left=Left(config.session.left_when, runner.plan, runner.state) if runner.goes_on else None,
            question=self._pain_question(),
            score=self.pain_now,
            experiment=config.session.experiment,
            last_time=config.session.last_time,
            week=self._week,
            figures=config.figures,
            offer="" if offer is None else offer.taken_line if self._taken else offer.line,
        )
        seen = (shown, width, height, self._notice_now())
        if seen != self._seen:
            self._seen = seen
            self._laid_out = shown.rows(
                width, height, config.theme, notice=self._notice_now(), ascii_only=config.ascii_only
            )
        return self._laid_out

    def _pain_question(self) -> str:
        if not self.asks_pain_now:
            return ""
        when = "Pain now, for a fresh start" if self.runner.goes_on else "Pain now"
        if self.pain_now is None:
            return f"{when}? A key from 0 (none) to 9, or t for ten. You may leave it out."
        return f"{when}: {self.pain_now}. Another key changes it, the same one takes it back."

    def _question_page(self, width: int, height: int) -> list[Row]:
        assert self._queue.topic
        return question_rows(self._queue, width, height, self.config.theme, notice=self._notice_now())

    def _session_page(self, width: int, height: int) -> list[Row]:
        plan, state, now = self.runner.plan, self.runner.state, self.runner.now
        level = self.config.voice.status.level
        sound = "muted" if self.config.voice.muted else "silent" if level == "screen" else level
        view = view_of(plan, state, now, sound=sound, motion=self.config.motion)
        frame = self._frame()
        seen = (view, frame, width, height, self._notice_now())
        if seen != self._seen:  # most looks find nothing new: laying out again is most of the work
            self._seen = seen
            self._laid_out = self._session.rows(
                view,
                width,
                height,
                keys=session_keys(tap=plan.tap, paused=state.paused),
                notice=self._notice_now(),
                figure=self._figure(view, frame),
            )
        return self._laid_out

    def _frame(self) -> int:
        """Which drawing of the phase is due."""
        state = self.runner.state
        return int(phase_fraction(state, self.runner.now) * self._frames())

    def _frames(self) -> int:
        """How many drawings the present phase has."""
        moves = self.config.motion and not self.runner.state.waits
        return max(1, round((self.runner.state.length or 0.0) / FRAME_SECONDS)) if moves else 1

    def _figure(self, view: View, frame: int) -> Callable[[int, int], list[Row]] | None:
        step, state, config = self.runner.step, self.runner.state, self.config
        figure = config.figures.get((step.exercise, step.variation))
        if figure is None:
            return None
        moment = None if state.paused else view.moment
        share = frame / self._frames()
        mirrored = step.side == "right"

        def draw(columns: int, rows: int) -> list[Row]:
            key = (step.exercise, step.variation, mirrored, state.phase, share, moment, columns, rows)
            if key not in self._drawings:
                if len(self._drawings) > MOST_DRAWINGS:
                    self._drawings.clear()
                self._drawings[key] = draw_figure(
                    figure,
                    [figure.pose(state.phase, share)] if config.motion else figure.still,
                    columns,
                    rows,
                    config.theme,
                    moment,
                    mirrored=mirrored,
                    ascii_only=config.ascii_only,
                )
            return self._drawings[key]

        return draw

    def _notice_now(self) -> str:
        if self.runner.trouble:
            return self.runner.notice
        away = self.runner.away or self._away
        return self._notices.at(self.runner.now, self.runner.state.step) or (AWAY_NOTICE if away else "")
