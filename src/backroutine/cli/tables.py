"""Tables: straight columns of any characters, whole at any width, plain in a pipe."""

import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from backroutine.cli.colour import Palette
from backroutine.cli.output import carries, write
from backroutine.text import show

NARROW = 72
"""Terminal columns below which each row becomes a few lines of its own."""
_GAP = 2
_LEAST = 12
"""Columns that a cell keeps when it has to give way."""


class Column(Struct, frozen=True):
    """One column: its heading, and on which side its cells are aligned."""

    heading: str
    align: Literal["left", "right"] = "left"
    cut: bool = False
    """Whether a terminal gets its cells cut to what the other columns leave, for one line a row."""
    paint: Callable[[Palette, str], str] | None = None


def print_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], palette: Palette | None = None
) -> None:
    """Print rows under their headings; the first column names the row."""
    palette = palette or Palette()
    safe = [[show(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        _print_rows(columns, safe, _natural(columns, safe), palette)
        return
    width = shutil.get_terminal_size().columns
    if width < NARROW:
        _print_stacked(width, columns, safe, palette)
    else:
        widths = _fitted(columns, _natural(columns, safe), width)
        _print_rows(columns, safe, widths, palette, ruled=True)


def _natural(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    from rich.cells import cell_len

    table = [[column.heading for column in columns], *rows]
    return [max(cell_len(row[at]) for row in table) for at in range(len(columns))]


def _fitted(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """The widths made to fit: columns that may be cut give way first, then the widest text."""
    from rich.cells import cell_len

    fitted = list(widths)
    least = [cell_len(column.heading) if column.cut else _LEAST for column in columns]
    while sum(fitted) + _GAP * (len(fitted) - 1) > width:
        may = [at for at, column in enumerate(columns) if column.align == "left" and fitted[at] > least[at]]
        if not may:
            break
        cut = [at for at in may if columns[at].cut]
        fitted[max(cut or may, key=lambda at: fitted[at])] -= 1
    return fitted


def _print_rows(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    palette: Palette,
    *,
    ruled: bool = False,
) -> None:
    headings = [
        _aligned(column.heading, width, column.align, palette.heading)
        for column, width in zip(columns, widths, strict=True)
    ]
    write("  ".join(headings).rstrip())
    if ruled:
        rule = "─" if carries("─") else "-"
        write(palette.quiet("  ".join(rule * width for width in widths)))
    for row in rows:
        parts = [_parts(cell, w, c) for cell, w, c in zip(row, widths, columns, strict=True)]
        for line in range(max(len(part) for part in parts)):
            cells = [part[line] if line < len(part) else "" for part in parts]
            painted = [
                _aligned(cell, width, column.align, partial(column.paint, palette) if column.paint else str)
                for cell, width, column in zip(cells, widths, columns, strict=True)
            ]
            write("  ".join(painted).rstrip())


def _parts(cell: str, width: int, column: Column) -> list[str]:
    from rich.cells import cell_len, set_cell_size

    if cell_len(cell) <= width:
        return [cell]
    if column.cut:
        return [f"{set_cell_size(cell, width - 1).rstrip()}…"]
    from backroutine.coach.wrapping import wrapped

    return wrapped(cell, width)


def _aligned(cell: str, width: int, align: str, paint: Callable[[str], str]) -> str:
    from rich.cells import cell_len

    gap = " " * (width - cell_len(cell))
    shown = paint(cell) if cell else cell
    return gap + shown if align == "right" else shown + gap


def _print_stacked(
    width: int, columns: Sequence[Column], rows: Sequence[Sequence[str]], palette: Palette
) -> None:
    from backroutine.coach.wrapping import wrapped

    for row in rows:
        details = [
            f"{column.heading.lower()} {cell}"
            for column, cell in zip(columns[1:], row[1:], strict=True)
            if cell
        ]
        for line in wrapped(row[0], width):
            write(palette.heading(line))
        for line in _packed(details, width - 2):
            write(line)


def _packed(details: Sequence[str], width: int) -> list[str]:
    """The details in as few lines as they fit, each kept together where it can be."""
    from rich.cells import cell_len

    from backroutine.coach.wrapping import wrapped

    lines: list[str] = []
    for detail in details:
        joined = f"{lines[-1]} · {detail}" if lines else ""
        if joined and cell_len(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrapped(f"  {detail}", width, indent="    ")
    return lines
