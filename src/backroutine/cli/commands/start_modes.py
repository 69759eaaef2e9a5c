"""Running a session that is all wired: on the live screen, as lines, or as JSON."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from backroutine.cli import output
from backroutine.cli.prompts import Keep, ask_in_lines, forget, keep_now, listen_to_stdin, read_line, typed
from backroutine.cli.system import CTRL_C, here_and_now, watch_signals
from backroutine.coach.audio.voice import Voice
from backroutine.coach.plain_output import plain_listener
from backroutine.coach.questions import AT_THE_BEGINNING, AT_THE_END, FIRST, Inquiries, QuestionSet
from backroutine.coach.runner import Inbox, Input, Listener, SessionRunner, drive, next_word
from backroutine.session.events import Event, RepCounted, SessionStarted, event_to_json
from backroutine.session.figure import Figure
from backroutine.session.state import Command
from backroutine.text import show

# Keeps the display awake while a session lasts, where the system offers a way; silently not otherwise.

_ES_CONTINUOUS, _ES_SYSTEM, _ES_DISPLAY = 0x80000000, 0x1, 0x2


@contextmanager
def kept_awake() -> Iterator[None]:
    """No screen saver, no sleep, until this ends or the program dies."""
    if sys.platform == "win32":
        yield from _windows()
        return
    command = _command(sys.platform)
    if command is None:
        yield
        return
    try:
        # It lives as long as its standard input is open, so it cannot outlive us.
        helper = subprocess.Popen(  # noqa: S603 - system programs, with fixed arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        yield
        return
    try:
        yield
    finally:
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


def _windows() -> Iterator[None]:
    if sys.platform == "win32":
        import ctypes

        set_state = ctypes.windll.kernel32.SetThreadExecutionState
        set_state(_ES_CONTINUOUS | _ES_SYSTEM | _ES_DISPLAY)
        try:
            yield
        finally:
            set_state(_ES_CONTINUOUS)
    else:
        yield


SCREEN_BROKE = 1


def without_screen(conductor: SessionRunner, *, as_json: bool, inquiries: Inquiries) -> int:
    """Run a session as lines or as JSON; in lines, ask what there is to ask. Returns the exit code."""
    if as_json:
        lines = JsonLines(conductor)
        code = _drive(conductor, lines.take, output.complain_line, None)
        conductor.save_again()
        lines.print_safe()
        return code
    first: list[Keep] = []
    ask_in_lines(inquiries.morning, FIRST, read_line, keep_now)
    ask_in_lines(inquiries.new, AT_THE_BEGINNING, read_line, first.append)
    plain = plain_listener(conductor.plan, _say, conductor.events)

    def listener(event: Event) -> None:
        if isinstance(event, SessionStarted):
            for keep in first:  # now there is a session that it belongs to
                keep_now(keep)
        plain(event)

    return _drive(conductor, listener, _say, inquiries.new)


def on_screen(
    new: SessionRunner,
    left: SessionRunner | None,
    voice: Voice,
    *,
    figures: Mapping[str, Figure],
    seconds: float,
    motion: bool,
    rehearsal: bool,
    after: Callable[[], Sequence[str]],
    inquiries: Inquiries,
) -> tuple[int, SessionRunner]:
    """Run the live screen. Returns the exit code, and the session that was chosen there."""
    from backroutine.coach.screen.app import SessionApp, run_screen
    from backroutine.coach.screen.presenter import ScreenConfig

    with watch_signals() as stopping:
        app = SessionApp(
            ScreenConfig(
                conductor=new,
                voice=voice,
                seconds=seconds,
                left=left,
                left_when=_time_left(left or new),
                figures=figures,
                motion=motion,
                rehearsal=rehearsal,
                ascii_only=not output.carries_blocks(),
                after=after,
                inquiries=inquiries,
                stop_asked=lambda: stopping.signal is not None,
            )
        )
        try:
            run_screen(app)
        except Exception as error:  # noqa: BLE001 - whatever broke the screen, the session is kept
            if stopping.signal:  # a terminal that went away breaks the screen too
                return stopping.exit_code, app.conductor
            what = f"{type(error).__name__}: {error}"
            output.complain_line(f"screen: {what}; the session is kept, and --plain works without a screen")
            return SCREEN_BROKE, app.conductor
        finally:
            if app.conductor.running:
                app.conductor.obey(Command.STOP)
    return (CTRL_C if app.interrupted else stopping.exit_code), app.conductor


class JsonLines:
    """Prints each event as a line once it is safe in the journal: while that refuses, lines wait."""

    def __init__(self, conductor: SessionRunner) -> None:
        self._conductor = conductor
        self._origin: datetime | None = None
        self._waiting: list[Event] = []

    def take(self, event: Event) -> None:
        """The next event."""
        self._origin = self._origin or here_and_now() - timedelta(seconds=event.at)
        self._waiting.append(event)
        self.print_safe()

    def print_safe(self) -> None:
        """Print what waits, unless the journal lacks something."""
        while self._waiting and self._origin and not self._conductor.unsaved:
            event = self._waiting.pop(0)
            at = self._origin + timedelta(seconds=event.at)
            instant = {"at": at.isoformat(timespec="milliseconds"), "elapsed": round(event.at, 3)}
            output.write_json({**event_to_json(event), **instant})


def _drive(
    conductor: SessionRunner, listener: Listener, say: Callable[[str], None], inquiry: QuestionSet | None
) -> int:
    inbox: Inbox = Inbox()
    conductor.listeners.append(listener)
    with watch_signals(lambda: inbox.put(Input.STOP), lambda: inbox.put(Input.AWAY)) as stopping:
        lines = listen_to_stdin(inbox)
        try:
            person = sys.stdin is not None and sys.stdin.isatty()
            drive(conductor, lambda seconds: next_word(inbox, seconds), say, person=person)
            forget(lines)
            if not stopping.signal and any(isinstance(event, RepCounted) for event in conductor.events):
                hear = partial(typed, lines, lambda: stopping.signal is not None)
                ask_in_lines(inquiry, AT_THE_END, hear, keep_now)
        except (OSError, output.ReaderGone):
            # Whoever listened is gone: end in good order, for the journal alone, then let `main` tell.
            conductor.listeners.clear()
            conductor.obey(Command.STOP)
            if not stopping.signal:
                raise
            output.abandon_stdout()
    return stopping.exit_code


def _time_left(left: SessionRunner) -> str:
    if not left.goes_on:
        return ""
    when = here_and_now() - timedelta(seconds=left.now - left.events[-1].at)
    return f"{when:%H:%M}"


def _say(line: str) -> None:
    output.write(show(line))
