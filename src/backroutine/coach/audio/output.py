"""Sound as the rest of the program knows it: `play` this, now, without ever waiting."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Self

from backroutine.coach.audio.backends import TONE, VOICE
from backroutine.coach.audio.clips import Clip, Say, Tone
from backroutine.coach.audio.player_process import LADDER, encode_path
from backroutine.coach.audio.rendering import (
    ENGINES,
    Engine,
    Rendered,
    Renderer,
    Store,
    first_working,
    open_store,
    render_all,
)
from backroutine.coach.audio.status import Choice, Means, Status, status

# The parent's hold on the playing process: write to it without waiting, see soon when it is gone.

MODULE = "backroutine.coach.audio.player_process"

SILENT_SECONDS = 1.2
"""Without a line for this long the child is stopped or hangs; it beats three times as often."""

SECOND_LOOK = 0.3
"""When this program itself was suspended, the wait is over before the beats that came meanwhile are read."""

RESTART_SECONDS = 2.0
"""Between the loss of a child and the next one."""

_PACKAGE_ROOT = Path(__file__).parents[3]


class Child:
    """One playing process."""

    def __init__(self, ladder: Sequence[str], probe: Path, env: Mapping[str, str]) -> None:
        """Start it. Raises OSError."""
        paths = [str(_PACKAGE_ROOT), *filter(None, [env.get("PYTHONPATH")])]
        self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-P", "-m", MODULE, ",".join(ladder), encode_path(probe)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**env, "PYTHONPATH": os.pathsep.join(paths)},
            bufsize=0,
            # Its own session: Ctrl-C in the terminal, and the terminal's end, reach the parent only.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        assert self._process.stdin is not None
        self._stdin = self._process.stdin
        self._lock = threading.Lock()
        # Where Windows cannot do this (before 3.12) a pipe of 4 KB stands between us and a stuck child,
        # which is ended long before it is full.
        with contextlib.suppress(OSError, AttributeError):
            os.set_blocking(self._stdin.fileno(), False)
        self.lines: SimpleQueue[str | None] = SimpleQueue()
        """What it says; None when it has ended."""
        threading.Thread(target=self._read, daemon=True, name="sound answers").start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as answers:
            for line in answers:
                self.lines.put(line.decode("utf-8", "replace").strip())
        self.lines.put(None)

    def next_line(self) -> str | None:
        """What it says next; None when it has ended, or has said nothing for too long."""
        for patience in (SILENT_SECONDS, SECOND_LOOK):
            with contextlib.suppress(Empty):
                return self.lines.get(timeout=patience)
        return None

    def send(self, *words: str) -> bool:
        """Write a command, without ever waiting. False when it was dropped: pipe full, child gone."""
        line = (" ".join(words) + "\n").encode()
        with self._lock:
            try:
                # Shorter than PIPE_BUF: written whole or not at all.
                return os.write(self._stdin.fileno(), line) == len(line)
            except (OSError, ValueError):
                return False

    def end(self) -> None:
        """Kill it and whatever player programs it started."""
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        with self._lock, contextlib.suppress(OSError):
            self._stdin.close()


def watch(
    start: Callable[[], Child],
    on_child: Callable[[Child | None], None],
    on_line: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Keep a child running until `stop` is set, and report what it says. For a thread of its own.

    A child that dies or falls silent is ended, `on_child(None)` tells of it, and after `RESTART_SECONDS` the
    next one is started. `on_line` gets every line except the beats.
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


COUNT = Tone("count")
"""Stands for words that cannot be spoken, or not yet."""

UNDER_THE_BELL = frozenset({"lift", "hold", "return"})
"""Tones the bell leaves out: every phase of every rep with the same ring would tell nothing."""

BELL_GAP = 0.3
"""Seconds: a word and its tone together are one ring."""


class Sound:
    """Plays clips through the best there is. Nothing here waits, raises or prints."""

    def __init__(
        self,
        clips: Sequence[Clip],
        *,
        choice: Choice,
        cache: Path,
        env: Mapping[str, str],
        bell: Callable[[], None] | None = None,
        on_status: Callable[[Status], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        engines: Sequence[Engine] = ENGINES,
        ladder: Sequence[str] = LADDER,
    ) -> None:
        """Nothing begins before `open` (or `with`). `clips` are rendered in this order: first needed, first.

        `cache` is the folder for rendered clips, `env` the program's environment (its PATH is searched).
        `bell` rings the terminal; without it there is no bell. `on_status` is told every change of what is
        heard, `on_progress` how many clips of how many are ready: both from other threads. `clock` must be
        the system's monotonic clock except in tests: the child compares deadlines with it.
        """
        self._clips = list(dict.fromkeys([COUNT, *clips]))
        self._cache = cache
        self._env = env
        self._bell = bell
        self._on_status = on_status
        self._on_progress = on_progress
        self._clock = clock
        self._engines = engines
        self._ladder = ladder
        self._means = Means(choice, bell is not None, trouble="sound is starting")
        self._lock = threading.Lock()
        self._ready: dict[Clip, Rendered] = {}
        self._done = 0
        self._child: Child | None = None
        self._muted = False
        self._stop = threading.Event()
        self._answered = threading.Event()
        self._rendered = threading.Event()
        self._sounds_until = self._rang = float("-inf")
        self._store: Store | None = None

    def open(self) -> None:
        """Begin, in the background: look for a device and an engine, render the clips."""
        if self._means.choice in ("bell", "off"):
            self._answered.set()
            self._rendered.set()
        else:
            threading.Thread(target=self._prepare, daemon=True, name="sound").start()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def status(self) -> Status:
        """What is heard now."""
        return status(self._means)

    @property
    def muted(self) -> bool:
        """Whether the person wants silence for now."""
        return self._muted

    def mute(self, muted: bool) -> None:
        """Silence at once, or sound again from the next clip on."""
        self._muted = muted
        if muted and self._child is not None:
            self._child.send("stop")

    def wait(self, seconds: float) -> Status:
        """Let the preparations end, for at most so many seconds: no session waits longer for its sound."""
        until = time.monotonic() + seconds
        for event in (self._answered, self._rendered):
            event.wait(max(0.0, until - time.monotonic()))
        return self.status

    def play(self, clip: Clip, within: float) -> None:
        """Let a clip be heard now. It is dropped when it could not begin `within` so many seconds.

        Words cut off words and tones cut off tones, never one the other.
        """
        if self._muted or self._stop.is_set() or self._means.choice == "off":
            return
        if self._means.choice == "bell" or not self._means.through:
            self._ring(clip)
            return
        heard, child = self._instead(clip), self._child
        rendered = self._ready.get(heard) if heard else None
        if rendered is None or child is None:
            return
        now = self._clock()
        channel = VOICE if isinstance(clip, Say) else TONE
        deadline = str(int((now + within) * 1000))
        if child.send("play", channel, deadline, encode_path(rendered.path)):
            self._sounds_until = max(self._sounds_until, now + rendered.duration)

    def _instead(self, clip: Clip) -> Clip | None:
        """The clip that is heard for this one, if any."""
        if isinstance(clip, Say) and (self._means.choice == "tone" or clip not in self._ready):
            return Tone(clip.instead) if clip.instead else None
        if isinstance(clip, Tone) and self._means.choice == "voice" and self._means.engine:
            return None
        return clip

    def _ring(self, clip: Clip) -> None:
        tone = clip.name if isinstance(clip, Tone) else clip.instead
        if self._bell is None or not tone or tone in UNDER_THE_BELL:
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
        if self._store is not None:
            self._store.close()

    def _prepare(self) -> None:
        """Render what there is to hear. Runs in its own thread, and starts the one that minds the child."""
        store = self._store = open_store(self._cache)
        if store is None:
            self._change(through="", trouble="no folder for clips can be written")
            self._answered.set()
            self._rendered.set()
            return
        threading.Thread(
            target=watch,
            args=(lambda: Child(self._ladder, store.silence, self._env), self._heed, self._hear, self._stop),
            daemon=True,
            name="sound child",
        ).start()
        self._render(store)
        self._rendered.set()
        if not self._stop.is_set():
            store.forget_unused(time.time())

    def _render(self, store: Store) -> None:
        tones = [clip for clip in self._clips if isinstance(clip, Tone)]
        render_all(tones, Renderer(store, None, self._env), self._keep, stop=self._stop)
        if self._means.choice == "tone":
            return
        engine = first_working(store.folder, self._env, self._engines)
        self._change(engine=engine.name if engine else "")
        renderer = Renderer(store, engine, self._env)
        words = [clip for clip in self._clips if isinstance(clip, Say)]
        spoken = render_all(words, renderer, self._keep, stop=self._stop)
        if words and not spoken:
            self._change(engine="")

    def _keep(self, clip: Clip, rendered: Rendered | None) -> None:
        """One clip is done with."""
        if rendered is not None:
            self._ready[clip] = rendered
            if child := self._child:
                child.send("load", encode_path(rendered.path))
        with self._lock:
            self._done += 1
            if self._on_progress is not None:
                self._on_progress(self._done, len(self._clips))

    def _heed(self, child: Child | None) -> None:
        """A child has started, or the last one is gone."""
        self._child = child
        if child is None:
            self._change(through="", trouble="the program that plays has stopped; it is started again")
            self._answered.set()
            return
        for rendered in list(self._ready.values()):
            child.send("load", encode_path(rendered.path))

    def _hear(self, line: str) -> None:
        """What the child says about the ladder."""
        match line.split(maxsplit=1):
            case ["ok" | "back", name]:
                self._change(through=name, trouble="")
            case ["none" | "lost", reason]:
                self._change(through="", trouble=reason)
            case _:
                return
        self._answered.set()

    def _change(self, **means: str) -> None:
        with self._lock:
            before = self.status
            self._means = replace(self._means, **means)  # type: ignore[arg-type]
            if self._on_status is not None and self.status != before and not self._stop.is_set():
                # A screen that is not ready, or no longer there, must not end the sound.
                with contextlib.suppress(Exception):
                    self._on_status(self.status)
