"""Rows of styled text exactly as wide as the screen, and what pages are made from. Knows no toolkit."""

from collections.abc import Sequence
from functools import cache
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct
from rich.cells import cell_len, set_cell_size

from backroutine.coach.screen.theme import Style, Theme
from backroutine.coach.wrapping import wrapped
from backroutine.text import show

if TYPE_CHECKING:
    from rich.style import Style as RichStyle

Keys = Sequence[tuple[str, str]]
"""Keys as they are shown, each with its label."""
MORE = " ..."
"""Ends what had to be cut."""
WIDEST_TEXT, TALL_PAGE = 104, 26
"""Columns beyond which a page of text grows no wider, and rows from which it is moved down."""
KEPT_KEYS = frozenset({"?", "q", "space", "enter"})
"""The keys that stay where there is no room for all."""


class Span(Struct, frozen=True):
    """A piece of a row."""

    text: str
    style: Style


Row = tuple[Span, ...]
"""One row of the screen."""


def width_of_row(row: Row) -> int:
    """Cells from left to right."""
    return sum(cell_len(span.text) for span in row)


@cache
def rich_style(style: Style) -> "RichStyle":
    from rich.style import Style as RichStyle

    return RichStyle(
        color=style.ink or None,
        bgcolor=style.ground or None,
        bold=style.bold or None,
        dim=style.dim or None,
        reverse=style.reverse or None,
    )


def changed_columns(before: Row, after: Row) -> tuple[int, int]:
    """From which column to which two rows of one width differ."""
    left = _alike(before, after, reverse=False)
    right = width_of_row(after) - _alike(before[::-1], after[::-1], reverse=True)
    return left, max(left + 1, right)


def _alike(one: Row, other: Row, *, reverse: bool) -> int:
    """Cells at the beginning that are the same; `reverse` where the rows are given from their end."""
    cells = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            if a.style == b.style:
                texts = (a.text[::-1], b.text[::-1]) if reverse else (a.text, b.text)
                same = takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
                cells += cell_len("".join(mark for mark, _ in same))
            break
        cells += cell_len(a.text)
    return cells


