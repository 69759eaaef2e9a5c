"""`backroutine safety`: the safety text, wrapped to the terminal."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.output import write_prose
from backroutine.cli.prompts import READ_PAGE, pages, read_key, read_line, write_signs
from backroutine.coach.questions import SIGN_KEY
from backroutine.coach.safety import (
    SIGNS_OFFERED_FROM,
    safety_lines,
    safety_paragraphs,
    worst_pain_lines,
)
from backroutine.coach.wrapping import wrapped
from backroutine.journal.markers import mark_safety, safety_marker

WIDEST = 88
"""Columns beyond which prose is hard to read."""


def print_safety() -> None:
    for line in safety_lines(max(20, min(WIDEST, shutil.get_terminal_size().columns))):
        output.write(line)


OFFER = "x tells what to do about a new sign of illness, any other key ends this."


def write_after_pain(worst: int | None, *, can_ask: bool) -> None:
    """Write what a worst pain asks for the next time, and offer the signs after a high one."""
    for line in worst_pain_lines(worst):
        write_prose(line)
    if worst is None or worst < SIGNS_OFFERED_FROM:
        return
    if not can_ask:
        write_prose("`backroutine safety` shows when to get help.")
        return
    write_prose(OFFER)
    if read_key().lower() == SIGN_KEY:
        write_signs()


# The first start: the safety text, once, and one key.

AGAIN = "`backroutine safety` shows this again."


def safety_to_show(journal: Path) -> Callable[[], None] | None:
    """Notes that the text was read; None where that was noted before."""
    return None if safety_marker(journal).exists() else partial(mark_safety, journal)


def show_safety_once(journal: Path) -> None:
    """Show the safety text and wait for enter, unless that was done before. For a terminal only."""
    if safety_marker(journal).exists():
        return
    size = shutil.get_terminal_size()
    for page in safety_pages(max(20, min(WIDEST, size.columns)), size.lines):
        for line in page:
            output.write(line)
        read_line()
    mark_safety(journal)


def safety_pages(width: int, height: int) -> list[list[str]]:
    """The text with what to press: in lists if the window holds them, else in paragraphs, page by page."""
    again = wrapped(AGAIN, width)
    for lines in (safety_lines(width), safety_paragraphs(width)):
        found = pages([*lines, "", *again], width, height, READ_PAGE)
        if len(found) == 1:
            break
    return found
