"""Sound of a session: which player, with which files and which bell."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from backroutine.cli.settings import cache_folder
from backroutine.coach.repertoire import clips_of
from backroutine.coach.sound.clips import Clip
from backroutine.coach.sound.engines import first_working
from backroutine.coach.sound.output import Sound
from backroutine.coach.sound.render import Renderer, render_all
from backroutine.coach.sound.status import Choice, Status
from backroutine.coach.sound.store import Store, open_store
from backroutine.coach.sound.wav_sink import WavSink
from backroutine.coach.voice import Player, Silence, Voice
from backroutine.errors import BackroutineError
from backroutine.session.plan import Plan

SOUND_FILE = "BACKROUTINE_SOUND_FILE"
"""Names a WAV file that takes the whole session in place of the loudspeaker: for tests and for listening."""

LINGER = 2.5
"""Seconds the last words may take when the session is over."""


@contextmanager
def voiced(
    choice: Choice,
    plans: Sequence[Plan],
    bell: Callable[[], None] | None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Voice]:
    """The voice of a session that follows one of these plans."""
    clips = [clip for plan in plans for clip in clips_of(plan)]
    spoken = [clip for plan in plans for clip in clips_of(plan, phase_words="always")]

    def open_player(wanted: Choice) -> Player:
        if wanted == "off":
            return Silence()
        needed = spoken if wanted == "voice" else clips
        if file := environment.get(SOUND_FILE):
            return WavPlayer(Path(file), needed, cache_folder(environment), environment)
        sound = Sound(needed, choice=wanted, cache=cache_folder(environment), env=environment, bell=bell)
        sound.open()
        return sound

    voice = Voice(choice, open_player)
    try:
        yield voice
    finally:
        voice.close(LINGER)


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
