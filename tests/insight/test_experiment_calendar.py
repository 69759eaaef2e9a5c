"""The lot, the periods and the days of an experiment."""

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backroutine.insight.experiment_calendar import (
    Schedule,
    experiments_of,
    lot,
    next_weekday,
    open_experiment,
)
from backroutine.journal.entries import ExperimentBegun, ExperimentStopped
from backroutine.journal.records import day_of

FIRST = date(2026, 11, 30)
EXAMPLE = Schedule(FIRST, "BBAABABB")


def test_the_lot_follows_from_its_seed() -> None:
    assert lot("0000000000000000", 8) == "BBAABABB"
    assert lot("0000000000000000", 12) == "BBAABABBBBBA"
    assert lot("00000000000000ff", 8) == "BBABBABA"


def test_the_lot_is_a_plain_coin() -> None:
    drawn = Counter(lot(f"{seed:016x}", 6) for seed in range(6400))
    assert len(drawn) == 64  # every order can come, also six times the same
    assert all(60 <= number <= 145 for number in drawn.values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-29", None),
        ("2026-11-30", (1, 1, "B")),
        ("2026-12-07", (2, 1, "A")),
        ("2026-12-13", (2, 7, "A")),
        ("2026-12-14", (3, 1, "B")),
        ("2027-01-01", (5, 5, "A")),
        ("2027-03-21", (16, 7, "A")),
        ("2027-03-22", None),
    ],
)
def test_where_a_day_lies(day: str, expected: tuple[int, int, str] | None) -> None:
    place = EXAMPLE.place(date.fromisoformat(day))
    assert (place and (place.week, place.day, place.condition)) == expected
    assert EXAMPLE.last_day == date(2027, 3, 21)


def test_the_first_two_days_of_a_period_settle() -> None:
    places = [EXAMPLE.place(FIRST + timedelta(days=n)) for n in range(14)]
    assert [bool(place and place.counts) for place in places] == [False, False, *[True] * 5] * 2


def test_every_period_has_one_condition_and_every_pair_both() -> None:
    letters = "".join(
        place.condition for n in range(112) if (place := EXAMPLE.place(FIRST + timedelta(days=n)))
    )
    assert letters == "".join(
        ("A" * 7 + "B" * 7) if drawn == "A" else ("B" * 7 + "A" * 7) for drawn in EXAMPLE.order
    )


def test_scores_go_to_their_periods() -> None:
    scores = {FIRST + timedelta(days=n): n % 11 for n in range(-7, 120) if n != 3}
    first, *_, last = EXAMPLE.pair_scores(scores)
    assert (first.order, first.first, first.second) == (
        "BA",
        (0, 1, 2, None, 4, 5, 6),
        (7, 8, 9, 10, 0, 1, 2),
    )
    assert (first.counting("B"), first.counting("A")) == ((2, 4, 5, 6), (9, 10, 0, 1, 2))
    assert last.second == tuple(n % 11 for n in range(105, 112))
    assert EXAMPLE.baseline(scores) == tuple(n % 11 for n in range(-7, 0))


def test_zero_is_a_score() -> None:
    pair = Schedule(FIRST, "A" * 6).pair_scores({FIRST + timedelta(days=n): 0 for n in range(14)})[0]
    assert pair.counting("A") == (0, 0, 0, 0, 0)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_never_today(today: date, weekday: int) -> None:
    found = next_weekday(today, weekday)
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@pytest.mark.parametrize(
    ("moment", "starts", "week_and_day"),
    [
        ("2026-12-07T02:59", 3, (1, 7)),  # the night belongs to the evening before
        ("2026-12-07T03:00", 3, (2, 1)),
        ("2026-12-07T00:00", 0, (2, 1)),
        ("2026-12-06T23:59", 0, (1, 7)),
    ],
)
def test_a_day_begins_at_the_hour_that_is_set(
    moment: str, starts: int, week_and_day: tuple[int, int]
) -> None:
    place = EXAMPLE.place(day_of(datetime.fromisoformat(moment + "+01:00"), starts))
    assert place
    assert (place.week, place.day) == week_and_day


