"""The start page and the end page, as lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.coach import phrases
from backroutine.coach.audio.status import Status
from backroutine.coach.screen.layout import Keys
from backroutine.session.events import Event, SessionEnded
from backroutine.session.plan import Plan, Wait
from backroutine.session.replay import state_after, waits_again
from backroutine.session.state import State, seconds_left
from backroutine.session.tally import any_rep, tally
from backroutine.text import count_of, minutes, show

START_KEYS: Keys = (("enter", "begin"), ("c", "sound check"), ("s", "sound"), ("?", "help"), ("q", "leave"))
LEFT_KEYS: Keys = (("enter", "go on"), ("f", "start fresh"), *START_KEYS[1:])
RESUME_KEYS: Keys = (("enter", "go on"), *START_KEYS[1:])
END_KEYS: Keys = (("q", "close"),)
CAN_GO_ON = "It can go on within 12 hours: the next start offers it."


@dataclass(frozen=True, slots=True)
class Left:
    """A session that was left and can go on."""

    when: str
    """The time of day it was left: `07:10`."""
    plan: Plan
    state: State

    @property
    def seconds(self) -> float:
        """What remains of it, with the time to lie down; planned seconds at its speed and pace."""
        return seconds_left(self.plan, self.state, 0) + self.ready / self.plan.speed

    @property
    def ready(self) -> float:
        """Seconds to lie down before it goes on."""
        return waits_again(self.state).seconds


@dataclass(frozen=True, slots=True)
class StartPage:
    """What the start page shows."""

    sound: Status
    fresh: Plan | None
    """The new session that may begin."""
    factor: float = 1.0
    """How much longer than planned this person's sessions take."""
    left: Left | None = None
    question: str = ""
    """What one key may answer here."""
    experiment: str = ""
    """What an experiment asks for today."""

    def lines(self) -> list[str]:
        """The page where there is room. What enter does comes first."""
        fresh, left = self.fresh, self.left
        lines: list[str] = [self.experiment, ""] if self.experiment else []
        if left:
            step, reps = left.state.steps[left.state.step], left.state.reps[left.state.step]
            done = f"{reps} of {step.target} done"
            lines.append(f"The session left at {left.when} stands at: {phrases.side_of(step)}, {done}.")
            lines.append(phrases.sentence(f"{self._about(left.seconds)} to go"))
            lines += [_lie_down(left.ready), "", *self._sound(), ""]
            if fresh:
                begins = f"It begins with {phrases.side_of(fresh.steps[0])}: {self._comes(fresh)}"
                lines += [f"f starts fresh, and nothing is lost. {begins}", ""]
        elif fresh:
            lines += [self._comes(fresh), ""]
        if fresh:
            lines += [*_doses(fresh), ""]
        if fresh and not left:
            begins = phrases.sentence(f"It begins with: {phrases.side_of(fresh.steps[0])}")
            lines += [begins, *self._sound(), ""]
        if self.question:
            lines += [self.question, ""]
        if fresh and not left:
            lines.append(_lie_down(_seconds(fresh.steps[0].lead_in)))
        return [show(line) for line in lines]

    def brief(self) -> list[str]:
        """The page in a small window: the side that begins comes first."""
        fresh, left = self.fresh, self.left
        lines: list[str] = []
        if left:
            step, reps = left.state.steps[left.state.step], left.state.reps[left.state.step]
            lines.append(phrases.sentence(f"{step.label} goes on: {reps} of {step.target} done"))
            lines.append(f"{left.ready:g} s to lie down.")
            lines += ["f starts fresh; nothing is lost."] if fresh else []
            lines.append(f"Left at {left.when}: {step.title}, {self._about(left.seconds)} to go.")
        elif fresh:
            lines.append(phrases.sentence(f"{fresh.steps[0].label} begins"))
            lines.append(f"{_seconds(fresh.steps[0].lead_in):g} s to lie down.")
        lines += self._sound()
        if fresh and not left:
            lines += [self._comes(fresh), *_doses(fresh)]
        lines += [self.experiment] if self.experiment else []
        return [show(line) for line in lines]

    def keys(self, score: int | None) -> Keys:
        """The keys of this page; `score` is the answer to its question."""
        begin, *more = START_KEYS
        if self.left:
            begin, *more = LEFT_KEYS if self.fresh else RESUME_KEYS
        pain = ("0-9", "pain now" if score is None else f"pain now {score}")
        return [begin, pain, *more] if self.question else [begin, *more]

    def _comes(self, plan: Plan) -> str:
        exercises = len({step.exercise for step in plan.steps})
        how = "you count with a key" if plan.tap else "paced and counted for you"
        length = self._about(plan.total_seconds / plan.speed)
        return f"{count_of(exercises, 'exercise')}, {length}, {how}."

    def _about(self, seconds: float) -> str:
        return f"about {count_of(max(1, round(seconds * self.factor / 60)), 'minute')}"

    def _sound(self) -> list[str]:
        lines = [f"Sound: {self.sound.heard}"]
        return [*lines, f"  ({self.sound.trouble})"] if self.sound.trouble else lines


def _lie_down(seconds: float) -> str:
    return f"Press enter and lie down: you have {seconds:g} seconds. Then hands off."


def _doses(plan: Plan) -> list[str]:
    """The reps of each exercise: `Superman: 10 left, 10 right`."""
    lines = []
    for exercise in dict.fromkeys(step.exercise for step in plan.steps):
        steps = [step for step in plan.steps if step.exercise == exercise]
        sides = dict.fromkeys((step.side, step.target) for step in steps if step.round == 1)
        reps = ", ".join(f"{target} {side}" for side, target in sides)
        rounds = max(step.round for step in steps)
        each_round = f", in each of {rounds} rounds" if rounds > 1 else ""
        lines.append(f"  {steps[0].title}: {reps}{each_round}")
    return lines


def _seconds(waits: tuple[Wait, ...]) -> float:
    return sum(wait.seconds for wait in waits)


def end_lines(plan: Plan, events: Sequence[Event], more: Sequence[str]) -> list[str]:
    """The end page: reps of each side against their target, the time at work, and `more`."""
    rows = tally(events)
    lines = [*phrases.summary(plan, rows), ""]
    if rows:
        lines.append(f"At work: {minutes(sum(row.seconds for row in rows))}.")
    return [show(line) for line in [*lines, *more]]


def going_on_later(plan: Plan, events: Sequence[Event]) -> list[str]:
    """That a stopped session can go on, if it can."""
    stopped = any(isinstance(event, SessionEnded) and event.status == "stopped" for event in events[-1:])
    return [CAN_GO_ON] if stopped and any_rep(events) and state_after(plan, events) else []
