"""From events to what is heard: pure, and never more words than there is time for.

Each cue belongs to one instant. The player drops a cue when its instant is too long ago; nothing is ever
queued, so what is heard is what happens now.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import isclose
from typing import Literal

from msgspec import Struct

from backroutine.coach import phrases
from backroutine.coach.audio.clips import WORDS_A_MINUTE, Clip, Say, Tone
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
from backroutine.session.plan import COUNTDOWN, QUIET, REP_PHASES, Direction, Phase, Plan, Step
from backroutine.session.state import (
    State,
    phase_seconds,
    plan_now,
)
from backroutine.session.waits import REENTRY

LATE_NUMBER = 0.3
"""Seconds that a number or the tone of a phase may be late: after that the body does something else."""
LATE_LINE = 1.5
"""Seconds that any other line may be late."""
_PAUSES = re.compile(r"[.,:](?!$)")
_FREE_AFTER_REST_LEFT = 5.0
"""Plan seconds between "10 seconds to go" and the countdown."""

PhaseWords = Literal["never", "first", "always"]
"""When the phases of a rep are spoken. `first`: in the first rep of each side, together with their tones, to
teach the tones; `always`: for those who want no tones."""

_DIRECTION_TONES: Mapping[Direction, str] = {"up": "lift", "still": "hold", "down": "return"}
_SPOKEN_PHASES = {Phase.LIFT, Phase.HOLD, Phase.RETURN}
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


SOUND_CHECK: tuple[tuple[float, Clip], ...] = (
    (0.0, Tone("sound_check")),
    (0.0, Say(phrases.SOUND_CHECK)),
    *(
        (at, clip)
        for at, (tone, word) in zip((5.0, 6.5, 8.0), phrases.CHECKED.items(), strict=True)
        for clip in (Say(word, instead=""), Tone(tone))
    ),
)
"""What a sound check lets one hear, each after so many seconds: voice, then the tones of a rep."""


def speech_seconds(text: str, rate: int = WORDS_A_MINUTE) -> float:
    """About how long a text takes to speak, as long as nobody has spoken it; rather too long than too short.

    `rate` is in words a minute. Measured of the 250 phrases of the built-in routine at 140: too short for
    eight of them with espeak-ng, by 0.05 s at most, and for none with Piper; on average 0.5 s too long.
    """
    letters = len(text) + 3 * sum(map(str.isdigit, text))  # a digit is spoken as a word
    return (0.23 + letters / 15 + 0.4 * len(_PAUSES.findall(text))) * WORDS_A_MINUTE / rate


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
            is_prompt = _begins_phase(together) or isinstance(together[0], RepCounted | CountdownReached)
            say = Say(line, _stand_in(together, tones, phase_words))
            heard.append(Cue(at, say, LATE_NUMBER if is_prompt else LATE_LINE))
        if tones:
            # "go" takes the place of the first lift of a side, unless the lift's own tone is being taught.
            begins = "go" in tones and not (line and taught)
            heard.append(Cue(at, Tone("go" if begins else tones[-1]), LATE_NUMBER))
    return heard


def _begins_phase(together: Sequence[Event]) -> bool:
    """Whether what is said belongs to a phase, which has a tone of its own, and not to a number."""
    phases = {event.phase for event in together if isinstance(event, PhaseBegan)}
    return bool(phases & _SPOKEN_PHASES) and not any(isinstance(event, RepCounted) for event in together)


def _stand_in(together: Sequence[Event], tones: Sequence[str], phase_words: PhaseWords) -> str:
    """The tone in place of words that cannot be spoken; none where the tone of the phase is heard anyway."""
    if "go" in tones:
        return "go"
    if tones and _begins_phase(together):
        return tones[-1] if phase_words == "always" else ""
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
        candidates = _announcing_last_rep(plan, state, event, candidates, seconds_of)
        if _half_way(plan, event, together):
            candidates = (*(f"{phrases.HALF_WAY} {line}" for line in candidates), *candidates)
        for candidate in candidates:
            longer = f"{said} {candidate}".strip()
            if seconds_of(longer) <= gap:
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
        case PhaseBegan(phase=phase) if phase in _SPOKEN_PHASES:
            return phase_words == "always" or (phase_words == "first" and event.rep == 1)
        case _:
            return False


def _gap(plan: Plan, state: State, event: Event, phase_words: PhaseWords) -> float:
    """Seconds until something else has to be said."""
    match event:
        case PhaseBegan(phase=phase, seconds=seconds) if seconds is not None:
            if phase in REP_PHASES:
                speaks = _phase_is_spoken(event, phase_words) or _last_rep_begins(event)
                return seconds if speaks else _rep_seconds(plan, state)
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


def _last_rep_begins(event: Event) -> bool:
    """Whether the first phase of a side's last rep begins. A side of a single rep has no last one."""
    return isinstance(event, PhaseBegan) and event.phase is Phase.LIFT and event.rep == event.target > 1


def _announcing_last_rep(
    plan: Plan,
    state: State,
    event: Event,
    candidates: tuple[str, ...],
    seconds_of: Callable[[str], float],
) -> tuple[str, ...]:
    """What is said, with "Last one." where it belongs: in the pause before the last rep, after the number.

    Where both do not fit into the pause, the number has it for itself, and the last rep begins with the rest.
    """
    counted = isinstance(event, RepCounted) and event.rep == event.target - 1
    if not (counted or _last_rep_begins(event)):
        return candidates
    assert isinstance(event, RepCounted | PhaseBegan)
    whole = phrases.counted(event.target - 1, event.target)
    pause = phase_seconds(plan, plan.step_of(event), Phase.PAUSE, state.pace)
    if plan.tap or seconds_of(whole) <= pause:
        return (whole, *candidates) if counted else candidates
    number_ends = not pause or seconds_of(str(event.target - 1)) <= pause  # without a pause they are one line
    return phrases.spoken_last_rep(candidates) if number_ends and not counted else candidates


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
            return (str(event.rep),)
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
