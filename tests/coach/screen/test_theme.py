"""The table of colours: what is read has enough contrast, in every theme and with 256 colours too."""

import pytest

from backroutine.coach.screen.theme import (
    DARK,
    LIGHT,
    PLAIN,
    TERMINAL,
    Moment,
    Style,
    Theme,
    ThemeChoice,
    blend,
    choose_theme,
)
from contrast import contrast, nearest_of_256

TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def of(style: Style, *, exact: bool) -> float:
    pair = style.ink, style.ground
    return contrast(*(pair if exact else map(nearest_of_256, pair)))


@pytest.mark.parametrize("exact", [True, False], ids=["true colour", "256 colours"])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
class TestContrast:
    def test_text(self, theme: Theme, exact: bool) -> None:
        texts = [theme.plain, theme.quiet, theme.strong, theme.warning, theme.card, *theme.ramp]
        texts += [theme.on_card(theme.quiet), theme.on_card(theme.strong)]
        assert {style: found for style in texts if (found := of(style, exact=exact)) < 4.5} == {}

    def test_the_word_of_the_band(self, theme: Theme, exact: bool) -> None:
        assert {m: found for m in Moment if (found := of(theme.bands[m], exact=exact)) < 7} == {}

    def test_limbs_and_filled_pips(self, theme: Theme, exact: bool) -> None:
        drawn = [*theme.accents.values(), theme.body]
        assert {style: found for style in drawn if (found := of(style, exact=exact)) < 3} == {}

    def test_a_band_stands_out_from_the_page(self, theme: Theme, exact: bool) -> None:
        for band in theme.bands.values():
            assert of(Style(band.ground, theme.plain.ground), exact=exact) >= 1.8


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [DARK, LIGHT, TERMINAL], ids=lambda theme: theme.name)
def test_each_kind_of_moment_has_a_band_of_its_own(theme: Theme) -> None:
    assert len({band.ground for band in theme.bands.values()}) == len(Moment)


def test_without_colour_nothing_has_one() -> None:
    styles = [*PLAIN.bands.values(), *PLAIN.accents.values(), *PLAIN.ramp, PLAIN.plain, PLAIN.quiet]
    assert {(style.ink, style.ground) for style in styles} == {("", "")}
    assert all(band.reverse for band in PLAIN.bands.values())


def test_blending() -> None:
    assert blend("#000000", "#ffffff", 0.5) == "#808080"
    assert blend("#102030", "#ffffff", 0) == "#102030"


@pytest.mark.parametrize(
    ("choice", "environment", "expected"),
    [
        ("auto", TRUE, "dark"),
        ("auto", {**TRUE, "COLORFGBG": "0;15"}, "light"),
        ("auto", {**TRUE, "COLORFGBG": "0;default;15"}, "light"),
        ("auto", {**TRUE, "COLORFGBG": "15;0"}, "dark"),
        ("auto", {**TRUE, "COLORFGBG": "nonsense"}, "dark"),
        ("dark", {**TRUE, "COLORFGBG": "0;15"}, "dark"),
        ("light", TRUE, "light"),
        ("terminal", TRUE, "terminal"),
        ("light", {"TERM": "linux"}, "terminal"),
        ("light", {**TRUE, "NO_COLOR": "1"}, "plain"),
        ("dark", {**TRUE, "NO_COLOR": ""}, "dark"),
    ],
)
def test_which_theme_a_terminal_gets(choice: ThemeChoice, environment: dict[str, str], expected: str) -> None:
    assert choose_theme(choice, environment).name == expected


def test_edges_are_blended_only_where_every_colour_is_shown() -> None:
    assert choose_theme("dark", TRUE).blends
    assert not choose_theme("dark", {"TERM": "xterm-256color"}).blends
