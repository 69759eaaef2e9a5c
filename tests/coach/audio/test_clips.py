"""From a clip to a file: tones, engines, the store and the renderer."""

import math
import os
import random
import stat
import subprocess
import sys
import time
import wave
from array import array
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.coach.audio import clips as wav
from backroutine.coach.audio.clips import LEVEL, RATE, TONES, Clip, Say, Tone, synthesize
from backroutine.coach.audio.piper_process import SENTENCE_PAUSE
from backroutine.coach.audio.rendering import (
    DAY,
    FIRST_WORDS,
    GIVE_UP,
    EngineFound,
    Rendered,
    Renderer,
    RenderingJob,
    Store,
    first_working,
    open_store,
    render_all,
    render_session,
)
from backroutine.coach.audio.speech_engines import Engine, Piper, SpeechEngine, engines, plain

posix = pytest.mark.skipif(sys.platform == "win32", reason="the fake engines are shell scripts")

ENGINE = Engine("fake", "fake-engine", ("--out", "{out}", "--stdin"))


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)


def speech(path: Path, rate: int = RATE, channels: int = 1) -> Path:
    """A second: half of it silence, then a buzz, then silence."""
    samples = array("h")
    for index in range(rate):
        value = (4000 if index // 20 % 2 else -4000) if rate // 2 <= index < rate * 3 // 4 else 0
        samples.extend([value] * channels)
    with path.open("wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment whose only program is an engine that logs what it is given and 'speaks' a buzz."""
    buzz = speech(tmp_path / "buzz.wav")
    program(
        tmp_path / "bin",
        "fake-engine",
        f'echo "$@" >> {tmp_path}/argv; /bin/cat >> {tmp_path}/stdin; /bin/cat {buzz} > "$2"',
    )
    return {"PATH": str(tmp_path / "bin")}


def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "cache")
    assert opened is not None
    return opened


def test_no_two_tones_are_alike() -> None:
    contours = {name: tuple((note.start_hz, note.end_hz) for note in notes) for name, notes in TONES.items()}
    assert len(set(contours.values())) == len(TONES)


def test_a_rep_is_heard_as_a_shape() -> None:
    lift, hold, back = (TONES[name][0] for name in ("lift", "hold", "return"))
    assert lift.end_hz > lift.start_hz
    assert hold.end_hz == hold.start_hz
    assert back.end_hz < back.start_hz


@pytest.mark.parametrize("name", TONES)
def test_a_tone_begins_at_once_without_a_click(name: str) -> None:
    samples = synthesize(name)
    loud = next(index for index, sample in enumerate(samples) if abs(sample) > 32767 * LEVEL / 2)
    assert loud / RATE < 0.01
    assert abs(samples[0]) < 100
    assert abs(samples[-1]) < 100
    assert max(map(abs, samples)) <= 32767 * LEVEL
    assert max(abs(a - b) for a, b in pairwise(samples)) < 0.47 * 32767 * LEVEL


def test_a_tone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no tone 'gong'"):
        Tone("gong")


def test_a_word_and_a_tone_together_do_not_overflow() -> None:
    assert LEVEL + wav.VOICE_PEAK < 1


@pytest.mark.parametrize(("rate", "channels"), [(RATE, 1), (8000, 1), (16000, 1), (44100, 2)])
def test_any_16_bit_file_becomes_our_kind(tmp_path: Path, rate: int, channels: int) -> None:
    samples = wav.read(speech(tmp_path / "in.wav", rate, channels))
    assert len(samples) / RATE == pytest.approx(1, abs=0.01)
    assert max(samples) == 4000


def test_silence_around_words_goes(tmp_path: Path) -> None:
    samples = wav.tidy_voice(wav.read(speech(tmp_path / "in.wav")))
    assert wav.seconds(samples) == pytest.approx(0.25, abs=0.02)
    onset = next(index for index, sample in enumerate(samples) if abs(sample) > 1000)
    assert onset / RATE < 0.006


def decibels(level: float) -> float:
    return 20 * math.log10(level)


def syllables(count: int, peak: int, rough: float) -> "array[int]":
    """Loud beginnings that fade away, as syllables do; `rough` is how much noise is in them."""
    dice = random.Random(1)
    return array(
        "h",
        (
            round(peak * math.exp(-at / 900) * ((1 - rough) * math.sin(at / 7) + rough * dice.uniform(-1, 1)))
            for _ in range(count)
            for at in range(RATE // 5)
        ),
    )


def test_words_long_or_short_soft_or_loud_are_as_loud_as_tones() -> None:
    spoken = [
        syllables(count, peak, rough) for count in (1, 12) for peak in (900, 30000) for rough in (0, 0.9)
    ]
    words = [wav.tidy_voice(samples) for samples in spoken]
    assert all(abs(decibels(wav.loudness(word) / wav.VOICE_LEVEL)) < 1.5 for word in words)
    assert all(max(map(abs, word)) <= 32767 * wav.VOICE_PEAK for word in words)
    tones = [wav.loudness(synthesize(name)) for name in TONES]
    assert all(abs(decibels(tone / wav.VOICE_LEVEL)) < 1.5 for tone in tones)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a sound", b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + b"\0" * 16]
)
def test_a_damaged_file_is_a_value_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(ValueError, match=r"bad\.wav"):
        wav.read(tmp_path / "bad.wav")


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Switch sides: right leg.", "Switch sides: right leg."),
        ("-v evil --help", "-v evil --help"),
        ("[[slnc 9999]] <speak>hi</speak>\x1b[31m", "slnc 9999 speak hi speak 31m"),
        ("Brücke $(id) `id`\n| id", "Brücke id id id"),
        ("x" * 1000, "x" * 300),
    ],
)
def test_only_plain_text_is_spoken(text: str, spoken: str) -> None:
    assert plain(text) == spoken


