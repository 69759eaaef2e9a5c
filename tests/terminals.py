"""The real program in a pseudo-terminal, its screen read by a terminal emulator."""

import os
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pyte

from backroutine.journal.markers import mark_safety
from block_letters import is_read
from programs import COMMAND, environment


class Terminal:
    """A program on a screen of so many columns and rows. Waits for what is to be seen, never for time."""

    def __init__(
        self,
        arguments: list[str],
        home: Path,
        columns: int = 80,
        rows: int = 24,
        command: Sequence[str] = COMMAND,
        *,
        first: bool = False,
        questions: bool = False,
        **variables: str,
    ) -> None:
        """Not the `first` start, and without `questions`, unless a test is about these."""
        if not first:
            mark_safety(home / "backroutine" / "journal.db")
        asks = "true" if questions else "false"
        self.raw = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.program = pexpect.spawn(
            command[0],
            [*command[1:], *arguments],
            env=environment(
                home,
                TERM="xterm-256color",
                LANG="C.UTF-8",
                LC_ALL=None,
                BACKROUTINE_QUESTIONS=asks,
                **variables,
            ),
            dimensions=(rows, columns),
            timeout=20,
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float = 0.1) -> bool:
        """Take what the program wrote; False when it has closed the terminal."""
        try:
            data: bytes = self.program.read_nonblocking(65536, timeout=seconds)  # type: ignore[assignment]  # bytes
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        return True

    def until(self, text: str, seconds: float = 20) -> None:
        """Read until this can be seen on the screen."""
        end = time.monotonic() + seconds
        while not is_read(text, self.text):
            if not self.read() or time.monotonic() > end:
                raise AssertionError(f"{text!r} was never seen; the screen says:\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; what was seen before is forgotten."""
        self.program.setwinsize(rows, columns)
        self._screen.resize(rows, columns)
        self.forget()

    def forget(self) -> None:
        """Empty the screen, as when a terminal changes to its other one."""
        self._screen.reset()

    def quiet(self) -> str:
        """What can be seen once nothing more comes: for a screen that stands still."""
        length = -1
        while length != len(self.raw):
            length = len(self.raw)
            self.read(0.5)
        return self.text

    def until_stopped(self) -> None:
        """Wait until the program stands stopped, as after Ctrl-Z."""
        assert self.program.pid
        _, status = os.waitpid(self.program.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)

    @property
    def cooked(self) -> bool:
        """Whether the terminal has its usual modes: lines, and an echo."""
        modes = termios.ICANON | termios.ECHO
        return bool(termios.tcgetattr(self.program.child_fd)[3] & modes == modes)

    def press(self, keys: str) -> None:
        self.program.send(keys)

    def until_closed(self, seconds: float = 20) -> None:
        """Read until the program closes the terminal."""
        end = time.monotonic() + seconds
        while self.read():
            if time.monotonic() > end:
                raise AssertionError(f"the program has not ended; the screen says:\n{self.text}")

    def end(self) -> int:
        """Read until the program has ended; its exit code, or minus the signal that killed it."""
        self.until_closed()
        self.program.close()
        if self.program.exitstatus is None:
            return -(self.program.signalstatus or 0)
        return int(self.program.exitstatus)
