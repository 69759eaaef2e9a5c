"""Tables: pleasant in a terminal, whole when it is narrow, plain columns in a pipe."""

import shutil
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

from backroutine.cli import streams
from backroutine.text import show

NARROW = 72
"""Terminal columns below which each row becomes a few lines of its own."""


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """A text as lines of at most `width` columns, the later ones indented further."""
    return textwrap.wrap(text, max(10, width), subsequent_indent=indent * 2)


def write_prose(text: str) -> None:
    """A sentence, wrapped to the terminal; one whole line in a pipe."""
    lines = wrapped(show(text), shutil.get_terminal_size().columns) if sys.stdout.isatty() else [show(text)]
    for line in lines:
        streams.write(line)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and on which side its cells are aligned."""

    heading: str
    align: Literal["left", "right"] = "left"
    cut: bool = False
    """Whether a drawn table cuts its cells to what the other columns leave, for one line a row."""


def print_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings; the first column names the row."""
    safe = [[show(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        _print_plain(columns, safe)
        return
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if console.width < NARROW:
        _print_stacked(console.width, columns, safe)
    else:
        _print_drawn(columns, safe)


def _print_plain(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    table = [[column.heading for column in columns], *rows]
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(columns))]
    for row in table:
        cells = []
        for cell, width, column in zip(row, widths, columns, strict=True):
            gap = " " * (width - cell_len(cell))
            cells.append(gap + cell if column.align == "right" else cell + gap)
        streams.write("  ".join(cells).rstrip())


def _print_stacked(width: int, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        details = [
            f"{c.heading.lower()} {cell}" for c, cell in zip(columns[1:], row[1:], strict=True) if cell
        ]
        for line in [*wrapped(row[0], width), *_packed(details, width - 2)]:
            streams.write(line)


def _packed(details: Sequence[str], width: int) -> list[str]:
    """The details in as few lines as they fit, each kept together where it can be."""
    lines: list[str] = []
    for detail in details:
        joined = f"{lines[-1]} · {detail}" if lines else ""
        if joined and cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrapped(f"  {detail}", width, indent="  ")
    return lines


def _print_drawn(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    console = Console(highlight=False, markup=False, emoji=False)
    natural = [
        max(map(cell_len, (column.heading, *cells))) for column, *cells in zip(columns, *rows, strict=True)
    ]
    left = console.width - 2 * len(columns) - sum(natural)
    widths = [
        max(cell_len(column.heading), needed + min(left, 0)) if column.cut else None
        for column, needed in zip(columns, natural, strict=True)
    ]
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column.heading, justify=column.align, width=width)
    for row in rows:
        cells = [Text(cell) for cell in row]
        for cell, width in zip(cells, widths, strict=True):
            if width is not None:
                cell.truncate(width, overflow="ellipsis")
        table.add_row(*cells)
    console.print(table)
