"""Pain over the weeks: medians with their number of entries; a week without entries is a gap, never a 0."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import median

from msgspec import Struct

from backroutine.insight.weeks import last_weeks, week_of
from backroutine.journal.records import Score, SessionRecord

MOMENTS = ("before", "worst", "after", "next_morning", "day")
"""Kept apart: a score after exercise and one on waking are answers to different questions."""


class MedianScore(Struct, frozen=True):
    """The scores of one moment in one week, taken together."""

    median: float | None
    """None while an experiment holds it back."""
    entries: int


class PainWeek(Struct, frozen=True):
    """The pain of the week that begins on `start`."""

    start: date
    moments: Mapping[str, MedianScore | None]
    """For each of MOMENTS; None where nothing was entered."""


def pain_weeks(
    today: date,
    records: Iterable[SessionRecord],
    scores: Iterable[Score] = (),
    number: int = 12,
    *,
    first_weekday: int = 0,
    held_back: tuple[date, date] | None = None,
) -> tuple[PainWeek, ...]:
    """This week and those before it, newest first.

    Weeks with a day from the first to the last of `held_back` have no median of the moment `day`.

    `scores` are the scores of ordinary days. A session's own scores may be among them: each is counted once.
    """
    entered: dict[tuple[date, str], list[int]] = {}
    for day, moment, score, _ in _entries(records, scores):
        entered.setdefault((week_of(day, first_weekday), moment), []).append(score)
    return tuple(
        PainWeek(
            start,
            {
                moment: _median(
                    entered.get((start, moment)), held_back=moment == "day" and _overlaps(start, held_back)
                )
                for moment in MOMENTS
            },
        )
        for start in last_weeks(today, number, first_weekday)
    )


def _overlaps(week: date, days: tuple[date, date] | None) -> bool:
    return days is not None and week <= days[1] and week + timedelta(days=6) >= days[0]


def _entries(records: Iterable[SessionRecord], scores: Iterable[Score]) -> Iterable[Score]:
    of_sessions = {(score.session, score.moment): score for record in records for score in record.scores}
    for score in scores:
        if score.session is None:
            yield score
        else:
            of_sessions[score.session, score.moment] = score
    yield from of_sessions.values()


def _median(entries: list[int] | None, *, held_back: bool) -> MedianScore | None:
    if not entries:
        return None
    return MedianScore(None if held_back else float(median(entries)), len(entries))
