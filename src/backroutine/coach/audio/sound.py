"""`Sound`: plays clips through a child process, without ever waiting for it."""

import contextlib
import io
import os
import pickle
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO, cast

from msgspec.structs import replace

from backroutine.coach.audio.clips import Clip, Say, Tone
from backroutine.coach.audio.playback import TONE, VOICE
from backroutine.coach.audio.player_process import BACKENDS, encode_path
from backroutine.coach.audio.python_process import end_module, start_module
from backroutine.coach.audio.rendering import EngineFound, Rendered, RenderingJob, Store, open_store
from backroutine.coach.audio.sound_status import STARTING, Choice, Means, Status, is_settled, status
from backroutine.coach.audio.speech_engines import SpeechEngine
from backroutine.coach.audio.speech_engines import engines as all_engines

# The player process as its parent sees it: writing to it never waits, and its loss is noticed soon.

PLAYER = "backroutine.coach.audio.player_process"
RENDERER = "backroutine.coach.audio.rendering_process"

SILENT_SECONDS = 1.2
"""Without a line for so long, the child is stopped or hangs: its heartbeat comes three times as often."""

START_SECONDS = 10.0
"""The longest that a child may take for its first line: a cold or slow computer needs seconds for Python."""

SECOND_LOOK = 0.3
"""Seconds to wait once more: after this program was suspended, heartbeats may still be unread."""

RESTART_SECONDS = 2.0
"""Seconds between the loss of a child and the start of the next one."""


class Child:
    """One player process."""

    def __init__(self, backends: Sequence[str], probe: Path, env: Mapping[str, str]) -> None:
        """Start it. Raises OSError."""
        self._process = start_module(PLAYER, ",".join(backends), encode_path(probe), env=env)
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        self._lock = threading.Lock()
        # Windows cannot do this before Python 3.12; there a stuck child is ended long before its pipe of
        # 4 KB is full.
        with contextlib.suppress(OSError, AttributeError):
            os.set_blocking(self._stdin.fileno(), False)
        self._patience = START_SECONDS
        self.lines: SimpleQueue[str | None] = SimpleQueue()
        """Lines that the child wrote; None when it has ended."""
        threading.Thread(target=self._read, daemon=True, name="sound answers").start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self.lines.put(line.decode("utf-8", "replace").strip())
        self.lines.put(None)

    def next_line(self) -> str | None:
        """The next line; None when the child has ended or has been silent for too long."""
        for patience in (self._patience, SECOND_LOOK):
            with contextlib.suppress(Empty):
                line = self.lines.get(timeout=patience)
                self._patience = SILENT_SECONDS
                return line
        return None

    def send(self, *words: str) -> bool:
        """Write a command without waiting. False when it was dropped: pipe full, child gone."""
        line = (" ".join(words) + "\n").encode()
        with self._lock:
            try:
                # Shorter than PIPE_BUF: written whole or not at all.
                return os.write(self._stdin.fileno(), line) == len(line)
            except (OSError, ValueError):
                return False

    def end(self) -> None:
        """Kill the child and the player programs it started."""
        end_module(self._process)
        with self._lock, contextlib.suppress(OSError):
            self._stdin.close()


