"""Days as people name them: today, yesterday, monday, 2026-11-22, 7 days ago."""

import re
from datetime import date, timedelta

from backroutine.errors import UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXAMPLES = "say today, yesterday, monday, 2026-11-22 or 7 days ago"


def parse_day(text: str, today: date, option: str) -> date:
    """The day meant. A weekday is the last one of that name, today included. Raises UsageError."""
    word = " ".join(text.lower().split())
    try:
        if word in {"today", "yesterday"}:
            return today - timedelta(days=word == "yesterday")
        if word in WEEKDAYS:
            return today - timedelta(days=(today.weekday() - WEEKDAYS.index(word)) % 7)
        if ago := re.fullmatch(r"(\d{1,6}) days? ago", word, re.ASCII):
            return today - timedelta(days=int(ago[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
            return date.fromisoformat(word)
    except (ValueError, OverflowError):
        raise UsageError(option, f"there is no day {text!r}", EXAMPLES) from None
    raise UsageError(option, f"{text!r} is not a day", EXAMPLES)


def parse_days(since: str | None, until: str | None, today: date) -> tuple[date | None, date | None]:
    """The first and the last day meant, each where it is given. Raises UsageError."""
    first = parse_day(since, today, "--since") if since is not None else None
    last = parse_day(until, today, "--until") if until is not None else None
    if first and last and last < first:
        raise UsageError("--until", f"{last} lies before {first}", "give a day that is not before --since")
    return first, last
