"""The statistics of an experiment with pairs: exact, in integers and fractions. Pure.

The outcome of a period is the mean of the scores on its days 3 to 7; a pair's difference is the mean with A
less the mean with B. The coin decided the order inside each pair. So, without any effect, each difference
could just as well have had the other sign: that is the whole test, and it assumes nothing about pain.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Literal

from msgspec import Struct

from backroutine.insight.experiment_calendar import PairScores
from backroutine.journal.entries import FEWEST_PAIRS

ENOUGH_SCORES = 3
"""Scores that a period needs of its five, otherwise its pair is left out."""
CLEAR = Fraction(1, 20)
NOTICEABLE = 2
"""Points on the scale that people usually notice (Ostelo 2008, Spine 33:90)."""
NOTICEABLE_SHARE = Fraction(3, 10)
"""The share of the earlier pain that people usually notice (the same source)."""
ENOUGH_BASELINE = 3

Verdict = Literal[
    "nothing",
    "too_few",
    "no_clear_sign",
    "lower_small",
    "lower_noticeable",
    "higher_small",
    "higher_noticeable",
]


class SignTest(Struct, frozen=True):
    """What the coin could have made of these differences without any effect."""

    ways: int
    """The ways in which the sum would be at least as large as it was."""
    of: int
    """All ways: 2 to the number of pairs."""

    @property
    def p(self) -> Fraction:
        """The two-sided p value."""
        return Fraction(self.ways, self.of)

    @property
    def clear(self) -> bool:
        """Whether it is more than chance often does."""
        return self.p <= CLEAR


class Interval(Struct, frozen=True):
    """The differences that go with the scores, as the same test sees it."""

    low: Fraction
    high: Fraction
    coverage: Fraction


class PairMeans(Struct, frozen=True):
    """The means of a pair that counts."""

    number: int
    """Its place among all pairs, from 1."""
    order: str
    a: Fraction
    b: Fraction

    @property
    def difference(self) -> Fraction:
        """Below 0: less pain with A."""
        return self.a - self.b


class Analysis(Struct, frozen=True):
    """The answer. What cannot be given is None."""

    means: tuple[PairMeans, ...]
    dropped: tuple[int, ...]
    """The numbers of the pairs with too few scores."""
    estimate: Fraction | None
    test: SignTest | None
    interval: Interval | None
    verdict: Verdict | None
    """None for an experiment that was stopped early: it is described, not judged."""
    baseline: Fraction | None

    @property
    def differences(self) -> tuple[Fraction, ...]:
        """One for each pair that counts, in order."""
        return tuple(pair.difference for pair in self.means)


def analyse(pairs: Sequence[PairScores], baseline: Sequence[int] = (), *, tested: bool = True) -> Analysis:
    """The answer to the scores of all pairs. `tested` is False for an experiment that was stopped early."""
    means = means_of(pairs)
    kept = {pair.number for pair in means}
    differences = [pair.difference for pair in means]
    estimate = middle_difference(differences) if means else None
    enough = tested and len(means) >= FEWEST_PAIRS
    test = sign_test(differences) if enough else None
    return Analysis(
        means=means,
        dropped=tuple(number for number in range(1, len(pairs) + 1) if number not in kept),
        estimate=estimate,
        test=test,
        interval=interval_of(differences) if enough else None,
        verdict=_verdict(estimate, test) if tested or not means else None,
        baseline=_mean(baseline) if len(baseline) >= ENOUGH_BASELINE else None,
    )


def means_of(pairs: Sequence[PairScores]) -> tuple[PairMeans, ...]:
    """The means of the pairs that have enough scores in both periods."""
    found = []
    for number, pair in enumerate(pairs, 1):
        a, b = pair.counting("A"), pair.counting("B")
        if min(len(a), len(b)) >= ENOUGH_SCORES:
            found.append(PairMeans(number, pair.order, _mean(a), _mean(b)))
    return tuple(found)


def sign_test(differences: Sequence[Fraction]) -> SignTest:
    """Fisher's exact test: the sums that all patterns of signs would give, against the one there was.

    A difference of 0 keeps both signs. Sums that are equal count as at least as large.
    """
    scaled, _ = _scaled(differences)
    sums = {0: 1}
    for size in map(abs, scaled):
        flipped: dict[int, int] = {}
        for total, ways in sums.items():
            for other in (total - size, total + size):
                flipped[other] = flipped.get(other, 0) + ways
        sums = flipped
    observed = abs(sum(scaled))
    return SignTest(sum(ways for total, ways in sums.items() if abs(total) >= observed), 2 ** len(scaled))


def middle_difference(differences: Sequence[Fraction]) -> Fraction:
    """The Hodges-Lehmann estimate: the median of the means of all two differences, each with itself too."""
    scaled, unit = _scaled(differences)
    sums = sorted(one + other for i, one in enumerate(scaled) for other in scaled[i:])
    half = len(sums) // 2
    # Twice the mean of two, so the median is a quarter of the sum of the middle two.
    return Fraction(sums[half] + sums[-half - 1], 4 * unit)


def interval_of(differences: Sequence[Fraction]) -> Interval:
    """The shifts that `sign_test` would not reject at .05.

    The means of all non-empty subsets cut the line into 2**k parts which are equally likely to hold the true
    difference (Hartigan 1969, JASA 64:1303). So this interval holds 0 exactly when the test is not clear.
    Needs 6 differences or more.
    """
    scaled, unit = _scaled(differences)
    number = len(scaled)
    # Every mean of a subset is whole when all are multiplied by this.
    common = lcm(*range(1, number + 1))
    subsets = [(0, 0)]
    for value in scaled:
        subsets += [(total + value, size + 1) for total, size in subsets]
    means = sorted(total * (common // size) for total, size in subsets[1:])
    cut = 2**number // 40 - 1
    return Interval(
        Fraction(means[cut], common * unit),
        Fraction(means[-1 - cut], common * unit),
        1 - Fraction(2 * (cut + 1), 2**number),
    )


def _verdict(estimate: Fraction | None, test: SignTest | None) -> Verdict:
    if estimate is None:
        return "nothing"
    if test is None:
        return "too_few"
    if not test.clear:
        return "no_clear_sign"
    if abs(estimate) >= NOTICEABLE:
        return "lower_noticeable" if estimate < 0 else "higher_noticeable"
    return "lower_small" if estimate < 0 else "higher_small"


def _mean(scores: Sequence[int]) -> Fraction:
    return Fraction(sum(scores), len(scores))


def _scaled(differences: Sequence[Fraction]) -> tuple[list[int], int]:
    """The differences as whole numbers, and of which unit they count parts."""
    unit = lcm(*(difference.denominator for difference in differences))
    return [int(difference * unit) for difference in differences], unit


# The answer in words and for programs. It says what goes with what, and never why.

KNEW = (
    "You knew each day which of the two it was, and what one expects can move a score of pain. The lot keeps "
    "out the season and a back that gets better by itself; it cannot keep out what you expected. So the "
    "answer says what goes with {a} and {b}, not where it comes from."
)


def decimal(value: Fraction) -> str:
    """The value to one decimal, half away from zero; to more where one would make 2.0 of less than 2."""
    places = 1
    while True:
        size = int(abs(value) * 10**places + Fraction(1, 2))
        if size < NOTICEABLE * 10**places or abs(value) >= NOTICEABLE:
            whole, rest = divmod(size, 10**places)
            return f"{'-' if value < 0 and size else ''}{whole}.{rest:0{places}d}"
        places += 1


def p_text(test: SignTest) -> str:
    """The p value as in `.0625`, to four decimals."""
    text = f"{float(test.p):.4f}".rstrip("0").rstrip(".")
    return text.removeprefix("0") or "0"


def answer_in_words(answer: Analysis, a: str, b: str) -> list[str]:
    """The verdict, a sentence or two each: what was found, what the coin says, the caution, the baseline."""
    if answer.estimate is None:
        return ["No pair has enough entries. This cannot be answered."]
    with_a = f"with A ({a})"
    if answer.test is None or answer.interval is None:
        return [_description(answer), f"{_middle(answer.estimate, with_a)}.", *_cautions(answer, a, b)]
    low, high = answer.interval.low, answer.interval.high
    if answer.verdict == "no_clear_sign":
        found = f"No clear sign. The entries go with {_span(low, high, with_a)}."
        meaning = "That does not mean that there is no difference."
    else:
        near, far = sorted((abs(low), abs(high)))
        lower = "lower" if answer.estimate < 0 else "higher"
        found = f"Pain was {lower} {with_a}: by {decimal(abs(answer.estimate))}"
        found += f" ({decimal(near)} to {decimal(far)})."
        noticeable = abs(answer.estimate) >= NOTICEABLE
        size = "2 points or more, which" if noticeable else "less than the 2 points that"
        meaning = f"That is {size} people usually notice."
    return [f"{found} {meaning}", _coin(answer.test), *_cautions(answer, a, b)]


def _description(answer: Analysis) -> str:
    kept, pairs = len(answer.means), len(answer.means) + len(answer.dropped)
    number = f"{kept} of {pairs} pairs {'has' if kept == 1 else 'have'} enough entries"
    if answer.verdict is None:
        return f"It did not run to its end: described, not tested. {number}."
    return f"{number}; a test needs {FEWEST_PAIRS}. Described, not tested."


def _cautions(answer: Analysis, a: str, b: str) -> list[str]:
    lines = [KNEW.format(a=a, b=b)]
    if answer.baseline is not None:
        lines.append(
            f"In the week before, your mean was {decimal(answer.baseline)}. The other measure of what people "
            f"notice: 30 % of your {decimal(answer.baseline)} would be "
            f"{decimal(answer.baseline * NOTICEABLE_SHARE)}."
        )
    return lines


def _coin(test: SignTest) -> str:
    ways = "all" if test.ways == test.of else str(test.ways)
    return (
        f"The coin could have fallen in {test.of} ways; in {ways} of them the difference would be this large "
        f"even if A and B were the same for your back (p = {p_text(test)})."
    )


def _middle(difference: Fraction, with_a: str) -> str:
    if not difference:
        return "In the middle of these pairs there was no difference"
    return f"In the middle of these pairs pain was {_sized(difference)} {with_a}"


def _span(low: Fraction, high: Fraction, with_a: str) -> str:
    if low == high == 0:
        return "no difference between the two"
    return f"anything from {_sized(low)} to {_sized(high)} {with_a}"


def _sized(difference: Fraction) -> str:
    if not difference:
        return "no difference"
    return f"{decimal(abs(difference))} {'lower' if difference < 0 else 'higher'}"


def analysis_to_json(answer: Analysis) -> dict[str, object]:
    """The answer for programs: exact numbers as text, absent ones None."""
    interval, test = answer.interval, answer.test
    return {
        "pairs": len(answer.means),
        "dropped": len(answer.dropped),
        "differences": [str(difference) for difference in answer.differences],
        "estimate": _exact(answer.estimate),
        "p": f"{test.ways}/{test.of}" if test else None,
        "interval": [str(interval.low), str(interval.high)] if interval else None,
        "coverage": str(interval.coverage) if interval else None,
        "verdict": answer.verdict,
        "baseline": _exact(answer.baseline),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
