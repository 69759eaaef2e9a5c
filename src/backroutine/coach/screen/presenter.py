"""What the live screen shows at each moment: each page as rows. Knows no toolkit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from backroutine.coach import phrases
from backroutine.coach.audio.status import Choice, Status
from backroutine.coach.audio.voice import Voice
from backroutine.coach.questions import AT_THE_END, FIRST, Inquiries, QuestionQueue, QuestionSet, Topic
from backroutine.coach.runner import SessionRunner
from backroutine.coach.safety import NOT_ALL_CLEAR, SIGNS, SafetyList, stop_line
from backroutine.coach.screen import labels, pages
from backroutine.coach.screen import pages as opening
from backroutine.coach.screen.drawing import Drawing, drawing_of
from backroutine.coach.screen.layout import SHORTEST, Row, face, page
from backroutine.coach.screen.view import view_of
from backroutine.session.events import Event, PaceChanged, RepCounted, RepUndone, SideFinished, SideSkipped
from backroutine.session.figure import Figure, Pose
from backroutine.session.plan import Plan, Step
from backroutine.session.state import Command, phase_fraction

# A text that lies over the page: the help, or the lists of signs. The page beneath it hears no key.

LOW = 16
"""Rows up to which a list is run together, to be whole."""
UNDER_HELP = frozenset({"help", "sign", "close", "stop", "main_key", "enter", "pause", "mute"})
"""The actions that keys still have while the help is read."""
UNDER_SIGNS = UNDER_HELP - {"help", "pause"}
"""The same for the signs: whoever reads those must not go on by chance."""
ALWAYS = frozenset({"interrupt", "suspend"})


class Overlay:
    """What lies over the page; false when nothing does."""

    def __init__(self) -> None:
        self._helping = False
        self._signs: tuple[SafetyList, ...] = ()
        """The lists that are still to be read, the one that is shown first."""

    def __bool__(self) -> bool:
        return self._helping or bool(self._signs)

    def hears(self, action: str) -> bool:
        """Whether an action may happen now."""
        heard = UNDER_SIGNS if self._signs else UNDER_HELP
        return not self or action in heard or action in ALWAYS

    def help(self) -> None:
        """Show the help, or close it."""
        self._helping = not self._helping

    def turn_signs(self) -> None:
        """What a new sign asks for: show the first list, the next one, or close the last."""
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
            title = labels.HELP_PAUSED if paused else labels.HELP_TITLE
            lines = labels.help_lines(tap=tap)
            return page(lines, width, height, keys=labels.HELP_KEYS, title=title, notice=notice)
        points = self._signs[0].points
        lines = [f"- {point}" for point in points] if height > LOW else [f"{'; '.join(points)}."]
        lines += ["", NOT_ALL_CLEAR]
        keys = labels.SIGN_KEYS if self._signs[1:] else labels.LAST_SIGN_KEYS
        return page(lines, width, height, keys=keys, title=f"{self._signs[0].heading}:")


# What is told for a moment: the answer to a key, and what happened meanwhile.

NOTICE_SECONDS, SOUND_SECONDS = 4.0, 8.0
"""How long an answer to a key stays readable, and news that nobody asked for."""


class Notices:
    """The one notice that is shown, and until when."""

    def __init__(self) -> None:
        self._text: Callable[[], str] = str
        self._until = 0.0

    def tell(self, text: str | Callable[[], str], now: float, seconds: float = NOTICE_SECONDS) -> None:
        """Show this for so many seconds; what may change meanwhile is handed in as a function."""
        self._text = text if callable(text) else lambda: text
        self._until = now + seconds

    def clear(self) -> None:
        """Nothing is told. To be called when the clock that `now` comes from begins anew."""
        self._until = float("-inf")

    def at(self, now: float) -> str:
        """What is told now; empty when nothing is."""
        return self._text() if now < self._until else ""


class SoundWatch:
    """Notices that the sound was lost, and that it is back. Another choice is no loss."""

    def __init__(self) -> None:
        self._choice: Choice | None = None
        self._was_heard = self._lost = False

    def look(self, choice: Choice, status: Status) -> str:
        """What is new; empty when nothing is."""
        heard = status.level in {"voice", "tones"}
        if choice != self._choice:
            self._choice, self._lost, news = choice, False, ""
        elif self._was_heard and not heard:
            self._lost, news = True, labels.sound_lost(status)
        elif self._lost and heard:
            self._lost, news = False, labels.sound_back(status)
        else:
            news = ""
        self._was_heard = heard
        return news


def what_was_done(plan: Plan, command: Command, events: Sequence[Event], now_at: Step) -> str:
    """What a command has done, in the words of the plain lines; empty where the screen shows it anyway."""
    lines = [line for event in events if (line := _line(plan, event))]
    if command is Command.BACK:
        lines.append(labels.gone_back(now_at))
    return " ".join(lines)


def _line(plan: Plan, event: Event) -> str:
    match event:
        case RepUndone():
            return phrases.undone(event.rep, event.target)
        case SideFinished(because="skipped" | "back"):
            return phrases.finished(plan.step_of(event), event)
        case SideSkipped():
            return phrases.skipped(plan.step_of(event))
        case PaceChanged():
            return phrases.pace(event.pace)
        case _:
            return ""


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
