"""Scores on the first of the days that were asked for."""

from datetime import datetime
from pathlib import Path

from backroutine.journal.entries import PainScored, Undone
from backroutine.journal.queries import read_scores
from journal_kit import NOW, keep, tell


def test_the_morning_after_a_session_of_the_day_before_is_found_wherever_it_was(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    # As far from UTC as a place is, and early: two days before by the clock that the journal is sorted by.
    began = datetime.fromisoformat("2026-11-21T00:30:00+14:00")
    keep(path, "one", started_at=began)
    tell(path, PainScored("p", began, "one", "next_morning", 3))
    morning = datetime.fromisoformat("2026-11-22T07:00:00+14:00").date()
    (score,) = read_scores(path, since=morning, until=morning).scores
    assert (score.day, score.score) == (morning, 3)


def test_the_last_score_of_an_ordinary_day_stands(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for number in (3, 5, 4):
        tell(path, PainScored(f"p{number}", NOW, None, "day", number))
    assert [score.score for score in read_scores(path).scores] == [4]
    tell(path, Undone("u", NOW, "p4"))
    assert [score.score for score in read_scores(path).scores] == [5]
