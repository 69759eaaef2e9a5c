"""A whole session as lines."""

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from backroutine.coach.phrases import summary
from backroutine.coach.plain_output import plain_line, plain_listener
from backroutine.coach.screen.end_page import CAN_GO_ON, going_on_later
from backroutine.session.plan import Form, Phase, Wait
from backroutine.session.state import Command
from backroutine.session.tally import tally
from plans import Player, plan, step


def test_a_session_reads_well(snapshot: SnapshotAssertion) -> None:
    sides = (
        step("left", ready="right heel high on the wall", words={"return": "lower"}),
        step("right", ready="left heel high on the wall", words={"return": "lower"}),
        step(
            "left",
            "superman",
            lead_in=(Wait(Phase.REST, 45), Wait(Phase.TURN_OVER, 15)),
            position="face down",
        ),
    )
    player = Player(plan(*sides)).to_end()
    lines = [plain_line(player.plan, player.state, event) for event in player.events]
    assert "\n".join([*lines, *summary(player.plan, tally(player.events))]) == snapshot


def test_every_turn_of_a_session_has_a_line() -> None:
    player = Player(plan()).wait(12)
    player.say(Command.UNDO, Command.FASTER, Command.PAUSE, Command.RESUME, Command.SKIP, Command.BACK)
    player.say(Command.SKIP, Command.STOP)
    lines = [plain_line(player.plan, player.state, event) for event in player.events]
    for line in (
        "Taken back: 0 of 2.",
        "Pace 1.1.",
        "Paused. Enter goes on.",
        "Going on.",
        "Skipped: left leg, 0 of 2.",
        "Skipped: Leg raise, left leg.",
        "Stopped. Everything is kept.",
    ):
        assert line in lines


def test_going_on_says_how_far_it_was() -> None:
    player = Player(plan()).wait(12).say(Command.PAUSE, Command.RESUME).wait(11)
    assert "Go on: left leg, 1 of 2 done." in [
        plain_line(player.plan, player.state, e) for e in player.events
    ]


def test_a_session_without_a_rep_says_so() -> None:
    assert summary(plan(), ()) == ["No rep was counted."]


def test_a_session_in_which_everything_was_skipped_says_so() -> None:
    player = Player(plan()).say(Command.SKIP, Command.SKIP)
    lines: list[str] = []
    plain_listener(player.plan, lines.append, player.events)(player.state, player.events[-1:], player.now)
    assert lines == ["Everything was skipped."]


def test_a_session_that_was_stopped_can_go_on_unless_nothing_was_done_or_is_left() -> None:
    lines = [CAN_GO_ON]
    assert going_on_later(plan(), Player(plan()).wait(12).say(Command.STOP).events) == lines
    assert going_on_later(plan(), Player(plan()).wait(6).say(Command.STOP).events) == []
    assert going_on_later(plan(), Player(plan()).wait(12).say(Command.SKIP, Command.SKIP).events) == []
    assert going_on_later(plan(), Player(plan()).to_end().events) == []


def test_a_side_done_again_adds_its_reps() -> None:
    player = Player(plan(tap=True)).say(
        *[Command.COUNT] * 2, Command.BACK, *[Command.COUNT] * 2, Command.STOP
    )
    assert summary(player.plan, tally(player.events)) == ["Leg raise: left 4 of 2."]


def test_another_form_has_a_line_and_so_has_a_side_that_is_no_longer_there() -> None:
    both = Form("two", "two legs", (step("both"),))
    player = Player(replace(plan(), forms={"leg-raise": (both, Form("", "", plan().steps))})).wait(6)
    player.say(Command.EASIER).wait(30)
    lines = [plain_line(player.plan, player.state, event) for event in player.events]
    assert lines[lines.index("Left for now: left leg, 0 of 2.") + 1] == "Easier: two legs."
    assert "Go: both leg, 2 reps." in lines
