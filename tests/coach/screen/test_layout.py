"""The layout of the live screen at every size, as text."""

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from backroutine.coach.screen.drawing import draw, largest_scale
from backroutine.coach.screen.keys import session_keys
from backroutine.coach.screen.layout import Row, bar, page, session_rows
from backroutine.coach.screen.pages import END_KEYS
from backroutine.coach.screen.view import NEXT_IS_THE_END, View, view_of
from backroutine.coach.wrapping import wrapped
from backroutine.session.plan import Phase, Wait
from backroutine.session.state import Command
from plans import Player, plan, step

KEYS = session_keys(tap=False)
SIZES = [(80, 24), (40, 12), (20, 5), (200, 50)]


def shown(rows: list[Row]) -> str:
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def view(seconds: float = 9.0) -> View:
    sides = (
        step("left", name="Straight leg raise", target=10, ready="right heel on the wall"),
        step("right", target=10),
        step("left", "superman", lead_in=(Wait(Phase.REST, 60),)),
    )
    player = Player(plan(*sides)).wait(seconds)
    return view_of(player.plan, player.state, player.now)


@pytest.mark.parametrize("size", SIZES[:3], ids=str)
@pytest.mark.parametrize("at", [1.5, 15.5], ids=["getting ready", "lifting"])
def test_the_screen(at: float, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    assert shown(session_rows(view(at), *size, keys=KEYS)) == snapshot


@pytest.mark.parametrize("width", [1, 5, 12, 20, 33, 34, 40, 60, 80, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 5, 7, 8, 9, 12, 24, 50])
def test_every_size_is_filled_exactly(width: int, height: int) -> None:
    for at in (1.5, 15.5):
        rows = session_rows(view(at), width, height, notice="A word about something", keys=KEYS)
        assert len(rows) == height
        assert {sum(cell_len(span.text) for span in row) for row in rows} == {width}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_number_and_side_are_seen_at_every_size(size: tuple[int, int]) -> None:
    text = shown(session_rows(view(15.5), *size, keys=KEYS))
    assert "LEFT LEG" in text
    assert any(all(row.rstrip() in text for row in draw("1", scale)) for scale in range(1, 11))


def test_the_number_grows_with_the_room() -> None:
    heights = [
        sum(
            "█" in line or "▀" in line for line in shown(session_rows(view(15.5), *s, keys=KEYS)).splitlines()
        )
        for s in SIZES
    ]
    assert heights[2] < heights[1] < heights[0] < heights[3]


def test_the_keys_that_matter_survive_at_40_by_12() -> None:
    text = shown(session_rows(view(15.5), 40, 12, keys=KEYS))
    assert all(word in text for word in ("space", "q stop", "? help"))


def test_the_seconds_of_waiting_look_unlike_the_count() -> None:
    waiting, counting = (
        shown(session_rows(view(1.5), 80, 24, keys=KEYS)),
        shown(session_rows(view(15.5), 80, 24, keys=KEYS)),
    )
    assert "░" in waiting
    assert "██" not in waiting  # the letter of the side has strokes of one cell
    assert "░" not in counting


def test_without_block_characters_everything_is_ascii() -> None:
    assert shown(session_rows(view(15.5), 80, 24, ascii_only=True, keys=KEYS)).isascii()


def test_a_pause_is_a_word() -> None:
    player = Player(plan()).wait(6).say(Command.PAUSE)
    assert "PAUSED" in shown(session_rows(view_of(player.plan, player.state, player.now), 40, 12, keys=KEYS))


def test_a_notice_takes_the_place_of_what_comes_next() -> None:
    text = shown(session_rows(view(), 40, 12, notice="There is no rep to take back", keys=KEYS))
    assert "There is no rep" in text
    assert "Next:" not in text


def test_foreign_text_cannot_steer_the_terminal() -> None:
    player = Player(plan(step(name="a\x1b[2Jb", label="\u202eleft")))
    text = shown(session_rows(view_of(player.plan, player.state, 0), 80, 24, keys=KEYS))
    assert "a\\x1b[2Jb" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("width", [1, 2, 3, 20, 33, 80])
@pytest.mark.parametrize(
    "text", ["", "  one two", "猫のポーズ" * 16 + ": 10 left", "a" * 50 + " b", "é 👩‍🦰 x"]
)
def test_lines_are_as_wide_as_the_terminal_counts_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width, indent="  ")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(cell_len, lines), default=0) <= max(2, width)


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_japanese_name_keeps_its_dose_and_its_side(width: int) -> None:
    name = "猫のポーズ" * 16
    rows = shown(page([f"  {name}: 10 left, 10 right"], width, 12, keys=END_KEYS))
    assert "10 left, 10 right" in " ".join(rows.split())
    player = Player(plan(step(label="左脚を上げる" * 5, ready=name)))
    text = shown(session_rows(view_of(player.plan, player.state, 0), width, 24, keys=KEYS))
    assert "".join(text.split()).count("左脚") >= 1
    found = [row[-30:].split()[-1] for row in text.split("\n") if "脚" in row or "上" in row]
    assert "".join(found).count("左脚を上げる") == 5


