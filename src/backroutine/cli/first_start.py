"""The first start of all: the safety text, once, and one key."""

import shutil
from pathlib import Path

from backroutine.cli import streams
from backroutine.cli.safety import WIDEST
from backroutine.coach.safety import safety_lines, safety_paragraphs
from backroutine.journal.asked import mark_safety, safety_marker

PRESS = "Press enter when you have read it. `backroutine safety` shows it again."


def show_safety_once(journal: Path) -> None:
    """Show the safety text and wait for enter, unless that was done before. For a terminal only."""
    if safety_marker(journal).exists():
        return
    size = shutil.get_terminal_size()
    width = max(20, min(WIDEST, size.columns))
    lines = safety_lines(width)
    # It is to be read without scrolling back.
    for line in lines if len(lines) + 3 <= size.lines else safety_paragraphs(width):
        streams.write(line)
    streams.write()
    streams.write(PRESS)
    streams.read_line()
    mark_safety(journal)
