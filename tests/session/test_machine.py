"""The machine on its own: no clock, no waiting, every promise of the session."""

import pytest

from backroutine.errors import Refused
from backroutine.session.events import (
    PASSING,
    CountdownReached,
    PaceChanged,
    Paused,
    PhaseBegan,
    RepCounted,
    RepUndone,
    RestReached,
    Resumed,
    SessionEnded,
    SessionStarted,
    SideBegan,
    SideFinished,
    SideSkipped,
)
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Phase, Tempo, Wait
from backroutine.session.state import (
    ALLOWED,
    AWAY,
    Command,
    Situation,
    deadline,
    situation,
)
from backroutine.session.tally import tally
from plans import Player, plan, reps, step, without_history


def test_a_whole_session_in_order() -> None:
    player = Player(plan()).to_end()
    assert isinstance(player.events[0], SessionStarted)
    assert reps(player.events) == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]
    assert player.events[-1] == SessionEnded(5 + 14 + 10 + 14, "completed")
    assert player.state.phase is Phase.DONE


def test_a_rep_is_counted_when_its_return_ends() -> None:
    player = Player(plan()).to_end()
    assert [event.at for event in player.of(RepCounted)] == [11, 18, 35, 42]


def test_the_phases_of_a_rep_and_their_numbers() -> None:
    player = Player(plan()).wait(12)
    began = [(e.at, e.phase, e.rep) for e in player.of(PhaseBegan) if isinstance(e, PhaseBegan)]
    assert began == [
        (0, Phase.GET_READY, 0),
        (5, Phase.LIFT, 1),
        (7, Phase.HOLD, 1),
        (8, Phase.RETURN, 1),
        (11, Phase.PAUSE, 1),
        (12, Phase.LIFT, 2),
    ]


def test_a_phase_of_no_length_is_left_out() -> None:
    quick = step(tempo=Tempo(lift=1, hold=0, return_=1, pause=0))
    player = Player(plan(quick)).to_end()
    phases = [e.phase for e in player.of(PhaseBegan) if isinstance(e, PhaseBegan)]
    assert phases == [Phase.GET_READY, Phase.LIFT, Phase.RETURN, Phase.LIFT, Phase.RETURN]
    assert player.events[-1] == SessionEnded(9, "completed")


def test_every_side_begins_with_a_countdown() -> None:
    player = Player(plan()).to_end()
    left = [(e.at, e.left) for e in player.of(CountdownReached) if isinstance(e, CountdownReached)]
    assert left == [(2, 3), (3, 2), (4, 1), (26, 3), (27, 2), (28, 1)]


def test_only_the_last_of_several_waits_counts_down() -> None:
    two = step(lead_in=(Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15)))
    player = Player(plan(two)).wait(60)
    assert [e.at for e in player.of(CountdownReached)] == [57, 58, 59]


@pytest.mark.parametrize(
    ("waits", "announced"),
    [
        ((Wait(Phase.REST, 44),), []),
        ((Wait(Phase.REST, 45),), [(15, 30), (35, 10)]),
        ((Wait(Phase.REST, 60),), [(30, 30), (50, 10)]),
        ((Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15)), [(30, 30)]),
        ((Wait(Phase.REST, 150.5),), [(30.5, 120), (90.5, 60), (120.5, 30), (140.5, 10)]),
        ((Wait(Phase.GET_READY, 60),), []),
    ],
)
def test_a_long_rest_says_what_is_left(waits: tuple[Wait, ...], announced: list[tuple[float, int]]) -> None:
    player = Player(plan(step(lead_in=waits))).to_end()
    reached = [event for event in player.events if isinstance(event, RestReached)]
    assert [(event.at, event.left) for event in reached] == announced
    assert [e.left for e in player.events if isinstance(e, CountdownReached)] == [3, 2, 1]


def test_what_is_announced_in_a_rest_is_not_stored() -> None:
    assert RestReached in PASSING


def test_speed_shortens_everything_by_the_same_factor() -> None:
    slow, fast = Player(plan()).to_end(), Player(plan(speed=20)).to_end(tick=0.01)
    assert [type(e) for e in slow.events] == [type(e) for e in fast.events]
    assert fast.events[-1].at == pytest.approx(slow.events[-1].at / 20)


