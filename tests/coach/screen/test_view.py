"""The values of the session page."""

from math import ceil

import pytest
from msgspec.structs import replace

from backroutine.coach.screen.view import view_of
from backroutine.session.plan import Tempo
from backroutine.text import minutes
from plans import Player, plan, step


def test_a_held_exercise_counts_the_hold_down_with_the_reps_beside_it() -> None:
    plank = step("left", "plank", tempo=Tempo(lift=2, hold=30, return_=2, pause=1), held=True, target=3)
    player = Player(plan(plank)).wait(5 + 35 + 2 + 10)
    view = view_of(player.plan, player.state, player.now)
    assert (view.number, view.unit, view.done) == ("20", "seconds", "1 of 3 done")
    player.wait(20.5)
    view = view_of(player.plan, player.state, player.now)
    assert (view.number, view.unit) == ("1", "of 3")


def test_moving_over_is_said_before_how_to_lie() -> None:
    right = step("right", moving="move over", ready="left heel on the wall")
    player = Player(plan(step(target=1), right)).wait(5 + 7 + 1)
    assert view_of(player.plan, player.state, player.now).hint == "Move over."


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_the_time_left_is_that_of_the_clock_on_the_wall(speed: float) -> None:
    routine = replace(plan(step(target=10)), speed=speed)
    player = Player(routine)
    assert view_of(routine, player.state, 0.0).left == minutes(ceil(routine.total_seconds / speed))


def test_where_a_second_is_none_by_the_clock_the_number_is_a_count() -> None:
    for speed, counts in ((1.0, "4 seconds"), (2.0, "4 counts"), (0.5, "4 counts")):
        routine = replace(plan(step(target=10)), speed=speed)
        player = Player(routine).wait(1 / speed)
        assert view_of(routine, player.state, player.now).counts == counts
    player = Player(plan(step(target=10))).wait(4.5)
    assert view_of(player.plan, player.state, player.now).counts == "1 second"
