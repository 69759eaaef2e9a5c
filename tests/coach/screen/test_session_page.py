"""The session page at every size: what is on it, where, and in which colours."""

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.coach import phrases
from backroutine.coach.screen.keys import session_keys
from backroutine.coach.screen.layout import Row, Span
from backroutine.coach.screen.lettering import PAUSE_SIGN, can_draw, width_of, word_scale
from backroutine.coach.screen.session_page import Look, SessionPage
from backroutine.coach.screen.theme import DARK, LIGHT, PLAIN, Moment, Theme
from backroutine.coach.screen.view import NEXT_IS_THE_END, View, view_of
from backroutine.session.plan import REP_PHASES, Phase, Wait
from backroutine.session.state import Command
from block_letters import is_drawn
from plans import Player, plan, step

SIZES = [(80, 24), (40, 12), (20, 5), (200, 50)]
KEYS = session_keys(tap=False)


def laid_out(
    view: View, width: int, height: int, theme: Theme = DARK, *, notice: str = "", ascii_only: bool = False
) -> list[Row]:
    return SessionPage(Look(theme, ascii_only)).rows(
        view, width, height, keys=KEYS, notice=notice, figure=figure
    )


def figure(columns: int, rows: int) -> list[Row]:
    return [(Span("~" * columns, DARK.body),)] * rows


def shown(rows: list[Row]) -> str:
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def view(seconds: float = 9.0, *commands: Command) -> View:
    sides = (
        step("left", name="Straight leg raise", target=10, ready="right heel on the wall"),
        step("right", target=10),
        step("left", "superman", lead_in=(Wait(Phase.REST, 60),)),
    )
    player = Player(plan(*sides)).wait(seconds).say(*commands)
    return view_of(player.plan, player.state, player.now)


LIFTING, WAITING, RESTING = 12.5, 1.5, 5 + 70 + 10 + 70 + 30


@pytest.mark.parametrize("size", [*SIZES[:3], (120, 30)], ids=str)
@pytest.mark.parametrize("at", [WAITING, LIFTING], ids=["getting ready", "lifting"])
def test_the_page(at: float, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    assert shown(laid_out(view(at), *size)) == snapshot


@pytest.mark.parametrize("width", [1, 5, 12, 20, 29, 30, 40, 60, 80, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 5, 7, 8, 9, 10, 12, 15, 18, 22, 24, 30, 50])
def test_every_size_is_filled_exactly(width: int, height: int) -> None:
    for at in (WAITING, LIFTING):
        for notice in ("", "A word about something"):
            rows = laid_out(view(at), width, height, notice=notice)
            assert len(rows) == height
            assert {sum(cell_len(span.text) for span in row) for row in rows} == {width}


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("at", [WAITING, LIFTING, RESTING])
def test_number_side_and_phase_are_there_at_every_size(size: tuple[int, int], at: float) -> None:
    now = view(at)
    text = shown(laid_out(now, *size))
    assert is_drawn(now.number, text, 9)
    assert "LEFT" in text or is_drawn("LEFT", text)
    assert now.phase.upper() in text or is_drawn(now.phase, text)


def test_the_number_and_the_band_grow_with_the_window() -> None:
    def rows_of(size: tuple[int, int]) -> tuple[int, int]:
        rows = laid_out(view(LIFTING), *size)
        band = sum(any(span.style.ground == DARK.bands[Moment.LIFT].ground for span in row) for row in rows)
        number = sum(any("█" in span.text and span.style == DARK.strong for span in row) for row in rows)
        return number, band

    found = [rows_of(size) for size in ((20, 5), (40, 12), (80, 24), (120, 32), (200, 50))]
    assert [band for _, band in found] == [1, 2, 5, 9, 13]
    assert found == sorted(found)


def test_at_80_by_24_the_phase_word_is_in_letters_of_seven_half_rows() -> None:
    plan_of_all = make_plan(bundled_catalogue())
    words = {phrases.phase_word(step, phase) for step in plan_of_all.steps for phase in REP_PHASES}
    waits = {phrases.phase_word(s, wait.phase) for s in plan_of_all.steps for wait in s.lead_in}
    for word in words | waits | {"Paused"}:
        assert can_draw(word), word
        assert len(word) <= 13, word
        assert word_scale(word, 76, 7), word
        assert width_of(word) <= 77
    text = shown(laid_out(view(LIFTING), 80, 24))
    assert "LIFT" not in text
    assert is_drawn("LIFT", text)


def test_a_word_too_long_for_block_letters_is_written() -> None:
    long = replace(view(LIFTING), phase="Down and up again and again")
    assert "DOWN AND UP AGAIN AND AGAIN" in shown(laid_out(long, 80, 24))
    foreign = replace(view(LIFTING), phase="上げる")
    assert "上げる" in shown(laid_out(foreign, 80, 24))


@pytest.mark.parametrize("theme", [DARK, LIGHT, PLAIN], ids=lambda theme: theme.name)
def test_the_band_has_the_colour_of_its_moment_over_the_whole_width(theme: Theme) -> None:
    for at, moment in ((WAITING, Moment.READY), (LIFTING, Moment.HOLD), (RESTING, Moment.REST)):
        now = view(at)
        now = replace(now, moment=moment)
        rows = laid_out(now, 80, 24, theme)
        band = [row for row in rows if theme.bands[moment] in {span.style for span in row}]
        assert len(band) >= 4
        for row in band[:4]:
            assert {span.style for span in row} == {theme.bands[moment]}


def test_the_keys_that_matter_survive_at_40_by_12() -> None:
    text = shown(laid_out(view(LIFTING), 40, 12))
    assert all(word in text for word in ("space pause", "q stop", "? keys"))


def test_few_keys_while_working() -> None:
    assert [key for key, _ in KEYS] == ["space", "n", "u", "?", "q"]


@pytest.mark.parametrize("tap", [True, False])
def test_while_paused_the_main_key_goes_on(tap: bool) -> None:
    assert ("space", "go on") in session_keys(tap=tap, paused=True)
    assert ("space", "go on") not in session_keys(tap=tap)


def test_the_longest_name_and_the_time_have_room_at_40_columns() -> None:
    now = replace(view(LIFTING), name="Straight leg raise on a wall", left="13:48")
    assert shown(laid_out(now, 40, 12)).splitlines()[0] == " Straight leg raise on a wall     13:48"
    long = replace(now, name="Straight leg raise on a wall with a towel")
    assert shown(laid_out(long, 40, 12)).splitlines()[0] == " Straight leg raise on a wall ... 13:48"


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 50)], ids=str)
def test_two_digits_stand_apart_from_the_side(size: tuple[int, int]) -> None:
    now = replace(view(RESTING), number="44")
    side = size[0] // 2
    text = shown(laid_out(now, *size)).splitlines()[3:8]
    assert all(line[side - 4 : side].strip() == "" for line in text)
    assert any("█" in line[:side] for line in text)


