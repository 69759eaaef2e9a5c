"""The last answer of `status`, remembered for as long as nothing that it came from has changed.

A prompt asks again and again; to read the week anew costs as much as half of all the rest.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from backroutine import __version__
from backroutine.cli.settings import cache_folder, config_path, journal_path
from backroutine.errors import BackroutineError

Answer = dict[str, object]


def glance_file() -> Path:
    """Where the answer is. Raises BackroutineError when there is no home directory for it."""
    return cache_folder().with_name("status.json")


def sources_of(now: datetime, environment: Mapping[str, str] = os.environ) -> list[str]:
    """All that an answer depends on, as it is now; empty where there is no journal yet."""
    try:
        journal, config = _state(journal_path()), _state(config_path())
    except BackroutineError:
        return []
    settings = [f"{name}={value}" for name, value in environment.items() if name.startswith("BACKROUTINE_")]
    return [__version__, f"{now:%Y-%m-%dT%H%z}", journal, config, *sorted(settings)] if journal else []


def remembered(sources: list[str]) -> Answer | None:
    """The answer that came from just these sources."""
    with suppress(OSError, ValueError, KeyError, TypeError, BackroutineError):
        held = json.loads(glance_file().read_text(encoding="utf-8"))
        if sources and held["sources"] == sources:
            answer: Answer = dict(held["answer"])
            return answer
    return None


def remember(sources: list[str], answer: Answer) -> None:
    """Remember an answer. Without a place for it, it is worked out again the next time."""
    if not sources:
        return
    from backroutine.files import make_file, make_folder

    with suppress(OSError, BackroutineError):
        file = glance_file()
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        make_folder(file.parent)
        make_file(fresh)
        fresh.write_text(json.dumps({"sources": sources, "answer": answer}), encoding="utf-8")
        fresh.replace(file)


def _state(path: Path) -> str:
    """What tells that a file was changed; empty when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{path} {status.st_mtime_ns} {status.st_size} {status.st_ino}"
