"""The tones, made by code: pleasant, short, and told apart by ear.

A rep is heard as a shape: the lift rises, the hold stays, the return falls. Everything else is a little
melody with its own contour or length, so that no tone is known by its pitch alone. All lie between 300 and
1100 Hz, where the speaker of a small laptop is loudest.
"""

import math
from array import array
from dataclasses import dataclass
from types import MappingProxyType

RATE = 22050
"""Samples a second of every clip."""

LEVEL = 0.26
"""Peak of a tone, of 1. With a word at `wav.VOICE_LEVEL` on top it still stays below 1."""

ATTACK = 0.004
RELEASE = 0.04


@dataclass(frozen=True, slots=True)
class Note:
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
        "half": _steady(0.11, 659, 880),
        "ready": _steady(0.14, 523, 659),
        "switch": _steady(0.13, 659, 494, 659),
        "turn": _steady(0.13, 494, 659, 494, 659),
        "rest": _steady(0.22, 494, 392),
        "next": _steady(0.12, 440, 554, 440),
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
"""Name -> its notes. `count` also stands for words that cannot be spoken."""


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
    """Soft edges: without them each note begins and ends with a click."""
    edge = min(at / ATTACK, (seconds - at) / RELEASE, 1.0)
    return 0.5 - 0.5 * math.cos(math.pi * edge)
