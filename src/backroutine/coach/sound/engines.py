"""The speech programs this machine may have. Text reaches them on stdin, and only there.

What a catalogue says becomes speech, and a stranger may have written it: as an argument it could be an
option or a file's name. The engines also know inline commands (`[[...]]`, SSML), so only plain text passes.
"""

import os
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backroutine.coach.sound import wav

CALL_SECONDS = 10.0
"""The longest one clip may take. A working engine takes a hundredth; a first PowerShell takes seconds."""

MAX_TEXT = 300
"""Characters spoken of one text: about 20 s, far beyond any cue."""

_PLAIN = frozenset(" .,;:!?'-")

# The file's name travels in the environment: no quoting inside a script can go wrong.
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


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to turn text into a WAV file."""

    name: str
    """As it is told to the person."""
    program: str
    options: tuple[str, ...]
    """Arguments; `{out}` stands for the file to write."""


ENGINES = (
    Engine("espeak-ng", "espeak-ng", ("-v", "en", "-s", "160", "--stdin", "-w", "{out}")),
    Engine("flite", "flite", ("-voice", "slt", "-f", "/dev/stdin", "-o", "{out}")),
    Engine("say", "say", ("--file-format=WAVE", "--data-format=LEI16@22050", "-o", "{out}", "-f", "-")),
    Engine(
        "System.Speech",
        "powershell",
        ("-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", _POWERSHELL),
    ),
)
"""Best first."""


def plain(text: str) -> str:
    """Text without anything an engine could take for a command: letters, digits, simple punctuation."""
    kept = "".join(
        char if char in _PLAIN or unicodedata.category(char)[0] in "LMN" else " " for char in text[:MAX_TEXT]
    )
    return " ".join(kept.split())


def speak_to_file(
    engine: Engine, text: str, out: Path, env: Mapping[str, str], timeout: float = CALL_SECONDS
) -> None:
    """Have an engine write `text` to a WAV file.

    `env` is the program's environment; its PATH is where the engine is looked for. Raises OSError when the
    engine is missing, fails, or takes longer than `timeout` seconds.
    """
    program = shutil.which(engine.program, path=env.get("PATH", ""))
    if program is None:
        raise FileNotFoundError(f"{engine.program}: not found")
    try:
        subprocess.run(  # noqa: S603 - our own fixed arguments, no shell, the text on stdin
            [
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


def first_working(
    folder: Path,
    env: Mapping[str, str],
    candidates: Sequence[Engine] = ENGINES,
    timeout: float = CALL_SECONDS,
) -> Engine | None:
    """The first engine that really speaks: being installed is not enough, its voices may be missing.

    `folder` takes the trial clip, which is removed again.
    """
    trial = folder / f"trial-{os.getpid()}.wav"
    for engine in candidates:
        try:
            speak_to_file(engine, "one", trial, env, timeout)
            wav.tidy_voice(wav.read(trial))
        except (OSError, ValueError):
            continue
        finally:
            trial.unlink(missing_ok=True)
        return engine
    return None