def watch(
    start: Callable[[], Child],
    on_child: Callable[[Child | None], None],
    on_line: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Keep a child running until `stop` is set. To be run in a thread of its own.

    A child that dies or falls silent is ended, `on_child(None)` is called, and after `RESTART_SECONDS` the
    next one is started. `on_line` is called with every line except heartbeats.
    """
    while not stop.is_set():
        try:
            child = start()
        except OSError:
            on_child(None)
        else:
            on_child(child)
            while (line := child.next_line()) is not None and not stop.is_set():
                if line != "beat":
                    on_line(line)
            child.end()
            on_child(None)
        stop.wait(RESTART_SECONDS)


NOT_RUNG = frozenset({"lift", "hold", "return"})
"""Tones that the bell leaves out: the same ring in each phase of each rep would mean nothing."""

BELL_GAP = 0.3
"""Seconds between two rings: a word and its tone together are one."""


def _next_answer(answers: BinaryIO) -> EngineFound | tuple[Clip, Rendered] | None:
    """What the rendering process writes next; None when it has ended, or was ended in the middle of it."""
    try:
        answer: EngineFound | tuple[Clip, Rendered] = pickle.load(answers)  # noqa: S301 - from our own child
    except (EOFError, pickle.UnpicklingError):
        return None
    return answer


class Sound:
    """Plays clips through the best backend there is. No method waits, raises or prints."""

    def __init__(
        self,
        clips: Callable[[], Iterable[Clip]],
        *,
        choice: Choice,
        cache: Path,
        env: Mapping[str, str],
        bell: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        engines: Sequence[SpeechEngine] | None = None,
        on_settled: Callable[[Status], None] = lambda _status: None,
        backends: Sequence[str] = BACKENDS,
    ) -> None:
        """Nothing begins before `open`.

        `clips` gives the clips to render, in the order in which they are needed. It is called in another
        process, so it must be a function that can be pickled, or a `partial` of one.
        `cache` is the folder for rendered clips, `env` the program's environment (its PATH is searched).
        `bell` rings the terminal; without it there is no bell. `clock` must be the system's monotonic clock
        except in tests: the child compares deadlines with it. `on_settled` is called once, from another
        thread, when it is known what will be heard.
        """
        self._clips = clips
        self._cache = cache
        self._env = env
        self._bell = bell
        self._clock = clock
        self._engines = all_engines() if engines is None else engines
        self._backends = backends
        self._means = Means(choice, bell is not None, trouble=STARTING)
        self._lock = threading.Lock()
        self._ready: dict[Clip, Rendered] = {}
        self._seconds: dict[str, float] = {}
        self._words = 0
        """How many of the clips are words, once that is known."""
        self._rendered = False
        self._on_settled = on_settled
        self._settled = False
        self._child: Child | None = None
        self._muted = False
        self._volume = 1.0
        self._stop = threading.Event()
        self._sounds_until = self._rang = float("-inf")
        self._store: Store | None = None
        self._renderer: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Begin in the background: look for a device and an engine, render the clips."""
        if self._means.choice not in ("bell", "off"):
            threading.Thread(target=self._prepare, daemon=True, name="sound").start()

    @property
    def status(self) -> Status:
        """What is heard now."""
        done = sum(isinstance(clip, Say) for clip in tuple(self._ready))
        now = status(self._means)
        if now.level == "voice" and done < self._words and not self._rendered:
            return replace(now, heard=f"{now.heard}; {done} of {self._words} phrases are ready")
        return now

    def mute(self, muted: bool) -> None:
        """Silence at once, or sound again from the next clip on."""
        self._muted = muted
        if muted and self._child is not None:
            self._child.send("stop")

    def set_volume(self, volume: float) -> None:
        """From 0 to 1, from now on; 0 silences the bell as well."""
        self._volume = volume
        if child := self._child:
            child.send("volume", f"{volume:.2f}")
            if not volume:
                child.send("stop")

    def seconds_of(self, text: str) -> float | None:
        """How long these words take; None while they are not rendered."""
        return self._seconds.get(text)

    def play(self, clip: Clip, within: float) -> None:
        """Play a clip now. It is dropped when it cannot begin `within` so many seconds.

        Words cut off words and tones cut off tones, but neither cuts off the other.
        """
        if self._muted or not self._volume or self._stop.is_set() or self._means.choice == "off":
            return
        if self._means.choice == "bell" or not self._means.through:
            self._ring(clip)
            return
        heard, child = self._substitute(clip), self._child
        rendered = self._ready.get(heard) if heard else None
        if rendered is None or child is None:
            return
        now = self._clock()
        channel = VOICE if isinstance(clip, Say) else TONE
        deadline = str(int((now + within) * 1000))
        if child.send("play", channel, deadline, encode_path(rendered.path)):
            self._sounds_until = max(self._sounds_until, now + rendered.duration)

    def _substitute(self, clip: Clip) -> Clip | None:
        """The clip that is played for this one, if any."""
        if isinstance(clip, Say) and (self._means.choice == "tone" or clip not in self._ready):
            return Tone(clip.instead) if clip.instead else None
        if isinstance(clip, Tone) and self._means.choice == "voice" and self._means.engine:
            return None
        return clip

    def _ring(self, clip: Clip) -> None:
        tone = clip.name if isinstance(clip, Tone) else clip.instead
        if self._bell is None or not tone or tone in NOT_RUNG:
            return
        now = self._clock()
        if now - self._rang >= BELL_GAP:
            self._rang = now
            self._bell()

    def close(self, linger: float = 0.0) -> None:
        """End the sound. What sounds now may end first, for at most `linger` seconds."""
        rest = min(linger, self._sounds_until - self._clock())
        if rest > 0:
            time.sleep(rest)
        self._stop.set()
        if self._child is not None:
            self._child.end()
        if renderer := self._renderer:
            end_module(renderer)
        if self._store is not None:
            self._store.close()

    def _prepare(self) -> None:
        """Start the thread that watches the child, then have the clips rendered. Runs in its own thread."""
        store = self._store = open_store(self._cache)
        if store and self._stop.is_set():  # closed meanwhile
            store.close()
            return
        if store is None:
            self._change(engine="", through="", trouble="no folder for clips can be written")
            return
        threading.Thread(
            target=watch,
            args=(
                lambda: Child(self._backends, store.silence, self._env),
                self._on_child,
                self._on_line,
                self._stop,
            ),
            daemon=True,
            name="sound child",
        ).start()
        engines = () if self._means.choice == "tone" else self._engines
        with contextlib.suppress(OSError):
            self._render(RenderingJob(store, self._clips, engines))
        if self._stop.is_set():
            return
        self._rendered = True
        spoken = any(isinstance(clip, Say) for clip in self._ready)
        if self._means.engine is None:  # it ended before it found one
            self._change(engine="", voice_trouble="the program that renders words has stopped")
        elif self._words and not spoken:
            self._change(engine="")

    def _render(self, job: RenderingJob) -> None:
        """Take what the rendering process makes, until it ends. Raises OSError when it cannot be started."""
        process = self._renderer = start_module(RENDERER, env=self._env, background=True)
        if self._stop.is_set():  # closed meanwhile
            end_module(process)
        # Its stdin stays open: it ends when that does.
        with (
            io.BufferedWriter(cast(io.RawIOBase, process.stdin)) as requests,
            io.BufferedReader(cast(io.RawIOBase, process.stdout)) as answers,
        ):
            pickle.dump(job, requests)
            requests.flush()
            while (answer := _next_answer(answers)) is not None:
                if isinstance(answer, EngineFound):
                    self._words = answer.words
                    self._change(engine=answer.name, voice_trouble=answer.trouble)
                else:
                    self._keep(*answer)
        self._renderer = None
        end_module(process)

    def _keep(self, clip: Clip, rendered: Rendered) -> None:
        self._ready[clip] = rendered
        if isinstance(clip, Say):
            self._seconds[clip.text] = rendered.duration
        self._load(rendered)

    def _load(self, rendered: Rendered) -> None:
        if child := self._child:
            child.send("load", encode_path(rendered.path))

    def _on_child(self, child: Child | None) -> None:
        """A child has started, or the last one is gone."""
        self._child = child
        if child is None:
            self._change(through="", trouble="the program that plays has stopped; it is started again")
            return
        child.send("volume", f"{self._volume:.2f}")

    def _on_line(self, line: str) -> None:
        """What the child says about its backends."""
        match line.split(maxsplit=1):
            case ["ok" | "back", name]:
                self._change(through=name, trouble="")
                for rendered in list(self._ready.values()):  # before, there was nothing to load them into
                    self._load(rendered)
            case ["none" | "lost", reason]:
                self._change(through="", trouble=reason)
            case _:
                pass

    def _change(self, **means: str) -> None:
        with self._lock:
            self._means = replace(self._means, **means)
            news = not self._settled and is_settled(self._means)
            self._settled = self._settled or news
        if news:
            self._on_settled(status(self._means))
