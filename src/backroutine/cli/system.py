"""Ctrl-C, SIGTERM and SIGHUP end a session in good order: noted here, obeyed by whoever runs it."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType

# The clocks of the house; every other room has them handed in.


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


ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


CTRL_C = 130
"""The exit code of a program that Ctrl-C ended, as shells have it."""


@dataclass
class Stopping:
    """Whether a signal asked to end, and which one."""

    signal: int | None = None

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as shells have it; 0 when nobody asked."""
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
