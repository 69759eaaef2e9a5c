"""The simulation of experiments: the same each time, and it finds what is there."""

import runpy
from pathlib import Path

from backroutine.cli.commands.experiment import POWER

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[2] / "bench" / "experiment_simulation.py"))
EXPECTED, shares = BENCH["EXPECTED"], BENCH["shares"]


def test_the_same_runs_give_the_same_shares() -> None:
    first = shares(6, 20, change=-1, correlation=0.3)
    assert first == shares(6, 20, change=-1, correlation=0.3)


def test_it_finds_a_large_change_and_seldom_none() -> None:
    assert shares(8, 50, change=-2, correlation=0.3)[0] > 0.9
    assert shares(8, 50, change=0, correlation=0.3)[0] < 0.2
    assert shares(6, 50, change=0, correlation=0.3, missed=0.2)[1] < 0.7


def test_it_checks_the_table_that_people_are_shown() -> None:
    def per_cent(low: float, high: float) -> str:
        return f"{100 * high:.0f} %" if low == high else f"{100 * low:.0f} to {100 * high:.0f} %"

    for pairs, points in EXPECTED.items():
        shown = [text.removesuffix(" and more") for text in POWER[pairs][:2]]
        assert shown == [per_cent(*found) for found in points]
