"""Block letters: a 5x7 font for numbers and words, a pixel of it being a half cell or more."""

from collections.abc import Sequence

FONT = {
    "A": (".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"),
    "B": ("####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."),
    "C": (".####", "#....", "#....", "#....", "#....", "#....", ".####"),
    "D": ("####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."),
    "E": ("#####", "#....", "#....", "####.", "#....", "#....", "#####"),
    "F": ("#####", "#....", "#....", "####.", "#....", "#....", "#...."),
    "G": (".####", "#....", "#....", "#..##", "#...#", "#...#", ".####"),
    "H": ("#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"),
    "I": ("###", ".#.", ".#.", ".#.", ".#.", ".#.", "###"),
    "J": ("..###", "...#.", "...#.", "...#.", "...#.", "#..#.", ".##.."),
    "K": ("#...#", "#..#.", "#.#..", "##...", "#.#..", "#..#.", "#...#"),
    "L": ("#....", "#....", "#....", "#....", "#....", "#....", "#####"),
    "M": ("#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"),
    "N": ("#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"),
    "O": (".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "P": ("####.", "#...#", "#...#", "####.", "#....", "#....", "#...."),
    "Q": (".###.", "#...#", "#...#", "#...#", "#.#.#", "#..#.", ".##.#"),
    "R": ("####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"),
    "S": (".####", "#....", "#....", ".###.", "....#", "....#", "####."),
    "T": ("#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."),
    "U": ("#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "V": ("#...#", "#...#", "#...#", "#...#", ".#.#.", ".#.#.", "..#.."),
    "W": ("#...#", "#...#", "#...#", "#.#.#", "#.#.#", "##.##", "#...#"),
    "X": ("#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#"),
    "Y": ("#...#", "#...#", ".#.#.", "..#..", "..#..", "..#..", "..#.."),
    "Z": ("#####", "....#", "...#.", "..#..", ".#...", "#....", "#####"),
    "0": (".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "1": ("..#..", ".##..", "#.#..", "..#..", "..#..", "..#..", "#####"),
    "2": (".###.", "#...#", "....#", "..##.", ".#...", "#....", "#####"),
    "3": (".###.", "#...#", "....#", "..##.", "....#", "#...#", ".###."),
    "4": ("...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."),
    "5": ("#####", "#....", "####.", "....#", "....#", "#...#", ".###."),
    "6": (".###.", "#....", "#....", "####.", "#...#", "#...#", ".###."),
    "7": ("#####", "....#", "...#.", "...#.", "..#..", "..#..", "..#.."),
    "8": (".###.", "#...#", "#...#", ".###.", "#...#", "#...#", ".###."),
    "9": (".###.", "#...#", "#...#", ".####", "....#", "....#", ".###."),
    " ": ("...",) * 7,
    ",": ("..", "..", "..", "..", "..", ".#", "#."),
    ".": (".", ".", ".", ".", ".", ".", "#"),
    "-": ("...", "...", "...", "###", "...", "...", "..."),
    "'": ("#", "#", ".", ".", ".", ".", "."),
    "‖": ("##.##",) * 7,
}
PAUSE_SIGN = "‖"
TALL = 7
"""Pixels of a letter from top to bottom."""

BLOCKS, ASCII = " ▄▀█", " .'#"
"""A cell with neither half, the lower, the upper, both."""


def can_draw(text: str) -> bool:
    """Whether the font has every letter of the text."""
    return bool(text) and all(letter in FONT for letter in text.upper())


def width_of(text: str) -> int:
    """Pixels from left to right, with one between two letters."""
    return sum(len(FONT[letter][0]) + 1 for letter in text.upper()) - 1


def word_scale(text: str, columns: int, half_rows: int) -> tuple[int, int] | None:
    """Cells and half rows of a pixel, as large as the word fits; None when it does not fit at all.

    A pixel is at most twice as high or as wide as a square.
    """
    tall = half_rows // TALL
    if not tall or not can_draw(text):
        return None
    wide = min(2 * tall, (columns + 1) // (width_of(text) + 1))
    return (wide, min(tall, 2 * wide)) if wide else None


def number_scale(number: str, columns: int, half_rows: int) -> tuple[int, int] | None:
    """The same for a number, which is about square; a single digit is a little wider."""
    tall = half_rows // TALL
    wide = min(tall + (len(number) == 1), columns // width_of(number))
    return (wide, tall) if tall and wide else None


def draw(text: str, scale: tuple[int, int], *, above: int = 0, ascii_only: bool = False) -> list[str]:
    """The text as rows of cells; `above` half rows stay empty over it."""
    wide, tall = scale
    lines = (".".join(FONT[letter][y] for letter in text.upper()) for y in range(TALL))
    pixels = [[mark == "#" for mark in line for _ in range(wide)] for line in lines for _ in range(tall)]
    blank = [False] * len(pixels[0])
    pixels = [*[blank] * above, *pixels]
    pixels += [blank] * (len(pixels) % 2)
    return [_cells(*pair, ascii_only) for pair in zip(pixels[::2], pixels[1::2], strict=True)]


def _cells(upper: Sequence[bool], lower: Sequence[bool], ascii_only: bool) -> str:
    marks = ASCII if ascii_only else BLOCKS
    return "".join(marks[2 * above + below] for above, below in zip(upper, lower, strict=True))