@posix
def test_text_reaches_an_engine_on_stdin_only(tmp_path: Path, env: dict[str, str]) -> None:
    ENGINE.speak("--help; right leg", tmp_path / "out.wav", env)
    assert (tmp_path / "stdin").read_text() == "--help; right leg\n"
    assert (tmp_path / "argv").read_text() == f"--out {tmp_path}/out.wav --stdin\n"


def test_no_engine_takes_text_as_an_argument() -> None:
    for engine in engines("en-gb", 150):
        if isinstance(engine, Piper):
            continue
        assert isinstance(engine, Engine)
        assert all("{text}" not in option for option in engine.options)


@posix
@pytest.mark.parametrize(
    "script", ["exit 1", "exec /bin/sleep 60", ": > /dev/null", '/bin/cat /dev/null > "$2"']
)
def test_an_engine_that_does_not_speak_is_passed_over(
    tmp_path: Path, env: dict[str, str], script: str
) -> None:
    program(tmp_path / "bin", "broken", script)
    broken = Engine("broken", "broken", ENGINE.options)
    missing = Engine("missing", "no-such-program", ())
    folder = store(tmp_path).folder
    assert first_working(folder, env, (missing, broken, ENGINE), timeout=0.4) == ENGINE
    assert first_working(folder, env, (missing, broken), timeout=0.4) is None
    assert [path.name for path in folder.iterdir()] == ["silence.wav"]


@posix
def test_an_engine_that_writes_silence_is_passed_over(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "nothing.wav").write_bytes(wav.to_wav(array("h", bytes(8000))))
    program(tmp_path / "bin", "mute", f'/bin/cat {tmp_path}/nothing.wav > "$2"')
    assert first_working(store(tmp_path).folder, env, (Engine("mute", "mute", ENGINE.options),)) is None


def found_engine(tmp_path: Path, env: dict[str, str], *engines: SpeechEngine) -> EngineFound:
    found: list[EngineFound] = []
    job = RenderingJob(store(tmp_path), lambda: [Say("one")], engines)
    render_session(job, env, found.append, lambda _clip, _rendered: None)
    return found[0]


@posix
def test_the_first_words_are_ready_when_the_engine_is_named(tmp_path: Path, env: dict[str, str]) -> None:
    order: list[object] = []
    words = [Say(str(number)) for number in range(FIRST_WORDS + 3)]
    job = RenderingJob(store(tmp_path), lambda: words, (ENGINE,))
    render_session(job, env, order.append, lambda clip, _rendered: order.append(clip))
    named = next(at for at, one in enumerate(order) if isinstance(one, EngineFound))
    assert {one for one in order[:named] if isinstance(one, Say)} == set(words[:FIRST_WORDS])
    assert {one for one in order if isinstance(one, Say)} == set(words)


WANTED = 'config.toml:2: voice = "nonsense"'


@posix
def test_a_voice_that_was_asked_for_and_does_not_speak_is_named_with_its_place(
    tmp_path: Path, env: dict[str, str]
) -> None:
    program(tmp_path / "bin", "espeak-ng", "exit 1")
    wanted = engines("nonsense", wanted_by=WANTED)[0]
    assert found_engine(tmp_path, env, wanted, ENGINE) == EngineFound(
        "fake", 1, f"{WANTED}: espeak-ng has no voice of that name; `espeak-ng --voices` lists the names"
    )
    (tmp_path / "bin" / "espeak-ng").unlink()
    trouble = found_engine(tmp_path, env, wanted, ENGINE).trouble
    assert trouble == f"{WANTED}: espeak-ng is not installed; install it, or remove the line"


