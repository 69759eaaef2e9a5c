"""The whole of it: a real child with fake players, killed, stopped, left alone."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pexpect
import pytest

from backroutine.coach.audio.clips import TONES, Clip, Say, Tone
from backroutine.coach.audio.player_process import encode_path
from backroutine.coach.audio.python_process import start_module
from backroutine.coach.audio.rendering import Renderer, Store
from backroutine.coach.audio.sound import Child, Sound
from backroutine.coach.audio.sound_status import STARTING, Choice, Status
from backroutine.coach.audio.speech_engines import Engine

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="fake players, signals and terminals are POSIX"
)

LIFT, ONE = Tone("lift"), Say("one")
PLAYS = 'echo "$2" >> "$0.log"'
FAILS = "exit 1"


def until(true: Callable[[], object], seconds: float = 5.0) -> float:
    """Wait for something to be true; gives how long it took."""
    begin = time.monotonic()
    idle = threading.Event()
    while not true():
        assert time.monotonic() - begin < seconds, "did not happen in time"
        idle.wait(0.01)
    return time.monotonic() - begin


def runs(pid: int) -> bool:
    """Whether a process runs. A zombie does not: some containers never collect those."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return True


def settled(sound: Sound) -> bool:
    """Whether the player process has answered and all clips are rendered."""
    rendering = any(thread.name == "sound" for thread in threading.enumerate())
    return not rendering and sound.status.trouble != STARTING


