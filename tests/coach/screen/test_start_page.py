"""The start page: cards, last time beside today, what is needed, this week."""

import pytest
from msgspec.structs import replace

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import figures_of, make_plan
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.screen.layout import Row
from backroutine.coach.screen.question_page import score_strip
from backroutine.coach.screen.start_page import Left, StartPage
from backroutine.coach.screen.theme import DARK, PLAIN, Theme
from plans import Player, plan, step

CATALOGUE = bundled_catalogue()
PLAN = make_plan(CATALOGUE)
FIGURES = figures_of(CATALOGUE)
VOICE = Status("voice", "voice (Joe) through miniaudio")
PAGE = StartPage(VOICE, PLAN)


def shown(
    page: StartPage, width: int = 80, height: int = 24, theme: Theme = DARK, *, ascii_only: bool = False
) -> str:
    rows: list[Row] = page.rows(width, height, theme, notice="", ascii_only=ascii_only)
    assert len(rows) == height
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def test_a_card_for_each_exercise_two_side_by_side() -> None:
    text = shown(PAGE)
    for exercise in CATALOGUE.exercises:
        assert exercise.name in text
    (line,) = [line for line in text.splitlines() if "Hip thrust" in line]
    assert "Superman" in line
    assert text.count("10 left · 10 right") == 4


def test_what_is_needed_is_said_before_it_is_needed() -> None:
    assert "a doorway or the corner of a wall, a folded towel" in shown(PAGE)


def test_last_time_stands_beside_today() -> None:
    last = {("hip-thrust", "left"): 9, ("hip-thrust", "right"): 8, ("superman", "left"): 10}
    text = shown(replace(PAGE, last_time=last))
    assert "last time 9 · 8" in text
    assert "last time 10 · -" in text
    assert "last time" not in shown(PAGE)


@pytest.mark.parametrize(
    ("week", "boxes"),
    [
        ((0, 3), "□ □ □  0 of 3 sessions"),
        ((2, 3), "■ ■ □  2 of 3"),
        ((4, 3), "■ ■ ■ ■  4 sessions, the goal is met"),
    ],
)
def test_this_week_as_boxes(week: tuple[int, int], boxes: str) -> None:
    assert boxes in shown(replace(PAGE, week=week))


def test_the_voice_that_will_be_heard_and_why_it_is_less() -> None:
    assert "voice (Joe) through miniaudio" in shown(PAGE)
    poor = replace(PAGE, sound=Status("bell", "terminal bell", "no speech program works here"))
    assert "terminal bell (no speech program works here)" in " ".join(shown(poor).split())


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, "15"), (20.0, "0.8"), (0.5, "30")])
def test_the_seconds_to_lie_down_are_those_there_are(speed: float, seconds: str) -> None:
    text = shown(replace(PAGE, fresh=replace(PLAN, speed=speed)))
    assert f"you have {seconds} seconds. First: left leg." in text


def test_a_session_that_was_left_stands_above_the_cards() -> None:
    left = Left("22:19", PLAN, Player(PLAN).wait(60).state)
    text = shown(replace(PAGE, left=left, question="Pain now?", week=(1, 3)), 80, 24)
    assert "Left at 22:19: " in text
    assert text.count("10 left · 10 right") == 4
    assert "1 of 3 sessions" in text


def test_a_small_window_shows_what_g_takes() -> None:
    text = shown(replace(PAGE, offer="Superman: 12 instead of 10? g takes it."), 40, 12)
    assert "Superman: 12 instead of 10?" in text
    assert "g take it" in text


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 50)])
def test_the_call_stands_under_the_page(size: tuple[int, int]) -> None:
    lines = shown(replace(PAGE, offer="Superman: 12 instead of 10? g takes it."), *size).splitlines()
    begins = [
        line.index(text)
        for text in ("Back routine", "Proposed", "Press enter and lie down", "enter begin")
        for line in lines
        if text in line
    ]
    assert len(begins) == 4
    assert len(set(begins)) == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 50)], ids=str)
