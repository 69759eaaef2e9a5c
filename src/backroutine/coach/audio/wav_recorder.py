"""A whole session as one WAV file, for tests and for listening; and the ear that measures it."""

import threading
import time
import wave
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from backroutine.coach.audio import clips as wav
from backroutine.coach.audio.backends import TONE, VOICE, Mixer
from backroutine.coach.audio.clips import RATE, Clip, Say
from backroutine.coach.audio.rendering import Rendered, Renderer, Store, first_working, open_store, render_all
from backroutine.coach.audio.status import Status
from backroutine.errors import BackroutineError

SOUND_FILE = "BACKROUTINE_SOUND_FILE"


class WavPlayer:
    """A player that writes everything into one WAV file, at the instants it was asked for."""

    muted = False

    def __init__(
        self, path: Path, clips: Sequence[Clip], cache: Path, environment: Mapping[str, str]
    ) -> None:
        store = open_store(cache)
        if store is None:
            raise BackroutineError(SOUND_FILE, "no folder for clips can be written", "make room on the disk")
        self._path = path
        self._store: Store = store
        engine = first_working(store.folder, environment)
        renderer = Renderer(store, engine, environment)
        rendered = render_all(clips, renderer, lambda _clip, _rendered: None, stop=threading.Event())
        self._sink = WavSink(path, rendered)
        self._began: float | None = None
        self.status = Status("voice", f"file {path}")

    def mute(self, muted: bool) -> None:
        """A file is not muted."""

    def play(self, clip: Clip, within: float) -> None:  # noqa: ARG002 - a file is never late
        """Put the clip where it belongs; the first one at the beginning."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        self._sink.play(clip, now - self._began)

    def close(self, linger: float = 0.0) -> None:  # noqa: ARG002
        """Write the file. Raises BackroutineError when it cannot be written."""
        try:
            self._sink.close()
        except OSError as error:
            raise BackroutineError(
                str(self._path), f"cannot be written: {error.strerror}", "name another file"
            ) from error
        finally:
            self._store.close()


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
