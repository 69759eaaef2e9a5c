"""What is heard for what happens: pure, so a whole session is planned in no time."""

import contextlib
import itertools
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backroutine.catalogue.items import Item
from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.coach import phrases
from backroutine.coach.audio.clips import Say, Tone
from backroutine.coach.audio.cues import LATE_NUMBER, Cue, PhaseWords, cues, speech_seconds
from backroutine.coach.audio.session_clips import clips_of
from backroutine.errors import Refused
from backroutine.session.events import PASSING, RepCounted
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Phase, Plan, Step, Tempo, Wait
from backroutine.session.replay import go_on, state_after
from backroutine.session.state import (
    Command,
    deadline,
)
from plans import Player, plan, step


def heard(a_plan: Plan, until: float = 2000, *, phase_words: PhaseWords = "first") -> list[Cue]:
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


def push_up(**changes: object) -> Step:
    own = {"lift": "lower", "hold": "leg up", "return": "foot down, press up"}
    tempo = Tempo(lift=3, hold=2, return_=2, pause=1)
    goes = {"lift": "down", "hold": "still", "return": "up"}
    return step("left", "half-push-up", words=own, goes=goes, tempo=tempo, **changes)  # type: ignore[arg-type]


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
        (15, "Lift"),
        (17, "Hold"),
        (18, "Return"),
        (21, "1"),
        (22, "Last one."),
        (28, "2"),
        (29, "Switch sides: right leg. Left heel on the wall."),
        (36, "In three"),
        (37, "two"),
        (38, "one"),
        (39, "Lift"),
        (41, "Hold"),
        (42, "Return"),
        (45, "1"),
        (46, "Last one."),
        (52, "2"),
        (53, "Finished."),
    ]


def test_each_phase_of_a_rep_has_its_own_tone() -> None:
    assert [tone for tone in tones(heard(plan(), phase_words="never")) if 4 <= tone[0] <= 15] == [
        (4, "tick"),
        (5, "go"),
        (7, "hold"),
        (8, "return"),
        (11, "last"),
        (12, "lift"),
        (14, "hold"),
        (15, "return"),
    ]
    names = {name for _, name in tones(heard(plan(), phase_words="never"))}
    assert {"ready", "tick", "go", "lift", "hold", "return", "last", "switch", "done"} <= names


def test_without_tones_the_phases_are_words() -> None:
    said = [text for _, text in lines(heard(plan(), until=13, phase_words="always"))]
    assert said[-5:] == ["Go Lift", "Hold", "Return", "1", "Lift. Last one."]


def test_the_first_rep_of_a_side_tells_what_its_tones_mean() -> None:
    found = [cue for cue in heard(plan(push_up()), until=20) if cue.at >= 5]
    assert [(cue.at, cue.clip.text) for cue in found if isinstance(cue.clip, Say)] == [
        (5, "Lower"),
        (8, "Leg up"),
        (10, "Foot down, press up"),
        (12, "1"),
        (13, "Last one."),
        (20, "2"),
    ]
    assert tones(found) == [
        (5, "return"),
        (8, "hold"),
        (10, "lift"),
        (12, "last"),
        (13, "return"),
        (16, "hold"),
        (18, "lift"),
    ]
    taught = [cue for cue in found if isinstance(cue.clip, Say) and cue.at <= 10]
    assert {cue.within for cue in taught} == {LATE_NUMBER}
    stand_ins = [cue.clip.instead for cue in found if isinstance(cue.clip, Say)]
    assert stand_ins == ["go", "", "", "count", "", "count"]


@pytest.mark.parametrize("pace", [1, 1.2, 1.5, 2])
def test_a_word_of_the_first_rep_fits_its_phase_or_is_dropped(pace: float) -> None:
    a_plan = plan(push_up())
    state, _ = start(a_plan, pace)
    spoken: list[tuple[float, str]] = []
    while state.status is None:
        due = deadline(a_plan, state)
        assert due is not None
        state, events = advance(a_plan, replace(state, seen=due), due)
        spoken += lines(cues(a_plan, state, events))
    for (at, text), (following, _) in itertools.pairwise(spoken):
        assert at + speech_seconds(text) <= following + 1e-3
    numbers = [text for _, text in spoken if text in {"1", "2", "Last one."}]
    assert numbers == ["1", "Last one.", "2"]
    assert ("Foot down, press up" in [text for _, text in spoken]) == (pace < 1.2)


