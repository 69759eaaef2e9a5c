"""Texts over the page: help, lists of signs, the safety text. Pages make them whole at any size."""

from collections.abc import Sequence
from itertools import groupby

from backroutine.coach.safety import GUIDES, KEPT_HERE, LISTS, NOT_ALL_CLEAR, SIGNS, SafetyList
from backroutine.coach.screen import layout
from backroutine.coach.screen.keys import UNDER_HELP, UNDER_SIGNS, help_keys
from backroutine.coach.screen.layout import Keys, Row, Span
from backroutine.coach.screen.theme import Style, Theme
from backroutine.coach.wrapping import wrapped

Block = list[Row]
"""Rows that belong together."""
BLANK: Block = [()]
AGAIN = "`backroutine safety` shows this again."
ROOM_FOR_AGAIN = 76
"""Columns from which this stands beside the keys."""


class Overlay:
    """What lies over the page. False when there is nothing."""

    def __init__(self) -> None:
        self._shown = ""
        self._page = 0
        self._pages = 1
        """How many pages there were when it was last laid out."""

    def __bool__(self) -> bool:
        return bool(self._shown)

    @property
    def is_safety(self) -> bool:
        return self._shown == "safety"

    def allows(self, action: str) -> bool:
        if self.is_safety and action in {"sign", "close", "mute"}:
            return False
        return not self or action in (UNDER_HELP if self._shown == "help" else UNDER_SIGNS)

    def help(self) -> None:
        self._shown, self._page = ("" if self._shown else "help"), 0

    def safety(self) -> None:
        self._shown, self._page = "safety", 0

    def turn_signs(self) -> None:
        """Show the first page of signs, or the next one; after the last, close."""
        if self._shown == "signs":
            self.turn()
        else:
            self._shown, self._page, self._pages = "signs", 0, len(SIGNS)

    def turn(self) -> None:
        """Show the next page; after the last, close."""
        self._page += 1
        if self._page >= self._pages:
            self.close()

    def close(self) -> None:
        self._shown, self._page = "", 0

    def rows(
        self, width: int, height: int, theme: Theme, *, tap: bool, paused: bool, notice: str
    ) -> list[Row]:
        room, edge = width - 2 * layout.margin(width), " " * layout.margin(width)
        chapters: list[list[Block]]
        if self._shown == "help":
            title = "Keys (PAUSED)" if paused else "Keys"
            chapters = [[[(Span(title, theme.strong),)], BLANK, *_help(tap, room, theme)]]
        elif self._shown == "signs":
            chapters = [_list_of(each, room, theme, theme.warning) for each in SIGNS]
        else:
            chapters = _safety(room, height - 1, theme)
        noticed = layout.notice_rows(notice, width, theme)
        pages = paged(chapters, height - 1 - len(noticed))
        self._pages = len(pages)
        page = [
            layout.fit((Span(edge, theme.warning), *row), width, theme.warning)  # over the whole width
            if row and row[0].style == theme.warning
            else row and (Span(edge, theme.plain), *row)
            for row in pages[min(self._page, len(pages) - 1)]
        ]
        (keys,) = layout.with_margin(layout.key_rows(self._keys(), room, 1, theme), width, theme)
        if self.is_safety and room >= ROOM_FOR_AGAIN:
            keys = layout.apart(keys, (Span(f"{AGAIN}{edge}", theme.quiet),), width, theme.plain)
        page = layout.lowered(page, height - len(noticed) - 1)
        return layout.fit_all([*page, *noticed, keys], width, height, theme.plain)

    def _keys(self) -> Keys:
        last = self._page >= self._pages - 1
        if self.is_safety:
            return (("enter", "I have read it" if last else "more"), ("q", "leave"))
        if self._shown == "help":
            return (("q", "close help"),) if last else (("enter", "more"), ("q", "close help"))
        return (("enter", "back"),) if last else (("enter", "next"), ("q", "back"))


def paged(chapters: Sequence[Sequence[Block]], height: int) -> list[list[Row]]:
    """Chapters as pages of at most so many rows; each chapter begins on a page of its own.

    A block stays whole if a page has room for it. Where it gets tight, blank rows give way.
    """
    height = max(1, height)
    pages: list[list[Row]] = []
    for blocks in chapters:
        tight = sum(map(len, blocks)) > height
        page: list[Row] = []
        for block in [block for block in blocks if any(block)] if tight else blocks:
            if page and len(page) + len(block) > height:
                pages.append(page)
                page = []
            page = [*page, *block]
            while len(page) > height:
                pages.append(page[:height])
                page = page[height:]
        pages.append(page)
    return pages


def _help(tap: bool, width: int, theme: Theme) -> list[Block]:
    blocks: list[Block] = []
    for group, keys in groupby(help_keys(tap=tap), key=lambda key: key[0]):
        blocks += [BLANK] if blocks else []
        heading: Block = [(Span(group.value, theme.quiet),)]
        for _, shown, explained in keys:
            key, *later = [f"  {shown:7}", *[" " * 9] * len(explained)]
            text = wrapped(explained, max(1, width - 9))
            rows = zip([key, *later], text, strict=False)
            blocks.append(
                [*heading, *((Span(before, theme.strong), Span(line, theme.plain)) for before, line in rows)]
            )
            heading = []
    return blocks


def _safety(width: int, height: int, theme: Theme) -> list[list[Block]]:
    """The safety text: in lists, or each list run together where it fits one page so, or page by page."""
    first = _in_style(f"{GUIDES} {KEPT_HERE}", width, theme.plain)
    again = "" if width >= ROOM_FOR_AGAIN else f" {AGAIN}"
    last = _in_style(f"{NOT_ALL_CLEAR}{again}", width, theme.quiet)
    for laid_out in (_points, _paragraph):
        lists = [block for each in LISTS for block in (BLANK, *laid_out(each, width, theme))]
        for gap in ([BLANK], []):
            whole: list[Block] = [first, *lists, *gap, last]
            if sum(map(len, whole)) <= height:
                return [whole]
    pages: list[list[Block]] = [[first]]
    for part in (_points(each, width, theme) for each in LISTS):
        together = [*pages[-1], BLANK, *part]
        pages[-1:] = [together] if sum(map(len, together)) <= height else [pages[-1], part]
    pages[-1] += [BLANK, last]
    return pages


def _points(signs: SafetyList, width: int, theme: Theme) -> list[Block]:
    """The heading, which stays with the first point, and the points."""
    first, *later = (_in_style(point, width, theme.plain, first="- ") for point in signs.points)
    return [[*_in_style(f"{signs.heading}:", width, theme.strong), *first], *later]


def _paragraph(signs: SafetyList, width: int, theme: Theme) -> list[Block]:
    heading = f"{signs.heading}:"
    first, *later = wrapped(f"{heading} {'; '.join(signs.points)}.", width)
    return [
        [
            (Span(first[: len(heading)], theme.strong), Span(first[len(heading) :], theme.plain)),
            *((Span(line, theme.plain),) for line in later),
        ]
    ]


def _list_of(signs: SafetyList, width: int, theme: Theme, heading: Style) -> list[Block]:
    return [
        _in_style(f"{signs.heading}:", width, heading),
        BLANK,
        *(_in_style(point, width, theme.plain, first="- ") for point in signs.points),
        BLANK,
        _in_style(NOT_ALL_CLEAR, width, theme.quiet),
    ]


def _in_style(text: str, width: int, style: Style, *, first: str = "") -> Block:
    return [(Span(line, style),) for line in wrapped(text, width, first=first, indent=" " * len(first))]