@posix
def test_a_voice_that_speaks_is_no_trouble(tmp_path: Path, env: dict[str, str]) -> None:
    wanted = replace(ENGINE, wanted_by=WANTED)
    silent = Engine("silent", "no-such-program", ())
    assert found_engine(tmp_path, env, wanted, silent) == EngineFound("fake", 1)


@posix
@pytest.mark.parametrize(
    ("installed", "file", "trouble"),
    [
        (False, True, "Piper is not installed; pip install piper-tts"),
        (True, False, "there is no such file; name a voice file of Piper"),
        (True, True, "Piper cannot use it; a voice is an .onnx file with its .onnx.json beside it"),
    ],
)
def test_why_a_voice_file_does_not_speak(
    installed: bool,
    file: bool,
    trouble: str,
    tmp_path: Path,
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = piper(tmp_path, "raise RuntimeError")
    monkeypatch.setattr(sys, "path", [*([str(site)] if installed else []), *sys.path])
    if file:
        (tmp_path / "voice.onnx").touch()
    env |= {"PYTHONPATH": str(site)}
    wanted = engines(str(tmp_path / "voice.onnx"), wanted_by=WANTED)[0]
    if not installed and find_spec("piper"):
        pytest.skip("Piper is installed here")
    assert found_engine(tmp_path, env, wanted, ENGINE) == EngineFound("fake", 1, f"{WANTED}: {trouble}")


def test_the_voice_that_was_asked_for_comes_first() -> None:
    assert [engine.name for engine in engines()][:2] == ["Piper, joe", "espeak-ng"]
    assert [engine.name for engine in engines("en-gb")][:2] == ["espeak-ng, en-gb", "Piper, joe"]
    assert [engine.name for engine in engines("/voices/amy.onnx")][:2] == ["Piper, amy", "Piper, joe"]


@posix
def test_clips_are_rendered_once_and_kept_for_the_owner_alone(tmp_path: Path, env: dict[str, str]) -> None:
    clips: list[Clip] = [Say("one"), Tone("lift"), Say("two"), Say("one")]
    seen: list[Clip] = []
    for _ in range(2):
        ready = render_all(
            clips,
            Renderer(store(tmp_path), ENGINE, env),
            lambda clip, _rendered: seen.append(clip),
        )
        assert set(ready) == set(clips)
    assert len(seen) == 6
    assert sorted((tmp_path / "stdin").read_text().split()) == ["one", "two"]
    cache = tmp_path / "cache"
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in cache.iterdir()} == {0o600}
    assert len(list(cache.iterdir())) == 4  # and no work in progress
    assert ready[Say("one")].duration == pytest.approx(0.25, abs=0.02)


@posix
def test_a_broken_cache_file_is_rendered_anew(tmp_path: Path, env: dict[str, str]) -> None:
    renderer = Renderer(store(tmp_path), ENGINE, env)
    first = renderer.render(Say("one"))
    assert first is not None
    first.path.write_bytes(first.path.read_bytes()[:30])
    assert renderer.render(Say("one")) == first
    assert wav.read(first.path)


def test_another_voice_is_another_file(tmp_path: Path) -> None:
    espeak, flite = (Renderer(store(tmp_path), engine, {}).name(Say("one")) for engine in engines()[1:3])
    assert espeak != flite
    wanted = Renderer(store(tmp_path), engines("en", wanted_by=WANTED)[0], {}).name(Say("one"))
    assert wanted == espeak


@posix
def test_a_broken_engine_is_not_asked_for_ever(tmp_path: Path, env: dict[str, str]) -> None:
    program(tmp_path / "bin", "fake-engine", f"echo asked >> {tmp_path}/asked; exit 1")
    renderer = Renderer(store(tmp_path), ENGINE, env)
    clips = [Say(str(number)) for number in range(10)]
    assert not render_all(clips, renderer, lambda *_: None, workers=1)
    assert renderer.broken
    assert len((tmp_path / "asked").read_text().split()) == GIVE_UP


def test_a_cache_that_cannot_be_written_is_replaced_for_now_and_still_read(tmp_path: Path) -> None:
    kept = Renderer(store(tmp_path), None, {}).render(Tone("lift"))
    assert kept is not None
    # Not by permissions: root may write anywhere. A folder in the way of the first write fails for everyone.
    (tmp_path / "cache" / "silence.wav").unlink()
    (tmp_path / "cache" / "silence.wav").mkdir()
    (tmp_path / "cache" / "silence.wav" / "full").touch()
    stand_in = store(tmp_path)
    try:
        assert stand_in.folder != tmp_path / "cache"
        assert stat.S_IMODE(stand_in.folder.stat().st_mode) == 0o700
        assert Renderer(stand_in, None, {}).render(Tone("lift")) == kept
        made = Renderer(stand_in, None, {}).render(Tone("hold"))
        assert isinstance(made, Rendered)
        assert made.path.parent == stand_in.folder
    finally:
        stand_in.close()
    assert not stand_in.folder.exists()
    assert kept.path.exists()


