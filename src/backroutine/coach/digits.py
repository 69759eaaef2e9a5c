"""Numbers and the letters of the sides drawn large: a cell carries two square pixels, so a number can be
as tall as the room it gets."""

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