def test_a_rep_that_is_gone_on_with_begins_with_the_tone_of_beginning() -> None:
    player = Player(plan(step(target=3))).wait(12).say(Command.PAUSE, Command.RESUME).wait(9.9)
    state, events = advance(player.plan, player.state, player.now + 0.2)
    assert [cue.clip for cue in cues(player.plan, state, events)] == [Tone("go")]


def test_a_tone_falls_where_the_body_goes_down() -> None:
    falling = {
        (item.exercise, phase)
        for item in make_plan(bundled_catalogue()).steps
        for phase in (Phase.LIFT, Phase.RETURN)
        if item.direction(phase) == "down"
    }
    assert falling == {
        ("leg-raise", Phase.RETURN),
        ("half-push-up", Phase.LIFT),
        ("hip-thrust", Phase.RETURN),
        ("superman", Phase.RETURN),
    }


def test_the_tone_of_a_phase_goes_the_way_of_the_body() -> None:
    sinking = step(goes={"lift": "down", "hold": "up", "return": "still"})
    found = tones(heard(plan(sinking), until=13, phase_words="never"))
    assert [tone for at, tone in found if at in {7, 8, 12}] == ["lift", "hold", "return"]


def test_changing_sides_says_how_to_move_over_then_how_to_lie() -> None:
    player = Player(make_plan(bundled_catalogue(), items=[Item("leg-raise")])).to_end()
    said = [text for _, text in lines(heard(player.plan))]
    switch = said.index("Switch sides: right leg. Move over to the other side of the doorway.")
    assert said[switch + 1] == "Get ready: left heel high on the wall, right leg through the opening."


def test_another_form_says_itself_and_how_to_get_ready() -> None:
    player = Player(make_plan(bundled_catalogue(), items=[Item("hip-thrust")])).wait(15 + 9)
    assert answer(player, Command.EASIER) == [
        "Easier: knee hugged in. Left foot on the floor, right knee hugged in."
    ]
    assert answer(player, Command.HARDER) == [
        "Harder: the standard form. Left foot on the floor, right leg in the air."
    ]


def test_the_voice_may_say_more_than_the_screen() -> None:
    plan_ = make_plan(bundled_catalogue(), items=[Item("superman")])
    assert "Reach and lift" in [text for _, text in lines(heard(plan_))]
    assert phrases.phase_word(plan_.steps[0], Phase.LIFT) == "Reach, lift"


def plank() -> Step:
    return step("left", "plank", tempo=Tempo(lift=2, hold=30, return_=2, pause=1), held=True, target=1)


@pytest.mark.parametrize("tap", [False, True])
def test_a_long_hold_says_what_is_left_of_it(tap: bool) -> None:
    said = lines(heard(plan(plank(), tap=tap), phase_words="never"))
    assert [(at, text) for at, text in said if "seconds" in text] == [
        (17, "20 seconds."),
        (27, "10 seconds."),
        (32, "5 seconds."),
    ]
    assert {"20 seconds.", "10 seconds.", "5 seconds."} <= {
        clip.text for clip in clips_of(plan(plank(), tap=tap)) if isinstance(clip, Say)
    }


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


def test_a_long_rest_is_not_silent() -> None:
    """With eyes shut it is the only sign that the program is alive."""
    session = heard(make_plan(bundled_catalogue()))
    instants = sorted(cue.at for cue in session)
    assert max(later - earlier for earlier, later in itertools.pairwise(instants)) <= 30
    spoken = [cue.clip for cue in session if isinstance(cue.clip, Say) and "seconds" in cue.clip.text]
    assert spoken == [Say("30 seconds to go.", instead="rest")] * 3


def test_where_nobody_turns_over_the_rest_says_how_to_lie() -> None:
    alike = step("left", "hip-thrust", lead_in=(Wait(Phase.REST, 60),), ready="left foot on the floor")
    said = [text for _, text in lines(heard(plan(step("left"), alike)))]
    assert "Rest. Next: Hip thrust, left leg. On your back, left foot on the floor." in said
    assert {"30 seconds to go.", "10 seconds to go."} <= set(said)


def test_half_way_is_announced_once() -> None:
    said = [text for _, text in lines(heard(make_plan(bundled_catalogue())))]
    assert len([text for text in said if "Half-way" in text]) == 1
    assert any(text.startswith("Half-way. Rest. Next: Hip thrust") for text in said)


@pytest.mark.parametrize("speed", [1, 1.5, 2, 4, 8, 30, 1000])
def test_every_line_fits_before_the_next(speed: float) -> None:
    found = lines(heard(make_plan(bundled_catalogue(), speed=speed), until=1000 / speed))
    for (at, text), (following, _) in itertools.pairwise(found):
        assert at + speech_seconds(text) <= following + 1e-6


