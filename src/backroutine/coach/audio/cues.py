"""From events to what is heard: pure, and never more words than there is time for.

Each cue belongs to one instant. The player drops a cue when its instant is too long ago; nothing is ever
queued, so what is heard is what happens now.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from math import isclose
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backroutine.coach import phrases
from backroutine.coach.audio.clips import Clip, Say, Tone
from backroutine.errors import Refused
from backroutine.session import transitions
from backroutine.session.events import (
    CountdownReached,
    Event,
    HoldReached,
    PaceChanged,
    Paused,
    PhaseBegan,
    RepCounted,
    RepUndone,
    RestReached,
    Resumed,
    SessionEnded,
    SideBegan,
    SideFinished,
    SideSkipped,
    VariationChanged,
)
from backroutine.session.machine import advance, send, start
from backroutine.session.pace import FASTEST, PACE_STEP, SLOWEST
from backroutine.session.plan import COUNTDOWN, QUIET, REP_PHASES, Direction, Phase, Plan, Step, Wait
from backroutine.session.state import (
    Command,
    State,
    deadline,
    phase_seconds,
    plan_now,
)
from backroutine.session.waits import REENTRY

LATE_NUMBER = 0.3
"""Seconds that a number or the tone of a phase may be late: after that the body does something else."""
LATE_LINE = 1.5
"""Seconds that any other line may be late."""
_LETTERS_A_SECOND = 13.0
_BREATH = 0.25
_FREE_AFTER_REST_LEFT = 5.0
"""Plan seconds between "10 seconds to go" and the countdown."""

PhaseWords = Literal["never", "first", "always"]
"""When the phases of a rep are spoken. `first`: in the first rep of each side, together with their tones, to
teach the tones; `always`: for those who want no tones."""

_DIRECTION_TONES: Mapping[Direction, str] = {"up": "lift", "still": "hold", "down": "return"}
_PHASE_TONES = {
    Phase.GET_READY: "ready",
    Phase.SWITCH: "switch",
    Phase.REST: "rest",
    Phase.TURN_OVER: "turn",
}


class Cue(Struct, frozen=True):
    """One thing to be heard."""

    at: float
    """Its instant, in seconds since the session began."""
    clip: Clip
    within: float
    """Seconds it may be late; then it is dropped."""


def speech_seconds(text: str) -> float:
    """About how long a text takes to speak; rather too long than too short."""
    return _BREATH + len(text) / _LETTERS_A_SECOND


def cues(
    plan: Plan,
    state: State,
    events: Sequence[Event],
    *,
    phase_words: PhaseWords = "first",
    seconds_of: Callable[[str], float] = speech_seconds,
) -> list[Cue]:
    """What is heard for these events: at one instant at most one line and one tone.

    `state` is the one after the events; `seconds_of` is how long a line takes to speak.
    """
    plan = plan_now(plan, state)
    heard: list[Cue] = []
    for at, group in groupby(events, key=lambda event: event.at):
        together = list(group)
        line = _line(plan, state, together, phase_words, seconds_of)
        tones = [tone for event in together if (tone := _tone(plan, event))]
        taught = phase_words == "first" and any(_phase_is_spoken(event, phase_words) for event in together)
        if line:
            is_prompt = taught or isinstance(together[0], RepCounted | CountdownReached)
            say = Say(line, _stand_in(together, tones, taught=taught))
            heard.append(Cue(at, say, LATE_NUMBER if is_prompt else LATE_LINE))
        if tones:
            # "go" takes the place of the first lift of a side, unless the lift's own tone is being taught.
            begins = "go" in tones and not (line and taught)
            heard.append(Cue(at, Tone("go" if begins else tones[-1]), LATE_NUMBER))
    return heard


def _stand_in(together: Sequence[Event], tones: Sequence[str], *, taught: bool) -> str:
    """The tone in place of words that cannot be spoken; none where the phase has its own."""
    if taught:
        return "go" if "go" in tones else ""
    return "rest" if isinstance(together[0], RestReached | HoldReached) else "count"


def _line(
    plan: Plan,
    state: State,
    together: Sequence[Event],
    phase_words: PhaseWords,
    seconds_of: Callable[[str], float],
) -> str:
    """All that is said at one instant, as long as the gap allows; empty when nothing fits."""
    gap = min((_gap(plan, state, event, phase_words) for event in together), default=0.0)
    said = ""
    for event in _worth_words(together):
        candidates = _candidates(plan, event, phase_words)
        if isinstance(event, RepCounted):
            *forms, number = candidates
            free = _until_next_rep(plan, state, event)
            candidates = (*(words for words in forms if seconds_of(words) <= free), number)
        if _half_way(plan, event, together):
            candidates = (*(f"{phrases.HALF_WAY} {line}" for line in candidates), *candidates)
        for candidate in candidates:
            longer = f"{said} {candidate}".strip()
            if speech_seconds(longer) <= gap:
                said = longer
                break
    return said


def _in_new_form(plan: Plan, event: VariationChanged) -> Step:
    """The step that goes on in another form; its sides may have changed."""
    steps = [step for step in plan.steps if (step.exercise, step.round) == (event.exercise, event.round)]
    return next((step for step in steps if step.side == event.side), steps[0])


def _worth_words(together: Sequence[Event]) -> Sequence[Event]:
    """When undo opens a side again, its "get ready" says the number, so the undo itself need not.

    Another form says how to get ready for it.
    """
    changed = [event for event in together if isinstance(event, VariationChanged)]
    if changed:
        return changed
    undone = [event for event in together if isinstance(event, RepUndone)]
    if not undone:
        return together
    ready = [e for e in together if isinstance(e, PhaseBegan) and e.phase is Phase.GET_READY]
    return ready or undone


def _half_way(plan: Plan, event: Event, together: Sequence[Event]) -> bool:
    """Whether the side before has just ended, and half of the sides are done."""
    left = any(
        isinstance(other, SideSkipped) or (isinstance(other, SideFinished) and other.because != "back")
        for other in together
    )
    if not left or not isinstance(event, PhaseBegan) or len(plan.steps) < 4:
        return False
    return plan.index_of(event) == (len(plan.steps) + 1) // 2


def _phase_is_spoken(event: Event, phase_words: PhaseWords) -> bool:
    match event:
        case PhaseBegan(phase=Phase.LIFT | Phase.HOLD | Phase.RETURN):
            return phase_words == "always" or (phase_words == "first" and event.rep == 1)
        case _:
            return False


def _gap(plan: Plan, state: State, event: Event, phase_words: PhaseWords) -> float:
    """Seconds until something else has to be said."""
    match event:
        case PhaseBegan(phase=phase, seconds=seconds) if seconds is not None:
            if phase in REP_PHASES:
                return seconds if _phase_is_spoken(event, phase_words) else _rep_seconds(plan, state)
            free = seconds - (COUNTDOWN / plan.speed if len(state.waits) <= 1 else 0.0)
            return min(free, QUIET / plan.speed) if phase is Phase.REST else free
        case CountdownReached():
            return 1.0 / plan.speed
        case RestReached():
            return _FREE_AFTER_REST_LEFT / plan.speed
        case HoldReached():
            return min(event.left, _FREE_AFTER_REST_LEFT) / plan.speed
        case RepCounted() if event.rep == event.target and not plan.tap:
            # The side ends with the pause; without one, number and end are one line.
            return phase_seconds(plan, plan.step_of(event), Phase.PAUSE, state.pace) or float("inf")
        case RepCounted():
            return _rep_seconds(plan, state)
        case _:
            return float("inf")


def _until_next_rep(plan: Plan, state: State, event: RepCounted) -> float:
    """Seconds until the tone or word that begins the next rep: "Last one" must not run into it."""
    return float("inf") if plan.tap else phase_seconds(plan, plan.step_of(event), Phase.PAUSE, state.pace)


def _rep_seconds(plan: Plan, state: State) -> float:
    step = plan.steps[state.step]
    return float("inf") if plan.tap else sum(phase_seconds(plan, step, p, state.pace) for p in REP_PHASES)


def _candidates(plan: Plan, event: Event, phase_words: PhaseWords) -> tuple[str, ...]:
    """What this event could say, longest first."""
    match event:
        case PhaseBegan():
            return _phase_candidates(plan, event, phase_words)
        case CountdownReached():
            return (phrases.COUNTDOWN[event.left],)
        case RestReached() | HoldReached():
            words = phrases.rest_left if isinstance(event, RestReached) else phrases.hold_left
            return (words(event.left),)
        case SideBegan():
            return (phrases.GO,) if phase_words == "always" or plan.tap else ()
        case RepCounted():
            return phrases.spoken_count(event.rep, event.target)
        case RepUndone():
            return (phrases.undone(event.rep, event.target),)
        case VariationChanged():
            return phrases.spoken_variation(event, _in_new_form(plan, event))
        case SideSkipped() | SideFinished(because="skipped"):
            return (phrases.spoken_skip(plan.step_of(event)),)
        case Paused():
            return (phrases.PAUSED_AWAY if event.because == "away" else phrases.PAUSED_ASKED,)
        case PaceChanged() if event.at > 0:  # the pace at the beginning is no news
            return (phrases.pace(event.pace),)
        case SessionEnded():
            return (phrases.ending(event.status),)
        case _:
            return ()


def _phase_candidates(plan: Plan, event: PhaseBegan, phase_words: PhaseWords) -> tuple[str, ...]:
    step = plan.step_of(event)
    if event.phase in REP_PHASES:
        return (phrases.spoken_phase(step, event.phase),) if _phase_is_spoken(event, phase_words) else ()
    if event.phase is Phase.REPS:
        return ()
    first_wait = step.lead_in[0].phase is event.phase
    follows = any(
        wait.phase is event.phase and isclose(wait.seconds, (event.seconds or 0.0) * plan.speed)
        for wait in step.lead_in[1:]
    )
    alone = first_wait or not follows
    # A longer wait leads into another exercise: its name and how to lie are said before the number.
    again = (event.seconds or 0.0) <= REENTRY.seconds / plan.speed
    return phrases.spoken_waiting(step, event.phase, alone=alone, done=event.rep if again else 0)


def _tone(plan: Plan, event: Event) -> str | None:
    match event:
        case PhaseBegan(phase=Phase.LIFT | Phase.HOLD | Phase.RETURN):
            # What goes down falls by ear too: a push-up begins with its lowering.
            return _DIRECTION_TONES[plan.step_of(event).direction(event.phase)]
        case PhaseBegan():
            return _PHASE_TONES.get(event.phase)
        case CountdownReached():
            return "tick"
        case SideBegan():
            return "go"
        case RepCounted() if event.rep == event.target - 1:
            return "last"
        case RepUndone():
            return "undo"
        case SideSkipped() | SideFinished(because="skipped"):
            return "skip"
        case SideFinished(because="back"):
            return "back"
        case Paused():
            return "pause"
        case Resumed():
            return "resume"
        case SessionEnded():
            return "done" if event.status == "completed" else "stop"
        case _:
            return None


# Every clip that a session can need, known before it begins: nothing is rendered at work.

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
        usual += _clips(plan, state, events, phase_words)
        for after, answered in _pressed(plan, state):
            on_keys += _clips(plan, after, answered, phase_words)
    for state, events in _strayed(plan):
        on_keys += _clips(plan, state, events, phase_words)
    for alone, state, events in _in_other_forms(plan):
        on_keys += _clips(alone, state, events, phase_words)
    seldom = map(Say, (phrases.PAUSED_AWAY, phrases.UNMUTED, *_paces()))
    return list(dict.fromkeys([*usual, Tone("go"), *on_keys, *seldom]))


def _clips(plan: Plan, state: State, events: Sequence[Event], phase_words: PhaseWords) -> list[Clip]:
    """What is heard for these events, whichever form of a number turns out to be short enough."""
    heard = [cue.clip for cue in cues(plan, state, events, phase_words=phase_words)]
    counted = [event for event in events if isinstance(event, RepCounted)]
    forms = (Say(words) for event in counted for words in phrases.spoken_count(event.rep, event.target))
    return [*heard, *forms]


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
