"""The figure in braille."""

from syrupy.assertion import SnapshotAssertion

from backroutine.catalogue.load import bundled_catalogue
from backroutine.coach.screen.drawing import draw_figure
from backroutine.session.figure import Figure
from backroutine.session.plan import Phase

FIGURE = Figure(
    {"hip": (1.2, 0.1), "knee": (1.6, 0.1), "foot": (2.0, 0.1)},
    {"hip": (1.2, 0.1), "knee": (1.5, 0.5), "foot": (1.8, 0.9)},
)
FIGURES = {e.id: e.figure.moving() for e in bundled_catalogue().exercises if e.figure}


def test_every_exercise_of_the_catalogue_has_a_figure_that_moves() -> None:
    assert list(FIGURES) == ["leg-raise", "half-push-up", "hip-thrust", "superman"]
    for figure in FIGURES.values():
        start, held = (
            draw_figure(figure, figure.pose(phase, 1), 30, 8) for phase in (Phase.PAUSE, Phase.HOLD)
        )
        assert start != held


def test_the_poses_of_the_catalogue(snapshot: SnapshotAssertion) -> None:
    drawings = []
    for name, figure in FIGURES.items():
        drawings += [name, *draw_figure(figure, figure.pose(Phase.HOLD, 1), 30, 8)]
    assert "\n".join(line.rstrip("\u2800 ") for line in drawings) == snapshot


def test_a_drawing_has_the_size_asked_for() -> None:
    for columns, rows in ((1, 1), (10, 3), (40, 12)):
        drawing = draw_figure(FIGURE, FIGURE.start, columns, rows)
        assert [len(row) for row in drawing] == [columns] * rows


def dots(rows: list[str]) -> list[tuple[int, int]]:
    bits = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
    return [
        (2 * column + x, 4 * row + y)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        for y in range(4)
        for x in range(2)
        if cell != " " and (ord(cell) - 0x2800) & bits[y][x]
    ]


def test_the_other_side_is_the_mirror_image() -> None:
    pose = FIGURE.pose(Phase.HOLD, 1)
    left = [x for x, y in dots(draw_figure(FIGURE, pose, 30, 8)) if y < 28]
    right = [x for x, y in dots(draw_figure(FIGURE, pose, 30, 8, mirrored=True)) if y < 28]
    assert min(left) + max(right) in range(48, 53)
    assert max(left) + min(right) in range(48, 53)


def test_the_resting_leg_is_dotted() -> None:
    leg = {"knee": (1.6, 0.5), "foot": (2.0, 0.5)}
    whole = draw_figure(FIGURE, {"hip": (1.2, 0.5), **leg}, 30, 8)
    dotted = draw_figure(
        FIGURE, {"hip": (1.2, 0.5), **{f"rest_{joint}": at for joint, at in leg.items()}}, 30, 8
    )
    assert len(dots(dotted)) < len(dots(whole))