def test_a_slow_voice_says_less_in_the_same_time() -> None:
    slow = partial(speech_seconds, rate=80)
    a_plan = plan(step(lead_in=(Wait(Phase.GET_READY, 9),)))
    state, events = start(a_plan)
    usual, slower = (lines(cues(a_plan, state, events, seconds_of=of)) for of in (speech_seconds, slow))
    assert usual == [(0, "Get ready: Leg raise, left leg. On your back.")]
    assert slower == [(0, "Get ready: on your back, left leg.")]
    assert {Say(text) for _, text in slower} <= set(clips_of(a_plan, rate=80))


def test_a_line_that_turns_out_shorter_than_estimated_is_said_whole() -> None:
    a_plan = plan(step(lead_in=(Wait(Phase.GET_READY, 9),), ready="right heel high on the wall"))
    state, events = start(a_plan)
    whole = "Get ready: Leg raise, left leg. On your back, right heel high on the wall."
    assert speech_seconds(whole) > 6
    assert whole in [text for _, text in lines(cues(a_plan, state, events, seconds_of=lambda _text: 5.9))]
    assert whole not in [text for _, text in lines(cues(a_plan, state, events))]
    assert Say(whole) in clips_of(a_plan)


def test_at_a_short_pace_only_the_digit() -> None:
    said = [text for _, text in lines(heard(plan(speed=6)))]
    assert "1" in said
    assert not any("Last one" in text for text in said)


MEASURED = {"9. Last one.": 1.69, "9 Last one.": 1.09, "9": 0.52, "Last one.": 0.76, "Lift. Last one.": 1.45}
"""Seconds as espeak-ng takes at 140 words a minute."""


def measured(text: str) -> float:
    return MEASURED.get(text, speech_seconds(text))


def around_the_last_rep(pause: float, phase_words: PhaseWords = "first") -> list[tuple[float, str]]:
    """What is said from the ninth of ten reps until the hold of the tenth; instants since that count."""
    a_plan = plan(step(tempo=Tempo(lift=2, hold=1, return_=3, pause=pause), target=10))
    state, events = start(a_plan)
    found: list[Cue] = []
    begin = 0.0
    while not (begin and state.phase is Phase.HOLD):
        due = deadline(a_plan, state)
        assert due is not None
        state, events = advance(a_plan, replace(state, seen=due), due)
        if RepCounted in map(type, events) and state.reps[0] == 9:
            begin = due
        if begin:
            found += cues(a_plan, state, events, phase_words=phase_words, seconds_of=measured)
    assert {cue.clip for cue in found} <= set(clips_of(a_plan, phase_words=phase_words))
    return [(round(at - begin, 3), text) for at, text in lines(found)]


@pytest.mark.parametrize(
    ("pause", "said"),
    [
        (2, [(0, "9. Last one.")]),
        (1, [(0, "9"), (1, "Last one.")]),
        (0.5, [(0, "9")]),  # nothing may cut off the number
        (0, [(0, "9 Last one.")]),
    ],
)
def test_the_number_is_always_heard_and_last_one_where_it_fits(
    pause: float, said: list[tuple[float, str]]
) -> None:
    heard_now = around_the_last_rep(pause)
    assert heard_now == said
    followed = [at for at, _ in heard_now[1:]] + [pause + 2]
    for (at, text), following in zip(heard_now, followed, strict=True):
        assert at + measured(text) <= following


def test_where_the_phases_are_words_the_last_rep_begins_with_its_own() -> None:
    assert around_the_last_rep(1, "always") == [(0, "9"), (1, "Lift. Last one."), (3, "Hold")]


def test_each_key_is_answered_aloud() -> None:
    player = Player(plan()).wait(12)
    assert answer(player, Command.UNDO) == ["Taken back: 0 of 2."]
    assert answer(player, Command.PAUSE) == ["Paused."]
    assert answer(player, Command.RESUME) == ["Get ready: Leg raise, left leg. On your back."]
    assert answer(player, Command.FASTER) == ["Pace 1.1."]
    assert answer(player, Command.SKIP) == ["Skipped: left leg. Switch sides: right leg."]
    assert answer(player, Command.BACK) == ["Get ready: Leg raise, left leg. On your back."]
    assert answer(player, Command.STOP) == ["Stopped. Everything is kept."]


