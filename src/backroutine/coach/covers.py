"""A text that lies over the page: the help, or the lists of signs. The page beneath it hears no key."""

from backroutine.coach import labels
from backroutine.coach.rows import Row, page
from backroutine.coach.safety import NOT_ALL_CLEAR, SIGNS, SafetyList

LOW = 16
"""Rows up to which a list is run together, to be whole."""
UNDER_HELP = frozenset({"help", "sign", "close", "stop", "main_key", "enter", "pause", "mute"})
"""The actions that keys still have while the help is read."""
UNDER_SIGNS = UNDER_HELP - {"help", "pause"}
"""The same for the signs: whoever reads those must not go on by chance."""
ALWAYS = frozenset({"interrupt", "suspend"})


class Overlay:
    """What lies over the page; false when nothing does."""

    def __init__(self) -> None:
        self._helping = False
        self._signs: tuple[SafetyList, ...] = ()
        """The lists that are still to be read, the one that is shown first."""

    def __bool__(self) -> bool:
        return self._helping or bool(self._signs)

    def hears(self, action: str) -> bool:
        """Whether an action may happen now."""
        heard = UNDER_SIGNS if self._signs else UNDER_HELP
        return not self or action in heard or action in ALWAYS

    def help(self) -> None:
        """Show the help, or close it."""
        self._helping = not self._helping

    def turn_signs(self) -> None:
        """What a new sign asks for: show the first list, the next one, or close the last."""
        self._helping = False
        self._signs = self._signs[1:] if self._signs else SIGNS

    def turn(self) -> None:
        """What enter and space mean: the next list, or close the help."""
        if self._signs:
            self.turn_signs()
        else:
            self.close()

    def close(self) -> None:
        """Back to the page."""
        self._helping = False
        self._signs = ()

    def rows(self, width: int, height: int, *, tap: bool, paused: bool, notice: str) -> list[Row]:
        """The whole screen."""
        if not self._signs:
            title = labels.HELP_PAUSED if paused else labels.HELP_TITLE
            lines = labels.help_lines(tap=tap)
            return page(lines, width, height, keys=labels.HELP_KEYS, title=title, notice=notice)
        points = self._signs[0].points
        lines = [f"- {point}" for point in points] if height > LOW else [f"{'; '.join(points)}."]
        lines += ["", NOT_ALL_CLEAR]
        keys = labels.SIGN_KEYS if self._signs[1:] else labels.LAST_SIGN_KEYS
        return page(lines, width, height, keys=keys, title=f"{self._signs[0].heading}:")
