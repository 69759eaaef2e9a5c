"""What holds for every session, whatever the person does and however the clock is looked at."""

import contextlib
import itertools
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from backroutine.errors import Refused
from backroutine.session.events import (
    RepCounted,
    RepUndone,
    SessionEnded,
    SideBegan,
    SideFinished,
    event_from_json,
    event_to_json,
)
from backroutine.session.machine import advance, start
from backroutine.session.plan import Phase, Plan, Tempo, Wait, plan_from_json, plan_to_json
from backroutine.session.state import AWAY, Command, phase_fraction, seconds_left
from backroutine.session.tally import tally
from plans import Player, as_stored, plan, step, without_history

seconds = st.integers(0, 40).map(lambda tenths: tenths / 10)
tempos = st.builds(
    Tempo,
    lift=seconds.map(lambda s: s + 0.1),
    hold=seconds,
    return_=seconds.map(lambda s: s + 0.1),
    pause=seconds,
)
waits = st.lists(
    st.builds(Wait, st.sampled_from([Phase.REST, Phase.SWITCH, Phase.GET_READY]), st.integers(1, 70)),
    min_size=1,
    max_size=2,
).map(tuple)


@st.composite
def plans(draw: st.DrawFn, tap: bool | None = None) -> Plan:
    steps = []
    for exercise in ("leg-raise", "superman")[: draw(st.integers(1, 2))]:
        tempo, target = draw(tempos), draw(st.integers(1, 4))
        for side in draw(st.sampled_from([("left", "right"), ("right", "left"), ("both",)])):
            steps.append(step(side, exercise, target=target, tempo=tempo, lead_in=draw(waits)))
    return plan(
        *steps, tap=draw(st.booleans()) if tap is None else tap, speed=draw(st.sampled_from([1, 3, 20]))
    )


scripts = st.lists(st.tuples(st.floats(0, 30), st.sampled_from(list(Command))), max_size=30)


def play(a_plan: Plan, script: list[tuple[float, Command]]) -> Player:
    player = Player(a_plan)
    for pause, command in script:
        player.wait(pause, tick=AWAY / 2)
        with contextlib.suppress(Refused):
            player.say(command)
    return player


@given(plans(tap=False), st.lists(st.floats(0.05, AWAY * 0.99), min_size=1, max_size=20))
def test_any_tick_rate_gives_the_same_events(a_plan: Plan, ticks: list[float]) -> None:
    steady = Player(a_plan).to_end(tick=0.5)
    state, events = start(a_plan)
    seen, now, i = list(events), 0.0, 0
    while state.status is None:
        now += ticks[i % len(ticks)]
        i += 1
        assert now < 10_000
        state, new = advance(a_plan, state, now)
        seen += new
    assert seen == steady.events


@given(plans(), scripts)
def test_reps_stay_within_the_target_and_are_counted_one_by_one(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    player = play(a_plan, script)
    stands: dict[tuple[str, str, int], int] = defaultdict(int)
    for event in player.events:
        match event:
            case RepCounted():
                stands[event.exercise, event.side, event.turn] += 1
                assert 1 <= event.rep == stands[event.exercise, event.side, event.turn] <= event.target
            case RepUndone():
                stands[event.exercise, event.side, event.turn] -= 1
                assert 0 <= event.rep == stands[event.exercise, event.side, event.turn]
            case _:
                pass
    assert all(0 <= n <= s.target for n, s in zip(player.state.reps, a_plan.steps, strict=True))


@given(plans(tap=False))
def test_both_sides_come_and_all_of_one_before_the_other(a_plan: Plan) -> None:
    player = Player(a_plan).to_end()
    order = [(e.exercise, e.side) for e in player.of(RepCounted) if isinstance(e, RepCounted)]
    assert order == [(s.exercise, s.side) for s in a_plan.steps for _ in range(s.target)]


@given(plans(), scripts)
def test_there_is_one_ending_and_nothing_after_it(a_plan: Plan, script: list[tuple[float, Command]]) -> None:
    player = play(a_plan, script)
    if player.state.status is None:
        player.say(Command.STOP)
    player.wait(100, tick=AWAY)
    assert len(player.of(SessionEnded)) == 1
    assert isinstance(player.events[-1], SessionEnded)


@given(plans(), scripts)
def test_events_come_in_the_order_of_their_instants(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    instants = [event.at for event in play(a_plan, script).events]
    assert all(later >= earlier - 1e-9 for earlier, later in itertools.pairwise(instants))


@given(plans(), scripts)
def test_a_side_begins_before_it_finishes_and_only_one_is_open(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    player = play(a_plan, script)
    open_side = None
    for event in player.events:
        match event:
            case SideBegan():
                assert open_side in {None, (event.exercise, event.side, event.turn)}
                open_side = (event.exercise, event.side, event.turn)
            case SideFinished():
                assert open_side == (event.exercise, event.side, event.turn)
                open_side = None
            case RepCounted():
                assert open_side == (event.exercise, event.side, event.turn)
            case _:
                pass
    assert (open_side is not None) == player.state.open


@given(plans(), scripts)
def test_the_tally_has_every_counted_rep_and_no_more_time_than_passed(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    player = play(a_plan, script)
    rows = tally(player.events)
    counted = len(player.of(RepCounted)) - len(player.of(RepUndone))
    assert sum(row.reps for row in rows) == counted
    assert -1e-6 <= sum(row.seconds for row in rows) <= player.now + 1e-6


@given(plans(tap=True), scripts)
def test_undo_after_count_is_identity(a_plan: Plan, script: list[tuple[float, Command]]) -> None:
    player = play(a_plan, script)
    try:
        player.say(Command.GO)
    except Refused:
        return
    if player.state.status or player.state.waits:
        return
    before = without_history(player.state)
    player.say(Command.COUNT)
    if player.state.status is None:
        assert without_history(player.say(Command.UNDO).state) == before


@given(plans(), scripts)
def test_what_is_shown_between_events_stays_in_bounds(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    player = play(a_plan, script)
    assert 0 <= phase_fraction(player.state, player.now) <= 1
    assert seconds_left(a_plan, player.state, player.now) >= 0


@given(plans(tap=False), st.floats(0, 1))
def test_the_time_left_is_the_time_it_takes(a_plan: Plan, share: float) -> None:
    player = Player(a_plan)
    end = Player(a_plan).to_end().events[-1].at
    player.wait(end * share)
    if player.state.status is None:
        assert abs(seconds_left(a_plan, player.state, player.now) - (end - player.now)) < 1e-6


@given(plans(), scripts)
def test_plans_and_events_survive_being_written_down(
    a_plan: Plan, script: list[tuple[float, Command]]
) -> None:
    import json

    assert plan_from_json(json.loads(json.dumps(plan_to_json(a_plan)))) == as_stored(a_plan)
    for event in play(a_plan, script).events:
        assert event_from_json(**json.loads(json.dumps(event_to_json(event)))) == event
