"""What the reader of a format hands on."""

from typing import Any, Literal, NamedTuple


class Parsed(NamedTuple):
    """A session or an entry in the shape of backroutine's own JSON, not checked yet."""

    kind: Literal["session", "entry"]
    value: Any
    line: int = 0
    """Where it stands in the file; 0 where the path says it better."""
    path: str = ""
    """Its path in the JSON value that the file is."""
