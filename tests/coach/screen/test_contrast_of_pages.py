"""Every pair of colours that is really on a page, read off the drawn pages. The table has its own test."""

import runpy
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from backroutine.coach.screen.layout import Span
from backroutine.coach.screen.theme import DARK, LIGHT, Theme
from contrast import contrast, nearest_of_256

MOMENTS = runpy.run_path(str(Path(__file__).parents[3] / "scripts" / "picture.py"))["moments"]
THEMES = {theme.name: theme for theme in (DARK, LIGHT)}
LEAST = {"text": 4.5, "letters": 4.5, "band": 7.0, "pips": 3.0, "limbs": 3.0}
Pair = tuple[str, str]


def kind(span: Span, theme: Theme) -> str:
    """What a piece of a page is; the empty text for decoration."""
    marks = set(span.text) - {" "}
    if any(mark.isalnum() for mark in marks):
        return "text"
    if marks & set("●◉■"):
        return "pips"
    if not marks & set("█▀▄"):
        return ""
    if span.style in theme.bands.values():
        return "band"
    if span.style in {theme.strong, theme.quiet}:
        return "letters"
    limbs = {style.ink for style in (*theme.accents.values(), theme.body)}
    return "limbs" if "█" in marks and span.style.ink in limbs else ""


@cache
def seen(name: str) -> dict[str, dict[Pair, str]]:
    """The pairs of ink and ground of each kind, and a page that has them."""
    theme = THEMES[name]
    found: dict[str, dict[Pair, str]] = defaultdict(dict)
    for size in ((80, 24), (40, 12)):
        for page, rows in MOMENTS(theme, size):
            for row in rows:
                for span in row:
                    found[kind(span, theme)].setdefault((span.style.ink, span.style.ground), page)
    return found


@pytest.mark.parametrize("exact", [True, False], ids=["true colour", "256 colours"])
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("what", LEAST)
def test_what_is_read_on_any_page_has_enough_contrast(what: str, name: str, exact: bool) -> None:
    pairs = seen(name)[what]
    assert pairs
    found = {}
    for pair, page in pairs.items():
        ink, ground = pair if exact else map(nearest_of_256, pair)
        if (measured := contrast(ink, ground)) < LEAST[what]:
            found[pair] = (round(measured, 2), page)
    assert found == {}


@pytest.mark.parametrize("name", THEMES)
def test_the_walk_meets_every_kind_of_moment(name: str) -> None:
    bands = {(style.ink, style.ground) for style in THEMES[name].bands.values()}
    assert bands <= set(seen(name)["band"]) | set(seen(name)["text"])
    assert len(seen(name)["text"]) > 20
