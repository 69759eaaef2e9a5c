"""The ways to run a session: on the live screen, as lines, or as JSON."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from backroutine.cli import output
from backroutine.cli.prompts import Keep, ask_in_lines, forget, keep_now, listen_to_stdin, read_line, typed
from backroutine.cli.system import CTRL_C, here_and_now, watch_signals
from backroutine.coach.audio.voice import Voice
from backroutine.coach.plain_output import plain_listener
from backroutine.coach.questions import (
    AFTER_A_SESSION,
    AT_THE_BEGINNING,
    FIRST,
    OpenQuestions,
    QuestionSet,
    places_of,
)
from backroutine.coach.runner import (
    Inbox,
    Input,
    Listener,
    PreparedSession,
    SessionRunner,
    next_input,
    run_without_screen,
)
from backroutine.coach.screen.theme import Theme
from backroutine.errors import BackroutineError
from backroutine.session.events import Event, RepCounted, SessionStarted, event_to_json
from backroutine.session.figure import Figures
from backroutine.session.state import Command, State
from backroutine.text import show

_ES_CONTINUOUS, _ES_SYSTEM, _ES_DISPLAY = 0x80000000, 0x1, 0x2


def unrecorded(_event: Event) -> None:
    """Save nothing: the session is a rehearsal, or not chosen yet."""


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep the display and the computer awake, where the system offers a way; otherwise silently not."""
    if sys.platform == "win32":
        import ctypes

        set_state = ctypes.windll.kernel32.SetThreadExecutionState
        set_state(_ES_CONTINUOUS | _ES_SYSTEM | _ES_DISPLAY)
        try:
            yield
        finally:
            set_state(_ES_CONTINUOUS)
        return
    helper = None
    if command := _command(sys.platform):
        with suppress(OSError):
            # It ends when its standard input does or, on macOS, when this process is gone.
            helper = subprocess.Popen(  # noqa: S603 - system programs, with fixed arguments
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    try:
        yield
    finally:
        if helper:
            _end(helper)


def _command(platform: str) -> list[str] | None:
    if platform == "darwin" and (caffeinate := shutil.which("caffeinate")):
        return [caffeinate, "-di", "-w", str(os.getpid())]
    if (inhibit := shutil.which("systemd-inhibit")) and (cat := shutil.which("cat")):
        return [inhibit, "--what=idle:sleep", "--who=backroutine", "--why=A session is running", cat]
    if (inhibit := shutil.which("gnome-session-inhibit")) and (cat := shutil.which("cat")):
        return [inhibit, "--inhibit", "idle", "--reason", "A session is running", cat]
    return None


def _end(helper: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        if helper.stdin:
            helper.stdin.close()
        helper.terminate()
    with suppress(subprocess.TimeoutExpired):
        helper.wait(timeout=1)


SCREEN_BROKE = 1


def without_screen(
    runner: SessionRunner, *, as_json: bool, open_questions: OpenQuestions, before: Callable[[], None]
) -> int:
    """Run a session as lines, with its questions, or as JSON. Returns the exit code.

    `before` is called between the questions and the first line.
    """
    if as_json:
        lines = JsonLines(runner)
        code = _run_without_screen(runner, lines.listen, output.complain_line, None)
        runner.save_again()
        lines.print_saved()
        return code
    first: list[Keep] = []
    ask_in_lines(open_questions.morning, FIRST, read_line, keep_now)
    ask_in_lines(open_questions.new, AT_THE_BEGINNING, read_line, first.append)
    plain = plain_listener(runner.plan, _write_line, runner.events)

    def listen(state: State, events: Sequence[Event], now: float) -> None:
        if any(isinstance(event, SessionStarted) for event in events):
            for keep in first:  # now there is a session that the answers belong to
                keep_now(keep)
        plain(state, events, now)

    before()
    return _run_without_screen(runner, listen, _write_line, open_questions.new)


def on_screen(
    preview: PreparedSession,
    prepare: Callable[[], PreparedSession],
    voice: Voice,
    *,
    figures: Figures,
    motion: bool,
    rehearsal: bool,
    theme: Theme,
    safety_read: Callable[[], None] | None,
) -> tuple[int, SessionRunner]:
    """Run the live screen. Returns the exit code, and the runner that was chosen there.

    `preview` is shown first; `prepare` is called when that is painted. Raises what it raises. `safety_read`
    is called when the safety text was read; without it the text is not shown.
    """
    from backroutine.coach.screen.app import SessionApp, run_screen
    from backroutine.coach.screen.presenter import ScreenConfig

    ascii_only = not output.carries_blocks()  # once it runs, the screen takes standard output
    with watch_signals() as stopping:
        whole = ScreenConfig(
            preview,
            voice,
            figures=figures,
            motion=motion,
            rehearsal=rehearsal,
            theme=theme,
            ascii_only=ascii_only,
            safety_read=safety_read,
            stop_asked=lambda: stopping.signal is not None,
        )
        app = SessionApp(replace(whole, complete=lambda: replace(whole, session=prepare())))
        try:
            run_screen(app)
        except BackroutineError:  # the journal cannot be opened
            raise
        except Exception as error:  # noqa: BLE001 - whatever broke the screen, the session is saved
            if stopping.signal:  # a terminal that went away breaks the screen too
                return stopping.exit_code, app.runner
            what = f"{type(error).__name__}: {error}"
            output.complain_line(f"screen: {what}; the session is kept, and --plain works without a screen")
            return SCREEN_BROKE, app.runner
        finally:
            if app.runner.running:
                app.runner.obey(Command.STOP)
    return (CTRL_C if app.interrupted else stopping.exit_code), app.runner


class JsonLines:
    """Prints each event as a line once it is saved; while the journal refuses, lines wait."""

    def __init__(self, runner: SessionRunner) -> None:
        self._runner = runner
        self._origin: datetime | None = None
        self._waiting: list[Event] = []

    def listen(self, _state: State, events: Sequence[Event], _now: float) -> None:
        """Take new events."""
        self._origin = self._origin or here_and_now() - timedelta(seconds=events[0].at)
        self._waiting += events
        self.print_saved()

    def print_saved(self) -> None:
        """Print what waits, unless events are still unsaved."""
        while self._waiting and self._origin and not self._runner.unsaved:
            event = self._waiting.pop(0)
            at = self._origin + timedelta(seconds=event.at)
            instant = {"at": at.isoformat(timespec="milliseconds"), "elapsed": round(event.at, 3)}
            output.write_json({**event_to_json(event), **instant})


def _run_without_screen(
    runner: SessionRunner, listener: Listener, write: Callable[[str], None], questions: QuestionSet | None
) -> int:
    inbox: Inbox = Inbox()
    runner.listeners.append(listener)
    with watch_signals(lambda: inbox.put(Input.STOP), lambda: inbox.put(Input.AWAY)) as stopping:
        lines = listen_to_stdin(inbox)
        try:
            person = sys.stdin is not None and sys.stdin.isatty()
            run_without_screen(runner, partial(next_input, inbox), write, person=person)
            forget(lines)
            if not stopping.signal and any(isinstance(event, RepCounted) for event in runner.events):
                hear = partial(typed, lines, lambda: stopping.signal is not None)
                ask_in_lines(
                    questions, AFTER_A_SESSION, hear, keep_now, places_of(runner.plan, runner.events)
                )
        except (OSError, output.ReaderGone):
            # Nobody reads stdout any more: end the session for the journal alone, then let `main` report it.
            runner.listeners.remove(listener)
            runner.obey(Command.STOP)
            if not stopping.signal:
                raise
            output.abandon_stdout()
    return stopping.exit_code


def _write_line(line: str) -> None:
    output.write(show(line))
