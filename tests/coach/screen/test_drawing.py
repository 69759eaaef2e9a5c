"""The figure: its size, its sides, and what is seen of it without colour."""

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from backroutine.catalogue.load import bundled_catalogue
from backroutine.coach.screen.drawing import draw_figure
from backroutine.coach.screen.layout import Row
from backroutine.coach.screen.theme import DARK, PLAIN, TERMINAL, Moment, Theme
from backroutine.session.figure import Figure
from backroutine.session.plan import Phase
from contrast import contrast

FIGURE = Figure(
    {"hip": (1.2, 0.1), "knee": (1.6, 0.1), "foot": (2.0, 0.1)},
    {"hip": (1.2, 0.1), "knee": (1.5, 0.5), "foot": (1.8, 0.9)},
)
FIGURES = {e.id: e.figure.moving() for e in bundled_catalogue().exercises if e.figure}


def drawn(
    figure: Figure = FIGURE, phase: Phase = Phase.HOLD, theme: Theme = DARK, *, mirrored: bool = False
) -> list[Row]:
    return draw_figure(figure, [figure.pose(phase, 1)], 40, 10, theme, Moment.HOLD, mirrored=mirrored)


def shown(rows: list[Row]) -> str:
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def inked(rows: list[Row], ink: str) -> set[tuple[int, int]]:
    """The cells in which a colour, or one close to it, is seen."""
    found = set()
    for y, row in enumerate(rows):
        x = 0
        for span in row:
            for mark in span.text:
                colours = {span.style.ink, span.style.ground} if mark != " " else set()
                if any(colour and contrast(colour, ink) < 1.1 for colour in colours):
                    found.add((x, y))
                x += 1
    return found


def test_every_exercise_of_the_catalogue_has_a_figure_that_moves() -> None:
    assert list(FIGURES) == ["leg-raise", "half-push-up", "hip-thrust", "superman"]
    for figure in FIGURES.values():
        assert drawn(figure, Phase.PAUSE) != drawn(figure, Phase.HOLD)


@pytest.mark.parametrize("name", FIGURES)
def test_the_poses_of_the_catalogue_without_colour(name: str, snapshot: SnapshotAssertion) -> None:
    assert shown(draw_figure(FIGURES[name], FIGURES[name].still, 80, 10, PLAIN, Moment.LIFT)) == snapshot


@pytest.mark.parametrize("theme", [DARK, TERMINAL, PLAIN], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_drawing_has_the_size_asked_for(theme: Theme, ascii_only: bool) -> None:
    for columns, rows in ((1, 1), (10, 3), (40, 12)):
        drawing = draw_figure(FIGURE, [FIGURE.start], columns, rows, theme, None, ascii_only=ascii_only)
        assert [sum(cell_len(span.text) for span in row) for row in drawing] == [columns] * rows
        assert not ascii_only or shown(drawing).isascii()


def test_the_other_side_is_the_mirror_image() -> None:
    marks = str.maketrans("▘▝▖▗▌▐▛▜▙▟▚▞", "▝▘▗▖▐▌▜▛▟▙▞▚")
    left = shown(drawn(theme=PLAIN)).split("\n")
    right = shown(drawn(theme=PLAIN, mirrored=True)).split("\n")
    mirrored = [line.ljust(40)[::-1].translate(marks).rstrip() for line in left]
    wrong = sum(a != b for a, b in zip("".join(mirrored), "".join(right), strict=False))
    assert wrong <= len("".join(right)) // 10


def test_the_working_limb_has_the_colour_of_the_phase_and_is_two_or_three_dots_thick() -> None:
    rows = draw_figure(FIGURE, [FIGURE.start], 40, 10, DARK, Moment.HOLD)
    colour = DARK.accents[Moment.HOLD].ink
    limb = inked(rows, colour)
    assert len({x for x, _ in limb}) >= 12
    pixels = sum(
        mark == "█" or DARK.plain.ground != ground
        for row in rows
        for span in row
        for mark, ground in [(mark, span.style.ground) for mark in span.text]
        if span.style.ink == colour
    )
    assert pixels
    assert not inked(draw_figure(FIGURE, [FIGURE.start], 40, 10, DARK, None), colour)


def test_the_resting_leg_is_dim_and_thin_where_there_is_no_colour() -> None:
    leg = {"knee": (1.6, 0.5), "foot": (2.0, 0.5)}
    resting = {f"rest_{joint}": at for joint, at in leg.items()}
    both = Figure({"hip": (1.2, 0.5), **leg, **resting}, FIGURE.end)

    def cells(pose: dict[str, tuple[float, float]], theme: Theme) -> list[str]:
        rows = draw_figure(both, [{"hip": (1.2, 0.5), **pose}], 40, 12, theme, Moment.LIFT)
        return [mark for row in rows[:-1] for span in row for mark in span.text if mark != " "]

    def thick(marks: list[str]) -> int:
        return sum(2 if mark == "█" else 1 for mark in marks)

    assert thick(cells(resting, PLAIN)) < thick(cells(leg, PLAIN))
    styles = {span.style.ink for row in draw_figure(both, [both.start], 40, 12, DARK, None) for span in row}
    assert DARK.accents[Moment.LIFT].ink not in styles


@pytest.mark.parametrize("theme", [TERMINAL, PLAIN], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", FIGURES)
def test_without_blending_the_body_stays_clear_of_what_is_under_the_floor(name: str, theme: Theme) -> None:
    for phase in (Phase.PAUSE, Phase.HOLD):
        last = drawn(FIGURES[name], phase, theme)[-1]
        assert {mark for span in last for mark in span.text} <= set(" ▀▘▝")
        assert {span.style for span in last if span.text.strip()} == {theme.faint}
