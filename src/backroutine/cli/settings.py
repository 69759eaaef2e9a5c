"""A person's settings: option over environment over file over default.

Options are the commands' own; this module has the other three. `KEY` in the file is `BACKROUTINE_KEY` in the
environment.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct, field

from backroutine.cli.paths import config_path
from backroutine.cli.settings_file import KEYS, WEEK_STARTS, read_settings_file, value_in
from backroutine.coach.audio.sound_status import Choice
from backroutine.coach.screen.theme import ThemeChoice
from backroutine.errors import BackroutineError
from backroutine.insight.weeks import WEEKLY_GOAL

if TYPE_CHECKING:
    from backroutine.coach.audio.speech_engines import SpeechEngine


class Source(NamedTuple):
    """Where a setting came from."""

    kind: Literal["default", "environment", "file"]
    where: str = ""
    """The variable, or `FILE:LINE`."""


DEFAULT = Source("default")


class Settings(Struct, frozen=True):
    """What a person has chosen once and for all."""

    weekly_goal: int = WEEKLY_GOAL
    """Sessions a week."""
    questions: bool = True
    """Whether pain and effort are asked for."""
    sound: Choice = "auto"
    """How the live screen is heard."""
    voice: str | Path | None = None
    """A voice file of Piper, or the name of a voice of espeak-ng; None is the best voice there is."""
    voice_rate: int = 140
    """Words a minute."""
    volume: float = 0.8
    """0 to 1; 0 is silence."""
    get_ready: int | None = None
    """Seconds before the first rep of all; None is 15."""
    rest: int | None = None
    """Seconds between exercises; None is what the catalogue says."""
    theme: ThemeChoice = "auto"
    """The colours of the live screen."""
    pace: float = 1.0
    """The pace a session begins with; 1 is the catalogue's."""
    catalogue: Path | tuple[Path | None, ...] | None = None
    """One or several; None is the one that comes with the program."""
    default_routine: str | None = None
    """The routine that is done when none is named; None is the whole catalogue."""
    week_starts: Literal["monday", "sunday"] = "monday"
    day_starts: int = 3
    """The hour at which a day begins. A session after midnight belongs to the evening before."""
    routines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The items of each routine by its name, as the person wrote them."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """Where each came from; what is not in here is the default."""

    @property
    def first_weekday(self) -> int:
        """The day a week begins with, 0 being Monday: what `insight.weeks.week_of` asks for."""
        return WEEK_STARTS[self.week_starts]

    def source(self, name: str) -> Source:
        return self.sources.get(name, DEFAULT)


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that hold now. No file means the defaults; an empty variable is none.

    Raises FileError with every fault of the file, and UsageError for a variable that is wrong.
    """
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    if path := settings_file(environment):
        for name, (value, line) in read_settings_file(path).items():
            values[name] = value
            sources[name] = Source("file", f"{path}:{line}" if line else str(path))
    for name in KEYS:
        variable = variable_of(name)
        if text := environment.get(variable, "").strip():
            values[name] = KEYS[name].read(value_in(name, text, variable))
            sources[name] = Source("environment", variable)
    return Settings(**values, sources=sources)


def speech_engines(settings: Settings) -> "tuple[SpeechEngine, ...]":
    """The speech engines for these settings, best first."""
    from backroutine.coach.audio.speech_engines import engines

    voice = str(settings.voice or "")
    return engines(voice, settings.voice_rate, f'{settings.source("voice").where}: voice = "{voice}"')


def settings_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that settings are read from; None when there is none. One that was named must be there."""
    try:
        path = config_path(environment)
    except BackroutineError:  # without a home there is no place for one either
        return None
    return path if environment.get("BACKROUTINE_CONFIG") or os.path.lexists(path) else None


def variable_of(name: str) -> str:
    return f"BACKROUTINE_{name.upper()}"
