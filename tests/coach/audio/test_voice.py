"""A whole session by ear: what is heard, when, and what is left out."""

import os
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.coach import phrases
from backroutine.coach.audio.clips import Clip, Say, Tone
from backroutine.coach.audio.cues import Cue, cues, speech_seconds
from backroutine.coach.audio.rendering import Rendered, Renderer, open_store, render_all
from backroutine.coach.audio.session_clips import clips_of
from backroutine.coach.audio.sound_status import CHOICES, Choice, Status
from backroutine.coach.audio.voice import Silence, Voice
from backroutine.coach.audio.wav_recorder import WavSink
from backroutine.coach.runner import SessionRunner
from backroutine.session.machine import advance, start
from backroutine.session.plan import Plan
from backroutine.session.state import Command
from onsets import onsets
from plans import Player, plan, step

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[3] / "bench" / "voice_session.py"))


class Ear(Silence):
    """A player that remembers what it was asked to play."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(Status("voice", f"ear ({choice})"))
        self.choice = choice
        self.heard: list[tuple[Clip, float]] = []
        self.closed = False
        self.muted = False

    def mute(self, muted: bool) -> None:
        self.muted = muted

    def play(self, clip: Clip, within: float) -> None:
        self.heard.append((clip, within))

    def close(self, linger: float = 0.0) -> None:
        self.closed = True


def opened_voice(
    choice: Choice,
    open_player: Callable[[Choice], Silence],
    later: Callable[[float, Callable[[], None]], None] = lambda _seconds, _call: None,
) -> Voice:
    voice = Voice(choice, open_player, later)
    voice.open()
    return voice


def planned(a_plan: Plan) -> list[Cue]:
    """The cues of a session in which nobody interferes."""
    state, events = start(a_plan)
    found = cues(a_plan, state, events)
    now = 0.0
    while state.status is None:
        now += 0.01
        state, events = advance(a_plan, state, now)
        found += cues(a_plan, state, events)
    return found


def short_clips(folder: Path, a_plan: Plan) -> dict[Clip, Rendered]:
    """Every clip of a plan, rendered: tones as they are, words as one short tone each."""
    store = open_store(folder)
    assert store
    wanted = clips_of(a_plan)
    tones: list[Clip] = [*(clip for clip in wanted if isinstance(clip, Tone)), Tone("count")]
    ready = render_all(tones, Renderer(store, None, {}), lambda _clip, _made: None)
    return {clip: ready.get(clip, ready[Tone("count")]) for clip in wanted}


def test_every_cue_sounds_at_its_instant(tmp_path: Path) -> None:
    """The whole session as a WAV, its onsets measured against the plan: 60 ms at most."""
    a_plan = plan(step("left", target=4), step("right", target=4))
    now = 0.0
    sink = WavSink(tmp_path / "session.wav", short_clips(tmp_path / "clips", a_plan))

    class Recorder(Silence):
        def play(self, clip: Clip, within: float) -> None:
            sink.play(clip, now)

    conductor = SessionRunner(a_plan, lambda: now, lambda _event: None)
    conductor.listeners.append(opened_voice("auto", lambda _choice: Recorder()).listener(a_plan))
    conductor.begin()
    while conductor.state.status is None:
        now += 0.02
        conductor.look()
    sink.close()
    expected = sorted({cue.at for cue in planned(a_plan)})
    measured = onsets(tmp_path / "session.wav")
    assert len(measured) == len(expected)
    assert max(abs(onset - at) for onset, at in zip(measured, expected, strict=True)) <= 0.06


@pytest.mark.parametrize("name", ["espeak-ng", "Piper"])
def test_a_whole_session_with_a_real_voice(name: str, tmp_path: Path) -> None:
    """All four exercises: each cue begins in time, no word runs into the next, and all is equally loud."""
    a_plan, engine = make_plan(bundled_catalogue()), BENCH["engine_named"](name)
    try:
        engine.speak("one", tmp_path / "one.wav", os.environ, 30)
    except OSError:
        pytest.skip(f"{name} is not installed here")
    ready = BENCH["render"](a_plan, engine, tmp_path / "clips")
    session = BENCH["lead"](a_plan, ready, tmp_path / "session.wav")
    instants = {cue.at for cue in session.planned}
    assert (len(instants), len(session.started)) == (360, len(session.planned))
    assert BENCH["lateness"](session.started, ready)[-1] <= 0.06
    measured = onsets(tmp_path / "session.wav", quiet=0.02)
    assert [at for at in instants if min(abs(onset - at) for onset in measured) > 0.06] == []
    assert BENCH["cut_off"](session.started, ready) == []
    levels = BENCH["decibels"](made.path for made in ready.values())
    assert levels[-1] - levels[0] < 3
    assert 120 <= BENCH["words_a_minute"](ready) <= 150
    assert len(BENCH["too_short"](ready)) < 0.05 * len(BENCH["lengths"](ready))


def test_a_late_number_is_dropped_and_nothing_is_queued() -> None:
    now = 0.0
    ear = Ear("auto")
    a_plan = plan()
    conductor = SessionRunner(a_plan, lambda: now, lambda _event: None)
    conductor.listeners.append(opened_voice("auto", lambda _choice: ear).listener(a_plan))
    conductor.begin()
    for instant in (3.5, 6.0, 10.9, 11.5):
        now = instant
        conductor.look()
    assert [clip for clip, _ in ear.heard] == [
        Say("Get ready: left leg."),
        Tone("ready"),
    ]


def test_the_number_heard_is_the_number_counted() -> None:
    now = 0.0
    ear = Ear("auto")
    a_plan = plan(step(target=5))
    conductor = SessionRunner(a_plan, lambda: now, lambda _event: None)
    conductor.listeners.append(opened_voice("auto", lambda _choice: ear).listener(a_plan))
    conductor.begin()
    heard: list[str] = []
    while conductor.state.status is None:
        now += 0.05
        conductor.look()
        said = [clip.text for clip, _ in ear.heard if isinstance(clip, Say) and clip.text.isdigit()]
        if len(said) > len(heard):
            heard = said
            assert int(said[-1]) == conductor.state.reps[0]
    assert heard == ["1", "2", "3", "4", "5"]


def test_another_choice_opens_another_player_and_closes_the_last() -> None:
    players: list[Ear] = []

    def opened(choice: Choice) -> Ear:
        players.append(Ear(choice))
        return players[-1]

    voice = opened_voice("auto", opened)
    spoken = [voice.next_choice() for _ in range(5)]
    assert spoken == ["Sound: voice", "Sound: tone", "Sound: bell", "Sound: off", "Sound: auto"]
    assert [player.closed for player in players] == [True] * 5 + [False]


def test_another_choice_keeps_the_silence_and_says_so() -> None:
    voice = opened_voice("auto", lambda choice: Silence() if choice == "off" else Ear(choice))
    assert voice.toggle_mute() == "Muted."
    spoken = [voice.next_choice() for _ in range(5)]
    assert spoken[0] == "Sound: voice, still muted"
    assert voice.muted
    assert isinstance(voice._player, Ear)
    assert voice._player.muted
    assert voice.toggle_mute() == "Sound on."
    assert not voice._player.muted


def test_a_choice_that_cannot_be_heard_says_what_is_heard_instead() -> None:
    ear = Ear("voice")
    voice = opened_voice("auto", lambda _choice: ear)
    ear.status = Status("bell", "terminal bell", "no sound device; plug one in")
    assert voice.next_choice() == "Sound: voice (no sound device: terminal bell)"
    ear.status = Status("voice", "voice")
    assert voice.chosen == "Sound: voice"


def test_words_only_speaks_the_phases() -> None:
    ear = Ear("voice")
    now = 0.0
    a_plan = plan()
    conductor = SessionRunner(a_plan, lambda: now, lambda _event: None)
    conductor.listeners.append(opened_voice("voice", lambda _choice: ear).listener(a_plan))
    conductor.begin()
    while now < 9:
        now += 0.05
        conductor.look()
    assert {"Hold", "Return"} <= {clip.text for clip, _ in ear.heard if isinstance(clip, Say)}


def test_mute_is_answered_and_undone() -> None:
    ear = Ear("auto")
    voice = opened_voice("auto", lambda _choice: ear)
    assert voice.toggle_mute() == "Muted."
    assert voice.muted
    assert voice.toggle_mute() == "Sound on."
    assert [clip for clip, _ in ear.heard] == [Say("Sound on.")]


def test_a_sound_check_plays_the_tones_of_a_rep_with_their_words() -> None:
    ear = Ear("auto")
    coming: list[tuple[float, Callable[[], None]]] = []
    voice = opened_voice("auto", lambda _choice: ear, lambda seconds, call: coming.append((seconds, call)))
    voice.check()
    assert [clip for clip, _ in ear.heard] == [Tone("sound_check"), Say(phrases.SOUND_CHECK)]
    assert all(seconds > speech_seconds(phrases.SOUND_CHECK) for seconds, _ in coming)
    for _, call in coming:
        call()
    spoken = [clip for clip, _ in ear.heard[2:]]
    assert spoken == [
        *(Say("Up", ""), Tone("lift")),
        *(Say("Hold", ""), Tone("hold")),
        *(Say("Down", ""), Tone("return")),
    ]
    assert set(spoken) <= set(clips_of(plan()))


def test_what_is_left_of_a_sound_check_does_not_mingle_with_the_session() -> None:
    ear = Ear("auto")
    coming: list[Callable[[], None]] = []
    voice = opened_voice("auto", lambda _choice: ear, lambda _seconds, call: coming.append(call))
    voice.check()
    voice.listener(plan())(*start(plan()), 0.0)
    before = list(ear.heard)
    for call in coming:
        call()
    assert ear.heard == before


def test_tones_alone_and_words_alone_teach_nothing() -> None:
    for choice in CHOICES:
        ear = Ear(choice)
        player = Player(plan())
        hear = opened_voice(choice, {choice: ear}.__getitem__).listener(player.plan)
        player.wait(9)
        hear(player.state, player.events, 7.0)
        assert (Say("Hold", "") in [clip for clip, _ in ear.heard]) is (choice == "auto")


def test_every_answer_to_a_key_is_among_the_clips_rendered_before() -> None:
    a_plan = plan()
    known = set(clips_of(a_plan))
    state, _ = start(a_plan)
    from backroutine.session.machine import send

    for command in (Command.FASTER, Command.PAUSE, Command.RESUME, Command.SKIP, Command.BACK, Command.STOP):
        state, events = send(a_plan, state, command, 0.0)
        assert {cue.clip for cue in cues(a_plan, state, events)} <= known


def test_the_volume_goes_in_tenths_from_silence_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear("auto")
    volumes: list[float] = []
    monkeypatch.setattr(ear, "set_volume", volumes.append)
    voice = Voice("auto", lambda _choice: ear, volume=0.2)
    voice.open()
    assert [voice.change_volume(step) for step in (-0.1, -0.1, -0.1, 0.1)] == [
        "Volume 10%.",
        "Volume 0%.",
        "Volume 0%.",
        "Volume 10%.",
    ]
    assert volumes == [0.2, 0.1, 0.0, 0.0, 0.1]