def test_a_pause_stands_still_and_the_rep_begins_anew() -> None:
    player = Player(plan()).wait(6).say(Command.PAUSE).wait(100).say(Command.RESUME)
    assert reps(player.events) == []
    player.wait(10 + 6)
    assert reps(player.events) == [("left", 1)]
    began = [e.at for e in player.of(SideBegan)]
    assert began == [5, 116]


def test_a_pause_while_waiting_leaves_time_to_lie_down() -> None:
    player = Player(plan()).wait(4).say(Command.PAUSE).wait(30).say(Command.RESUME)
    assert deadline(player.plan, player.state) == 34 + 10 - 3
    assert player.wait(10).state.open


def test_a_pause_after_the_last_rep_of_a_side_goes_on_to_the_next() -> None:
    player = Player(plan()).wait(18.5).say(Command.PAUSE, Command.RESUME)
    assert player.state.step == 1
    assert isinstance(player.events[-2], SideFinished)


def test_a_computer_that_slept_counts_nothing() -> None:
    player = Player(plan()).wait(6)
    player.now = 6 + AWAY + 600
    player.state, events = advance(player.plan, player.state, player.now)
    assert events == (Paused(6, "away"),)
    assert player.state.reps == (0, 0)
    assert player.say(Command.RESUME).of(Resumed)


@pytest.mark.parametrize(("unseen", "paused"), [(5, False), (5.1, True)])
def test_five_seconds_without_a_look_are_the_limit(unseen: float, paused: bool) -> None:
    player = Player(plan()).wait(6)
    player.state, _ = advance(player.plan, player.state, 6 + unseen)
    assert player.state.paused is paused


def test_skip_keeps_the_reps_of_the_side_and_goes_on() -> None:
    player = Player(plan()).wait(12).say(Command.SKIP)
    finished = player.of(SideFinished)[0]
    assert isinstance(finished, SideFinished)
    assert (finished.reps, finished.because) == (1, "skipped")
    assert (player.state.step, player.state.phase) == (1, Phase.SWITCH)


def test_skip_before_a_side_begins_passes_it_over() -> None:
    player = Player(plan()).wait(1).say(Command.SKIP)
    assert player.of(SideSkipped) == [SideSkipped(1, "leg-raise", "left", 1)]
    assert [row.side for row in tally(player.to_end().events)] == ["right"]


def test_skipping_the_last_side_ends_the_session() -> None:
    player = Player(plan()).say(Command.SKIP, Command.SKIP)
    assert player.state.status == "completed"


def test_back_to_a_side_with_reps_left_goes_on_from_them() -> None:
    player = Player(plan()).wait(12).say(Command.SKIP, Command.BACK).wait(10 + 6)
    assert reps(player.events) == [("left", 1), ("left", 2)]


def test_back_to_a_finished_side_does_it_again_and_keeps_the_first_time() -> None:
    player = Player(plan()).wait(19 + 10 + 7).say(Command.BACK).to_end()
    rows = [(row.side, row.turn, row.reps) for row in tally(player.events)]
    assert rows == [("left", 1, 2), ("right", 1, 2), ("left", 2, 2)]
    assert reps(player.events)[2:] == [("right", 1), ("left", 1), ("left", 2), ("right", 2)]


def test_there_is_nothing_before_the_first_side() -> None:
    with pytest.raises(Refused, match="first side"):
        Player(plan()).say(Command.BACK)


def test_undo_takes_back_the_last_rep() -> None:
    player = Player(plan()).wait(12).say(Command.UNDO)
    assert player.of(RepUndone) == [RepUndone(12, "leg-raise", "left", 1, 1, 0, 2)]
    assert reps(player.to_end().events) == [("left", 1), ("left", 1), ("left", 2), ("right", 1), ("right", 2)]


def test_undo_right_after_a_side_opens_it_again() -> None:
    player = Player(plan()).wait(20).say(Command.UNDO)
    assert (player.state.step, player.state.reps) == (0, (1, 0))
    assert reps(player.to_end().events)[2:] == [("left", 2), ("right", 1), ("right", 2)]


def test_undo_with_nothing_counted_is_refused() -> None:
    with pytest.raises(Refused, match="no rep"):
        Player(plan()).wait(6).say(Command.UNDO)


