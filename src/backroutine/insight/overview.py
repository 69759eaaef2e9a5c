"""All that `stats` tells, as one value, and as the JSON other programs read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backroutine.insight.calendar import WEEKS, Calendar, calendar_of, past_year
from backroutine.insight.pain import PainWeek, Score, pain_weeks
from backroutine.insight.sides import ExerciseSides, sides_of
from backroutine.insight.weeks import WEEKLY_GOAL, Run, Week, run_of, weeks_to
from backroutine.journal.records import SessionRecord, day_of

RECENT = 12
"""Weeks that are told one by one, this one included."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the sessions of a year mean."""

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
    day_starts: int = 0,
) -> Overview:
    """The overview on a day. `records` hold the `WEEKS` weeks up to it, and the `span` of days the calendar
    shows: without one, those same weeks. The run of weeks is looked for in them too.
    """
    kept = list(records)
    weeks = weeks_to(today, kept, WEEKS, goal=goal, first_weekday=first_weekday, day_starts=day_starts)
    recent = [
        record
        for record in kept
        if weeks[RECENT - 1].start <= day_of(record.started_at, day_starts) < weeks[0].start + timedelta(7)
    ]
    first, last = span or past_year(today, first_weekday)
    return Overview(
        today=today,
        goal=goal,
        weeks=weeks[:RECENT],
        run=run_of(weeks),
        sides=sides_of(recent),
        pain=pain_weeks(today, kept, scores, RECENT, first_weekday=first_weekday, day_starts=day_starts),
        calendar=calendar_of(kept, first, last, first_weekday=first_weekday, day_starts=day_starts),
    )


def overview_to_json(overview: Overview) -> dict[str, Any]:
    """The overview as `stats --json` shows it: seconds to a tenth, unknown as null, days with a session."""
    return {
        "today": overview.today.isoformat(),
        "goal": overview.goal,
        "weeks": [_week(week) for week in overview.weeks],
        "run": {
            "weeks": overview.run.weeks,
            "resting": overview.run.resting,
            "at_least": overview.run.at_least,
        },
        "sides": [_sides(exercise) for exercise in overview.sides],
        "pain": _pain(overview.pain),
        "calendar": {
            "from": overview.calendar.first.isoformat(),
            "until": overview.calendar.last.isoformat(),
            "days": [
                {
                    "day": day.day.isoformat(),
                    "sessions": day.sessions,
                    "reps": day.reps,
                    "planned": day.planned,
                }
                for day in overview.calendar.days
                if day.sessions
            ],
        },
    }


def _week(week: Week) -> dict[str, Any]:
    return {
        "week": week.start.isoformat(),
        "sessions": week.sessions,
        "counting": week.counting,
        "seconds": round(week.seconds, 1),
        "reps": week.reps,
        "met": week.met,
    }


def _sides(exercise: ExerciseSides) -> dict[str, Any]:
    return {
        "exercise": exercise.exercise,
        "name": exercise.name,
        "left": exercise.left,
        "right": exercise.right,
        "both": exercise.both,
        "sessions": exercise.sessions,
        "compared": exercise.compared,
        "difference": round(exercise.difference, 3),
        "weaker": exercise.weaker,
    }


def _pain(weeks: Sequence[PainWeek]) -> list[dict[str, Any]]:
    return [
        {
            "week": week.start.isoformat(),
            **{
                moment: {"median": scores.median, "entries": scores.entries} if scores else None
                for moment, scores in week.moments.items()
            },
        }
        for week in weeks
    ]
