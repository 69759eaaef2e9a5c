"""Rows and pages of text, wrapped and cut by cells."""

import pytest
from rich.cells import cell_len

from backroutine.coach.screen.end_page import END_KEYS
from backroutine.coach.screen.layout import Row, Span, changed_columns, fit, key_rows, page
from backroutine.coach.screen.theme import DARK, PLAIN
from backroutine.coach.wrapping import balanced, wrapped

KEYS = [("space", "pause"), ("n", "skip side"), ("u", "undo a rep"), ("?", "keys"), ("q", "stop, keep all")]


def shown(rows: list[Row]) -> str:
    return "\n".join("".join(span.text for span in row).rstrip() for row in rows)


def row(text: str, *more: str) -> Row:
    return (Span(text, DARK.plain), *(Span(each, DARK.strong) for each in more))


@pytest.mark.parametrize("width", [1, 2, 3, 20, 33, 80])
@pytest.mark.parametrize(
    "text", ["", "  one two", "猫のポーズ" * 16 + ": 10 left", "a" * 50 + " b", "é 👩‍🦰 x"]
)
@pytest.mark.parametrize("first", ["", "- "])
def test_lines_are_as_wide_as_the_terminal_counts_and_nothing_is_lost(
    text: str, width: int, first: str
) -> None:
    lines = wrapped(text, width, first=first, indent="  ")
    assert "".join("".join(lines).split()).removeprefix("-") == "".join(text.split())
    assert max(map(cell_len, lines), default=0) <= max(2, width)


def test_the_first_line_begins_with_its_mark_and_the_others_are_indented() -> None:
    assert wrapped("one two three", 9, first="- ", indent="  ") == ["- one two", "  three"]
    assert wrapped("", 9, first="- ") == []


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_japanese_name_keeps_its_dose(width: int) -> None:
    rows = shown(page([f"  {'猫のポーズ' * 16}: 10 left, 10 right"], width, 12, PLAIN, keys=END_KEYS))
    assert "10 left, 10 right" in " ".join(rows.split())


def test_a_page_keeps_its_keys_at_the_foot() -> None:
    rows = shown(page(["one", "two"], 40, 6, PLAIN, keys=END_KEYS, title="Finished.")).split("\n")
    assert rows == [" Finished.", "", " one", " two", "", " q close"]


def test_what_is_too_long_is_cut_with_a_mark() -> None:
    rows = shown(page(["one", "two", "three", "four"], 40, 4, PLAIN, keys=END_KEYS)).split("\n")
    assert rows == [" one", " two", " three ...", " q close"]


def test_keys_that_do_not_fit_are_left_out_from_the_right_but_never_the_ones_that_matter() -> None:
    found = ["".join(span.text for span in row) for row in key_rows(KEYS, 48, 1, PLAIN)]
    assert found == ["space pause   n skip side   ? keys   q stop"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (row("abcdef"), row("abXdef"), (2, 3)),
        (row("abc", "def"), row("abc", "dXf"), (4, 5)),
        (row("abc", "def"), row("Xbc", "deX"), (0, 6)),
        (row("猫猫猫"), row("猫犬猫"), (2, 4)),
        (row("aab"), row("aaab"[:3]), (2, 3)),
    ],
)
def test_only_the_columns_that_changed(before: Row, after: Row, expected: tuple[int, int]) -> None:
    assert changed_columns(before, after) == expected


@pytest.mark.parametrize("width", [0, 1, 3, 4, 9])
def test_a_row_is_cut_or_filled_by_cells(width: int) -> None:
    assert sum(cell_len(span.text) for span in fit(row("猫", "猫b"), width, DARK.plain)) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("leg and right arm", 13, ["leg and", "right arm"]),
        ("left leg", 13, ["left leg"]),
        ("", 5, []),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("one abcdefgh", 8, ["one", "abcdefgh"]),
    ],
)
def test_balanced_lines_are_as_few_and_more_even(text: str, width: int, lines: list[str]) -> None:
    assert balanced(text, width) == lines
