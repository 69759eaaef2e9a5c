"""`backroutine --version --verbose`: what a bug report needs. It holds nothing of what a person did."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from backroutine import __version__
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.paths import cache_folder, config_path, journal_path
from backroutine.errors import BackroutineError
from backroutine.journal.database import sqlite_version
from backroutine.text import show

LIBRARIES = ("typer", "rich", "pydantic", "PyYAML", "platformdirs", "textual", "tomlkit", "miniaudio")
SPEECH = ("espeak-ng", "flite", "say", "powershell")
PLAYERS = ("pw-play", "paplay", "aplay", "afplay")
VARIABLES = ("TERM", "COLORTERM", "COLORFGBG", "LANG", "LC_ALL", "NO_COLOR", "FORCE_COLOR", "PAGER")


def print_version(context: Context) -> None:
    """Print the version, those of the libraries, paths, sound and terminal, a line each."""
    output.write(f"backroutine {__version__}")
    for name, value in _facts(context):
        output.write(f"{name}: {show(value)}")


def _facts(context: Context) -> Iterator[tuple[str, str]]:
    yield "Python", f"{platform.python_version()}, {sys.executable}"
    yield "System", platform.platform()
    yield "SQLite", sqlite_version()
    yield "Libraries", ", ".join(f"{name} {_version_of(name)}" for name in LIBRARIES)
    for name, find in (("Journal", journal_path), ("Settings", config_path), ("Clips", cache_folder)):
        yield name, _place(find, context.environment)
    yield "Speech", _found(SPEECH)
    yield "Players", _found(PLAYERS)
    size = shutil.get_terminal_size()
    streams = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name).isatty()]
    yield "Terminal", f"{', '.join(streams) or 'none'}; {size.columns}x{size.lines}; {sys.stdout.encoding}"
    yield "Variables", ", ".join(f"{name}={os.environ[name]}" for name in VARIABLES if name in os.environ)


def _version_of(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "is missing"


def _place(find: Callable[[Mapping[str, str]], Path], environment: Mapping[str, str]) -> str:
    try:
        path = find(environment)
    except BackroutineError as error:
        return str(error)
    return f"{path} ({'there' if os.path.lexists(path) else 'not there'})"


def _found(programs: tuple[str, ...]) -> str:
    return ", ".join(name for name in programs if shutil.which(name)) or "none"
