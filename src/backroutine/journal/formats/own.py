"""backroutine's own JSON and JSON Lines: complete, and the same bytes for the same journal."""

import json
from collections.abc import Iterator
from typing import Any

from backroutine.text import is_unsafe

HEAD = ("format", "version")
LISTS = ("sessions", "entries")


def to_json(whole: dict[str, Any]) -> bytes:
    """What `interchange.dump_told` gave, as one JSON value with a session or an entry a line."""
    parts = [f"{_text(name)}: {_text(whole[name])}" for name in HEAD]
    for name in LISTS:
        lines = ",\n".join(_text(value) for value in whole[name])
        parts.append(f"{_text(name)}: [\n{lines}\n]" if lines else f"{_text(name)}: []")
    return ("{" + ",\n".join(parts) + "}\n").encode()


def to_jsonl(whole: dict[str, Any]) -> bytes:
    """The same as lines: a header that tells how many follow, then the sessions, then the entries."""
    return "".join(f"{line}\n" for line in _lines(whole)).encode()


def _lines(whole: dict[str, Any]) -> Iterator[str]:
    # Numbers in the header tell a file that was cut at the end of a line from a whole one.
    counts = {name: len(whole[name]) for name in LISTS}
    yield _text({**{name: whole[name] for name in HEAD}, **counts})
    for name in LISTS:
        yield from map(_text, whole[name])


def _text(value: object) -> str:
    """JSON that people can read and that steers no terminal: what could is written as an escape."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for character in filter(is_unsafe, set(text)):
        text = text.replace(character, json.dumps(character)[1:-1])
    return text
