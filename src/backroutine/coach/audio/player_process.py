"""The child process that sounds: `python -m backroutine.coach.audio.player_process LADDER PROBE`.

LADDER are names of `ladder.LADDER` with commas between; PROBE is a file of silence, its name in hex. Commands
come as lines on stdin, answers go as lines to stdout; nothing ever reaches a terminal.

    load FILE                      read a clip ahead of time
    play CHANNEL DEADLINE FILE     CHANNEL voice or tone; dropped when `time.monotonic` is past DEADLINE (ms)
    stop                           silence
    quit                           end

    ok NAME · back NAME            heard, through this rung
    none REASON · lost REASON      not heard
    played FILE · late FILE · dropped FILE
    beat                           every `BEAT_SECONDS`: alive

FILE is a path in hex, so that no name can break a line. The child ends when stdin does: whatever ends the
parent closes it. `time.monotonic` is one clock for all processes of a machine.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from backroutine.coach.audio.backends import PROGRAMS, Device, NobodyHears, NotHeard, Program, WinSound

# The ways to be heard, best first, and which of them carries now.

LOOK_SECONDS = 0.8
"""Between two looks at the device, and two tries to open one: a loss is noticed after two looks at most."""

PATIENT_SECONDS = 3.0
"""Between two tries on a machine that has had no device for `HOPEFUL` tries: each costs processor time."""

HOPEFUL = 12

LADDER = ("miniaudio", *PROGRAMS, "winsound")
"""Names of all rungs, best first."""


class Backend(Protocol):
    """One way to play clips."""

    @property
    def name(self) -> str:
        """As it is told to the person."""

    def open(self) -> None:
        """Raises NotHeard when this way does not work here."""

    def check(self) -> None:
        """Raises NotHeard when it works no longer."""

    def load(self, path: Path) -> None:
        """Prepare a clip. Raises OSError or ValueError."""

    def play(self, channel: str, path: Path) -> bool:
        """Begin a clip; False when it will not be heard. Raises NotHeard, or OSError, ValueError."""

    def stop(self) -> None:
        """Silence."""

    def close(self) -> None:
        """Let go of everything."""


def rungs(names: Sequence[str], probe: Path) -> list[Backend]:
    """The rungs of these names; unknown names are left out. `probe` is a clip of silence."""
    makers: dict[str, Callable[[], Backend]] = {"miniaudio": Device, "winsound": lambda: WinSound(probe)}
    return [
        makers[name]() if name in makers else Program(name, probe)
        for name in names
        if name in makers or name in PROGRAMS
    ]


class BackendSelector:
    """Stands on the best rung that carries. Two threads use it: commands come in one, `keep` is the other.

    `say` tells the parent: `ok NAME`, `none REASON`, `lost REASON`, `back NAME`.
    """

    def __init__(self, ways: Sequence[Backend], say: Callable[[str], None]) -> None:
        self._ways = ways
        self._say = say
        self._lock = threading.Lock()
        self._now: Backend | None = None
        self._stood = False
        self._reason = ""
        self._tries = 0

    def keep(self) -> float:
        """One look: is the rung still good, or is there one now? Gives the seconds until the next look."""
        if self._now is None:
            self._tries += 1
            self._climb()
            return LOOK_SECONDS if self._tries < HOPEFUL else PATIENT_SECONDS
        self._tries = 0
        try:
            with self._lock:
                self._now.check()
        except NotHeard as reason:
            self._lose(self._now, str(reason))
        return LOOK_SECONDS

    def _climb(self) -> None:
        reasons = []
        for way in self._ways:
            try:
                way.open()
            except NotHeard as not_heard:
                reasons.append(str(not_heard))
                if isinstance(not_heard, NobodyHears):
                    break
                continue
            with self._lock:
                self._now = way
            self._say(f"{'back' if self._stood else 'ok'} {way.name}")
            self._stood = True
            return
        reason = reasons[0] if reasons else "nothing to play with"
        if reason != self._reason:
            self._reason = reason
            self._say(f"none {reason}")

    def _lose(self, way: Backend, reason: str) -> None:
        with self._lock:
            if self._now is not way:
                return
            self._now = None
            self._stood = True
        self._reason = reason
        self._say(f"lost {reason}")
        way.close()

    def load(self, path: Path) -> None:
        """Prepare a clip, if there is anything to prepare. A bad file is only told when it is played."""
        if way := self._now:
            try:
                way.load(path)
            except (OSError, ValueError):
                return

    def play(self, channel: str, path: Path) -> bool:
        """Begin a clip. False when nothing sounds."""
        way = self._now
        if way is None:
            return False
        try:
            with self._lock:
                return way.play(channel, path)
        except NotHeard as reason:
            self._lose(way, str(reason))
            return False
        except (OSError, ValueError):
            return False

    def stop(self) -> None:
        """Silence."""
        if way := self._now:
            with self._lock:
                way.stop()

    def close(self) -> None:
        """Let go of everything."""
        if way := self._now:
            way.close()


BEAT_SECONDS = 0.4


def encode_path(path: Path) -> str:
    """A path as one word."""
    return os.fsencode(path).hex()


def decode_path(word: str) -> Path:
    """The path out of a word. Raises ValueError."""
    return Path(os.fsdecode(bytes.fromhex(word)))


def say(line: str) -> None:
    """One line to the parent. A stopped parent does not hold us up: what it cannot take is dropped."""
    try:
        os.write(1, (" ".join(line.split()) + "\n").encode())
    except BlockingIOError:
        return
    except OSError:
        _leave()


def obey(line: str, ladder: BackendSelector) -> bool:
    """Do one command; False for `quit`. What cannot be understood is passed over."""
    match line.split():
        case ["load", word]:
            ladder.load(decode_path(word))
        case ["play", channel, deadline, word]:
            if time.monotonic() * 1000 > float(deadline):
                say(f"late {word}")
            else:
                say(f"{'played' if ladder.play(channel, decode_path(word)) else 'dropped'} {word}")
        case ["stop"]:
            ladder.stop()
        case ["quit"]:
            return False
        case _:
            pass
    return True


def _keep(ladder: BackendSelector) -> None:
    while True:
        time.sleep(ladder.keep())


def _beat() -> None:
    while True:
        say("beat")
        time.sleep(BEAT_SECONDS)


def _stay_out_of_the_way() -> None:
    """Ctrl-C and a closed terminal are the parent's business; libraries that print to stderr are nobody's."""
    for name in ("SIGINT", "SIGHUP", "SIGTSTP", "SIGTTOU", "SIGTTIN"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "set_blocking"):
        try:
            os.set_blocking(1, False)
        except OSError:
            return


def _leave() -> None:
    """End at once, with every player program that is still running.

    Not through the interpreter's end: a hanging sound server would hold it up for ever.
    """
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Obey until stdin ends."""
    _stay_out_of_the_way()
    names, probe = arguments
    ladder = BackendSelector(rungs(names.split(","), decode_path(probe)), say)
    threading.Thread(target=_beat, daemon=True, name="beat").start()
    threading.Thread(target=_keep, args=(ladder,), daemon=True, name="keep").start()
    for line in sys.stdin:
        try:
            if not obey(line, ladder):
                break
        except ValueError:
            continue
    ladder.stop()
    _leave()


if __name__ == "__main__":
    main(sys.argv[1:])
