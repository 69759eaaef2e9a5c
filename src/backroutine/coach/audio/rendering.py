"""Renders clips into files. The next session finds them again: a name is a hash of all that made the clip.

While a session runs, all of this happens in the rendering process.
"""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from msgspec import Struct

from backroutine.coach.audio import clips
from backroutine.coach.audio.clips import LEVEL, RATE, TONES, Clip, Say, Tone, synthesize
from backroutine.coach.audio.speech_engines import CALL_SECONDS, SpeechEngine, plain
from backroutine.files import PART, write_atomically

# The folder of rendered clips: the cache, or a temporary one where the cache cannot be written.
_SILENCE = "silence.wav"

DAY = 86400.0
UNUSED_DAYS = 30
"""A clip that no session used for so many days is removed: other plans and voices leave theirs behind."""

_OURS = re.compile(r"[0-9a-f]{32}(-\d{2})?\.wav|[0-9a-f]{16}-\d+-\d+\.spoken\.wav|" + PART.pattern)


class Rendered(Struct, frozen=True):
    """A clip that can be played."""

    path: Path
    duration: float
    """Seconds."""


class Store(Struct, frozen=True):
    """A folder for clips that only its owner can read."""

    folder: Path
    read_only: Path | None = None
    """A cache that cannot be written, to look in as well."""

    @property
    def silence(self) -> Path:
        """A twentieth of a second of silence, to try a player program with."""
        return self.folder / _SILENCE

    def find(self, name: str) -> Rendered | None:
        """A clip rendered earlier, if its file is whole. It counts as used."""
        for folder in (self.folder, self.read_only):
            if folder is None:
                continue
            try:
                found = Rendered(folder / name, clips.seconds(clips.read(folder / name)))
            except (OSError, ValueError):
                continue
            _mark_used(found.path)
            return found
        return None

    def keep(self, name: str, samples: "array[int]") -> Rendered:
        """Keep a clip. Raises OSError."""
        write_atomically(self.folder / name, clips.to_wav(samples), sync=False)
        return Rendered(self.folder / name, clips.seconds(samples))

    def spoken_file(self, name: str) -> Path:
        """Where an engine may write while it speaks: no other thread or program uses this name."""
        return self.folder / f"{name[:16]}-{os.getpid()}-{threading.get_ident()}.spoken.wav"

    def forget_unused(self, now: float) -> None:
        """Remove our clips that were not used for `UNUSED_DAYS` before `now`, in seconds since the epoch."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if not _OURS.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                        continue
                    if entry.stat(follow_symlinks=False).st_mtime < now - UNUSED_DAYS * DAY:
                        os.unlink(entry.path)  # noqa: PTH108 - a path from scandir

    def close(self) -> None:
        """Remove a temporary folder; the cache stays."""
        if self.read_only is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _mark_used(path: Path) -> None:
    """At most once a day; a cache that cannot be written stays as it is."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)


