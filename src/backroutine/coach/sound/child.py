"""The parent's hold on the playing process: write to it without waiting, see soon when it is gone."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from backroutine.coach.sound.player import encode_path

MODULE = "backroutine.coach.sound.player"

SILENT_SECONDS = 1.2
"""Without a line for this long the child is stopped or hangs; it beats three times as often."""

SECOND_LOOK = 0.3
"""When this program itself was suspended, the wait is over before the beats that came meanwhile are read."""

RESTART_SECONDS = 2.0
"""Between the loss of a child and the next one."""

_PACKAGE_ROOT = Path(__file__).parents[3]


class Child:
    """One playing process."""

    def __init__(self, ladder: Sequence[str], probe: Path, env: Mapping[str, str]) -> None:
        """Start it. Raises OSError."""
        paths = [str(_PACKAGE_ROOT), *filter(None, [env.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-P", "-m", MODULE, ",".join(ladder), encode_path(probe)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**env, "PYTHONPATH": os.pathsep.join(paths)},
            bufsize=0,
            # Its own session: Ctrl-C in the terminal, and the terminal's end, reach the parent only.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        self._lock = threading.Lock()
        # Where Windows cannot do this (before 3.12) a pipe of 4 KB stands between us and a stuck child,
        # which is ended long before it is full.
        with contextlib.suppress(OSError, AttributeError):
            os.set_blocking(self._stdin.fileno(), False)
        self.lines: SimpleQueue[str | None] = SimpleQueue()
        """What it says; None when it has ended."""
        threading.Thread(target=self._read, daemon=True, name="sound answers").start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self.lines.put(line.decode("utf-8", "replace").strip())
        self.lines.put(None)

    def next_line(self) -> str | None:
        """What it says next; None when it has ended, or has said nothing for too long."""
        for patience in (SILENT_SECONDS, SECOND_LOOK):
            with contextlib.suppress(Empty):
                return self.lines.get(timeout=patience)
        return None

    def send(self, *words: str) -> bool:
        """Write a command, without ever waiting. False when it was dropped: pipe full, child gone."""
        line = (" ".join(words) + "\n").encode()
        with self._lock:
            try:
                # Shorter than PIPE_BUF: written whole or not at all.
                return os.write(self._stdin.fileno(), line) == len(line)
            except (OSError, ValueError):
                return False

    def end(self) -> None:
        """Kill it and whatever player programs it started."""
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        with self._lock, contextlib.suppress(OSError):
            self._stdin.close()


def watch(
    start: Callable[[], Child],
    on_child: Callable[[Child | None], None],
    on_line: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Keep a child running until `stop` is set, and report what it says. For a thread of its own.

    A child that dies or falls silent is ended, `on_child(None)` tells of it, and after `RESTART_SECONDS` the
    next one is started. `on_line` gets every line except the beats.
    """
    while not stop.is_set():
        try:
            child = start()
        except OSError:
            on_child(None)
        else:
            on_child(child)
            while (line := child.next_line()) is not None and not stop.is_set():
                if line != "beat":
                    on_line(line)
            child.end()
            on_child(None)
        stop.wait(RESTART_SECONDS)
