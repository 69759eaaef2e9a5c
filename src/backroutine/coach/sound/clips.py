"""What can be heard: words and tones, as plain values."""

from dataclasses import dataclass

from backroutine.coach.sound.tones import TONES


@dataclass(frozen=True, slots=True)
class Say:
    """Words to be spoken. Foreign text may be in them: the speech engines get it filtered, on stdin."""

    text: str
    instead: str = "count"
    """The tone that stands for the words where they cannot be spoken; empty for none."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A short sound out of the table `tones.TONES`.

    Raises ValueError for a name that is not in the table.
    """

    name: str

    def __post_init__(self) -> None:
        if self.name not in TONES:
            raise ValueError(f"no tone {self.name!r}; there are {', '.join(TONES)}")


Clip = Say | Tone
