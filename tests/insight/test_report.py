"""The numbers a clinician gets."""

from datetime import date

from msgspec.structs import replace

from backroutine.insight.report import SideReps, report_of
from backroutine.journal.records import Score
from records_kit import at_noon, done, row

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 22)


def test_done_of_planned() -> None:
    records = [
        *at_noon("2026-11-02", "2026-11-04"),
        done("2026-11-05T12:00:00+01:00", row("left", 9)),
        done("2026-11-06T12:00:00+01:00", row("left", 0)),
    ]
    report = report_of(FIRST, LAST, records, (), goal=3)
    assert (report.done, report.short, report.planned, report.goal) == (2, 1, 9, 3)
    assert report_of(FIRST, date(2026, 11, 6), (), (), goal=3).planned == 2
    assert report_of(FIRST, FIRST, (), (), goal=3).planned == 1  # never a share of nothing


def test_best_and_usual_reps_of_each_side() -> None:
    records = [
        done("2026-11-02T12:00:00+01:00", row("left", 10), row("right", 4)),
        done("2026-11-04T12:00:00+01:00", row("left", 7), row("left", 9, turn=2), row("right", 8)),
        done("2026-11-05T12:00:00+01:00", row("left", 2), row("right", 8), row("left", 3, round_=2)),
    ]
    assert report_of(FIRST, LAST, records, (), goal=3).sides == (
        SideReps("leg-raise", "Leg raise", "left", 4, 10, 6.0),
        SideReps("leg-raise", "Leg raise", "right", 3, 8, 8.0),
    )


def test_pain_keeps_its_moments_apart_and_its_gaps() -> None:
    scores = [
        Score(date(2026, 11, 9), "day", 0, None),
        Score(date(2026, 11, 3), "before", 4, "a"),
        Score(date(2026, 11, 2), "before", 1, "b"),
    ]
    before, day = report_of(FIRST, LAST, (), scores, goal=3).pain
    assert (before.moment, before.scores) == ("before", ((date(2026, 11, 2), 1), (date(2026, 11, 3), 4)))
    assert before.median == 2.5
    assert (day.moment, day.median) == ("day", 0.0)


def test_notes_have_their_day() -> None:
    (record,) = at_noon("2026-11-03")
    assert report_of(FIRST, LAST, [replace(record, note="stiff")], (), goal=3).notes == (
        (date(2026, 11, 3), "stiff"),
    )


def test_where_it_hurt_and_each_form_on_its_own() -> None:
    low = replace(row("left", 6), variation="low", form="low")
    records = [
        replace(done("2026-11-03T12:00:00+01:00", row("left", 9), low), hurt="leg-raise"),
        replace(done("2026-11-05T12:00:00+01:00", row("left", 9)), hurt="leg-raise"),
        replace(done("2026-11-07T12:00:00+01:00", row("left", 9)), hurt="squat"),
        done("2026-11-09T12:00:00+01:00", row("left", 9)),
    ]
    report = report_of(FIRST, LAST, records, (), goal=3)
    assert report.hurt == (("Leg raise", 2), ("squat", 1))
    assert [(side.name, side.side, side.sets, side.best) for side in report.sides] == [
        ("Leg raise", "left", 4, 9),
        ("Leg raise, low", "left", 1, 6),
    ]


def test_where_it_hurt_is_counted_by_exercise() -> None:
    days = at_noon("2026-11-02", "2026-11-04", "2026-11-06", "2026-11-08")
    places = ("superman", "leg-raise", "leg-raise", None)
    records = [replace(one, hurt=place) for one, place in zip(days, places, strict=True)]
    names = {step.exercise: step.name for step in days[0].plan.steps}
    assert report_of(FIRST, LAST, records, (), goal=3).hurt == ((names["leg-raise"], 2), ("superman", 1))
    assert report_of(FIRST, LAST, days, (), goal=3).hurt == ()
