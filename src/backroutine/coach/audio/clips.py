"""Clips: words and tones as plain values, tones as samples, WAV files."""

import io
import math
import wave
from array import array
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

# The tones are short, made by code, and easy to tell apart.
#
# A rep sounds like its shape: the lift rises, the hold stays, the return falls. Every other tone is a little
# melody with its own contour or length, so nobody has to know a tone by its pitch alone. All lie between 300
# and 1100 Hz, where the speaker of a small laptop is loudest.

RATE = 22050
"""Samples a second of every clip."""

LEVEL = 0.25
"""Peak of a tone, of 1: its RMS is that of words. With a word at `VOICE_PEAK` on top it stays below 1."""

ATTACK = 0.004
RELEASE = 0.04


class Note(Struct, frozen=True):
    """One glide, or a steady note when both ends are equal."""

    start_hz: float
    end_hz: float
    seconds: float


def _steady(seconds: float, *pitches: float) -> tuple[Note, ...]:
    return tuple(Note(hz, hz, seconds) for hz in pitches)


TONES = MappingProxyType(
    {
        "lift": (Note(392, 659, 0.22),),
        "hold": _steady(0.16, 587),
        "return": (Note(587, 349, 0.26),),
        "count": _steady(0.09, 880),
        "tick": _steady(0.07, 698),
        "go": _steady(0.30, 1047),
        "last": _steady(0.09, 880, 880),
        "ready": _steady(0.14, 523, 659),
        "switch": _steady(0.13, 659, 494, 659),
        "turn": _steady(0.13, 494, 659, 494, 659),
        "rest": _steady(0.22, 494, 392),
        "pause": _steady(0.16, 523, 349),
        "resume": _steady(0.16, 349, 523),
        "back": _steady(0.10, 784, 659, 523),
        "skip": _steady(0.10, 523, 659, 784),
        "undo": (Note(784, 392, 0.14),),
        "stop": (Note(523, 330, 0.45),),
        "done": _steady(0.16, 523, 659, 784, 1047),
        "sound_check": _steady(0.14, 392, 523, 659, 523),
    }
)
"""Name -> its notes. `count` also takes the place of words that cannot be spoken."""


def synthesize(name: str) -> "array[int]":
    """Samples of a tone: 16 bit, mono, `RATE`. Raises KeyError for a name that is not in `TONES`."""
    samples = array("h")
    for note in TONES[name]:
        samples.extend(_samples(note))
    return samples


def _samples(note: Note) -> "array[int]":
    total = int(note.seconds * RATE)
    phase = 0.0
    samples = array("h")
    for index in range(total):
        hz = note.start_hz + (note.end_hz - note.start_hz) * index / total
        phase += 2 * math.pi * hz / RATE
        # A little of the octave keeps the lower notes audible on speakers without bass.
        wave = 0.85 * math.sin(phase) + 0.15 * math.sin(2 * phase)
        samples.append(round(32767 * LEVEL * wave * _envelope(index / RATE, note.seconds)))
    return samples


def _envelope(at: float, seconds: float) -> float:
    """Soft edges: without them each note would begin and end with a click."""
    edge = min(at / ATTACK, (seconds - at) / RELEASE, 1.0)
    return 0.5 - 0.5 * math.cos(math.pi * edge)


WORDS_A_MINUTE = 140
"""How fast words are spoken: 120 to 150 a minute are easy to follow."""


class Say(Struct, frozen=True):
    """Words to be spoken. They may hold foreign text: the speech engines get it filtered, on stdin."""

    text: str
    instead: str = "count"
    """The tone that is played where the words cannot be spoken; empty for none."""


class Tone(Struct, frozen=True):
    """A short sound out of the table `TONES`.

    Raises ValueError for a name that is not in the table.
    """

    name: str

    def __post_init__(self) -> None:
        if self.name not in TONES:
            raise ValueError(f"no tone {self.name!r}; there are {', '.join(TONES)}")


Clip = Say | Tone


# WAV files of one kind: mono, 16 bit, `RATE`. Others are turned into it.

VOICE_LEVEL = 0.14
"""RMS of spoken words, of 1, without the pauses between them. All words are equally loud, long or short."""

VOICE_PEAK = 0.72
"""Loudest sample of words, of 1. Speech has peaks 14 to 18 dB above its RMS; the highest are rounded off."""

MAX_SECONDS = 30
"""Longer than any cue: a longer file is not one of ours."""

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
            # Engines that stream leave a huge length in the header, so it is not believed.
            samples = array("h")
            data = file.readframes(MAX_SECONDS * rate + 1)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path}: not a whole WAV file ({error})") from error
    samples.frombytes(data[: len(data) // 2 * 2])
    if not samples or len(samples) > MAX_SECONDS * rate * channels:
        raise ValueError(f"{path}: empty or longer than {MAX_SECONDS} s")
    return resample(samples[::channels], rate)


def to_wav(samples: "array[int]") -> bytes:
    """Samples as the bytes of a WAV file."""
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return whole.getvalue()


def resample(samples: "array[int]", rate: int) -> "array[int]":
    """Samples at `RATE`, by linear interpolation: good enough for a voice."""
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
    """Words without the silence around them, all at one loudness.

    Raises ValueError when there is nothing to hear: an engine without its voice data writes silence.
    """
    peak = max(map(abs, samples), default=0)
    if peak < 200:
        raise ValueError("nothing to hear")
    audible = [index for index, sample in enumerate(samples) if abs(sample) > peak * _AUDIBLE]
    margin = int(_MARGIN * RATE)
    trimmed = samples[max(0, audible[0] - margin) : audible[-1] + margin]
    gain = VOICE_LEVEL / loudness(trimmed)
    return array("h", (round(32767 * _rounded_off(gain * sample / 32767)) for sample in trimmed))


def loudness(samples: "array[int]") -> float:
    """RMS, of 1, where something sounds: in blocks of 10 ms that are at most 20 dB below the loudest one."""
    block = RATE // 100
    powers = [
        sum(sample * sample for sample in samples[at : at + block]) / block
        for at in range(0, len(samples), block)
    ]
    sounding = [power for power in powers if power >= max(powers) / 100]
    return math.sqrt(sum(sounding) / len(sounding)) / 32767


def _rounded_off(value: float) -> float:
    """A peak of a wave, bent so that it stays below `VOICE_PEAK`; what is not half as loud stays as it is."""
    knee = VOICE_PEAK / 2
    if -knee <= value <= knee:
        return value
    return math.copysign(knee + knee * math.tanh((abs(value) - knee) / knee), value)


def seconds(samples: "array[int]") -> float:
    """How long the samples last."""
    return len(samples) / RATE


def softer(path: Path, volume: float, folder: Path) -> Path:
    """A copy of a clip at a volume of 0 to 1, made once; the clip itself where no copy can be written."""
    if volume == 1:
        return path
    from backroutine.files import write_atomically  # the player process starts without it

    copy = folder / f"{path.stem}-{round(volume * 100):02}.wav"
    try:
        if not copy.exists():
            scaled = array("h", (int(sample * volume) for sample in read(path)))
            write_atomically(copy, to_wav(scaled), sync=False)
    except (OSError, ValueError):
        return path
    return copy
