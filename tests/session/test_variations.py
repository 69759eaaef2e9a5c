"""Changing to an easier or harder form in the middle of a session."""

import pytest
from msgspec.structs import replace

from backroutine.catalogue.items import Item, read_items
from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import Targets, make_plan
from backroutine.errors import Refused
from backroutine.session.events import (
    PASSING,
    Event,
    PhaseBegan,
    SideBegan,
    SideFinished,
    VariationChanged,
    event_from_json,
    event_to_json,
)
from backroutine.session.machine import advance
from backroutine.session.plan import Phase, Plan, Target
from backroutine.session.replay import go_on, state_after
from backroutine.session.state import Command, plan_now
from backroutine.session.tally import tally
from plans import Player, reps


def planned(*items: str, rounds: int = 1, first_side: str = "left", tap: bool = False) -> Plan:
    catalogue = bundled_catalogue()
    only = read_items(catalogue, items, "--only")
    return replace(make_plan(catalogue, items=only, rounds=rounds, first_side=first_side), tap=tap)


def forms(player: Player) -> list[tuple[str, str, int]]:
    return [(step.side, step.variation, step.target) for step in player.state.steps]


def at_rep(plan: Plan, count: int) -> Player:
    """A player who has just counted so many reps of the first side."""
    return Player(plan).wait(15 + 8 * count - 1)


def test_the_side_goes_on_in_the_easier_form_with_the_reps_that_are_left() -> None:
    player = at_rep(planned("hip-thrust=5"), 2).say(Command.EASIER)
    finished, changed = (player.of(kind)[-1] for kind in (SideFinished, VariationChanged))
    assert isinstance(finished, SideFinished)
    assert (finished.reps, finished.because) == (2, "back")
    assert isinstance(changed, VariationChanged)
    assert (changed.variation, changed.form, changed.easier) == ("knee-in", "knee hugged in", True)
    assert forms(player) == [("left", "knee-in", 3), ("right", "knee-in", 5)]
    assert player.state.phase is Phase.GET_READY
    player.to_end()
    begun = [(e.side, e.turn, e.target) for e in player.of(SideBegan) if isinstance(e, SideBegan)]
    assert begun == [("left", 1, 5), ("left", 2, 3), ("right", 1, 5)]
    rows = [(r.side, r.turn, r.reps, r.variation) for r in tally(player.events, player.plan.steps)]
    assert rows == [("left", 1, 2, ""), ("left", 2, 3, "knee-in"), ("right", 1, 5, "knee-in")]


def test_the_other_key_goes_back() -> None:
    player = at_rep(planned("hip-thrust=5"), 2).say(Command.EASIER, Command.HARDER)
    assert forms(player) == [("left", "", 3), ("right", "", 5)]
    assert [e.form for e in player.of(VariationChanged) if isinstance(e, VariationChanged)][-1] == ""
    player.say(Command.HARDER)
    assert forms(player)[0] == ("left", "arms-crossed", 3)


def test_forms_with_other_sides_are_passed_over_once_a_rep_was_done() -> None:
    player = at_rep(planned("hip-thrust=5"), 1).say(Command.EASIER)
    with pytest.raises(Refused, match="There is no easier form of this exercise for one side at a time"):
        player.say(Command.EASIER)
    at_last = at_rep(planned("superman=5"), 1)
    with pytest.raises(Refused, match="There is no harder form"):
        at_last.say(Command.HARDER)


def test_before_the_first_rep_both_sides_may_work_at_once_and_back() -> None:
    player = Player(planned("hip-thrust=5", "superman=5")).wait(3).say(Command.EASIER, Command.EASIER)
    assert forms(player)[:2] == [("both", "two-legs", 5), ("left", "", 5)]
    assert len(player.state.steps) == 3
    player.say(Command.HARDER)
    assert forms(player)[:2] == [("left", "knee-in", 5), ("right", "knee-in", 5)]
    player.say(Command.EASIER).to_end()
    assert reps(player.events)[:5] == [("both", number) for number in range(1, 6)]
    assert reps(player.events)[5:][0] == ("left", 1)


def test_the_second_side_keeps_its_order_and_its_wait() -> None:
    plan = planned("hip-thrust=2", first_side="right")
    player = Player(plan).wait(3).say(Command.EASIER, Command.EASIER, Command.HARDER)
    assert [step.side for step in player.state.steps] == ["right", "left"]
    assert player.state.steps[1].lead_in[0].phase is Phase.SWITCH


