"""What the hard tests share: a session that prints what it saved, and a look at the journal afterwards."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])}

OPEN = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from backroutine.errors import JournalError
from backroutine.journal.writer import Journal
try:
    with Journal.open(Path(sys.argv[1]), datetime.now(timezone.utc)) as journal:
        for notice in journal.notices:
            print(notice)
except JournalError as error:
    print(error)
    sys.exit(74)
"""
"""Opens a journal for writing, as every command does that changes something."""

REPS = """
import sys, time
from pathlib import Path
from backroutine.errors import JournalError
from backroutine.journal.writer import Journal
from backroutine.session.events import RepCounted
from journal_kit import NOW
from plans import plan
path, name, most, pause = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
with Journal.open(path, NOW) as journal:
    journal.begin(name, NOW, plan(), "left")
    for rep in range(1, most + 1):
        began = time.monotonic()
        refused = 0
        while True:
            try:
                journal.record(name, RepCounted(float(rep), "leg-raise", "left", 1, 1, rep=rep, target=most))
                break
            except JournalError as error:
                refused += 1
                if "locked" not in str(error):
                    raise
        print(rep, f"{time.monotonic() - began:.3f}", refused, flush=True)
        time.sleep(pause)
"""
"""Counts reps into the journal, and prints each one with the seconds it took once it is safe."""


def run(code: str, *arguments: object, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Runs Python code in a process of its own, behind the words in `before`."""
    command = [*before, PYTHON, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)


def begin(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Starts Python code in a process of its own."""
    command = [PYTHON, "-c", code, *map(str, arguments)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True, env=ENVIRONMENT)


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
