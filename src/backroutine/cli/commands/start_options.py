"""The options of `backroutine start`, checked."""

from pathlib import Path

from msgspec import Struct, field

from backroutine.cli import output
from backroutine.cli.settings import Settings
from backroutine.cli.settings_file import KEYS, read_pace
from backroutine.coach.audio.sound_status import CHOICES, Choice
from backroutine.errors import UsageError


class StartOptions(Struct, frozen=True):
    """The options of the command line."""

    tap: bool = False
    plain: bool = False
    routine: str | None = None
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
    """These hold where no option was given."""

    @property
    def routine_name(self) -> str | None:
        """The routine that is done; None when exercises or a catalogue were named, or there is no default."""
        if self.only or (self.catalogue and not self.routine):
            return None
        return self.routine or self.settings.default_routine

    @property
    def screen(self) -> bool:
        """Whether the session runs on the live screen."""
        return not (self.json or self.plain) and output.in_terminal()

    @property
    def somebody_there(self) -> bool:
        """Whether a person may be doing the exercises.

        Behind a web server or in a scheduler nobody does, unless a way without a terminal was asked for.
        """
        return self.plain or self.json or self.tap or output.any_terminal()

    @property
    def asks(self) -> bool:
        """Whether the person is asked about pain and effort."""
        wanted = self.questions and self.settings.questions and not (self.rehearse or self.json)
        return wanted and output.has_person()

    @property
    def heard(self) -> Choice:
        """The choice of sound.

        Lines are read by a screen reader and JSON by a program, so there it is off unless chosen.
        """
        return self.sound or (self.settings.sound if self.screen else "off")

    @property
    def first_pace(self) -> float:
        return self.settings.pace if self.pace is None else self.pace


def sound_choice(text: str | None) -> Choice | None:
    """The value of `--sound`. Raises UsageError."""
    if text is None or text in CHOICES:
        return text
    raise UsageError("--sound", f"{text!r} is not a kind of sound", f"say {', '.join(CHOICES)}")


def pace_choice(pace: float | None) -> float | None:
    """The value of `--pace`. Raises UsageError."""
    try:
        return None if pace is None else read_pace(pace)
    except ValueError:
        what = f"a pace of {pace:g} is not possible"
        raise UsageError("--pace", what, f"give {KEYS['pace'].may_be}") from None


def check_together(options: StartOptions) -> None:
    """Raises UsageError for options that exclude each other."""
    if options.tap and options.pace is not None:
        raise UsageError("start", "--tap has no --pace: there it is your own", "choose one")
    if options.routine and options.only:
        raise UsageError("start", "a routine and --only cannot both be done", "choose one")
    if options.resume and (options.fresh or options.rehearse):
        other = "--fresh" if options.fresh else "--rehearse"
        raise UsageError("start", f"--resume and {other} cannot both be done", "choose one")
