"""Each backend, in this process, with fake players and fake devices."""

import sys
import threading
from array import array
from collections.abc import Generator
from pathlib import Path

import pytest

from backroutine.coach.audio import clips, playback
from backroutine.coach.audio.playback import (
    GONE_SECONDS,
    PROGRAMS,
    START_SECONDS,
    VOICE,
    Device,
    NobodyHears,
    NotHeard,
    Program,
)
from backroutine.coach.audio.player_process import (
    BACKENDS,
    HOPEFUL,
    LOOK_SECONDS,
    PATIENT_SECONDS,
    BackendSelector,
    make_backends,
    obey,
)
from backroutine.coach.audio.sound_status import NO_VOICE, Choice, Means, Status, status

posix = pytest.mark.skipif(sys.platform == "win32", reason="the fake players are shell scripts")


class FakeBackend:
    """Plays as long as it is `good`."""

    def __init__(self, name: str, good: bool = True) -> None:
        self.name = name
        self.good = good
        self.played: list[str] = []
        self.volume = 1.0

    def open(self) -> None:
        self.check()

    def check(self) -> None:
        if not self.good:
            raise NotHeard(f"{self.name} is out")

    def load(self, path: Path) -> None:
        raise ValueError("not a clip")

    def play(self, channel: str, path: Path) -> None:
        self.check()
        self.played.append(path.name)

    def stop(self) -> None:
        self.played.append("stop")

    def close(self) -> None:
        self.played.append("close")


def test_the_best_rung_that_carries_is_taken() -> None:
    said: list[str] = []
    first, second = FakeBackend("first", good=False), FakeBackend("second")
    selector = BackendSelector([first, second], said.append)
    selector.look()
    assert said == ["ok second"]
    selector.load(Path("bad.wav"))
    selector.play(VOICE, Path("one.wav"))
    selector.stop()
    assert second.played == ["one.wav", "stop"]
    assert first.played == []


def test_a_lost_rung_is_said_at_once_and_recovered_from() -> None:
    said: list[str] = []
    only = FakeBackend("only")
    selector = BackendSelector([only], said.append)
    selector.look()
    only.good = False
    selector.play(VOICE, Path("one.wav"))
    assert said == ["ok only", "lost only is out"]
    for _ in range(3):
        selector.look()
    selector.play(VOICE, Path("two.wav"))
    only.good = True
    selector.look()
    assert said == ["ok only", "lost only is out", "back only"]
    selector.play(VOICE, Path("three.wav"))
    assert only.played == ["close", "three.wav"]


def test_a_quiet_loss_is_found_by_looking() -> None:
    said: list[str] = []
    only = FakeBackend("only")
    selector = BackendSelector([only], said.append)
    selector.look()
    only.good = False
    selector.look()
    assert said[-1] == "lost only is out"


def test_no_rung_is_said_once_and_looked_for_with_patience() -> None:
    said: list[str] = []
    selector = BackendSelector([FakeBackend("first", good=False)], said.append)
    waits = [selector.look() for _ in range(HOPEFUL + 1)]
    assert said == ["none first is out"]
    assert waits[0] == LOOK_SECONDS
    assert waits[-1] == PATIENT_SECONDS


def test_every_name_is_a_rung(tmp_path: Path) -> None:
    assert [way.name for way in make_backends([*BACKENDS, "gramophone"], tmp_path)] == list(BACKENDS)


@posix
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize(
    ("script", "reason"), [("exit 1", "no sound device"), ("exec /bin/sleep 60", "hangs")]
)
def test_a_player_that_fails_or_hangs_does_not_carry(
    name: str, script: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHeard, match=f"no {name}"):
        Program(name, tmp_path / "probe.wav").open()
    (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / name).chmod(0o700)
    with pytest.raises(NotHeard, match=reason):
        Program(name, tmp_path / "probe.wav", patience=0.3).open()


class FakeDevice:
    """What miniaudio gives: takes samples when it is expected to."""

    def __init__(self) -> None:
        self.source: Generator[bytes, int, None] | None = None
        self.closed = False

    def start(self, source: Generator[bytes, int, None]) -> None:
        self.source = source

    def take(self, frames: int) -> bytes:
        assert self.source is not None
        return self.source.send(frames)

    def close(self) -> None:
        self.closed = True


def test_a_device_that_takes_nothing_is_gone() -> None:
    now = 100.0
    fake = FakeDevice()
    opened = Device(lambda: fake, clock=lambda: now)
    opened.open()
    now += START_SECONDS - 0.1
    opened.check()
    fake.take(441)
    now += GONE_SECONDS - 0.1
    opened.check()
    now += 0.2
    with pytest.raises(NotHeard, match="gone"):
        opened.check()
    opened.close()
    assert fake.closed