class Stage:
    """A machine with one player, `aplay`, and one engine; and a `Sound` on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.rings = 0
        self.clips: list[Clip] = [LIFT, ONE]
        self.sound: Sound | None = None
        self.player(PLAYS)

    def player(self, script: str, name: str = "aplay") -> None:
        new = self.bin / "new"
        new.write_text(f"#!/bin/sh\n{script}\n")
        new.chmod(0o700)
        new.replace(self.bin / name)

    def engine(self) -> Engine:
        """'Speaks' the tone `done`, whatever the text."""
        (self.folder / "voice").mkdir()
        voice = Renderer(Store(self.folder / "voice"), None, {}).render(Tone("done"))
        assert voice is not None
        self.player(f'/bin/cat {voice.path} > "$1"', "engine")
        return Engine("fake", "engine", ("{out}",))

    def open(
        self, choice: Choice = "auto", *engines: Engine, backends: tuple[str, ...] = ("pw-play", "aplay")
    ) -> Sound:
        def ring() -> None:
            self.rings += 1

        self.sound = sound = Sound(
            partial(list, self.clips),
            choice=choice,
            cache=self.folder / "cache",
            env={**os.environ, "PATH": str(self.bin)},
            bell=ring,
            engines=engines,
            backends=backends,
        )
        self.sound.open()
        until(lambda: settled(sound), 10)
        return sound

    def heard(self) -> list[Path]:
        log = self.bin / "aplay.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [Path(line) for line in lines if not line.endswith("silence.wav")]

    def name(self, clip: Clip, engine: Engine | None = None) -> str:
        return Renderer(Store(self.folder), engine, {}).name(clip)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = Stage(tmp_path)
    yield built
    if built.sound is not None:
        built.sound.close()


def child_of(sound: Sound) -> int:
    until(lambda: sound._child is not None)
    assert sound._child is not None
    return sound._child.pid


def test_a_session_drops_clips_that_were_long_not_used(stage: Stage) -> None:
    stage.folder.joinpath("cache").mkdir()
    old = stage.folder / "cache" / f"{'a' * 32}.wav"
    old.touch()
    os.utime(old, (0, 0))
    stage.open("tone", backends=("aplay",))
    until(lambda: not old.exists())
    assert (stage.folder / "cache" / stage.name(LIFT)).exists()


def test_words_with_a_tone_of_their_own_leave_no_count_behind(stage: Stage) -> None:
    """Where nothing speaks, the word of a phase is not heard as a counted rep; in a bell it does not ring."""
    sound = stage.open("tone", backends=("aplay",))
    sound.play(Say("Hold", instead=""), 5)
    sound.play(LIFT, 5)
    until(stage.heard)
    assert [path.name for path in stage.heard()] == [stage.name(LIFT)]
    sound.close()
    bell = stage.open("bell")
    bell.play(Say("Hold", instead=""), 5)
    assert stage.rings == 0
    bell.play(Say("Lift", instead="go"), 5)
    assert stage.rings == 1


def test_words_and_tones_are_played(stage: Stage) -> None:
    engine = stage.engine()
    sound = stage.open("auto", engine)
    assert sound.status == Status("voice", "voice (fake) through aplay")
    sound.play(LIFT, 5)
    sound.play(ONE, 5)
    until(lambda: len(stage.heard()) == 2)
    assert {path.name for path in stage.heard()} == {stage.name(LIFT), stage.name(ONE, engine)}
    assert stage.rings == 0


def test_the_length_of_words_is_known_once_they_are_rendered_whatever_stands_in(stage: Stage) -> None:
    engine = stage.engine()
    stage.clips = [LIFT, Say("one", instead="go")]
    sound = stage.open("auto", engine)
    length = sum(note.seconds for note in TONES["done"])
    assert sound.seconds_of("one") == pytest.approx(length, abs=0.02)
    assert sound.seconds_of("two") is None


@pytest.mark.parametrize(
    ("choice", "heard"), [("auto", [LIFT, ONE]), ("voice", [ONE]), ("tone", [LIFT, Tone("count")])]
)
def test_the_person_chooses_what_is_heard(stage: Stage, choice: Choice, heard: list[Clip]) -> None:
    engine = stage.engine()
    sound = stage.open(choice, engine)
    sound.play(LIFT, 5)
    sound.play(ONE, 5)
    names = {stage.name(clip, engine if clip == ONE else None) for clip in heard}
    until(lambda: {path.name for path in stage.heard()} == names)


def test_without_an_engine_words_are_a_tone_and_the_reason_is_shown(stage: Stage) -> None:
    sound = stage.open()
    assert sound.status.heard == "tones through aplay"
    assert "espeak-ng" in sound.status.trouble
    sound.play(ONE, 5)
    until(lambda: [path.name for path in stage.heard()] == [stage.name(Tone("count"))])


@pytest.mark.parametrize("script", [FAILS, None])
def test_without_a_player_the_bell_rings(stage: Stage, script: str | None) -> None:
    if script:
        stage.player(script)
    else:
        (stage.bin / "aplay").unlink()
    sound = stage.open()
    assert sound.status.level == "bell"
    assert sound.status.trouble
    sound.play(LIFT, 1)
    assert stage.rings == 0
    sound.play(ONE, 1)
    sound.play(Tone("count"), 1)
    assert stage.rings == 1


def test_the_bell_alone_starts_nothing(stage: Stage) -> None:
    sound = stage.open("bell")
    assert sound.status == Status("bell", "terminal bell")
    sound.play(ONE, 1)
    assert stage.rings == 1
    assert not (stage.folder / "cache").exists()


def test_off_is_silent(stage: Stage) -> None:
    sound = stage.open("off")
    sound.play(ONE, 1)
    assert sound.status == Status("screen", "nothing: the screen only")
    assert stage.rings == 0
    assert not (stage.folder / "cache").exists()


def test_a_missing_cache_folder_is_reported(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    (stage.folder / "cache").write_text("a file in the way")
    monkeypatch.setattr("tempfile.tempdir", str(stage.folder / "cache"))
    assert "no folder" in stage.open().status.trouble


def test_mute_is_silence_until_it_is_lifted(stage: Stage) -> None:
    sound = stage.open()
    sound.mute(True)
    sound.play(LIFT, 5)
    sound.mute(False)
    sound.play(ONE, 5)
    until(stage.heard)
    assert [path.name for path in stage.heard()] == [stage.name(Tone("count"))]


def test_a_late_clip_is_dropped(stage: Stage) -> None:
    sound = stage.open()
    sound.play(LIFT, -0.001)
    sound.play(ONE, 5)
    until(stage.heard)
    assert [path.name for path in stage.heard()] == [stage.name(Tone("count"))]


def test_a_lost_device_is_reported_within_two_seconds_and_recovered_from(stage: Stage) -> None:
    sound = stage.open()
    stage.player(FAILS)
    sound.play(LIFT, 5)
    assert until(lambda: sound.status.level == "bell") < 2
    assert "no sound device" in sound.status.trouble
    stage.player(PLAYS)
    until(lambda: sound.status.level == "tones", 10)
    sound.play(LIFT, 5)
    until(stage.heard)


@pytest.mark.parametrize("blow", [signal.SIGSTOP, signal.SIGKILL], ids=lambda blow: blow.name)
def test_a_child_stopped_or_killed_delays_nothing_and_is_reported_and_replaced(
    stage: Stage, blow: signal.Signals
) -> None:
    sound = stage.open()
    pid = child_of(sound)
    os.kill(pid, blow)
    struck = time.monotonic()
    longest = 0.0
    # More than a pipe can hold.
    for _ in range(2000):
        begin = time.monotonic()
        sound.play(LIFT, 0.2)
        longest = max(longest, time.monotonic() - begin)
    assert longest < 0.05
    until(lambda: sound.status.level == "bell")
    assert time.monotonic() - struck < 2
    assert "stopped" in sound.status.trouble
    until(lambda: sound.status.level == "tones", 10)
    assert child_of(sound) != pid
    assert not runs(pid)
    sound.play(LIFT, 5)
    until(stage.heard)


def test_closing_ends_the_child_and_its_players(stage: Stage) -> None:
    stage.player(
        f'case "$2" in *silence.wav) exit 0;; esac; echo $$ > {stage.folder}/pid; exec /bin/sleep 60'
    )
    sound = stage.open()
    child = child_of(sound)
    sound.play(LIFT, 5)
    until(lambda: (stage.folder / "pid").exists() and (stage.folder / "pid").read_text())
    player = int((stage.folder / "pid").read_text())
    begin = time.monotonic()
    sound.close()
    assert time.monotonic() - begin < 1
    until(lambda: not runs(child) and not runs(player), 2)


def test_closing_lets_the_last_words_end(stage: Stage) -> None:
    sound = stage.open("tone")
    sound.play(LIFT, 5)
    begin = time.monotonic()
    sound.close(linger=5)
    assert 0.15 < time.monotonic() - begin < 2
    assert stage.heard()


PARENT = """
import os, signal, sys, time
from functools import partial
from pathlib import Path
from backroutine.coach.audio.clips import Tone
from backroutine.coach.audio.python_process import start_module
from backroutine.coach.audio.sound import Child, Sound

