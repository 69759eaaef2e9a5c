"""The real program as another process, for the few tests that need one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-m", "backroutine")


def environment(home: Path, **changes: str | None) -> dict[str, str]:
    """The environment of a person whose files all lie under `home`; None takes a variable away."""
    wanted = {
        **os.environ,
        "BACKROUTINE_HOME": str(home / "backroutine"),
        "HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def backroutine(
    arguments: Sequence[str], home: Path, *, text: str = "", **changes: str | None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, **changes),
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=60,
        check=False,
    )
