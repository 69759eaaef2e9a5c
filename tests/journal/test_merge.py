"""What a merge compares, orders and refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from backroutine.journal import merge as merging
from backroutine.journal.entries import NoteWritten, Undone
from backroutine.journal.formats.importer import check
from backroutine.journal.merge import Merged, merge
from backroutine.journal.queries import read_entries
from backroutine.journal.reader import read_sessions
from backroutine.journal.rows import LARGEST_SEQ
from backroutine.journal.writer import Journal
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


@pytest.fixture
def changed(path: Path) -> Any:
    """What the journal holds, to be changed."""
    return json.loads(json.dumps(dump(path)))


def test_another_plan_makes_another_session(path: Path, changed: Any) -> None:
    changed["sessions"][0]["plan"]["steps"][0]["target"] += 1
    assert brought(path, changed) == Merged(same=1, differing=("one",))


def test_another_instant_makes_another_event(path: Path, changed: Any) -> None:
    changed["sessions"][0]["events"][-1]["at"] += 1
    assert brought(path, changed) == Merged(same=1, differing=("one",))


def test_another_instant_makes_another_entry(path: Path, changed: Any) -> None:
    changed["entries"][0]["at"] = days_later(1).isoformat()
    assert brought(path, changed) == Merged(same=1, differing=("n",))


def test_what_another_program_adds_meanwhile_is_not_added_twice(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, other = dump(path), tmp_path / "other" / "journal.db"
    keep(other, "two")

    def meanwhile(*_: object) -> None:
        monkeypatch.undo()
        brought(other, data)

    monkeypatch.setattr(merging, "keep_guard", meanwhile)
    assert brought(other, data) == Merged(same=2)
    assert len(read_sessions(other).records) == 2


def test_what_takes_back_an_entry_of_a_deleted_session_is_refused_wherever_it_stands(path: Path) -> None:
    tell(path, Undone("u", NOW, "n"))
    data = dump(path)
    data["entries"].sort(key=lambda entry: str(entry["id"]), reverse=True)
    assert [entry["id"] for entry in data["entries"]] == ["u", "n"]
    with Journal.open(path, NOW) as journal:
        journal.delete_session("one")
    assert brought(path, data) == Merged(refused=("n", "one", "u"))
