"""Reps of each side, and when one may be called weaker."""

import pytest
from msgspec.structs import replace

from backroutine.insight.sides import ExerciseSides, sides_of
from backroutine.journal.records import SessionRecord, Status
from backroutine.session.tally import SideTally
from plans import plan, step
from records_kit import done, row

BOTH = plan(step("left"), step("right"), step("left", "superman"), step("right", "superman"))


def sessions(*rows: tuple[SideTally, ...], status: Status = "completed") -> list[SessionRecord]:
    return [
        done(f"2026-11-{10 + number}T07:00:00+01:00", *sides, a_plan=BOTH, status=status)
        for number, sides in enumerate(rows)
    ]


def the_only(records: list[SessionRecord]) -> ExerciseSides:
    (exercise,) = sides_of(records)
    return exercise


@pytest.mark.parametrize(
    ("left", "right", "weaker"),
    [(10, 9, "right"), (9, 10, "left"), (10, 10, "even"), (10, 0, "right"), (0, 4, "left")],
)
def test_the_weaker_side_is_named(left: int, right: int, weaker: str) -> None:
    assert the_only(sessions(*[(row("left", left), row("right", right))] * 3)).weaker == weaker


def test_less_than_a_tenth_is_even() -> None:
    found = the_only(sessions(*[(row("left", 10), row("right", 10))] * 9, (row("left", 10), row("right", 1))))
    assert (found.left, found.right, found.weaker) == (100, 91, "even")
    assert found.difference == pytest.approx(0.09)


def test_two_sessions_are_too_few_to_compare() -> None:
    found = the_only(sessions(*[(row("left", 10), row("right", 2))] * 2))
    assert (found.sessions, found.compared, found.weaker) == (2, 2, None)


def test_a_side_that_had_no_chance_is_not_weaker() -> None:
    whole = [(row("left", 10), row("right", 10))] * 3
    broken_off = sessions(*[(row("left", 10), row("right", 1))] * 5, status="stopped")
    only_left = sessions(*[(row("left", 10),)] * 5)
    found = the_only([*sessions(*whole), *broken_off, *only_left])
    assert (found.sessions, found.compared, found.weaker) == (13, 3, "even")


def test_the_rounds_before_the_one_that_was_stopped_are_compared() -> None:
    rounds = (row("left", 10), row("right", 5), row("left", 10, round_=2), row("right", 1, round_=2))
    found = the_only(sessions(*[rounds] * 3, status="stopped"))
    assert (found.compared, found.weaker, found.difference) == (3, "right", 0.5)


def test_an_exercise_done_before_the_session_broke_off_is_compared() -> None:
    rows = (row("left", 10), row("right", 5), row("left", 3, "superman"))
    found = sides_of(sessions(*[rows] * 3, status="interrupted"))
    assert [(exercise.exercise, exercise.compared, exercise.weaker) for exercise in found] == [
        ("leg-raise", 3, "right"),
        ("superman", 0, None),
    ]


def test_a_side_done_again_counts_once_in_the_comparison() -> None:
    again = (row("left", 10), row("left", 10, turn=2), row("right", 10))
    found = the_only(sessions(*[again] * 3))
    assert (found.left, found.right, found.weaker) == (60, 30, "even")


def test_only_rounds_that_both_sides_began_are_compared() -> None:
    second_left = (row("left", 10), row("right", 10), row("left", 10, round_=2))
    assert the_only(sessions(*[second_left] * 3)).weaker == "even"


def test_work_of_both_sides_at_once_has_no_weaker_one() -> None:
    found = the_only([done("2026-11-10T07:00:00+01:00", row("both", 8), a_plan=plan(step("both")))])
    assert (found.both, found.left, found.right, found.weaker) == (8, 0, 0, None)


def test_names_and_order_are_those_of_the_newest_session() -> None:
    old = done("2026-11-01T07:00:00+01:00", row("left", 5))
    renamed = plan(step("left", "superman"), step("left", name="Leg raise on a wall"))
    new = done("2026-11-02T07:00:00+01:00", row("left", 5), row("left", 5, "superman"), a_plan=renamed)
    assert [(found.exercise, found.name) for found in sides_of([old, new])] == [
        ("superman", "Superman"),
        ("leg-raise", "Leg raise on a wall"),
    ]


def test_an_exercise_that_was_never_begun_is_left_out() -> None:
    assert sides_of([done("2026-11-02T07:00:00+01:00", row("left", 0))]) == ()


def in_form(one: SideTally, variation: str, target: int = 10) -> SideTally:
    return replace(one, variation=variation, form=f"the {variation} form", target=target)


def test_each_form_has_reps_of_its_own() -> None:
    rows = (in_form(row("left", 10), "low"), in_form(row("right", 5), "low"))
    found = sides_of([*sessions(*[rows] * 3), *sessions((row("left", 9), row("right", 9)))])
    assert [(one.variation, one.name, one.left, one.right, one.weaker) for one in found] == [
        ("low", "Leg raise, the low form", 30, 15, "right"),
        (None, "Leg raise", 9, 9, None),
    ]


def test_a_side_is_weaker_only_in_the_same_form_at_the_same_target() -> None:
    forms = (row("left", 10), in_form(row("right", 5), "low"))
    targets = (row("left", 10), in_form(row("right", 5), "", target=5))
    half_way = (row("left", 10), row("right", 2), in_form(row("right", 3, turn=2), "low", target=8))
    for rows in (forms, targets, half_way):
        assert {one.weaker for one in sides_of(sessions(*[rows] * 5))} == {None}
