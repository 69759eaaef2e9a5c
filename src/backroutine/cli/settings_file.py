"""The settings file: which settings there are, what each may be, and every fault of a file with its line.

A file is a little TOML. The standard library reads it; tomlkit changes it and keeps comments and order.
"""

import os
import re
from collections.abc import Callable, Iterable
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from msgspec import Struct

from backroutine.coach.audio.sound_status import Choice
from backroutine.coach.screen.theme import ThemeChoice
from backroutine.errors import BackroutineError, Finding, InvalidFile, UsageError, clip, naming_file
from backroutine.files import decode, make_folder, read_file, write_whole
from backroutine.session.plan import FASTEST, SLOWEST
from backroutine.text import is_unsafe

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

WEEK_STARTS = {"monday": 0, "sunday": 6}
"""The days a week may begin with, numbered as `date.weekday` has them."""
MOST_SESSIONS = 14
"""The largest weekly goal: two sessions a day. 2 to 5 a week are sensible."""
LATEST_DAY_START = 6


SINGLE_QUOTES = r"write a path with backslashes in single quotes, like 'C:\Users\me\back.yaml'"


class Key(Struct, frozen=True):
    """One setting."""

    read: Callable[[object], object]
    """The setting for a value as TOML has it. Raises ValueError when it cannot be that."""
    from_text: Callable[[str], Any]
    """What a person typed, as TOML would have it. Raises ValueError."""
    may_be: str
    """What a person may write."""


def whole_number(least: int, most: int) -> Key:
    def read(value: object) -> int:
        if type(value) is int and least <= value <= most:
            return value
        raise ValueError

    return Key(read, int, f"a whole number from {least} to {most}")


def one_of(choices: Iterable[str]) -> Key:
    words = tuple(choices)

    def read(value: object) -> str:
        if isinstance(value, str) and value.lower() in words:
            return value.lower()
        raise ValueError

    return Key(read, str, " or ".join(f'"{word}"' for word in words))


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError


def _truth_in(text: str) -> bool:
    word = text.lower()
    if word in {"true", "yes", "on", "1"}:
        return True
    if word in {"false", "no", "off", "0"}:
        return False
    raise ValueError


def read_pace(value: object) -> float:
    """A pace that a session may begin with. Raises ValueError for anything else."""
    # The keys + and - go in tenths, and every pace that can be spoken is rendered before the session.
    if isinstance(value, int | float) and not isinstance(value, bool) and SLOWEST <= value <= FASTEST:
        pace = round(float(value), 1)
        if abs(pace - value) < 1e-9:
            return pace
    raise ValueError


BUILT_IN = "built-in"
"""The word for the catalogue that comes with the program."""


def read_catalogue(value: object) -> Path | tuple[Path | None, ...] | None:
    """One path, or several; None is the built-in catalogue. Raises ValueError for anything else."""
    if isinstance(value, list) and value:
        found = tuple(None if one == BUILT_IN else _path(one) for one in value)
        if len(set(found)) < len(found):
            raise ValueError
        return found if len(found) > 1 else found[0]
    return None if value == BUILT_IN else _path(value)


def _catalogue_in(text: str) -> str | list[str]:
    parts = text.split(os.pathsep)
    return parts if len(parts) > 1 else text


def _path(value: object) -> Path:
    # Between double quotes "C:\temp" has a tab in it.
    if not (isinstance(value, str) and value) or any(map(is_unsafe, value)):
        raise ValueError
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # the home of a user who does not exist
        raise ValueError from error


_VOICE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]{0,39}")


def _voice(value: object) -> str | Path:
    if isinstance(value, str) and value.endswith(".onnx"):
        return _path(value)
    if isinstance(value, str) and _VOICE_NAME.fullmatch(value):
        return value
    raise ValueError


