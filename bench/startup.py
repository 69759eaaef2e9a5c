"""How long commands take and how much memory they need, as ratios to `python -c pass` in the same run.

BACKROUTINE_HOME=/tmp/invented .venv/bin/python bench/startup.py [--rounds N]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = (sys.executable, "-m", "backroutine")
COMMANDS: dict[str, tuple[str, ...]] = {
    "python -c pass": (sys.executable, "-c", "pass"),
    **{
        " ".join(arguments): (*PROGRAM, *arguments)
        for arguments in (
            ("--version",),
            ("--help",),
            ("status",),
            ("list",),
            ("show", "superman"),
            ("log",),
            ("stats",),
            ("config",),
            ("start", "--json", "--rehearse", "--speed", "1000", "--only", "superman", "--reps", "1"),
        )
    },
}


def measured(command: tuple[str, ...], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds, and MiB at the peak, of one whole process. Raises RuntimeError when it fails."""
    before = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}: {said}")
    kibibytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return seconds, kibibytes / 1024


def main() -> None:
    """Measure all commands in turn, so that a busy moment meets each of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        environment = {"BACKROUTINE_HOME": home, **os.environ}
        print(f"journal: {Path(environment['BACKROUTINE_HOME'], 'journal.db')}")
        for command in COMMANDS.values():
            measured(command, environment)  # warm: bytecode, caches
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                found[name].append(measured(command, environment))
    seconds = {name: statistics.median(one for one, _ in all_) for name, all_ in found.items()}
    memory = {name: statistics.median(one for _, one in all_) for name, all_ in found.items()}
    base, base_memory = seconds["python -c pass"], memory["python -c pass"]
    width = max(map(len, COMMANDS))
    print(f"{'command':{width}}   time  memory")
    for name in COMMANDS:
        print(f"{name:{width}} {seconds[name] / base:5.1f}x  {memory[name] / base_memory:5.1f}x")


if __name__ == "__main__":
    main()