def test_getting_ready_again_says_where_one_stands_and_how_to_lie() -> None:
    player = Player(plan(step(target=5))).wait(5 + 3 * 7)
    player.say(Command.PAUSE)
    assert answer(player, Command.RESUME) == ["Get ready: left leg, 3 done. On your back."]
    left = [event for event in player.events if not isinstance(event, PASSING)]
    state, events = go_on(player.plan, left, 400)
    assert lines(cues(player.plan, state, events)) == [(400, "Get ready: left leg, 3 done. On your back.")]


def test_back_within_an_exercise_says_where_one_stands() -> None:
    player = Player(plan()).wait(12).say(Command.SKIP).wait(11)
    assert answer(player, Command.BACK) == ["Get ready: left leg, 1 done. On your back."]


def test_skipping_into_another_exercise_says_how_to_lie() -> None:
    player = Player(make_plan(bundled_catalogue()))
    said = answer(player, *[Command.SKIP] * 3)
    assert said[0].startswith(
        "Skipped: left leg. Get ready: Straight leg raise on a wall, right leg. On your back"
    )
    assert said[2] == (
        "Skipped: left leg lifts. Get ready: Half push-up, right leg lifts. "
        "On hands and toes, hands a little wider than your shoulders."
    )


def test_going_back_into_another_exercise_says_how_to_lie() -> None:
    player = Player(make_plan(bundled_catalogue())).wait(16).say(Command.SKIP, Command.SKIP).wait(61)
    assert answer(player, Command.BACK) == [
        "Turn over: on your back. Straight leg raise on a wall, right leg. "
        "Left heel high on the wall, right leg through the opening."
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (12, "Get ready: Leg raise, left leg. On your back, right heel on the wall."),
        (8, "Get ready: Leg raise, left leg. On your back."),
        (7, "Get ready: on your back, left leg."),
        (5, "Get ready: left leg."),
    ],
)
def test_the_less_time_there_is_the_more_it_is_about_lying_down(seconds: float, said: str) -> None:
    ready = step(lead_in=(Wait(Phase.GET_READY, seconds),), ready="right heel on the wall")
    assert lines(heard(plan(ready)))[0] == (0, said)


def test_a_computer_that_slept_says_so() -> None:
    player = Player(plan()).wait(6)
    state, events = advance(player.plan, player.state, 100)
    assert lines(cues(player.plan, state, events)) == [(6, "Paused: the computer was asleep.")]


def test_in_tap_mode_every_number_is_said() -> None:
    player = Player(plan(tap=True)).wait(6)
    assert answer(player, Command.COUNT, Command.COUNT) == ["1. Last one.", "2 Switch sides: right leg."]


def test_half_way_is_not_announced_again_after_a_pause_or_a_step_back() -> None:
    sides = [step(side, exercise) for exercise in ("a", "b") for side in ("left", "right")]
    player = Player(plan(*sides)).wait(5 + 14 + 10 + 14 + 1)
    spoken = [plain for plain in lines(cues(player.plan, player.state, player.events)) if "Half" in plain[1]]
    assert [at for at, _ in spoken] == [5 + 14 + 10 + 14]
    again = answer(player, Command.PAUSE, Command.RESUME, Command.SKIP, Command.BACK)
    assert not any("Half-way" in text for text in again)


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


@pytest.mark.parametrize(("reps", "most"), [(None, 250), (30, 380), (100, 520)])
def test_the_words_of_a_session_are_few(reps: int | None, most: int) -> None:
    """Each is rendered and kept as a file: no line is made of several numbers."""
    known = clips_of(make_plan(bundled_catalogue(), reps=reps))
    assert len({clip.text for clip in known if isinstance(clip, Say)}) <= most


BUNDLED = make_plan(bundled_catalogue())
KNOWN = frozenset(clips_of(BUNDLED))


@settings(derandomize=True)  # no proof is possible here: the same examples each time
@given(st.lists(st.tuples(st.floats(0, 100), keys), max_size=8))
def test_whatever_is_pressed_its_answer_was_rendered(script: list[tuple[float, Command]]) -> None:
    player = Player(BUNDLED)
    for pause, key in script:
        player.wait(pause, tick=2)
        with contextlib.suppress(Refused):
            player.state, events = send(player.plan, player.state, key, player.now)
            assert {cue.clip for cue in cues(player.plan, player.state, events)} <= KNOWN


@given(st.floats(16, 880))
def test_going_on_with_a_session_that_was_left_was_rendered(at: float) -> None:
    player = Player(BUNDLED).wait(at, tick=4)
    left = [event for event in player.events if not isinstance(event, PASSING)]
    if state_after(BUNDLED, left):
        assert {cue.clip for cue in cues(BUNDLED, *go_on(BUNDLED, left, 2000))} <= KNOWN
