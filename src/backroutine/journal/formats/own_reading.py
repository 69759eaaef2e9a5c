"""Reading backroutine's own JSON and JSON Lines."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from backroutine.errors import Fault
from backroutine.journal.formats import json_text
from backroutine.journal.formats.own import LISTS
from backroutine.journal.formats.told import MOST_FAULTS, Parsed, ParseError, wrong

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
    return Parsed(json_text.parse(text), lambda paths: json_text.lines_of(text, paths))


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
    value = json_text.parse(line)
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