def _volume(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return round(float(value), 1)
    raise ValueError


def _hour(value: object) -> int:
    if isinstance(value, str):
        value = time.fromisoformat(value if ":" in value else "")
    if isinstance(value, time) and value == time(value.hour):
        value = value.hour
    if type(value) is int and 0 <= value <= LATEST_DAY_START:
        return value
    raise ValueError


def _hour_in(text: str) -> object:
    return int(text) if text.isdigit() else text


LONGEST_ROUTINE_NAME = 20
_ROUTINE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_ITEMS, _LONGEST_ITEM = 40, 200


def is_routine_name(text: object) -> bool:
    return (
        isinstance(text, str)
        and len(text) <= LONGEST_ROUTINE_NAME
        and _ROUTINE_NAME.fullmatch(text) is not None
    )


def _routines(value: object) -> dict[str, tuple[str, ...]]:
    """The items of each routine, as they were written: only the catalogue knows whether they are right."""
    if isinstance(value, dict):
        return {_routine_name(name): _items(items) for name, items in value.items()}
    raise ValueError


def _routine_name(value: object) -> str:
    if not is_routine_name(value):
        raise ValueError
    return str(value)


def _items(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and 1 <= len(value) <= _MOST_ITEMS:
        texts = [item for item in value if isinstance(item, str) and 1 <= len(item) <= _LONGEST_ITEM]
        if len(texts) == len(value):
            return tuple(texts)
    raise ValueError


def _not_in_one_line(_text: str) -> object:
    raise ValueError


ROUTINE_NAMES = f"a name of a-z, 0-9 and single dashes, up to {LONGEST_ROUTINE_NAME} characters"
KEYS = {
    "weekly_goal": whole_number(1, MOST_SESSIONS),
    "questions": Key(_truth, _truth_in, "true or false"),
    "sound": one_of(get_args(Choice)),
    "voice": Key(_voice, str, "the path of a Piper voice ending in .onnx, or the name of an espeak-ng voice"),
    "voice_rate": whole_number(80, 250),
    "volume": Key(_volume, float, "a number from 0 to 1, in tenths"),
    "get_ready": whole_number(0, 120),
    "rest": whole_number(0, 300),
    "theme": one_of(get_args(ThemeChoice)),
    "pace": Key(read_pace, float, f"a number from {SLOWEST} to {FASTEST}, in tenths"),
    "catalogue": Key(
        read_catalogue, _catalogue_in, 'the path of a catalogue, or several: ["built-in", "~/exercises.yaml"]'
    ),
    "default_routine": Key(_routine_name, str, ROUTINE_NAMES),
    "week_starts": one_of(WEEK_STARTS),
    "day_starts": Key(_hour, _hour_in, f'a full hour from "00:00" to "{LATEST_DAY_START:02d}:00"'),
    "routines": Key(
        _routines,
        _not_in_one_line,
        'a table of lists, or use backroutine routine save: morning = ["leg-raise"]',
    ),
}
"""Every setting by its name, in the order in which they are shown."""


def value_in(name: str, text: str, where: str) -> Any:
    """What a person typed as the value of a setting, as TOML has it. Raises UsageError at `where`."""
    key = KEYS[name]
    try:
        value = key.from_text(text.strip())
        key.read(value)
    except ValueError:
        may_be = key.may_be.replace('"', "")
        raise UsageError(where, f"{text[:40]} is not possible", f"give {may_be}") from None
    return value


# Reading a file.

LARGEST = 16_000
"""Bytes. Settings are some twenty lines; the TOML reader takes quadratic time on files made to be slow."""

_HUGE = 10**12
_KEY = re.compile(r"""\s*\[*\s*(?:(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<bare>[\w-]+))\s*[=.\]]""")
_AT = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.S)


def read_settings_file(path: Path) -> dict[str, tuple[Any, int]]:
    """The settings in a file, each with its line. Raises FileError with every fault in it."""
    with naming_file(str(path)):
        return _checked(decode(_small(read_file(path))), path.parent)


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
    if found and found["line"] and _has_backslash(int(found["line"]), text):
        todo = SINGLE_QUOTES
    if found is None:
        return Finding(0, f"is not TOML: {clip(message)}", todo)
    if found["line"] is None:
        return Finding(text.rstrip("\n").count("\n") + 1, f"is not TOML: {found['what']} at its end", todo)
    return Finding(int(found["line"]), f"is not TOML: {found['what']}, column {found['column']}", todo)


def _has_backslash(line: int, text: str) -> bool:
    """Whether there is a backslash between double quotes, where TOML gives it a meaning."""
    lines = text.split("\n")
    return 0 < line <= len(lines) and re.search(r'"[^"\']*\\', lines[line - 1]) is not None


def _checked(text: str, folder: Path) -> dict[str, tuple[Any, int]]:
    findings: list[Finding] = []
    found: dict[str, tuple[Any, int]] = {}
    lines = _lines_of_keys(text)
    for name, value in _parsed(text).items():
        line = lines.get(name, 0)
        if name not in KEYS:
            findings.append(Finding(line, f"{clip(name)}: there is no such setting", suggestion_for(name)))
            continue
        try:
            setting = KEYS[name].read(value)
        except ValueError:
            what = f"{name}: {_spelled(value)} is not possible"
            todo = SINGLE_QUOTES if _has_backslash(line, text) else f"give {KEYS[name].may_be}"
            findings.append(Finding(line, what, todo))
        else:
            # A relative path starts at the folder of the file, wherever the program is started.
            found[name] = (_from_folder(setting, folder), line)
    if findings:
        raise InvalidFile(findings)
    return found


def _from_folder(setting: object, folder: Path) -> object:
    match setting:
        case Path():
            return folder / setting
        case tuple():
            return tuple(_from_folder(part, folder) for part in setting)
        case _:
            return setting


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line of each key that is written as plain `KEY = VALUE` or `[KEY]`.

    The tree of a catalogue knows its lines from the YAML parser; no TOML library says where a key stands.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if key := _KEY.match(line):
            found.setdefault(key["quoted"] or key["bare"], number)
    return found


def suggestion_for(name: str) -> str:
    """What to do about a setting that does not exist."""
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


# Changing a file: what the change leaves is checked before it is saved.


def change_settings_file(path: Path, change: "Callable[[TOMLDocument], None]") -> None:
    """Change the file in place, comments and order kept; a missing file is made.

    Raises FileError with every fault that the changed file would have, BackroutineError when it cannot be
    written; then nothing has changed.
    """
    import tomlkit

    with naming_file(str(path)):
        text = decode(_small(read_file(path))) if os.path.lexists(path) else ""
        _parsed(text)
        document = tomlkit.parse(text)
        change(document)
        save_settings_file(path, tomlkit.dumps(document))


def save_settings_file(path: Path, text: str) -> None:
    """Save what the file is to hold, once it is checked.

    Raises InvalidFile with every fault of the text, BackroutineError when it cannot be written.
    """
    _checked(decode(_small(text.encode())), path.parent)
    # A link is how people keep their settings in a repository: what it leads to is changed.
    file = Path(os.path.realpath(path))
    try:
        make_folder(file.parent)
    except OSError as error:
        what = f"its folder could not be made: {error.strerror or error}"
        raise BackroutineError(str(path), what, "choose another place with BACKROUTINE_CONFIG") from error
    write_whole(file, text.encode(), force=True)
