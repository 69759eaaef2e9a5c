"""Wraps text to a width counted in cells, as a terminal counts them: a Japanese character takes two."""

from rich.cells import cell_len, chop_cells


def wrapped(text: str, width: int, *, first: str = "", indent: str = "") -> list[str]:
    """The text as lines of at most `width` cells; no line for an empty text.

    `first` begins the first line and `indent` the others. The text's own leading spaces are kept. Breaks
    between words, and inside a word that is wider than a line.
    """
    lead = first + text[: len(text) - len(text.lstrip())]
    lead, indent = (space if width > 2 * cell_len(space) else "" for space in (lead, indent))
    room = max(1, width - max(cell_len(lead), cell_len(indent)))
    lines: list[str] = []
    line = lead
    begins = True
    for word in text.split():
        joined = line + word if begins else f"{line} {word}"
        if cell_len(joined) <= width:
            line, begins = joined, False
            continue
        if not begins:
            lines.append(line)
            line = indent
        *whole, rest = chop_cells(word, room)
        for piece in whole:
            lines.append(line + piece)
            line = indent
        line, begins = line + rest, False
    return lines if begins else [*lines, line]


def balanced(text: str, width: int) -> list[str]:
    """The text in as few lines as it needs, these as even as its words allow."""
    lines = wrapped(text, width)
    narrower = width
    while len(lines) > 1 and narrower > 1:
        narrower = max(map(cell_len, lines)) - 1
        tried = wrapped(text, narrower)
        if len(tried) > len(lines) or _words_of(tried) != _words_of(lines):
            break
        lines = tried
    return lines


def _words_of(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.split()]
