"""The waits that a person may set."""

import pytest

from backroutine.session.plan import Phase, Wait
from backroutine.session.waits import with_waits
from plans import plan, step

A_PLAN = plan(
    step("left", lead_in=(Wait(Phase.GET_READY, 15),)),
    step("right", lead_in=(Wait(Phase.SWITCH, 10),)),
    step("left", "superman", lead_in=(Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15))),
)


def lead_ins(get_ready: int | None = None, rest: int | None = None) -> list[tuple[Wait, ...]]:
    return [step.lead_in for step in with_waits(A_PLAN, get_ready, rest).steps]


def test_without_settings_nothing_changes() -> None:
    assert with_waits(A_PLAN, None, None) == A_PLAN


@pytest.mark.parametrize(("get_ready", "seconds"), [(0, 3.0), (2, 3.0), (120, 120.0)])
def test_getting_ready_is_the_first_wait_only(get_ready: int, seconds: float) -> None:
    first, *others = lead_ins(get_ready)
    assert first == (Wait(Phase.GET_READY, seconds),)
    assert others == lead_ins()[1:]


@pytest.mark.parametrize(
    ("rest", "waits"),
    [
        (90, (Wait(Phase.REST, 75.0), Wait(Phase.TURN_OVER, 15))),
        (0, (Wait(Phase.TURN_OVER, 15),)),
    ],
)
def test_a_rest_ends_with_the_time_to_turn_over(rest: int, waits: tuple[Wait, ...]) -> None:
    assert lead_ins(rest=rest) == [*lead_ins()[:2], waits]


def test_without_any_rest_a_countdown_is_left() -> None:
    a_plan = plan(step("left"), step("left", "superman", lead_in=(Wait(Phase.REST, 60),)))
    assert with_waits(a_plan, None, 0).steps[1].lead_in == (Wait(Phase.GET_READY, 3.0),)


@pytest.mark.parametrize("rest", [1, 2])
def test_a_rest_is_never_shorter_than_its_countdown(rest: int) -> None:
    a_plan = plan(step("left"), step("left", "superman", lead_in=(Wait(Phase.REST, 60),)))
    assert with_waits(a_plan, None, rest).steps[1].lead_in == (Wait(Phase.REST, 3.0),)
