"""Asking a person a line at a time, on standard error: only where there is somebody to answer."""

import sys
from collections.abc import Callable
from typing import TypeVar

from backroutine.cli import streams
from backroutine.errors import UsageError
from backroutine.text import show

T = TypeVar("T")


def can_ask() -> bool:
    """Whether somebody sees a question and can answer it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def answer_to(question: str) -> str | None:
    """What was answered, without spaces around it; None when the input has ended."""
    sys.stdout.flush()
    sys.stderr.write(show(question))
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        return "\ufffd"
    if line:
        return line.strip()
    sys.stderr.write("\n")
    return None


def ask(question: str, offered: str, read: Callable[[str], T]) -> T:
    """Ask until the answer can be read; Enter takes what is offered. UsageError when the input ends."""
    while True:
        answer = answer_to(f"{question} [{offered}]: ")
        if answer is None:
            raise UsageError("add", "the answers ended", "nothing was added")
        try:
            return read(answer or offered)
        except UsageError as error:
            streams.complain(error.faults)
