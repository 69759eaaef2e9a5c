"""What the rule of progression does to invented people."""

import runpy
from pathlib import Path

from msgspec.structs import replace

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[2] / "bench" / "progression.py"))
STEADY = BENCH["Person"]()
shares, advanced_without_mornings = BENCH["shares"], BENCH["advanced_without_mornings"]
sessions_until_regress = BENCH["sessions_until_regress"]


def test_steady_pain_of_two_is_seldom_met_with_something_easier() -> None:
    found = shares(STEADY, 60)
    assert found["regress"] <= 0.05
    assert found["advance"] > 0.1


def test_nobody_is_advanced_without_two_mornings() -> None:
    assert advanced_without_mornings(replace(STEADY, mornings=0.5), 30) == 0


def test_a_real_flare_is_met_within_three_sessions() -> None:
    waits = sorted(sessions_until_regress(replace(STEADY, spread=0.5, flare=2.0, flare_at=20), 40))
    assert waits[len(waits) // 2] <= 3
