"""The poses of the built-in exercises are true to the words beside them."""

import math
from itertools import pairwise

import pytest

from backroutine.catalogue.load import bundled_catalogue
from backroutine.session.figure import PARENTS, Figure, Pose, moving_joints
from backroutine.session.plan import Phase

FIGURES = {e.id: e.figure.moving() for e in bundled_catalogue().exercises if e.figure}


def rep(figure: Figure) -> list[Pose]:
    """A whole rep, as it is seen."""
    return [figure.pose(p, s / 10) for p in (Phase.LIFT, Phase.HOLD, Phase.RETURN) for s in range(11)]


@pytest.mark.parametrize("name", FIGURES)
def test_limbs_keep_their_lengths(name: str) -> None:
    start, *others = rep(FIGURES[name])
    for joint, parent in PARENTS.items():
        if joint in start:
            length = math.dist(start[joint], start[parent])
            for pose in others:
                assert math.dist(pose[joint], pose[parent]) == pytest.approx(length, rel=0.02), joint


@pytest.mark.parametrize("name", FIGURES)
def test_both_legs_are_as_long_and_nothing_sinks_into_the_floor(name: str) -> None:
    for pose in rep(FIGURES[name]):
        legs = [
            math.dist(pose["hip"], pose[f"{side}knee"]) + math.dist(pose[f"{side}knee"], pose[f"{side}foot"])
            for side in ("", "rest_")
        ]
        assert legs[0] == pytest.approx(legs[1], rel=0.03)
        assert min(y for _, y in pose.values()) >= 0.0


@pytest.mark.parametrize("name", FIGURES)
def test_a_rep_is_one_movement_without_jumps(name: str) -> None:
    poses = rep(FIGURES[name])
    for one, other in pairwise(poses):
        assert max(math.dist(one[joint], other[joint]) for joint in one) < 0.25
    assert poses[-1].keys() == poses[0].keys()
    assert max(math.dist(poses[-1][joint], poses[0][joint]) for joint in poses[0]) < 1e-6


def bend(pose: Pose, one: str, middle: str, other: str) -> float:
    """Degrees by which a joint is away from straight."""
    angles = [math.atan2(pose[j][1] - pose[middle][1], pose[j][0] - pose[middle][0]) for j in (one, other)]
    turn = math.degrees(abs(angles[0] - angles[1])) % 360
    return abs(180 - min(turn, 360 - turn))


def test_at_the_top_of_the_hip_thrust_shoulder_hip_and_knee_are_one_line() -> None:
    for pose in (FIGURES["hip-thrust"].pose(Phase.HOLD, 1), FIGURES["hip-thrust"].pose(Phase.LIFT, 1)):
        assert bend(pose, "shoulder", "hip", "knee") < 1
    assert bend(FIGURES["hip-thrust"].start, "shoulder", "hip", "knee") > 30


def test_the_foot_that_pushes_and_the_hands_that_press_stay_where_they_are() -> None:
    for name, joint in (("hip-thrust", "foot"), ("half-push-up", "hand"), ("half-push-up", "rest_foot")):
        places = {pose[joint] for pose in rep(FIGURES[name])}
        assert len(places) == 1


def test_the_half_push_up_is_one_line_and_half_way_is_a_right_angle_at_most() -> None:
    figure = FIGURES["half-push-up"]
    for pose in (figure.start, figure.end):
        assert bend(pose, "shoulder", "hip", "rest_foot") < 1
        assert bend(pose, "hip", "rest_knee", "rest_foot") < 1
    assert bend(figure.start, "shoulder", "elbow", "hand") < 1
    assert 80 <= bend(figure.end, "shoulder", "elbow", "hand") <= 100


@pytest.mark.parametrize(("name", "joints"), [("half-push-up", ["foot"]), ("superman", ["foot", "hand"])])
def test_lifts_are_a_hands_breadth(name: str, joints: list[str]) -> None:
    figure = FIGURES[name]
    top, low = figure.held or figure.end, figure.end if figure.held else figure.start
    for joint in joints:
        assert 0.12 <= top[joint][1] - low[joint][1] <= 0.22


def test_the_leg_raise_ends_level_with_the_resting_leg_or_sooner() -> None:
    end = FIGURES["leg-raise"].end
    assert 0.8 * end["rest_foot"][1] <= end["foot"][1] <= end["rest_foot"][1]
    assert bend(end, "hip", "knee", "foot") < 1


def test_the_limbs_that_work() -> None:
    leg, arm = {"knee", "foot"}, {"elbow", "hand"}
    found = {name: set(moving_joints(figure)) for name, figure in FIGURES.items()}
    assert found == {
        "leg-raise": leg,
        "half-push-up": leg | arm,
        "hip-thrust": leg,
        "superman": leg | arm,
    }
