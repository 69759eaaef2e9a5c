"""The face of the live screen: a view laid out for any size, as rows of styled text. Knows no toolkit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

from backroutine.coach import digits, labels
from backroutine.coach.view import View
from backroutine.coach.wrapping import wrapped
from backroutine.text import show

Keys = Sequence[tuple[str, str]]
Drawing = Callable[[int, int], list[str]]
"""Draws the figure into so many columns and rows."""


FIGURE_ROWS, FIGURE_COLUMNS = 4, 18
"""The least room in which a figure can be made out."""
SHORTEST, NARROWEST = 8, 34
"""Rows and columns below which only the number and one row of words are shown."""
NOTICE_COLUMNS = 8
"""The least room beside the number in which a notice can be read."""


class Role(Enum):
    """What a piece of text is; the screen decides how that looks."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    NUMBER = "number"
    WAITING = "waiting"
    KEY = "key"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a row."""

    text: str
    role: Role = Role.PLAIN


Row = tuple[Span, ...]
"""One row of the screen, exactly as wide as the screen."""


def face(
    view: View,
    width: int,
    height: int,
    *,
    keys: Keys = labels.KEYS,
    notice: str = "",
    drawing: Drawing | None = None,
    ascii_only: bool = False,
) -> list[Row]:
    """The whole screen for this view. What matters least gives way first: the number stays at 20x5."""
    if height < SHORTEST or width < NARROWEST:
        return [_fit(row, width) for row in _small(view, width, height, notice, ascii_only)]
    top = _top(view, width, height, ascii_only)
    bottom = _bottom(view, width, height, keys, notice)
    room = height - len(top) - len(bottom)
    return [_fit(row, width) for row in top + _middle(view, width, room, drawing, ascii_only) + bottom]


def page(
    lines: Sequence[str], width: int, height: int, *, keys: Keys, title: str = "", notice: str = ""
) -> list[Row]:
    """A page of text. Long lines are wrapped; where it gets tight, blank ones give way first."""
    text = [row for line in lines for row in wrapped(line, width, indent="  ") or [""]]
    told: list[Row] = [(Span(line, Role.WARNING),) for line in wrapped(show(notice), width)]
    foot = [*told, *_keys(keys, width, 2)]
    room = height - len(foot) - (2 if title else 0)
    if len(text) > room:
        text = [line for line in text if line]
    rows: list[Row] = [(Span(title, Role.STRONG),), ()] if title else []
    rows += [(Span(line),) for line in text]
    rows = rows[: height - len(foot)]
    rows += [()] * (height - len(foot) - len(rows))
    return [_fit(row, width) for row in rows + foot]


def bar(share: float, width: int, *, ascii_only: bool = False) -> str:
    """A bar `width` columns long, filled by its share."""
    filled = round(share * width)
    full, empty = ("=", "-") if ascii_only else ("━", "─")
    return full * filled + empty * (width - filled)


def _small(view: View, width: int, height: int, notice: str, ascii_only: bool) -> list[Row]:
    """Side and phase in one row, the number in all the others; a notice beside it, never in its place."""
    head: Row = (Span(f"{view.side.upper()} {_phase(view)}", Role.STRONG),)
    room = width - NOTICE_COLUMNS - 1 if notice else width
    drawn = _number_rows(view, room, height - 1, ascii_only)
    if not drawn:
        told = [(Span(line, Role.WARNING),) for line in wrapped(show(notice), width)]
        return [head, (Span(f"{view.number} {view.below}", Role.NUMBER),), *told, *[()] * height][:height]
    number_width = cell_len(drawn[0][0].text)
    beside = wrapped(show(notice), width - number_width - 1)
    blank: Row = (Span(" " * number_width),)
    rows: list[Row] = [
        (*(number or blank), *((Span(" "), Span(line, Role.WARNING)) if line else ()))
        for number, line in zip_longest(drawn, beside)
    ]
    return [head, *rows, *[()] * height][:height]


def _number_rows(view: View, width: int, height: int, ascii_only: bool) -> list[Row]:
    scale = digits.largest_scale(max(2, len(view.number)), width, height)
    if not scale:
        return []
    role = Role.WAITING if view.waiting else Role.NUMBER
    drawn = digits.draw(view.number, scale, hollow=view.waiting, ascii_only=ascii_only)
    full = digits.columns_of(max(2, len(view.number)), scale)
    return [(Span(row.rjust(full), role),) for row in drawn]


def _phase(view: View) -> str:
    return labels.PAUSED_BANNER if view.paused else view.phase


def _top(view: View, width: int, height: int, ascii_only: bool) -> list[Row]:
    right = f"{view.left} left"
    title = f"{view.name}  {view.where}" if width >= 50 else view.name
    name = set_cell_size(title, max(0, min(cell_len(title), width - cell_len(right) - 2)))
    gap = " " * max(1, width - cell_len(name) - cell_len(right))
    rows: list[Row] = [(Span(name, Role.STRONG), Span(gap), Span(right, Role.QUIET))]
    if height >= 10:
        rows.append((Span(bar(view.session_share, width, ascii_only=ascii_only), Role.QUIET),))
    if height >= 16:
        rows.append(())
    return rows


def _bottom(view: View, width: int, height: int, keys: Keys, notice: str) -> list[Row]:
    rows: list[Row] = []
    if notice:
        rows += [(Span(line, Role.WARNING),) for line in wrapped(show(notice), width)[:3]]
    elif height >= 8:
        gap = " " * max(1, width - cell_len(view.next) - cell_len(view.sound))
        rows.append((Span(view.next, Role.QUIET), Span(gap), Span(view.sound, Role.QUIET)))
    if height >= 16:
        rows.append(())
    return rows + _keys(keys, width, 2 if height >= 12 else 1)


def _keys(keys: Keys, width: int, most: int) -> list[Row]:
    """The keys in at most `most` rows; those that find no room are told by `?`."""
    for shown in (keys, [(key, what.split(",")[0].split(" / ")[0]) for key, what in keys]):
        rows = _key_rows(shown, width)
        if len(rows) <= most:
            return rows
    rest = [pair for pair in keys if pair[0] not in {"?", "q", "space"}]
    while rest:
        rest.pop()
        kept = [pair for pair in shown if pair[0] in {"?", "q", "space"} or pair[0] in dict(rest)]
        rows = _key_rows(kept, width)
        if len(rows) <= most:
            return rows
    return rows[:most]


def _key_rows(keys: Keys, width: int) -> list[Row]:
    rows: list[list[Span]] = [[]]
    used = 0
    for key, what in keys:
        length = len(key) + 1 + len(what)
        if used and used + 3 + length > width:
            rows.append([])
            used = 0
        if used:
            rows[-1].append(Span("   "))
        rows[-1] += [Span(key, Role.KEY), Span(f" {what}", Role.QUIET)]
        used += length + (3 if used else 0)
    return [tuple(row) for row in rows]


def _middle(view: View, width: int, height: int, drawing: Drawing | None, ascii_only: bool) -> list[Row]:
    """The number on the left, as tall as it can be; words, bar and figure beside it."""
    widest = max(cell_len(text) for text in (view.side, view.phase, view.below))
    text_width = min(max(widest, 12), width // 2)
    drawn = _number_rows(view, width - text_width - 3, height, ascii_only)
    drawn = drawn or [(Span(view.number, Role.NUMBER),)]
    number_width = cell_len(drawn[0][0].text)
    beside = _beside_number(view, width - number_width - 3, height, drawing, ascii_only)
    blank: Row = (Span(" " * number_width),)
    return [
        (*left, Span("   "), right)
        for left, right in zip(_centred(drawn, height, blank), beside, strict=True)
    ]


def _centred(rows: list[Row], height: int, blank: Row) -> list[Row]:
    above = (height - len(rows)) // 2
    return [*[blank] * above, *rows, *[blank] * (height - above - len(rows))]


def _beside_number(
    view: View, width: int, height: int, drawing: Drawing | None, ascii_only: bool
) -> list[Span]:
    """Exactly `height` pieces: side, phase, what the number means, the bar, the figure if it has room."""
    spans = _beside(view, width)
    if height - len(spans) >= 2:
        spans += [Span(""), Span(bar(view.rep_share, min(width, 40), ascii_only=ascii_only))]
    room = height - len(spans) - 1
    if drawing and not ascii_only and room >= FIGURE_ROWS and width >= FIGURE_COLUMNS:
        spans += [Span(""), *(Span(row) for row in drawing(width, min(room, width // 3 + 2)))]
    above = max(0, (height - len(spans)) // 2)
    spans = [*[Span("")] * above, *spans]
    return [*spans, *[Span("")] * (height - len(spans))][:height]


def _beside(view: View, width: int) -> list[Span]:
    hint = [Span(line, Role.QUIET) for line in wrapped(view.hint, width)]
    strong = [Span(line, Role.STRONG) for line in wrapped(view.side.upper(), width)]
    return [*strong, Span(_phase(view), Role.STRONG), *(hint or [Span(view.below, Role.QUIET)])]


def _fit(row: Row, width: int) -> Row:
    """The row cut or filled to the width, cells counted as the terminal counts them."""
    fitted: list[Span] = []
    room = width
    for span in row:
        if room <= 0:
            break
        length = cell_len(span.text)
        text = span.text if length <= room else set_cell_size(span.text, room)
        fitted.append(Span(text, span.role))
        room -= min(length, room)
    if room > 0:
        fitted.append(Span(" " * room))
    return tuple(fitted)
