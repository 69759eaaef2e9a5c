"""Texts over the page: help, lists of signs, the safety text. Pages make them whole at any size."""

from collections.abc import Sequence
from itertools import groupby

from backroutine.coach.safety import GUIDES, KEPT_HERE, LISTS, NOT_ALL_CLEAR, SIGNS, SafetyList
from backroutine.coach.screen import layout
from backroutine.coach.screen.keys import UNDER_HELP, UNDER_SIGNS, help_keys
from backroutine.coach.screen.layout import Keys, Line, Row, Span
from backroutine.coach.screen.theme import Style, Theme
from backroutine.coach.wrapping import wrapped


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
        room = width - 2 * layout.margin(width)
        if self._shown == "help":
            title = "Keys (PAUSED)" if paused else "Keys"
            chapters = [[(Span(title, theme.strong),), (), *_help(tap, room, theme)]]
        elif self._shown == "signs":
            chapters = [_list_of(each, room, theme, theme.warning) for each in SIGNS]
        else:
            chapters = _safety(room, height - 1, theme)
        noticed = layout.notice_rows(notice, width, theme)
        pages = paged(chapters, room, height - 1 - len(noticed), theme)
        self._pages = len(pages)
        page = pages[min(self._page, len(pages) - 1)]
        foot = layout.with_margin(layout.key_rows(self._keys(), room, 1, theme), width, theme)
        page = layout.lowered(layout.with_margin(page, width, theme), height - len(noticed) - len(foot))
        return layout.fit_all([*page, *noticed, *foot], width, height, theme.plain)

    def _keys(self) -> Keys:
        last = self._page >= self._pages - 1
        if self.is_safety:
            return (("enter", "I have read it" if last else "more"), ("q", "leave"))
        if self._shown == "help":
            return (("q", "close help"),) if last else (("enter", "more"), ("q", "close help"))
        return (("enter", "back"),) if last else (("enter", "next"), ("q", "back"))


def paged(chapters: Sequence[Sequence[Line]], width: int, height: int, theme: Theme) -> list[list[Row]]:
    """Chapters as pages of at most so many rows; each chapter begins on a page of its own."""
    pages: list[list[Row]] = []
    for chapter in chapters:
        rows = layout.in_rows(chapter, width, max(1, height), theme)
        pages += [rows[at : at + max(1, height)] for at in range(0, len(rows), max(1, height))]
    return pages


def _help(tap: bool, width: int, theme: Theme) -> list[Line]:
    lines: list[Line] = []
    for group, keys in groupby(help_keys(tap=tap), key=lambda key: key[0]):
        if lines:
            lines.append("")
        lines.append((Span(group.value, theme.quiet),))
        for _, shown, explained in keys:
            key, *later = [f"  {shown:7}", *[" " * 9] * len(explained)]
            text = wrapped(explained, max(1, width - 9))
            lines += [
                (Span(before, theme.strong), Span(line, theme.plain))
                for before, line in zip([key, *later], text, strict=False)
            ]
    return lines


def _safety(width: int, height: int, theme: Theme) -> list[list[Line]]:
    """The safety text: in lists, or each list run together where it fits one page so, or page by page."""
    first = _in_style(f"{GUIDES} {KEPT_HERE}", width, theme.plain)
    last = _in_style(f"{NOT_ALL_CLEAR} `backroutine safety` shows this again.", width, theme.quiet)
    for laid_out in (_points, _paragraph):
        lists = [line for each in LISTS for line in ["", *laid_out(each, width, theme)]]
        for gap in ([""], []):
            whole: list[Line] = [*first, *lists, *gap, *last]
            if len(whole) <= height:
                return [whole]
    pages: list[list[Line]] = [first]
    for part in [*(_points(each, width, theme) for each in LISTS), last]:
        together = [*pages[-1], "", *part]
        pages[-1:] = [together] if len(together) <= height else [pages[-1], part]
    return pages


def _points(signs: SafetyList, width: int, theme: Theme) -> list[Line]:
    lines: list[Line] = _in_style(f"{signs.heading}:", width, theme.strong)
    for point in signs.points:
        lines += _in_style(point, width, theme.plain, first="- ")
    return lines


def _paragraph(signs: SafetyList, width: int, theme: Theme) -> list[Line]:
    heading = f"{signs.heading}:"
    first, *later = wrapped(f"{heading} {'; '.join(signs.points)}.", width)
    return [
        (Span(first[: len(heading)], theme.strong), Span(first[len(heading) :], theme.plain)),
        *((Span(line, theme.plain),) for line in later),
    ]


def _list_of(signs: SafetyList, width: int, theme: Theme, heading: Style) -> list[Line]:
    lines: list[Line] = [
        layout.fit((Span(line, heading),), width, heading) for line in wrapped(f"{signs.heading}:", width)
    ]
    lines.append("")
    for point in signs.points:
        lines += _in_style(point, width, theme.plain, first="- ")
    return [*lines, "", *_in_style(NOT_ALL_CLEAR, width, theme.quiet)]


def _in_style(text: str, width: int, style: Style, *, first: str = "") -> list[Line]:
    return [(Span(line, style),) for line in wrapped(text, width, first=first, indent=" " * len(first))]
