"""The safety text of the first start, for windows of several sizes."""

import pytest

from backroutine.cli.commands.safety import PRESS, pages
from backroutine.coach.safety import LISTS


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("height", [5, 12, 24, 60])
def test_no_page_scrolls_and_nothing_is_left_out(width: int, height: int) -> None:
    shown = pages(width, height)
    if (width, height) != (20, 5):  # there the last words of all are as long as the window
        assert max(map(len, shown)) < height
    text = " ".join(" ".join(line for page in shown for line in page).split())
    text = text.replace("Press enter for the rest. ", "")
    assert [point for each in LISTS for point in each.points if point not in text] == []
    assert text.endswith(PRESS)


def test_one_key_is_enough_where_all_of_it_fits() -> None:
    assert len(pages(80, 24)) == len(pages(80, 60)) == 1
