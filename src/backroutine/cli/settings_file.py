"""The settings file: a little TOML, with every fault in it told by line and key."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backroutine.cli.setting_keys import KEYS
from backroutine.errors import Finding, InvalidFile, clip, file_error
from backroutine.files import decode, read_file

LARGEST = 16_000
"""Bytes. Settings are seven lines; the TOML reader takes quadratic time on files made to be slow."""

_HUGE = 10**12
_AT = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.S)


def read_settings_file(path: Path) -> dict[str, tuple[Any, int]]:
    """The settings in a file, each with its line. Raises FileError with every fault in it."""
    try:
        text = decode(_small(read_file(path)))
        return _checked(_parsed(text), text, path.parent)
    except InvalidFile as wrong:
        raise file_error(str(path), wrong.findings) from wrong


def _small(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise InvalidFile([Finding(0, f"is larger than {LARGEST // 1000} kB", "give a smaller file")])
    return data


def _parsed(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidFile([Finding(0, "is nested too deeply", "write KEY = VALUE, a line each")]) from error
    except ValueError as error:  # TOMLDecodeError is one; so are numbers that are too long
        raise InvalidFile([_syntax(str(error), text)]) from error


def _syntax(message: str, text: str) -> Finding:
    todo = "write KEY = VALUE, a line each, words in quotes"
    found = _AT.fullmatch(message)
    if found is None:
        return Finding(0, f"is not TOML: {clip(message)}", todo)
    if found["line"] is None:
        return Finding(text.rstrip("\n").count("\n") + 1, f"is not TOML: {found['what']} at its end", todo)
    return Finding(int(found["line"]), f"is not TOML: {found['what']}, column {found['column']}", todo)


def _checked(table: dict[str, Any], text: str, folder: Path) -> dict[str, tuple[Any, int]]:
    findings: list[Finding] = []
    found: dict[str, tuple[Any, int]] = {}
    for name, value in table.items():
        line = _line_of(name, text)
        if name not in KEYS:
            findings.append(Finding(line, f"{clip(name)}: there is no such setting", _suggestion(name)))
            continue
        try:
            setting = KEYS[name].read(value)
        except ValueError:
            what = f"{name}: {_spelled(value)} is not possible"
            findings.append(Finding(line, what, f"give {KEYS[name].may_be}"))
        else:
            # A path is meant from the file it stands in, wherever the program is started.
            found[name] = (folder / setting if isinstance(setting, Path) else setting, line)
    if findings:
        raise InvalidFile(findings)
    return found


def _line_of(name: str, text: str) -> int:
    """The line that sets this key; 0 where it is written in a way that hides it."""
    key = re.compile(rf"\s*\[*\s*([\"']?){re.escape(name)}\1\s*[=.\]]")
    return next((number for number, line in _lines(text) if key.match(line)), 0)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), 1)


def _suggestion(name: str) -> str:
    import difflib

    if similar := difflib.get_close_matches(name[:40].lower().replace("-", "_"), KEYS, n=1):
        return f"did you mean {similar[0]}?"
    return f"the settings are {', '.join(KEYS)}"


def _spelled(value: object) -> str:
    match value:
        case str():
            return f'"{clip(value)}"'
        case bool():
            return str(value).lower()
        case int() if abs(value) > _HUGE:
            return "so large a number"
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return clip(str(value))
