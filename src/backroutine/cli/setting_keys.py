"""The settings there are: what each may be, and how its value is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import get_args

from backroutine.coach.sound.status import Choice
from backroutine.session.state import FASTEST, SLOWEST

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
    "pace": Key(read_pace, float, f"a number from {SLOWEST} to {FASTEST}, in tenths"),
    "catalogue": Key(_catalogue, str, 'the path of a catalogue: "~/exercises.yaml"'),
    "week_starts": Key(_week_starts, str, " or ".join(f'"{day}"' for day in WEEK_STARTS)),
    "day_starts": Key(_day_starts, _hours, f'a full hour from "00:00" to "{LATEST_DAY_START:02d}:00"'),
}
"""Every setting by its name, in the order in which they are shown."""
