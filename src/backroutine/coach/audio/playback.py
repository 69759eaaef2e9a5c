"""The ways to play clips: a device kept open by miniaudio, player programs, Windows' own call.

Only the player process uses them.
"""

import shutil
import subprocess
import sys
import threading
import time
from array import array
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from backroutine.coach.audio import clips
from backroutine.coach.audio.clips import RATE

# Two channels into one stream of samples: words on one, tones on the other.
#
# A new clip on a channel replaces what plays there, and nothing is ever queued. There are two channels so
# that the tone of a phase does not cut off the number that is being spoken.

VOICE = "voice"
TONE = "tone"
CHANNELS = (VOICE, TONE)

_EMPTY = array("h")


class Mixer:
    """Takes clips from one thread and gives blocks of samples to another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = dict.fromkeys(CHANNELS, _EMPTY)
        self._at = dict.fromkeys(CHANNELS, 0)
        self.volume = 1.0
        """0 to 1."""

    def play(self, channel: str, samples: "array[int]") -> None:
        """Begin a clip on a channel, in place of what plays there."""
        with self._lock:
            self._left[channel] = samples
            self._at[channel] = 0

    def stop(self) -> None:
        """Silence both channels."""
        for channel in CHANNELS:
            self.play(channel, _EMPTY)

    def block(self, frames: int) -> bytes:
        """The next samples, at most `frames`; fewer or none where nothing more plays."""
        with self._lock:
            voice, tone = (self._next(channel, frames) for channel in CHANNELS)
        if not voice or not tone:
            return self._scaled(voice or tone).tobytes()
        long, short = (voice, tone) if len(voice) >= len(tone) else (tone, voice)
        mixed = array("h", long)
        for index, sample in enumerate(short):
            mixed[index] = max(-32768, min(32767, mixed[index] + sample))
        return self._scaled(mixed).tobytes()

    def _scaled(self, samples: "array[int]") -> "array[int]":
        if self.volume == 1:
            return samples
        return array("h", [int(sample * self.volume) for sample in samples])

    def _next(self, channel: str, frames: int) -> "array[int]":
        at = self._at[channel]
        self._at[channel] = at + frames
        return self._left[channel][at : at + frames]


PERIOD_MS = 20
"""Length of a block: a cue waits for the next one. Costs 0.4 % of a core; 40 ms cost 0.3 %, and were late."""

STALE_SECONDS = 0.3
"""A device that has taken no samples for this long would play a clip late, if at all."""

START_SECONDS = 3.0
"""Some sound servers take two seconds' worth of samples before they go on to the next."""

GONE_SECONDS = 0.9
"""A device that has taken no samples for this long is gone."""

OPEN_SECONDS = 3.0
"""A sound server that has not answered for this long hangs."""

_BACKENDS = {
    "win32": ("WASAPI", "DSOUND", "WINMM"),
    "darwin": ("COREAUDIO",),
}
_OTHER_BACKENDS = ("PULSEAUDIO", "ALSA", "JACK", "SNDIO", "AUDIO4", "OSS")

# What sound servers call the device that they invent when there is none.
_NOBODY_HEARS = ("dummy output", "null audio", "discard all samples")


class NotHeard(Exception):  # noqa: N818 - a state, not a fault
    """This backend does not play here, or no longer. The message is the reason."""


class NobodyHears(NotHeard):
    """There is a sound server without a real device. Other backends would play into nothing."""