def test_a_device_plays_at_once_or_not_at_all(tmp_path: Path) -> None:
    now = 0.0
    fake = FakeDevice()
    opened = Device(lambda: fake, clock=lambda: now)
    opened.open()
    clip = tmp_path / "clip.wav"
    clip.write_bytes(clips.to_wav(array("h", [1000] * 100)))
    now = 1.0
    opened.play(VOICE, clip)
    assert fake.take(441) == b""
    opened.play(VOICE, clip)
    assert len(fake.take(441)) == 200
    with pytest.raises(OSError, match="missing"):
        opened.play(VOICE, tmp_path / "missing.wav")


def test_a_sound_server_that_hangs_is_left_behind() -> None:
    answers = threading.Event()
    late = FakeDevice()

    def hang() -> FakeDevice:
        answers.wait(10)
        return late

    opened = Device(hang, patience=0.05)
    for _ in range(2):
        with pytest.raises(NotHeard, match="does not answer"):
            opened.open()
    assert [thread.name for thread in threading.enumerate()].count("device") == 1
    answers.set()
    for thread in threading.enumerate():
        if thread.name == "device":
            thread.join(5)
    assert late.closed
    opened.open()


def test_a_missing_device_is_reported_with_its_reason() -> None:
    def asleep() -> None:
        raise NotHeard("asleep")

    with pytest.raises(NotHeard, match="asleep"):
        Device(asleep).open()


def test_a_server_without_a_device_ends_the_search() -> None:
    class Nothing(FakeBackend):
        def open(self) -> None:
            raise NobodyHears("no sound device")

    said: list[str] = []
    selector = BackendSelector(
        [FakeBackend("first", good=False), Nothing("server"), FakeBackend("plays into nothing")], said.append
    )
    selector.look()
    assert said == ["none first is out"]
    selector.play(VOICE, Path("one.wav"))


@pytest.mark.parametrize(("name", "heard"), [("Dummy Output", False), ("Built-in Audio", True)])
def test_a_device_made_up_by_the_server_is_none(name: str, heard: bool) -> None:
    assert playback._somebody_hears(name) is heard


def test_the_backend_that_plays_into_nothing_is_never_asked() -> None:
    assert "NULL" not in {*playback._OTHER_BACKENDS, *sum(playback._BACKENDS.values(), ())}


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (Means("off", bell=True), Status("screen", "nothing: the screen only")),
        (Means("bell", bell=True), Status("bell", "terminal bell")),
        (Means("auto", True, "espeak-ng", "aplay"), Status("voice", "voice (espeak-ng) through aplay")),
        (
            Means("auto", True, "flite", "aplay", voice_trouble="no voice \x1b"),
            Status("voice", "voice (flite) through aplay", "no voice \\x1b"),
        ),
        (
            Means("auto", True, "", "aplay", voice_trouble="no voice of that name"),
            Status("tones", "tones through aplay", "no voice of that name"),
        ),
        (Means("tone", True, None, "aplay"), Status("tones", "tones through aplay")),
        (Means("auto", True, None, "aplay"), Status("tones", "tones through aplay")),
        (
            Means("voice", True, "", "aplay"),
            Status(
                "tones",
                "tones through aplay",
                NO_VOICE,
            ),
        ),
        (Means("auto", True, "flite", "", "no \x1b"), Status("bell", "terminal bell", "no \\x1b")),
        (Means("auto", False, "flite", "", "no"), Status("screen", "nothing: the screen only", "no")),
    ],
)
def test_the_status_says_in_words_what_is_heard(means: Means, expected: Status) -> None:
    assert status(means) == expected
    choices: list[Choice] = ["auto", "voice", "tone"]
    assert means.choice not in choices or means.through or expected.trouble


def test_the_volume_holds_for_every_backend_and_stays_between_0_and_1() -> None:
    first, second = FakeBackend("first"), FakeBackend("second")
    selector = BackendSelector([first, second], lambda _line: None)
    obey("volume 0.30\n", selector)
    assert first.volume == second.volume == 0.3
    obey("volume 7\n", selector)
    assert first.volume == 1


@posix
def test_a_program_without_a_volume_gets_a_softer_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, fake = tmp_path / "log", tmp_path / "aplay"
    fake.write_text(f'#!/bin/sh\necho "$2" >> {log}\n')
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    probe, clip = tmp_path / "silence.wav", tmp_path / "clip.wav"
    for path in (probe, clip):
        path.write_bytes(clips.to_wav(clips.synthesize("go")))
    program = Program("aplay", probe)
    program.volume = 0.5
    program.open()
    program.play(VOICE, clip)
    program._playing[VOICE].process.wait(5)
    program.volume = 1.0
    program.play(VOICE, clip)
    program._playing[VOICE].process.wait(5)
    program.close()
    _, soft, loud = map(Path, log.read_text().splitlines())
    assert loud == clip
    assert list(clips.read(soft)) == [int(sample / 2) for sample in clips.read(clip)]


def test_a_softer_copy_that_cannot_be_written_is_the_clip_itself(tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(clips.to_wav(clips.synthesize("go")))
    assert clips.softer(clip, 0.5, clip / "no folder") == clip
