"""Poses, and what lies between them."""

import math

from hypothesis import given
from hypothesis import strategies as st

from backroutine.session.figure import PARENTS, Figure, Point, Pose, between, moving_joints
from backroutine.session.plan import Phase

DOWN: Pose = {"hip": (1.0, 0.1), "knee": (1.4, 0.1), "foot": (1.8, 0.1)}
UP: Pose = {"hip": (1.0, 0.1), "knee": (1.0, 0.5), "foot": (1.0, 0.9)}
LEG = Figure(DOWN, UP)
points = st.tuples(st.floats(0, 2), st.floats(0, 1))
poses = st.fixed_dictionaries(dict.fromkeys(("hip", *PARENTS), points))


def length(one: Point, other: Point) -> float:
    return math.dist(one, other)


def test_a_leg_swings_in_an_arc() -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        pose = between(DOWN, UP, share)
        assert abs(length(pose["hip"], pose["foot"]) - 0.8) < 1e-9
    assert between(DOWN, UP, 0.5)["foot"][1] > 0.6


@given(poses, poses)
def test_it_begins_at_the_one_and_ends_at_the_other(one: Pose, other: Pose) -> None:
    for share, expected in ((0.0, one), (1.0, other)):
        found = between(one, other, share)
        assert all(math.dist(found[joint], expected[joint]) < 1e-6 for joint in expected)


def test_the_phases_lead_up_and_back() -> None:
    heights = [
        LEG.pose(phase, share)["foot"][1]
        for phase, share in [
            (Phase.GET_READY, 0.5),
            (Phase.LIFT, 0.2),
            (Phase.LIFT, 0.9),
            (Phase.HOLD, 0.5),
            (Phase.RETURN, 0.1),
            (Phase.RETURN, 0.9),
            (Phase.PAUSE, 0.5),
        ]
    ]
    up = heights[:4]
    assert up == sorted(up)
    assert heights[3:] == sorted(heights[3:], reverse=True)
    assert heights[0] == heights[-1] == 0.1


def test_a_pose_of_its_own_is_reached_in_the_hold() -> None:
    held: Pose = {**UP, "foot": (1.4, 0.9)}
    figure = Figure(DOWN, UP, held)
    assert figure.pose(Phase.LIFT, 1.0)["foot"] == UP["foot"]
    assert math.dist(figure.pose(Phase.HOLD, 1.0)["foot"], held["foot"]) < 1e-9


def test_a_joint_that_only_one_pose_has_is_left_out() -> None:
    assert "hand" not in between({**DOWN, "elbow": (0, 0), "hand": (0, 0)}, UP, 0.5)


def test_a_foot_that_stays_put_stays_put_and_the_knee_bends() -> None:
    squat: Pose = {"hip": (1.0, 0.9), "knee": (1.0, 0.45), "foot": (1.0, 0.0)}
    knee = (1.0 - 0.45 * math.sin(0.5), 0.45 * math.cos(0.5))
    low: Pose = {"hip": (1.0, 0.9 * math.cos(0.5)), "knee": knee, "foot": (1.0, 0.0)}
    for share in (0.0, 0.3, 0.7, 1.0):
        pose = between(low, squat, share)
        assert pose["foot"] == (1.0, 0.0)
        assert abs(length(pose["knee"], pose["foot"]) - 0.45) < 1e-6
        assert pose["knee"][0] <= 1.0 + 1e-9


def test_only_limbs_that_turn_or_bend_work() -> None:
    still_arm = {"shoulder": (0.4, 0.1), "elbow": (0.6, 0.1), "hand": (0.8, 0.1)}
    rest = {"rest_knee": (1.2, 0.5), "rest_foot": (1.3, 0.9)}
    figure = Figure({**DOWN, **still_arm, **rest}, {**UP, **still_arm, **rest})
    assert moving_joints(figure) == {"knee", "foot"}
