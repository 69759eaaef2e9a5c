"""Every clip that a session can need, known before it begins: nothing is rendered at work."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backroutine.coach import words
from backroutine.coach.cues import PhaseWords, cues
from backroutine.coach.sound.clips import Clip, Say, Tone
from backroutine.errors import Refused
from backroutine.session.events import Event
from backroutine.session.machine import advance, deadline, send, start
from backroutine.session.plan import Plan
from backroutine.session.state import FASTEST, PACE_STEP, SLOWEST, Command, State

SOUND_CHECK: tuple[tuple[float, Clip], ...] = (
    (0.0, Tone("sound_check")),
    (0.0, Say(words.SOUND_CHECK)),
    *(
        (at, clip)
        for at, (tone, word) in zip((4.5, 6.0, 7.5), words.CHECKED.items(), strict=True)
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
    seldom = map(Say, (words.PAUSED_AWAY, words.UNMUTED, *_paces()))
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


def _paces() -> list[str]:
    steps = round((FASTEST - SLOWEST) / PACE_STEP)
    return [words.pace(round(SLOWEST + n * PACE_STEP, 1)) for n in range(steps + 1)]
