"""`backroutine safety`: the safety text, wrapped to the terminal."""

import shutil
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.output import write_prose
from backroutine.cli.prompts import read_line
from backroutine.coach.safety import safety_lines, safety_paragraphs, stop_line
from backroutine.coach.wrapping import wrapped
from backroutine.journal.markers import mark_safety, safety_marker

WIDEST = 88
"""Columns beyond which prose is hard to read."""


def print_safety() -> None:
    """Print the safety text."""
    for line in safety_lines(max(20, min(WIDEST, shutil.get_terminal_size().columns))):
        output.write(line)


def write_stop(worst: int | None) -> None:
    """Write what a worst pain asks for, if it asks for anything."""
    for line in stop_line(worst):
        write_prose(line)


# The first start of all: the safety text, once, and one key.

PRESS = "Press enter when you have read it. `backroutine safety` shows it again."
PRESS_FOR_MORE = "Press enter for the rest."


def show_safety_once(journal: Path) -> None:
    """Show the safety text and wait for enter, unless that was done before. For a terminal only."""
    if safety_marker(journal).exists():
        return
    size = shutil.get_terminal_size()
    for page in pages(max(20, min(WIDEST, size.columns)), size.lines):
        for line in page:
            output.write(line)
        read_line()
    mark_safety(journal)


def pages(width: int, height: int) -> list[list[str]]:
    """The text and what to press, to be read without scrolling back: one page if the window holds it."""
    press = wrapped(PRESS, width)
    for lines in (safety_lines(width), safety_paragraphs(width)):
        if len(lines) + len(press) + 1 < height:  # the cursor has a row too
            return [[*lines, "", *press]]
    room = max(1, height - len(press) - 1)
    *first, last = (lines[at : at + room] for at in range(0, len(lines), room))
    more = wrapped(PRESS_FOR_MORE, width)
    return [*([*page, *more] for page in first), [*last, *press]]
