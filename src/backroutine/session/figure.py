"""How a body moves through an exercise: poses, and what lies between them.

A pose names joints and where they are, in body lengths: x along the floor, y above it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from backroutine.session.plan import Phase

Point = tuple[float, float]
Pose = Mapping[str, Point]

PARENTS = {
    "shoulder": "hip",
    "head": "shoulder",
    "elbow": "shoulder",
    "hand": "elbow",
    "rest_elbow": "shoulder",
    "rest_hand": "rest_elbow",
    "knee": "hip",
    "foot": "knee",
    "rest_knee": "hip",
    "rest_foot": "rest_knee",
}
"""Each joint and the one it hangs from; the hip hangs from nothing."""

WIDTH, HEIGHT = 2.1, 1.2
"""The stage a figure has, in body lengths."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The poses of one exercise, drawn for the left side; the right one is its mirror image."""

    start: Pose
    end: Pose
    """At the end of the lift."""
    held: Pose | None = None
    """Reached during the hold, where that is another pose than the end of the lift."""
    wall: float | None = None
    """Where a wall stands, if there is one."""

    def pose(self, phase: Phase, share: float) -> Pose:
        """The pose at a share (0 to 1) of a phase; while waiting, the start."""
        top = self.held or self.end
        match phase:
            case Phase.LIFT:
                return between(self.start, self.end, _eased(share))
            case Phase.HOLD:
                return between(self.end, top, _eased(min(1.0, share * 2)))
            case Phase.RETURN:
                return between(top, self.start, _eased(share))
            case _:
                return self.start


Figures = Mapping[tuple[str, str], Figure]
"""The figure of each exercise and variation that has one."""


def between(one: Pose, other: Pose, share: float) -> Pose:
    """The pose between two: limbs turn about their joints, so a leg swings in an arc."""
    found: dict[str, Point] = {"hip": _mix(one["hip"], other["hip"], share)}
    for joint, parent in PARENTS.items():
        if joint in one and joint in other:
            length, angle = _limb(one, joint, parent)
            length_to, angle_to = _limb(other, joint, parent)
            turn = (angle_to - angle + math.pi) % math.tau - math.pi
            angle, length = angle + turn * share, length + (length_to - length) * share
            x, y = found[parent]
            found[joint] = (x + length * math.cos(angle), y + length * math.sin(angle))
    return found


def _eased(share: float) -> float:
    """A body starts and stops gently."""
    return (1 - math.cos(math.pi * min(1.0, max(0.0, share)))) / 2


def _mix(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _limb(pose: Pose, joint: str, parent: str) -> tuple[float, float]:
    (x, y), (from_x, from_y) = pose[joint], pose[parent]
    return math.hypot(x - from_x, y - from_y), math.atan2(y - from_y, x - from_x)
