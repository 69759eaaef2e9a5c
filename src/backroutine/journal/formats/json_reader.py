"""Reading backroutine's own JSON and JSON Lines.

The files that `export` writes have a session or an entry a line. They are read line by line, whatever their
size, and a fault is named by its line. JSON in any other layout is read whole, and a fault by its path.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Literal, NoReturn

from backroutine.errors import MOST, Finding, InvalidFile, clip
from backroutine.files import decode
from backroutine.journal.entries import is_safe
from backroutine.journal.formats.json_writer import FORMAT, FORMAT_VERSION, HEAD, LISTS
from backroutine.journal.formats.parsed import Parsed

LONGEST_LINE = 4_000_000
"""Bytes. A session of the most events there may be has less."""
MOST_ITEMS = {"sessions": 100_000, "entries": 1_000_000}
_MOST_VALUES = 3_000_000
_MOST_HOLDERS = 1_000_000
"""Small values take many times their length in memory."""
_KINDS: Mapping[str, Literal["session", "entry"]] = {"sessions": "session", "entries": "entry"}
_SPACES = " \t\r\n"
"""What JSON lets stand between values."""
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)")
_FIELD = re.compile(r'"(\w+)": ([^\[\]{}]+),')


class OtherLayout(Exception):  # noqa: N818 - no error: the file may still be read whole
    """A session or an entry is not a line of its own."""

    def __init__(self, line: int, words: str = "") -> None:
        super().__init__(line)
        self.line = line
        self.words = words
        """What the parser said about the line."""


class _Fault(Exception):  # noqa: N818 - it only ends the work of Python's parser
    """JSON that Python would take, and a journal does not."""


def parse(text: str) -> Any:
    """The value. Raises InvalidFile for equal fields, NaN, endless digits and deep nesting, and
    JSONDecodeError.
    """
    if text.count(",") > _MOST_VALUES or text.count("[") + text.count("{") > _MOST_HOLDERS:
        raise _invalid("it has more values than a journal of its size")
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError:
        raise
    except _Fault as fault:
        raise _invalid(str(fault)) from None
    except RecursionError:
        raise _invalid("it is nested too deep") from None
    except ValueError:
        raise _invalid("a number has too many digits") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Fault(f"the field {clip(json.dumps(twice))} stands twice in {clip(json.dumps(made))}")
    return made


def _refuse(token: str) -> NoReturn:
    raise _Fault(f"{token} is no number")


def _invalid(what: str, line: int = 0, todo: str = "export again") -> InvalidFile:
    return InvalidFile([Finding(line, what, todo)])


def _mixed(line: int) -> InvalidFile:
    what = "two versions of the file were mixed here (a merge conflict)"
    return _invalid(what, line, "settle it, or export again")


def read_lines(file: BinaryIO, findings: list[Finding]) -> Iterator[Parsed]:
    """The sessions and entries of a file that has one a line, read from its beginning.

    What is wrong goes to `findings`. Raises OtherLayout, and InvalidFile where it makes no sense to go on.
    """
    lines = _lines(file, findings)
    number, first = next(lines, (0, ""))
    if first == f'{{"format": "{FORMAT}",':
        yield from _export_lines(first, lines, findings)
    else:
        yield from _json_lines(number, first, lines, findings)


def _lines(file: BinaryIO, findings: list[Finding]) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers and without their ends."""
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if len(findings) > MOST:
            raise InvalidFile(findings)
        if len(raw) == LONGEST_LINE:
            raise OtherLayout(number)
        try:
            text = raw.decode("ascii").strip(_SPACES)
            safe = is_safe(text)
        except UnicodeDecodeError:
            safe = False
        if not safe:
            try:
                text = decode(raw, LONGEST_LINE).strip(_SPACES)
            except InvalidFile as invalid:
                findings += [finding._replace(line=number) for finding in invalid.findings]
                continue
        if _CONFLICT.match(text):
            raise _mixed(number)
        if text:
            yield number, text


