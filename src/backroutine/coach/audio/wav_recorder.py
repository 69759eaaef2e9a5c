"""Records a whole session into one WAV file, for tests and for listening."""

import time
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from backroutine.coach.audio import clips as wav
from backroutine.coach.audio.clips import RATE, Clip, Say
from backroutine.coach.audio.playback import TONE, VOICE, Mixer
from backroutine.coach.audio.rendering import Rendered, RenderingJob, Store, open_store, render_session
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.audio.speech_engines import SpeechEngine
from backroutine.errors import BackroutineError

SOUND_FILE = "BACKROUTINE_SOUND_FILE"
"""Environment variable: a WAV file that takes the sound in place of the loudspeaker."""


class WavPlayer:
    """A player that writes every clip into one WAV file, at the instant of its `play`."""

    def __init__(
        self,
        path: Path,
        clips: Callable[[], Iterable[Clip]],
        cache: Path,
        environment: Mapping[str, str],
        engines: Sequence[SpeechEngine],
    ) -> None:
        store = open_store(cache)
        if store is None:
            raise BackroutineError(SOUND_FILE, "no folder for clips can be written", "make room on the disk")
        self._path = path
        self._store: Store = store
        job = RenderingJob(store, clips, engines)
        self._rendered = render_session(job, environment, lambda _engine: None, lambda _clip, _rendered: None)
        self._sink = WavSink(path, self._rendered)
        self._seconds = {
            clip.text: made.duration for clip, made in self._rendered.items() if isinstance(clip, Say)
        }
        self._began: float | None = None
        self.status = Status("voice", f"file {path}")

    def mute(self, muted: bool) -> None:
        """A file is not muted."""

    def set_volume(self, volume: float) -> None:
        """A file has the full volume."""

    def seconds_of(self, text: str) -> float | None:
        """How long these words take; None when they could not be rendered."""
        return self._seconds.get(text)

    def play(self, clip: Clip, within: float) -> None:  # noqa: ARG002 - a file is never late
        """Put the clip at its place; the first one at the beginning of the file."""
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


class WavSink:
    """Takes clips with their instants and mixes them as the player process does: two channels, no queue."""

    def __init__(self, path: Path, clips: Mapping[Clip, Rendered]) -> None:
        """`clips` are those of `render_all`; others are silent."""
        self._path = path
        self._clips = clips
        self._played: list[tuple[float, Clip]] = []

    def play(self, clip: Clip, at: float) -> None:
        """Let a clip begin `at` seconds after the beginning of the file."""
        self._played.append((at, clip))

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
