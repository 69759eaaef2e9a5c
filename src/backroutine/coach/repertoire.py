"""Every clip that a session can need, known before it begins: nothing is rendered at work."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backroutine.coach import phrases
from backroutine.coach.cues import PhaseWords, cues
from backroutine.coach.sound.clips import Clip, Say, Tone
from backroutine.errors import Refused
from backroutine.session import moves
from backroutine.session.events import Event
from backroutine.session.machine import advance, deadline, send, start
from backroutine.session.plan import QUIET, Plan, Wait
from backroutine.session.state import FASTEST, PACE_STEP, REENTRY, SLOWEST, Command, State

_NEAR = 8
"""Steps: who skips or goes back further meets no other wait than from there."""

_LEFT = [half / 2 for half in range(2 * round(REENTRY.seconds), 2 * round(REENTRY.seconds + QUIET))]
"""Plan seconds that may be left of a wait after a pause, as far as the length of its line hangs on them."""

SOUND_CHECK: tuple[tuple[float, Clip], ...] = (
    (0.0, Tone("sound_check")),
    (0.0, Say(phrases.SOUND_CHECK)),
    *(
        (at, clip)
        for at, (tone, word) in zip((4.5, 6.0, 7.5), phrases.CHECKED.items(), strict=True)
        for clip in (Say(word, instead=""), Tone(tone))
    ),
)
"""What a sound check lets one hear, each after so many seconds: voice, then the tones of a rep."""


def clips_of(plan: Plan, *, phase_words: PhaseWords = "first") -> list[Clip]:
    """Every clip a session can need: first what happens by itself, in order, then what keys do."""
    usual: list[Clip] = [clip for _, clip in SOUND_CHECK]
    on_keys: list[Clip] = []
    for state, events in _through(plan):
        usual += [cue.clip for cue in cues(plan, state, events, phase_words=phase_words)]
        for after, answered in _pressed(plan, state):
            on_keys += [cue.clip for cue in cues(plan, after, answered, phase_words=phase_words)]
    for state, events in _strayed(plan):
        on_keys += [cue.clip for cue in cues(plan, state, events, phase_words=phase_words)]
    seldom = map(Say, (phrases.PAUSED_AWAY, phrases.UNMUTED, *_paces()))
    return list(dict.fromkeys([*usual, Tone("go"), *on_keys, *seldom]))


def _through(plan: Plan) -> Iterator[tuple[State, Sequence[Event]]]:
    """A whole session in which nobody interferes, change by change."""
    state, events = start(plan)
    yield state, events
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
        passing = moves.with_reps(at, index + 1, after[0].target) if after else at
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