def _export_lines(line: str, lines: Iterator[tuple[int, str]], findings: list[Finding]) -> Iterator[Parsed]:
    """Those of one JSON value, exactly in the layout that `export` writes."""
    head: dict[str, Any] = {}
    number, line = 1, line.removeprefix("{")
    while (field := _FIELD.fullmatch(line)) and field[1] not in head:
        for value in _parsed(number, field[2], findings):
            head[field[1]] = value
        number, line = next(lines, (number, ""))
    if findings:
        raise InvalidFile(findings)
    if set(head) != set(HEAD):
        raise OtherLayout(number)
    _check_head(head, 1)
    for name, end in zip(LISTS, ",}", strict=True):
        if line != f'"{name}": []{end}':
            if line != f'"{name}": [':
                raise OtherLayout(number)
            comma = True
            for count, (number, line) in enumerate(lines):
                if not comma:
                    break
                comma = line.endswith(",")
                for value in _parsed(number, line.removesuffix(","), findings):
                    yield _item(name, count, value, number)
            if line != f"]{end}":
                raise OtherLayout(number)
        number, line = next(lines, (number, ""))
    if line:
        raise OtherLayout(number)


def _json_lines(
    number: int, first: str, lines: Iterator[tuple[int, str]], findings: list[Finding]
) -> Iterator[Parsed]:
    """Those of JSON Lines: a header, then sessions and entries in any order."""
    head = next(_parsed(number, first, findings), None)
    if not isinstance(head, dict) or any(isinstance(head.get(name), list) for name in LISTS):
        raise OtherLayout(number)
    if "format" not in head:
        deque(lines, maxlen=0)  # a merge conflict further down would say more
        raise _invalid("the first line is not the header of an export", number)
    counts = {name: head.pop(name) for name in LISTS if name in head}
    _check_head(head, number)
    found = dict.fromkeys(LISTS, 0)
    for at, line in lines:
        try:
            for value in _parsed(at, line, findings):
                name = "entries" if isinstance(value, dict) and "kind" in value else "sessions"
                yield _item(name, found[name], value, at)
                found[name] += 1
        except OtherLayout as other:
            findings.append(Finding(at, f"this is not JSON: {other.words}", "export again"))
    for name, count in counts.items():
        if not findings and (type(count) is not int or count != found[name]):
            what = f"the header says {clip(json.dumps(count))} {name}, the file has {found[name]}"
            raise _invalid(what, number, "export again: something was cut off or put in")


def _parsed(number: int, text: str, findings: list[Finding]) -> Iterator[Any]:
    """The value of a line; none where a fault was noted. Raises OtherLayout where it is no whole value."""
    try:
        value = parse(text)
    except json.JSONDecodeError as error:
        raise OtherLayout(number, error.msg.lower()) from None
    except InvalidFile as invalid:
        findings += [finding._replace(line=number) for finding in invalid.findings]
    else:
        yield value


def read_whole(text: str) -> Iterator[Parsed]:
    """The sessions and entries of a file that is one JSON value in any layout. Raises InvalidFile."""
    try:
        whole = parse(text)
    except json.JSONDecodeError as error:
        if _CONFLICT.match(text, text.rfind("\n", 0, error.pos) + 1):
            raise _mixed(error.lineno) from error
        words = error.msg.lower() if error.pos < len(text.rstrip()) else "it ends too early"
        raise _invalid(f"this is not JSON: {words}", error.lineno) from error
    yield from in_order(whole)


def in_order(whole: Any) -> Iterator[Parsed]:
    """The sessions, then the entries of a whole journal. Raises InvalidFile."""
    if not isinstance(whole, dict):
        raise _invalid("it must be an object")
    head = {name: value for name, value in whole.items() if name not in LISTS}
    _check_head(head, 0)
    for name in LISTS:
        if not isinstance(whole.get(name), list):
            raise _invalid(f"{name}: it must be a list")
    for name in LISTS:
        for number, value in enumerate(whole[name]):
            yield _item(name, number, value)


def _item(name: str, number: int, value: Any, line: int = 0) -> Parsed:
    """A session or an entry. Raises InvalidFile when there are too many."""
    if number >= MOST_ITEMS[name]:
        raise _invalid(f"there are more than {MOST_ITEMS[name]} {name}", line, "")
    return Parsed(_KINDS[name], value, line, f"{name}[{number}]")


def _check_head(head: dict[str, Any], line: int) -> None:
    """Raises InvalidFile unless this version can read what follows."""
    version = head.get("version")
    if head.get("format") != FORMAT:
        raise _invalid(f'format: it must be "{FORMAT}": this is no journal of backroutine', line)
    if type(version) is not int or version < 1:
        raise _invalid("version: it must be a whole number from 1", line)
    if version > FORMAT_VERSION:
        what = f"version: a newer backroutine wrote it; this one knows up to {FORMAT_VERSION}"
        raise _invalid(what, line, "import it with the newer one")
    for name in head:
        if name not in HEAD:
            raise _invalid(f"{clip(name)}: this field is not known", line)
