"""How long commands take, as ratios of one run: to bare Python, and to the smallest program of the same kind.

    .venv/bin/python bench/startup.py [--rounds N] [--python PYTHON] [--watson PROGRAM]

PYTHON has backroutine installed from a wheel; PROGRAM is `watson` (td-watson), for comparison.
All commands are run in turn, so that a busy moment meets each of them; medians are printed.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

TABLE = """
import typer
app = typer.Typer(rich_markup_mode=None)
@app.command()
def main() -> None:
    from rich.console import Console
    from rich.table import Table
    table = Table("Exercise", "Reps")
    table.add_row("Superman", "10")
    Console().print(table)
app()
"""
WIDGET = """
from textual.app import App
from textual.widgets import Static
class One(App):
    def compose(self):
        yield Static("begin")
One().run(mouse=False)
"""
BARE = "python -c pass"
TABLE_PROGRAM = "Typer, one-row Rich table"
WIDGET_PROGRAM = "first frame: Textual, one widget"
FRAME = b"begin"
"""On the start page of a session, and in the program of one widget."""


def programs(python: str, watson: Path | None) -> dict[str, tuple[str, ...]]:
    program = (python, "-m", "backroutine")
    commands = (["--version"], ["--help"], ["status"], ["list"], ["show", "superman"], ["log"], ["stats"])
    found = {BARE: (python, "-c", "pass"), TABLE_PROGRAM: (python, "-c", TABLE)}
    found |= {" ".join(arguments): (*program, *arguments) for arguments in commands}
    if watson:
        found["watson log"] = (str(watson), "log", "-G")
    return found


def screens(python: str) -> dict[str, tuple[str, ...]]:
    start = (python, "-m", "backroutine", "start", "--no-questions", "--fresh", "--sound")
    return {
        WIDGET_PROGRAM: (python, "-c", WIDGET),
        "first frame: start --sound off": (*start, "off"),
        "first frame: start --sound auto": (*start, "auto"),
    }


def seconds_of(command: tuple[str, ...], environment: dict[str, str]) -> float:
    """Seconds of one whole process. Raises RuntimeError when it fails."""
    before = time.perf_counter()
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    seconds = time.perf_counter() - before
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.decode()}")
    return seconds


def seconds_in_terminal(command: tuple[str, ...], environment: dict[str, str], mark: bytes | None) -> float:
    """Seconds until `mark` is on the terminal, or until the program has ended."""
    before = time.perf_counter()
    pid, terminal = pty.fork()
    if not pid:
        os.execve(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = b""
    try:
        while mark is None or mark not in seen:
            if not select.select([terminal], [], [], 20)[0]:
                raise RuntimeError(f"{' '.join(command)}: nothing for 20 s after {seen[-300:]!r}")
            try:
                seen += os.read(terminal, 65536)
            except OSError:  # the program has ended
                break
        return time.perf_counter() - before
    finally:
        os.kill(pid, signal.SIGTERM)
        _take_all(terminal)
        os.waitpid(pid, 0)
        os.close(terminal)


def _frames(folder: Path) -> str:
    """5,000 entries for watson, four a day."""
    folder.mkdir()
    now = int(time.time())
    frames = [
        [now - 21600 * n - 600, now - 21600 * n, "back", f"{n:032x}", [], now - 21600 * n]
        for n in range(5000)
    ]
    (folder / "frames").write_text(json.dumps(frames))
    return str(folder)


def _take_all(terminal: int) -> None:
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        return


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--watson", type=Path)
    options = parser.parse_args()
    commands, shown = programs(options.python, options.watson), screens(options.python)
    found: dict[str, list[float]] = {name: [] for name in (*commands, "log, in a terminal", *shown)}
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TERM": "xterm-256color"}
        # Without written bytecode every program is compiled anew, and the figures mean nothing.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.setdefault("BACKROUTINE_HOME", home)
        environment["WATSON_DIR"] = _frames(Path(home, "watson"))
        journal = Path(environment["BACKROUTINE_HOME"], "journal.db")
        (journal.parent / "safety-shown").touch()
        print(
            f"journal: {journal}, {journal.stat().st_size / 1e6:.1f} MB" if journal.exists() else "no journal"
        )
        for _ in range(options.rounds + 1):  # the first one warms up: bytecode, caches
            for name, command in commands.items():
                found[name].append(seconds_of(command, environment))
            in_terminal = seconds_in_terminal(commands["log"], environment, None)
            found["log, in a terminal"].append(in_terminal)
            for name, command in shown.items():
                found[name].append(seconds_in_terminal(command, environment, FRAME))
    medians = {name: statistics.median(every[1:]) for name, every in found.items()}
    width = max(map(len, medians))
    print(f"{'':{width}}  bare Python  its smallest")
    for name, median in medians.items():
        smallest = medians[WIDGET_PROGRAM if name in shown else TABLE_PROGRAM]
        print(f"{name:{width}}  {median / medians[BARE]:10.1f}x  {median / smallest:11.2f}x")


if __name__ == "__main__":
    main()
