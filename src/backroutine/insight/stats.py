"""Everything that `stats` shows, as one value and as JSON."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from backroutine.insight.calendar import WEEKS, Calendar, calendar_of, past_year
from backroutine.insight.pain import MedianScore, PainWeek, pain_weeks
from backroutine.insight.sides import ExerciseSides, sides_of
from backroutine.insight.weeks import WEEKLY_GOAL, Run, Week, run_of, weeks_to
from backroutine.journal.records import Score, SessionRecord

RECENT = 12
"""Weeks that are shown one by one, this one included."""


class Overview(Struct, frozen=True):
    """What the sessions of a year mean, seen from `today`."""

    today: date
    goal: int
    weeks: tuple[Week, ...]
    """This week and those before it, newest first, `RECENT` in all."""
    run: Run
    sides: tuple[ExerciseSides, ...]
    """Over the same weeks."""
    pain: tuple[PainWeek, ...]
    """Over the same weeks."""
    calendar: Calendar


def overview_of(
    today: date,
    records: Iterable[SessionRecord],
    scores: Iterable[Score] = (),
    *,
    span: tuple[date, date] | None = None,
    goal: int = WEEKLY_GOAL,
    first_weekday: int = 0,
    held_back: tuple[date, date] | None = None,
) -> Overview:
    """The overview on a day.

    `records` are the sessions of the `WEEKS` weeks up to that day and of the `span`, which is what the
    calendar shows; without a `span` it shows the `WEEKS` weeks. `held_back` is what `pain_weeks` says.
    """
    kept = list(records)
    weeks = weeks_to(today, kept, WEEKS, goal=goal, first_weekday=first_weekday)
    since, until = weeks[RECENT - 1].start, weeks[0].start + timedelta(weeks=1)
    recent = [record for record in kept if since <= record.day < until]
    first, last = span or past_year(today, first_weekday)
    return Overview(
        today=today,
        goal=goal,
        weeks=weeks[:RECENT],
        run=run_of(weeks),
        sides=sides_of(recent),
        pain=pain_weeks(today, kept, scores, RECENT, first_weekday=first_weekday, held_back=held_back),
        calendar=calendar_of(kept, first, last, first_weekday=first_weekday),
    )


def overview_to_json(overview: Overview) -> dict[str, Any]:
    """The overview as `stats --json` shows it: seconds to a tenth, unknown as null, days with a session."""
    return {
        "today": overview.today.isoformat(),
        "goal": overview.goal,
        "weeks": [_week(week) for week in overview.weeks],
        "run": asdict(overview.run),
        "sides": [{**asdict(sides), "difference": round(sides.difference, 3)} for sides in overview.sides],
        "pain": _pain(overview.pain),
        "calendar": {
            "from": overview.calendar.first.isoformat(),
            "until": overview.calendar.last.isoformat(),
            "days": [
                {**asdict(day), "day": day.day.isoformat()} for day in overview.calendar.days if day.sessions
            ],
        },
    }


def _week(week: Week) -> dict[str, Any]:
    values = asdict(week)
    return {"week": values.pop("start").isoformat(), **values, "seconds": round(week.seconds, 1)}


def _pain(weeks: Sequence[PainWeek]) -> list[dict[str, Any]]:
    return [
        {
            "week": week.start.isoformat(),
            **{moment: _median(scores) if scores else None for moment, scores in week.moments.items()},
        }
        for week in weeks
    ]


def _median(scores: MedianScore) -> dict[str, Any]:
    return {**asdict(scores), **({"held_back": True} if scores.median is None else {})}
