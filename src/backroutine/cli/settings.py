"""A person's settings: option over environment over file over default.

Options are the commands' own; this module has the other three. `KEY` in the file is `BACKROUTINE_KEY` in the
environment.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from backroutine.coach.audio.status import Choice
from backroutine.coach.screen.theme import ThemeChoice
from backroutine.errors import BackroutineError, Finding, InvalidFile, UsageError, clip, file_error
from backroutine.files import decode, read_file
from backroutine.insight.weeks import WEEKLY_GOAL
from backroutine.session.state import FASTEST, SLOWEST

# Where files live: `BACKROUTINE_HOME` holds everything; without it they go where the platform wants them.

APP = "backroutine"


def journal_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The journal. Raises BackroutineError when there is no home directory to put it in."""
    return _folder("user_data_dir", "journal", environment) / "journal.db"


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file, there or not. Raises BackroutineError when there is no home directory for it.

    `BACKROUTINE_CONFIG` names another one. The folder one happens to be in is never looked at.
    """
    own = environment.get("BACKROUTINE_CONFIG")
    return Path(own) if own else _folder("user_config_dir", "settings", environment) / "config.toml"


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where rendered clips are kept; anything in it may be deleted. Raises BackroutineError."""
    return _folder("user_cache_dir", "cache", environment) / "clips"


def _folder(kind: str, what: str, environment: Mapping[str, str]) -> Path:
    own = environment.get("BACKROUTINE_HOME")
    if own:
        return Path(own).absolute()
    import platformdirs

    try:
        folder = Path(getattr(platformdirs, kind)(APP, appauthor=False))
    except (RuntimeError, KeyError):
        folder = Path("~")
    if not folder.is_absolute():
        raise BackroutineError(
            what, "there is no home directory", "set BACKROUTINE_HOME to a folder of your own"
        )
    return folder


# The settings there are: what each may be, and how its value is written.

WEEK_STARTS = {"monday": 0, "sunday": 6}
"""The days a week may begin with, numbered as `date.weekday` has them."""
MOST_SESSIONS = 14
"""A weekly goal of two sessions a day; 2 to 5 a week are sensible."""
LATEST_DAY_START = 6


@dataclass(frozen=True, slots=True)
class Key:
    """One setting."""

    read: Callable[[object], object]
    """The setting for a value as TOML has it. Raises ValueError when it cannot be that."""
    from_text: Callable[[str], object]
    """The text of an environment variable as TOML would have it. Raises ValueError."""
    may_be: str
    """What a person may write."""


def _weekly_goal(value: object) -> int:
    if type(value) is int and 1 <= value <= MOST_SESSIONS:
        return value
    raise ValueError


def _questions(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError


def _sound(value: object) -> str:
    if value in get_args(Choice):
        return str(value)
    raise ValueError


def _theme(value: object) -> str:
    if value in get_args(ThemeChoice):
        return str(value)
    raise ValueError


def read_pace(value: object) -> float:
    """A pace that a session may begin with. Raises ValueError for anything else."""
    # The keys + and - go in tenths, and each pace that is spoken was made ready before.
    if isinstance(value, int | float) and not isinstance(value, bool) and SLOWEST <= value <= FASTEST:
        pace = round(float(value), 1)
        if abs(pace - value) < 1e-9:
            return pace
    raise ValueError


def _catalogue(value: object) -> Path:
    if not (isinstance(value, str) and value):
        raise ValueError
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # ~somebody who is not there
        raise ValueError from error


def _week_starts(value: object) -> str:
    if isinstance(value, str) and value.lower() in WEEK_STARTS:
        return value.lower()
    raise ValueError


def _day_starts(value: object) -> int:
    if isinstance(value, str):
        value = time.fromisoformat(value if ":" in value else "")
    if isinstance(value, time) and value == time(value.hour):
        value = value.hour
    if type(value) is int and 0 <= value <= LATEST_DAY_START:
        return value
    raise ValueError


def _truth(text: str) -> bool:
    word = text.lower()
    if word in {"true", "yes", "on", "1"}:
        return True
    if word in {"false", "no", "off", "0"}:
        return False
    raise ValueError


def _hours(text: str) -> object:
    return int(text) if text.isdigit() else text


KEYS = {
    "weekly_goal": Key(_weekly_goal, int, f"a whole number from 1 to {MOST_SESSIONS}"),
    "questions": Key(_questions, _truth, "true or false"),
    "sound": Key(_sound, str, " or ".join(f'"{choice}"' for choice in get_args(Choice))),
    "theme": Key(_theme, str, " or ".join(f'"{choice}"' for choice in get_args(ThemeChoice))),
    "pace": Key(read_pace, float, f"a number from {SLOWEST} to {FASTEST}, in tenths"),
    "catalogue": Key(_catalogue, str, 'the path of a catalogue: "~/exercises.yaml"'),
    "week_starts": Key(_week_starts, str, " or ".join(f'"{day}"' for day in WEEK_STARTS)),
    "day_starts": Key(_day_starts, _hours, f'a full hour from "00:00" to "{LATEST_DAY_START:02d}:00"'),
}
"""Every setting by its name, in the order in which they are shown."""


class Source(NamedTuple):
    """Where a setting came from."""

    kind: Literal["default", "environment", "file"]
    where: str = ""
    """The variable, or `FILE:LINE`."""


DEFAULT = Source("default")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has chosen once and for all."""

    weekly_goal: int = WEEKLY_GOAL
    """Sessions a week."""
    questions: bool = True
    """Whether pain and effort are asked for."""
    sound: Choice = "auto"
    """How the live screen is heard."""
    theme: ThemeChoice = "auto"
    """The colours of the live screen."""
    pace: float = 1.0
    """The pace a session begins with; 1 is the catalogue's."""
    catalogue: Path | None = None
    """None is the one that comes with the program."""
    week_starts: Literal["monday", "sunday"] = "monday"
    day_starts: int = 3
    """The hour at which a day begins: who trains after midnight has not gone to bed yet."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Where each came from; what is not in here is the default."""

    @property
    def first_weekday(self) -> int:
        """The day a week begins with, 0 being Monday: what `insight.days.week_of` asks for."""
        return WEEK_STARTS[self.week_starts]

    def source(self, name: str) -> Source:
        """Where a setting came from."""
        return self.sources.get(name, DEFAULT)


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that hold now. No file means the defaults; an empty variable is none.

    Raises FileError with every fault of the file, and UsageError for a variable that is wrong.
    """
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    if path := settings_file(environment):
        # `status` runs at every prompt: what reads a file waits until there is one.

        for name, (value, line) in read_settings_file(path).items():
            values[name] = value
            sources[name] = Source("file", f"{path}:{line}" if line else str(path))
    for name in KEYS:
        variable = variable_of(name)
        if text := environment.get(variable, "").strip():
            values[name] = _from_environment(name, variable, text)
            sources[name] = Source("environment", variable)
    return Settings(**values, sources=sources)


def settings_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that settings are read from; None when there is none. One that was named must be there."""
    try:
        path = config_path(environment)
    except BackroutineError:  # without a home there is no place for one either
        return None
    return path if environment.get("BACKROUTINE_CONFIG") or os.path.lexists(path) else None


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"BACKROUTINE_{name.upper()}"


def _from_environment(name: str, variable: str, text: str) -> object:
    key = KEYS[name]
    try:
        return key.read(key.from_text(text))
    except ValueError:
        may_be = key.may_be.replace('"', "")
        raise UsageError(variable, f"{text[:40]} is not possible", f"give {may_be}") from None


# The settings file: a little TOML, with every fault in it told by line and key.

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
