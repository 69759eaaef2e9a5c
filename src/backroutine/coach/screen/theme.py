"""The colours of the program, all in one table: one pair of ink and ground for each kind of moment.

A colour is never the only sign: words, pips and places say the same. Contrast is measured by a test, also for
the nearest of 256 colours.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

ThemeChoice = Literal["auto", "dark", "light", "terminal"]
"""The setting `theme`."""


class Moment(Enum):
    """The kinds of moment that have a colour of their own."""

    LIFT = "lift"
    HOLD = "hold"
    RETURN = "return"
    PAUSE = "pause"
    """The pause of a rep."""
    READY = "ready"
    """Getting ready, switching sides, turning over."""
    REST = "rest"
    PAUSED = "paused"
    """The session is paused."""


class Style(Struct, frozen=True):
    """How a piece of text looks."""

    ink: str = ""
    """`#rrggbb`, an ANSI name such as `green`, or empty for the terminal's own."""
    ground: str = ""
    bold: bool = False
    dim: bool = False
    reverse: bool = False


class Theme(Struct, frozen=True):
    """What each part of a page looks like."""

    name: str
    plain: Style
    quiet: Style
    """What matters less, and everything but the band while the session is paused."""
    strong: Style
    faint: Style
    """Decoration: open pips and segments, edges, the floor."""
    warning: Style
    card: Style
    """The surface of a card."""
    bands: Mapping[Moment, Style]
    """The band with the phase word."""
    accents: Mapping[Moment, Style]
    """Filled pips and the working limbs, on the page's ground."""
    body: Style
    """Head, trunk and arms of the figure."""
    resting: Style
    """Its resting limbs."""
    ramp: tuple[Style, ...]
    """A score of 0 to 10, from calm to strong."""
    blends: bool = False
    """Whether the terminal shows every colour, so that edges can be blended."""

    def on_card(self, style: Style) -> Style:
        return replace(style, ground=self.card.ground)


