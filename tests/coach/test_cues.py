"""What is heard for what happens: pure, so a whole session is planned in no time."""

import contextlib
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.planning import make_plan
from backroutine.coach.cues import Cue, clips_of, cues, speech_seconds
from backroutine.coach.sound.clips import Say, Tone
from backroutine.errors import Refused
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Phase, Plan, Wait
from backroutine.session.state import Command
from plans import Player, plan, step


def heard(a_plan: Plan, until: float = 2000, *, phase_words: bool = False) -> list[Cue]:
    """All cues of a session in which nobody interferes."""
    state, events = start(a_plan)
    found = cues(a_plan, state, events, phase_words=phase_words)
    now = 0.0
    while state.status is None and now < until:
        now += 0.05
        state, events = advance(a_plan, state, now)
        found += cues(a_plan, state, events, phase_words=phase_words)
    return found


def test_the_pace_a_session_begins_with_is_not_spoken() -> None:
    state, events = start(plan(), 1.5)
    usual = cues(plan(), *start(plan()))
    assert cues(plan(), state, events) == usual


def lines(found: Sequence[Cue]) -> list[tuple[float, str]]:
    return [(round(cue.at, 3), cue.clip.text) for cue in found if isinstance(cue.clip, Say)]


def tones(found: Sequence[Cue]) -> list[tuple[float, str]]:
    return [(round(cue.at, 3), cue.clip.name) for cue in found if isinstance(cue.clip, Tone)]


def answer(player: Player, *commands: Command) -> list[str]:
    found: list[str] = []
    for command in commands:
        player.state, events = send(player.plan, player.state, command, player.now)
        found += [text for _, text in lines(cues(player.plan, player.state, events))]
    return found


def test_what_is_said_in_a_session() -> None:
    sides = (
        step("left", lead_in=(Wait(Phase.GET_READY, 15),), ready="right heel on the wall"),
        step("right", ready="left heel on the wall"),
    )
    assert lines(heard(plan(*sides))) == [
        (0, "Get ready: Leg raise, left leg. On your back, right heel on the wall."),
        (12, "In three"),
        (13, "two"),
        (14, "one"),
        (21, "1. Last one."),
        (28, "2"),
        (29, "Switch sides: right leg. Left heel on the wall."),
        (36, "In three"),
        (37, "two"),
        (38, "one"),
        (45, "1. Last one."),
        (52, "2"),
        (53, "Finished."),
    ]


def test_the_phases_of_a_rep_are_told_apart_by_ear() -> None:
    assert [tone for tone in tones(heard(plan())) if 4 <= tone[0] <= 15] == [
        (4, "tick"),
        (5, "go"),
        (7, "hold"),
        (8, "return"),
        (11, "last"),
        (12, "lift"),
        (14, "hold"),
        (15, "return"),
    ]
    names = {name for _, name in tones(heard(plan()))}
    assert {"ready", "tick", "go", "lift", "hold", "return", "last", "switch", "done"} <= names


def test_without_tones_the_phases_are_words() -> None:
    said = [text for _, text in lines(heard(plan(), until=13, phase_words=True))]
    assert said[-5:] == ["Go Lift", "Hold", "Return", "1. Last one.", "Lift"]


def test_rest_and_turning_over() -> None:
    sides = (
        step("left"),
        step(
            "left",
            "superman",
            lead_in=(Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15)),
            position="face down",
        ),
    )
    said = [text for _, text in lines(heard(plan(*sides)))]
    assert "Rest. Next: Superman, left leg." in said
    assert "Turn over: face down. Superman, left leg." in said


def test_half_way_is_told_once() -> None:
    said = [text for _, text in lines(heard(make_plan(bundled_catalogue())))]
    assert len([text for text in said if "Half-way" in text]) == 1
    assert any(text.startswith("Half-way. Rest. Next: Hip thrust") for text in said)


@pytest.mark.parametrize("speed", [1, 1.5, 2, 4, 8, 30, 1000])
def test_every_line_fits_before_the_next(speed: float) -> None:
    found = lines(heard(make_plan(bundled_catalogue(), speed=speed), until=1000 / speed))
    for (at, text), (following, _) in itertools.pairwise(found):
        assert at + speech_seconds(text) <= following + 1e-6


def test_at_a_short_pace_only_the_digit() -> None:
    said = [text for _, text in lines(heard(plan(speed=6)))]
    assert "1" in said
    assert not any("Last one" in text for text in said)


def test_each_key_is_answered_aloud() -> None:
    player = Player(plan()).wait(12)
    assert answer(player, Command.UNDO) == ["Taken back: 0 of 2."]
    assert answer(player, Command.PAUSE) == ["Paused."]
    assert answer(player, Command.RESUME) == ["Get ready: Leg raise, left leg. On your back."]
    assert answer(player, Command.FASTER) == ["Pace 1.1."]
    assert answer(player, Command.SKIP) == ["Skipped: left leg, 0 of 2. Switch sides: right leg."]
    assert answer(player, Command.BACK) == ["Get ready: Leg raise, left leg. On your back."]
    assert answer(player, Command.STOP) == ["Stopped. Everything is kept."]


def test_a_computer_that_slept_says_so() -> None:
    player = Player(plan()).wait(6)
    state, events = advance(player.plan, player.state, 100)
    assert lines(cues(player.plan, state, events)) == [(6, "Paused: the computer was asleep.")]


def test_in_tap_mode_every_number_is_said() -> None:
    player = Player(plan(tap=True)).wait(6)
    assert answer(player, Command.COUNT, Command.COUNT) == ["1. Last one.", "2 Switch sides: right leg."]


def test_every_clip_of_a_session_is_known_before_it() -> None:
    a_plan = plan()
    known = set(clips_of(a_plan))
    assert {cue.clip for cue in heard(a_plan)} <= known


keys = st.sampled_from([Command.SKIP, Command.BACK, Command.UNDO, Command.PAUSE, Command.RESUME])


@given(st.lists(st.tuples(st.floats(0, 20), keys), max_size=8))
def test_one_instant_has_at_most_one_line_and_one_tone(script: list[tuple[float, Command]]) -> None:
    player = Player(plan())
    for pause, key in script:
        player.wait(pause, tick=1)
        with contextlib.suppress(Refused):
            player.state, events = send(player.plan, player.state, key, player.now)
            found = cues(player.plan, player.state, events)
            for kind in (Say, Tone):
                instants = [cue.at for cue in found if isinstance(cue.clip, kind)]
                assert len(instants) == len(set(instants))
