"""The statistics of an experiment, against worked answers, textbooks, brute force and scipy."""

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.insight.experiment_analysis import (
    CLEAR,
    SignTest,
    analyse,
    answer_in_words,
    decimal,
    interval_of,
    middle_difference,
    p_text,
    sign_test,
)
from backroutine.insight.experiment_calendar import PairScores

VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("experiment-vectors.jsonl").read_text(encoding="utf-8").splitlines()
]


def fractions(*numbers: int | str) -> list[Fraction]:
    return [Fraction(number) for number in numbers]


def pairs_of(vector: dict[str, Any]) -> list[PairScores]:
    return [PairScores(order, tuple(first), tuple(second)) for order, first, second in vector["pairs"]]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_raw_days_in_exact_answer_out(vector: dict[str, Any]) -> None:
    expected, answer = vector["expect"], analyse(pairs_of(vector))
    assert (len(answer.means), len(answer.dropped)) == (expected["pairs"], expected["dropped"])
    assert answer.verdict == expected["verdict"]
    assert answer.differences == tuple(map(Fraction, expected.get("differences", ())))
    assert answer.estimate == (Fraction(expected["estimate"]) if "estimate" in expected else None)
    test = answer.test
    assert (f"{test.ways}/{test.of}" if test else None) == expected.get("p")
    interval = answer.interval
    assert ([str(interval.low), str(interval.high)] if interval else None) == expected.get("interval")
    assert (str(interval.coverage) if interval else None) == expected.get("coverage")


DARWIN = fractions(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)
"""Darwin's maize, in eighths of an inch (Fisher 1935, The Design of Experiments)."""
DEPRESSION = fractions(952, -147, 1022, 430, 620, 590, 490, -80, 10)
"""Hollander and Wolfe's depression data, in thousandths."""


@pytest.mark.parametrize(
    ("differences", "ways"),
    [
        (DARWIN, 1726),
        (DEPRESSION, 14),
        (fractions(-5, -5, 5, -5, -5, -5), 14),
        (fractions(0, -4, -8, -2, -6, -10), 4),
        (fractions(-12, -3, -15, -9, 4, -11, -7), 6),
    ],
)
def test_the_coin_against_known_answers(differences: list[Fraction], ways: int) -> None:
    test = sign_test(differences)
    assert (test.ways, test.of) == (ways, 2 ** len(differences))


def test_estimate_and_interval_against_known_answers() -> None:
    assert middle_difference(DARWIN) == 25
    assert middle_difference(DEPRESSION) == 460
    interval = interval_of(DARWIN)
    assert (interval.low, interval.high) == (Fraction(-1, 6), Fraction(41))


SCIPY = [
    # scipy 1.17: permutation_test((d,), sum, permutation_type="samples", n_resamples=inf), p times 2**k.
    # Kept as numbers: scipy and numpy would be 240 MB for one test.
    ([-8, 0, 2, 3, 1, -1], 60),
    ([-6, -5, 2, -5, -5, 2], 8),
    ([-8, 1, -2, -5, -2, 1, 4], 50),
    ([-3, -3, 3, 5, -8, -5, -6], 34),
    ([4, 5, -4, -4, 3, -5, -4, 3], 230),
    ([1, 1, -1, -7, -7, -1, 1, 1], 114),
    ([-5, -7, -9, 1, -8, -8, 0, -4, -9], 8),
    ([-8, -5, -6, 4, -3, -3, 0, 5, -2, 5], 440),
    ([0, -8, 4, 1, 1, 5, -8, 0, 0, 1], 800),
    ([1, -4, -7, 4, -8, 2, 4, -2, -1, 1, -6], 644),
    ([-5, -2, 0, -6, -2, 3, -5, -1, -5, -8, -8, 4], 144),
    ([-8, -5, -5, -8, -9, -7, 2, -3, -8, 1, -1, 0], 32),
]


@pytest.mark.parametrize(("differences", "ways"), SCIPY)
def test_the_coin_against_scipy(differences: list[int], ways: int) -> None:
    assert sign_test(fractions(*differences)).ways == ways