def test_what_comes_next() -> None:
    assert view(1).next == "Next: right leg"
    assert view(5 + 70 + 20).next == "Next: Superman, left leg"
    resting = view(5 + 70 + 10 + 70 + 30)
    assert (resting.name, resting.next) == ("Next: Superman", "")  # told once
    assert view(5 + 70 + 10 + 70 + 60 + 1).next == NEXT_IS_THE_END


@pytest.mark.parametrize("size", SIZES[:3], ids=str)
def test_resting_tells_the_next_exercise_once_and_what_the_number_is(size: tuple[int, int]) -> None:
    text = shown(session_rows(view(5 + 70 + 10 + 70 + 30), *size, keys=KEYS))
    assert text.count("Superman") == (size[1] > 5)
    assert ("seconds" in text) == (size[1] > 5)


def test_the_seconds_of_a_rest_keep_their_unit_beside_a_long_hint() -> None:
    long = step(lead_in=(Wait(Phase.REST, 60),), ready="hands a little wider than your shoulders, toes down")
    player = Player(plan(long))
    text = shown(session_rows(view_of(player.plan, player.state, 0), 40, 12, keys=KEYS))
    assert "Rest, seconds" in text
    assert "toes down." in " ".join(row[23:].strip() for row in text.split("\n"))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_how_far_a_side_is_stands_beside_the_countdown(size: tuple[int, int]) -> None:
    player = Player(plan(step(target=10, ready="right heel on the wall"), step("right"))).wait(27)
    player.say(Command.PAUSE, Command.RESUME).wait(1)
    text = " ".join(
        shown(session_rows(view_of(player.plan, player.state, player.now), *size, keys=KEYS)).split()
    )
    assert "Get ready" in text
    assert "3 of" in text
    assert " done" in text
    if size[1] > 5:
        assert "3 of 10 done" in text
        assert all(word in text for word in ["On", "your", "back,", "right", "heel", "on", "the", "wall."])


@pytest.mark.parametrize(("at", "side"), [(15.5, "L"), (5 + 70 + 10 + 1, "R")])
def test_the_side_is_a_letter_to_be_read_from_afar_where_there_is_room(at: float, side: str) -> None:
    letter = [row.rstrip() for row in draw(side, 1)]
    beside = [row[47:52].rstrip() for row in shown(session_rows(view(at), 80, 24, keys=KEYS)).split("\n")]
    top = beside.index(letter[0])
    assert beside[top : top + 4] == letter


def test_the_seconds_shown_run_until_the_first_rep() -> None:
    waits = (Wait(Phase.SWITCH, 10), Wait(Phase.GET_READY, 10))
    player = Player(plan(step(lead_in=waits)))
    numbers = [view_of(player.plan, player.wait(4).state, player.now).number for _ in range(4)]
    assert numbers == ["16", "12", "8", "4"]


def test_the_last_rep_is_announced_to_the_eye_too() -> None:
    player = Player(plan()).wait(13)
    assert view_of(player.plan, player.state, player.now).below == "of 2, last one"


def test_another_pace_moves_no_bar_and_is_shown() -> None:
    player = Player(plan()).wait(6.5)
    before = view_of(player.plan, player.state, player.now, sound="voice")
    after = view_of(player.plan, player.say(*[Command.FASTER] * 5).state, player.now, sound="voice")
    assert after.session_share == pytest.approx(before.session_share)
    assert (before.sound, after.sound) == ("voice", "pace 1.5  voice")


def test_a_page_keeps_its_keys_at_the_foot() -> None:
    rows = shown(page(["one", "two"], 40, 6, keys=END_KEYS, title="Finished.")).split("\n")
    assert rows == ["Finished.", "", "one", "two", "", "q close"]


def test_bars_are_filled_by_their_share() -> None:
    assert (bar(0, 4), bar(0.5, 4), bar(1, 4)) == ("────", "━━──", "━━━━")


def test_digits_are_as_tall_as_they_can_be() -> None:
    assert [largest_scale(2, 80, rows) for rows in (3, 4, 7, 14)] == [0, 1, 2, 4]
    assert len(draw("10", 2)) == 7
