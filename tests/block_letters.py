"""Reads block letters from a page of text."""

from backroutine.coach.screen.lettering import can_draw, draw


def is_drawn(text: str, page: str) -> bool:
    """Whether the text stands on the page in block letters of some size."""
    lines = [line.rstrip() for line in page.splitlines()]
    if not can_draw(text):
        return False
    for tall in range(1, 10):
        for wide in range(1, 20):
            for above in (0, 1):
                rows = [row.strip() for row in draw(text, (wide, tall), above=above) if row.strip()]
                if not all(row in page for row in rows):
                    continue
                for top in range(len(lines) - len(rows) + 1):
                    if all(row in line for row, line in zip(rows, lines[top:], strict=False)):
                        return True
    return False


def is_read(text: str, page: str) -> bool:
    """Whether the text stands on the page, written or drawn."""
    return text in page or text.upper() in page or is_drawn(text.split(".", maxsplit=1)[0].upper(), page)
