"""Which sides, in which order, with which waits between them."""

import json
import math
from functools import cache
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.catalogue.items import Item, read_items
from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.plan_builder import NO_TARGETS, Targets, exercise_seconds, figures_of, make_plan
from backroutine.errors import UsageError
from backroutine.session.plan import Phase, Plan, Target, Wait, plan_from_json, plan_to_json
from catalogues import SMALL, parse, with_field, with_line
from plans import as_stored

GET_READY = Wait(Phase.GET_READY, 15)


@cache
def bundled() -> Catalogue:
    return bundled_catalogue()


def two(first: str = "", second: str = "", rest: str = "60") -> Catalogue:
    """Two exercises, with more fields for each."""
    exercise = "  - {{id: {0}, name: {0}, sides: {{left: l, right: r}}, reps: 2{1}}}\n"
    return parse(
        f"version: 1\nrest: {rest}\nexercises:\n" + exercise.format("a", first) + exercise.format("b", second)
    )


def only(texts: list[str]) -> tuple[Item, ...]:
    return read_items(bundled(), texts, "--only")


def order(plan: Plan) -> list[tuple[int, str, str]]:
    return [(step.round, step.exercise, step.side) for step in plan.steps]


def test_the_default_session_is_fourteen_minutes() -> None:
    plan = make_plan(bundled_catalogue())
    work = plan.seconds(Phase.LIFT, Phase.HOLD, Phase.RETURN, Phase.PAUSE)
    assert (work, plan.seconds(Phase.SWITCH), plan.seconds(Phase.REST, Phase.TURN_OVER)) == (620, 40, 180)
    assert plan.exercise_seconds == 840
    assert make_plan(bundled_catalogue(), rounds=2).exercise_seconds == 1740


def test_exercises_add_up_to_the_session() -> None:
    catalogue = bundled_catalogue()
    seconds = [exercise_seconds(exercise) for exercise in catalogue.exercises]
    assert seconds == [150, 170, 170, 170]
    assert sum(seconds) + 3 * catalogue.rest == make_plan(catalogue).exercise_seconds


def test_a_step_carries_what_the_listeners_need() -> None:
    text = (
        with_field("position: on your back")
        + "    ready: {right: right foot down}\n    words: {return: lower}\n"
    )
    left, right = make_plan(parse(text)).steps
    assert (left.exercise, left.name, left.side, left.label, left.target) == (
        "bird-dog",
        "Bird dog",
        "left",
        "left leg",
        8,
    )
    assert (left.position, left.ready, right.ready, left.words) == (
        "on your back",
        "",
        "right foot down",
        {"return": "lower"},
    )
    assert left.tempo.total == 8


def test_without_own_words_there_are_none() -> None:
    assert make_plan(parse(SMALL)).steps[0].words is None


def test_the_first_step_gets_ready_and_the_second_side_switches() -> None:
    left, right = make_plan(parse(SMALL)).steps
    assert left.lead_in == (GET_READY,)
    assert right.lead_in == (Wait(Phase.SWITCH, 10),)


@pytest.mark.parametrize(
    ("switch", "waits"),
    [
        ("20", (Wait(Phase.SWITCH, 10), Wait(Phase.GET_READY, 10))),
        ("4.5", (Wait(Phase.SWITCH, 4.5),)),
        ("0", (Wait(Phase.GET_READY, 3),)),
    ],
)
def test_switching_longer_shorter_and_not_at_all(switch: str, waits: tuple[Wait, ...]) -> None:
    assert make_plan(parse(with_field(f"switch: {switch}"))).steps[1].lead_in == waits


@pytest.mark.parametrize(
    ("first", "second", "rest", "waits"),
    [
        ("", "", "60", (Wait(Phase.REST, 60),)),
        (", position: up", ", position: up", "60", (Wait(Phase.REST, 60),)),
        (", position: up", ", position: down", "60", (Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15))),
        (", position: up", ", position: down", "15", (Wait(Phase.TURN_OVER, 15),)),
        (", position: up", ", position: down", "5", (Wait(Phase.TURN_OVER, 15),)),
        (", position: up", "", "60", (Wait(Phase.REST, 60),)),
        ("", ", position: down", "60", (Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15))),
        ("", "", "0", (Wait(Phase.GET_READY, 3),)),
    ],
)
def test_resting_and_turning_over(first: str, second: str, rest: str, waits: tuple[Wait, ...]) -> None:
    assert make_plan(two(first, second, rest)).steps[2].lead_in == waits


