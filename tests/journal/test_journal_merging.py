"""What a merge compares, orders and refuses."""

from pathlib import Path
from typing import Any

import pytest

from backroutine.journal.entries import NoteWritten, Undone
from backroutine.journal.entry_rows import LARGEST_SEQ
from backroutine.journal.finding import read_entries
from backroutine.journal.interchange import check
from backroutine.journal.merging import Merged, merge
from backroutine.journal.reading import read_sessions
from journal_kit import NOW, days_later, dump, keep, tell


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "one" / "journal.db"
    keep(path)
    tell(path, NoteWritten("n", NOW, "one", "stiff"))
    return path


def brought(path: Path, data: Any) -> Merged:
    sessions, entries, faults = check(data)
    assert faults == ()
    return merge(path, sessions, entries, NOW)


def test_no_number_from_elsewhere_makes_what_is_told_here_refused(path: Path, tmp_path: Path) -> None:
    data = dump(path)
    data["entries"][0] |= {"id": "last", "seq": LARGEST_SEQ}
    brought(path, data)
    later = NoteWritten("later", days_later(1), "one", "better"), Undone("undo", days_later(2), "later")
    tell(path, *later)
    other = tmp_path / "other" / "journal.db"
    brought(other, dump(path))
    assert dump(other) == dump(path)
    assert read_entries(other)[-2:] == later
    assert read_sessions(other).records[0].note == "stiff"