def test_the_child_loads_nothing_heavy() -> None:
    heavy = "typer,rich,pydantic,textual,yaml,miniaudio,asyncio,hashlib,tempfile"
    code = (
        "import sys, backroutine.coach.audio.player_process; "
        f"print([name for name in '{heavy}'.split(',') if name in sys.modules])"
    )
    package = str(Path(wav.__file__).parents[3])
    said = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": package}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "[]\n"


def aged(path: Path, days: float) -> Path:
    path.touch()
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def test_clips_that_no_session_asked_for_go_and_nothing_else(tmp_path: Path) -> None:
    kept = store(tmp_path)
    folder = kept.folder
    old, fresh = aged(folder / f"{'a' * 32}.wav", 31), aged(folder / f"{'b' * 32}.wav", 29)
    part = aged(folder / f".backroutine-{'c' * 16}.part", 31)
    foreign = [
        aged(folder / name, 400) for name in ("music.wav", f"{'d' * 31}.wav", f"{'e' * 32}.txt", "notes")
    ]
    aged(folder / "silence.wav", 400)
    (folder / f"{'f' * 32}.wav").symlink_to(foreign[0])
    kept.forget_unused(time.time())
    assert not old.exists()
    assert not part.exists()
    assert fresh.exists()
    assert all(path.exists() for path in foreign)
    assert kept.silence.exists()
    assert (folder / f"{'f' * 32}.wav").is_symlink()


def test_a_clip_that_is_looked_up_stays(tmp_path: Path) -> None:
    kept = store(tmp_path)
    name = f"{'a' * 32}.wav"
    aged(kept.keep(name, synthesize("tick")).path, 31)
    assert kept.find(name)
    kept.forget_unused(time.time())
    assert kept.find(name)


def test_a_folder_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    Store(tmp_path / "nowhere").forget_unused(time.time())


def piper(folder: Path, script: str) -> Path:
    """A stand-in for the package `piper`, whose voice runs this script for each text."""
    package = folder / "site" / "piper"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        "import sys, time, os\n"
        "class SynthesisConfig:\n"
        "    def __init__(self, length_scale): self.length_scale = length_scale\n"
        "class PiperVoice:\n"
        "    @classmethod\n"
        "    def load(cls, path): return cls()\n"
        "    def synthesize(self, text, syn_config):\n"
        f"        {script}\n"
        "        return [AudioChunk() for sentence in text.split('. ')]\n"
        "class AudioChunk:\n"
        "    sample_rate = 22050\n"
        "    audio_int16_bytes = b'\\x00\\x20\\x00\\xe0' * 5000\n"
    )
    return folder / "site"


def test_piper_speaks_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = piper(tmp_path, "sys.stderr.write(text)")
    monkeypatch.syspath_prepend(site)
    (tmp_path / "voice.onnx").touch()
    engine = Piper(tmp_path / "voice.onnx")
    env = {**os.environ, "PYTHONPATH": str(site)}
    for name in ("one", "two"):
        engine.speak(name, tmp_path / f"{name}.wav", env)
        assert wav.seconds(wav.read(tmp_path / f"{name}.wav")) > 0.4
    assert "piper" not in sys.modules
    assert engine.name == "Piper, voice"
    engine.close()


def test_piper_pauses_between_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(piper(tmp_path, "pass"))
    engine = Piper(tmp_path / "voice.onnx")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    lengths = []
    for text in ("Rest.", "Rest. Next: Superman."):
        engine.speak(text, tmp_path / "out.wav", env)
        lengths.append(wav.seconds(wav.read(tmp_path / "out.wav")))
    engine.close()
    assert lengths[1] - 2 * lengths[0] == pytest.approx(SENTENCE_PAUSE, abs=0.01)


@pytest.mark.parametrize("script", ["raise RuntimeError", "os._exit(1)", "time.sleep(60)"])
def test_a_piper_that_fails_ends_or_hangs_is_an_error_soon(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = piper(tmp_path, script)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr("backroutine.coach.audio.speech_engines.LOAD_SECONDS", 3.0)
    engine = Piper(tmp_path / "voice.onnx")
    with pytest.raises(OSError, match="Piper"):
        engine.speak("one", tmp_path / "one.wav", {**os.environ, "PYTHONPATH": str(site)}, 3.0)
    engine.close()
