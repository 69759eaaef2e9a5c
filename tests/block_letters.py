"""Reads block letters from a page of text."""

from functools import cache

from backroutine.coach.screen.lettering import can_draw, draw


@cache
def drawings(text: str, largest: int) -> list[list[str]]:
    """The text in block letters of every size up to this one."""
    return [
        [row.strip() for row in draw(text, (wide, tall), above=above) if row.strip()]
        for tall in range(1, largest + 1)
        for wide in range(1, 2 * largest + 1)
        for above in (0, 1)
    ]


def is_drawn(text: str, page: str, largest: int = 3) -> bool:
    """Whether the text stands on the page in block letters of some size."""
    if not can_draw(text):
        return False
    lines = page.splitlines()
    for rows in drawings(text, largest):
        if all(row in page for row in rows):
            for top in range(len(lines) - len(rows) + 1):
                if all(row in line for row, line in zip(rows, lines[top:], strict=False)):
                    return True
    return False


def is_read(text: str, page: str) -> bool:
    """Whether the text stands on the page, written or drawn."""
    return text in page or text.upper() in page or is_drawn(text.split(".", maxsplit=1)[0].upper(), page)
