"""Asking a person a line at a time, on standard error: only where there is somebody to answer."""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from backroutine.cli import output
from backroutine.coach.questions import SIGN_KEY, QuestionQueue, QuestionSet, Topic, question, scale
from backroutine.coach.runner import Inbox, Input
from backroutine.coach.safety import sign_paragraphs
from backroutine.errors import UsageError
from backroutine.journal.entries import PAIN_SCALE, RESERVE_SCALE
from backroutine.text import show

T = TypeVar("T")


def can_ask() -> bool:
    """Whether somebody sees a question and can answer it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def answer_to(question: str) -> str | None:
    """What was answered, without spaces around it; None when the input has ended."""
    sys.stdout.flush()
    sys.stderr.write(show(question))
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\ufffd"
    if line:
        return line.strip()
    sys.stderr.write("\n")
    return None


def ask(question: str, offered: str, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read; Enter takes what is offered. UsageError when the input ends."""
    while True:
        answer = answer_to(f"{question} [{offered}]: ")
        if answer is None:
            raise UsageError(question, "the answers ended here", "nothing was kept")
        try:
            return read(answer or offered)
        except UsageError as error:
            output.complain(error.faults)


# One key of the person at the terminal, without Enter behind it.


def read_key() -> str:
    """The key that is pressed, shown where it was pressed; empty for Enter, and when nothing is to come.

    Where the system has no such way, a line is read.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return output.read_line().strip()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        with _signals_end_it():
            tty.setcbreak(terminal)
            key = os.read(terminal, 64).decode("utf-8", "replace")[:1].strip()
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    output.write(key)
    return "" if key == "\x04" else key


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """A signal that ends the program must not leave a terminal behind that shows no keys."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    names = (name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
    before = {number: signal.signal(number, end) for number in (getattr(signal, name) for name in names)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# The questions as lines, for a session without a screen: a number answers, an empty line skips.

Hear = Callable[[], str | None]
"""Waits for a line that was typed; None when none will come any more."""
Keep = Callable[[], str | None]
"""Keeps an answer, or says why it could not."""
_WIDE = 200
_PROSE = 80


def ask_in_lines(
    inquiry: QuestionSet | None, among: Sequence[Topic], hear: Hear, take: Callable[[Keep], None]
) -> None:
    """Ask what is open among these. `take` gets for each answer what keeps it when it is called."""
    asking = QuestionQueue(inquiry, among)
    while topic := asking.topic:
        keys = f"enter skips, {SIGN_KEY} tells what to do about a new sign"
        output.write(f"{question(topic, _WIDE)} {scale(topic)}; {keys}")
        line = hear()
        if line is None:
            break
        text = line.strip()
        if not text:
            asking.skip()
        elif text.lower() == SIGN_KEY:
            write_signs()
        elif text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 10:
            take(asking.answer(int(text)))
        else:
            output.write(RESERVE_SCALE if topic is Topic.RESERVE else PAIN_SCALE)


def write_signs() -> None:
    """Write what a new sign of illness asks for."""
    for line in sign_paragraphs(_PROSE):
        output.write(line)


def keep_now(keep: Keep) -> None:
    """Keep an answer; say so if it could not be kept."""
    if trouble := keep():
        output.complain_line(trouble)


# Standard input of a session without a screen: each line read is the main key.

_LOOK = 0.2
"""Seconds between two looks whether a signal came."""


Lines = queue.SimpleQueue[str | None]
"""What was typed, a line each; None when no more will come."""


def listen_to_stdin(inbox: Inbox) -> Lines:
    """Put a word into the inbox for each line, from a thread that never keeps the program alive.

    The lines themselves are what comes back: a question after the session is answered in one of them.
    """
    lines: Lines = Lines()
    if sys.stdin is None:
        return _ended(inbox, lines)

    try:
        descriptor = sys.stdin.fileno()
    except (OSError, ValueError):
        return _ended(inbox, lines)

    def read() -> None:
        # Not through sys.stdin: its lock, held while waiting, would keep the interpreter from ending.
        with contextlib.suppress(OSError):
            while data := os.read(descriptor, 4096):
                for line in data.split(b"\n")[:-1]:
                    lines.put(line.decode("utf-8", "replace"))
                    inbox.put(Input.MAIN_KEY)
        _ended(inbox, lines)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return lines


def _ended(inbox: Inbox, lines: Lines) -> Lines:
    lines.put(None)
    inbox.put(Input.INPUT_ENDED)
    return lines


def typed(lines: Lines, stopped: Callable[[], bool]) -> str | None:
    """The next line that is typed from now on; None when none will come, or a signal came instead."""
    while not stopped():
        with contextlib.suppress(queue.Empty):
            return lines.get(timeout=_LOOK)
    return None


def forget(lines: Lines) -> None:
    """What was typed up to now answered nothing: it was the main key."""
    ended = False
    with contextlib.suppress(queue.Empty):
        while True:
            ended = lines.get_nowait() is None or ended
    if ended:
        lines.put(None)
