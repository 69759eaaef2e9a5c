"""What a person names to do: every form of it, and every refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.catalogue.items import Item, item_text, read_item, read_items
from backroutine.catalogue.load import bundled_catalogue
from backroutine.errors import UsageError
from backroutine.text import is_unsafe
from catalogues import parse

BUILT_IN = bundled_catalogue()
BOTH = parse("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 5}\n")


def item(text: str) -> Item:
    return read_item(BUILT_IN, text, "--only")


def test_what_is_not_said_stays_open() -> None:
    assert item("hip-thrust") == Item("hip-thrust")


def test_reps_of_both_sides_or_of_each() -> None:
    assert item("hip-thrust=8").reps == {"left": 8, "right": 8}
    assert item("hip-thrust=8/6").reps == {"left": 8, "right": 6}
    assert read_item(BOTH, "dog=4", "--only").reps == {"both": 4}


def test_variations_of_both_sides_or_of_each() -> None:
    assert item("hip-thrust:knee-in=8") == Item(
        "hip-thrust", {"left": "knee-in", "right": "knee-in"}, {"left": 8, "right": 8}
    )
    assert item("hip-thrust:knee-in/=10").variations == {"left": "knee-in", "right": ""}
    assert item("hip-thrust:/knee-in").variations == {"left": "", "right": "knee-in"}
    assert item("hip-thrust:standard").variations == {"left": "", "right": ""}
    assert item("hip-thrust:knee-in/arms-crossed").variations == {"left": "knee-in", "right": "arms-crossed"}
    assert item("hip-thrust:two-legs=12") == Item("hip-thrust", {"both": "two-legs"}, {"both": 12})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hipthrust", "no exercise hipthrust; did you mean hip-thrust?"),
        (
            "hip-thrust,superman:leg-only",
            "hip-thrust,superman:leg-only has a comma; "
            "name each by itself: --only hip-thrust --only superman:leg-only",
        ),
        ("squat", "no exercise squat; the catalogue has leg-raise, half-push-up, hip-thrust, superman"),
        ("hip-thrust:knee", "hip-thrust has no variation knee; did you mean knee-in?"),
        ("hip-thrust:sofa", "no variation sofa; there are knee-in, two-legs, arms-crossed, standard"),
        ("hip-thrust:", "names no variation; write hip-thrust alone"),
        ("hip-thrust:knee-in//", "is more than left and right; write hip-thrust:knee-in/ (left/right)"),
        ("hip-thrust:two-legs/", "two-legs has other sides, so it holds for both or not at all"),
        ("hip-thrust:/two-legs", "two-legs has other sides"),
        ("hip-thrust:knee-in/two-legs", "two-legs has other sides"),
        ("hip-thrust:two-legs=8/6", "no left and right here: both sides work at once; write hip-thrust=8"),
        ("hip-thrust=0", "0 reps are not possible; give a number from 1 to 100"),
        ("hip-thrust=101", "101 reps are not possible"),
        ("hip-thrust=8/", "no number of reps are not possible"),
        ("hip-thrust=8/6/4", "8/6/4 is more than left and right; write hip-thrust=8/6 (left/right)"),
        ("hip-thrust=eight", "eight reps are not possible"),
        ("hip-thrust=٨", "reps are not possible"),
        ("hip-thrust=8=8", "8=8 reps are not possible"),
        ("", "nothing cannot be read; write hip-thrust"),
        ("a b", "a b cannot be read"),
    ],
)
def test_refusals_name_the_part_and_the_nearest(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        item(text)
    assert str(refused.value).startswith("--only: ")
    assert words in str(refused.value)


def test_where_both_sides_work_at_once_there_is_no_left_and_right() -> None:
    with pytest.raises(UsageError, match="both sides work at once"):
        read_item(BOTH, "dog=4/4", "--only")
    with pytest.raises(UsageError, match="dog has no variation x; write dog alone"):
        read_item(BOTH, "dog:x", "--only")


def test_an_exercise_is_named_once() -> None:
    assert len(read_items(BUILT_IN, ["superman", "superman"], "--only")) == 1
    with pytest.raises(UsageError, match="superman is named twice; name it once; rounds repeat it"):
        read_items(BUILT_IN, ["superman", "leg-raise", "superman=8"], "--only")


@pytest.mark.parametrize(
    "text",
    [
        "superman",
        "superman=8",
        "superman=8/6",
        "superman:leg-only",
        "superman:leg-only/=8/6",
        "superman:all-four=3",
    ],
)
def test_an_item_is_written_as_it_is_read(text: str) -> None:
    assert item_text(item(text)) == text


@given(st.text(max_size=40) | st.from_regex(r"(hip-thrust|superman)[:=][a-z0-9/=:-]{0,20}", fullmatch=True))
def test_anything_is_an_item_or_one_safe_line(text: str) -> None:
    found = refusal = None
    try:
        found = item(text)
    except UsageError as error:
        refusal = str(error)
    assert not any(is_unsafe(character) for character in refusal or "")
    assert found is None or item(item_text(found)) == found
