"""Reading backroutine's own JSON and JSON Lines."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, NoReturn

from backroutine.errors import Fault
from backroutine.journal.formats.backroutine_json import LISTS
from backroutine.journal.formats.parsed import MOST_FAULTS, Parsed, ParseError, line_at, wrong

# JSON text to values, strictly, and the line of every value in it.
#
# `json` tells the line of a broken syntax only. For what is well-formed and wrong all the same, the text is
# gone through once more, and only then.

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


_LONGEST_HEADER = 1000


def is_lines(text: str) -> bool:
    """Whether it is JSON Lines: its first line is whole, and more follows, or it is a header."""
    first, _, rest = text.lstrip().partition("\n")
    if not rest.strip() and len(first) > _LONGEST_HEADER:
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return False
    header = isinstance(value, dict) and "format" in value and not isinstance(value.get("sessions"), list)
    return bool(rest.strip()) or header


def read_json(text: str) -> Parsed:
    """A whole journal as one value. Raises Unreadable."""
    return Parsed(parse(text), lambda paths: lines_of(text, paths))


def read_jsonl(text: str) -> Parsed:
    """A whole journal as lines: a header, then sessions and entries in any order. Raises Unreadable."""
    values: list[tuple[int, dict[str, Any]]] = []
    faults: list[tuple[int, Fault]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values.append((number, _read_object(line)))
        except ParseError as unreadable:
            faults += [(number, fault) for _, fault in unreadable.faults]
            if len(faults) >= MOST_FAULTS:
                break
    if faults:
        raise ParseError(*faults)
    if not values:
        raise ParseError(wrong(0, "there is nothing in it", "export again"))
    (head_line, head), *rest = values
    lines: dict[str, int] = {"": head_line}
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    for number, value in rest:
        name = "entries" if "kind" in value else "sessions"
        lines[f"{name}[{len(lists[name])}]"] = number
        lists[name].append(value)
    if "format" not in head:
        raise ParseError(wrong(head_line, "the first line is not the header of an export", "export again"))
    _check_counts(head, head_line, lists)
    return Parsed({**head, **lists}, lambda paths: _nearest(lines, paths))


def _read_object(line: str) -> dict[str, Any]:
    value = parse(line)
    if not isinstance(value, dict):
        raise ParseError(wrong(0, "it must be an object", "export again"))
    return value


def _check_counts(head: dict[str, Any], line: int, lists: Mapping[str, list[Any]]) -> None:
    for name in LISTS:
        count = head.get(name, len(lists[name]))
        if type(count) is not int or count != len(lists[name]):
            what = f"the header tells of {json.dumps(count)[:20]} {name}, the file has {len(lists[name])}"
            raise ParseError(wrong(line, what, "export again: something was cut off or put in"))


def _nearest(lines: Mapping[str, int], paths: Iterable[str]) -> dict[str, int]:
    return {path: lines.get(path.partition("]")[0] + "]", lines[""]) for path in paths}
