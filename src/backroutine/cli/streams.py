"""Standard output is for data, standard error for complaints; both survive any locale and any reader."""

import os
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import Any

from backroutine.errors import Fault
from backroutine.text import show

MOST_FAULTS = 5


class ReaderGone(Exception):  # noqa: N818 - whoever read standard output has seen enough; nothing went wrong
    """Nobody reads standard output any more."""


def prepare() -> None:
    """Replace what the locale cannot show; give closed streams somewhere to go."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def write(line: str = "") -> None:
    """One line of data on standard output, seen at once.

    Raises ReaderGone when nobody reads any more, OSError when it cannot be written.
    """
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Typer would take a BrokenPipeError for its own and exit.
        raise ReaderGone from None


def write_bytes(data: bytes) -> None:
    """Data on standard output byte for byte, whatever the locale.

    Raises ReaderGone when nobody reads any more, OSError when it cannot be written.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def write_json(value: Any, *, indent: int | None = None) -> None:
    """A JSON value on standard output; pure ASCII where the stream cannot carry more."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    write(json.dumps(value, ensure_ascii=not utf8, indent=indent))


def flush() -> None:
    """Push out what is left; raises OSError if it cannot be written."""
    sys.stdout.flush()


def abandon_stdout() -> None:
    """Nobody reads any more: keep the interpreter from complaining about it at exit."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
    except (OSError, ValueError):
        pass


def complain_line(line: str) -> None:
    """One line on standard error, after everything already on standard output."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        abandon_stdout()
    try:
        sys.stderr.write(f"backroutine: {show(line)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def complain(faults: Sequence[Fault]) -> None:
    """The first few faults, a line each, and how many more there are."""
    for fault in faults[:MOST_FAULTS]:
        complain_line(str(fault))
    if len(faults) > MOST_FAULTS:
        complain_line(f"and {len(faults) - MOST_FAULTS} more")


def in_terminal(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal to draw on and to hear keys from."""
    dumb = os.name != "nt" and environment.get("TERM", "dumb") in {"", "dumb"}
    # The screen is drawn on standard error, so that one has to be the terminal too.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return not dumb and all(stream is not None and stream.isatty() for stream in streams)


def has_person() -> bool:
    """Whether somebody can be asked: lines come from a terminal and go to one."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def read_line() -> str:
    """A line that was typed, without its end; empty when there is nothing more to come.

    Read as `listening` reads: a terminal hands out one line at a time, so none is lost to a buffer.
    """
    try:
        return os.read(sys.stdin.fileno(), 4096).decode("utf-8", "replace").rstrip("\r\n")
    except OSError:
        return ""


def ring() -> None:
    """Ring the terminal's bell, if there is a terminal."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and stream.isatty():
            stream.write("\a")
            stream.flush()
            return


def carries_blocks() -> bool:
    """Whether the terminal's encoding has the characters that numbers, bars and figures are drawn with."""
    return carries("█▄▀░━─\u28ff")


def carries(characters: str) -> bool:
    """Whether standard output can show these characters."""
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
