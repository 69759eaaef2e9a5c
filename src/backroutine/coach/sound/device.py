"""The best way to be heard: one device kept open through miniaudio, in the child process only."""

import sys
import threading
import time
from array import array
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from backroutine.coach.sound import wav
from backroutine.coach.sound.mixer import Mixer
from backroutine.coach.sound.tones import RATE

PERIOD_MS = 40
"""Length of a block. Half of it costs twice the processor time and brings a cue 20 ms forward."""

STALE_SECONDS = 0.3
"""A device that has taken nothing for this long would play a clip late, if at all."""

START_SECONDS = 3.0
"""Some sound servers take two seconds' worth of samples before they go on to the next."""

GONE_SECONDS = 0.9
"""A device that has taken nothing for this long is gone."""

OPEN_SECONDS = 3.0
"""A sound server that hangs is left behind after this long."""

_BACKENDS = {
    "win32": ("WASAPI", "DSOUND", "WINMM"),
    "darwin": ("COREAUDIO",),
}
_OTHER_BACKENDS = ("PULSEAUDIO", "ALSA", "JACK", "SNDIO", "AUDIO4", "OSS")

# What sound servers call the device they make up when there is none: it plays into nothing.
_NOBODY_HEARS = ("dummy output", "null audio", "discard all samples")


class NotHeard(Exception):  # noqa: N818 - said of a way to be heard
    """This way of playing does not work here, or no longer. The message is the reason."""


class NobodyHears(NotHeard):
    """There is a sound server without a real device: other ways would only play into nothing."""


class Device:
    """miniaudio with one device open."""

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

        def attempt() -> None:
            try:
                opened = self._open_first()
            except NotHeard as reason:
                reasons.append(reason)
                return
            if given_up.is_set():
                opened.close()
            else:
                self._device = opened

        given_up = threading.Event()
        self._in_time(attempt, given_up)
        if reasons:
            raise reasons[0]
        self._opened = self._clock()
        source = self._source()
        next(source)
        try:
            self._device.start(source)
        except Exception as error:
            self.close()
            raise NotHeard(str(error)) from error

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

    def check(self) -> None:
        """Called every second or so. Raises NotHeard when the device is gone."""
        now = self._clock()
        if now - self._opened > START_SECONDS and now - self._taken > GONE_SECONDS:
            raise NotHeard("the sound device is gone")

    def load(self, path: Path) -> None:
        """Read a clip ahead of time. Raises OSError or ValueError."""
        if path not in self._clips:
            self._clips[path] = wav.read(path)

    def play(self, channel: str, path: Path) -> bool:
        """Begin a clip; False when it would come late. Raises OSError or ValueError for a bad file."""
        self.load(path)
        if self._clock() - self._taken > STALE_SECONDS:
            return False
        self._mixer.play(channel, self._clips[path])
        return True

    def stop(self) -> None:
        """Silence."""
        self._mixer.stop()

    def close(self) -> None:
        """Let go of the device, or of the thread that cannot."""
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
