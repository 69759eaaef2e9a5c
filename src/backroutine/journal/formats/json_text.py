"""JSON text to values, strictly, and the line of every value in it.

`json` tells the line of a broken syntax only. For what is well-formed and wrong all the same, the text is
gone through once more, and only then.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, NoReturn

from backroutine.errors import Fault
from backroutine.journal.formats.told import MOST_FAULTS, ParseError, line_at, wrong

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_DEEPEST = 100
"""Levels of nesting that are looked at; a journal has six."""
_MOST_VALUES = 3_000_000
_MOST_HOLDERS = 1_000_000
_NO_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)


class _Wrong(Exception):  # noqa: N818 - it only ends the parser's work; where it was is looked for then
    """Well-formed for Python's reader, but not what a journal may hold."""


def parse(text: str) -> Any:
    """The value. Raises Unreadable for broken syntax, equal keys, NaN, endless digits and deep nesting."""
    if found := _CONFLICT.search(text):
        what = "two versions of the file were mixed here (a merge conflict)"
        raise ParseError(wrong(line_at(text, found.start()), what, "settle it, or export again"))
    if text.count(",") > _MOST_VALUES or text.count("[") + text.count("{") > _MOST_HOLDERS:
        # Small values take many times their length in memory.
        raise ParseError(wrong(0, "it has more values than a journal of its size", "export again"))
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error.msg.lower()}"
        raise ParseError(wrong(error.lineno, what, "export again")) from error
    except _Wrong:
        raise ParseError(*islice(_odd(text), MOST_FAULTS)) from None
    except RecursionError:
        raise ParseError(wrong(_deep_line(text), "it is nested too deep", "export again")) from None
    except ValueError:
        line = next(
            (line_at(text, found.start()) for found in _TOKEN.finditer(text) if len(found[0]) > 4000), 0
        )
        raise ParseError(wrong(line, "a number has too many digits", "export again")) from None


def lines_of(text: str, paths: Iterable[str]) -> Mapping[str, int]:
    """The line of each path like `sessions[0].events[3].rep`, or of the nearest value around it."""
    nearer = {path: list(_with_parents(path)) for path in paths}
    asked = {name for names in nearer.values() for name in names}
    found = {"": 1}
    for place in _places(text):
        if place.path in asked:
            found.setdefault(place.path, place.line)
    return {path: next(found[name] for name in names if name in found) for path, names in nearer.items()}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Wrong
    return made


def _refuse(_: str) -> NoReturn:
    raise _Wrong


def _odd(text: str) -> Iterator[tuple[int, Fault]]:
    """What Python's reader would have taken: equal keys, and numbers that are none."""
    for place in _places(text):
        if place.token in _NO_NUMBERS:
            yield wrong(place.line, f"{place.token} is no number", "export again")
        elif place.first_line:
            what = f"this field stands twice, first on line {place.first_line}"
            yield wrong(place.line, what, "delete one of them")


def _with_parents(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield ""


class _Place(NamedTuple):
    path: str
    line: int
    token: str
    first_line: int
    """Where the same field of the same object stood before; 0 when it did not."""


@dataclass(slots=True)
class _Open:
    """A list or an object that is not closed yet."""

    path: str
    index: int | None
    """The next one of a list; None for an object."""
    fields: dict[str, int] = field(default_factory=dict)
    """Those it has so far, and their lines."""
    key: str | None = None
    """The field whose value comes next."""

    def next_path(self) -> str:
        if self.index is None:
            return f"{self.path}.{self.key}".lstrip(".")
        self.index += 1
        return f"{self.path}[{self.index - 1}]"


def _places(text: str) -> Iterator[_Place]:
    """Every value of well-formed JSON with its path, in order. Without recursion."""
    stack: list[_Open] = []
    line, counted = 1, 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        around = stack[-1] if stack else None
        if token in {"]", "}"}:
            stack.pop()
        elif token in {",", ":"}:
            continue
        elif around and around.index is None and around.key is None:
            around.key = str(json.loads(token))
        else:
            path = around.next_path() if around else ""
            first_line = 0
            if around and around.key is not None:
                first_line = around.fields.get(around.key, 0)
                around.fields.setdefault(around.key, line)
                around.key = None
            yield _Place(path, line, token, first_line)
            if token in {"[", "{"}:
                stack.append(_Open(path, 0 if token == "[" else None))  # noqa: S105 - no password


def _deep_line(text: str) -> int:
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += found[0] in {"[", "{"}
        depth -= found[0] in {"]", "}"}
        if depth > _DEEPEST:
            return line_at(text, found.start())
    return 0