def test_a_traveller_and_summer_time_lose_no_day() -> None:
    # Begun in Berlin, gone on in Auckland: each score belongs to the local day of its place.
    schedule = Schedule(date(2027, 3, 22), "ABABAB")
    berlin, auckland = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
    days = []
    for number in range(14):
        zone = berlin if number < 9 else auckland
        # 2027-03-28 has 23 hours in Berlin, 2027-04-04 has 25 in Auckland.
        moment = datetime(2027, 3, 22, 21, 30, tzinfo=zone) + timedelta(days=number)
        place = schedule.place(day_of(moment, 3))
        assert place
        days.append((place.week, place.day))
    assert days == [(week, day) for week in (1, 2) for day in range(1, 8)]


NOW = datetime.fromisoformat("2026-11-25T20:00:00+01:00")


def begun(entry_id: str = "x", hours: float = 0, name: str = "shoes", first: date = FIRST) -> ExperimentBegun:
    at = NOW + timedelta(hours=hours)
    return ExperimentBegun(entry_id, at, name, "zero-drop", "the old ones", first, 8, "0" * 16, "BBAABABB", 1)


def test_an_experiment_is_open_until_its_last_day_is_over() -> None:
    (one,) = experiments_of([begun()])
    assert one.is_drawn
    assert [one.is_open(day) for day in (FIRST - timedelta(days=5), date(2027, 3, 21))] == [True, True]
    assert (one.is_open(date(2027, 3, 22)), one.is_tested(date(2027, 3, 22))) == (False, True)
    assert one.answered_on == date(2027, 3, 22)


def test_a_stopped_one_is_over_and_never_tested() -> None:
    stop = ExperimentStopped("s", NOW + timedelta(days=30), "x")
    (one,) = experiments_of([begun()], [stop])
    assert one.stopped_on == date(2026, 12, 25)
    assert not one.is_open(date(2026, 12, 26))
    assert not one.is_tested(date(2027, 4, 1))


def test_a_stop_after_the_end_changes_nothing() -> None:
    (one,) = experiments_of([begun()], [ExperimentStopped("s", NOW + timedelta(days=200), "x")])
    assert one.stopped_on is None


def test_of_two_machines_the_earlier_beginning_holds() -> None:
    desk, phone = begun(), begun("y", 2, "chair", FIRST + timedelta(days=7))
    for order in ([desk, phone], [phone, desk]):
        one, other = experiments_of(order)
        assert (one.begun.id, one.beside) == ("x", None)
        assert (other.begun.id, other.beside) == ("y", "shoes")
        assert open_experiment([one, other], FIRST) is one
        assert not other.is_tested(date(2027, 6, 1))


def test_one_may_begin_as_soon_as_the_one_before_was_stopped() -> None:
    stop = ExperimentStopped("s", NOW + timedelta(hours=1), "x")
    _, after = experiments_of([begun(), begun("y", 1.5)], [stop])
    assert after.beside is None
    _, while_it_ran = experiments_of([begun(), begun("y", 0.5)], [stop])
    assert while_it_ran.beside == "shoes"
    _, next_year = experiments_of([begun(), begun("y", 24 * 117, first=date(2027, 4, 1))])
    assert next_year.beside is None


def test_beginnings_that_were_taken_back_are_counted() -> None:
    later = date(2027, 7, 1)
    taken_back = [
        begun("a", -3),
        begun("b", -2),
        begun("c", 24 * 118, first=later),
        begun("d", 24 * 200, first=later),
    ]
    one, two = experiments_of([begun(), begun("y", 24 * 120, first=date(2027, 4, 1))], (), taken_back)
    assert (one.taken_back, two.taken_back) == (2, 1)


def test_an_order_that_the_seed_does_not_give_is_noticed() -> None:
    (bent,) = experiments_of([replace(begun(), order="AAAABABB")])
    assert not bent.is_drawn
    (newer,) = experiments_of([replace(begun(), rules=2)])
    assert not newer.is_drawn