def blend(one: str, other: str, share: float) -> str:
    """The colour between two, `share` of the way to the other."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _ramp(colours: tuple[str, str, str], ink: str) -> tuple[Style, ...]:
    calm, middle, strong = colours
    grounds = [blend(calm, middle, score / 5) for score in range(5)]
    grounds += [blend(middle, strong, score / 5) for score in range(6)]
    return tuple(Style(ink, ground, bold=True) for ground in grounds)


_DARK = "#11151c"
_DARK_BANDS = {
    Moment.LIFT: Style("#04220f", "#2fd07a", bold=True),
    Moment.HOLD: Style("#2c1c00", "#ffc24b", bold=True),
    Moment.RETURN: Style("#031a33", "#63b3ff", bold=True),
    Moment.PAUSE: Style("#14181f", "#c3cad6", bold=True),
    Moment.READY: Style("#02211f", "#3fd2cf", bold=True),
    Moment.REST: Style("#150a33", "#b39dff", bold=True),
    Moment.PAUSED: Style("#2b0019", "#ff87d7", bold=True),
}
DARK = Theme(
    "dark",
    plain=Style("#e8ebf1", _DARK),
    quiet=Style("#9aa4b5", _DARK),
    strong=Style("#e8ebf1", _DARK, bold=True),
    faint=Style("#39424f", _DARK),
    warning=Style("#2b0019", "#ff87d7", bold=True),
    card=Style("#e8ebf1", "#1b222d"),
    bands=_DARK_BANDS,
    accents={moment: Style(band.ground, _DARK) for moment, band in _DARK_BANDS.items()},
    body=Style("#aab3c2", _DARK),
    resting=Style("#5a6473", _DARK),
    ramp=_ramp(("#3fc98f", "#ffc24b", "#ff6f6f"), "#1a0f0f"),
    blends=True,
)

_LIGHT = "#faf8f3"
LIGHT = Theme(
    "light",
    plain=Style("#1b2027", _LIGHT),
    quiet=Style("#565e6b", _LIGHT),
    strong=Style("#0d1117", _LIGHT, bold=True),
    faint=Style("#cfd0cc", _LIGHT),
    warning=Style("#ffffff", "#8c1560", bold=True),
    card=Style("#1b2027", "#eeebe3"),
    bands={
        Moment.LIFT: Style("#021a0b", "#22bd6a", bold=True),
        Moment.HOLD: Style("#231500", "#f0a52a", bold=True),
        Moment.RETURN: Style("#00132b", "#4fa6fa", bold=True),
        Moment.PAUSE: Style("#14181f", "#b0b8c4", bold=True),
        Moment.READY: Style("#001d1c", "#22bcb9", bold=True),
        Moment.REST: Style("#12071f", "#ab94fb", bold=True),
        Moment.PAUSED: Style("#2b0019", "#fb7cc8", bold=True),
    },
    accents={
        Moment.LIFT: Style("#0b8a4a", _LIGHT),
        Moment.HOLD: Style("#b06c00", _LIGHT),
        Moment.RETURN: Style("#1668c0", _LIGHT),
        Moment.PAUSE: Style("#4a515c", _LIGHT),
        Moment.READY: Style("#07807f", _LIGHT),
        Moment.REST: Style("#6b4fc4", _LIGHT),
        Moment.PAUSED: Style("#b01e7b", _LIGHT),
    },
    body=Style("#5d6673", _LIGHT),
    resting=Style("#b4b6b6", _LIGHT),
    ramp=_ramp(("#7fdcb2", "#ffd071", "#ff9a92"), "#1a0f0f"),
    blends=True,
)

PLAIN = Theme(
    "plain",
    plain=Style(),
    quiet=Style(dim=True),
    strong=Style(bold=True),
    faint=Style(dim=True),
    warning=Style(bold=True, reverse=True),
    card=Style(),
    bands=dict.fromkeys(Moment, Style(bold=True, reverse=True)),
    accents=dict.fromkeys(Moment, Style(bold=True)),
    body=Style(),
    resting=Style(dim=True),
    ramp=(Style(bold=True),) * 11,
)
"""No colour at all: weights, and reverse video for the band."""

_ANSI = {
    Moment.LIFT: "green",
    Moment.HOLD: "yellow",
    Moment.RETURN: "bright_blue",
    Moment.PAUSE: "white",
    Moment.READY: "cyan",
    Moment.REST: "bright_magenta",
    Moment.PAUSED: "magenta",
}
TERMINAL = replace(
    PLAIN,
    name="terminal",
    bands={moment: Style("black", name, bold=True) for moment, name in _ANSI.items()},
    accents={moment: Style(name) for moment, name in _ANSI.items()} | {Moment.PAUSE: Style()},
    ramp=tuple(Style("black", name, bold=True) for name in ["green"] * 4 + ["yellow"] * 3 + ["red"] * 4),
)
"""The terminal's own sixteen colours on its own ground."""


def choose_theme(choice: ThemeChoice, environment: Mapping[str, str], *, windows: bool = False) -> Theme:
    """The theme for a terminal with these environment variables.

    It never asks the terminal itself: a late answer would be taken for keys.
    """
    if environment.get("NO_COLOR"):
        return PLAIN
    depth = _colours(environment, windows=windows)
    if choice == "terminal" or depth < 256:
        return TERMINAL
    light = choice == "light" or (choice == "auto" and _has_light_ground(environment))
    return replace(LIGHT if light else DARK, blends=depth > 256)


def _colours(environment: Mapping[str, str], *, windows: bool) -> int:
    if windows or environment.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return 1 << 24
    term = environment.get("TERM", "").strip().lower()
    return 256 if term.endswith(("256color", "kitty", "direct")) else 16


def _has_light_ground(environment: Mapping[str, str]) -> bool:
    """Whether COLORFGBG (`0;15`: ink and ground as ANSI numbers) says that the ground is light."""
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return ground.isdigit() and int(ground) in {7, *range(9, 16)}
