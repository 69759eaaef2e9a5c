"""The second-best way to be heard: a player program for each clip, or Windows' own call."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from backroutine.coach.sound.device import NotHeard

PROBE_SECONDS = 3.0
"""How long a player may take over a moment of silence before it counts as hanging."""

LONGEST_SECONDS = 12.0
"""A player still running after this hangs: no clip is as long."""

PROGRAMS = MappingProxyType(
    {"pw-play": ("pw-play",), "paplay": ("paplay",), "aplay": ("aplay", "-q"), "afplay": ("afplay",)}
)
"""Name -> the command line the clip's absolute path is put behind."""


@dataclass(slots=True)
class _Playing:
    process: "subprocess.Popen[bytes]"
    since: float


class Program:
    """A player program, started for each clip."""

    def __init__(self, name: str, probe: Path, patience: float = PROBE_SECONDS) -> None:
        """A player is trusted when it has played `probe`, a clip of silence, within `patience` seconds."""
        self._patience = patience
        self.name = name
        self._probe = probe
        self._playing: dict[str, _Playing] = {}
        self._command: list[str] = []

    def open(self) -> None:
        """Find the program and have it play silence. Raises NotHeard."""
        program, *options = PROGRAMS[self.name]
        found = shutil.which(program)
        if found is None:
            raise NotHeard(f"no {program}")
        self._command = [found, *options]
        try:
            process = self._start(self._probe)
        except OSError as error:
            raise NotHeard(f"{program} cannot be started") from error
        try:
            failed = process.wait(self._patience)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NotHeard(f"{program} hangs") from None
        if failed:
            raise NotHeard(f"{program} finds no sound device")

    def _start(self, path: Path) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - a fixed command and a file of ours
            [*self._command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def check(self) -> None:
        """Called every second or so. Raises NotHeard when a player has failed or hangs."""
        others = len(self._playing)
        for channel, playing in list(self._playing.items()):
            code = playing.process.poll()
            if code is None and time.monotonic() - playing.since > LONGEST_SECONDS:
                raise NotHeard(f"{self.name} hangs")
            if code is not None:
                del self._playing[channel]
                # With two clips at once the second may only have found the device taken.
                if code and others == 1:
                    raise NotHeard(f"{self.name} finds no sound device")

    def load(self, path: Path) -> None:
        """Nothing to prepare."""

    def play(self, channel: str, path: Path) -> bool:
        """Begin a clip. Raises NotHeard when an earlier one turns out to have failed."""
        self.check()
        self._stop(channel)
        try:
            self._playing[channel] = _Playing(self._start(path), time.monotonic())
        except OSError as error:
            raise NotHeard(f"{self.name} cannot be started") from error
        return True

    def _stop(self, channel: str) -> None:
        if playing := self._playing.pop(channel, None):
            _end(playing.process)

    def stop(self) -> None:
        """Silence."""
        for channel in list(self._playing):
            self._stop(channel)

    def close(self) -> None:
        """End the players."""
        self.stop()


class WinSound:
    """Windows' own call: one clip at a time, so words come before tones."""

    name = "winsound"

    def __init__(self, probe: Path) -> None:
        self._probe = probe

    def open(self) -> None:
        """Play silence. Raises NotHeard, on any other system too."""
        if sys.platform != "win32":
            raise NotHeard("no winsound")
        self.play("tone", self._probe)

    def check(self) -> None:
        """Windows tells of a failure when the next clip begins."""

    def load(self, path: Path) -> None:
        """Nothing to prepare."""

    def play(self, channel: str, path: Path) -> bool:
        """Begin a clip. Raises NotHeard."""
        if sys.platform == "win32":
            import winsound

            # A tone leaves words alone (SND_NOSTOP fails then, which is no loss of the device).
            keep = winsound.SND_NOSTOP if channel == "tone" else 0
            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT | keep
            try:
                winsound.PlaySound(str(path), flags)
            except RuntimeError as error:
                if not keep:
                    raise NotHeard("Windows plays no sound") from error
                return False
        return True

    def stop(self) -> None:
        """Silence."""
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(None, 0)

    def close(self) -> None:
        """Silence."""
        self.stop()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        return
