"""What the live screen shows at each moment: each page as rows. Knows no toolkit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from backroutine.coach import labels, opening, pages
from backroutine.coach.audio.voice import Voice
from backroutine.coach.covers import Overlay
from backroutine.coach.face import SHORTEST, face
from backroutine.coach.figure import Drawing, drawing_of
from backroutine.coach.notices import SOUND_SECONDS, Notices, SoundWatch, what_was_done
from backroutine.coach.questions import AT_THE_END, FIRST, Inquiries, QuestionQueue, QuestionSet, Topic
from backroutine.coach.rows import Row, page
from backroutine.coach.runner import SessionRunner
from backroutine.coach.safety import stop_line
from backroutine.coach.view import view_of
from backroutine.session.events import RepCounted
from backroutine.session.figure import Figure, Pose
from backroutine.session.outlook import phase_fraction
from backroutine.session.state import Command


@dataclass(frozen=True)
class ScreenConfig:
    """All that is handed to the screen."""

    conductor: SessionRunner
    voice: Voice
    seconds: float
    """How long the session will likely take."""
    left: SessionRunner | None = None
    """A session that was left and can go on."""
    left_when: str = ""
    """The time of day it was left."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """The moving figure of each exercise that has one."""
    motion: bool = True
    rehearsal: bool = False
    """Nothing is kept."""
    ascii_only: bool = False
    after: Callable[[], Sequence[str]] = tuple
    """What the end page tells beside the reps."""
    stop_asked: Callable[[], bool] = lambda: False
    """Whether a signal wants it to end."""
    inquiries: Inquiries = field(default_factory=Inquiries)


class Page(Enum):
    """Where the person is."""

    START = auto()
    QUESTION = auto()
    SESSION = auto()
    END = auto()


class Presenter:
    """The page that is shown, and the answer to the last key."""

    def __init__(self, show: ScreenConfig) -> None:
        self.show = show
        self.conductor = show.left or show.conductor
        self.worst: int | None = None
        """The worst pain that was told."""
        self.cover = Overlay()
        self._notices = Notices()
        self._sound = SoundWatch()
        self._away = False
        """Suspended, and nobody has gone on since."""
        self._seen: object = None
        self._laid_out: list[Row] = []
        self.pain_now: int | None = None
        """What was told on the start page."""
        self._asking = QuestionQueue(show.inquiries.morning, FIRST)
        self.page = Page.QUESTION if self._asking.topic else Page.START

    def begin(self, conductor: SessionRunner) -> None:
        """From the start page into a session. The score told there is kept once its session is there."""
        self.conductor = conductor
        self.page = Page.SESSION
        conductor.begin()
        self._notices.clear()  # its clock began anew: what was told before would stay as long again
        inquiry = self._inquiry
        if inquiry and Topic.BEFORE in inquiry.topics:
            inquiry.asked(Topic.BEFORE)
            if self.pain_now is not None:
                self.answer(inquiry.keep(Topic.BEFORE, self.pain_now))

    @property
    def asks_pain_now(self) -> bool:
        """Whether the start page asks. A session that was left was asked about when it began."""
        new = self.show.inquiries.new
        return self.page is Page.START and new is not None and Topic.BEFORE in new.topics

    def score(self, score: int) -> None:
        """The answer to the question."""
        if self.asks_pain_now:
            self.pain_now = None if score == self.pain_now else score
            return
        topic = self._asking.topic
        if topic is None:
            return
        self.answer(self._asking.answer(score)())
        if topic is Topic.WORST:
            self.worst = score
        self._after_question(topic)

    def skip(self) -> None:
        """No answer to the question."""
        topic = self._asking.topic
        self._asking.skip()
        self._after_question(topic)

    def end(self) -> None:
        """The session has ended: ask what there is to ask, if a rep was done."""
        reps = any(isinstance(event, RepCounted) for event in self.conductor.events)
        self._asking = QuestionQueue(self._inquiry if reps else None, AT_THE_END)
        self.page = Page.QUESTION if self._asking.topic else Page.END

    @property
    def topic(self) -> Topic | None:
        """What is asked now."""
        return self._asking.topic if self.page is Page.QUESTION else None

    @property
    def _inquiry(self) -> QuestionSet | None:
        inquiries = self.show.inquiries
        return inquiries.left if self.conductor is self.show.left else inquiries.new

    def _after_question(self, topic: Topic | None) -> None:
        if self._asking.topic:
            return
        self.page = Page.START if topic is Topic.NEXT_MORNING else Page.END

    def look(self) -> None:
        """Time has passed."""
        if news := self._sound.look(self.show.voice.choice, self.show.voice.status):
            self._notices.tell(news, self.conductor.now, SOUND_SECONDS)
        if self.page is Page.SESSION:
            self.conductor.look()
            self._away = self._away and self.conductor.state.paused
            if self.conductor.state.status:
                self.end()

    def obey(self, command: Command) -> None:
        """Tell the session, and show what that did, or why it refuses."""
        known = len(self.conductor.events)
        refusal = self.conductor.obey(command)
        done = self.conductor.events[known:]
        self.answer(refusal or what_was_done(self.conductor.plan, command, done, self.conductor.step))

    def step_away(self) -> None:
        """The program is about to be suspended: pause, and say so until a key goes on."""
        if self.page is Page.SESSION:
            self.conductor.obey(Command.PAUSE)
            self._away = True

    def answer(self, text: str | Callable[[], str] | None) -> None:
        """Show the answer to a key; a key that needs none takes the last answer away."""
        self._notices.tell(text or "", self.conductor.now)

    def rows(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        plan = self.conductor.plan
        if self.cover:
            state = self.conductor.state
            return self.cover.rows(
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
        plan, events = self.conductor.plan, self.conductor.events
        later = [] if self.show.rehearsal else pages.going_on_later(plan, events)
        lines = pages.after(plan, events, [*stop_line(self.worst), *self.show.after(), *later])
        title = labels.ended(self.conductor.state.status or "", reps=pages.any_rep(events))
        return page(lines, width, height, keys=labels.END_KEYS, title=title, notice=self._notice_now())

    def _start_page(self, width: int, height: int) -> list[Row]:
        asks = labels.pain_now(self.pain_now, fresh=self.conductor.goes_on) if self.asks_pain_now else ""
        told = self._opening(asks)
        keys = opening.keys(told, self.pain_now)
        lines, brief = opening.whole(told), opening.short(told)
        title, notice = self.conductor.plan.routine, self._notice_now()
        return page(lines, width, height, keys=keys, title=title, notice=notice, brief=brief)

    def _opening(self, question: str) -> opening.Opening:
        new, conductor = self.show.conductor, self.conductor
        left = (
            opening.Left(self.show.left_when, conductor.plan, conductor.state) if conductor.goes_on else None
        )
        factor = self.show.seconds * new.plan.speed / new.plan.total_seconds
        fresh = None if new.goes_on else new.plan
        return opening.Opening(self.show.voice.status, fresh, factor, left, question)

    def _question_page(self, width: int, height: int) -> list[Row]:
        topic = self._asking.topic
        assert topic
        question, scale = labels.question(topic, width), labels.scale(topic)
        if height < SHORTEST:  # there every row is needed for the question
            return page([question, scale], width, height, keys=labels.ASK_KEYS)
        lines = [scale, "", labels.ONE_KEY]
        notice = self._notice_now()
        return page(lines, width, height, keys=labels.ASK_KEYS, title=question, notice=notice)

    def _session_page(self, width: int, height: int) -> list[Row]:
        plan, state, now = self.conductor.plan, self.conductor.state, self.conductor.now
        sound = labels.sound_now(self.show.voice.status.level, muted=self.show.voice.muted)
        view = view_of(plan, state, now, sound=sound, motion=self.show.motion)
        pose = self._pose()
        seen = (view, pose, width, height, self._notice_now())
        if seen != self._seen:  # most looks find nothing new: laying out again is most of the work
            self._seen = seen
            keys, notice = labels.TAP_KEYS if plan.tap else labels.KEYS, self._notice_now()
            plain, drawing = self.show.ascii_only, self._drawing(pose)
            self._laid_out = face(
                view, width, height, keys=keys, notice=notice, drawing=drawing, ascii_only=plain
            )
        return self._laid_out

    def _pose(self) -> Pose | None:
        """Where the joints are now; None where the figure stands still."""
        figure = self.show.figures.get(self.conductor.step.exercise)
        if figure is None or not self.show.motion:
            return None
        state = self.conductor.state
        return figure.pose(state.phase, phase_fraction(state, self.conductor.now))

    def _drawing(self, pose: Pose | None) -> Drawing | None:
        figure = self.show.figures.get(self.conductor.step.exercise)
        mirrored = self.conductor.step.side == "right"
        return drawing_of(figure, pose, mirrored=mirrored) if figure else None

    def _notice_now(self) -> str:
        if self.conductor.trouble:
            return self.conductor.notice
        away = self.conductor.away or self._away
        return self._notices.at(self.conductor.now) or (labels.AWAY_NOTICE if away else "")
