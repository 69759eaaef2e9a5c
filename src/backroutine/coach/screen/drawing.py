"""A small stick figure in braille: the working leg and the arms drawn whole, the resting ones dotted.

So the side can be seen as well as read, without colour.
"""

import math
from collections.abc import Callable, Iterator

from backroutine.session.figure import HEIGHT, PARENTS, WIDTH, Figure, Point, Pose

# Numbers and the letters of the sides drawn large: a cell carries two square pixels, so a number can be
# as tall as the room it gets.

_GLYPHS = {
    "0": (".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "1": ("..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."),
    "2": (".###.", "#...#", "....#", "..##.", ".#...", "#....", "#####"),
    "3": (".###.", "#...#", "....#", "..##.", "....#", "#...#", ".###."),
    "4": ("...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."),
    "5": ("#####", "#....", "####.", "....#", "....#", "#...#", ".###."),
    "6": (".###.", "#....", "#....", "####.", "#...#", "#...#", ".###."),
    "7": ("#####", "....#", "...#.", "...#.", "..#..", "..#..", "..#.."),
    "8": (".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."),
    "9": (".###.", "#...#", "#...#", ".####", "....#", "....#", ".###."),
    "L": ("#....", "#....", "#....", "#....", "#....", "#....", "#####"),
    "R": ("####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"),
}
_TALL, _WIDE = 7, 5


def largest_scale(characters: int, columns: int, rows: int) -> int:
    """Pixels a glyph's pixel can be wide for so many digits to fit; 0 when they do not fit at all."""
    return max(0, min((columns + 1) // (characters * (_WIDE + 1)), rows * 2 // _TALL))


def columns_of(characters: int, scale: int) -> int:
    """Terminal columns a number takes."""
    return (characters * (_WIDE + 1) - 1) * scale


def draw(number: str, scale: int, *, hollow: bool = False, ascii_only: bool = False) -> list[str]:
    """The rows of a number. `hollow` looks unlike the count, where there is room to."""
    pixels = _pixels(number, scale)
    if len(pixels) % 2:
        pixels.append([False] * len(pixels[0]))
    rows = zip(pixels[::2], pixels[1::2], strict=True)
    hollow = hollow and scale > 1
    marks = (" ::::" if hollow else " ####") if ascii_only else (" ░░░" if hollow else " ▄▀█")
    return ["".join(marks[2 * above + below] for above, below in zip(*row, strict=True)) for row in rows]


def _pixels(number: str, scale: int) -> list[list[bool]]:
    lines = [".".join(_GLYPHS[character][y] for character in number) for y in range(_TALL)]
    return [[mark == "#" for mark in line for _ in range(scale)] for line in lines for _ in range(scale)]


Drawing = Callable[[int, int], list[str]]
"""Draws the figure into so many columns and rows."""

_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_HEAD = 0.09
_DOTTED = frozenset({"rest_knee", "rest_foot", "rest_elbow", "rest_hand"})


def drawing_of(figure: Figure, pose: Pose | None, *, mirrored: bool) -> Drawing:
    """The figure in this pose; standing still without one."""
    if pose is None:
        return lambda columns, rows: draw_still(figure, columns, rows, mirrored=mirrored)
    return lambda columns, rows: draw_figure(figure, pose, columns, rows, mirrored=mirrored)


def draw_figure(figure: Figure, pose: Pose, columns: int, rows: int, *, mirrored: bool = False) -> list[str]:
    """The pose on a floor, as rows of braille, `columns` wide."""
    canvas = _Canvas(columns, rows, mirrored=mirrored)
    canvas.floor()
    if figure.wall is not None:
        canvas.line((figure.wall, 0.25), (figure.wall, HEIGHT), every=2)
    for joint, parent in PARENTS.items():
        if joint in pose and joint != "head":
            canvas.line(pose[parent], pose[joint], every=2 if joint in _DOTTED else 1)
    if "head" in pose:
        canvas.circle(pose["head"], _HEAD)
        canvas.line(pose["shoulder"], _towards(pose["head"], pose["shoulder"], _HEAD))
    return canvas.rows()


def _towards(one: Point, other: Point, distance: float) -> Point:
    """The point so far from the one on the way to the other."""
    share = min(1.0, distance / (math.dist(one, other) or 1.0))
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def draw_still(figure: Figure, columns: int, rows: int, *, mirrored: bool = False) -> list[str]:
    """Two still poses, the start and the top of the movement, side by side."""
    each = max(1, (columns - 2) // 2)
    poses = figure.start, figure.held or figure.end
    both = [draw_figure(figure, pose, each, rows, mirrored=mirrored) for pose in poses]
    return ["  ".join(pair) for pair in zip(*both, strict=True)]


class _Canvas:
    """Dots, two by four to a character cell; square, because a cell is twice as tall as wide."""

    def __init__(self, columns: int, rows: int, *, mirrored: bool) -> None:
        self._cells = [[0] * columns for _ in range(rows)]
        self._floor = rows * 4 - 1
        self._bottom = self._floor - 2
        self._scale = min((columns * 2 - 1) / WIDTH, self._bottom / HEIGHT)
        self._mirrored = mirrored

    def floor(self) -> None:
        """The floor, a little below what lies on it."""
        for x in range(0, round(WIDTH * self._scale), 3):
            self._set(x, self._floor)

    def line(self, one: Point, other: Point, *, every: int = 1) -> None:
        """A line of dots; only every so many of them."""
        for index, (x, y) in enumerate(_steps(self._dot(one), self._dot(other))):
            if index % every == 0:
                self._set(x, y)

    def circle(self, centre: Point, radius: float) -> None:
        """A ring of dots."""
        x, y = self._dot(centre)
        dots = max(1.0, radius * self._scale)
        for step in range(32):
            angle = step * math.tau / 32
            self._set(round(x + dots * math.cos(angle)), round(y + dots * math.sin(angle)))

    def rows(self) -> list[str]:
        """The drawing."""
        return ["".join(chr(_BRAILLE + bits) if bits else " " for bits in row) for row in self._cells]

    def _dot(self, point: Point) -> tuple[int, int]:
        x = WIDTH - point[0] if self._mirrored else point[0]
        return round(x * self._scale), self._bottom - round(point[1] * self._scale)

    def _set(self, x: int, y: int) -> None:
        column, row = x // 2, y // 4
        if 0 <= row < len(self._cells) and 0 <= column < len(self._cells[row]):
            self._cells[row][column] |= _DOTS[y % 4][x % 2]


def _steps(one: tuple[int, int], other: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The dots from one to another."""
    (x, y), (to_x, to_y) = one, other
    count = max(abs(to_x - x), abs(to_y - y), 1)
    for step in range(count + 1):
        yield round(x + (to_x - x) * step / count), round(y + (to_y - y) * step / count)
