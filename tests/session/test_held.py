"""Held exercises: the hold runs by the clock, is counted down, and the pace leaves it alone."""

import pytest

from backroutine.errors import Refused
from backroutine.session.events import HoldReached, PhaseBegan, RepCounted, SideBegan, SideFinished
from backroutine.session.machine import send
from backroutine.session.plan import Phase, Plan, Step, Tempo
from backroutine.session.state import Command, seconds_left
from plans import Player, plan, reps, step

PLANK = Tempo(lift=1, hold=30, return_=1, pause=2)


def plank(side: str = "left", tempo: Tempo = PLANK, **changes: object) -> Step:
    return step(side, "plank", tempo=tempo, held=True, **changes)  # type: ignore[arg-type]


def planks(tempo: Tempo = PLANK, *, tap: bool = False) -> Plan:
    return plan(plank(tempo=tempo), plank("right", tempo), tap=tap)


def phases(player: Player) -> list[tuple[float, Phase]]:
    return [(e.at, e.phase) for e in player.of(PhaseBegan) if isinstance(e, PhaseBegan)]


@pytest.mark.parametrize(
    ("hold", "left"), [(30, [20, 10, 5]), (15, [10, 5]), (25, [20, 10, 5]), (14, []), (60, [50, 40, 30])]
)
def test_the_seconds_left_of_a_long_hold_are_announced(hold: float, left: list[int]) -> None:
    player = Player(planks(Tempo(1, hold, 1, 2))).wait(5 + 1 + hold)
    found = [(e.at, e.left) for e in player.of(HoldReached) if isinstance(e, HoldReached)]
    assert found[:3] == [(6 + hold - number, number) for number in left]


def test_a_hold_that_is_not_the_exercise_is_not_counted_down() -> None:
    assert not Player(plan(step(tempo=PLANK))).wait(60).of(HoldReached)


def test_a_held_rep_is_counted_when_its_return_ends() -> None:
    player = Player(planks()).to_end()
    assert reps(player.events) == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]
    assert [event.at for event in player.of(RepCounted)][:2] == [5 + 32, 5 + 34 + 32]
    assert len(player.of(HoldReached)) == 4 * 3


@pytest.mark.parametrize("tick", [0.1, 1.0, 4.9])
def test_any_tick_gives_the_same_events(tick: float) -> None:
    assert Player(planks()).to_end(tick).events == Player(planks()).to_end().events


def test_the_pace_leaves_the_hold_alone() -> None:
    slow = Player(planks()).say(
        Command.SLOWER, Command.SLOWER, Command.SLOWER, Command.SLOWER, Command.SLOWER
    )
    assert phases(slow.wait(50))[1:4] == [(5, Phase.LIFT), (7, Phase.HOLD), (37, Phase.RETURN)]
    during = Player(planks()).wait(10).say(Command.FASTER).wait(40)
    assert (36, Phase.RETURN) in phases(during)
    assert [e.at for e in during.of(HoldReached)][:3] == [16, 26, 31]


def test_a_slower_pace_is_refused_by_what_moves_not_by_the_hold() -> None:
    player = Player(planks(Tempo(4, 60, 4, 2)))
    with pytest.raises(Refused, match="10 seconds"):
        player.say(Command.SLOWER)


def test_a_rep_whose_hold_was_broken_off_does_not_count() -> None:
    for command in (Command.SKIP, Command.STOP):
        player = Player(planks()).wait(20).say(command)
        (finished,) = player.of(SideFinished)
        assert isinstance(finished, SideFinished)
        assert finished.reps == 0


def test_a_paused_hold_begins_again_with_all_its_numbers() -> None:
    player = Player(planks()).wait(20).say(Command.PAUSE).wait(60).say(Command.RESUME).wait(50)
    assert [e.left for e in player.of(HoldReached) if isinstance(e, HoldReached)] == [20, 20, 10, 5]


def test_what_is_left_is_known_to_the_second() -> None:
    player = Player(planks()).wait(16)
    whole = 2 * (5 + 2 * 34) + 5
    assert seconds_left(player.plan, player.state, player.now) == pytest.approx(whole - 16)


class TestTapping:
    def test_the_hold_runs_by_the_clock_and_counts_when_it_ends(self) -> None:
        player = Player(planks(tap=True)).wait(5 + 1 + 30)
        assert [event.at for event in player.of(RepCounted)] == [36]
        assert phases(player.wait(3))[-2:] == [(37, Phase.PAUSE), (39, Phase.LIFT)]
        assert reps(player.to_end().events) == [("left", 1), ("left", 2), ("right", 1), ("right", 2)]

    def test_the_key_before_its_end_ends_it_and_counts_it_once(self) -> None:
        player = Player(planks(tap=True)).wait(20).say(Command.COUNT)
        assert [event.at for event in player.of(RepCounted)] == [20]
        assert player.state.phase is Phase.RETURN
        assert reps(player.wait(5).events) == [("left", 1)]
        assert [e.left for e in player.of(HoldReached) if isinstance(e, HoldReached)] == [20]

    def test_undo_takes_it_back(self) -> None:
        player = Player(planks(tap=True)).wait(20).say(Command.COUNT, Command.UNDO)
        assert player.state.reps == (0, 0)

    def test_undo_after_the_last_one_leaves_time_to_lie_down(self) -> None:
        player = Player(plan(plank(target=1), plank("right"), tap=True)).wait(20)
        player.say(Command.COUNT, Command.UNDO)
        assert (player.state.step, player.state.phase) == (0, Phase.GET_READY)

    def test_while_waiting_the_key_begins_and_counts_nothing(self) -> None:
        player = Player(planks(tap=True)).wait(2).say(Command.COUNT)
        assert player.of(SideBegan)
        assert (player.state.phase, player.state.reps) == (Phase.LIFT, (0, 0))
        with pytest.raises(Refused, match="has not begun"):
            send(player.plan, player.state, Command.COUNT, player.now)

    def test_after_a_pause_there_is_time_to_lie_down(self) -> None:
        player = Player(planks(tap=True)).wait(20).say(Command.PAUSE, Command.RESUME)
        assert player.state.phase is Phase.GET_READY
        assert player.wait(12).state.phase is Phase.HOLD

    def test_other_exercises_are_tapped_as_ever(self) -> None:
        player = Player(plan(step(), plank("left"), tap=True)).wait(6).say(Command.COUNT, Command.COUNT)
        assert reps(player.events) == [("left", 1), ("left", 2)]
        assert player.wait(15).state.phase is Phase.HOLD
