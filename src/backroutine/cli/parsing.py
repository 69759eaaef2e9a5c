"""What people write of a session, as values: reps, scores, days and times. Errors are UsageErrors."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from backroutine.errors import UsageError
from backroutine.insight.weeks import week_of
from backroutine.journal.entries import FIRST_YEAR, LAST_YEAR, PAIN_SCALE
from backroutine.session.plan import MOST_ROUNDS, MOST_TARGET


def days_of(text: str) -> tuple[int, ...]:
    """Days of the week, 0 being Monday, in their order. Raises UsageError."""
    numbers = set()
    for word in text.lower().split(","):
        named = [n for n, day in enumerate(WEEKDAYS) if word.strip() in {day, day[:3]}]
        if not named:
            raise UsageError("--days", f"{word.strip()!r} is not a day", "say for example mon,wed,fri")
        numbers.update(named)
    return tuple(sorted(numbers))


MOST_MINUTES = 600
DID_FORMS = "write superman, superman=10 or superman=8/6 (left/right)"
_DID = re.compile(
    r"(?P<id>[^=:/\s]+)(?::(?P<round>\d{1,9}))?(?:=(?P<first>\d{1,9})(?:/(?P<second>\d{1,9}))?)?"
)


class Did(NamedTuple):
    """What was done of an exercise in a round."""

    exercise: str
    round: int = 1
    reps: tuple[int, ...] = ()
    """Empty: the target. One: on each side. Two: left and right."""

    def on(self, targets: Mapping[str, int]) -> dict[str, int]:
        """The reps of each side that there is."""
        if not self.reps:
            return dict(targets)
        if len(self.reps) == 1:
            return dict.fromkeys(targets, self.reps[0])
        if set(targets) != {"left", "right"}:
            what = f"{self.exercise} has no left and right"
            raise UsageError("--did", what, f"write {self.exercise}={self.reps[0]}")
        return dict(zip(("left", "right"), self.reps, strict=True))


def read_did(text: str) -> Did:
    """`superman`, `superman=10`, `superman=8/6`; `superman:2=8/6` is the second round."""
    found = re.fullmatch(_DID, text.strip())
    if not found or not text.isascii():
        raise UsageError("--did", f"{text[:40]} cannot be read", DID_FORMS)
    reps = tuple(int(number) for number in (found["first"], found["second"]) if number is not None)
    for number in reps:
        if number > MOST_TARGET:
            what = f"{number} reps of a side are not possible"
            raise UsageError("--did", what, f"give a number from 0 to {MOST_TARGET}")
    round_ = int(found["round"] or 1)
    if not 1 <= round_ <= MOST_ROUNDS:
        raise UsageError("--did", f"a round {round_} is not possible", f"give one from 1 to {MOST_ROUNDS}")
    return Did(found["id"], round_, reps)


def read_score(text: str, option: str, scale: str = PAIN_SCALE) -> int:
    """A score; anything but 0 to 10 is refused with the scale."""
    if re.fullmatch(r"\d{1,2}", text.strip(), re.ASCII) and int(text) <= 10:
        return int(text)
    raise UsageError(option, f"{text[:40] or 'nothing'} is not a score", scale)


def read_minutes(text: str) -> int:
    """Whole minutes of a session."""
    if re.fullmatch(r"\d{1,4}", text.strip(), re.ASCII) and 1 <= int(text) <= MOST_MINUTES:
        return int(text)
    what = f"{text[:40] or 'nothing'} is not a number of minutes"
    raise UsageError("--minutes", what, f"give a whole number from 1 to {MOST_MINUTES}")


def read_clock(text: str, option: str = "--at") -> time:
    """A time of day. Raises UsageError."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if not found:
        raise UsageError(option, f"{text!r} is not a time of day", "say for example 07:30")
    return time(int(found[1]), int(found[2]))


def instant_on(day: date, clock: time, starts: int, option: str) -> datetime:
    """The instant of a day of the journal, with the offset this place has then.

    Before the hour `starts` it is still the night of that day, as `log` shows it.
    """
    try:
        calendar = day + timedelta(days=clock.hour < starts)
        if FIRST_YEAR <= calendar.year <= LAST_YEAR:
            local = datetime.combine(calendar, clock)
            instant = local.astimezone()
            if instant.replace(tzinfo=None) == local:
                return instant
            what = f"there was no {clock:%H:%M} in that night: the clocks left it out"
            raise UsageError(option, what, "give an hour later")
    except (OverflowError, ValueError, OSError):
        pass
    raise UsageError(option, f"{day} cannot be", f"give a day of the years {FIRST_YEAR} to today")