def cut(text: str, width: int) -> str:
    """The text cut to a width, with a mark."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - cell_len(MORE))).rstrip()
    return set_cell_size(kept + MORE, max(0, width)).rstrip()


def fit(row: Row, width: int, fill: Style) -> Row:
    """The row cut or filled to the width, cells counted as the terminal counts them."""
    fitted: list[Span] = []
    room = width
    for span in row:
        if room <= 0:
            break
        length = cell_len(span.text)
        text = span.text if length <= room else set_cell_size(span.text, room)
        if text:
            fitted.append(Span(text, span.style))
        room -= min(length, room)
    if room > 0:
        fitted.append(Span(" " * room, fill))
    return tuple(fitted)


def fit_all(rows: Sequence[Row], width: int, height: int, fill: Style) -> list[Row]:
    """The rows as a whole screen: each of this width, so many of them."""
    return [fit(row, width, fill) for row in [*rows[:height], *[()] * (height - len(rows))]]


def margin(width: int) -> int:
    """Cells that stay free at each side of a page of text: a wide window has it in the middle."""
    return max(1, (width - WIDEST_TEXT) // 2) if width >= 40 else 0


def lowered(rows: list[Row], room: int) -> list[Row]:
    """Rows for so much room: in a tall window they do not hang at its upper edge."""
    spare = room - len(rows)
    above = spare // 3 if room >= TALL_PAGE else 0
    return [*[()] * above, *rows, *[()] * (spare - above)]


def with_margin(rows: Sequence[Row], width: int, theme: Theme) -> list[Row]:
    edge = Span(" " * margin(width), theme.plain)
    return [(edge, *row) if row and edge.text else row for row in rows]


def centred(row: Row, width: int, fill: Style) -> Row:
    before = max(0, (width - width_of_row(row)) // 2)
    return (Span(" " * before, fill), *row) if before else row


def apart(left: Row, right: Row, width: int, fill: Style) -> Row:
    """One row at the left edge and one at the right; the left one is cut where they would touch."""
    room = max(0, width - width_of_row(right) - 1)
    left = fit(left, room, fill) if width_of_row(left) > room else left
    gap = width - width_of_row(left) - width_of_row(right)
    return (*left, Span(" " * max(0, gap), fill), *right)


def beside(left: Sequence[Row], left_width: int, right: Sequence[Row], fill: Style) -> list[Row]:
    return [(*fit(one, left_width, fill), *other) for one, other in zip_longest(left, right, fillvalue=())]


def key_rows(keys: Keys, width: int, most: int, theme: Theme) -> list[Row]:
    """The keys in at most `most` rows, the ones that matter least left out where they do not fit."""
    shortened = [(key, what.split(",")[0].split(" / ")[0]) for key, what in keys]
    for shown in (keys, shortened):
        rows = _keys_in_rows(shown, width, theme)
        if len(rows) <= most:
            return rows
    kept = list(shortened)
    for giving_way in (lambda key: key not in KEPT_KEYS, lambda key: key == "enter"):
        while len(rows) > most and any(giving_way(key) for key, _ in kept):
            del kept[max(index for index, (key, _) in enumerate(kept) if giving_way(key))]
            rows = _keys_in_rows(kept, width, theme)
    return rows[:most]


def _keys_in_rows(keys: Keys, width: int, theme: Theme) -> list[Row]:
    rows: list[list[Span]] = [[]]
    used = 0
    for key, what in keys:
        length = len(key) + 1 + len(what)
        if used and used + 3 + length > width:
            rows.append([])
            used = 0
        if used:
            rows[-1].append(Span("   ", theme.plain))
        rows[-1] += [Span(key, theme.strong), Span(f" {what}", theme.quiet)]
        used += length + (3 if used else 0)
    return [tuple(row) for row in rows]


def notice_rows(notice: str, width: int, theme: Theme) -> list[Row]:
    """A notice over the whole width, in as many rows as it needs."""
    return [
        fit((Span(f" {line}" if len(line) < width else line, theme.warning),), width, theme.warning)
        for line in wrapped(show(notice), max(1, width - 2))
    ]


Line = str | Row
"""A line of a page: text that is wrapped, or a row that is ready."""


def page(
    lines: Sequence[Line],
    width: int,
    height: int,
    theme: Theme,
    *,
    keys: Keys,
    title: str = "",
    notice: str = "",
    brief: Sequence[Line] | None = None,
) -> list[Row]:
    """A page of text. Long lines are wrapped; where it gets tight, blank ones give way first.

    Where that is not enough, `brief` takes the place of the lines, and the title gives way to it. What is
    still too much is cut at its end, with a mark.
    """
    noticed, inner = notice_rows(notice, width, theme), width - 2 * margin(width)
    foot = [*noticed, *with_margin(key_rows(keys, inner, 2, theme), width, theme)]
    room = max(0, height - len(foot))
    text = in_rows(lines, inner, room - (2 if title else 0), theme)
    if brief is not None and len(text) > room - (2 if title else 0):
        text = in_rows(brief, inner, 0, theme)
        title = title if len(text) <= room - 2 else ""
    rows: list[Row] = [(Span(title, theme.strong),), ()] if title else []
    rows = with_margin((rows + _cut(text, inner, room - len(rows), theme))[:room], width, theme)
    return fit_all(lowered(rows, room) + foot, width, height, theme.plain)


def in_rows(lines: Sequence[Line], width: int, room: int, theme: Theme) -> list[Row]:
    """The lines wrapped; without the blank ones where there are more than `room`."""
    rows: list[Row] = []
    for line in lines:
        if isinstance(line, tuple):
            rows.append(line)
        else:
            rows += [(Span(row, theme.plain),) for row in wrapped(line, width, indent="  ")] or [()]
    return rows if len(rows) <= room else [row for row in rows if row]


def _cut(rows: list[Row], width: int, room: int, theme: Theme) -> list[Row]:
    """As many rows as there is room for; a mark says that there were more."""
    if len(rows) <= room or room <= 0:
        return rows[: max(0, room)]
    last = "".join(span.text for span in rows[room - 1])
    last = set_cell_size(last, min(cell_len(last), max(0, width - cell_len(MORE)))).rstrip()
    return [*rows[: room - 1], (Span(last + MORE, theme.plain),)]