def test_faster_shortens_what_is_left_of_the_phase_and_no_wait() -> None:
    player = Player(plan()).wait(6).say(*[Command.FASTER] * 10)
    assert deadline(player.plan, player.state) == pytest.approx(6.5)
    player.to_end()
    assert player.of(SideFinished)[0].at == pytest.approx(6.5 + 2.5 + 3.5)
    assert player.of(SideBegan)[1].at - player.of(SideFinished)[0].at == pytest.approx(10)


def test_the_pace_has_limits_that_are_said() -> None:
    with pytest.raises(Refused, match="fastest"):
        Player(plan()).say(*[Command.FASTER] * 11)
    with pytest.raises(Refused, match="10 seconds"):
        Player(plan()).say(*[Command.SLOWER] * 4)
    short = plan(step(tempo=Tempo(1, 0, 1, 0)))
    with pytest.raises(Refused, match="slowest"):
        Player(short).say(*[Command.SLOWER] * 6)


def test_a_slow_pace_never_stretches_a_longer_rep_beyond_ten_seconds() -> None:
    steps = step(tempo=Tempo(1, 0, 1, 0), target=1), step("right", tempo=Tempo(3, 2, 3, 2), target=1)
    player = Player(plan(*steps)).say(*[Command.SLOWER] * 5).to_end()
    finished = player.of(SideFinished)
    began = player.of(SideBegan)
    assert finished[0].at - began[0].at == pytest.approx(4)
    assert finished[1].at - began[1].at == pytest.approx(10)


def test_pace_events_carry_the_pace() -> None:
    player = Player(plan()).say(Command.FASTER, Command.FASTER, Command.SLOWER)
    assert [e.pace for e in player.of(PaceChanged) if isinstance(e, PaceChanged)] == [1.1, 1.2, 1.1]


def test_ready_now_leaves_one_countdown_then_none() -> None:
    player = Player(plan()).say(Command.GO)
    assert player.wait(3).state.open
    player = Player(plan()).say(Command.GO).wait(1).say(Command.GO)
    assert player.of(SideBegan)[0].at == 1


def test_stop_keeps_everything() -> None:
    player = Player(plan()).wait(12).say(Command.STOP)
    assert player.events[-1] == SessionEnded(12, "stopped")
    assert player.events[-2] == SideFinished(12, "leg-raise", "left", 1, 1, 1, 2, "stopped")
    with pytest.raises(Refused, match="over"):
        player.say(Command.STOP)


def test_tap_mode_waits_for_the_person() -> None:
    player = Player(plan(tap=True)).wait(5)
    assert (player.state.phase, deadline(player.plan, player.state)) == (Phase.REPS, None)
    player.wait(300).say(Command.COUNT, Command.COUNT)
    assert (player.state.step, player.state.phase) == (1, Phase.SWITCH)


def test_a_tap_while_waiting_begins_the_side_and_counts() -> None:
    player = Player(plan(tap=True)).say(*[Command.COUNT] * 4)
    assert reps(player.events) == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]
    assert player.state.status == "completed"


def test_undo_after_count_changes_nothing() -> None:
    three = plan(step(target=3), step("right", target=3), tap=True)
    for counted in range(1, 6):
        player = Player(three).say(*[Command.COUNT] * counted)
        if situation(three, player.state) is Situation.WAITING_TO_TAP:
            player.say(Command.GO)
        before = without_history(player.state)
        assert (
            without_history(player.say(Command.COUNT, Command.UNDO).state) == before if counted < 5 else True
        )


def test_a_tap_is_refused_in_a_paced_session() -> None:
    with pytest.raises(Refused, match="paced"):
        Player(plan()).wait(6).say(Command.COUNT)


@pytest.mark.parametrize("where", list(Situation))
@pytest.mark.parametrize("command", list(Command))
def test_what_the_table_does_not_allow_is_refused_and_changes_nothing(
    where: Situation, command: Command
) -> None:
    player = _in_situation(where)
    if command in ALLOWED[where]:
        return
    before = player.state
    with pytest.raises(Refused):
        send(player.plan, player.state, command, player.now)
    assert player.state == before


@pytest.mark.parametrize("where", [s for s in Situation if s is not Situation.ENDED])
@pytest.mark.parametrize("command", list(Command))
def test_what_the_table_allows_is_obeyed(where: Situation, command: Command) -> None:
    player = _in_situation(where)
    if command in ALLOWED[where]:
        assert send(player.plan, player.state, command, player.now)[1]


