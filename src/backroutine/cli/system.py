"""The clocks, and the signals that end a program: it keeps everything and gives the terminal back."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType


def steady() -> float:
    """Seconds on a clock that never steps back and goes on while the computer sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # Unlike time.monotonic(), this one counts sleep on macOS.
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def here_and_now() -> datetime:
    """This instant, with the offset of this place."""
    return datetime.now().astimezone()


_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGABRT", "SIGXCPU")
ENDING = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
"""Every signal that would end the program at once and leave the terminal as the screen has it. SIGABRT is
caught when another program sends it; when a library aborts, nothing can be done any more.
"""

CTRL_C = 130
"""The exit code of a program that Ctrl-C ended, as shells have it."""


class Stopping:
    """Whether a signal asked to end, and which one."""

    def __init__(self) -> None:
        self.signal: int | None = None

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as shells have it; 0 without a signal."""
        return 128 + self.signal if self.signal else 0


@contextmanager
def watch_signals(
    on_signal: Callable[[], None] = lambda: None, on_return: Callable[[], None] | None = None
) -> Iterator[Stopping]:
    """While this lasts, a signal is noted and `on_signal` called.

    Only a second Ctrl-C ends the program as usual; a closing terminal sends SIGHUP twice. `on_return` is
    called when the program goes on after it was suspended.
    """
    stopping = Stopping()

    def note(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT and stopping.signal == number:
            signal.signal(number, signal.SIG_DFL)
        stopping.signal = stopping.signal or number
        on_signal()

    before = {number: signal.signal(number, note) for number in ENDING}
    if on_return and hasattr(signal, "SIGCONT"):
        before[signal.SIGCONT] = signal.signal(signal.SIGCONT, lambda _number, _frame: on_return())
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
