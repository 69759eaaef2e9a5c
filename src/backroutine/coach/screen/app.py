"""The live screen: looks at the clock, paints what changed, and obeys keys. Alone in knowing Textual."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, ClassVar

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, Key
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from backroutine.coach.runner import SessionRunner
from backroutine.coach.screen.keys import KEYS
from backroutine.coach.screen.layout import Row, changed_columns, rich_style
from backroutine.coach.screen.presenter import Page, Presenter, ScreenConfig
from backroutine.session.state import Command, Situation


class RowsWidget(Widget):
    """Shows the rows that `compose_rows` gives for a size."""

    DEFAULT_CSS = "RowsWidget { width: 1fr; height: 1fr; background: ansi_default; color: ansi_default; }"

    def __init__(self, compose_rows: Callable[[int, int], list[Row]]) -> None:
        super().__init__()
        self.compose_rows = compose_rows
        self._rows: list[Row] = []

    def look(self) -> None:
        """Lay the screen out again and repaint the cells that are different."""
        before, self._rows = self._rows, self.compose_rows(self.size.width, self.size.height)
        if len(before) != len(self._rows):
            self.refresh()
            return
        changed = [
            Region(left, y, right - left, 1)
            for y, (old, new) in enumerate(zip(before, self._rows, strict=True))
            if old != new
            for left, right in [changed_columns(old, new)]
        ]
        if changed:
            self.refresh(*changed)

    def on_resize(self) -> None:
        self._rows = []
        self.look()

    def render_line(self, y: int) -> Strip:
        row = self._rows[y] if y < len(self._rows) else ()
        return Strip([Segment(span.text, rich_style(span.style)) for span in row])


TICK, STILL_TICK = 0.18, 0.33
"""Seconds between two looks at the clock, with a figure that moves and without. What is due in between gets a
look of its own: a number is not heard late."""


class SessionApp(App[None]):
    """One session on the screen: start page, session, end page. Without `ticking` the caller looks."""

    CSS = "Screen { background: ansi_default; color: ansi_default; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding(key.names, key.action, priority=True) for key in KEYS]

    def __init__(self, config: ScreenConfig, *, ticking: bool = True) -> None:
        super().__init__(driver_class=_driver_class(), ansi_color=True)
        self.config = config
        self.presenter = Presenter(config)
        self.broken: Exception | None = None
        self.interrupted = False
        self._tick = (TICK if config.motion else STILL_TICK) if ticking else None
        self._looks_at: float | None = None
        self._rows_widget = RowsWidget(self.presenter.rows)

    @property
    def runner(self) -> SessionRunner:
        return self.presenter.runner

    def compose(self) -> ComposeResult:
        yield self._rows_widget

    def on_mount(self) -> None:
        """Look from now on; the session begins with a key."""
        self.look()
        if self._tick:
            self.set_interval(self._tick, self.look)
        self.call_after_refresh(self._complete)
        if not self.is_headless and hasattr(signal, "SIGCONT"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, self._continued)

    async def on_event(self, event: Event) -> None:
        """A key that comes before the first paint waits for the rest."""
        if isinstance(event, Key):
            self._complete()
        await super().on_event(event)

    def _complete(self) -> None:
        """The page is painted: now the caller reads the journal and starts the sound."""
        if complete := self.config.complete:
            self.config = complete()
            self.presenter = Presenter(self.config)
            self._rows_widget.compose_rows = self.presenter.rows
            self.look()

    def _continued(self) -> None:
        """The program was stopped and goes on: take the terminal again, and paint all of it.

        After an outside SIGSTOP Textual would take the terminal a second time without having given it back:
        two threads would then read keys, the program would hang at its end, and the modes of the terminal
        before it would be forgotten. Giving back what was given back already does nothing.
        """
        if self._driver:
            self._driver.suspend_application_mode()
            self._driver.resume_application_mode()
        self.look()
        self._rows_widget.refresh()

    def look(self) -> None:
        """Look at the clock: what is due happens, what changed is painted."""
        if self.config.stop_asked():
            self._leave()
            return
        self.presenter.look()
        self._look_when_due()
        self._rows_widget.look()

    def _look_when_due(self) -> None:
        """Look again at the very instant of the next change, if the next tick would come after it."""
        due = self.runner.due
        in_session = self.presenter.page is Page.SESSION
        if self._tick and in_session and due is not None and due != self._looks_at:
            until = due - self.runner.now
            if until < self._tick:
                self._looks_at = due
                self.set_timer(max(until, 0.001), self.look)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the help or a list of signs is shown, only some keys work."""
        return self.presenter.overlay.allows(action) and super().check_action(action, parameters)

    def action_main_key(self) -> None:
        """Begin; count, or pause and go on. One tap too many closes nothing."""
        if self.presenter.overlay:
            self._turn()
        elif self.presenter.page is Page.START:
            self._begin(self.runner)
        elif self.presenter.page is Page.SESSION:
            self._answer(self.runner.press_main_key())

    def action_enter(self) -> None:
        """Begin or go on; skip a question; ready now."""
        if self.presenter.overlay:
            self._turn()
        elif self.presenter.page is Page.START:
            self._begin(self.runner)
        elif self.presenter.topic:
            self.presenter.skip()
            self.look()
        else:
            self.action_obey("go")

    def action_fresh(self) -> None:
        """Begin a new session though one was left."""
        if self.presenter.page is Page.START:
            self._begin(self.config.session.runner)

    def action_take_offer(self) -> None:
        self.presenter.take_offer()
        self.look()

    def action_score(self, score: int) -> None:
        self.presenter.score(score)
        self.look()

    def action_pause(self) -> None:
        """Pause and go on, also in tap mode."""
        paused = self.runner.situation is Situation.PAUSED
        self.action_obey("resume" if paused else "pause")

    def action_obey(self, command: str) -> None:
        if self.presenter.page is Page.SESSION:
            self.presenter.obey(Command(command))
            self.look()

    def action_mute(self) -> None:
        self._answer(self.config.voice.toggle_mute())

    def action_volume(self, step: float) -> None:
        self._answer(self.config.voice.change_volume(step))

    def action_sound(self) -> None:
        self.config.voice.next_choice()
        self._answer(lambda: self.config.voice.chosen)  # what is heard is known a moment later

    def action_sound_check(self) -> None:
        """Hear what it will sound like, before the session."""
        if self.presenter.page is Page.START:
            self._answer(self.config.voice.check())

    def action_help(self) -> None:
        """Show or close the help; the session goes on."""
        self.presenter.answer(None)
        self.presenter.overlay.help()
        self.look()

    def action_close(self) -> None:
        """Close what lies over the page; the safety text is closed by reading it."""
        if not self.presenter.overlay.is_safety:
            self.presenter.overlay.close()
        self.look()

    def _turn(self) -> None:
        self.presenter.turn()
        self.look()

    def action_sign(self) -> None:
        """A new sign of illness: the session pauses, and what to do is shown, a list for each press."""
        if self.runner.situation is not Situation.PAUSED:
            self.action_obey("pause")
        self.presenter.answer(None)
        self.presenter.overlay.turn_signs()
        self.look()

    def action_stop(self) -> None:
        """Stop and keep everything; there is a question left to ask, or the person leaves."""
        if self.presenter.overlay.is_safety:
            self._leave()
            return
        if self.presenter.overlay:
            self.action_close()
            return
        if self.presenter.page is Page.SESSION:
            self.runner.obey(Command.STOP)
            self.presenter.end()
            if self.presenter.topic:
                self.look()
                return
        self._leave()

    def action_interrupt(self) -> None:
        """Ctrl-C: the same, and the caller can see it."""
        self.interrupted = True
        self._leave()

    def action_suspend(self) -> None:
        """Ctrl-Z: pause, give the terminal back, and wait on return."""
        self.presenter.step_away()
        self.look()
        self.action_suspend_process()

    def _begin(self, runner: SessionRunner) -> None:
        self.presenter.begin(runner)
        self.look()

    def _leave(self) -> None:
        if self.presenter.page is Page.SESSION and self.runner.state.status is None:
            self.runner.obey(Command.STOP)
        self.exit()

    def _answer(self, answer: str | Callable[[], str] | None) -> None:
        self.presenter.answer(answer)
        self.look()

    def _handle_exception(self, error: Exception) -> None:
        self.broken = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print a page of traceback; the caller says it in one line.
        self._close_messages_no_wait()


def _driver_class() -> type[Driver] | None:
    """What draws. Textual itself draws on standard error; where that goes to a file, this draws on output."""
    if os.name == "nt" or (sys.__stderr__ and sys.__stderr__.isatty()):
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class OnOutput(LinuxDriver):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            assert sys.__stdout__
            self._file = sys.__stdout__

    return OnOutput


def run_screen(app: SessionApp) -> None:
    """Run the session until the person closes it.

    Raises whatever broke the screen, once the terminal is given back.
    """
    app.run(mouse=False)
    if app.broken:
        raise app.broken
