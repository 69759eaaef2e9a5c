"""The live screen: the only module that knows Textual. Looks, paints what changed, hears keys."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from backroutine.coach import words
from backroutine.coach.conductor import Conductor
from backroutine.coach.face import Role, Row, face, page
from backroutine.coach.view import view_of
from backroutine.session.state import Command, Situation
from backroutine.session.tally import tally
from backroutine.text import show

TICK = 0.1
"""Seconds between two looks at the clock."""
NOTICE_SECONDS = 4.0
"""How long a refusal stays readable."""

STYLES = {
    Role.PLAIN: Style.null(),
    Role.QUIET: Style(dim=True),
    Role.STRONG: Style(bold=True),
    Role.NUMBER: Style(bold=True),
    Role.WAITING: Style.null(),
    Role.KEY: Style(bold=True),
    Role.WARNING: Style(bold=True, reverse=True),
}
"""Only weights, never colours: right on light and dark terminals, and with NO_COLOR."""


class Face(Widget):
    """Paints rows, and of those only the ones that changed."""

    DEFAULT_CSS = "Face { width: 1fr; height: 1fr; background: ansi_default; color: ansi_default; }"

    def __init__(self, compose_rows: Callable[[int, int], list[Row]]) -> None:
        super().__init__()
        self._compose_rows = compose_rows
        self._rows: list[Row] = []

    def look(self) -> None:
        """Lay the screen out again and repaint the rows that are different."""
        before, self._rows = self._rows, self._compose_rows(self.size.width, self.size.height)
        if len(before) != len(self._rows):
            self.refresh()
            return
        changed = [y for y, row in enumerate(self._rows) if row != before[y]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def on_resize(self) -> None:
        """Another size is another layout."""
        self._rows = []
        self.look()

    def render_line(self, y: int) -> Strip:
        """One row, for Textual."""
        row = self._rows[y] if y < len(self._rows) else ()
        return Strip([Segment(span.text, STYLES[span.role] + self.rich_style) for span in row])


class SessionApp(App[None]):
    """One session on the screen. `stop_asked` tells of signals; `tick` None leaves looking to the caller."""

    CSS = "Screen { background: ansi_default; color: ansi_default; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "main_key", priority=True),
        Binding("p", "pause"),
        Binding("enter", "obey('go')", priority=True),
        Binding("n", "obey('skip')"),
        Binding("b", "obey('back')"),
        Binding("u", "obey('undo')"),
        Binding("plus,equals_sign", "obey('faster')"),
        Binding("minus", "obey('slower')"),
        Binding("question_mark,h", "help"),
        Binding("q", "stop"),
        Binding("ctrl+c,ctrl+q", "interrupt", priority=True),
    ]

    def __init__(
        self,
        conductor: Conductor,
        *,
        stop_asked: Callable[[], bool] = lambda: False,
        tick: float | None = TICK,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ansi_color=True)
        self.conductor = conductor
        self.broken: Exception | None = None
        self.interrupted = False
        self._stop_asked = stop_asked
        self._tick = tick
        self._ascii_only = ascii_only
        self._helping = False
        self._notice = ""
        self._notice_until = 0.0
        self._face = Face(self._rows)

    def compose(self) -> ComposeResult:
        """The face is all there is."""
        yield self._face

    def on_mount(self) -> None:
        """The session begins when the screen is there."""
        self.conductor.begin()
        self.look()
        if self._tick:
            self.set_interval(self._tick, self.look)

    def look(self) -> None:
        """Look at the clock: what is due happens, what changed is painted."""
        if self._stop_asked():
            self._leave()
            return
        self.conductor.look()
        self._face.look()

    def action_main_key(self) -> None:
        """Count, or pause and go on; at the end, close."""
        if self.conductor.state.status:
            self.exit()
        else:
            self._told(self.conductor.press_main_key())

    def action_pause(self) -> None:
        """Pause and go on, also in tap mode."""
        paused = self.conductor.situation is Situation.PAUSED
        self.action_obey("resume" if paused else "pause")

    def action_obey(self, command: str) -> None:
        """Tell the session; show why it refuses."""
        if self.conductor.state.status:
            self.exit()
        else:
            self._told(self.conductor.obey(Command(command)))

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

    def _leave(self) -> None:
        if self.conductor.state.status is None:
            self.conductor.obey(Command.STOP)
        self.exit()

    def _told(self, refusal: str | None) -> None:
        if refusal:
            self._notice = refusal
            self._notice_until = self.conductor.now + NOTICE_SECONDS
        self.look()

    def _rows(self, width: int, height: int) -> list[Row]:
        keys = words.TAP_KEYS if self.conductor.plan.tap else words.KEYS
        plan, state = self.conductor.plan, self.conductor.state
        if self._helping:
            return page(words.help_lines(tap=plan.tap), width, height, keys=keys)
        if state.status:
            done = [show(line) for line in words.summary(plan, tally(self.conductor.events))]
            return page(done, width, height, keys=words.END_KEYS, title=words.ending(state.status))
        view = view_of(plan, state, self.conductor.now)
        return face(view, width, height, keys=keys, notice=self._notice_now(), ascii_only=self._ascii_only)

    def _notice_now(self) -> str:
        if self.conductor.trouble:
            return show(self.conductor.trouble)
        return self._notice if self.conductor.now < self._notice_until else ""

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
