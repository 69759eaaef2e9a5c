"""Clips become files, once. The next session finds them in the store, named after all that went into them."""

import hashlib
import threading
from array import array
from collections.abc import Callable, Iterable, Mapping
from queue import Empty, SimpleQueue

from backroutine.coach.sound import wav
from backroutine.coach.sound.clips import Clip, Say, Tone
from backroutine.coach.sound.engines import Engine, plain, speak_to_file
from backroutine.coach.sound.store import Rendered, Store
from backroutine.coach.sound.tones import LEVEL, TONES, synthesize

WORKERS = 2
GIVE_UP = 3
"""Failures in a row after which an engine is taken for broken: a hanging one costs its timeout each time."""

_RECIPE = "1"  # changes when trimming or loudness change, so that old files are not reused


class Renderer:
    """Renders into one store, with one engine or none."""

    def __init__(self, store: Store, engine: Engine | None, env: Mapping[str, str]) -> None:
        """`env` is the program's environment: the engine is looked for in its PATH."""
        self._store = store
        self._engine = engine
        self._env = env
        self._failures = 0

    @property
    def broken(self) -> bool:
        """Whether the engine has failed too often to be asked again."""
        return self._failures >= GIVE_UP

    def name(self, clip: Clip) -> str:
        """The file name of a clip: a hash of everything that decides how it sounds."""
        match clip:
            case Tone(name):
                parts = ["tone", repr(LEVEL), repr(TONES[name])]
            case Say(text=text):
                parts = ["say", repr(self._engine), plain(text)]
        return hashlib.sha256("\0".join([_RECIPE, *parts]).encode()).hexdigest()[:32] + ".wav"

    def render(self, clip: Clip) -> Rendered | None:
        """A playable file for the clip, or None: no engine, nothing speakable in it, no room on the disk."""
        name = self.name(clip)
        if found := self._store.find(name):
            return found
        try:
            samples = self._spoken(clip, name) if isinstance(clip, Say) else synthesize(clip.name)
            return self._store.keep(name, samples)
        except (OSError, ValueError):
            return None

    def _spoken(self, clip: Say, name: str) -> "array[int]":
        if self._engine is None or self.broken or not plain(clip.text):
            raise ValueError("not to be spoken")
        out = self._store.beside(name, "spoken")
        try:
            out.touch(mode=0o600)
            speak_to_file(self._engine, clip.text, out, self._env)
            samples = wav.tidy_voice(wav.read(out))
        except (OSError, ValueError):
            self._failures += 1
            raise
        finally:
            out.unlink(missing_ok=True)
        self._failures = 0
        return samples


def render_all(
    clips: Iterable[Clip],
    renderer: Renderer,
    on_clip: Callable[[Clip, Rendered | None], None],
    *,
    stop: threading.Event,
    workers: int = WORKERS,
) -> dict[Clip, Rendered]:
    """Render clips in the order given, a few at a time, until all are done or `stop` is set.

    `on_clip` is called from the workers' threads for each clip as it is ready (None: it cannot be had).
    """
    waiting: SimpleQueue[Clip] = SimpleQueue()
    for clip in dict.fromkeys(clips):
        waiting.put(clip)
    ready: dict[Clip, Rendered] = {}

    def work() -> None:
        while not stop.is_set():
            try:
                clip = waiting.get_nowait()
            except Empty:
                return
            rendered = renderer.render(clip)
            if rendered is not None:
                ready[clip] = rendered
            on_clip(clip, rendered)

    # Daemons, and no executor: those are joined when the program ends, and an engine may hang.
    threads = [threading.Thread(target=work, daemon=True, name="clips") for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ready
