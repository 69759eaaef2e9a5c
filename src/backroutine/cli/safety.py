"""`backroutine safety`: the safety text, wrapped to the terminal."""

import shutil

from backroutine.cli import streams
from backroutine.coach.safety import safety_lines

WIDEST = 88
"""Columns beyond which prose is hard to read."""


def print_safety() -> None:
    """Print the safety text."""
    for line in safety_lines(max(20, min(WIDEST, shutil.get_terminal_size().columns))):
        streams.write(line)