# Days and spans of days as people name them: today, last monday, 2 weeks ago, last week, november, 2026-11.

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
EXAMPLES = "say today, yesterday, last monday, 2026-11-22 or 2 weeks ago"
SPAN_EXAMPLES = f"{EXAMPLES}; or last week, november, 2026-11"

Span = tuple[date, date]
"""The first and the last day."""


def parse_day(text: str, today: date, option: str) -> date:
    """The one day that is meant. A weekday is the last one of that name, today included.

    Raises UsageError.
    """
    first, last = _parsed(text, today, option, EXAMPLES)
    if first != last:
        raise UsageError(option, f"{text!r} is more than one day", EXAMPLES)
    return first


def parse_days(
    since: str | None, until: str | None, today: date, first_weekday: int = 0
) -> tuple[date | None, date | None]:
    """The first day of `since` and the last day of `until`, each where it is given. Raises UsageError."""
    first = _parsed(since, today, "--since", SPAN_EXAMPLES, first_weekday)[0] if since is not None else None
    last = _parsed(until, today, "--until", SPAN_EXAMPLES, first_weekday)[1] if until is not None else None
    if first and last and last < first:
        raise UsageError("--until", f"{last} lies before {first}", "give a day that is not before --since")
    return first, last


def _parsed(text: str, today: date, option: str, examples: str, first_weekday: int = 0) -> Span:
    words = " ".join(text.lower().split())
    if words == "tomorrow" or words.startswith(("next ", "in ")):
        raise UsageError(option, f"{text!r} lies ahead, and the journal is about what was done", examples)
    try:
        found = _named_day(words, today) or _span(words, today, first_weekday)
    except (ValueError, OverflowError):
        raise UsageError(option, f"there is no day {text!r}", examples) from None
    if not found:
        raise UsageError(option, f"{text!r} is not a day", examples)
    return (found, found) if isinstance(found, date) else found


def _named_day(words: str, today: date) -> date | None:
    if words in {"today", "yesterday"}:
        return today - timedelta(days=words == "yesterday")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words, re.ASCII):
        return date.fromisoformat(words)
    if ago := re.fullmatch(r"(an?|\d{1,6}) (day|week|month|year)s? ago", words, re.ASCII):
        many = 1 if ago[1].startswith("a") else int(ago[1])
        if ago[2] in {"day", "week"}:
            return today - timedelta(days=many * (7 if ago[2] == "week" else 1))
        return _months_before(today, many * (12 if ago[2] == "year" else 1))
    name = words.removeprefix("last ")
    weekday = next((n for n, day in enumerate(WEEKDAYS) if name in {day, day[:3]}), None)
    if weekday is None:
        return None
    # "Last monday" is never today; "monday" may be.
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if words != name else 0))


def _span(words: str, today: date, first_weekday: int) -> Span | None:
    this = re.fullmatch(r"(last|this) (week|month|year)", words)
    if this and this[2] == "week":
        first = week_of(today, first_weekday) - timedelta(weeks=this[1] == "last")
        return first, first + timedelta(days=6)
    if this:
        back = {"month": 1, "year": 12}[this[2]] * (this[1] == "last")
        before = _months_before(today.replace(day=1), back)
        return _month(before.year, before.month) if this[2] == "month" else _year(before.year)
    if month := re.fullmatch(r"(\d{4})-(\d{2})", words, re.ASCII):
        return _month(int(month[1]), int(month[2]))
    if re.fullmatch(r"\d{4}", words, re.ASCII):
        return _year(int(words))
    named = re.fullmatch(r"(last )?([a-z]+)(?: (\d{4}))?", words, re.ASCII)
    number = next((n for n, name in enumerate(MONTHS, 1) if named and named[2] in {name, name[:3]}), None)
    if not named or number is None:
        return None
    # "Last november" is never this month; "november" may be.
    passed = number < today.month or (number == today.month and not named[1])
    return _month(int(named[3] or today.year - (not passed)), number)


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month(year: int, month: int) -> Span:
    first = date(year, month, 1)
    return first, date(year, month, monthrange(year, month)[1])


def _year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)
