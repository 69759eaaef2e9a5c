"""How often an experiment finds a change, and how often it finds one where there is none.

    .venv/bin/python bench/experiment_simulation.py [RUNS]

Each run is one person: daily scores from 0 to 10 around 5, with a standard deviation of 1.2 within the
person and a day-to-day correlation of .3 or .6. The lot, the periods, the analysis and the verdict are the
program's own. It ends with an error when a figure is off: see EXPECTED.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt
from random import Random

from backroutine.insight.experiment_analysis import analyse
from backroutine.insight.experiment_calendar import Schedule, lot

LEVEL, DEVIATION = 5.0, 1.2
FIRST_DAY = date(2026, 11, 30)
EXPECTED = {
    # pairs: the share found of 1 point, of 2 points, each at a correlation of .6 and of .3
    6: ((0.22, 0.31), (0.70, 0.85)),
    7: ((0.37, 0.52), (0.93, 0.98)),
    8: ((0.48, 0.65), (0.97, 1.00)),
    9: ((0.54, 0.73), (0.99, 1.00)),
    10: ((0.62, 0.80), (1.00, 1.00)),
}
"""The table that `experiment new` prints."""
TOLERANCE = 0.03
SIZE = {6: 2 / 64, 7: 6 / 128, 8: 12 / 256, 9: 24 / 512, 10: 50 / 1024}
"""The exact size of the test, where all sums differ; equal sums only make it smaller."""


def scores(
    schedule: Schedule, chance: Random, *, change: float, correlation: float, trend: float, missed: float
) -> Iterator[tuple[date, int]]:
    """The scores that one person enters; A changes each day's pain by `change`, each week by `trend`."""
    noise = chance.gauss(0, DEVIATION)
    fresh = DEVIATION * sqrt(1 - correlation**2)
    for number in range(7 * schedule.weeks):
        day = schedule.first_day + timedelta(days=number)
        place = schedule.place(day)
        assert place
        week = number / 7 - schedule.weeks / 2  # around the middle, so that the scale bounds nothing
        pain = LEVEL + noise + trend * week + change * (place.condition == "A")
        if chance.random() >= missed:
            yield day, min(10, max(0, round(pain)))
        noise = correlation * noise + chance.gauss(0, fresh)


def shares(
    pairs: int, runs: int, *, change: float, correlation: float, trend: float = 0.0, missed: float = 0.0
) -> tuple[float, float]:
    """The share of clear answers among those that could be tested, and the share that could be."""
    chance = Random(f"{pairs} {change} {correlation} {trend} {missed}")
    tested = clear = 0
    for _ in range(runs):
        schedule = Schedule(FIRST_DAY, lot(f"{chance.getrandbits(64):016x}", pairs))
        entered = dict(
            scores(schedule, chance, change=change, correlation=correlation, trend=trend, missed=missed)
        )
        answer = analyse(schedule.pair_scores(entered))
        tested += answer.test is not None
        clear += answer.verdict is not None and answer.verdict.startswith(("lower", "higher"))
    return clear / max(1, tested), tested / runs


def main(runs: int) -> int:
    off = 0
    print(f"{runs} runs each\n\nNo difference, pain falls by .3 a week, one day in five missed")
    for pairs, size in SIZE.items():
        for correlation in (0.3, 0.6):
            found, tested = shares(pairs, runs, change=0, correlation=correlation, trend=-0.3, missed=0.2)
            # Of the pairs that are left, the largest size that any number of them has.
            most = max(other for number, other in SIZE.items() if number <= pairs)
            limit = most + 3 * sqrt(most * (1 - most) / (runs * tested))
            off += found > limit
            figures = f"found {found:.3f} (size {size:.4f}), testable {tested:.2f}"
            print(f"{pairs:>2} pairs, r {correlation}: {figures}")
    print("\nA change, no trend, every day entered")
    for pairs, points in EXPECTED.items():
        for change, expected in zip((1, 2), points, strict=True):
            for correlation, wanted in zip((0.6, 0.3), expected, strict=True):
                found, _ = shares(pairs, runs, change=-change, correlation=correlation)
                wrong = abs(found - wanted) > TOLERANCE
                off += wrong
                figures = f"{found:.3f}, expected {wanted:.2f}{'  OFF' if wrong else ''}"
                print(f"{pairs:>2} pairs, {change} points, r {correlation}: {figures}")
    print(f"\n{off} figures are off" if off else "\nAll as expected")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000))
