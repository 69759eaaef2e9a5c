"""WAV files of one kind: mono, 16 bit, `RATE`. Others are turned into it."""

import wave
from array import array
from pathlib import Path

from backroutine.coach.sound.tones import RATE

VOICE_LEVEL = 0.7
"""Peak of spoken words, of 1."""

MAX_SECONDS = 30
"""Longer than any cue. A file beyond it is not one of ours."""

_MARGIN = 0.005
_AUDIBLE = 0.02


def read(path: Path) -> "array[int]":
    """Samples of a WAV file, whatever its rate and number of channels.

    Raises ValueError when it is damaged, too long or not 16 bit, OSError when it cannot be read.
    """
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise ValueError(f"{path}: not 16 bit")
            rate, channels = file.getframerate(), file.getnchannels()
            # Engines that stream leave a huge length in the header: what is read is bounded, not believed.
            samples = array("h")
            data = file.readframes(MAX_SECONDS * rate + 1)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path}: not a whole WAV file ({error})") from error
    samples.frombytes(data[: len(data) // 2 * 2])
    if not samples or len(samples) > MAX_SECONDS * rate * channels:
        raise ValueError(f"{path}: empty or longer than {MAX_SECONDS} s")
    return resample(samples[::channels], rate)


def write(path: Path, samples: "array[int]") -> None:
    """Write samples as a WAV file. Raises OSError."""
    with path.open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def resample(samples: "array[int]", rate: int) -> "array[int]":
    """Samples at `RATE`, by straight lines between neighbours: good enough for a voice."""
    if rate == RATE:
        return samples
    step = rate / RATE
    last = len(samples) - 1
    result = array("h")
    for index in range(int(len(samples) / step)):
        at = index * step
        left = min(int(at), last)
        right = min(left + 1, last)
        result.append(round(samples[left] + (samples[right] - samples[left]) * (at - left)))
    return result


def tidy_voice(samples: "array[int]") -> "array[int]":
    """Words without the silence around them, at an even loudness.

    Raises ValueError when there is nothing to hear: an engine without its voice data writes silence.
    """
    peak = max(map(abs, samples), default=0)
    if peak < 200:
        raise ValueError("nothing to hear")
    audible = [index for index, sample in enumerate(samples) if abs(sample) > peak * _AUDIBLE]
    margin = int(_MARGIN * RATE)
    trimmed = samples[max(0, audible[0] - margin) : audible[-1] + margin]
    gain = VOICE_LEVEL * 32767 / peak
    return array("h", (round(sample * gain) for sample in trimmed))


def seconds(samples: "array[int]") -> float:
    """How long samples sound."""
    return len(samples) / RATE