signal.signal(signal.SIGINT, lambda *_: print("interrupted", flush=True))
env = {**os.environ, "PYTHONVERBOSE": "1"}  # a child that fills its stderr
clips = partial(list, [Tone("lift")])
sound = Sound(clips, choice="tone", cache=Path(sys.argv[1]), env=env, backends=("aplay",))
sound.open()
while sound.status.level != "tones" or Tone("lift") not in sound._ready:
    time.sleep(0.01)
sound.play(Tone("lift"), 5)
print("child", sound._child.pid, sound.status.heard, flush=True)
for line in sys.stdin:
    print("now", sound.status.heard, flush=True)
"""


@pytest.fixture
def parent(stage: Stage) -> Iterator["pexpect.spawn[str]"]:
    stage.player(f"echo noise; echo noise >&2; echo noise > /dev/tty; {PLAYS}")
    package = str(Path(sys.modules[Sound.__module__].__file__ or "").parents[3])
    environment = {**os.environ, "PATH": str(stage.bin), "PYTHONPATH": package}
    spawned = pexpect.spawn(
        sys.executable,
        ["-c", PARENT, str(stage.folder / "cache")],
        env=environment,
        encoding="utf-8",
        echo=False,
        timeout=10,
    )
    yield spawned
    spawned.close(force=True)


@pytest.mark.terminal
def test_ctrl_c_and_noise_stay_with_whom_they_belong(stage: Stage, parent: "pexpect.spawn[str]") -> None:
    parent.expect(r"child (\d+) tones through aplay\r\n")
    assert parent.before == ""
    until(stage.heard)
    parent.sendintr()
    parent.expect("interrupted\r\n")
    assert parent.before == ""
    parent.sendline("look")
    parent.expect("now tones through aplay\r\n")
    assert parent.before == ""
    parent.sendeof()
    parent.expect(pexpect.EOF)
    assert parent.before == ""


@pytest.mark.terminal
def test_the_child_leaves_when_its_parent_is_killed(parent: "pexpect.spawn[str]") -> None:
    parent.expect(r"child (\d+) ")
    assert isinstance(parent.match, re.Match)
    child = int(parent.match.group(1))
    assert runs(child)
    parent.kill(signal.SIGKILL)
    assert until(lambda: not runs(child)) < 2


def test_what_is_to_be_played_does_not_wait_for_files_to_be_read(stage: Stage) -> None:
    sound = stage.open("tone", backends=("aplay",))
    sound.set_volume(0.5)  # aplay takes no volume, so a load reads the file
    endless = stage.folder / "endless.wav"
    os.mkfifo(endless)
    assert sound._child
    sound._child.send("load", encode_path(endless))
    sound.play(LIFT, 5)
    until(stage.heard)


SPEAKS_FOR_A_MINUTE = 'echo $$ > "$0.new" && /bin/mv "$0.new" "$0.pid"; exec /bin/sleep 60'


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="there are no priorities here")
def test_a_speech_program_has_the_lowest_priority_and_ends_when_the_sound_is_closed(stage: Stage) -> None:
    stage.player(SPEAKS_FOR_A_MINUTE, "engine")
    sound = Sound(
        partial(list, [ONE]),
        choice="auto",
        cache=stage.folder / "cache",
        env={**os.environ, "PATH": str(stage.bin)},
        engines=[Engine("slow", "engine", ("{out}",))],
        backends=(),
    )
    sound.open()
    pid = stage.bin / "engine.pid"
    until(pid.exists, 10)
    assert os.getpriority(os.PRIO_PROCESS, int(pid.read_text())) == 19
    group = Path(f"/proc/{pid.read_text().strip()}/autogroup")
    assert not group.exists() or group.read_text().endswith("nice 19\n")
    sound.close()
    assert until(lambda: not runs(int(pid.read_text()))) < 2


RENDERING_PARENT = """
import os, sys, time
from functools import partial
from pathlib import Path
from backroutine.coach.audio.clips import Say
from backroutine.coach.audio.python_process import start_module
from backroutine.coach.audio.sound import Child, Sound
from backroutine.coach.audio.speech_engines import Engine

