"""Draws the figure: tapered limbs, a filled head, the floor and a wall, in the cells of a terminal.

With every colour a cell is two pixels, one above the other, and edges are blended. With fewer colours a cell
is four blocks of one colour; without block characters it is a letter.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from msgspec import Struct
from msgspec.structs import replace

from backroutine.coach.screen.layout import Row, Span
from backroutine.coach.screen.theme import Moment, Style, Theme, blend
from backroutine.session.figure import PARENTS, Figure, Point, Pose, moving_joints

LEAST_ROWS, LEAST_COLUMNS = 3, 16
"""The least room in which a figure can be made out."""
THICKNESS = {
    "shoulder": (0.075, 0.07),
    "elbow": (0.05, 0.042),
    "hand": (0.042, 0.034),
    "knee": (0.072, 0.052),
    "foot": (0.052, 0.036),
}
"""Radii of a limb where it begins and where it ends, in metres. The trunk hangs from the hip."""
THINNEST = 0.95
"""Pixels: no limb has a smaller radius."""
HEAD = 0.12
FLOOR, WALL = 0.06, 0.07
"""How deep the floor is, and how thick the wall."""
MARGIN = 0.05
GAP = 2
"""Cells between two poses."""
LEVELS = 5
"""Steps of an edge from the ground to the limb: more would only make more styles."""

QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By bits: upper left, upper right, lower left, lower right."""


class Shape(Struct, frozen=True):
    """A limb, the head or a surface: a line from one place to another, with a radius at each end."""

    style: Style
    mark: str
    """Stands for it where there are only letters."""
    one: Point
    other: Point
    radii: tuple[float, float]
    square: bool = False
    """A box between two corners in place of a rounded line."""