def test_between_rounds_there_is_a_rest_too() -> None:
    plan = make_plan(parse(SMALL), rounds=2)
    assert [step.round for step in plan.steps] == [1, 1, 2, 2]
    assert plan.steps[2].lead_in == (Wait(Phase.REST, 60),)


def test_the_right_side_can_come_first() -> None:
    plan = make_plan(two(), first_side="right")
    assert order(plan) == [(1, "a", "right"), (1, "a", "left"), (1, "b", "right"), (1, "b", "left")]
    assert plan.steps[0].lead_in == (GET_READY,)


def test_both_sides_at_once_are_one_step() -> None:
    catalogue = parse(with_line(5, "    sides: {both: both legs}"))
    for first_side in ("left", "right"):
        (step,) = make_plan(catalogue, first_side=first_side).steps
        assert (step.side, step.label, step.lead_in) == ("both", "both legs", (GET_READY,))


def test_only_keeps_the_order_given_and_each_once() -> None:
    plan = make_plan(
        bundled_catalogue(),
        items=only(["superman", "leg-raise", "superman"]),
    )
    assert [name for name, _ in groupby(step.exercise for step in plan.steps)] == ["superman", "leg-raise"]


def test_only_with_an_unknown_id() -> None:
    with pytest.raises(UsageError, match=r"^--only: no exercise supermann; did you mean superman\?$"):
        make_plan(bundled_catalogue(), items=only(["leg-raise", "supermann"]))
    everything = r"the catalogue has leg-raise, half-push-up, hip-thrust, superman$"
    with pytest.raises(UsageError, match=f"no exercise squat; {everything}"):
        make_plan(bundled_catalogue(), items=only(["squat"]))


def test_reps_replace_every_target() -> None:
    assert {step.target for step in make_plan(bundled_catalogue(), reps=3).steps} == {3}
    assert {step.target for step in make_plan(bundled_catalogue()).steps} == {10}


def test_the_speed_is_kept() -> None:
    plan = make_plan(parse(SMALL), speed=20)
    assert (plan.routine, plan.speed) == ("Back routine", 20)


@pytest.mark.parametrize("reps", [0, -1, 101])
def test_impossible_reps(reps: int) -> None:
    with pytest.raises(UsageError, match=r"^--reps: "):
        make_plan(parse(SMALL), reps=reps)


@pytest.mark.parametrize("rounds", [0, -1, 21])
def test_impossible_rounds(rounds: int) -> None:
    with pytest.raises(UsageError, match=r"^--rounds: "):
        make_plan(parse(SMALL), rounds=rounds)


@pytest.mark.parametrize("speed", [0.0, -1.0, 1000.1, math.inf, math.nan])
def test_impossible_speeds(speed: float) -> None:
    with pytest.raises(UsageError, match=r"^--speed: "):
        make_plan(parse(SMALL), speed=speed)


@settings(max_examples=30)
@given(
    ids=st.lists(st.sampled_from(["leg-raise", "half-push-up", "hip-thrust", "superman"])),
    rounds=st.integers(1, 3),
    first_side=st.sampled_from(["left", "right"]),
)
def test_every_exercise_has_both_sides_together_and_a_warning(
    ids: list[str], rounds: int, first_side: str
) -> None:
    plan = make_plan(bundled(), items=only(ids), rounds=rounds, first_side=first_side)
    other = "right" if first_side == "left" else "left"
    for first, second in zip(plan.steps[::2], plan.steps[1::2], strict=True):
        assert (first.exercise, first.round) == (second.exercise, second.round)
        assert (first.side, second.side) == (first_side, other)
    assert all(one.round <= next_.round for one, next_ in pairwise(plan.steps))
    assert all(step.lead_in and all(wait.seconds > 0 for wait in step.lead_in) for step in plan.steps)
    assert plan_from_json(plan_to_json(plan)) == as_stored(plan)


