"""Pain over the weeks: medians with their number of entries; a week without entries is a gap, never a 0."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from backroutine.insight.weeks import last_weeks, week_of
from backroutine.journal.records import SessionRecord, day_of

MOMENTS = ("before", "worst", "after", "next_morning", "day")
"""Kept apart: a score after exercise and one on waking are answers to different questions."""

Score = tuple[date, str, int, str | None]
"""A score on its own: the local day it was given, its moment, 0 to 10, and its session, if any."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one moment in one week."""

    median: float
    entries: int


@dataclass(frozen=True, slots=True)
class PainWeek:
    """One week's pain."""

    start: date
    moments: Mapping[str, Scores | None]
    """For each of MOMENTS; None where nothing was entered."""


def pain_weeks(
    today: date,
    records: Iterable[SessionRecord],
    scores: Iterable[Score] = (),
    number: int = 12,
    *,
    first_weekday: int = 0,
    day_starts: int = 0,
) -> tuple[PainWeek, ...]:
    """This week and those before it, newest first.

    `scores` are those of ordinary days; they may hold the sessions' own as well: where a score of a session
    stands in both, it is counted once.
    """
    entered: dict[tuple[date, str], list[int]] = {}
    for day, moment, score in _entries(records, scores, day_starts):
        entered.setdefault((week_of(day, first_weekday), moment), []).append(score)
    return tuple(
        PainWeek(start, {moment: _scores(entered.get((start, moment))) for moment in MOMENTS})
        for start in last_weeks(today, number, first_weekday)
    )


def _entries(
    records: Iterable[SessionRecord], scores: Iterable[Score], day_starts: int
) -> Iterable[tuple[date, str, int]]:
    of_sessions: dict[tuple[str, str], tuple[date, str, int]] = {}
    for record in records:
        day = day_of(record.started_at, day_starts)
        for moment in ("before", "worst", "after", "next_morning"):
            score = getattr(record.pain, moment)
            if score is not None:
                felt_on = day + timedelta(days=moment == "next_morning")
                of_sessions[record.id, moment] = (felt_on, moment, score)
    for day, moment, score, session in scores:
        if session is None:
            yield day, moment, score
        else:
            of_sessions[session, moment] = (day, moment, score)
    yield from of_sessions.values()


def _scores(entries: list[int] | None) -> Scores | None:
    return Scores(float(median(entries)), len(entries)) if entries else None