def draw_figure(
    figure: Figure,
    poses: Sequence[Pose],
    columns: int,
    rows: int,
    theme: Theme,
    moment: Moment | None,
    *,
    mirrored: bool = False,
    ascii_only: bool = False,
) -> list[Row]:
    """The poses side by side, each on its floor.

    `moment` colours the working limbs; without one all is dim.
    """
    each = max(1, (columns - GAP * (len(poses) - 1)) // len(poses))
    blends = theme.blends and not ascii_only
    frame = _Frame(figure, each, rows, mirrored=mirrored, floor_apart=not blends)
    draw = _blended if blends else _lettered if ascii_only else _in_blocks
    drawn = []
    for pose in poses:
        floor, *body = map(frame.placed, _shapes(figure, pose, theme, moment))
        shapes = [floor, *body] if blends else [*body, floor]  # no foot stands in the floor
        drawn.append(draw(shapes, each, rows, theme))
    gap = Span(" " * (columns - len(poses) * each), theme.plain)
    side_by_side = zip(*drawn, strict=True)
    return [(*first, *chain(*((gap, *part) for part in more))) for first, *more in side_by_side]


def _shapes(figure: Figure, pose: Pose, theme: Theme, moment: Moment | None) -> Iterator[Shape]:
    """What is drawn, the floor first, then the furthest away, and what works last."""
    left, right = _extent(figure)
    yield Shape(theme.faint, "_", (left - MARGIN, -FLOOR), (right + MARGIN, 0.0), (0, 0), square=True)
    if figure.wall is not None:
        top = max(y for pose in figure.poses for _, y in pose.values()) + MARGIN
        yield Shape(theme.faint, "|", (figure.wall, 0.0), (figure.wall + WALL, top), (0, 0), square=True)
    working = moving_joints(figure) if moment else frozenset()
    accent = theme.accents[moment] if moment else theme.resting
    body = theme.body if moment else theme.resting
    for joint in sorted(PARENTS, key=lambda joint: (joint in working, not joint.startswith("rest_"))):
        if joint not in pose or joint == "head":
            continue
        resting = joint.startswith("rest_")
        style, mark = (accent, "#") if joint in working else (theme.resting, ".") if resting else (body, "+")
        radii = THICKNESS[joint.removeprefix("rest_")]
        if resting and not theme.blends:
            radii = (radii[0] / 2, radii[1] / 2)  # thin, as there may be no colour to tell it by
        yield Shape(style, mark, pose[PARENTS[joint]], pose[joint], radii)
    if "head" in pose:
        yield Shape(body, "O", pose["head"], pose["head"], (HEAD, HEAD))


def _extent(figure: Figure) -> tuple[float, float]:
    """From the leftmost to the rightmost place that a pose reaches."""
    places = [x for pose in figure.poses for x, _ in pose.values()]
    return min(places) - HEAD, max(places) + HEAD


class _Frame:
    """Where a figure is in its cells: as large as they allow, on the floor, in the middle.

    `floor_apart`: a cell has one colour only, so the floor has rows of its own, and stays half a row above
    what is drawn under it.
    """

    def __init__(self, figure: Figure, columns: int, rows: int, *, mirrored: bool, floor_apart: bool) -> None:
        left, right = _extent(figure)
        high = max(y for pose in figure.poses for _, y in pose.values()) + HEAD
        width = right - left + 2 * MARGIN
        self.scale = max(0.1, min(columns / width, rows * 2 / (high + FLOOR)))
        deep = max(1.0, FLOOR * self.scale)
        if floor_apart and rows > 1:
            deep = 2.0 * math.ceil((round(deep) + 1) / 2)
            self.scale = min(self.scale, (rows * 2 - deep) / high)
        self._floor = rows * 2 - deep
        self._left = (columns - width * self.scale) / 2 - (left - MARGIN) * self.scale
        self._right = columns - self._left if mirrored else None

    def placed(self, shape: Shape) -> Shape:
        """The shape in pixels, y downwards."""
        if shape.square:
            (x1, y1), (x2, y2) = self._at(shape.one), self._at(shape.other)
            x2 = x1 + math.copysign(max(1.0, abs(x2 - x1)), x2 - x1)
            return replace(shape, one=(x1, max(y1, y2 + 1.0)), other=(x2, y2))
        radii = tuple(max(THINNEST if r > 0.03 else 0.5, r * self.scale) for r in shape.radii)
        return replace(
            shape, one=self._at(shape.one), other=self._at(shape.other), radii=(radii[0], radii[1])
        )

    def _at(self, point: Point) -> Point:
        x = point[0] * self.scale
        return (self._left + x if self._right is None else self._right - x), (
            self._floor - point[1] * self.scale
        )


def _cover(shape: Shape, x: float, y: float, size: float = 1.0) -> float:
    """How much of a pixel with this middle the shape covers, 0 to 1."""
    (x1, y1), (x2, y2) = shape.one, shape.other
    if shape.square:
        across = min(x + size / 2, max(x1, x2)) - max(x - size / 2, min(x1, x2))
        down = min(y + size / 2, max(y1, y2)) - max(y - size / 2, min(y1, y2))
        return max(0.0, min(1.0, across / size)) * max(0.0, min(1.0, down / size))
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    radius = shape.radii[0] + (shape.radii[1] - shape.radii[0]) * along
    away = math.hypot(x - x1 - dx * along, y - y1 - dy * along)
    return max(0.0, min(1.0, radius - away + 0.5))


def _touched(shapes: Iterable[Shape], columns: int, rows: int) -> Iterator[tuple[Shape, int, int]]:
    """Each shape with the pixels that it may touch, across and down."""
    for shape in shapes:
        reach = max(shape.radii) + 1
        xs, ys = sorted((shape.one[0], shape.other[0])), sorted((shape.one[1], shape.other[1]))
        for y in range(max(0, int(ys[0] - reach)), min(rows * 2, int(ys[1] + reach) + 1)):
            for x in range(max(0, int(xs[0] - reach)), min(columns, int(xs[1] + reach) + 1)):
                yield shape, x, y


def _blended(shapes: Iterable[Shape], columns: int, rows: int, theme: Theme) -> list[Row]:
    """Half blocks, each pixel with the colours of the shapes on it, blended by how much they cover."""
    ground = theme.plain.ground
    pixels = [[ground] * columns for _ in range(rows * 2)]
    for shape, x, y in _touched(shapes, columns, rows):
        cover = round(_cover(shape, x + 0.5, y + 0.5) * LEVELS) / LEVELS
        if cover:
            pixels[y][x] = blend(pixels[y][x], shape.style.ink, cover)
    drawn: list[Row] = []
    for upper, lower in zip(pixels[::2], pixels[1::2], strict=True):
        cells = (
            (" ", theme.plain)
            if one == other == ground
            else ("█", Style(one, ground))
            if one == other
            else ("▀", Style(one, other))
            for one, other in zip(upper, lower, strict=True)
        )
        drawn.append(_merged(cells))
    return drawn


def _in_blocks(shapes: Sequence[Shape], columns: int, rows: int, theme: Theme) -> list[Row]:
    """Quadrants: each cell has the colour of what is drawn last in it."""
    bits = [[0] * columns for _ in range(rows)]
    styles = [[theme.plain] * columns for _ in range(rows)]
    for shape, x, y in _touched(shapes, columns, rows):
        for side in (0, 1):
            if _cover(shape, x + 0.25 + side / 2, y + 0.5, 0.5) >= 0.5:
                bits[y // 2][x] |= 1 << (2 * (y % 2) + side)
                styles[y // 2][x] = shape.style
    return [
        _merged((QUADRANTS[bit], style) for bit, style in zip(*row, strict=True))
        for row in zip(bits, styles, strict=True)
    ]


def _lettered(shapes: Sequence[Shape], columns: int, rows: int, theme: Theme) -> list[Row]:
    """Letters: each cell has that of what is drawn last in it."""
    cells = [[(" ", theme.plain)] * columns for _ in range(rows)]
    for shape, x, y in _touched(shapes, columns, rows):
        if _cover(shape, x + 0.5, y + 0.5) >= 0.5:
            cells[y // 2][x] = (shape.mark, shape.style)
    return [_merged(row) for row in cells]


def _merged(cells: Iterable[tuple[str, Style]]) -> Row:
    """Cells in a row, those of one style together."""
    return tuple(
        Span("".join(text for text, _ in run), style)
        for style, run in groupby(cells, key=lambda cell: cell[1])
    )
