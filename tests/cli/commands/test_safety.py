"""The safety text of the first start, for windows of several sizes, and what follows a high pain."""

import pytest

from backroutine.cli.commands.safety import AGAIN, safety_pages
from backroutine.cli.prompts import MORE, READ_PAGE, pages
from backroutine.coach.safety import LISTS, SIGNS, sign_paragraphs


def words(shown: list[list[str]]) -> str:
    text = " ".join(" ".join(line for page in shown for line in page).split())
    return text.replace(f"{MORE} ", "")


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("height", [5, 12, 24, 60])
def test_no_page_scrolls_and_nothing_is_left_out(width: int, height: int) -> None:
    shown = safety_pages(width, height)
    assert max(map(len, shown)) < height
    text = words(shown)
    assert [point for each in LISTS for point in each.points if point not in text] == []
    assert text.endswith(f"{AGAIN} {READ_PAGE}")


@pytest.mark.parametrize(("width", "height"), [(20, 5), (40, 12), (80, 24)])
def test_the_signs_of_illness_are_whole_at_any_size(width: int, height: int) -> None:
    shown = pages(sign_paragraphs(width), width, height, "")
    assert max(map(len, shown)) < height
    assert [point for each in SIGNS for point in each.points if point not in words(shown)] == []


def test_one_key_is_enough_where_all_of_it_fits() -> None:
    assert len(safety_pages(80, 24)) == len(safety_pages(80, 60)) == 1