def test_a_pip_for_each_rep_and_what_the_number_counts_in_words() -> None:
    text = shown(laid_out(view(5 + 7 * 2 + 1), 80, 24))
    assert "● ● ◉ ○ ○ ○ ○ ○ ○ ○   2 of 10" in text
    assert "○ ○ ○   4 seconds" in shown(laid_out(view(WAITING), 80, 24))
    assert "●●●●●●●●●◉" in shown(laid_out(view(5 + 7 * 9 + 1), 40, 12))
    assert "last one" in shown(laid_out(view(5 + 7 * 9 + 1), 40, 12))
    many = replace(view(LIFTING), target=100, counts="1 of 100")
    assert "1 of 100" in shown(laid_out(many, 80, 24))
    assert "○" not in shown(laid_out(many, 80, 24))


def test_a_segment_for_each_side_of_the_session() -> None:
    row = laid_out(view(5 + 70 + 10 + 7 * 5 + 1), 80, 24)[1]
    filled = [span for span in row if span.text.strip("▄") == "" and span.style != DARK.faint and span.text]
    assert [span.style for span in filled] == [DARK.plain, DARK.accents[Moment.LIFT]]
    assert len("".join(span.text for span in row).split()) == 3
    crowded = replace(view(LIFTING), sides=(0.5,) * 60)
    assert "▄ ▄" not in shown(laid_out(crowded, 80, 24))


def test_a_pause_is_a_word_a_colour_two_bars_and_a_dimmed_stage() -> None:
    rows = laid_out(view(6, Command.PAUSE), 80, 24)
    assert is_drawn("PAUSED", shown(rows))
    assert is_drawn(PAUSE_SIGN, shown(rows))
    assert "~" not in shown(rows)
    assert "~" in shown(laid_out(view(6), 80, 24))
    inks = {span.style.ink for row in rows[:15] for span in row if span.text.strip()}
    assert DARK.plain.ink not in inks
    assert "PAUSED" in shown(laid_out(view(6, Command.PAUSE), 40, 12))


def test_only_bar_and_figure_move_while_nothing_else_changes() -> None:
    page, now = SessionPage(Look(DARK)), view(LIFTING)
    first = page.rows(now, 80, 24, keys=KEYS, figure=figure)
    moved = page.rows(
        replace(now, share=0.9),
        80,
        24,
        keys=KEYS,
        figure=lambda columns, rows: [(Span("*" * columns, DARK.body),)] * rows,
    )
    changed = [y for y, (one, other) in enumerate(zip(first, moved, strict=True)) if one != other]
    fresh = laid_out(replace(now, share=0.9), 80, 24)
    assert shown(moved).replace("*", "~") == shown(fresh)
    assert 20 in changed
    assert all("~" in shown([first[y]]) for y in changed if y != 20)


def test_a_notice_takes_the_place_of_what_comes_next() -> None:
    for size in ((80, 24), (40, 12)):
        text = shown(laid_out(view(LIFTING), *size, notice="There is no rep to take back"))
        assert "There is no rep to take back" in text
        assert "Next:" not in text


