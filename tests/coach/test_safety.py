"""The safety text: complete, in words that promise nothing, and one line for the worst pain."""

import re

import pytest

from backroutine.coach import safety
from backroutine.coach.safety import ONLY_A_GUIDE, WORST_PAIN, safety_lines, sign_paragraphs, worst_pain_lines

TEXT = " ".join(" ".join(safety_lines(80)).split())


@pytest.mark.parametrize(
    ("heading", "signs"),
    [
        (
            "Get emergency help at once",
            ["genitals", "buttocks", "inner thighs", "back passage", "passing urine", "bladder or bowel",
             "both legs", "chest pain", "accident"],
        ),
        (
            "See a doctor today or tomorrow",
            ["fever", "loss of weight", "lump or swelling", "at night", "a foot that gets weak",
             "below the knee", "steroids", "osteoporosis"],
        ),
        (
            "Stop the exercise at",
            ["chest pain", "faintness", "breathlessness", "numbness in a leg", "sharp or shooting pain"],
        ),
        (
            "Ask a clinician first",
            ["pregnant", "operation", "injury", "osteoporosis", "heart disease", "cancer", "inflammatory",
             "below the knee"],
        ),
    ],
)  # fmt: skip
def test_each_list_is_whole(heading: str, signs: list[str]) -> None:
    (found,) = [each for each in safety.LISTS if each.heading == heading]
    points = " ".join(found.points)
    assert [sign for sign in signs if sign not in points] == []


def test_all_of_it_is_shown() -> None:
    parts = [safety.GUIDES, safety.KEPT_HERE, safety.NOT_ALL_CLEAR]
    for each in safety.LISTS:
        parts += [each.heading, *each.points]
    assert [part for part in parts if part not in TEXT.replace(" - ", " ")] == []


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, safety_lines(width))) <= width


def test_nothing_is_promised() -> None:
    everything = TEXT + " ".join(line for _, line in WORST_PAIN) + ONLY_A_GUIDE
    promised = re.findall(
        r"\b(safe|safely|treats?|fix(?:es)?|prevents?|cures?|harmless|heals?)\b", everything, re.I
    )
    assert promised == []


@pytest.mark.parametrize(
    ("worst", "says"), [(4, "24 hours"), (5, "24 hours"), (6, "next time"), (10, "next time")]
)
def test_the_line_for_the_worst_pain(worst: int, says: str) -> None:
    (line,) = worst_pain_lines(worst)
    assert says in line
    assert line.endswith(ONLY_A_GUIDE)
    assert "\n" not in line


def test_paragraphs_say_the_same_and_fit_a_usual_window() -> None:
    lines = safety.safety_paragraphs(80)
    assert len(lines) + 3 <= 24
    text = " ".join(line.strip() for line in lines)
    for each in safety.LISTS:
        assert each.heading in text
        assert all(point in text for point in each.points)
    assert safety.NOT_ALL_CLEAR in text


@pytest.mark.parametrize("worst", [None, 0, 3])
def test_a_low_or_unknown_worst_pain_needs_no_answer(worst: int | None) -> None:
    assert worst_pain_lines(worst) == []


@pytest.mark.parametrize("width", [20, 80])
def test_a_new_sign_asks_for_three_lists_and_what_cannot_wait_comes_first(width: int) -> None:
    lines = sign_paragraphs(width)
    text = " ".join(" ".join(lines).split())
    places = [text.index(f"{each.heading}:") for each in (safety.EMERGENCY, safety.SOON, safety.STOP)]
    assert places == sorted(places)
    assert [sign for each in safety.SIGNS for sign in each.points if sign not in text] == []
    assert max(map(len, lines)) <= width
