"""A session as one file: what sounds when, and what cuts off what."""

from pathlib import Path

import pytest

from backroutine.coach.audio import clips as wav
from backroutine.coach.audio.clips import RATE, TONES, Clip, Say, Tone, synthesize
from backroutine.coach.audio.playback import TONE, VOICE, Mixer
from backroutine.coach.audio.rendering import Rendered, Renderer, open_store, render_all
from backroutine.coach.audio.wav_recorder import WavSink
from onsets import onsets


@pytest.fixture
def clips(tmp_path: Path) -> dict[Clip, Rendered]:
    """All tones, and one word: two seconds of buzz."""
    store = open_store(tmp_path / "cache")
    assert store is not None
    buzz = synthesize("go") * 8
    word: dict[Clip, Rendered] = {Say("long"): store.keep("long.wav", buzz)}
    tones = [Tone(name) for name in TONES]
    return word | render_all(tones, Renderer(store, None, {}), lambda *_: None)


def test_each_cue_sounds_when_it_was_planned(tmp_path: Path, clips: dict[Clip, Rendered]) -> None:
    plan = [(0.0, "ready"), (2.5, "lift"), (4.5, "hold"), (6.0, "return"), (9.25, "tick"), (61.0, "done")]
    sink = WavSink(tmp_path / "session.wav", clips)
    for at, name in plan:
        sink.play(Tone(name), at)
    sink.close()
    heard = onsets(tmp_path / "session.wav")
    assert heard == pytest.approx([at for at, _ in plan], abs=0.02)


def test_what_was_never_rendered_is_silent(tmp_path: Path, clips: dict[Clip, Rendered]) -> None:
    sink = WavSink(tmp_path / "session.wav", clips)
    sink.play(Say("unknown"), 1)
    sink.close()
    assert onsets(tmp_path / "session.wav") == []


def test_a_tone_does_not_cut_a_word_but_a_word_does() -> None:
    mixer = Mixer()
    word, tone = synthesize("go"), synthesize("tick")
    mixer.play(VOICE, word)
    mixer.play(TONE, tone)
    mixed = memoryview(mixer.block(10 * RATE)).cast("h")
    assert len(mixed) == len(word)
    assert mixed[100] == word[100] + tone[100]
    assert mixed[-200] == word[-200]
    mixer.play(VOICE, word)
    mixer.play(VOICE, tone)
    assert mixer.block(10 * RATE) == tone.tobytes()
    mixer.play(VOICE, word)
    mixer.stop()
    assert mixer.block(10) == b""


def test_a_clip_comes_whole_in_blocks_of_any_size() -> None:
    mixer, word = Mixer(), synthesize("done")
    mixer.play(VOICE, word)
    assert b"".join(mixer.block(frames) for frames in (1, 441, 882, 7, 99999)) == word.tobytes()
    assert mixer.block(441) == b""


def test_two_loud_clips_are_cut_off_not_turned_over() -> None:
    mixer = Mixer()
    loud = synthesize("go")
    loud[:] = type(loud)("h", [30000] * len(loud))
    mixer.play(VOICE, loud)
    mixer.play(TONE, loud)
    assert set(memoryview(mixer.block(50)).cast("h")) == {32767}


def test_a_quarter_of_an_hour_is_written_quickly_and_whole(
    tmp_path: Path, clips: dict[Clip, Rendered]
) -> None:
    sink = WavSink(tmp_path / "session.wav", clips)
    sink.play(Tone("done"), 900.0)
    sink.close()
    assert (tmp_path / "session.wav").stat().st_size > 900 * RATE * 2
    assert wav.seconds(synthesize("done")) < 1


def test_half_the_volume_is_half_of_every_sample() -> None:
    mixer, word = Mixer(), synthesize("done")
    mixer.volume = 0.5
    mixer.play(VOICE, word)
    assert list(memoryview(mixer.block(99999)).cast("h")) == [int(sample / 2) for sample in word]
