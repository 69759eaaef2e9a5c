"""A whole session as one WAV file, for tests and for listening; and the ear that measures it."""

import wave
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path

from backroutine.coach.sound import wav
from backroutine.coach.sound.clips import Clip, Say
from backroutine.coach.sound.mixer import TONE, VOICE, Mixer
from backroutine.coach.sound.store import Rendered
from backroutine.coach.sound.tones import RATE

ONSET = 300
"""Samples beyond this (of 32767) are sound."""


class WavSink:
    """Takes clips with their instants and mixes them as the player does: two channels, replace, no queue."""

    def __init__(self, path: Path, clips: Mapping[Clip, Rendered]) -> None:
        """`clips` are those of `render_all`; others are silent."""
        self._path = path
        self._clips = clips
        self._played: list[tuple[float, Clip]] = []

    def play(self, clip: Clip, at: float) -> None:
        """Let a clip begin `at` seconds after the file's beginning."""
        self._played.append((at, clip))

    def speaker(self, clock: Callable[[], float]) -> Callable[[Clip, float], None]:
        """`play` as `Sound` has it, `(clip, within)`: the instant is the clock's, in seconds from 0."""
        return lambda clip, _within: self.play(clip, clock())

    def close(self) -> None:
        """Write the file. Raises OSError; ValueError when a clip's file is damaged."""
        mixer = Mixer()
        at = 0
        with self._path.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            for instant, clip in sorted(self._played, key=lambda played: played[0]):
                begin = max(at, round(instant * RATE))
                file.writeframes(_padded(mixer, begin - at))
                at = begin
                if rendered := self._clips.get(clip):
                    mixer.play(VOICE if isinstance(clip, Say) else TONE, wav.read(rendered.path))
            file.writeframes(mixer.block(wav.MAX_SECONDS * RATE) + bytes(RATE))


def _padded(mixer: Mixer, frames: int) -> bytes:
    return mixer.block(frames).ljust(2 * frames, b"\0")


def onsets(path: Path, quiet: float = 0.1, threshold: int = ONSET) -> list[float]:
    """Seconds at which sound begins after at least `quiet` seconds without. Raises OSError, wave.Error.

    The file must be mono and 16 bit; its rate is its own.
    """
    found = []
    with wave.open(str(path), "rb") as file:
        rate = file.getframerate()
        at, last = 0, -quiet * rate
        while data := file.readframes(rate):
            for index, sample in enumerate(array("h", data), at):
                if abs(sample) > threshold:
                    if index - last >= quiet * rate:
                        found.append(index / rate)
                    last = index
            at += len(data) // 2
    return found
