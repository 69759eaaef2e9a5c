"""Two channels into one stream of samples: words on one, tones on the other.

A new clip on a channel replaces what sounds there, and nothing is ever queued. Two channels, because a
phase's tone must not cut the number that is being spoken.
"""

import threading
from array import array

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

    def play(self, channel: str, samples: "array[int]") -> None:
        """Begin a clip on a channel, in place of what sounds there."""
        with self._lock:
            self._left[channel] = samples
            self._at[channel] = 0

    def stop(self) -> None:
        """Silence both channels."""
        for channel in CHANNELS:
            self.play(channel, _EMPTY)

    def block(self, frames: int) -> bytes:
        """The next samples, at most `frames`; fewer or none where nothing more sounds."""
        with self._lock:
            voice, tone = (self._next(channel, frames) for channel in CHANNELS)
        if not voice or not tone:
            return (voice or tone).tobytes()
        long, short = (voice, tone) if len(voice) >= len(tone) else (tone, voice)
        mixed = array("h", long)
        for index, sample in enumerate(short):
            mixed[index] = max(-32768, min(32767, mixed[index] + sample))
        return mixed.tobytes()

    def _next(self, channel: str, frames: int) -> "array[int]":
        at = self._at[channel]
        self._at[channel] = at + frames
        return self._left[channel][at : at + frames]
