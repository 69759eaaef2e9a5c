"""Times as Hevy's app and web page, and spreadsheets, write them. What could be two days is refused."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from backroutine.journal.formats.month_names import AM, MONTHS, PM

_TIME = (
    r"(?:T| |, ?)(?:(?P<before>[^0-9\s][^0-9]*?) ?)?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})| ?(?P<after>[^0-9\s:+-][^0-9:+-]*))?"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[^\W\d_][^\s,0-9]*|[0-9]{1,2}[月월])"
_FORMS = tuple(
    re.compile(form + _TIME)
    for form in (
        rf"{_DAY}\.? (?:de )?{_MONTH} (?:de )?{_YEAR}",  # 7 May 2026
        rf"{_MONTH} {_DAY},? {_YEAR}",  # May 7, 2026
        rf"{_YEAR}(?P<line>[-/])(?P<number>[0-9]{{1,2}})(?P=line){_DAY}",  # 2026-05-07
        rf"{_YEAR}[年년] ?(?P<number>[0-9]{{1,2}})[月월] ?{_DAY}[日일]",  # 2026年5月7日
    )
)


class Times:
    """Reads the times of one file: all its months are in one language, which settles what two languages call
    the same.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        found = (_match(text) for text in texts)
        self._months = {_plain(match["month"]) for match in found if match and match.groupdict().get("month")}
        known = {name for names in MONTHS.values() for month in names for name in month}
        named = self._months & known
        self._languages = [
            months for months in MONTHS.values() if named <= {name for month in months for name in month}
        ] or list(MONTHS.values())

    def read(self, text: str) -> datetime:
        """The time, without an offset unless the text has one. Raises ValueError."""
        match = _match(text)
        if not match:
            raise ValueError(f"{text!r} is not a time like 22 Nov 2026, 07:10")
        parts = match.groupdict()
        month = int(parts["number"]) if parts.get("number") else self._month(parts["month"])
        hour = _hour(int(parts["hour"]), parts["before"], parts["after"])
        numbers = int(parts["year"]), month, int(parts["day"]), hour, int(parts["minute"])
        moment = datetime(*numbers, int(parts["second"] or 0))  # noqa: DTZ001 - the caller adds the place
        if not parts["offset"]:
            return moment
        return datetime.fromisoformat(moment.isoformat() + parts["offset"])

    def _month(self, word: str) -> int:
        name = _plain(word)
        numbers = {
            number
            for months in self._languages
            for number, names in enumerate(months, start=1)
            if name in names
        }
        if len(numbers) > 1:
            raise ValueError(f"{word!r} is another month in another language")
        if not numbers:
            raise ValueError(f"{word!r} is no month in a language that is known here")
        return numbers.pop()


def _match(text: str) -> re.Match[str] | None:
    words = " ".join(unicodedata.normalize("NFKC", text).split())
    return next(filter(None, (form.fullmatch(words) for form in _FORMS)), None)


def _hour(hour: int, before: str | None, after: str | None) -> int:
    half = _plain(before or after or "")
    if not half:
        return hour
    if (before and after) or not 1 <= hour <= 12 or half not in {*AM, *PM}:
        raise ValueError(f"{hour} {before or after} is no hour")
    return hour % 12 + (12 if half in PM else 0)


def _plain(name: str) -> str:
    """As names are compared: without case, dots and spaces."""
    return re.sub(r"[.\s]", "", name.casefold())
