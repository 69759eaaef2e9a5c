"""Measures when sound begins in a WAV file."""

import wave
from array import array
from pathlib import Path


def onsets(path: Path, quiet: float = 0.1, threshold: int = 300) -> list[float]:
    """Seconds at which sound begins after at least `quiet` seconds without, in a mono file of 16 bit."""
    found = []
    with wave.open(str(path), "rb") as file:
        rate = file.getframerate()
        at, last = 0, -quiet * rate
        while data := file.readframes(rate):
            for index, sample in enumerate(array("h", data), at):
                if abs(sample) > threshold:
                    if index - last >= quiet * rate:
                        found.append(index / rate)
                    last = index
            at += len(data) // 2
    return found