class Device:
    """One device, kept open by miniaudio."""

    name = "miniaudio"

    def __init__(
        self,
        open_first: Callable[[], Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
        patience: float = OPEN_SECONDS,
    ) -> None:
        """`open_first` opens a device or raises NotHeard; `patience` in seconds."""
        self._open_first = open_first or _open_first
        self._clock = clock
        self._patience = patience
        self._mixer = Mixer()
        self._clips: dict[Path, array[int]] = {}
        self._device: Any = None
        self._opened = self._taken = 0.0
        self._hung: threading.Thread | None = None

    def open(self) -> None:
        """Open the first device that somebody can hear. Raises NotHeard; takes a few seconds at most."""
        if self._hung is not None and self._hung.is_alive():
            raise NotHeard("the sound server does not answer")
        reasons: list[NotHeard] = []
        source = self._source()
        next(source)

        def attempt() -> None:
            opened = None
            try:
                opened = self._open_first()
                self._opened = self._clock()
                if not given_up.is_set():
                    opened.start(source)
            except NotHeard as reason:
                reasons.append(reason)
            except Exception as error:  # noqa: BLE001 - whatever the library or the sound server raises
                reasons.append(NotHeard(str(error)))
            if opened and (reasons or given_up.is_set()):
                opened.close()
            else:
                self._device = opened

        given_up = threading.Event()
        self._in_time(attempt, given_up)
        if reasons:
            raise reasons[0]

    def _in_time(self, call: Callable[[], None], given_up: threading.Event) -> None:
        """Calls into a sound server can hang for ever: they run in a thread that can be left behind."""
        thread = threading.Thread(target=call, daemon=True, name="device")
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            given_up.set()
            self._hung = thread
            raise NotHeard("the sound server does not answer")

    def _source(self) -> Generator[bytes, int, None]:
        frames = yield b""
        while True:
            self._taken = self._clock()
            frames = yield self._mixer.block(frames)

    @property
    def volume(self) -> float:
        """0 to 1."""
        return self._mixer.volume

    @volume.setter
    def volume(self, volume: float) -> None:
        self._mixer.volume = volume

    def check(self) -> None:
        """Raises NotHeard when the device is gone."""
        now = self._clock()
        if now - self._opened > START_SECONDS and now - self._taken > GONE_SECONDS:
            raise NotHeard("the sound device is gone")

    def load(self, path: Path) -> None:
        """Read a clip ahead of time. Raises OSError or ValueError."""
        if path not in self._clips:
            self._clips[path] = clips.read(path)

    def play(self, channel: str, path: Path) -> None:
        """Begin a clip, unless it would come late. Raises OSError or ValueError for a bad file."""
        self.load(path)
        if self._clock() - self._taken <= STALE_SECONDS:
            self._mixer.play(channel, self._clips[path])

    def stop(self) -> None:
        """Silence."""
        self._mixer.stop()

    def close(self) -> None:
        """Close the device, or leave behind the thread that cannot."""
        device, self._device = self._device, None
        self.stop()
        if device is not None:
            try:
                self._in_time(device.close, threading.Event())
            except NotHeard:
                return


def _open_first() -> Any:
    """An opened device. Each backend on its own: the library stops at the first one whose server answers,
    with or without a device behind it. Raises NotHeard.
    """
    try:
        import miniaudio
    except ImportError as error:
        raise NotHeard("miniaudio is not installed") from error
    for name in _BACKENDS.get(sys.platform, _OTHER_BACKENDS):
        backend = miniaudio.Backend[name]
        try:
            devices = [device["name"] for device in miniaudio.Devices([backend]).get_playbacks()]
            if not devices:
                continue
            if not any(map(_somebody_hears, devices)):
                raise NobodyHears("no sound device")
            device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=PERIOD_MS,
                backends=[backend],
                app_name="backroutine",
            )
        except (miniaudio.MiniaudioError, UnicodeDecodeError):
            continue
        return device
    raise NotHeard("no sound device")


def _somebody_hears(device_name: str) -> bool:
    return not any(word in device_name.lower() for word in _NOBODY_HEARS)


# Without a device: a player program for each clip, or Windows' own call.

PROBE_SECONDS = 3.0
"""How long a player program may take over a moment of silence."""

LONGEST_SECONDS = 12.0
"""A player program that runs longer hangs: no clip is as long."""

