"""`backroutine safety`: the safety text, wrapped to the terminal."""

import shutil

from backroutine.cli import output
from backroutine.cli.output import write_prose
from backroutine.coach.safety import safety_lines, stop_line

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