def all_signs(differences: Sequence[Fraction]) -> list[list[Fraction]]:
    return [
        [sign * size for sign, size in zip(signs, differences, strict=True)]
        for signs in product((1, -1), repeat=len(differences))
    ]


tenths = st.integers(-100, 100).map(lambda number: Fraction(number, 10))
odd_fractions = st.builds(Fraction, st.integers(-300, 300), st.sampled_from((3, 4, 5, 12, 20)))
some_differences = st.lists(tenths | odd_fractions, min_size=1, max_size=10)
enough_differences = st.lists(st.integers(-4, 4).map(Fraction) | odd_fractions, min_size=6, max_size=12)


@given(some_differences)
def test_the_coin_against_trying_every_sign(differences: list[Fraction]) -> None:
    sums = [abs(sum(one, Fraction())) for one in all_signs(differences)]
    observed = sums[0]  # all signs as they were
    assert sign_test(differences).ways == sum(total >= observed for total in sums)


@given(some_differences)
def test_the_estimate_is_the_median_of_the_walsh_averages(differences: list[Fraction]) -> None:
    averages = sorted((one + other) / 2 for i, one in enumerate(differences) for other in differences[i:])
    middle = averages[(len(averages) - 1) // 2], averages[len(averages) // 2]
    assert middle_difference(differences) == sum(middle) / 2


@given(enough_differences)
def test_the_interval_never_contradicts_the_test(differences: list[Fraction]) -> None:
    interval, test = interval_of(differences), sign_test(differences)
    assert (interval.low <= 0 <= interval.high) == (test.p > CLEAR)
    assert interval.low <= middle_difference(differences) <= interval.high
    assert Fraction(19, 20) <= interval.coverage < 1


@given(enough_differences, odd_fractions)
def test_the_interval_holds_the_shifts_that_the_test_allows(
    differences: list[Fraction], shift: Fraction
) -> None:
    interval = interval_of(differences)
    shifted = sign_test([difference - shift for difference in differences])
    assert (interval.low <= shift <= interval.high) == (shifted.p > CLEAR)


days = st.lists(st.none() | st.integers(0, 10), min_size=7, max_size=7).map(tuple)
some_pairs = st.lists(st.builds(PairScores, st.sampled_from(("AB", "BA")), days, days), max_size=12)


@given(some_pairs)
def test_the_names_of_the_conditions_do_not_matter(pairs: list[PairScores]) -> None:
    answer = analyse(pairs)
    other = analyse([PairScores(pair.order[::-1], pair.first, pair.second) for pair in pairs])
    assert (other.test, other.dropped) == (answer.test, answer.dropped)
    assert other.differences == tuple(-difference for difference in answer.differences)
    if answer.interval and other.interval:
        assert (other.interval.low, other.interval.high) == (-answer.interval.high, -answer.interval.low)


@given(some_pairs)
def test_every_pair_counts_or_is_named(pairs: list[PairScores]) -> None:
    answer = analyse(pairs)
    assert sorted([*answer.dropped, *(pair.number for pair in answer.means)]) == list(
        range(1, len(pairs) + 1)
    )
    assert (answer.test is not None) == (len(answer.means) >= 6)


@pytest.mark.parametrize(("pairs", "rejected"), [(6, 2), (7, 6), (8, 12), (9, 24), (10, 50)])
def test_the_size_of_the_test_by_enumeration(pairs: int, rejected: int) -> None:
    # Sizes that make all sums different: the most that the test can reject when there is no effect.
    differences = fractions(*(2**n for n in range(pairs)))
    assert sum(sign_test(one).clear for one in all_signs(differences)) == rejected
    assert 1 - interval_of(differences).coverage == Fraction(rejected, 2**pairs) <= CLEAR


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1, 1, 1), (0, 1, 2, 3, 3, 5, 7), (2, 2, 4, 4, 6, 6, 8, 8)])
def test_ties_only_make_the_test_stricter(sizes: tuple[int, ...]) -> None:
    differences = fractions(*sizes)
    rejected = sum(sign_test(one).clear for one in all_signs(differences))
    assert Fraction(rejected, 2 ** len(sizes)) <= CLEAR


