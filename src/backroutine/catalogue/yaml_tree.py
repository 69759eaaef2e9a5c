"""YAML text as a tree of texts, lists and mappings, each knowing its line.

Only PyYAML's pure scanner and parser are used. There is no resolver and no constructor: every scalar is
text, so `010`, `no` and `2026-99-99` mean what they say, and nothing can be built or run. Aliases, anchors,
tags, merge keys and second documents are refused. Depth and size are limited, so that a small file
cannot become a large one.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field
from yaml import events
from yaml.error import MarkedYAMLError
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from backroutine.errors import Finding, InvalidFile, clip
from backroutine.files import control_character
from backroutine.text import is_unsafe, show

# PyYAML's errors in words that say what to type.
#
# PyYAML has no error codes, so its wording decides. An unknown wording is passed on as it is.

_QUOTE = "a quoted text begins here and never ends", "close it with the same quote"
_INDENT = "this line does not fit the lines above it", "begin lines that belong together with as many spaces"
_SPECIAL = "a text may not begin with this character", "put the text in quotes"
_ESCAPE = (
    "after a backslash in double quotes stands no known escape",
    "write two backslashes, or use single quotes",
)

# (words in PyYAML's context, words in its problem) -> what, todo; the first match counts.
_SENTENCES = (
    (("quoted scalar", "unexpected end"), _QUOTE),
    (("quoted scalar", "document separator"), _QUOTE),
    (("quoted scalar", "escape"), _ESCAPE),
    (("simple key", "could not find"), ("a colon is missing behind this name", "write it as name: value")),
    (("flow sequence", ""), ("a list in [ ] is not closed or lacks a comma", "write it as [one, two]")),
    (
        ("flow mapping", ""),
        ("fields in { } are not closed or lack a comma", "write them as {left: one, right: two}"),
    ),
    (("scanning an alias", ""), _SPECIAL),
    (("scanning an anchor", ""), _SPECIAL),
    (("tag", ""), _SPECIAL),
    (("", "tag handle"), _SPECIAL),
    (
        ("block scalar", ""),
        ("behind | or > the text begins on the next line", "put a text with | or > in quotes"),
    ),
    (
        ("block mapping", "<scalar>"),
        ("something follows behind a closing quote", "put the whole text in quotes"),
    ),
    (("block", "block end"), _INDENT),
    (("", "cannot start any token"), _SPECIAL),
    (("", "sequence entries"), ("a dash stands behind a colon", "begin the list on the next line")),
    (("", "mapping keys"), _SPECIAL),
    (("", "document start"), _INDENT),
    (("", "incompatible"), ("the %YAML line asks for another YAML", "delete the line")),
    (
        ("", "node content"),
        ("a bracket closes that was never opened", "delete it, or put the text in quotes"),
    ),
)


def explain(error: MarkedYAMLError, text: str) -> Finding:
    """What a person has to do about a YAML error, and on which line of `text`."""
    context, problem = error.context or "", error.problem or ""
    mark = error.problem_mark or error.context_mark
    number = mark.line if mark else 0
    # PyYAML notices an unclosed quote only at the end; the person has to look where it was opened.
    if error.context_mark and (
        "quoted scalar" in context or "simple key" in context or "stream end" in problem
    ):
        number = error.context_mark.line
    line = _line_at(text, number)
    column = mark.column if mark else 0
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return Finding(number + 1, "a tab stands at the beginning of the line", "use spaces")
    if "mapping values" in problem:
        return Finding(number + 1, *_stray_colon(line[:column]))
    for (in_context, in_problem), sentence in _SENTENCES:
        if in_context in context and in_problem in problem:
            return Finding(number + 1, *sentence)
    return Finding(number + 1, f"this is not YAML: {problem}", "put texts with special characters in quotes")


def _stray_colon(before: str) -> tuple[str, str]:
    """`before` is the line up to the colon that YAML did not expect."""
    name, colon, _ = before.strip(" -{").partition(": ")
    if colon:
        return "a colon stands inside the text", f"put the {clip(name.strip())} in quotes"
    return (
        "this line does not fit the line above it",
        "look for a missing colon there, or for too many spaces here",
    )


def _line_at(text: str, number: int) -> str:
    lines = text.split("\n", number + 1)
    return lines[number] if number < len(lines) else ""


DEEPEST = 10
"""Levels of lists and mappings inside one another; a catalogue needs five."""
MOST_NODES = 50_000
"""Texts, lists and mappings in one file."""
_TAG_PREFIX = "tag:yaml.org,2002:"


class TextNode(Struct, frozen=True):
    """A scalar, as it was written."""

    line: int
    value: str


class ListNode(Struct, frozen=True):
    """A sequence."""

    line: int
    items: list["Node"] = field(default_factory=list)


class MapNode(Struct, frozen=True):
    """A mapping. Each field has the line of its key."""

    line: int
    fields: dict[str, tuple[int, "Node"]] = field(default_factory=dict)


Node = TextNode | ListNode | MapNode


def to_data(node: Node) -> Any:
    """The tree as dicts, lists and texts."""
    match node:
        case TextNode():
            return node.value
        case ListNode():
            return [to_data(item) for item in node.items]
        case MapNode():
            return {key: to_data(value) for key, (_, value) in node.fields.items()}


def line_of(node: Node, path: Sequence[int | str]) -> int:
    """The line of the deepest part of `path` that exists."""
    line = node.line
    for step in path:
        if isinstance(node, MapNode) and step in node.fields:
            line, node = node.fields[str(step)]
        elif isinstance(node, ListNode) and isinstance(step, int):
            node = node.items[step]
            line = node.line
        else:
            break
    return line


def read_tree(text: str) -> tuple[Node | None, list[Finding]]:
    """The tree of the one document in `text` (None when there is none), and what is wrong with its YAML.

    Raises InvalidFile where reading cannot go on.
    """
    builder = _Builder(text)
    return builder.document(), builder.findings


class _Events(Reader, Scanner, Parser):
    """PyYAML up to its events, and no further."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


