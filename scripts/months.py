#!/usr/bin/env python3
"""Writes src/backroutine/journal/formats/month_names.py anew, from Babel (the names of Unicode's CLDR).

.venv/bin/python scripts/months.py > src/backroutine/journal/formats/month_names.py
"""

import re
import sys
import unicodedata
from textwrap import wrap

from babel import Locale, localedata

LANGUAGES = (
    "en", "bg", "cs", "da", "de", "el", "es", "fi", "fr", "hr", "hu", "id", "it", "ja", "ko", "nb", "nl",
    "pl", "pt", "ro", "ru", "sk", "sv", "tr", "uk", "zh",
)  # fmt: skip
TOP = '''"""What months and halves of the day are called.

scripts/months.py writes this module from Unicode's CLDR: change that, not this.
"""

# ruff: noqa: E501 - a Chinese character counts as two
# fmt: off

_NAMES = {'''
BOTTOM = '''}
MONTHS = {
    language: tuple(tuple(month.split("/")) for month in months.split())
    for language, months in _NAMES.items()
}
"""The names of each month by language, January first. They are compared without case, dots and spaces."""'''
WIDTH = 95


def plain(name: str) -> str:
    """As names are compared: without case, dots and spaces."""
    return re.sub(r"[.\s]", "", unicodedata.normalize("NFKC", name).casefold())


def month_names(language: str) -> list[list[str]]:
    """The names of each month, January first: short and long, alone and in a date."""
    localedata._cache.clear()  # Babel writes what one language borrows into what all of them share
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
        months = " ".join("/".join(names) for names in month_names(language))
        first, *more = (f'"{part}"' for part in wrap(months, WIDTH, drop_whitespace=False))
        if more:
            lines += [f'    "{language}": (', *(f"        {part}" for part in (first, *more)), "    ),"]
        else:
            lines.append(f'    "{language}": {first},')
    lines.append(BOTTOM)
    for half, names in halves().items():
        quoted = ", ".join(f'"{name}"' for name in names)
        lines.append(f"{half.upper()} = ({quoted})")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(module())
