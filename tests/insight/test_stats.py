"""The whole overview, and the names other programs rely on."""

from datetime import date

from msgspec.structs import replace

from backroutine.insight.calendar import whole_year
from backroutine.insight.stats import overview_of, overview_to_json
from backroutine.journal.records import Pain
from records_kit import at_noon, done

SUNDAY = date(2026, 11, 22)


def test_the_json_has_the_promised_shape() -> None:
    records = [*at_noon("2026-11-16", "2026-11-18"), done("2026-11-20T07:00:00+01:00", pain=Pain(before=3))]
    shown = overview_to_json(overview_of(SUNDAY, records))
    assert list(shown) == ["today", "goal", "weeks", "run", "sides", "pain", "calendar"]
    assert (shown["today"], shown["goal"], len(shown["weeks"]), len(shown["pain"])) == (
        "2026-11-22",
        3,
        12,
        12,
    )
    assert shown["weeks"][0] == {
        "week": "2026-11-16", "sessions": 3, "counting": 3, "seconds": 360.0, "reps": 60, "met": True,
    }  # fmt: skip
    assert shown["run"] == {"weeks": 1, "resting": 0, "at_least": False}
    assert shown["sides"] == [
        {
            "exercise": "leg-raise", "name": "Leg raise", "left": 30, "right": 30, "both": 0,
            "sessions": 3, "compared": 3, "difference": 0.0, "weaker": "even", "variation": None,
        }
    ]  # fmt: skip
    assert shown["pain"][0] == {
        "week": "2026-11-16", "before": {"median": 3.0, "entries": 1}, "worst": None, "after": None,
        "next_morning": None, "day": None,
    }  # fmt: skip
    assert shown["calendar"]["days"][0] == {"day": "2026-11-16", "sessions": 1, "reps": 20, "planned": 20}
    assert (shown["calendar"]["from"], shown["calendar"]["until"]) == ("2025-11-17", "2026-11-22")


def test_an_empty_journal_has_weeks_and_gaps_all_the_same() -> None:
    shown = overview_to_json(overview_of(SUNDAY, []))
    assert {week["sessions"] for week in shown["weeks"]} == {0}
    assert (shown["sides"], shown["calendar"]["days"], shown["run"]["weeks"]) == ([], [], 0)


def test_sides_are_those_of_the_last_twelve_weeks() -> None:
    records = at_noon("2026-08-30", "2026-08-31", "2026-11-22")
    (sides,) = overview_of(SUNDAY, records).sides
    assert sides.sessions == 2


def test_a_run_may_be_longer_than_the_weeks_shown() -> None:
    days = [
        date.fromordinal(SUNDAY.toordinal() - 7 * week - back).isoformat()
        for week in range(20)
        for back in range(3)
    ]
    overview = overview_of(SUNDAY, at_noon(*days))
    assert (overview.run.weeks, overview.run.at_least, len(overview.weeks)) == (20, False, 12)


def test_another_year_changes_the_calendar_and_nothing_else() -> None:
    records = at_noon("2024-02-29", "2026-11-20")
    usual, of_2024 = overview_of(SUNDAY, records), overview_of(SUNDAY, records, span=whole_year(2024))
    assert [day.day.isoformat() for day in of_2024.calendar.days if day.sessions] == ["2024-02-29"]
    assert (usual.weeks, usual.run, usual.sides, usual.pain) == (
        of_2024.weeks, of_2024.run, of_2024.sides, of_2024.pain,
    )  # fmt: skip


def test_goal_first_day_and_hour_reach_every_part() -> None:
    late = [replace(done("2026-11-22T01:00:00+01:00", pain=Pain(before=1)), day_starts=3)]
    shown = overview_to_json(overview_of(SUNDAY, late, goal=1, first_weekday=6))
    assert shown["weeks"][1]["week"] == "2026-11-15"
    assert (shown["weeks"][1]["met"], shown["weeks"][0]["sessions"]) == (True, 0)
    assert shown["pain"][1]["before"] == {"median": 1.0, "entries": 1}
    assert shown["calendar"]["days"][0]["day"] == "2026-11-21"
    assert shown["goal"] == 1
