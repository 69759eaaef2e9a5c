"""Lays the session page and pages of text out for any size, as rows of styled text. Knows no toolkit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

from backroutine.coach.screen.drawing import Drawing, columns_of, draw, largest_scale
from backroutine.coach.screen.view import View
from backroutine.coach.wrapping import wrapped
from backroutine.text import show

Keys = Sequence[tuple[str, str]]
MORE = " ..."
"""Ends what had to be cut."""
PAUSED = "PAUSED"


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


def page(
    lines: Sequence[str],
    width: int,
    height: int,
    *,
    keys: Keys,
    title: str = "",
    notice: str = "",
    brief: Sequence[str] | None = None,
) -> list[Row]:
    """A page of text. Long lines are wrapped; where it gets tight, blank ones give way first.

    Where that is not enough, `brief` takes the place of the lines, and the title gives way to it. What is
    still too much is cut at its end, with a mark.
    """
    told: list[Row] = [(Span(line, Role.WARNING),) for line in wrapped(show(notice), width)]
    foot = [*told, *keys_at_foot(keys, width, 2)]
    room = max(0, height - len(foot))
    text = _in_rows(lines, width, room - (2 if title else 0))
    if brief is not None and len(text) > room - (2 if title else 0):
        text = _in_rows(brief, width, 0)
        title = title if len(text) <= room - 2 else ""
    rows: list[Row] = [(Span(title, Role.STRONG),), ()] if title else []
    rows = (rows + [(Span(line),) for line in _cut(text, width, room - len(rows))])[:room]
    rows += [()] * (room - len(rows))
    return [fit(row, width) for row in rows + foot][:height]


def _in_rows(lines: Sequence[str], width: int, room: int) -> list[str]:
    text = [row for line in lines for row in wrapped(line, width, indent="  ") or [""]]
    return text if len(text) <= room else [line for line in text if line]


def _cut(text: list[str], width: int, room: int) -> list[str]:
    """As many lines as there is room for; a mark tells that there were more."""
    if len(text) <= room or room <= 0:
        return text[: max(0, room)]
    last = text[room - 1]
    last = set_cell_size(last, min(cell_len(last), max(0, width - cell_len(MORE)))).rstrip()
    return [*text[: room - 1], last + MORE]


def keys_at_foot(keys: Keys, width: int, most: int) -> list[Row]:
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


def fit(row: Row, width: int) -> Row:
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


FIGURE_ROWS, FIGURE_COLUMNS = 4, 18
"""The least room in which a figure can be made out."""
SHORTEST, NARROWEST = 8, 34
"""Rows and columns below which only the number and one row of words are shown."""
NOTICE_COLUMNS = 8
"""The least room beside the number in which a notice can be read."""


def session_rows(
    view: View,
    width: int,
    height: int,
    *,
    keys: Keys,
    notice: str = "",
    drawing: Drawing | None = None,
    ascii_only: bool = False,
) -> list[Row]:
    """The whole screen for this view. What matters least gives way first: the number stays at 20x5."""
    if height < SHORTEST or width < NARROWEST:
        return [fit(row, width) for row in _small(view, width, height, notice, ascii_only)]
    top = _top(view, width, height, ascii_only)
    bottom = _bottom(view, width, height, keys, notice)
    room = height - len(top) - len(bottom)
    return [fit(row, width) for row in top + _middle(view, width, room, drawing, ascii_only) + bottom]


def bar(share: float, width: int, *, ascii_only: bool = False) -> str:
    """A bar `width` columns long, filled by its share."""
    filled = round(share * width)
    full, empty = ("=", "-") if ascii_only else ("━", "─")
    return full * filled + empty * (width - filled)


def _small(view: View, width: int, height: int, notice: str, ascii_only: bool) -> list[Row]:
    """Side and phase in one row, the number in all the others; a notice beside it, never in its place."""
    head: Row = (Span(f"{view.side.upper()} {_phase(view)}", Role.STRONG),)
    told = Span(show(notice), Role.WARNING) if notice else Span(view.done)
    drawn = _number_rows(view, width - NOTICE_COLUMNS - 1 if told.text else width, height - 1, ascii_only)
    if not drawn:
        lines: list[Row] = [(Span(line, told.role),) for line in wrapped(told.text, width)]
        return [head, (Span(f"{view.number} {view.below}", Role.NUMBER),), *lines, *[()] * height][:height]
    number_width = cell_len(drawn[0][0].text)
    blank: Row = (Span(" " * number_width),)
    rows: list[Row] = [
        (*(number or blank), *((Span(" "), Span(line, told.role)) if line else ()))
        for number, line in zip_longest(drawn, wrapped(told.text, width - number_width - 1))
    ]
    return [head, *rows, *[()] * height][:height]


def _number_rows(view: View, width: int, height: int, ascii_only: bool) -> list[Row]:
    scale = largest_scale(max(2, len(view.number)), width, height)
    if not scale:
        return []
    role = Role.WAITING if view.waiting else Role.NUMBER
    drawn = draw(view.number, scale, hollow=view.waiting, ascii_only=ascii_only)
    full = columns_of(max(2, len(view.number)), scale)
    return [(Span(row.rjust(full), role),) for row in drawn]


def _phase(view: View) -> str:
    return PAUSED if view.paused else view.phase


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
    return rows + keys_at_foot(keys, width, 2 if height >= 12 else 1)


def _middle(view: View, width: int, height: int, drawing: Drawing | None, ascii_only: bool) -> list[Row]:
    """The number on the left, as tall as it can be; words, bar and figure beside it."""
    widest = max(cell_len(text) for text in (view.side, view.phase, view.below, view.done))
    text_width = min(max(widest, 12), width // 2)
    drawn = _number_rows(view, width - text_width - 3, height, ascii_only)
    drawn = drawn or [(Span(view.number, Role.NUMBER),)]
    number_width = cell_len(drawn[0][0].text)
    beside = _beside_number(view, width - number_width - 3, height, drawing, ascii_only)
    blank: Row = (Span(" " * number_width),)
    return [
        (*left, Span("   "), *right)
        for left, right in zip(_centred(drawn, height, blank), beside, strict=True)
    ]


def _centred(rows: list[Row], height: int, blank: Row) -> list[Row]:
    above = (height - len(rows)) // 2
    return [*[blank] * above, *rows, *[blank] * (height - above - len(rows))]


def _beside_number(
    view: View, width: int, height: int, drawing: Drawing | None, ascii_only: bool
) -> list[Row]:
    """Exactly `height` rows: side, phase, what the number means, the bar, the figure if it has room."""
    rows = _lettered(view, width, height, ascii_only)
    if height - len(rows) >= 2:
        rows += [(), (Span(bar(view.rep_share, min(width, 40), ascii_only=ascii_only)),)]
    room = height - len(rows) - 1
    if drawing and not ascii_only and room >= FIGURE_ROWS and width >= FIGURE_COLUMNS:
        rows += [(), *((Span(row),) for row in drawing(width, min(room, width // 3 + 2)))]
    above = max(0, (height - len(rows)) // 2)
    rows = [*[()] * above, *rows]
    return [*rows, *[()] * (height - len(rows))][:height]


def _lettered(view: View, width: int, height: int, ascii_only: bool) -> list[Row]:
    """The words beside the number. A large L or R leads them where there is room: it is read from afar."""
    scale = largest_scale(1, width // 3, height // 4) if view.letter else 0
    if not scale:
        return [(span,) for span in _beside(view, width, height)]
    letter = draw(view.letter, scale, ascii_only=ascii_only)
    columns = columns_of(1, scale)
    beside = _beside(view, width - columns - 2, height)
    return [
        (Span((drawn or "").ljust(columns + 2), Role.NUMBER), span or Span(""))
        for drawn, span in zip_longest(letter, beside)
    ]


def _beside(view: View, width: int, height: int) -> list[Span]:
    """The words beside the number. What the number means gives way to how to lie."""
    side = [Span(line, Role.STRONG) for line in wrapped(view.side.upper(), width)]
    hint = [Span(line, Role.QUIET) for line in wrapped(view.hint, width)]
    done = [Span(view.done)] if view.done else []
    if len(side) + 1 + len(done) + len(hint) < height:
        return [*side, Span(_phase(view), Role.STRONG), *done, Span(view.below, Role.QUIET), *hint]
    both = f"{_phase(view)}, {view.below}"
    return [*side, Span(both if cell_len(both) <= width else _phase(view), Role.STRONG), *done, *hint]