engines = [Engine("slow", "engine", ("{out}",))]
clips = partial(list, [Say("one")])
sound = Sound(clips, choice="auto", cache=Path(sys.argv[1]), env=os.environ, engines=engines, backends=())
sound.open()
time.sleep(60)
"""


def test_rendering_ends_with_its_parent_however_that_ends(stage: Stage) -> None:
    stage.player(SPEAKS_FOR_A_MINUTE, "engine")
    package = str(Path(sys.modules[Sound.__module__].__file__ or "").parents[3])
    environment = {**os.environ, "PATH": str(stage.bin), "PYTHONPATH": package}
    command = [sys.executable, "-c", RENDERING_PARENT, str(stage.folder / "cache")]
    with subprocess.Popen(command, env=environment) as parent:
        pid = stage.bin / "engine.pid"
        until(pid.exists, 10)
        parent.kill()
    assert until(lambda: not runs(int(pid.read_text()))) < 2


def test_at_volume_0_nothing_is_heard_and_the_bell_is_silent(stage: Stage) -> None:
    sound = stage.open("tone", backends=("aplay",))
    sound.set_volume(0)
    sound.play(LIFT, 1)
    sound.set_volume(1)
    sound.play(LIFT, 1)
    until(stage.heard)
    assert len(stage.heard()) == 1
    sound.close()
    bell = stage.open("bell")
    bell.set_volume(0)
    bell.play(Tone("go"), 1)
    assert stage.rings == 0


def test_what_will_be_heard_is_said_once(tmp_path: Path, stage: Stage) -> None:
    said: list[Status] = []
    sound = Sound(
        partial(list, [ONE]),
        choice="auto",
        cache=tmp_path / "other",
        env={**os.environ, "PATH": str(stage.bin)},
        engines=[stage.engine()],
        backends=("aplay",),
        on_settled=said.append,
    )
    sound.open()
    until(lambda: settled(sound), 10)
    sound.close()
    assert [status.heard for status in said] == ["voice (fake) through aplay"]


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here")
def test_a_real_engine_speaks(tmp_path: Path) -> None:
    sound = Sound(partial(list, [ONE]), choice="auto", cache=tmp_path, env=dict(os.environ), backends=())
    sound.open()
    until(lambda: settled(sound), 20)
    assert sound._ready[ONE].duration > 0.1
    sound.close()


def test_a_player_that_is_slow_to_start_is_waited_for_and_a_silent_one_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = "import time; time.sleep(0.5); print('ok slow', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    monkeypatch.setattr("backroutine.coach.audio.sound.start_module", lambda *_a, **_k: process)
    monkeypatch.setattr("backroutine.coach.audio.sound.SILENT_SECONDS", 0.1)
    monkeypatch.setattr("backroutine.coach.audio.sound.SECOND_LOOK", 0.05)
    child = Child(("slow",), tmp_path, os.environ)
    assert child.next_line() == "ok slow"
    assert child.next_line() is None
    child.end()


def test_piper_ends_with_its_input_even_while_it_loads(tmp_path: Path) -> None:
    (tmp_path / "piper.py").write_text(
        "import time\nclass PiperVoice:\n    load = staticmethod(lambda _path: time.sleep(60))\n"
        "SynthesisConfig = None\n"
    )
    voice = os.fsencode(tmp_path / "voice.onnx").hex()
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    with start_module("backroutine.coach.audio.piper_process", voice, "140", env=env) as process:
        assert process.stdin
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.0)
        process.stdin.close()
        process.wait(5)
