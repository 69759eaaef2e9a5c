"""The page after a session, as lines: what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.coach import phrases
from backroutine.coach.audio.status import Status
from backroutine.coach.screen import labels
from backroutine.coach.screen.layout import Keys
from backroutine.session.events import Event, SessionEnded
from backroutine.session.plan import Plan, Wait
from backroutine.session.replay import state_after, waits_again
from backroutine.session.state import State, seconds_left
from backroutine.session.tally import tally
from backroutine.text import show

# The start page, as lines: what comes, or what goes on; how long it takes and what will be heard.


@dataclass(frozen=True, slots=True)
class Left:
    """A session that was left, as it is offered."""

    when: str
    """The time of day it was left: `07:10`."""
    plan: Plan
    state: State

    @property
    def seconds(self) -> float:
        """What is left of it, with the time to lie down; planned seconds at its speed and pace."""
        return seconds_left(self.plan, self.state, 0) + self.ready / self.plan.speed

    @property
    def ready(self) -> float:
        """Seconds to lie down before it goes on."""
        return waits_again(self.state).seconds

    @property
    def stands(self) -> tuple[str, str, int, int]:
        """The name of its exercise, the side, the reps that are done, and the target."""
        step = self.plan.steps[self.state.step]
        return step.name, step.label, self.state.reps[self.state.step], step.target


@dataclass(frozen=True, slots=True)
class Opening:
    """What the start page tells of."""

    sound: Status
    fresh: Plan | None
    """The new session that may begin."""
    factor: float = 1.0
    """How much longer than planned sessions take this person."""
    left: Left | None = None
    question: str = ""
    """What one key may answer here."""


def whole(opening: Opening) -> list[str]:
    """The start page where there is room. What enter does comes first."""
    fresh, left, question = opening.fresh, opening.left, [opening.question, ""] if opening.question else []
    lines: list[str] = []
    if left:
        lines += [labels.was_left(left.when, *left.stands), labels.takes(_minutes(left.seconds, opening))]
        lines += [labels.lie_down(left.ready), "", *_sound(opening.sound), ""]
        lines += [labels.starts_fresh(_comes(fresh, opening), fresh.steps[0]), ""] if fresh else []
    elif fresh:
        lines += [_comes(fresh, opening), ""]
    if fresh:
        lines += [*_doses(fresh), ""]
    if fresh and not left:
        lines += [labels.begins_with(fresh.steps[0]), *_sound(opening.sound), ""]
    lines += question
    if fresh and not left:
        lines.append(labels.lie_down(_seconds(fresh.steps[0].lead_in)))
    return [show(line) for line in lines]


def short(opening: Opening) -> list[str]:
    """The start page in a small window: what matters most comes first, and the side before all."""
    fresh, left = opening.fresh, opening.left
    lines: list[str] = []
    if left:
        name, side, reps, target = left.stands
        lines += [labels.goes_on_in_short(side, reps, target), labels.lie_down_in_short(left.ready)]
        lines += [labels.FRESH_IN_SHORT] if fresh else []
        lines.append(labels.was_left_in_short(left.when, name, _minutes(left.seconds, opening)))
    elif fresh:
        lines.append(labels.begins_in_short(fresh.steps[0].label))
        lines.append(labels.lie_down_in_short(_seconds(fresh.steps[0].lead_in)))
    lines += _sound(opening.sound)
    if fresh and not left:
        lines += [_comes(fresh, opening), *_doses(fresh)]
    return [show(line) for line in lines]


def keys(opening: Opening, score: int | None) -> Keys:
    """What the keys do here; `score` is what was answered to its question."""
    begin, *more = labels.START_KEYS
    if opening.left:
        begin, *more = labels.LEFT_KEYS if opening.fresh else labels.RESUME_KEYS
    return [begin, labels.pain_key(score), *more] if opening.question else [begin, *more]


def _comes(plan: Plan, opening: Opening) -> str:
    exercises = len({step.exercise for step in plan.steps})
    return labels.what_comes(exercises, _minutes(plan.total_seconds / plan.speed, opening), tap=plan.tap)


def _doses(plan: Plan) -> list[str]:
    lines = []
    for exercise in dict.fromkeys(step.exercise for step in plan.steps):
        steps = [step for step in plan.steps if step.exercise == exercise]
        sides = dict.fromkeys((step.side, step.target) for step in steps if step.round == 1)
        lines.append("  " + labels.dose(steps[0].name, list(sides), rounds=max(step.round for step in steps)))
    return lines


def _minutes(seconds: float, opening: Opening) -> int:
    return round(seconds * opening.factor / 60)


def _sound(sound: Status) -> list[str]:
    lines = [labels.will_hear(sound.heard)]
    return [*lines, labels.trouble(sound.trouble)] if sound.trouble else lines


def _seconds(waits: tuple[Wait, ...]) -> float:
    return sum(wait.seconds for wait in waits)


def after(plan: Plan, events: Sequence[Event], more: Sequence[str]) -> list[str]:
    """The end page: reps of each side against their target, the time at work, and what `more` tells."""
    rows = tally(events)
    lines = [*phrases.summary(plan, rows), ""]
    if rows:
        lines.append(labels.at_work(sum(row.seconds for row in rows)))
    return [show(line) for line in [*lines, *more]]


def any_rep(events: Sequence[Event]) -> bool:
    """Whether a rep was done."""
    return any(row.reps for row in tally(events))


def going_on_later(plan: Plan, events: Sequence[Event]) -> list[str]:
    """That a session which was stopped can go on, if it can."""
    stopped = any(isinstance(event, SessionEnded) and event.status == "stopped" for event in events[-1:])
    return [labels.CAN_GO_ON] if stopped and any_rep(events) and state_after(plan, events) else []
