"""The tidy table of `log --csv` and `export --format csv`."""

import csv
from pathlib import Path

from backroutine.journal.entries import SideCorrected
from backroutine.journal.formats.csv_writer import csv_lines
from backroutine.journal.reader import read_sessions
from journal_kit import NOW, keep, tell


def test_a_hold_that_is_not_known_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    tell(path, SideCorrected("s", NOW, "one", "plank", "both", 1, 1, 3, 3))  # not in the plan
    rows = list(csv.DictReader(csv_lines(read_sessions(path).records)))
    assert {(row["exercise"], row["side"]): row["hold"] for row in rows} == {
        ("leg-raise", "left"): "1",
        ("leg-raise", "right"): "1",
        ("plank", "both"): "",
    }
