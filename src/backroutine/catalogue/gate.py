"""The gate for files that anybody may have written: a regular file, small, UTF-8, without control characters.

What passes can be shown and spoken; what does not is refused with its line. Nothing here blocks,
and nothing is read twice.
"""

import os
import re
import stat
from pathlib import Path

from backroutine.catalogue.findings import MOST, Finding, Wrong
from backroutine.text import is_unsafe, show

LARGEST = 1_000_000
"""Bytes a file may have, unless the caller says otherwise."""
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_LINE_END = re.compile(r"\r\n?")
_TEXT_LAYOUT = frozenset("\t\n")


def read_file(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file or of a link to one, read once. Raises `Wrong` for everything else."""
    # Opening a named pipe would wait for a writer for ever; with O_NONBLOCK it can be looked at first.
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - opened by its descriptor
            _refuse_unless_plain(os.fstat(file.fileno()), largest)
            return file.read(largest + 1)
    except OSError as error:
        raise Wrong([_cannot_open(error)]) from error
    except ValueError as error:  # a NUL or a lone surrogate in the path
        raise Wrong([Finding(0, "is not a name a file can have", "check the name")]) from error


def _refuse_unless_plain(status: os.stat_result, largest: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "no ordinary file")
        raise Wrong([Finding(0, f"is {kind}", "give a file")])
    if status.st_size > largest:
        raise Wrong([_too_large(largest)])


def _too_large(largest: int) -> Finding:
    return Finding(0, f"is larger than {largest // 1_000_000} MB", "give a smaller file")


def _cannot_open(error: OSError) -> Finding:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Finding(0, "there is no such file", "check the name")
        case IsADirectoryError():
            return Finding(0, "is a folder", "give a file")
        case PermissionError():
            return Finding(0, "may not be read by you", "change its permissions")
        case _:
            return Finding(0, f"cannot be read: {error.strerror or error}", "check the name")


def decode(data: bytes, largest: int = LARGEST) -> str:
    r"""The text of UTF-8 bytes, its line ends all `\n`. Raises `Wrong` with the lines that are not."""
    if len(data) > largest:  # asked again here: a file may grow between two looks at it
        raise Wrong([_too_large(largest)])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Wrong([Finding(1, "is UTF-16 text", "save the file as UTF-8")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte order mark; error.object is what it counted in.
        before = error.object[: error.start].decode("utf-8", "replace")
        line = _LINE_END.sub("\n", before).count("\n") + 1
        what = f"the byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise Wrong([Finding(line, what, "save the file as UTF-8")]) from error
    text = _LINE_END.sub("\n", text)
    if unsafe := {character for character in set(text) - _TEXT_LAYOUT if is_unsafe(character)}:
        raise Wrong(_unsafe_lines(text, unsafe))
    return text


def _unsafe_lines(text: str, unsafe: set[str]) -> list[Finding]:
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), 1):
        culprit = next((character for character in line if character in unsafe), None)
        if culprit is not None:
            findings.append(control_character(number, culprit))
        if len(findings) > MOST:
            break
    return findings


def control_character(line: int, character: str) -> Finding:
    """The finding for a character that would act on a terminal or turn text around."""
    return Finding(line, f"the control character {show(character)} may not stand here", "delete it")
