"""Painting rows of styled text on the terminal, and of those only the ones that changed."""

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from backroutine.coach.rows import Role, Row

STYLES = {
    Role.PLAIN: Style.null(),
    Role.QUIET: Style(dim=True),
    Role.STRONG: Style(bold=True),
    Role.NUMBER: Style(bold=True),
    Role.WAITING: Style.null(),
    Role.KEY: Style(bold=True),
    Role.WARNING: Style(bold=True, reverse=True),
}
"""Only weights, never colours: right on light and dark terminals, and with NO_COLOR."""


class RowsWidget(Widget):
    """Shows the rows that `compose_rows` gives for a size."""

    DEFAULT_CSS = "Face { width: 1fr; height: 1fr; background: ansi_default; color: ansi_default; }"

    def __init__(self, compose_rows: Callable[[int, int], list[Row]]) -> None:
        super().__init__()
        self._compose_rows = compose_rows
        self._rows: list[Row] = []

    def look(self) -> None:
        """Lay the screen out again and repaint the rows that are different."""
        before, self._rows = self._rows, self._compose_rows(self.size.width, self.size.height)
        if len(before) != len(self._rows):
            self.refresh()
            return
        changed = [y for y, row in enumerate(self._rows) if row != before[y]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def on_resize(self) -> None:
        """Another size is another layout."""
        self._rows = []
        self.look()

    def render_line(self, y: int) -> Strip:
        """One row, for Textual."""
        row = self._rows[y] if y < len(self._rows) else ()
        return Strip([Segment(span.text, STYLES[span.role] + self.rich_style) for span in row])
