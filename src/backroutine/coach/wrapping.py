"""Lines of a width, counted in cells as a terminal counts them: a Japanese character takes two."""

from rich.cells import cell_len, chop_cells


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """The text as lines of at most `width` cells, the later ones indented; no line for an empty text.

    Breaks between words, and inside a word that is wider than a line.
    """
    lead = text[: len(text) - len(text.lstrip())]
    lead, indent = (space if width > 2 * cell_len(space) else "" for space in (lead, indent))
    room = max(1, width - max(cell_len(lead), cell_len(indent)))
    lines: list[str] = []
    line = lead
    for word in text.split():
        joined = f"{line} {word}" if line.strip() else line + word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line.strip():
            lines.append(line)
            line = indent
        *whole, rest = chop_cells(word, room)
        for piece in whole:
            lines.append(line + piece)
            line = indent
        line += rest
    return [*lines, line] if line.strip() else lines
