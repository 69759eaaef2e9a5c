"""Asks a person at a terminal: a line, one key, the questions of a session in lines."""

import contextlib
import os
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from backroutine.cli import output
from backroutine.cli.system import ENDING
from backroutine.coach.questions import SIGN_KEY, Place, QuestionQueue, QuestionSet, Topic
from backroutine.coach.runner import Inbox, Input
from backroutine.coach.safety import sign_paragraphs
from backroutine.coach.wrapping import wrapped
from backroutine.errors import UsageError
from backroutine.text import show

T = TypeVar("T")


def read_line() -> str | None:
    """A line that was typed, without its end; None when the input has ended.

    Not through sys.stdin: a terminal hands out one line at a time, and a buffer would swallow the next ones.
    """
    try:
        line = os.read(sys.stdin.fileno(), 4096)
    except OSError:
        return None
    except KeyboardInterrupt:
        output.write()  # the shell's prompt begins on a line of its own
        raise
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


def answer_to(question: str) -> str | None:
    """What was answered, without spaces around it; None when the input has ended."""
    sys.stdout.write(show(question))
    sys.stdout.flush()
    line = read_line()
    if line is None:
        output.write()
        return None
    return line.strip()


def confirmed(question: str) -> bool:
    """Whether the person answers yes; anything else is no."""
    return (answer_to(f"{question} y/N: ") or "").lower() in {"y", "yes"}


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


def read_key() -> str:
    """One key, pressed without Enter, and echoed; empty for Enter, Ctrl-D and at the end of input.

    On Windows a line is read.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return (read_line() or "").strip()[:1]
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        with _signals_end_it():
            tty.setcbreak(terminal)
            key = os.read(terminal, 64).decode("utf-8", "replace")[:1].strip()
    except KeyboardInterrupt:
        output.write()
        raise
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if key == "\x04":
        key = ""
    output.write(show(key))
    return key


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """Signals end the program in good order, so that the terminal echoes keys again."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in ENDING if number != signal.SIGINT}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# The questions of a session without a screen, as lines: a number answers, an empty line skips.

Hear = Callable[[], str | None]
"""Waits for a line; None when the input has ended."""
Keep = Callable[[], str | None]
"""Saves an answer, or says why it could not."""
_WIDE = 200
_PROSE = 80


def ask_in_lines(
    questions: QuestionSet | None,
    among: Sequence[Topic],
    hear: Hear,
    take: Callable[[Keep], None],
    places: Sequence[Place] = (),
) -> None:
    """Ask what is open among these topics. `take` gets a call for each answer that saves it."""
    from backroutine.journal.entries import PAIN_SCALE, RESERVE_SCALE

    open_questions = QuestionQueue(questions, among, places)
    while topic := open_questions.topic:
        keys = f"enter skips, {SIGN_KEY} tells what to do about a new sign"
        output.write(f"{open_questions.question(_WIDE)} {open_questions.scale()}; {keys}")
        line = hear()
        if line is None:
            break
        text = line.strip()
        if not text:
            take(open_questions.skip())
        elif text.lower() == SIGN_KEY:
            write_signs()
        elif open_questions.fits(score := _number(text)):
            take(open_questions.answer(score))
        else:
            about = {Topic.RESERVE: RESERVE_SCALE, Topic.WHERE: open_questions.scale()}
            output.write(about.get(topic, PAIN_SCALE))


def _number(text: str) -> int:
    """The number that was typed; -1 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else -1


def write_signs() -> None:
    """Write what to do about a new sign of illness, page by page in a small window."""
    if not output.has_person():
        for line in sign_paragraphs(_PROSE):
            output.write(line)
        return
    size = shutil.get_terminal_size()
    width = max(20, min(_PROSE, size.columns))
    *first, last = pages(sign_paragraphs(width), width, size.lines, "")
    for page in first:
        for line in page:
            output.write(line)
        read_line()
    for line in last:
        output.write(line)


MORE = "Press enter for the rest."
READ_PAGE = "Press enter when you have read it."


def pages(lines: Sequence[str], width: int, height: int, last: str) -> list[list[str]]:
    """The lines in pages that a window of this height shows whole, each ending with what to press.

    The last page ends with `last`.
    """
    more, end = wrapped(MORE, width), wrapped(last, width)
    if len(lines) + len(end) < height:  # the cursor has a row too
        return [[*lines, *end]]
    room = max(1, height - max(len(more), len(end)) - 1)
    *first, rest = (list(lines[at : at + room]) for at in range(0, len(lines), room))
    return [*([*page, *more] for page in first), [*rest, *end]]


def keep_now(keep: Keep) -> None:
    """Save an answer; say so if it could not be saved."""
    if trouble := keep():
        output.complain_line(trouble)


# Standard input of a session without a screen: each line is the main key.

_LONGEST_LINE = 4096
"""Bytes of a line without end that are kept: an answer is a few characters."""
_LOOK = 0.2
"""Seconds between two checks whether a signal came."""


Lines = queue.SimpleQueue[str | None]
"""The lines typed; None at the end of input."""


def listen_to_stdin(inbox: Inbox) -> Lines:
    """Put the main key into the inbox for each line, from a thread that never keeps the program alive.

    Returns the lines themselves: a question after the session is answered in one of them.
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
        rest = b""
        with contextlib.suppress(OSError):
            while data := os.read(descriptor, 4096):
                *whole, rest = (rest + data).split(b"\n")
                for line in whole:
                    take(line)
                rest = rest[:_LONGEST_LINE]
        if rest:  # the last line counts without its end too
            take(rest)
        _ended(inbox, lines)

    def take(line: bytes) -> None:
        lines.put(line.decode("utf-8", "replace"))
        inbox.put(Input.MAIN_KEY)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return lines


def _ended(inbox: Inbox, lines: Lines) -> Lines:
    lines.put(None)
    inbox.put(Input.INPUT_ENDED)
    return lines


def typed(lines: Lines, stopped: Callable[[], bool]) -> str | None:
    """The next line that is typed; None at the end of input, or when a signal came instead."""
    while not stopped():
        with contextlib.suppress(queue.Empty):
            return lines.get(timeout=_LOOK)
    return None


def forget(lines: Lines) -> None:
    """Drop the lines typed so far: they were the main key and answer nothing."""
    ended = False
    with contextlib.suppress(queue.Empty):
        while True:
            ended = lines.get_nowait() is None or ended
    if ended:
        lines.put(None)
