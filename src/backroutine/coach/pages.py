"""The pages around a session, as lines: what comes before it, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.coach import labels, words
from backroutine.coach.sound.status import Status
from backroutine.session.events import Event
from backroutine.session.plan import Plan, Wait
from backroutine.session.state import State
from backroutine.session.tally import tally
from backroutine.text import show


@dataclass(frozen=True, slots=True)
class Left:
    """A session that was left, as it is offered."""

    when: str
    """The time of day it was left: `07:10`."""
    plan: Plan
    state: State


def before(
    plan: Plan, seconds: float, sound: Status, *, left: Left | None = None, question: str = ""
) -> list[str]:
    """The start page: what comes, how long it takes, what will be heard, which side begins.

    `seconds` is how long it will likely take this person, `question` what one key may answer here.
    """
    exercises = dict.fromkeys(step.exercise for step in plan.steps)
    lines = [labels.what_comes(len(exercises), round(seconds / 60), tap=plan.tap), ""]
    for exercise in exercises:
        steps = [step for step in plan.steps if step.exercise == exercise]
        sides = dict.fromkeys((step.side, step.target) for step in steps if step.round == 1)
        lines.append("  " + labels.dose(steps[0].name, list(sides), rounds=max(step.round for step in steps)))
    lines += ["", labels.begins_with(plan.steps[0]), *_sound(sound), ""]
    if question:
        lines += [question, ""]
    if left:
        step = left.plan.steps[left.state.step]
        lines += [labels.was_left(left.when, step, left.state.reps[left.state.step]), labels.GO_ON_OR_FRESH]
    else:
        lines.append(labels.lie_down(_ready(plan.steps[0].lead_in)))
    return [show(line) for line in lines]


def after(plan: Plan, events: Sequence[Event], more: Sequence[str]) -> list[str]:
    """The end page: reps of each side against their target, the time at work, and what `more` tells."""
    rows = tally(events)
    lines = [*words.summary(plan, rows), ""]
    if rows:
        lines.append(labels.at_work(sum(row.seconds for row in rows)))
    return [show(line) for line in [*lines, *more]]


def _sound(sound: Status) -> list[str]:
    lines = [labels.will_hear(sound.heard)]
    return [*lines, labels.trouble(sound.trouble)] if sound.trouble else lines


def _ready(waits: tuple[Wait, ...]) -> float:
    return sum(wait.seconds for wait in waits)