def test_cards_have_a_picture_also_when_everything_is_asked(size: tuple[int, int]) -> None:
    page = replace(PAGE, figures=FIGURES)
    full = replace(page, question="Pain now?", week=(1, 3), last_time={("superman", "left"): 9})
    first, last = shown(page, *size), shown(full, *size)
    assert "█" in first
    assert "█" in last
    names = [[line for line in text.splitlines() if "Hip thrust" in line] for text in (first, last)]
    assert names[0] == names[1]
    places = [text.splitlines().index(line) for text, (line,) in zip((first, last), names, strict=True)]
    assert places[0] == places[1]  # what the journal adds moves nothing
    assert "█" not in shown(PAGE, *size)


def test_where_pictures_have_no_room_the_cards_stay() -> None:
    page = replace(PAGE, figures=FIGURES, question="Pain now?", week=(1, 3), offer="More? g takes it.")
    text = shown(replace(page, experiment="Rest longer today."))
    assert "▌ Superman" in text
    assert "█" not in text


def test_many_exercises_stand_in_lines_and_what_is_cut_says_so() -> None:
    many = plan(*(step(exercise=f"exercise-{number}") for number in range(30)))
    for size in ((80, 24), (40, 12)):
        text = shown(StartPage(VOICE, many), *size)
        rows = text.count("▌")
        assert rows >= 3
        assert f"and {30 - rows} more exercises" in text
        assert "enter begin" in text
    assert "..." in shown(StartPage(VOICE, many), 30, 12)


def test_a_small_window_has_a_row_for_each_exercise_and_what_one_can_do() -> None:
    page = replace(PAGE, question="Pain now?", week=(2, 3), figures=FIGURES)
    text = shown(page, 40, 12)
    lines = text.splitlines()
    assert lines[0] == " Back routine   ■ ■ □  about 14 minutes"
    assert " ▌ Straight leg raise on a wall 10 · 10" in lines
    assert " ▌ Superman                     10 · 10" in lines
    assert " Pain? 0  1  2  3  4  5  6  7  8  9  10" in lines
    assert "You need a doorway" in text
    assert lines[-2] == " Enter, then lie down: 15 s. Left leg."
    assert "[3]" in shown(replace(page, score=3), 40, 12)


def test_the_score_is_marked_on_its_strip_and_the_others_fade() -> None:
    page = replace(PAGE, question="Pain now: 3.", score=3)
    assert "[3]" in shown(page)
    grounds = {
        span.style.ground
        for row in page.rows(80, 24, DARK, notice="", ascii_only=False)
        for span in row
        if span.text.strip() in {"[3]", "4"}
    }
    assert grounds == {DARK.ramp[3].ground, DARK.card.ground}


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5), (120, 30)])
def test_without_block_characters_it_is_ascii_but_for_dots(size: tuple[int, int]) -> None:
    text = shown(replace(PAGE, week=(1, 3), figures=FIGURES), *size, PLAIN, ascii_only=True)
    assert text.replace("·", "").isascii()


def test_a_notice_moves_nothing() -> None:
    def at(notice: str) -> list[str]:
        rows = PAGE.rows(80, 24, DARK, notice=notice, ascii_only=False)
        return ["".join(span.text for span in row).rstrip() for row in rows]

    without, with_notice = at(""), at("You should hear: voice (Joe)")
    changed = [(a, b) for a, b in zip(without, with_notice, strict=True) if a != b]
    assert changed == [("", " You should hear: voice (Joe)")]


@pytest.mark.parametrize("width", [36, 40, 50, 78, 104])
def test_the_scores_of_a_narrow_strip_are_evenly_apart(width: int) -> None:
    (row,) = score_strip(width, DARK)
    widths = {len(span.text) for span in row}
    assert len(widths) == 1 if width < 77 else sum(len(span.text) for span in row) == width
