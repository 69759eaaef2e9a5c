"""What was asked of `backroutine start`, and what follows from that."""

from dataclasses import dataclass, field
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.settings import KEYS, Settings, read_pace
from backroutine.coach.sound.status import Choice
from backroutine.coach.voice import CHOICES
from backroutine.errors import UsageError


@dataclass(frozen=True, slots=True)
class StartOptions:
    """What the command line asked for."""

    tap: bool = False
    plain: bool = False
    only: tuple[str, ...] = ()
    reps: int | None = None
    rounds: int = 1
    speed: float = 1.0
    rehearse: bool = False
    json: bool = False
    catalogue: Path | None = None
    sound: Choice | None = None
    pace: float | None = None
    resume: bool = False
    fresh: bool = False
    motion: bool = True
    questions: bool = True
    settings: Settings = field(default_factory=Settings)
    """What holds where nothing was asked for."""

    @property
    def screen(self) -> bool:
        """Whether the live screen is wanted and possible."""
        return not (self.json or self.plain) and output.in_terminal()

    @property
    def asks(self) -> bool:
        """Whether pain and effort are asked for."""
        wanted = self.questions and self.settings.questions and not (self.rehearse or self.json)
        return wanted and output.has_person()

    @property
    def heard(self) -> Choice:
        """How it is to be heard.

        Lines are read by a screen reader, JSON by a program: another voice has to be asked for there.
        """
        return self.sound or (self.settings.sound if self.screen else "off")

    @property
    def first_pace(self) -> float:
        """The pace a new session begins with."""
        return self.settings.pace if self.pace is None else self.pace


def sound_choice(text: str | None) -> Choice | None:
    """What `--sound` asked for. Raises UsageError."""
    for choice in CHOICES:
        if text == choice:
            return choice
    if text is None:
        return None
    raise UsageError("--sound", f"{text!r} is no way to be heard", f"say {', '.join(CHOICES)}")


def pace_choice(pace: float | None) -> float | None:
    """What `--pace` asked for. Raises UsageError."""
    try:
        return None if pace is None else read_pace(pace)
    except ValueError:
        what = f"a pace of {pace:g} is not possible"
        raise UsageError("--pace", what, f"give {KEYS['pace'].may_be}") from None


def check_together(wishes: StartOptions) -> None:
    """Whether all of it can be done at once. Raises UsageError."""
    if wishes.tap and wishes.pace is not None:
        raise UsageError("start", "--tap has no --pace: there it is your own", "choose one")
    if wishes.resume and (wishes.fresh or wishes.rehearse):
        other = "--fresh" if wishes.fresh else "--rehearse"
        raise UsageError("start", f"--resume and {other} cannot both be done", "choose one")