def open_store(cache: Path) -> Store | None:
    """The cache folder, made with 0700; a temporary one when it cannot be written; None without either.

    The file of silence is written as a test: the folder may be there, our own, and full.
    """
    silence = array("h", bytes(2 * (RATE // 20)))
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(cache.absolute())
        store.keep(_SILENCE, silence)
    except OSError:
        pass
    else:
        return store
    try:
        store = Store(Path(tempfile.mkdtemp(prefix="backroutine-")), read_only=cache.absolute())
        store.keep(_SILENCE, silence)
    except OSError:
        return None
    return store


WORKERS = 2
GIVE_UP = 3
"""Failures in a row after which an engine counts as broken: a hanging one costs its timeout each time."""

_RECIPE = "3"  # changes when trimming or loudness change, so that old files are not reused


class Renderer:
    """Renders into one store, with one engine or without."""

    def __init__(self, store: Store, engine: SpeechEngine | None, env: Mapping[str, str]) -> None:
        """`env` is the program's environment, whose PATH is searched for the engine."""
        self._store = store
        self._engine = engine
        self._env = env
        self._failures = 0

    @property
    def broken(self) -> bool:
        """Whether the engine has failed too often to be tried again."""
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
        """A file with the clip, or None: no engine, nothing to speak in the text, no room on the disk."""
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
        out = self._store.spoken_file(name)
        try:
            out.touch(mode=0o600)
            self._engine.speak(clip.text, out, self._env, CALL_SECONDS)
            samples = clips.tidy_voice(clips.read(out))
        except (OSError, ValueError):
            self._failures += 1
            raise
        finally:
            out.unlink(missing_ok=True)
        self._failures = 0
        return samples


def first_working(
    folder: Path,
    env: Mapping[str, str],
    candidates: Sequence[SpeechEngine],
    timeout: float = CALL_SECONDS,
) -> SpeechEngine | None:
    """The first engine that really speaks: an installed one may lack its voices.

    `folder` holds the trial clip for a moment.
    """
    trial = folder / f"trial-{os.getpid()}.wav"
    for engine in candidates:
        try:
            engine.speak("one", trial, env, timeout)
            clips.tidy_voice(clips.read(trial))
        except (OSError, ValueError):
            continue
        finally:
            trial.unlink(missing_ok=True)
        return engine
    return None


def render_all(
    clips: Iterable[Clip],
    renderer: Renderer,
    on_clip: Callable[[Clip, Rendered | None], None],
    *,
    workers: int = WORKERS,
) -> dict[Clip, Rendered]:
    """Render clips in the order given, a few at a time.

    `on_clip` is called from the workers' threads for each clip; with None when it cannot be rendered.
    """
    waiting: SimpleQueue[Clip] = SimpleQueue()
    for clip in dict.fromkeys(clips):
        waiting.put(clip)
    ready: dict[Clip, Rendered] = {}

    def work() -> None:
        with contextlib.suppress(Empty):
            while True:
                clip = waiting.get_nowait()
                rendered = renderer.render(clip)
                if rendered is not None:
                    ready[clip] = rendered
                on_clip(clip, rendered)

    # Daemon threads, not an executor: that would be joined at the end of the program, and an engine may hang.
    threads = [threading.Thread(target=work, daemon=True, name="clips") for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ready


class RenderingJob(Struct, frozen=True):
    """All that a session needs, and how to make it. It can be pickled."""

    store: Store
    clips: Callable[[], Iterable[Clip]]
    """Gives the clips in the order in which they are needed."""
    engines: Sequence[SpeechEngine]
    """The engines, best first; none for tones alone."""


class EngineFound(Struct, frozen=True):
    """The engine that speaks in a session."""

    name: str
    """Empty when none does."""
    words: int
    """How many of the clips are words."""
    trouble: str = ""
    """Why it is not the one that the person asked for."""


FIRST_WORDS = 6
"""So many are ready before the engine is named: the sound check, and the first line of a session."""


def render_session(
    job: RenderingJob,
    env: Mapping[str, str],
    on_engine: Callable[[EngineFound], None],
    on_clip: Callable[[Clip, Rendered | None], None],
) -> dict[Clip, Rendered]:
    """Render the clips of a session, the tones first. `env` is searched for the engines."""
    wanted = list(dict.fromkeys([Tone("count"), *job.clips()]))
    tones = [clip for clip in wanted if isinstance(clip, Tone)]
    ready = render_all(tones, Renderer(job.store, None, env), on_clip)
    if not job.engines:
        on_engine(EngineFound("", 0))
        return ready
    engine = first_working(job.store.folder, env, job.engines)
    words = [clip for clip in wanted if isinstance(clip, Say)]
    silent = [one for one in job.engines if one.wanted_by and one is not engine]
    trouble = "; ".join(f"{one.wanted_by}: {one.why_silent(env)}" for one in silent)
    renderer = Renderer(job.store, engine, env)
    ready |= render_all(words[:FIRST_WORDS], renderer, on_clip)
    on_engine(EngineFound(engine.name if engine else "", len(words), trouble))
    ready |= render_all(words[FIRST_WORDS:], renderer, on_clip)
    for one in job.engines:
        one.close()
    return ready
