"""Standard output is for data, standard error for complaints; both survive any locale and any reader."""

import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, Literal

from backroutine.coach.screen.theme import Style
from backroutine.errors import Fault
from backroutine.text import escape_json, show

MOST_FAULTS = 5


class ReaderGone(Exception):  # noqa: N818 - whoever read standard output has seen enough; nothing went wrong
    """Nobody reads standard output any more."""


def prepare() -> None:
    """Replace what the locale cannot show; give closed streams somewhere to go.

    What is written to a standard output that was closed fails, as on a full disk: nobody gets the data.
    """
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
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


def write_bytes(data: Iterable[bytes]) -> None:
    """Data on standard output byte for byte, whatever the locale.

    Raises ReaderGone when nobody reads any more, OSError when it cannot be written.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def write_json(value: Any, *, indent: int | None = None) -> None:
    """A JSON value on standard output. What could act on a terminal is escaped; pure ASCII where the stream
    cannot carry more."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    write(escape_json(json.dumps(value, ensure_ascii=not utf8, indent=indent)))


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


def complain(faults: Sequence[Fault], most: int = MOST_FAULTS, todo: str = "") -> None:
    """The first few faults, a line each, and how many more there are."""
    for fault in faults[:most]:
        complain_line(str(fault))
    if len(faults) > most:
        complain_line(str(Fault("", f"and {len(faults) - most} more", todo)))


def in_terminal(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal to draw on and to hear keys from."""
    dumb = os.name != "nt" and environment.get("TERM", "dumb") in {"", "dumb"}
    # The screen is drawn on standard error, so that one has to be the terminal too.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return not dumb and all(stream is not None and stream.isatty() for stream in streams)


def any_terminal() -> bool:
    """Whether standard input or output is a terminal. In `start | tee FILE` there is a person too."""
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def has_person() -> bool:
    """Whether a person can be asked: standard input and output are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def ring() -> None:
    """Ring the terminal's bell, if there is a terminal."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and stream.isatty():
            stream.write("\a")
            stream.flush()
            return


def styled(text: str, style: Style) -> str:
    """Text with the codes of its colours, as many as the terminal has."""
    from rich.console import COLOR_SYSTEMS, Console

    from backroutine.coach.screen.layout import rich_style

    depth = Console(file=sys.stdout).color_system
    return rich_style(style).render(text, color_system=COLOR_SYSTEMS[depth] if depth else None)


def carries_blocks() -> bool:
    """Whether the terminal's encoding has the characters that numbers, bars and figures are drawn with."""
    return carries("█▄▀▟●◉○")


def carries(characters: str) -> bool:
    """Whether standard output can show these characters."""
    # While the live screen is open, a capture without an encoding stands in place of standard output.
    stream = sys.stdout if hasattr(sys.stdout, "encoding") else sys.__stdout__
    try:
        characters.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# Tables: pleasant in a terminal, whole when it is narrow, plain columns in a pipe.

NARROW = 72
"""Terminal columns below which each row becomes a few lines of its own."""


def write_prose(text: str) -> None:
    """A sentence, wrapped to the terminal; one whole line in a pipe."""
    lines = [show(text)]
    if sys.stdout.isatty():
        from backroutine.coach.wrapping import wrapped

        lines = wrapped(lines[0], max(10, shutil.get_terminal_size().columns))
    for line in lines:
        write(line)


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
    from rich.cells import cell_len

    table = [[column.heading for column in columns], *rows]
    widths = [max(cell_len(row[i]) for row in table) for i in range(len(columns))]
    for row in table:
        cells = []
        for cell, width, column in zip(row, widths, columns, strict=True):
            gap = " " * (width - cell_len(cell))
            cells.append(gap + cell if column.align == "right" else cell + gap)
        write("  ".join(cells).rstrip())


def _print_stacked(width: int, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from backroutine.coach.wrapping import wrapped

    for row in rows:
        details = [
            f"{c.heading.lower()} {cell}" for c, cell in zip(columns[1:], row[1:], strict=True) if cell
        ]
        for line in [*wrapped(row[0], width), *_packed(details, width - 2)]:
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


def _print_drawn(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.cells import cell_len
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
