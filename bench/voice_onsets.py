"""When each cue of a real session begins to sound, and when it should; clips are rendered all the while.

.venv/bin/python bench/voice_onsets.py [--engine espeak-ng|Piper|none] [--plain] [--speed X] [--minutes N]

Runs the program itself at true speed in a terminal of its own, with an empty cache. Its own player process
plays through miniaudio into a device that nobody hears, and notes when the device takes the first samples of
each clip. When all clips are rendered, they are rendered again, until the end. POSIX only.
"""

import argparse
import fcntl
import gc
import json
import math
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from backroutine.coach.audio import playback, player_process

LOG = "VOICE_ONSETS_LOG"
"""Environment variable: the file that all processes append to, a JSON array a line."""
LIMIT = 0.06
"""Seconds that a cue may come late."""
KEYS = {3.0: b"\r", 6.0: b"\r"}
"""Seconds at which the safety text is closed and the session begins: long before all clips are ready."""


def note(*values: object) -> None:
    """Append a line to the log: at once, whole."""
    with open(os.environ[LOG], "ab", buffering=0) as log:  # noqa: PTH123 - the plain call is the fastest
        log.write((json.dumps(values) + "\n").encode())


# Inside the player process.


class NotedMixer(playback.Mixer):
    """Notes when the device takes the first samples of a clip."""

    def __init__(self) -> None:
        super().__init__()
        self._fresh: list[str] = []

    def play(self, channel: str, samples: Any) -> None:
        super().play(channel, samples)
        if samples:
            self._fresh.append(channel)

    def block(self, frames: int) -> bytes:
        fresh, self._fresh = self._fresh, []
        for channel in fresh:
            note("taken", channel, time.monotonic())
        return super().block(frames)


def be_player(arguments: list[str]) -> None:
    """The player process, with a device that nobody hears."""
    playback._OTHER_BACKENDS = ("NULL",)
    playback.Mixer = NotedMixer  # type: ignore[misc]
    player_process.main(arguments)


# Inside the program.


def be_program(engine: str, arguments: list[str]) -> None:
    """The program, which notes what it plans and what it sends, and renders without an end."""
    from backroutine import __main__
    from backroutine.coach.audio import rendering, sound, speech_engines, voice

    all_engines, all_cues = speech_engines.engines, voice.cues
    listener, send, render = voice.Voice.listener, sound.Child.send, sound.Sound._render

    def chosen(*how: Any) -> Sequence[speech_engines.SpeechEngine]:
        return [one for one in all_engines(*how) if one.name.startswith(engine)]

    def noted_cues(*given: Any, **how: Any) -> list[Any]:
        found = all_cues(*given, **how)
        note("cues", [(cue.at, repr(cue.clip)) for cue in found])
        return found

    def noted_listener(self: voice.Voice, plan: Any) -> Any:
        listen = listener(self, plan)

        def heard(state: Any, events: Any, now: float) -> None:
            note("origin", time.monotonic() - now)
            listen(state, events, now)

        return heard

    def noted_send(self: Any, *words: str) -> bool:
        if words[0] == "play":
            note("sent", words[1], time.monotonic())
        return send(self, *words)

    def render_for_ever(self: Any, job: rendering.RenderingJob) -> None:
        began = time.monotonic()
        render(self, job)
        note("rendered", time.monotonic() - began, len(self._ready), self.status.heard)
        while not self._stop.is_set():
            with tempfile.TemporaryDirectory() as folder:
                render(self, replace(job, store=rendering.Store(Path(folder))))

    def collected(phase: str, info: dict[str, int]) -> None:
        nonlocal collecting
        if phase == "start":
            collecting = time.monotonic()
        elif time.monotonic() - collecting > 0.005:
            note("collected", info["generation"], time.monotonic() - collecting, time.monotonic())

    collecting = 0.0
    gc.callbacks.append(collected)
    sound.Sound._render = render_for_ever  # type: ignore[method-assign]
    sound.Child.send = noted_send  # type: ignore[method-assign]
    sound.PLAYER = "voice_onsets"
    speech_engines.engines = chosen  # type: ignore[assignment]
    voice.cues = noted_cues
    voice.Voice.listener = noted_listener  # type: ignore[method-assign]
    sys.argv = ["backroutine", *arguments]
    __main__.main()


