"""Help, lists of signs and the safety text: whole in any window, no page torn in the middle of a sentence."""

import pytest

from backroutine.coach.safety import LISTS, NOT_ALL_CLEAR, SIGNS
from backroutine.coach.screen.overlay import Overlay
from backroutine.coach.screen.theme import DARK

SIZES = [(80, 24), (40, 12), (120, 30), (60, 16)]


def pages(overlay: Overlay, width: int, height: int) -> list[str]:
    found = []
    while overlay:
        rows = overlay.rows(width, height, DARK, tap=False, paused=False, notice="")
        assert len(rows) == height
        found.append("\n".join("".join(span.text for span in row).rstrip() for row in rows))
        overlay.turn()
    return found


def signs() -> Overlay:
    overlay = Overlay()
    overlay.turn_signs()
    return overlay


def safety() -> Overlay:
    overlay = Overlay()
    overlay.safety()
    return overlay


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_sign_stands_whole_on_one_page(size: tuple[int, int]) -> None:
    texts = [" ".join(page.split()) for page in pages(signs(), *size)]
    for each in SIGNS:
        for text in (f"{each.heading}:", *each.points, NOT_ALL_CLEAR):
            assert any(text in page for page in texts), text


def test_the_heading_of_signs_is_over_the_whole_width() -> None:
    rows = signs().rows(80, 24, DARK, tap=False, paused=False, notice="")
    assert {span.style for span in rows[0]} == {DARK.warning}


def test_at_80_by_24_the_safety_text_is_one_calm_page_with_one_key() -> None:
    (page,) = pages(safety(), 80, 24)
    lines = page.splitlines()
    assert lines[-1].startswith(" enter I have read it   q leave")
    assert "`backroutine safety` shows this again." in lines[-1]
    assert lines[-2].strip() == NOT_ALL_CLEAR
    assert lines[-3] == ""
    assert all(f"{each.heading}:" in page for each in LISTS)


@pytest.mark.parametrize("size", [(40, 12), (20, 5)], ids=str)
def test_in_a_small_window_no_page_of_the_safety_text_is_empty(size: tuple[int, int]) -> None:
    found = pages(safety(), *size)
    assert all(len(page.split()) > 6 for page in found)
    text = " ".join(" ".join(page.splitlines()[:-1]) for page in found)
    assert "`backroutine safety` shows this again." in " ".join(text.split())
