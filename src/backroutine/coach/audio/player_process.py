"""The child process that plays: `python -m backroutine.coach.audio.player_process BACKENDS PROBE`.

BACKENDS are names with commas between; PROBE is a file of silence. Commands come as lines on stdin, answers
go as lines to stdout; nothing ever reaches a terminal.

    load FILE                      read a clip ahead of time
    play CHANNEL DEADLINE FILE     CHANNEL voice or tone; dropped when `time.monotonic` is past DEADLINE (ms)
    stop                           silence
    volume V                       0 to 1, from now on

    ok NAME · back NAME            this backend plays; `back`: after a loss
    none REASON · lost REASON      no backend plays
    beat                           every `BEAT_SECONDS`: alive

FILE and PROBE are paths in hex, so that no name can break a line. The child ends when stdin does: whatever
ends the parent closes it. `time.monotonic` is one clock for all processes of a machine.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from backroutine.coach.audio.playback import PROGRAMS, Device, NobodyHears, NotHeard, Program, WinSound
from backroutine.coach.audio.python_process import leave

# The backends, best first, and which of them plays now.

LOOK_SECONDS = 0.8
"""Between two looks at the device, or two tries to open one. A loss is noticed after two looks at most."""

PATIENT_SECONDS = 3.0
"""Between two tries after `HOPEFUL` of them have failed: each costs processor time."""

HOPEFUL = 12

BACKENDS = ("miniaudio", *PROGRAMS, "winsound")
"""Names of all backends, best first."""


class Backend(Protocol):
    """One way to play clips."""

    @property
    def name(self) -> str:
        """As a person reads it."""

    volume: float
    """0 to 1."""

    def open(self) -> None:
        """Raises NotHeard when it does not work here."""

    def check(self) -> None:
        """Raises NotHeard when it no longer works."""

    def load(self, path: Path) -> None:
        """Prepare a clip. Raises OSError or ValueError."""

    def play(self, channel: str, path: Path) -> None:
        """Begin a clip. Raises NotHeard; OSError or ValueError for a bad file."""

    def stop(self) -> None:
        """Silence."""

    def close(self) -> None:
        """Give the device back."""


def make_backends(names: Sequence[str], probe: Path) -> list[Backend]:
    """The backends of these names; unknown names are left out. `probe` is a clip of silence."""
    makers: dict[str, Callable[[], Backend]] = {"miniaudio": Device, "winsound": lambda: WinSound(probe)}
    return [
        makers[name]() if name in makers else Program(name, probe)
        for name in names
        if name in makers or name in PROGRAMS
    ]


class BackendSelector:
    """Plays through the best backend that works. `look`, `load` and the rest have a thread each.

    `say` is called with `ok NAME`, `none REASON`, `lost REASON`, `back NAME`.
    """

    def __init__(self, backends: Sequence[Backend], say: Callable[[str], None]) -> None:
        self._backends = backends
        self._say = say
        self._lock = threading.Lock()
        self._now: Backend | None = None
        self._played_before = False
        self._reason = ""
        self._tries = 0

    def look(self) -> float:
        """Does the backend still play, or is there one now? Returns the seconds until the next look."""
        if self._now is None:
            self._tries += 1
            self._open_best()
            return LOOK_SECONDS if self._tries < HOPEFUL else PATIENT_SECONDS
        self._tries = 0
        try:
            with self._lock:
                self._now.check()
        except NotHeard as reason:
            self._lose(self._now, str(reason))
        return LOOK_SECONDS

    def _open_best(self) -> None:
        reasons = []
        for backend in self._backends:
            try:
                backend.open()
            except NotHeard as not_heard:
                reasons.append(str(not_heard))
                if isinstance(not_heard, NobodyHears):
                    break
                continue
            with self._lock:
                self._now = backend
            self._say(f"{'back' if self._played_before else 'ok'} {backend.name}")
            self._played_before = True
            return
        reason = reasons[0] if reasons else "nothing to play with"
        if reason != self._reason:
            self._reason = reason
            self._say(f"none {reason}")

    def _lose(self, backend: Backend, reason: str) -> None:
        with self._lock:
            if self._now is not backend:
                return
            self._now = None
            self._played_before = True
        self._reason = reason
        self._say(f"lost {reason}")
        backend.close()

    def load(self, path: Path) -> None:
        """Prepare a clip, if the backend prepares any. A bad file is passed over."""
        if backend := self._now:
            with contextlib.suppress(OSError, ValueError):
                backend.load(path)

    def play(self, channel: str, path: Path) -> None:
        """Begin a clip, if a backend plays."""
        backend = self._now
        if backend is None:
            return
        try:
            with self._lock, contextlib.suppress(OSError, ValueError):
                backend.play(channel, path)
        except NotHeard as reason:
            self._lose(backend, str(reason))

    def set_volume(self, volume: float) -> None:
        """For whatever plays now or later; 0 to 1."""
        for backend in self._backends:
            backend.volume = volume

    def stop(self) -> None:
        """Silence."""
        if backend := self._now:
            with self._lock:
                backend.stop()


BEAT_SECONDS = 0.4


def encode_path(path: Path) -> str:
    """A path as one word."""
    return os.fsencode(path).hex()


def decode_path(word: str) -> Path:
    """The path out of a word. Raises ValueError."""
    return Path(os.fsdecode(bytes.fromhex(word)))


def say(line: str) -> None:
    """Write one line to the parent. A stopped parent does not hold us up: the line is dropped then."""
    try:
        os.write(1, (" ".join(line.split()) + "\n").encode())
    except BlockingIOError:
        return
    except OSError:
        leave()


def obey(line: str, selector: BackendSelector) -> None:
    """Carry out one command; an unknown one is passed over. Raises ValueError for one that is malformed."""
    match line.split():
        case ["load", word]:
            selector.load(decode_path(word))
        case ["play", channel, deadline, word]:
            if time.monotonic() * 1000 <= float(deadline):
                selector.play(channel, decode_path(word))
        case ["volume", volume]:
            selector.set_volume(min(1.0, max(0.0, float(volume))))
        case ["stop"]:
            selector.stop()
        case _:
            pass


def _load_beside(loads: "SimpleQueue[str]", selector: BackendSelector) -> None:
    while True:
        with contextlib.suppress(ValueError):
            obey(loads.get(), selector)


def _keep_looking(selector: BackendSelector) -> None:
    while True:
        time.sleep(selector.look())


def _beat() -> None:
    while True:
        say("beat")
        time.sleep(BEAT_SECONDS)


def _stay_out_of_the_way() -> None:
    """Leave Ctrl-C and a closed terminal to the parent, and never wait for it."""
    for name in ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTSTP", "SIGTTOU", "SIGTTIN"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "set_blocking"):
        with contextlib.suppress(OSError):
            os.set_blocking(1, False)


def main(arguments: list[str]) -> None:
    """Carry out commands until stdin ends."""
    _stay_out_of_the_way()
    names, probe = arguments
    selector = BackendSelector(make_backends(names.split(","), decode_path(probe)), say)
    threading.Thread(target=_beat, daemon=True, name="beat").start()
    threading.Thread(target=_keep_looking, args=(selector,), daemon=True, name="backends").start()
    loads: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_load_beside, args=(loads, selector), daemon=True, name="loads").start()
    for line in sys.stdin:
        if line.startswith("load "):
            loads.put(line)  # what is to be played does not wait for hundreds of files
            continue
        with contextlib.suppress(ValueError):
            obey(line, selector)
    selector.stop()
    leave()


if __name__ == "__main__":
    main(sys.argv[1:])
