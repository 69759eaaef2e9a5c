"""Texts that lie over the page: the help, and the lists of signs. Pages make them whole at any size."""

from collections.abc import Sequence
from itertools import groupby

from backroutine.coach.safety import NOT_ALL_CLEAR, SIGNS, SafetyList
from backroutine.coach.screen.keys import UNDER_HELP, UNDER_SIGNS, help_keys
from backroutine.coach.screen.layout import Keys, Line, Row, Span, fit_all, in_rows, key_rows, notice_rows
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

    def allows(self, action: str) -> bool:
        """Whether an action may happen now."""
        return not self or action in (UNDER_SIGNS if self._shown == "signs" else UNDER_HELP)

    def help(self) -> None:
        """Show the help, or close it."""
        self._shown, self._page = ("" if self._shown else "help"), 0

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
        """Back to the page."""
        self._shown, self._page = "", 0

    def rows(
        self, width: int, height: int, theme: Theme, *, tap: bool, paused: bool, notice: str
    ) -> list[Row]:
        """The whole screen."""
        if self._shown == "help":
            title = "Keys (PAUSED)" if paused else "Keys"
            chapters = [[(Span(title, theme.strong),), (), *_help(tap, width, theme)]]
        else:
            chapters = [_list_of(each, width, theme) for each in SIGNS]
        told = notice_rows(notice, width, theme)
        pages = paged(chapters, width, height - 1 - len(told), theme)
        self._pages = len(pages)
        page = pages[min(self._page, len(pages) - 1)]
        foot = [*told, *key_rows(self._keys(), width, 1, theme)]
        blank = [()] * (height - len(page) - len(foot))
        return fit_all([*page, *blank, *foot], width, height, theme.plain)

    def _keys(self) -> Keys:
        last = self._page >= self._pages - 1
        if self._shown == "help":
            return (("q", "close help"),) if last else (("enter", "more"), ("q", "close help"))
        return (("enter", "back"),) if last else (("enter", "next"), ("q", "back"))


def paged(chapters: Sequence[Sequence[Line]], width: int, height: int, theme: Theme) -> list[list[Row]]:
    """Chapters as pages of at most so many rows; each chapter begins on a page of its own."""
    pages: list[list[Row]] = []
    for chapter in chapters:
        rows = in_rows(chapter, width, max(1, height), theme)
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


def _list_of(signs: SafetyList, width: int, theme: Theme) -> list[Line]:
    lines: list[Line] = _in_style(f"{signs.heading}:", width, theme.strong)
    lines.append("")
    for point in signs.points:
        lines += _in_style(point, width, theme.plain, first="- ")
    return [*lines, "", *_in_style(NOT_ALL_CLEAR, width, theme.quiet)]


def _in_style(text: str, width: int, style: Style, *, first: str = "") -> list[Line]:
    return [(Span(line, style),) for line in wrapped(text, width, first=first, indent=" " * len(first))]
