"""Standard input of a session without a screen: each line read is the main key."""

import contextlib
import os
import queue
import sys
import threading
from collections.abc import Callable

from backroutine.coach.drive import Inbox, Input

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