def test_what_only_some_steps_have_is_written_only_for_them() -> None:
    plan = make_plan(bundled_catalogue())
    written = plan_to_json(plan)
    assert plan_from_json(json.loads(json.dumps(written))) == as_stored(plan)
    seldom = [sorted({"spoken", "goes", "needs", "moving"} & step.keys()) for step in written["steps"]]
    assert seldom == [
        ["needs"],
        ["moving", "needs"],
        ["goes", "spoken"],
        ["goes", "spoken"],
        [],
        [],
        ["needs", "spoken"],
        ["needs", "spoken"],
    ]


def test_what_a_newer_program_says_of_a_plan_is_left_out() -> None:
    plan = make_plan(bundled_catalogue())
    written = plan_to_json(plan)
    newer = {**written, "music": "loud", "steps": [{**step, "socks": "wool"} for step in written["steps"]]}
    assert plan_from_json(newer) == as_stored(plan)


def doses(*items: str, reps: int | None = None, targets: Targets = NO_TARGETS) -> list[tuple[str, str, int]]:
    plan = make_plan(bundled(), items=only(list(items)), reps=reps, targets=targets)
    return [(step.side, step.variation, step.target) for step in plan.steps]


KNEE_IN: Targets = {"hip-thrust": {None: Target("knee-in", 8)}}


def test_who_wins() -> None:
    assert doses("hip-thrust") == [("left", "", 10), ("right", "", 10)]
    assert doses("hip-thrust", targets=KNEE_IN) == [("left", "knee-in", 8), ("right", "knee-in", 8)]
    assert doses("hip-thrust", reps=5, targets=KNEE_IN) == [("left", "knee-in", 5), ("right", "knee-in", 5)]
    assert doses("hip-thrust=4/3", reps=5, targets=KNEE_IN)[1] == ("right", "knee-in", 3)
    assert doses("hip-thrust:arms-crossed", targets=KNEE_IN)[0] == ("left", "arms-crossed", 10)
    assert doses("hip-thrust:standard", targets=KNEE_IN)[0] == ("left", "", 10)


def test_sides_may_have_targets_of_their_own() -> None:
    own: Targets = {"hip-thrust": {None: Target("", 12), "left": Target("knee-in", 8)}}
    assert doses("hip-thrust", targets=own) == [("left", "knee-in", 8), ("right", "", 12)]


def test_a_target_for_both_sides_at_once() -> None:
    both: Targets = {"hip-thrust": {None: Target("two-legs", 9)}}
    assert doses("hip-thrust", targets=both) == [("both", "two-legs", 9)]
    later: Targets = {"hip-thrust": {None: Target("two-legs", 9), "left": Target("knee-in", 8)}}
    assert doses("hip-thrust", targets=later) == [("left", "knee-in", 8), ("right", "", 10)]


def test_a_target_without_its_variation_rests() -> None:
    gone: Targets = {"hip-thrust": {None: Target("on-a-bench", 9)}, "squat": {None: Target("", 5)}}
    assert doses("hip-thrust", targets=gone) == [("left", "", 10), ("right", "", 10)]


def test_the_hold_of_a_target_has_the_room_that_the_catalogue_leaves() -> None:
    def hold(seconds: float) -> float:
        targets: Targets = {"hip-thrust": {None: Target("", 12, seconds)}}
        return make_plan(bundled(), items=only(["hip-thrust"]), targets=targets).steps[0].tempo.hold

    assert [hold(3), hold(4), hold(30)] == [3, 4, 4]


def test_a_varied_step_is_said_and_drawn_as_what_it_is() -> None:
    first = make_plan(bundled(), items=only(["half-push-up:knees"])).steps[0]
    assert (first.title, first.label, first.position) == (
        "Half push-up, on the knees",
        "left set",
        "on hands and knees",
    )
    assert ("half-push-up", "knees") not in figures_of(bundled())
    assert ("half-push-up", "") in figures_of(bundled())