PROGRAMS = MappingProxyType(
    {"pw-play": ("pw-play",), "paplay": ("paplay",), "aplay": ("aplay", "-q"), "afplay": ("afplay",)}
)
"""Name -> its command line, without the path of the clip at its end."""
_VOLUMES: Mapping[str, Callable[[float], tuple[str, ...]]] = MappingProxyType(
    {
        "pw-play": lambda volume: (f"--volume={volume:.2f}",),
        "paplay": lambda volume: (f"--volume={round(65536 * volume)}",),
        "afplay": lambda volume: ("-v", f"{volume:.2f}"),
    }
)
"""How each player program takes a volume. For `aplay` and Windows a softer copy of the clip is written."""


class _Playing(Struct):
    process: "subprocess.Popen[bytes]"
    since: float


class Program:
    """A player program, started for each clip."""

    def __init__(self, name: str, probe: Path, patience: float = PROBE_SECONDS) -> None:
        """The program must play `probe`, a clip of silence, within `patience` seconds."""
        self._patience = patience
        self.name = name
        self.volume = 1.0
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

    def _quieter(self) -> tuple[str, ...]:
        options = _VOLUMES.get(self.name)
        return options(self.volume) if options and self.volume != 1 else ()

    def _copy(self, path: Path) -> Path:
        return path if self.name in _VOLUMES else clips.softer(path, self.volume, self._probe.parent)

    def _start(self, path: Path) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - a fixed command and a file of ours
            [*self._command, *self._quieter(), str(self._copy(path))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def check(self) -> None:
        """Raises NotHeard when a player program has failed or hangs."""
        others = len(self._playing)
        for channel, playing in list(self._playing.items()):
            code = playing.process.poll()
            if code is None and time.monotonic() - playing.since > LONGEST_SECONDS:
                raise NotHeard(f"{self.name} hangs")
            if code is not None:
                del self._playing[channel]
                # With two clips at once, the second may have failed because the device was taken.
                if code and others == 1:
                    raise NotHeard(f"{self.name} finds no sound device")

    def load(self, path: Path) -> None:
        """Write the softer copy, where one is needed: so that the first play does not wait for it."""
        self._copy(path)

    def play(self, channel: str, path: Path) -> None:
        """Begin a clip. Raises NotHeard, also when an earlier one has failed."""
        self.check()
        self._stop(channel)
        try:
            self._playing[channel] = _Playing(self._start(path), time.monotonic())
        except OSError as error:
            raise NotHeard(f"{self.name} cannot be started") from error

    def _stop(self, channel: str) -> None:
        if playing := self._playing.pop(channel, None):
            _end(playing.process)

    def stop(self) -> None:
        """Silence."""
        for channel in list(self._playing):
            self._stop(channel)

    def close(self) -> None:
        """End the player programs."""
        self.stop()


class WinSound:
    """Windows' own call. It plays one clip at a time, so words go before tones."""

    name = "winsound"

    def __init__(self, probe: Path) -> None:
        self.volume = 1.0
        self._probe = probe

    def open(self) -> None:
        """Play silence. Raises NotHeard, on any other system too."""
        if sys.platform != "win32":
            raise NotHeard("no winsound")
        self.play("tone", self._probe)

    def check(self) -> None:
        """Windows reports a failure when the next clip begins."""

    def load(self, path: Path) -> None:
        """Write the softer copy, where one is needed."""
        clips.softer(path, self.volume, self._probe.parent)

    def play(self, channel: str, path: Path) -> None:
        """Begin a clip. Raises NotHeard."""
        if sys.platform == "win32":
            import winsound

            # A tone does not cut off words: SND_NOSTOP fails then, which does not mean a lost device.
            keep = winsound.SND_NOSTOP if channel == "tone" else 0
            flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT | keep
            try:
                winsound.PlaySound(str(clips.softer(path, self.volume, self._probe.parent)), flags)
            except RuntimeError as error:
                if not keep:
                    raise NotHeard("Windows plays no sound") from error

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
