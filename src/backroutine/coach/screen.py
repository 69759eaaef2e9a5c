"""The live screen: the only module that knows Textual. Looks, paints what changed, hears keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from backroutine.coach import pages, words
from backroutine.coach.conductor import Conductor
from backroutine.coach.face import Drawing, Row, face, page
from backroutine.coach.figure import draw_figure, draw_still
from backroutine.coach.paint import Face
from backroutine.coach.view import view_of
from backroutine.coach.voice import Voice
from backroutine.session.figure import Figure, Pose
from backroutine.session.outlook import phase_fraction
from backroutine.session.state import Command, Situation

TICK, STILL_TICK = 0.16, 0.25
"""Seconds between two looks at the clock, with a figure that moves and without. What is due in between gets a
look of its own: a number is not heard late."""
NOTICE_SECONDS = 4.0
"""How long an answer to a key stays readable."""


@dataclass(frozen=True)
class Show:
    """All that is handed to the screen."""

    conductor: Conductor
    voice: Voice
    seconds: float
    """How long the session will likely take."""
    left: Conductor | None = None
    """A session that was left and can go on."""
    left_when: str = ""
    """The time of day it was left."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """The moving figure of each exercise that has one."""
    motion: bool = True
    ascii_only: bool = False
    after: Callable[[], Sequence[str]] = tuple
    """What the end page tells beside the reps."""
    stop_asked: Callable[[], bool] = lambda: False
    """Whether a signal wants it to end."""


class _Page(Enum):
    START = auto()
    SESSION = auto()
    END = auto()


class SessionApp(App[None]):
    """One session on the screen: start page, session, end page. Without `ticking` the caller looks."""

    CSS = "Screen { background: ansi_default; color: ansi_default; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "main_key", priority=True),
        Binding("enter", "enter", priority=True),
        Binding("f", "fresh"),
        Binding("p", "pause"),
        Binding("n", "obey('skip')"),
        Binding("b", "obey('back')"),
        Binding("u", "obey('undo')"),
        Binding("plus,equals_sign", "obey('faster')"),
        Binding("minus", "obey('slower')"),
        Binding("m", "mute"),
        Binding("s", "sound"),
        Binding("c", "sound_check"),
        Binding("question_mark,h", "help"),
        Binding("q", "stop"),
        Binding("ctrl+c,ctrl+q", "interrupt", priority=True),
        Binding("ctrl+z", "suspend", priority=True),
    ]

    def __init__(self, show: Show, *, ticking: bool = True) -> None:
        super().__init__(ansi_color=True)
        self.show = show
        self.conductor = show.left or show.conductor
        self.broken: Exception | None = None
        self.interrupted = False
        self._tick = (TICK if show.motion else STILL_TICK) if ticking else None
        self._looks_at: float | None = None
        self._page = _Page.START
        self._helping = False
        self._notice = ""
        self._notice_until = 0.0
        self._seen: object = None
        self._laid_out: list[Row] = []
        self._face = Face(self._rows)

    def compose(self) -> ComposeResult:
        """The face is all there is."""
        yield self._face

    def on_mount(self) -> None:
        """Look from now on; the session begins with a key."""
        self.look()
        if self._tick:
            self.set_interval(self._tick, self.look)

    def look(self) -> None:
        """Look at the clock: what is due happens, what changed is painted."""
        if self.show.stop_asked():
            self._leave()
            return
        if self._page is _Page.SESSION:
            self.conductor.look()
            if self.conductor.state.status:
                self._page = _Page.END
            self._look_when_due()
        self._face.look()

    def _look_when_due(self) -> None:
        """Look again at the very instant of the next change, if the next tick would come after it."""
        due = self.conductor.due
        if self._tick and due is not None and due != self._looks_at:
            until = due - self.conductor.now
            if until < self._tick:
                self._looks_at = due
                self.set_timer(max(until, 0.001), self.look)

    def action_main_key(self) -> None:
        """Begin; count, or pause and go on. One tap too many closes nothing."""
        if self._page is _Page.START:
            self._begin()
        elif self._page is _Page.SESSION:
            self._told(self.conductor.press_main_key())

    def action_enter(self) -> None:
        """Begin or go on; ready now."""
        if self._page is _Page.START:
            self._begin()
        else:
            self.action_obey("go")

    def action_fresh(self) -> None:
        """Begin a new session though one was left."""
        if self._page is _Page.START:
            self.conductor = self.show.conductor
            self._begin()

    def action_pause(self) -> None:
        """Pause and go on, also in tap mode."""
        paused = self.conductor.situation is Situation.PAUSED
        self.action_obey("resume" if paused else "pause")

    def action_obey(self, command: str) -> None:
        """Tell the session; show why it refuses."""
        if self._page is _Page.SESSION:
            self._told(self.conductor.obey(Command(command)))

    def action_mute(self) -> None:
        """Silence, or sound again."""
        self._told(self.show.voice.toggle_mute())

    def action_sound(self) -> None:
        """Be heard another way."""
        self._told(self.show.voice.next_choice())

    def action_sound_check(self) -> None:
        """Hear what it will sound like, before the session."""
        if self._page is _Page.START:
            self._told(self.show.voice.check())

    def action_help(self) -> None:
        """Show or close the help; the session goes on."""
        self._helping = not self._helping
        self.look()

    def action_stop(self) -> None:
        """Stop and keep everything."""
        self._leave()

    def action_interrupt(self) -> None:
        """Ctrl-C: the same, told to the caller."""
        self.interrupted = True
        self._leave()

    def action_suspend(self) -> None:
        """Ctrl-Z: pause, give the terminal back, and wait on return."""
        if self._page is _Page.SESSION:
            self.conductor.obey(Command.PAUSE)
            self._told(words.AWAY_NOTICE)
        self.action_suspend_process()

    def _begin(self) -> None:
        self._page = _Page.SESSION
        self.conductor.begin()
        self.look()

    def _leave(self) -> None:
        if self._page is _Page.SESSION and self.conductor.state.status is None:
            self.conductor.obey(Command.STOP)
        self.exit()

    def _told(self, answer: str | None) -> None:
        """Show the answer to a key; a key that needs none takes the last answer away."""
        self._notice = answer or ""
        self._notice_until = self.conductor.now + NOTICE_SECONDS
        self.look()

    def _rows(self, width: int, height: int) -> list[Row]:
        plan = self.conductor.plan
        if self._helping:
            return page(
                words.help_lines(tap=plan.tap), width, height, keys=words.HELP_KEYS, title=words.HELP_TITLE
            )
        match self._page:
            case _Page.START:
                return self._start_page(width, height)
            case _Page.SESSION:
                return self._session_page(width, height)
            case _Page.END:
                lines = pages.after(plan, self.conductor.events, self.show.after())
                title = words.ending(self.conductor.state.status or "")
                return page(lines, width, height, keys=words.END_KEYS, title=title)

    def _start_page(self, width: int, height: int) -> list[Row]:
        show, left = self.show, None
        if show.left:
            left = pages.Left(show.left_when, show.left.plan, show.left.state)
        lines = pages.before(show.conductor.plan, show.seconds, show.voice.status, left=left)
        keys = words.LEFT_KEYS if left else words.START_KEYS
        return page(
            lines, width, height, keys=keys, title=show.conductor.plan.routine, notice=self._notice_now()
        )

    def _session_page(self, width: int, height: int) -> list[Row]:
        plan, state, now = self.conductor.plan, self.conductor.state, self.conductor.now
        sound = words.sound_now(self.show.voice.status.level, muted=self.show.voice.muted)
        view = view_of(plan, state, now, sound=sound, motion=self.show.motion)
        pose = self._pose()
        seen = (view, pose, width, height, self._notice_now())
        if seen != self._seen:  # most looks find nothing new: laying out again is most of the work
            self._seen = seen
            self._laid_out = face(
                view,
                width,
                height,
                keys=words.TAP_KEYS if plan.tap else words.KEYS,
                notice=self._notice_now(),
                drawing=self._drawing(pose),
                ascii_only=self.show.ascii_only,
            )
        return self._laid_out

    def _pose(self) -> Pose | None:
        """Where the figure's joints are now; None where it stands still or there is none."""
        figure = self.show.figures.get(self.conductor.step.exercise)
        if figure is None or not self.show.motion:
            return None
        state = self.conductor.state
        return figure.pose(state.phase, phase_fraction(state, self.conductor.now))

    def _drawing(self, pose: Pose | None) -> Drawing | None:
        step = self.conductor.step
        figure = self.show.figures.get(step.exercise)
        mirrored = step.side == "right"
        if figure is None:
            return None
        if pose is None:
            return lambda columns, rows: draw_still(figure, columns, rows, mirrored=mirrored)
        return lambda columns, rows: draw_figure(figure, pose, columns, rows, mirrored=mirrored)

    def _notice_now(self) -> str:
        if self.conductor.trouble:
            return self.conductor.notice
        if self._notice and self.conductor.now < self._notice_until:
            return self._notice
        return words.AWAY_NOTICE if self.conductor.away else ""

    def _handle_exception(self, error: Exception) -> None:
        self.broken = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print a page of traceback; the caller says it in one line.
        self._close_messages_no_wait()


def run_screen(app: SessionApp) -> None:
    """Run the session until the person closes it.

    Raises whatever broke the screen, once the terminal is given back.
    """
    app.run(mouse=False)
    if app.broken:
        raise app.broken