def test_without_block_characters_everything_is_ascii() -> None:
    for size in SIZES:
        text = shown(laid_out(view(LIFTING), *size, PLAIN, ascii_only=True))
        assert text.isascii()


def test_foreign_text_cannot_steer_the_terminal() -> None:
    player = Player(plan(step(name="a\x1b[2Jb", label="\u202eleft")))
    text = shown(laid_out(view_of(player.plan, player.state, 0), 80, 24))
    assert "a\\x1b[2Jb" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_japanese_label_is_whole(width: int) -> None:
    player = Player(plan(step(label="左脚を上げる" * 5, ready="猫のポーズ" * 4)))
    text = shown(laid_out(view_of(player.plan, player.state, 0), width, 24))
    parts = [part for part in text.split() if set(part) & set("左脚を上げる")]
    assert "".join(parts).count("左脚を上げる") == 5


def test_what_comes_next() -> None:
    assert view(1).next == "Next: right leg"
    assert view(5 + 70 + 20).next == "Next: Superman, left leg"
    resting = view(RESTING)
    assert (resting.name, resting.next) == ("Next: Superman", "")  # said once
    assert view(5 + 70 + 10 + 70 + 60 + 1).next == NEXT_IS_THE_END


@pytest.mark.parametrize("size", SIZES[:3], ids=str)
def test_resting_says_the_next_exercise_once(size: tuple[int, int]) -> None:
    assert shown(laid_out(view(RESTING), *size)).count("Superman") == (size[1] > 5)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_how_far_a_side_is_stands_beside_the_countdown(size: tuple[int, int]) -> None:
    player = Player(plan(step(target=10, ready="right heel on the wall"), step("right"))).wait(27)
    player.say(Command.PAUSE, Command.RESUME).wait(1)
    text = " ".join(shown(laid_out(view_of(player.plan, player.state, player.now), *size)).split())
    assert "3 of 10" in text
    assert "done" in text
    if size[1] > 5:
        assert all(word in text for word in ["On", "your", "back,", "right", "heel", "on", "the", "wall."])


@pytest.mark.parametrize(("at", "side"), [(LIFTING, "LEFT"), (5 + 70 + 10 + 1, "RIGHT")])
def test_the_side_is_in_block_letters_and_one_letter_where_it_is_narrow(at: float, side: str) -> None:
    assert is_drawn(side, shown(laid_out(view(at), 80, 24)))
    assert is_drawn(side[0], shown(laid_out(view(at), 40, 12)))
    assert is_drawn("L", shown(laid_out(view(WAITING), 40, 12)))


def test_what_a_side_does_stands_beside_it_without_the_side() -> None:
    player = Player(plan(step(label="left foot pushes"))).wait(LIFTING)
    text = shown(laid_out(view_of(player.plan, player.state, player.now), 80, 24))
    assert "FOOT PUSHES" in text
    assert "LEFT FOOT" not in text


def test_the_seconds_shown_run_until_the_first_rep() -> None:
    waits = (Wait(Phase.SWITCH, 10), Wait(Phase.GET_READY, 10))
    player = Player(plan(step(lead_in=waits)))
    numbers = [view_of(player.plan, player.wait(4).state, player.now).number for _ in range(4)]
    assert numbers == ["16", "12", "8", "4"]


def test_without_motion_the_bar_moves_with_the_phase_only() -> None:
    player = Player(plan()).wait(6.5)
    still = view_of(player.plan, player.state, player.now, motion=False)
    moving = view_of(player.plan, player.state, player.now)
    assert (still.share, moving.share > 0.5) == (0, True)


def test_another_pace_is_shown() -> None:
    player = Player(plan()).wait(6.5)
    before = view_of(player.plan, player.state, player.now, sound="voice")
    after = view_of(player.plan, player.say(*[Command.FASTER] * 5).state, player.now, sound="voice")
    assert (before.sound, after.sound) == ("voice", "pace 1.5  voice")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (60, 14), (120, 30)], ids=str)
@pytest.mark.parametrize("at", [WAITING, LIFTING], ids=["getting ready", "lifting"])
def test_a_notice_moves_nothing(at: float, size: tuple[int, int]) -> None:
    without = laid_out(view(at), *size)
    with_notice = laid_out(view(at), *size, notice="Taken back: 3 of 10.")
    assert sum(a != b for a, b in zip(without, with_notice, strict=True)) == 1


@pytest.mark.parametrize("size", [(80, 18), (36, 10), (30, 8), (50, 14)], ids=str)
def test_the_number_is_in_block_letters_in_waits_as_in_work(size: tuple[int, int]) -> None:
    for at in (WAITING, LIFTING, RESTING):
        now = view(at)
        assert is_drawn(now.number, shown(laid_out(now, *size)), 9)


def test_the_longest_word_that_fits_the_band_is_drawn() -> None:
    long = replace(view(LIFTING), phase="Hold level")
    assert is_drawn("HOLD LEVEL", shown(laid_out(long, 60, 20)))
