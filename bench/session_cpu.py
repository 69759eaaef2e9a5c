"""What a paced session costs: processor time as a share of the time it runs, for each way to run it.

.venv/bin/python bench/session_cpu.py [--seconds N] [--size 200x50]

Reads /proc, so it runs on Linux alone.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

START = (sys.executable, "-m", "backroutine", "start", "--fresh", "--no-questions", "--rehearse")
WAYS: dict[str, tuple[str, ...]] = {
    "moving figure": ("--sound", "off"),
    "moving figure and voice": ("--sound", "auto"),
    "--no-motion": ("--no-motion", "--sound", "off"),
    "--plain": ("--plain",),
}
KEYS = {1.0: b"\n", 5.0: b"\r"}
"""Seconds at which the safety text is closed and the session begins."""
UNDER_WAY = 12.0
"""Seconds after which all is loaded and the first reps run."""


def used(pid: int) -> float:
    """Seconds of processor time of a process and of those below it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return 0.0
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(used(int(child)) for child in children)


def share(way: tuple[str, ...], seconds: float, home: str, size: tuple[int, int]) -> float:
    """The share of one core that a session at true speed takes while it is under way."""
    pid, terminal = pty.fork()
    if not pid:
        os.environ.update(BACKROUTINE_HOME=home, TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(START[0], [*START, *way])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def until(moment: float) -> None:
        """What a terminal does: take what is painted."""
        while (left := began + moment - time.monotonic()) > 0:
            if select.select([terminal], [], [], left)[0]:
                os.read(terminal, 65536)

    began = time.monotonic()
    try:
        for moment, key in KEYS.items():
            until(moment)
            os.write(terminal, key)
        until(UNDER_WAY)
        before = used(pid)
        until(UNDER_WAY + seconds)
        return (used(pid) - before) / seconds
    finally:
        os.kill(pid, signal.SIGTERM)
        os.close(terminal)
        os.waitpid(pid, 0)


def main() -> None:
    """Measure each way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", default="80x24", help="columns and rows of the window")
    arguments = parser.parse_args()
    seconds = arguments.seconds
    columns, rows = map(int, arguments.size.split("x"))
    size = columns, rows
    with tempfile.TemporaryDirectory() as home:
        share(WAYS["moving figure and voice"], 1.0, home, size)  # clips are rendered, bytecode is written
        found = {name: share(way, seconds, home, size) for name, way in WAYS.items()}
    for name, one in found.items():
        print(f"{name:24} {one:6.2%} of a core, {one / found['--no-motion']:4.1f}x --no-motion")


if __name__ == "__main__":
    main()
