"""The invented journal: the same each time, and written as the program writes."""

import runpy
from datetime import date
from pathlib import Path
from typing import Any

from backroutine.journal.queries import read_scores
from backroutine.journal.reader import read_sessions

BENCH = runpy.run_path(str(Path(__file__).resolve().parents[2] / "bench" / "three_years.py"))
LAST = date(2026, 11, 22)


def invented(**wanted: Any) -> list[Any]:
    return list(BENCH["invented_sessions"](LAST, **{"years": 0.06, **wanted}))


def test_the_same_seed_gives_the_same_sessions() -> None:
    assert invented() == invented()
    assert invented() != invented(seed=2)


def test_every_session_is_in_the_journal(tmp_path: Path) -> None:
    sessions = invented()
    written, _events = BENCH["write"](
        tmp_path / "journal.db", iter(sessions), BENCH["invented_days"](LAST, years=0.06)
    )
    reading = read_sessions(tmp_path / "journal.db")
    assert reading.notices == ()
    assert [record.id for record in reversed(reading.records)] == [session.id for session in sessions]
    assert written == len(sessions) > 3
    assert {score.moment for score in read_scores(tmp_path / "journal.db").scores} == {
        "before", "worst", "after", "next_morning", "day",
    }  # fmt: skip
    assert max(record.day for record in reading.records) <= LAST
