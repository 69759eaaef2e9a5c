#!/usr/bin/env python3
"""Writes src/backroutine/journal/formats/month_names.py anew, from Babel (the names of Unicode's CLDR).

.venv/bin/python scripts/months.py > src/backroutine/journal/formats/month_names.py
"""

import re
import sys
import unicodedata

from babel import Locale

LANGUAGES = (
    "en", "bg", "cs", "da", "de", "el", "es", "fi", "fr", "hr", "hu", "id", "it", "ja", "ko", "nb", "nl",
    "pl", "pt", "ro", "ru", "sk", "sv", "tr", "uk", "zh",
)  # fmt: skip
TOP = '''"""What months and halves of the day are called.

scripts/months.py writes this module from Unicode's CLDR: change that, not this.
"""

# fmt: off

MONTHS: dict[str, tuple[tuple[str, ...], ...]] = {'''
BOTTOM = '''}
"""By language, January first. Names are compared without case, dots and spaces."""'''


def plain(name: str) -> str:
    """As names are compared: without case, dots and spaces."""
    return re.sub(r"[.\s]", "", unicodedata.normalize("NFKC", name).casefold())


def month_names(language: str) -> list[list[str]]:
    """The names of each month, January first: short and long, alone and in a date."""
    contexts = Locale.parse(language).months
    forms = [contexts[context][width] for context in contexts for width in ("abbreviated", "wide")]
    return [sorted({plain(form[month]) for form in forms}) for month in range(1, 13)]


def halves() -> dict[str, list[str]]:
    """What the halves of the day are called in any of the languages."""
    found: dict[str, set[str]] = {"am": {"am"}, "pm": {"pm"}}
    for language in LANGUAGES:
        contexts = Locale.parse(language).day_periods
        for context in contexts.values():
            for width in ("abbreviated", "wide"):
                for half, names in found.items():
                    if half in context.get(width, {}):
                        names.add(plain(context[width][half]))
    return {half: sorted(names) for half, names in found.items()}


def module() -> str:
    """The text of the module."""
    lines = [TOP]
    for language in LANGUAGES:
        lines.append(f'    "{language}": (')
        lines += [f"        {_tuple(names)}," for names in month_names(language)]
        lines.append("    ),")
    lines.append(BOTTOM)
    for half, names in halves().items():
        lines.append(f"{half.upper()} = {_tuple(names)}")
    return "\n".join(lines) + "\n"


def _tuple(names: list[str]) -> str:
    return "(" + " ".join(f'"{name}",' for name in names) + ")"


if __name__ == "__main__":
    sys.stdout.write(module())
