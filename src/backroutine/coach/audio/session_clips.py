"""Every clip that a session can need, known before it begins: nothing is rendered at work."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from backroutine.coach import phrases
from backroutine.coach.audio.clips import WORDS_A_MINUTE, Clip, Say, Tone
from backroutine.coach.audio.cues import SOUND_CHECK, PhaseWords, cues, speech_seconds
from backroutine.errors import Refused
from backroutine.session import transitions
from backroutine.session.events import Event
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import FASTEST, PACE_STEP, QUIET, SLOWEST, Plan, Wait
from backroutine.session.state import Command, State, deadline
from backroutine.session.waits import REENTRY

SHORTEST = 0.75
"""How short a phrase may turn out to be, compared with its estimate: then a longer one may fit."""

_NEAR = 8
"""Steps: who skips or goes back further meets no other wait than from there."""

_LEFT = [half / 2 for half in range(2 * round(REENTRY.seconds), 2 * round(REENTRY.seconds + QUIET))]
"""Plan seconds left of a wait after a pause, where they decide which line fits."""


def clips_of(*plans: Plan, phase_words: PhaseWords = "first", rate: int = WORDS_A_MINUTE) -> list[Clip]:
    """Every clip that a session by one of these plans can need: first what happens by itself, in order.

    `rate` is how fast the voice speaks, in words a minute.
    """
    estimate = partial(speech_seconds, rate=rate)
    return list(dict.fromkeys(clip for plan in plans for clip in _clips_of(plan, phase_words, estimate)))


def _clips_of(plan: Plan, phase_words: PhaseWords, seconds_of: Callable[[str], float]) -> list[Clip]:
    def heard(
        plan: Plan, state: State, events: Sequence[Event], seconds_of: Callable[[str], float] = seconds_of
    ) -> list[Clip]:
        found = cues(plan, state, events, phase_words=phase_words, seconds_of=seconds_of)
        return [cue.clip for cue in found]

    def at_best(text: str) -> float:
        return seconds_of(text) * SHORTEST

    usual: list[Clip] = [clip for _, clip in SOUND_CHECK]
    on_keys: list[Clip] = []
    for state, events in _through(plan):
        usual += [*heard(plan, state, events), *heard(plan, state, events, at_best)]
        for after, answered in _pressed(plan, state):
            on_keys += heard(plan, after, answered)
    for state, events in _strayed(plan):
        on_keys += heard(plan, state, events)
    for alone, state, events in _in_other_forms(plan):
        on_keys += [*heard(alone, state, events), *heard(alone, state, events, at_best)]
    seldom = map(Say, (phrases.PAUSED_AWAY, phrases.UNMUTED, *_paces()))
    return [*usual, Tone("go"), *on_keys, *seldom]


def _in_other_forms(plan: Plan) -> Iterator[tuple[Plan, State, Sequence[Event]]]:
    """Each exercise in its easier and harder forms, and the way there."""
    for exercise in dict.fromkeys(step.exercise for step in plan.steps):
        steps = tuple(step for step in plan.steps if step.exercise == exercise and step.round == 1)
        alone = replace(plan, steps=steps)
        state, _ = start(alone)
        for command in (Command.EASIER, Command.HARDER):
            with contextlib.suppress(Refused):
                while True:
                    state, events = send(alone, state, command, state.seen)
                    yield alone, state, events
                    yield from ((alone, after, following) for after, following in _from(alone, state))


def _through(plan: Plan) -> Iterator[tuple[State, Sequence[Event]]]:
    """A whole session in which nobody interferes, change by change."""
    state, events = start(plan)
    yield state, events
    yield from _from(plan, state)


def _from(plan: Plan, state: State) -> Iterator[tuple[State, Sequence[Event]]]:
    """The rest of a session in which nobody interferes, change by change."""
    while state.status is None:
        due = deadline(plan, state)
        if due is None:
            state, events = send(plan, state, Command.COUNT, state.seen)
        else:
            state, events = advance(plan, replace(state, seen=due), due)
        yield state, events


def _pressed(plan: Plan, state: State) -> Iterator[tuple[State, Sequence[Event]]]:
    """What each key would do here; going on after a pause included."""
    for command in (Command.SKIP, Command.BACK, Command.UNDO, Command.PAUSE, Command.STOP):
        with contextlib.suppress(Refused):
            after, events = send(plan, state, command, state.seen)
            yield after, events
            if command is Command.PAUSE:
                yield send(plan, after, Command.RESUME, after.seen)


def _strayed(plan: Plan) -> Iterator[tuple[State, Sequence[Event]]]:
    """Skips and steps back, wherever the body was before: each wait that they can lead to, once."""
    first, _ = start(plan)
    for index in range(len(plan.steps)):
        at = replace(first, step=index)
        after = plan.steps[index + 1 : index + 2]
        # A skip may also lead over a side that is finished already.
        passing = transitions.with_reps(at, index + 1, after[0].target) if after else at
        for state, command in ((at, Command.SKIP), (passing, Command.SKIP), (at, Command.BACK)):
            yield from _from_anywhere(plan, state, command)


def _from_anywhere(plan: Plan, state: State, command: Command) -> Iterator[tuple[State, Sequence[Event]]]:
    near = range(max(0, state.step - _NEAR), min(len(plan.steps), state.step + _NEAR + 1))
    ways: set[tuple[Wait, ...]] = set()
    for worked in (None, *near):
        with contextlib.suppress(Refused):
            after, events = send(plan, replace(state, worked=worked), command, 0.0)
            if after.waits not in ways:
                ways.add(after.waits)
                yield after, events
                yield from _paused(plan, after)


def _paused(plan: Plan, state: State) -> Iterator[tuple[State, Sequence[Event]]]:
    """Going on after a pause in one of these waits: the less of it is left, the shorter is the line."""
    for index in range(len(state.waits)):
        waiting = replace(state, waits=state.waits[index:], phase=state.waits[index].phase, countdown=0)
        whole = waiting.waits[0].seconds
        for left in (whole, *(seconds for seconds in _LEFT if seconds < whole)):
            standing = replace(waiting, paused=True, due=None, left=left / plan.speed)
            yield send(plan, standing, Command.RESUME, state.seen)


def _paces() -> list[str]:
    steps = round((FASTEST - SLOWEST) / PACE_STEP)
    return [phrases.pace(round(SLOWEST + n * PACE_STEP, 1)) for n in range(steps + 1)]
