"""Skipping and going back leave time to lie down for the side that comes next."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from backroutine.errors import Refused
from backroutine.session.events import PASSING, PhaseBegan, SideBegan
from backroutine.session.machine import send
from backroutine.session.plan import Phase, Plan, Wait
from backroutine.session.replay import go_on
from backroutine.session.state import Command
from backroutine.session.waits import ARRIVAL, REENTRY, TURNING
from plans import Player, plan, step

REST = (Wait(Phase.REST, 45), TURNING)
SWITCH = (Wait(Phase.SWITCH, 10),)
PLACES = {"leg-raise": "on your back", "half-push-up": "on hands and toes", "hip-thrust": "on your back"}


def three(rest: tuple[Wait, ...] = REST) -> Plan:
    """Three exercises of two sides, on the back, on hands and toes, on the back."""
    steps = [
        step(
            side,
            exercise,
            lead_in=SWITCH if side == "right" else (ARRIVAL,) if exercise == "leg-raise" else rest,
            position=place,
        )
        for exercise, place in PLACES.items()
        for side in ("left", "right")
    ]
    return plan(*steps)


def waits(player: Player) -> tuple[str, str, tuple[Wait, ...]]:
    now = player.plan.steps[player.state.step]
    return now.exercise, now.side, player.state.waits


def test_sides_skipped_before_any_work_leave_time_to_find_a_place() -> None:
    player = Player(three()).say(*[Command.SKIP] * 3)
    assert waits(player) == ("half-push-up", "right", (ARRIVAL,))


def test_the_rest_of_a_first_side_that_was_skipped_stays_for_the_second() -> None:
    player = Player(three()).wait(16).say(*[Command.SKIP] * 3)
    assert waits(player) == ("half-push-up", "right", REST)


def test_within_an_exercise_a_skip_leads_to_the_switch() -> None:
    player = Player(three()).wait(16).say(Command.SKIP)
    assert waits(player) == ("leg-raise", "right", SWITCH)


def test_turning_over_comes_though_the_exercise_before_in_the_plan_lay_the_same_way() -> None:
    """Skipping the one in between may bring together two that lie differently."""
    steps = (
        step("left", "leg-raise", lead_in=(ARRIVAL,)),
        step("left", "superman", lead_in=(Wait(Phase.REST, 45), TURNING), position="face down"),
        step("left", "bow", lead_in=(Wait(Phase.REST, 60),), position="face down"),
        step("left", "frog", lead_in=(Wait(Phase.REST, 10),), position="face down"),
        step("left", "cobra", lead_in=(Wait(Phase.REST, 20),), position="face down"),
    )
    player = Player(plan(*steps)).wait(16).say(*[Command.SKIP] * 2)
    assert waits(player) == ("bow", "left", (Wait(Phase.REST, 45), TURNING))
    assert waits(player.say(Command.SKIP)) == ("frog", "left", (TURNING,))
    assert waits(player.say(Command.SKIP)) == ("cobra", "left", (Wait(Phase.REST, 5), TURNING))


def test_going_back_within_an_exercise_takes_a_short_wait() -> None:
    player = Player(three()).wait(16).say(Command.SKIP).wait(11).say(Command.BACK)
    assert waits(player) == ("leg-raise", "left", (REENTRY,))


def test_back_into_another_exercise_leaves_time_to_turn_over() -> None:
    player = Player(three()).wait(16).say(*[Command.SKIP] * 2).wait(61)
    assert player.state.open
    assert waits(player.say(Command.BACK)) == ("leg-raise", "right", (TURNING,))


def test_back_into_another_exercise_that_lies_the_same_way_takes_longer_too() -> None:
    steps = step("left", "leg-raise", lead_in=(ARRIVAL,)), step("left", "hip-thrust", lead_in=SWITCH)
    player = Player(plan(*steps)).wait(16).say(Command.SKIP).wait(11).say(Command.BACK)
    assert waits(player) == ("leg-raise", "left", (ARRIVAL,))


def test_a_session_that_goes_on_leaves_time_to_lie_down() -> None:
    player = Player(three()).wait(16).say(Command.SKIP)
    kept = [event for event in player.events if not isinstance(event, PASSING)]
    state, _ = go_on(player.plan, kept, 900)
    assert state.waits == (ARRIVAL,)
    state, _ = send(player.plan, state, Command.SKIP, 901)
    assert state.waits == (ARRIVAL,)


keys = st.sampled_from([Command.SKIP, Command.BACK, Command.PAUSE, Command.RESUME, Command.UNDO])


@given(st.lists(st.tuples(st.floats(0, 90), keys), max_size=12))
def test_whatever_was_skipped_there_is_time_to_get_to_another_exercise(
    script: list[tuple[float, Command]],
) -> None:
    player = Player(three())
    for pause, key in script:
        player.wait(pause, tick=2)
        with contextlib.suppress(Refused):
            player.say(key)
    player.wait(100, tick=2)
    before, since = None, 0.0
    for event in player.events:
        if isinstance(event, SideBegan):
            if event.exercise != before:
                assert event.at - since >= ARRIVAL.seconds - 1e-6
            before = event.exercise
        elif isinstance(event, PhaseBegan) and event.exercise == before:
            since = event.at


def test_without_a_skip_the_waits_are_those_of_the_plan() -> None:
    player = Player(three()).to_end()
    began = [(e.phase, e.seconds) for e in player.of(PhaseBegan) if isinstance(e, PhaseBegan)]
    planned = [(wait.phase, wait.seconds) for item in three().steps for wait in item.lead_in]
    assert [wait for wait in began if wait[0] in {w[0] for w in planned}] == planned
