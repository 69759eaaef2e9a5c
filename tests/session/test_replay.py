"""Sessions from their events: one that goes on, and one that was typed in afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.session.events import (
    PASSING,
    Event,
    RepCounted,
    SessionEnded,
    SessionResumed,
    SideBegan,
    SideFinished,
    SideSkipped,
)
from backroutine.session.machine import advance, start
from backroutine.session.plan import Phase, Plan
from backroutine.session.replay import done_afterwards, go_on, likely_seconds, state_after
from backroutine.session.state import Command
from backroutine.session.tally import tally
from plans import Player, plan, reps, step


def kept(player: Player) -> list[Event]:
    return [event for event in player.events if not isinstance(event, PASSING)]


def to_end(a_plan: Plan, left: list[Event], now: float) -> list[Event]:
    state, events = go_on(a_plan, left, now)
    found = list(events)
    while state.status is None:
        now += 0.5
        state, events = advance(a_plan, state, now)
        found += events
    return found


def test_it_goes_on_at_the_same_rep_and_time_away_is_not_counted() -> None:
    player = Player(plan()).wait(13)
    after = to_end(player.plan, kept(player), 40_000)
    assert isinstance(after[0], SessionResumed)
    assert reps(after) == [("left", 2), ("right", 1), ("right", 2)]
    left, right = tally([*kept(player), *after])
    assert left.seconds == pytest.approx((11 - 5) + 7)
    assert right.seconds == pytest.approx(14)


def test_it_begins_with_time_to_lie_down() -> None:
    player = Player(plan()).wait(13)
    state, _ = go_on(player.plan, kept(player), 100)
    assert (state.phase, state.due) == (Phase.GET_READY, 110)


def test_after_a_finished_side_the_next_one_comes() -> None:
    player = Player(plan()).wait(20)
    state, _ = go_on(player.plan, kept(player), 100)
    assert (state.step, state.reps) == (1, (2, 0))


def test_a_stopped_session_can_go_on_too() -> None:
    player = Player(plan()).wait(13).say(Command.STOP)
    assert reps(to_end(player.plan, kept(player), 100))[0] == ("left", 2)


def test_skipped_sides_stay_skipped() -> None:
    three = plan(step("left"), step("right"), step("left", "superman"))
    player = Player(three).say(Command.SKIP).wait(1).say(Command.SKIP)
    state = state_after(three, kept(player))
    assert state
    assert state.step == 2


def test_a_side_that_was_left_half_done_stays_left() -> None:
    player = Player(plan()).wait(13).say(Command.SKIP)
    state = state_after(player.plan, kept(player))
    assert state
    assert (state.step, state.reps) == (1, (1, 0))


def test_pace_and_turns_are_kept() -> None:
    player = Player(plan()).say(Command.FASTER).wait(40).say(Command.BACK).wait(11)
    state = state_after(player.plan, kept(player))
    assert state
    assert (state.pace, state.turns) == (1.1, (2, 1))


def test_the_pace_it_began_with_is_kept() -> None:
    _, events = start(plan(), 0.8)
    state, _ = go_on(plan(), list(events), 40_000)
    assert state.pace == 0.8


def test_of_a_finished_session_nothing_is_left() -> None:
    player = Player(plan()).to_end()
    assert state_after(player.plan, kept(player)) is None
    with pytest.raises(ValueError, match="nothing"):
        go_on(player.plan, kept(player), 100)


def test_events_of_another_plan_are_refused() -> None:
    with pytest.raises(ValueError, match="squat"):
        state_after(plan(), [SideBegan(0, "squat", "left", 1, 1, 0, 3)])


@given(st.floats(0, 43))
def test_wherever_it_was_left_every_rep_is_done_once(at: float) -> None:
    player = Player(plan()).wait(at)
    events = kept(player)
    if player.state.status or state_after(player.plan, events) is None:
        return
    counted = [e for e in [*events, *to_end(player.plan, events, at + 1000)] if isinstance(e, RepCounted)]
    assert [(e.side, e.rep) for e in counted] == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]


def test_a_typed_in_session_has_the_events_of_one_that_was_led() -> None:
    led = Player(plan()).to_end()
    typed_in = done_afterwards(led.plan, [2, 2], led.now)
    assert typed_in == tuple(event for event in led.events if not isinstance(event, PASSING))


def test_fewer_more_and_no_reps() -> None:
    steps = (step("left"), step("right"), step("both", "bridge"))
    events = done_afterwards(plan(*steps), [1, 0, 3], 100.0)
    assert [(row.side, row.reps, row.target) for row in tally(events)] == [("left", 1, 2), ("both", 3, 2)]
    assert [e.because for e in events if isinstance(e, SideFinished)] == ["skipped", "done"]
    assert [e.side for e in events if isinstance(e, SideSkipped)] == ["right"]
    assert events[-1] == SessionEnded(100.0, "completed")


def test_the_time_given_is_spread_over_the_reps() -> None:
    seconds = likely_seconds(plan(), [2, 2])
    assert seconds == 5 + 14 + 10 + 14
    half, whole = (tally(done_afterwards(plan(), [2, 2], s)) for s in (seconds / 2, seconds))
    assert [row.seconds * 2 for row in half] == pytest.approx([row.seconds for row in whole])
    assert [row.seconds for row in whole] == pytest.approx([14.0, 14.0])


def test_without_a_rep_there_is_no_session() -> None:
    with pytest.raises(ValueError, match="at least one rep"):
        done_afterwards(plan(), [0, 0], 60.0)
