"""What import, export and sync of long journals cost: processor time and memory at the peak, as ratios to
json.load and executemany of the same rows in the same run.

.venv/bin/python bench/carrying.py [--years 3 30] [--rounds 10]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from three_years import invented_days, invented_sessions, write

PROGRAM = (sys.executable, "-m", "backroutine")
LAST_DAY = date(2026, 11, 22)
PLAIN = "json.load and executemany"
BASE = """
import json, sqlite3, sys
with open(sys.argv[1], encoding="utf-8") as file:
    whole = json.load(file)
journal = sqlite3.connect(sys.argv[2])
journal.execute("CREATE TABLE session (a, b, c, d, e, f)")
journal.execute("CREATE TABLE event (a, b, c, d, e, f)")
journal.execute("CREATE TABLE entry (a, b, c, d, e)")
journal.executemany(
    "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)",
    [(0.0, one["id"], one["started_at"], one["first_side"], json.dumps(one["plan"]), "0" * 16)
     for one in whole["sessions"]],
)
journal.executemany(
    "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
    [(one["id"], number, event["at"], event["event"], json.dumps(event), "0" * 16)
     for one in whole["sessions"] for number, event in enumerate(one["events"])],
)
journal.executemany(
    "INSERT INTO entry VALUES (?, ?, ?, ?, ?)",
    [(one["id"], one["at"], one["kind"], json.dumps(one), "0" * 16) for one in whole["entries"]],
)
journal.commit()
"""


def measured(command: tuple[str, ...], home: Path) -> tuple[float, float]:
    """Seconds of processor time and MiB at the peak of one process. Raises RuntimeError when it fails."""
    environment = {**os.environ, "BACKROUTINE_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
    kibibytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return usage.ru_utime + usage.ru_stime, kibibytes / 1024


def one_round(folder: Path, home: Path, exported: Path) -> Iterator[tuple[str, tuple[float, float]]]:
    """Each command once, on fresh files."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        fresh = Path(name)
        shared = fresh / "shared"
        shared.mkdir()
        base = (sys.executable, "-c", BASE, str(exported), str(fresh / "plain.db"))
        yield PLAIN, measured(base, fresh)
        yield "import", measured((*PROGRAM, "import", str(exported)), fresh / "home")
        yield "import, nothing new", measured((*PROGRAM, "import", str(exported)), fresh / "home")
        yield "export", measured((*PROGRAM, "export"), home)
        yield "export --format csv", measured((*PROGRAM, "export", "--format", "csv"), home)
        yield "sync, giving all", measured((*PROGRAM, "sync", str(shared)), home)
        yield "sync, taking all", measured((*PROGRAM, "sync", str(shared)), fresh / "other")


def main() -> None:
    """Measure all commands in turn, so that a busy moment meets each of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=float, nargs="+", default=[3, 30])
    parser.add_argument("--rounds", type=int, default=10)
    wanted = parser.parse_args()
    for years in wanted.years:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            home, exported = folder / "home", folder / "journal.json"
            invention = (LAST_DAY, 1, years)
            sessions, events = write(
                home / "journal.db", invented_sessions(*invention), invented_days(*invention)
            )
            measured((*PROGRAM, "export", "--out", str(exported)), home)
            found: dict[str, list[tuple[float, float]]] = {}
            for _ in range(wanted.rounds):
                for command, figures in one_round(folder, home, exported):
                    found.setdefault(command, []).append(figures)
            size = exported.stat().st_size / 1e6
            print(f"{years:g} years: {sessions} sessions, {events} events, {size:.0f} MB")
            seconds = {command: statistics.median(one for one, _ in all_) for command, all_ in found.items()}
            for command, all_ in found.items():
                memory = statistics.median(one for _, one in all_)
                print(f"  {command:26} {seconds[command] / seconds[PLAIN]:5.1f}x  {memory:4.0f} MiB")


if __name__ == "__main__":
    main()