def _in_situation(where: Situation) -> Player:
    both = step("left"), step("right")
    tap = where in {Situation.TAPPING, Situation.WAITING_TO_TAP}
    player = Player(plan(*both, step("left", "superman"), tap=tap))
    if tap:
        player.say(*[Command.COUNT] * (3 if where is Situation.TAPPING else 2))
    else:
        player.wait(19 + 10 + 7 if where is not Situation.WAITING else 20)
    if where is Situation.PAUSED:
        player.say(Command.PAUSE)
    if where is Situation.ENDED:
        player.say(Command.STOP)
    assert situation(player.plan, player.state) is where
    return player


def test_a_session_may_begin_at_another_pace_and_has_an_event_for_it() -> None:
    state, events = start(plan(), 2.0)
    assert (state.pace, events[1]) == (2.0, PaceChanged(0.0, 2.0))
    player = Player(plan())
    player.state = state
    player.wait(5 + 7)  # a rep takes half of its seven seconds
    assert len(player.of(RepCounted)) == 2


def test_tapping_has_no_pace_to_begin_with() -> None:
    a_plan = plan(tap=True)
    assert start(a_plan, 2.0) == start(a_plan)


def test_the_first_state_has_nothing_counted() -> None:
    state, events = start(plan())
    assert state.reps == (0, 0)
    assert [type(event) for event in events] == [SessionStarted, PhaseBegan]


def test_what_is_left_of_a_phase_is_kept_from_the_last_look() -> None:
    player = Player(plan()).wait(6.5)
    state, _ = advance(player.plan, player.state, 100)
    assert state.left == pytest.approx(0.5)
    assert state.seen == 100


def test_a_pause_in_a_long_rest_gives_back_the_whole_rest() -> None:
    resting = plan(step("left", lead_in=(Wait(Phase.REST, 60),)))
    player = Player(resting).wait(10).say(Command.PAUSE).wait(30).say(Command.RESUME)
    assert player.state.due == pytest.approx(40 + 50)


def test_ready_now_follows_the_speed() -> None:
    player = Player(plan(speed=2)).say(Command.GO)
    assert player.state.due == pytest.approx(1.5)


def test_after_a_pause_the_time_to_lie_down_follows_the_speed() -> None:
    player = Player(plan(speed=2)).wait(2).say(Command.PAUSE, Command.RESUME)
    assert player.state.due == pytest.approx(2 + 5)


def test_undo_while_paused_goes_back_to_the_side_and_stays_paused() -> None:
    player = Player(plan()).wait(20).say(Command.PAUSE, Command.UNDO)
    assert (player.state.step, player.state.paused, player.state.due) == (0, True, None)
    player = Player(plan(tap=True)).say(Command.COUNT, Command.COUNT, Command.PAUSE, Command.UNDO)
    assert (player.state.step, player.state.paused, player.state.open) == (0, True, False)


def test_undo_never_reaches_over_to_a_side_whose_rep_was_not_the_last() -> None:
    twice = Player(plan(step(), step("right"), step("left", "superman"))).wait(19 + 10 + 15).say(Command.BACK)
    assert (twice.state.step, twice.state.turns) == (1, (1, 2, 1))
    with pytest.raises(Refused, match="no rep"):
        twice.say(Command.UNDO)


def test_another_pace_leaves_the_waiting_as_it_is() -> None:
    player = Player(plan()).wait(1)
    due = player.state.due
    assert player.say(Command.FASTER).state.due == due


def test_pauses_and_time_away_do_not_count_as_work() -> None:
    player = Player(plan(tap=True)).wait(6).say(Command.PAUSE).wait(100).say(Command.RESUME).wait(3)
    (row,) = tally(player.say(Command.STOP).events)
    assert row.seconds == pytest.approx(1 + 3)


def test_a_session_that_died_in_a_side_worked_until_its_last_event() -> None:
    player = Player(plan(tap=True)).wait(6).say(Command.COUNT)
    (row,) = tally(player.events)
    assert row.reps == 1
    assert row.seconds == pytest.approx(1)


def test_undo_takes_back_the_last_rep_even_where_the_next_side_has_some() -> None:
    steps = step(target=1), step("right", target=1), step("left", "superman", target=2)
    player = Player(plan(*steps, tap=True)).say(*[Command.COUNT] * 3, Command.BACK, Command.GO)
    before = without_history(player.state)
    assert without_history(player.say(Command.COUNT, Command.UNDO).state) == before
