"""What every command starts from: the settings, this instant and its day, and where the journal is."""

import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from backroutine.cli import output, system
from backroutine.cli.paths import journal_path

if TYPE_CHECKING:
    from backroutine.cli.colour import Palette
    from backroutine.cli.settings import Settings


class Context:
    """Made once for each command. Settings are read when they are first asked for.

    So a command that needs none of them works beside a settings file that is wrong.
    """

    def __init__(
        self,
        now: datetime | None = None,
        *,
        no_input: bool = False,
        color: str = "auto",
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.now = now or system.here_and_now()
        """With the offset of this place."""
        self.environment = environment
        self._no_input = no_input
        self._color = color

    @property
    def can_ask(self) -> bool:
        """Whether there is a person to ask, who did not say `--no-input`."""
        return not self._no_input and output.has_person()

    @cached_property
    def palette(self) -> "Palette":
        """The colours for standard output. Raises UsageError for a `--color` that is none."""
        from backroutine.cli.colour import colour_choice, palette_for

        choice, terminal = colour_choice(self._color), sys.stdout.isatty()
        return palette_for(choice, self.settings.theme, self.environment, terminal=terminal)

    @cached_property
    def settings(self) -> "Settings":
        """Raises FileError and UsageError for settings that are wrong."""
        from backroutine.cli.settings import load_settings

        return load_settings(self.environment)

    @property
    def starts(self) -> int:
        """The hour at which a day begins."""
        return self.settings.day_starts

    @cached_property
    def today(self) -> date:
        """The day of the journal that `now` belongs to."""
        from backroutine.journal.records import day_of

        return day_of(self.now, self.starts)

    @property
    def journal(self) -> Path:
        """The journal, there or not. Raises BackroutineError without a home directory for it."""
        return journal_path(self.environment)
