"""Rows of styled text exactly as wide as the screen, and a page made of them. Knows no toolkit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len, set_cell_size

from backroutine.coach.wrapping import wrapped
from backroutine.text import show

Keys = Sequence[tuple[str, str]]
MORE = " ..."
"""Ends what had to be cut."""


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
