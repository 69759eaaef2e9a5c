"""One key of the person at the terminal, without Enter behind it."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from backroutine.cli import streams


def read_key() -> str:
    """The key that is pressed, shown where it was pressed; empty for Enter, and when nothing is to come.

    Where the system has no such way, a line is read.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return streams.read_line().strip()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        with _signals_end_it():
            tty.setcbreak(terminal)
            key = os.read(terminal, 64).decode("utf-8", "replace")[:1].strip()
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    streams.write(key)
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
