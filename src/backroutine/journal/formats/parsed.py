"""What a reader of a format hands on: plain values to check, and the lines they stand on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from backroutine.errors import Fault

MOST_FAULTS = 10_000
"""More than are told one by one: further ones only help a hostile file to fill the memory."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's content in the shape of `backroutine_json.dump`, not checked yet."""

    data: object
    lines_of: Callable[[Iterable[str]], Mapping[str, int]]
    """The line of each JSON path in `data`, or of what holds it; 0 where nothing does."""
    notices: tuple[str, ...] = ()
    """What was left out because the journal has no place for it."""


class ParseError(Exception):
    """The text is not in the format; each fault with its line, 0 where none is to blame."""

    def __init__(self, *faults: tuple[int, Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def wrong(line: int, what: str, todo: str = "") -> tuple[int, Fault]:
    """A fault on a line."""
    return line, Fault("", what, todo)


def line_at(text: str, position: int) -> int:
    """The line of a position, from 1."""
    return text.count("\n", 0, position) + 1