# Outside.


def run(engine: str, options: list[str], seconds: float, log: Path, home: str) -> None:
    """One session in a terminal of its own."""
    pid, terminal = pty.fork()
    if not pid:
        here = str(Path(__file__).resolve().parent)
        paths = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
        os.environ.update(
            BACKROUTINE_HOME=home, TERM="xterm-256color", COLORTERM="truecolor", PYTHONPATH=paths
        )
        os.environ[LOG] = str(log)
        start = ["start", "--fresh", "--no-questions", "--rehearse", "--sound", "auto", *options]
        os.execv(sys.executable, [sys.executable, __file__, "--program", engine, *start])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    began = time.monotonic()
    keys = list(KEYS.items())[: 1 if "--plain" in options else 2]  # lines begin by themselves
    try:
        while time.monotonic() - began < seconds:
            if keys and time.monotonic() - began > keys[0][0]:
                os.write(terminal, keys.pop(0)[1])
            if select.select([terminal], [], [], 0.2)[0]:
                os.read(terminal, 65536)
    except OSError:  # it has ended
        pass
    finally:
        os.kill(pid, signal.SIGTERM)
        os.close(terminal)
        os.waitpid(pid, 0)


def report(log: Path) -> None:
    """Print how late each cue was taken by the device."""
    origin = 0.0
    planned: list[tuple[float, str]] = []
    done: dict[tuple[str, str], list[float]] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        match json.loads(line):
            case ["origin", at]:
                origin = at
            case ["cues", found]:
                planned += [(origin + at, clip) for at, clip in found]
            case ["sent" | "taken" as what, channel, at]:
                done.setdefault((what, channel), []).append(at)
            case ["rendered", seconds, count, heard]:
                print(f"{heard}: {count} clips rendered in {seconds:.1f} s")
            case ["collected", generation, seconds, _at]:
                print(f"{1000 * seconds:.0f} ms for garbage of generation {generation}")
    print(f"{len(planned)} cues at {len({at for at, _ in planned})} instants")
    for what in ("sent", "taken"):
        late = sorted(_late(planned, what, done))
        if late:
            within = sum(delay <= LIMIT for delay, _ in late)
            half, most = late[len(late) // 2][0], late[-1][0]
            print(f"{what}: {within} of {len(late)} within {1000 * LIMIT:.0f} ms")
            print(f"    half within {1000 * half:.0f} ms, all within {1000 * most:.0f} ms")
            print(f"    latest: {', '.join(f'{1000 * delay:.0f} ms {clip}' for delay, clip in late[:-4:-1])}")


def _late(
    planned: list[tuple[float, str]], what: str, done: dict[tuple[str, str], list[float]]
) -> Iterator[tuple[float, str]]:
    for at, clip in planned:
        then = done.get((what, "voice" if clip.startswith("Say") else "tone"), [])
        yield next((moment - at for moment in then if at - 0.001 <= moment <= at + 1), math.inf), clip


def main() -> None:
    """Measure one session."""
    if sys.argv[1:2] == ["--program"]:
        be_program(sys.argv[2], sys.argv[3:])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default="espeak-ng")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--speed", default="1")
    parser.add_argument("--minutes", type=float, default=18.0)
    parser.add_argument("--log", type=Path)
    arguments = parser.parse_args()
    options = ["--speed", arguments.speed, *(["--plain"] if arguments.plain else [])]
    with tempfile.TemporaryDirectory() as home:
        log = arguments.log or Path(home) / "log"
        run(arguments.engine, options, 60 * arguments.minutes, log, home)
        report(log)


if __name__ == "__main__":
    if len(sys.argv) == 3 and not sys.argv[1].startswith("-"):
        be_player(sys.argv[1:])
    else:
        main()