def test_later_rounds_follow_and_finished_sides_stay() -> None:
    player = Player(planned("hip-thrust=2", rounds=2)).wait(15 + 16 + 10 + 9).say(Command.EASIER)
    assert forms(player) == [
        ("left", "", 2),
        ("right", "knee-in", 1),
        ("left", "knee-in", 2),
        ("right", "knee-in", 2),
    ]
    assert player.state.step == 1


def test_another_position_leaves_more_time() -> None:
    player = at_rep(planned("half-push-up=5"), 1).say(Command.EASIER)
    assert player.state.length == 10
    player.say(Command.EASIER)
    assert player.state.length == 15


def test_what_is_left_of_a_rest_is_kept() -> None:
    player = Player(planned("superman=1", "hip-thrust=2")).wait(15 + 8 + 10 + 8 + 10).say(Command.EASIER)
    assert player.state.steps[2].variation == "knee-in"
    assert player.state.length == pytest.approx(50)


def test_what_is_left_of_a_rest_follows_the_speed_and_survives_a_pause() -> None:
    fast = replace(planned("superman=1", "hip-thrust=2"), speed=10.0)
    player = Player(fast).wait((15 + 8 + 10 + 8 + 10) / 10, tick=0.05).say(Command.EASIER)
    assert player.state.length == pytest.approx(5.0)
    paused = Player(planned("superman=1", "hip-thrust=2")).wait(15 + 8 + 10 + 8 + 10)
    paused.say(Command.PAUSE, Command.EASIER)
    assert paused.state.left == pytest.approx(50)


def test_going_back_to_the_standard_has_the_hold_that_is_trained() -> None:
    targets: Targets = {"hip-thrust": {None: Target("", 12, 4.0)}}
    plan = make_plan(bundled_catalogue(), items=[Item("hip-thrust")], targets=targets)
    player = at_rep(plan, 1).say(Command.EASIER, Command.HARDER)
    assert [step.tempo.hold for step in player.state.steps] == [4, 4]


def test_while_paused_it_stays_paused() -> None:
    player = at_rep(planned("hip-thrust=5"), 1).say(Command.PAUSE, Command.EASIER)
    assert player.state.paused
    player.say(Command.RESUME).to_end()
    assert len(reps(player.events)) == 5 + 5


def test_a_side_that_is_done_is_not_changed() -> None:
    player = Player(planned("hip-thrust=1")).wait(15 + 7.5)
    with pytest.raises(Refused, match="This side is done"):
        player.say(Command.EASIER)


def test_tapping_goes_on_as_well() -> None:
    player = Player(planned("hip-thrust=5", tap=True)).wait(16)
    player.say(Command.COUNT, Command.COUNT, Command.EASIER, Command.COUNT)
    assert reps(player.events) == [("left", 1), ("left", 2), ("left", 1)]


def test_an_exercise_without_forms_says_so() -> None:
    player = Player(replace(planned("hip-thrust=5"), forms={}))
    with pytest.raises(Refused, match=r"There is no easier form of this exercise$"):
        player.say(Command.EASIER)


def kept(player: Player) -> list[Event]:
    return [event for event in player.events if not isinstance(event, PASSING)]


@pytest.mark.parametrize("changes", [[Command.EASIER], [Command.EASIER, Command.EASIER], [Command.HARDER]])
@pytest.mark.parametrize("seconds", [3, 20, 40, 70])
def test_the_events_are_enough_to_go_on(changes: list[Command], seconds: int) -> None:
    player = Player(planned("hip-thrust=3", "superman=2", rounds=2)).wait(seconds)
    for change in changes:
        try:
            player.say(change)
        except Refused:
            break
    player.wait(30)
    stored = [event_from_json(**event_to_json(event)) for event in kept(player)]
    state = state_after(player.plan, stored)
    assert state
    assert (state.steps, state.reps, state.turns) == (
        player.state.steps,
        player.state.reps,
        player.state.turns,
    )
    state, begun = go_on(player.plan, stored, 1000.0)
    events, now = list(begun), 1000.0
    while state.status is None:
        now += 1
        state, more = advance(player.plan, state, now)
        events += more
    whole = player.to_end()
    assert len(reps(stored + events)) == len(reps(whole.events))


def test_a_form_that_the_catalogue_no_longer_has_cannot_go_on() -> None:
    player = at_rep(planned("hip-thrust=5"), 1).say(Command.EASIER)
    with pytest.raises(ValueError, match="hip-thrust:knee-in"):
        state_after(replace(player.plan, forms={}), kept(player))


def test_the_plan_is_as_it_was_meant() -> None:
    player = at_rep(planned("hip-thrust=5"), 1).say(Command.EASIER)
    assert player.plan.steps[0].variation == ""
    assert plan_now(player.plan, player.state).steps == player.state.steps
    assert player.of(PhaseBegan)
