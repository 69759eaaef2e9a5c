"""What a command worked out before, for as long as nothing that it came from has changed.

Each command has one JSON file with the sources inside: all that the answer depends on, beside the program's
version. Equal sources are a hit. After any trouble with the file the answer is worked out again.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from backroutine import __version__
from backroutine.cli.paths import cache_folder
from backroutine.errors import BackroutineError

PACKAGE = Path(__file__).parents[1]


def cache_file(command: str) -> Path:
    """The file of a command, there or not. Raises BackroutineError without a home directory for it."""
    return cache_folder().with_name(f"{command}.json")


def remembered(command: str, sources: list[str]) -> Any:
    """The answer that came from just these sources; None without one."""
    with suppress(OSError, ValueError, KeyError, TypeError, BackroutineError):
        held = json.loads(cache_file(command).read_bytes())
        if held["sources"] == [*_program(), *sources]:
            return held["answer"]
    return None


def remember(command: str, sources: list[str], answer: object) -> None:
    """Keep an answer, a value for JSON. Where there is no place for it, nothing is kept."""
    from backroutine.files import make_folder, write_atomically

    with suppress(OSError, BackroutineError):
        file = cache_file(command)
        make_folder(file.parent)
        held = {"sources": [*_program(), *sources], "answer": answer}
        write_atomically(file, json.dumps(held).encode(), sync=False)


def cached(command: str, sources: list[str] | None, work_out: Callable[[], Any]) -> Any:
    """The remembered answer, or a new one, which is kept. Without sources nothing is remembered."""
    if sources is None:
        return work_out()
    answer = remembered(command, sources)
    if answer is None:
        answer = work_out()
        remember(command, sources, answer)
    return answer


def _program() -> list[str]:
    if (PACKAGE / "data").is_dir():
        return [__version__]
    # In a checkout the code changes while the version stays.
    return [__version__, *sorted(f"{path} {path.stat().st_mtime_ns}" for path in PACKAGE.rglob("*.py"))]
