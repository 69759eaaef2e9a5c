"""Pain by weeks: medians, numbers of entries, and gaps that stay gaps."""

from datetime import date

from msgspec.structs import replace

from backroutine.insight.pain import MOMENTS, MedianScore, pain_weeks
from backroutine.journal.records import Pain, Score, SessionRecord
from records_kit import done

SUNDAY = date(2026, 11, 22)


def with_pain(day: str, **scores: int) -> SessionRecord:
    return done(f"{day}T07:00:00+01:00", pain=Pain(**scores))


def test_a_week_has_a_median_and_its_number_of_entries() -> None:
    records = [
        with_pain("2026-11-16", before=2),
        with_pain("2026-11-18", before=7),
        with_pain("2026-11-20", before=3),
    ]
    (week,) = pain_weeks(SUNDAY, records, number=1)
    assert week.moments["before"] == MedianScore(3.0, 3)


def test_two_entries_have_their_mean() -> None:
    records = [with_pain("2026-11-16", worst=2), with_pain("2026-11-18", worst=5)]
    (week,) = pain_weeks(SUNDAY, records, number=1)
    assert week.moments["worst"] == MedianScore(3.5, 2)


def test_no_entry_is_a_gap_and_zero_is_a_score() -> None:
    records = [with_pain("2026-11-16", after=0), with_pain("2026-11-02", after=4), with_pain("2026-11-10")]
    weeks = pain_weeks(SUNDAY, records, number=3)
    assert [week.moments["after"] for week in weeks] == [MedianScore(0.0, 1), None, MedianScore(4.0, 1)]
    assert [week.start.day for week in weeks] == [16, 9, 2]


def test_moments_are_kept_apart() -> None:
    records = [with_pain("2026-11-16", before=1, worst=2, after=3, next_morning=4)]
    (week,) = pain_weeks(SUNDAY, records, [Score(date(2026, 11, 17), "day", 5, None)], number=1)
    assert [week.moments[moment] for moment in MOMENTS] == [
        MedianScore(float(score), 1) for score in (1, 2, 3, 4, 5)
    ]


def test_the_next_morning_is_the_next_day() -> None:
    on_sunday = [with_pain("2026-11-15", after=2, next_morning=6)]
    this_week, last_week = pain_weeks(SUNDAY, on_sunday, number=2)
    assert (this_week.moments["next_morning"], this_week.moments["after"]) == (MedianScore(6.0, 1), None)
    assert last_week.moments["after"] == MedianScore(2.0, 1)


def test_a_score_that_stands_in_both_is_counted_once() -> None:
    record = with_pain("2026-11-16", before=2, after=3)
    scores = [
        Score(date(2026, 11, 16), "before", 2, record.id),
        Score(date(2026, 11, 18), "before", 6, "another"),
    ]
    (week,) = pain_weeks(SUNDAY, [record], scores, number=1)
    assert week.moments["before"] == MedianScore(4.0, 2)
    assert week.moments["after"] == MedianScore(3.0, 1)


def test_a_score_that_was_handed_in_goes_before_that_of_the_record() -> None:
    record = with_pain("2026-11-16", before=2)
    corrected = Score(date(2026, 11, 16), "before", 5, record.id)
    (week,) = pain_weeks(SUNDAY, [record], [corrected], number=1)
    assert week.moments["before"] == MedianScore(5.0, 1)


def test_several_scores_of_ordinary_days_all_count() -> None:
    scores = [Score(date(2026, 11, day), "day", day - 15, None) for day in (16, 16, 19)]
    (week,) = pain_weeks(SUNDAY, [], scores, number=1)
    assert week.moments["day"] == MedianScore(1.0, 3)


def test_weeks_and_days_may_begin_elsewhere() -> None:
    late = done("2026-11-22T02:00:00+01:00", pain=Pain(before=4))
    sunday_first = pain_weeks(SUNDAY, [late], number=1, first_weekday=6)
    assert sunday_first[0].moments["before"] == MedianScore(4.0, 1)
    night = replace(late, day_starts=3)
    assert pain_weeks(SUNDAY, [night], number=1, first_weekday=6)[0].moments["before"] is None
