"""How a body moves through an exercise: poses, and what lies between them.

A pose names joints and where they are, in units of about a metre: x along the floor, y above it.
"""

import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

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

CHAINS = (
    ("shoulder", "elbow", "hand"),
    ("shoulder", "rest_elbow", "rest_hand"),
    ("hip", "knee", "foot"),
    ("hip", "rest_knee", "rest_foot"),
)
"""Arms and legs: where each begins, bends and ends."""

WIDTH, HEIGHT = 2.1, 1.2
"""The stage a figure has."""


class Figure(Struct, frozen=True):
    """The poses of one exercise, drawn for the left side; the right one is its mirror image."""

    start: Pose
    end: Pose
    """At the end of the lift."""
    held: Pose | None = None
    """Reached during the hold, where that is another pose than the end of the lift."""
    wall: float | None = None
    """Where a wall stands, if there is one."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Figure":
        """The figure whose `asdict` went through JSON, which has lists for points."""
        start, end, held = (
            pose and {joint: (x, y) for joint, (x, y) in pose.items()}
            for pose in (data["start"], data["end"], data["held"])
        )
        return cls(start, end, held, data["wall"])

    @property
    def poses(self) -> tuple[Pose, ...]:
        return (self.start, self.end) if self.held is None else (self.start, self.end, self.held)

    @property
    def still(self) -> tuple[Pose, Pose]:
        """The start and the top of the movement."""
        return self.start, self.held or self.end

    def pose(self, phase: Phase, share: float) -> Pose:
        """The pose at a share (0 to 1) of a phase; while waiting, the start."""
        _, top = self.still
        match phase:
            case Phase.LIFT:
                return between(self.start, self.end, _eased(share))
            case Phase.HOLD:
                return between(self.end, top, _eased(min(1.0, share * 2)))
            case Phase.RETURN if self.held and share < _LOWERED:
                return between(self.held, self.end, _eased(share / _LOWERED))
            case Phase.RETURN if self.held:
                return between(self.end, self.start, _eased((share - _LOWERED) / (1 - _LOWERED)))
            case Phase.RETURN:
                return between(self.end, self.start, _eased(share))
            case _:
                return self.start


_LOWERED = 0.35
"""The share of the return that undoes the hold, where the hold has its own pose."""


Figures = Mapping[tuple[str, str], Figure]
"""The figure of each exercise and variation that has one."""


def between(one: Pose, other: Pose, share: float) -> Pose:
    """The pose between two: limbs turn about their joints, and hands and feet that stay put stay put."""
    found: dict[str, Point] = {}
    if _stays("shoulder", one, other):  # the trunk turns about the shoulder
        found["shoulder"] = one["shoulder"]
        length, angle = _turned(one, other, "hip", "shoulder", share)
        found["hip"] = _from(found["shoulder"], length, angle)
    else:
        found["hip"] = _mix(one["hip"], other["hip"], share)
    for joint, parent in PARENTS.items():
        if joint in one and joint in other and joint not in found:
            found[joint] = _from(found[parent], *_turned(one, other, joint, parent, share))
    for root, bend, end in CHAINS:
        if bend in found and _stays(end, one, other):
            found[end] = one[end]
            upper, _ = _turned(one, other, bend, root, share)
            lower, _ = _turned(one, other, end, bend, share)
            found[bend] = _bent(found[root], found[bend], one[end], upper, lower)
    return found


def moving_joints(figure: Figure) -> frozenset[str]:
    """The joints whose limb works: an arm or leg that turns or bends. Resting limbs never do."""
    found: set[str] = set()
    for root, bend, end in CHAINS:
        if not end.startswith("rest_") and bend in figure.start and end in figure.start:
            angles = [
                (_limb(pose, bend, root)[1], _limb(pose, end, bend)[1])
                for pose in figure.poses
                if bend in pose and end in pose
            ]
            if any(abs(_turn(a, b)) > 0.1 for pair in angles for a, b in zip(angles[0], pair, strict=True)):
                found |= {bend, end}
    return frozenset(found)


def _bent(root: Point, guess: Point, end: Point, upper: float, lower: float) -> Point:
    """Where knee or elbow is when both ends of a limb are known; it bends as the guess does."""
    apart = math.dist(root, end)
    if apart < 1e-3:  # folded up: any direction would do
        return guess
    along = (apart**2 + upper**2 - lower**2) / (2 * apart)
    aside = math.sqrt(max(0.0, upper**2 - along**2))
    (x, y), (dx, dy) = root, ((end[0] - root[0]) / apart, (end[1] - root[1]) / apart)
    if (guess[0] - x) * dy - (guess[1] - y) * dx < 0:
        aside = -aside
    return x + along * dx + aside * dy, y + along * dy - aside * dx


def _stays(joint: str, one: Pose, other: Pose) -> bool:
    return joint in one and joint in other and math.dist(one[joint], other[joint]) < 1e-6


def _turned(one: Pose, other: Pose, joint: str, parent: str, share: float) -> tuple[float, float]:
    """Length and angle of a limb between two poses."""
    length, angle = _limb(one, joint, parent)
    length_to, angle_to = _limb(other, joint, parent)
    return length + (length_to - length) * share, angle + _turn(angle, angle_to) * share


def _turn(angle: float, to: float) -> float:
    """The shorter way from one angle to another."""
    return (to - angle + math.pi) % math.tau - math.pi


def _from(point: Point, length: float, angle: float) -> Point:
    return point[0] + length * math.cos(angle), point[1] + length * math.sin(angle)


def _eased(share: float) -> float:
    """A body starts and stops gently."""
    return (1 - math.cos(math.pi * min(1.0, max(0.0, share)))) / 2


def _mix(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _limb(pose: Pose, joint: str, parent: str) -> tuple[float, float]:
    (x, y), (from_x, from_y) = pose[joint], pose[parent]
    return math.hypot(x - from_x, y - from_y), math.atan2(y - from_y, x - from_x)