def test_what_was_stopped_is_described_and_not_judged() -> None:
    vector = next(vector for vector in VECTORS if vector["expect"]["verdict"] == "lower_noticeable")
    answer = analyse(pairs_of(vector), tested=False)
    assert (answer.test, answer.interval, answer.verdict) == (None, None, None)
    assert answer.differences == (Fraction(-2),) * 6


def test_a_baseline_needs_three_scores() -> None:
    assert analyse([], (5, 4)).baseline is None
    assert analyse([], (5, 4, 5)).baseline == Fraction(14, 3)


def test_how_many_experiments_stay_answerable_when_one_day_in_five_is_missed() -> None:
    """The last column of what `experiment new` says beforehand."""
    period = sum(comb(5, n) * 0.8**n * 0.2 ** (5 - n) for n in (3, 4, 5))
    pair = period**2
    shares = [
        sum(comb(pairs, n) * pair**n * (1 - pair) ** (pairs - n) for n in range(6, pairs + 1))
        for pairs in range(6, 13)
    ]
    assert [round(100 * share) for share in shares] == [49, 82, 95, 99, 100, 100, 100]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0.0"),
        ("-1/25", "0.0"),  # no minus before nothing
        ("1/20", "0.1"),
        ("-1/20", "-0.1"),  # half away from zero
        ("-7/10", "-0.7"),
        ("-39/20", "-1.95"),  # 2.0 would be more than it was
        ("479/240", "1.996"),
        ("2", "2.0"),
        ("41/20", "2.1"),
        ("199/100", "1.99"),
        ("10", "10.0"),
    ],
)
def test_numbers_are_rounded_for_people(value: str, text: str) -> None:
    assert decimal(Fraction(value)) == text


@pytest.mark.parametrize(
    ("ways", "of", "text"), [(4, 64, ".0625"), (64, 64, "1"), (2, 4096, ".0005"), (10, 256, ".0391")]
)
def test_p_for_people(ways: int, of: int, text: str) -> None:
    assert p_text(SignTest(ways, of)) == text


def words(number: int, **changes: Any) -> str:
    vector = next(vector for vector in VECTORS if vector["name"].split()[0] == str(number))
    return "\n".join(answer_in_words(analyse(pairs_of(vector), **changes), "zero-drop", "the old ones"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "No clear sign. The entries go with anything from 1.4 lower to 0.2 higher with A (zero-drop)."),
        (1, "The coin could have fallen in 64 ways; in 4 of them"),
        (1, "(p = .0625)"),
        (2, "Pain was lower with A (zero-drop): by 2.0 (2.0 to 2.0). That is 2 points or more"),
        (3, "Pain was lower with A (zero-drop): by 1.0 (1.0 to 1.0). That is less than the 2 points"),
        (4, "Pain was higher with A (zero-drop): by 1.0 (1.0 to 1.0)."),
        (5, "No clear sign. The entries go with no difference between the two."),
        (5, "in all of them"),
        (6, "5 of 5 pairs have enough entries; a test needs 6. Described, not tested."),
        (6, "In the middle of these pairs pain was 2.0 lower with A"),
        (11, "No pair has enough entries. This cannot be answered."),
        (14, "Pain was lower with A (zero-drop): by 1.5 (0.3 to 2.0). That is less than"),
        (16, "by 1.8 (1.8 to 1.8)"),
    ],
)
def test_the_answer_in_words(number: int, expected: str) -> None:
    assert expected in words(number)


def test_thirty_per_cent_is_named_only_with_a_baseline() -> None:
    assert "30 % of your 5.0 would be 1.5." in words(2, baseline=(5, 5, 5))
    assert "30 %" not in words(2, baseline=(5, 5))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 16])
def test_the_words_never_say_more_than_a_person_can_know(number: int) -> None:
    for tested in (True, False):
        said = words(number, tested=tested, baseline=(4, 4, 4)).lower()
        assert not any(word in said for word in ("cause", "work", "prove", "proof", "no effect", "because"))


def test_a_stopped_one_is_never_called_an_answer() -> None:
    said = words(2, tested=False)
    assert "did not run to its end: described, not tested" in said
    assert "coin" not in said
