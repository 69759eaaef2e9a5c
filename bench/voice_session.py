"""Leads a whole session with a real voice, writes it into a WAV file, and measures it against its plan.

.venv/bin/python bench/voice_session.py [--engine Piper] [--rate 140] [--words first] [--wav session.wav]

What decides is the program's own: which clip a cue starts, how clips are made, and how two of them are mixed.
Only the clock is not: it goes from one change of the session to the next. How late cues are in real time is
measured by voice_onsets.py.
"""

import argparse
import math
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.coach.audio import clips as wav
from backroutine.coach.audio.clips import RATE, WORDS_A_MINUTE, Clip, Say, Tone
from backroutine.coach.audio.cues import Cue, PhaseWords, cues, speech_seconds
from backroutine.coach.audio.rendering import Rendered, RenderingJob, open_store, render_session
from backroutine.coach.audio.session_clips import clips_of
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.audio.speech_engines import SpeechEngine, engines
from backroutine.coach.audio.voice import Silence, Voice
from backroutine.coach.audio.wav_recorder import WavSink
from backroutine.coach.runner import SessionRunner
from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.state import State

ONSET = 0.05
"""A clip begins with the first sample that is as loud as this, compared with its loudest one."""


class Started(Struct, frozen=True):
    """A clip that a cue started."""

    cue: Cue
    at: float
    """When it was started, in seconds since the session began."""


def engine_named(name: str, rate: int = WORDS_A_MINUTE) -> SpeechEngine:
    """The engine whose name begins like this."""
    return next(one for one in engines("", rate) if one.name.startswith(name))


def render(
    plan: Plan, engine: SpeechEngine, folder: Path, rate: int = WORDS_A_MINUTE, words: PhaseWords = "first"
) -> dict[Clip, Rendered]:
    """Every clip that the session can need. Raises OSError when the engine does not speak."""
    store = open_store(folder)
    assert store
    job = RenderingJob(store, partial(clips_of, plan, phase_words=words, rate=rate), [engine])
    ready = render_session(job, os.environ, lambda _engine: None, lambda _clip, _rendered: None)
    if not any(isinstance(clip, Say) for clip in ready):
        raise OSError(f"{engine.name} does not speak here")
    return ready


class Recorder(Silence):
    """A player that writes into a file what is started, and remembers it."""

    def __init__(self, ready: Mapping[Clip, Rendered], sink: WavSink) -> None:
        super().__init__(Status("voice", "a file"))
        self.now = 0.0
        self.planned: list[Cue] = []
        self.started: list[Started] = []
        self._lengths = lengths(ready)
        self._sink = sink

    def seconds_of(self, text: str) -> float | None:
        return self._lengths.get(text)

    def play(self, clip: Clip, within: float) -> None:  # noqa: ARG002
        cue = next(cue for cue in reversed(self.planned) if cue.clip == clip)
        self.started.append(Started(cue, self.now))
        self._sink.play(clip, self.now)


def lead(plan: Plan, ready: Mapping[Clip, Rendered], file: Path, words: PhaseWords = "first") -> Recorder:
    """A session in which nobody interferes."""
    sink = WavSink(file, ready)
    recorder = Recorder(ready, sink)
    voice = Voice("voice" if words == "always" else "auto", lambda _choice: recorder)
    voice.open()

    def known(text: str) -> float:
        return recorder.seconds_of(text) or speech_seconds(text)

    def plan_cues(state: State, events: Sequence[Event], _now: float) -> None:
        recorder.planned += cues(plan, state, events, phase_words=words, seconds_of=known)

    runner = SessionRunner(plan, lambda: recorder.now, lambda _event: None)
    runner.listeners += [plan_cues, voice.listener(plan)]
    runner.begin()
    while runner.state.status is None:
        assert runner.due is not None
        recorder.now = min(runner.due, recorder.now + 1)  # a longer step would be a computer that slept
        runner.look()
    sink.close()
    return recorder


def onset(path: Path) -> float:
    """Seconds of a clip before it begins to sound."""
    samples = wav.read(path)
    loud = ONSET * max(map(abs, samples))
    return next(index for index, sample in enumerate(samples) if abs(sample) >= loud) / RATE


def lateness(started: Iterable[Started], ready: Mapping[Clip, Rendered]) -> list[float]:
    """Seconds from the instant of each cue to its first sound; sorted."""
    return sorted(one.at + onset(ready[one.cue.clip].path) - one.cue.at for one in started)


def decibels(paths: Iterable[Path]) -> list[float]:
    """How loud clips are where they sound, below full scale; sorted."""
    return sorted(20 * math.log10(wav.loudness(wav.read(path))) for path in paths)


def lengths(ready: Mapping[Clip, Rendered]) -> dict[str, float]:
    """Seconds of each phrase."""
    return {clip.text: made.duration for clip, made in ready.items() if isinstance(clip, Say)}


def words_a_minute(ready: Mapping[Clip, Rendered]) -> float:
    """Of all lines of five words and more, which have about as many pauses as speech has."""
    long = {text: seconds for text, seconds in lengths(ready).items() if len(text.split()) >= 5}
    return 60 * sum(len(text.split()) for text in long) / sum(long.values())


def cut_off(started: Sequence[Started], ready: Mapping[Clip, Rendered]) -> list[str]:
    """Words that have not ended when the next cue begins."""
    begins = sorted({one.cue.at for one in started})
    following = dict(pairwise(begins))
    return [
        f"{one.cue.at:.1f} s: {one.cue.clip.text}"
        for one in started
        if isinstance(one.cue.clip, Say)
        and one.at + ready[one.cue.clip].duration > following.get(one.cue.at, math.inf) + 0.005
    ]


def too_short(ready: Mapping[Clip, Rendered], rate: int = WORDS_A_MINUTE) -> list[str]:
    """Phrases that take longer than was estimated."""
    return sorted(text for text, seconds in lengths(ready).items() if seconds > speech_seconds(text, rate))


def main() -> None:
    """Measure one session."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default="Piper", help="the first letters of its name")
    parser.add_argument("--rate", type=int, default=WORDS_A_MINUTE)
    parser.add_argument("--words", choices=["first", "always"], default="first")
    parser.add_argument("--wav", type=Path, default=Path("session.wav"))
    arguments = parser.parse_args()
    plan = make_plan(bundled_catalogue())
    engine = engine_named(arguments.engine, arguments.rate)
    with tempfile.TemporaryDirectory() as folder:
        ready = render(plan, engine, Path(folder), arguments.rate, arguments.words)
        recorder = lead(plan, ready, arguments.wav, arguments.words)
        late = lateness(recorder.started, ready)
        short = too_short(ready, arguments.rate)
        instants = {cue.at for cue in recorder.planned}
        print(f"{engine.name}: {len(lengths(ready))} phrases, {words_a_minute(ready):.0f} words a minute")
        print(f"{len(recorder.planned)} cues at {len(instants)} instants, {len(late)} of them started")
        print(f"onset: half within {1000 * late[len(late) // 2]:.0f} ms, all within {1000 * late[-1]:.0f} ms")
        print(f"words that run into the next cue: {cut_off(recorder.started, ready) or 'none'}")
        for kind in (Say, Tone):
            levels = decibels(made.path for clip, made in ready.items() if isinstance(clip, kind))
            print(f"loudness of {kind.__name__}: {levels[0]:.1f} to {levels[-1]:.1f} dB")
        print(f"estimated too short: {len(short)} {short[:5]}")
        print(arguments.wav)


if __name__ == "__main__":
    main()
