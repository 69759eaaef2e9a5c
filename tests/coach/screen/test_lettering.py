"""Block letters."""

import pytest

from backroutine.coach.screen.lettering import FONT, TALL, can_draw, draw, number_scale, width_of, word_scale


def test_every_letter_is_seven_pixels_tall_and_as_wide_in_each_row() -> None:
    for letter, lines in FONT.items():
        assert len(lines) == TALL, letter
        assert len({len(line) for line in lines}) == 1, letter
        assert set("".join(lines)) <= set("#."), letter
    assert len(set(FONT.values())) == len(FONT) - 1  # O and 0 are one


def test_all_letters_and_digits_can_be_drawn_and_nothing_foreign() -> None:
    assert can_draw("The quick brown fox jumps over the lazy dog, 0123456789")
    assert not can_draw("上げる")
    assert not can_draw("")


@pytest.mark.parametrize("scale", [(1, 1), (2, 1), (3, 2), (4, 3)])
def test_a_drawing_has_the_size_of_its_scale(scale: tuple[int, int]) -> None:
    rows = draw("10", scale)
    assert len(rows) == -(-TALL * scale[1] // 2)
    assert {len(row) for row in rows} == {width_of("10") * scale[0]}


def test_numbers_are_as_tall_as_they_can_be_and_one_digit_is_wider_than_two() -> None:
    assert [number_scale("10", 80, rows) for rows in (6, 7, 14, 28)] == [None, (1, 1), (2, 2), (4, 4)]
    assert number_scale("7", 80, 21) == (4, 3)
    assert number_scale("100", 36, 21) == (2, 3)
    assert number_scale("100", 16, 21) is None


def test_words_are_as_large_as_they_fit() -> None:
    assert word_scale("LIFT", 78, 9) == (2, 1)
    assert word_scale("HOLD LEVEL", 76, 9) == (1, 1)
    assert word_scale("LIFT", 78, 6) is None
    assert word_scale("LIFT", 10, 9) is None


def test_without_blocks_letters_are_ascii() -> None:
    assert "".join(draw("8", (2, 1), ascii_only=True)).isascii()
    assert draw("I", (1, 1)) == ["▀█▀", " █ ", " █ ", "▀▀▀"]
    assert draw("I", (1, 1), above=1) == ["▄▄▄", " █ ", " █ ", "▄█▄"]


def test_letters_are_at_most_twice_as_high_or_wide_as_square_ones() -> None:
    for columns in range(20, 200, 7):
        for half_rows in range(7, 60, 5):
            if scale := word_scale("PAUSED", columns, half_rows):
                wide, tall = scale
                assert wide <= 2 * tall
                assert tall <= 2 * wide
