"""The four exercises: complete, in order, speakable, and claiming nothing they should not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backroutine.catalogue import load
from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.models import Exercise
from backroutine.catalogue.source import bundled_file
from backroutine.errors import BackroutineError

IDS = ["leg-raise", "half-push-up", "hip-thrust", "superman"]
FORBIDDEN = re.compile(r"\b(safe|treat|fix|prevent|danger|cure|heals|risk)", re.IGNORECASE)
LONGEST_SENTENCE = 90


def exercise(identifier: str) -> Exercise:
    return next(one for one in bundled_catalogue().exercises if one.id == identifier)


def spoken(one: Exercise) -> Iterator[str]:
    """Every sentence of an exercise that may be read aloud."""
    prose: tuple[str | None, ...]
    prose = (one.setup, one.movement, one.return_, one.breathing)
    for form in one.variations:
        prose += (form.how, form.setup, form.movement, form.return_)
    texts = [form for form in (*one.easier, *one.harder) if isinstance(form, str)]
    points = (*one.faults, *texts, *one.cautions, *one.muscles)
    for text in (*filter(None, prose), *points):
        yield from re.split(r"(?<=[.!?]) ", text)


def test_ids_order_and_dose_are_those_of_the_article() -> None:
    assert [one.id for one in bundled_catalogue().exercises] == IDS
    assert {one.reps for one in bundled_catalogue().exercises} == {10}


def test_tempos() -> None:
    tempos = [list(one.tempo.model_dump().values()) for one in bundled_catalogue().exercises]
    assert tempos == [[2, 1, 3, 1], [3, 2, 2, 1], [2, 2, 3, 1], [2, 2, 3, 1]]
    assert [sum(tempo) for tempo in tempos] == [7, 8, 8, 8]


def test_changing_sides_on_the_wall_takes_longer() -> None:
    assert [one.switch for one in bundled_catalogue().exercises] == [20, 10, 10, 10]


@pytest.mark.parametrize("identifier", IDS)
def test_every_field_is_filled(identifier: str) -> None:
    one = exercise(identifier)
    seldom = ("needs", "moving", "held")
    empty = [name for name, value in one if not value and name not in seldom]
    assert empty == []
    assert one.sides.labels.keys() == {"left", "right"}
    assert one.ready.left
    assert one.ready.right
    assert one.words.lift


@pytest.mark.parametrize("identifier", IDS)
def test_left_and_right_mirror_each_other(identifier: str) -> None:
    def mirrored(text: str | None) -> str:
        swap = {"left": "right", "right": "left"}
        return re.sub("left|right", lambda word: swap[word[0]], text or "")

    one = exercise(identifier)
    assert mirrored(one.sides.left) == one.sides.right
    assert mirrored(one.ready.left) == one.ready.right


LADDERS = {
    "leg-raise": ("cushion", "low", "knee-bent", "", "no-wall"),
    "half-push-up": ("table", "knees", "leg-only", "", "full", "leg-up"),
    "hip-thrust": ("two-legs", "knee-in", "", "arms-crossed"),
    "superman": ("bird-dog", "leg-only", "", "all-four"),
}


@pytest.mark.parametrize("identifier", IDS)
def test_variations_from_the_easiest_to_the_hardest(identifier: str) -> None:
    one = exercise(identifier)
    assert one.ladder == LADDERS[identifier]
    for variation in one.ladder:
        form = one.form(variation)
        sides = ["both"] if variation in {"two-legs", "all-four"} else ["left", "right"]
        assert list(form.sides.labels) == sides
        assert all(getattr(form.ready, side) for side in sides)
        assert not variation or form.figure is None
        words = form.words.model_dump(exclude_none=True).values()
        assert [word for word in words if len(word) > 13] == []


def test_a_variation_is_laid_over_its_exercise() -> None:
    push_up = exercise("half-push-up")
    knees = push_up.form("knees")
    assert (knees.id, knees.name, knees.reps) == (push_up.id, push_up.name, push_up.reps)
    assert knees.words.model_dump() == {"lift": "lower", "hold": "hold", "return": "press up", "pause": None}
    assert knees.ready == push_up.ready
    assert exercise("leg-raise").form("no-wall").needs == ""
    with pytest.raises(KeyError):
        push_up.form("plank")


def test_what_is_needed_is_said() -> None:
    needs = {one.id: one.needs for one in bundled_catalogue().exercises if one.needs}
    assert needs == {"leg-raise": "a doorway or the corner of a wall", "superman": "a folded towel"}


def test_the_push_up_goes_down_first() -> None:
    ways = {one.id: list(one.goes.model_dump().values()) for one in bundled_catalogue().exercises}
    assert ways.pop("half-push-up") == ["down", "still", "up"]
    assert list(ways.values()) == [["up", "still", "down"]] * 3


@pytest.mark.parametrize("identifier", IDS)
def test_each_word_of_a_phase_fits_the_screen_in_large_letters(identifier: str) -> None:
    words = exercise(identifier).words.model_dump(exclude_none=True).values()
    assert [word for word in words if len(word) > 13] == []


@pytest.mark.parametrize("identifier", IDS)
def test_every_sentence_is_short_enough_to_be_spoken(identifier: str) -> None:
    assert [sentence for sentence in spoken(exercise(identifier)) if len(sentence) > LONGEST_SENTENCE] == []


def test_no_promise_and_no_fright_in_the_whole_file() -> None:
    text = bundled_file().read_text(encoding="utf-8")
    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("identifier", ["half-push-up", "superman"])
def test_where_the_article_is_unclear_the_reading_is_named(identifier: str) -> None:
    assert any(source.startswith("Reading used here: ") for source in exercise(identifier).sources)


def test_superman_joins_opposite_arm_and_leg() -> None:
    assert exercise("superman").sides.labels == {
        "left": "left leg and right arm",
        "right": "right leg and left arm",
    }


def test_the_hip_thrust_names_both_legs() -> None:
    assert exercise("hip-thrust").ready.left == "left foot on the floor, right leg in the air"


def test_without_its_file_the_program_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "bundled_file", lambda: tmp_path / "exercises.yaml")
    with pytest.raises(BackroutineError, match="installed without its catalogue") as caught:
        bundled_catalogue()
    assert caught.value.exit_code == 1
