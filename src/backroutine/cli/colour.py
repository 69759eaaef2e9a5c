"""Colour in tables and pages: whether, and which. The colours are those of the screen's table.

A colour is never the only sign. On an unknown ground only the terminal's own sixteen colours can be read
everywhere, so those are used unless the setting `theme` names dark or light.
"""

from collections.abc import Mapping
from typing import Literal, cast, get_args

from backroutine.coach.screen.theme import PLAIN, TERMINAL, Moment, Style, Theme, ThemeChoice, choose_theme
from backroutine.errors import UsageError

ColourChoice = Literal["auto", "always", "never"]
_ANSI = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def colour_choice(text: str) -> ColourChoice:
    """What `--color` asked for. Raises UsageError."""
    if text in get_args(ColourChoice):
        return cast(ColourChoice, text)
    raise UsageError("--color", f"{text[:40]!r} is not possible", f"say {', '.join(get_args(ColourChoice))}")


def is_wanted(choice: ColourChoice, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to write in colour: by the option, by NO_COLOR, by what forces it, by the terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    dumb = environment.get("TERM", "") == "dumb" or environment.get("CLICOLOR") == "0"
    return terminal and not dumb


class Palette:
    """Paints text, or leaves it as it is."""

    def __init__(self, theme: Theme | None = None) -> None:
        """Without a theme there is no colour."""
        self._coloured = theme is not None
        self._theme = theme or PLAIN

    def heading(self, text: str) -> str:
        return self._paint(text, self._theme.strong)

    def quiet(self, text: str) -> str:
        """What matters less."""
        return self._paint(text, self._theme.quiet)

    def done(self, text: str) -> str:
        """What was done as planned."""
        return self._paint(text, self._theme.accents[Moment.LIFT])

    def missed(self, text: str) -> str:
        """What was done in part, or is missing."""
        return self._paint(text, self._theme.accents[Moment.HOLD])

    def weaker(self, text: str) -> str:
        return self._paint(text, self._theme.accents[Moment.REST])

    def pain(self, text: str, score: float) -> str:
        """A score of 0 to 10."""
        return self._paint(text, self._theme.ramp[min(10, max(0, round(score)))])

    def _paint(self, text: str, style: Style) -> str:
        if not (self._coloured and text.strip()):
            return text
        codes = [code for code, on in (("1", style.bold), ("2", style.dim), ("7", style.reverse)) if on]
        true = self._theme.blends
        codes += _codes(style.ink, 30, true)
        if style.ground != self._theme.plain.ground:  # the terminal keeps its own ground
            codes += _codes(style.ground, 40, true)
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


def _codes(colour: str, base: int, true: bool) -> list[str]:
    if not colour:
        return []
    if colour.startswith("#"):
        channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        if true:
            return [f"{base + 8};2;{channels[0]};{channels[1]};{channels[2]}"]
        red, green, blue = (round(channel / 51) for channel in channels)
        return [f"{base + 8};5;{16 + 36 * red + 6 * green + blue}"]
    bright = colour.startswith("bright_")
    return [str(base + (60 if bright else 0) + _ANSI.index(colour.removeprefix("bright_")))]


def palette_for(
    choice: ColourChoice, theme: ThemeChoice, environment: Mapping[str, str], *, terminal: bool
) -> Palette:
    if not is_wanted(choice, environment, terminal=terminal):
        return Palette()
    if theme == "auto":
        return Palette(TERMINAL)
    return Palette(choose_theme(theme, {**environment, "NO_COLOR": ""}))
