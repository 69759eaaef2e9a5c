"""What is heard now, in words for a person."""

from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from backroutine.text import show

Choice = Literal["auto", "voice", "tone", "bell", "off"]
"""What the person wants to hear. `auto`: words and tones; `voice`: words only; `tone`: tones only."""

CHOICES: tuple[Choice, ...] = get_args(Choice)

Level = Literal["voice", "tones", "bell", "screen"]


class Status(Struct, frozen=True):
    """What is heard now."""

    level: Level
    heard: str
    """In words: `voice (espeak-ng) through miniaudio`, `terminal bell`, `nothing: the screen only`."""
    trouble: str = ""
    """Why the person hears less than they chose, and what would help. Empty when nothing is wrong."""


NOTHING = Status("screen", "nothing: the screen only")
STARTING = "sound is starting"
NO_VOICE = "no voice; for words, install espeak-ng or pip install 'backroutine[voice]'"


class Means(Struct, frozen=True):
    """What the status follows from."""

    choice: Choice
    bell: bool
    """Whether the terminal's bell may be rung."""
    engine: str | None = None
    """Name of the speech engine; empty without one; None while the program looks for one."""
    through: str = ""
    """Name of the backend that plays now; empty without one."""
    trouble: str = ""
    """Why no backend plays."""
    voice_trouble: str = ""
    """Why the voice is not the one that the person asked for."""


def is_settled(means: Means) -> bool:
    """Whether both the device and the voice have been looked for."""
    return means.trouble != STARTING and (means.choice == "tone" or means.engine is not None)


def status(means: Means) -> Status:
    """What is heard with these means."""
    if means.choice == "off":
        return NOTHING
    if means.choice == "bell" or not means.through:
        trouble = "" if means.choice == "bell" else show(means.trouble)[:200]
        if means.bell:
            return Status("bell", "terminal bell", trouble)
        return replace(NOTHING, trouble=trouble)
    if means.choice != "tone" and means.engine:
        return Status("voice", f"voice ({means.engine}) through {means.through}", show(means.voice_trouble))
    no_voice = means.choice != "tone" and means.engine is not None
    trouble = (show(means.voice_trouble) or NO_VOICE) if no_voice else ""
    return Status("tones", f"tones through {means.through}", trouble)