class _Builder:
    def __init__(self, text: str) -> None:
        self.findings: list[Finding] = []
        self._anchors: list[Finding] = []
        self._nodes = 0
        self._text = text
        try:
            self._events = _Events(text)
        except ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise InvalidFile([control_character(line, text[error.position])]) from error

    def document(self) -> Node | None:
        self._next()
        if isinstance(event := self._next(), events.StreamEndEvent):
            return None
        root = self._node(self._next(), depth=1)
        self._next()
        if isinstance(event := self._next(), events.DocumentStartEvent):
            raise self._stop(_line(event), "a second document begins here", "keep one catalogue in a file")
        self.findings += self._anchors
        return root

    def _next(self) -> Any:
        try:
            return self._events.get_event()  # type: ignore[no-untyped-call]  # PyYAML has no types for it
        except MarkedYAMLError as error:
            raise InvalidFile([*self.findings, explain(error, self._text)]) from error
        except (ValueError, OverflowError) as error:
            # PyYAML takes numbers in escapes and directives as they come.
            what = "a number in an escape or a directive is out of range"
            raise self._stop(self._events.line + 1, what, "write the character itself") from error

    def _node(self, event: Any, depth: int) -> Node:
        self._refuse_cleverness(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._stop(_line(event), f"the file has more than {MOST_NODES:,} entries", "shorten it")
        if isinstance(event, events.ScalarEvent):
            return TextNode(_line(event), self._scalar(event))
        if depth > DEEPEST:
            what = f"more than {DEEPEST} levels stand inside one another"
            raise self._stop(_line(event), what, "look for stray brackets or dashes")
        if isinstance(event, events.SequenceStartEvent):
            return self._list(event, depth)
        return self._mapping(event, depth)

    def _list(self, start: Any, depth: int) -> ListNode:
        node = ListNode(_line(start))
        while not isinstance(event := self._next(), events.SequenceEndEvent):
            node.items.append(self._node(event, depth + 1))
        return node

    def _mapping(self, start: Any, depth: int) -> MapNode:
        node = MapNode(_line(start))
        while not isinstance(event := self._next(), events.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, TextNode):
                raise self._stop(
                    key.line, "a list or a mapping stands where a field's name belongs", "write a name"
                )
            value = self._node(self._next(), depth + 1)
            if key.value == "<<":
                self._find(key.line, "merge keys (<<) are not supported", "write the fields out")
            elif key.value in node.fields:
                first, _ = node.fields[key.value]
                what = f"{clip(key.value)} is there twice, first on line {first} and again on line {key.line}"
                self._find(key.line, what, "delete one of the two")
            else:
                node.fields[key.value] = (key.line, value)
        return node

    def _scalar(self, event: Any) -> str:
        r"""The text, and a finding when an escape such as `\e` brought in a control character."""
        value: str = event.value
        culprit = next((c for c in value if c not in "\t\n" and is_unsafe(c)), None)
        if culprit is None:
            return value
        self.findings.append(control_character(_line(event), culprit))
        return show(value)

    def _refuse_cleverness(self, event: Any) -> None:
        if isinstance(event, events.AliasEvent):
            what = f"the alias *{clip(str(event.anchor))} repeats another part of the file: not supported"
            raise self._stop(_line(event), what, "write it out, or put the text in quotes")
        if event.anchor is not None:
            # Reported only when no alias uses it; otherwise the alias has to go first.
            what = f"the anchor &{clip(event.anchor)} is not supported"
            self._anchors.append(Finding(_line(event), what, "delete it, or put the text in quotes"))
        if getattr(event, "tag", None) is not None:
            self._find(
                _line(event),
                f"the tag {clip(event.tag.replace(_TAG_PREFIX, '!!'))} is not supported",
                "delete it, or put the text in quotes",
            )

    def _find(self, line: int, what: str, todo: str) -> None:
        self.findings.append(Finding(line, what, todo))

    def _stop(self, line: int, what: str, todo: str) -> InvalidFile:
        return InvalidFile([*self.findings, Finding(line, what, todo)])


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1
