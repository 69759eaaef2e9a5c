"""Experiments in the journal: two more kinds of entries, carried everywhere, harmless to older programs."""

import json
from datetime import date, datetime, timedelta, timezone
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from backroutine.journal import entries
from backroutine.journal.entries import (
    Entry,
    ExperimentBegun,
    ExperimentStopped,
    PainScored,
    Undone,
    entry_from_json,
    entry_to_json,
)
from backroutine.journal.experiments import read_day_scores, read_experiments, registration
from backroutine.journal.queries import last_change
from backroutine.journal.reader import read_sessions
from backroutine.journal.writer import Journal
from journal_kit import NOW, bring, dump, faults_in, keep, staged, tell
from machines import Machine

BEGUN = ExperimentBegun(
    "x", NOW, "shoes", "zero-drop", "the old ones", date(2026, 11, 30), 8, "0" * 16, "BBAABABB", 1
)
STOPPED = ExperimentStopped("y", NOW + timedelta(days=10), "x")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.mark.parametrize("entry", [BEGUN, replace(BEGUN, seed_given=True), STOPPED])
def test_it_reads_back_as_it_was(path: Path, entry: Entry) -> None:
    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry
    tell(path, entry)
    found = read_experiments(path)
    assert (*found.begun, *found.stopped) == (entry,)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 41},
        {"a": "red\x1b[31m"},
        {"b": "two\nlines"},
        {"b": "zero-drop"},
        {"pairs": 5, "order": "BBAAB"},
        {"pairs": 13, "order": "B" * 13},
        {"pairs": 8.0},
        {"order": "BBAABAB"},
        {"order": "BBAABABC"},
        {"seed": "0" * 15},
        {"seed": "G" * 16},
        {"seed": "00000000000000FF"},
        {"rules": 0},
        {"seed_given": 1},
        {"first_day": "2026-11-30"},
        {"first_day": NOW},
        {"first_day": date(2026, 11, 21)},
        {"first_day": date(3000, 1, 1)},
    ],
)
def test_a_wrong_experiment_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(BEGUN, **changes)


def test_the_registration_is_the_hash_of_the_fields_but_the_id() -> None:
    text = (
        '{"a":"zero-drop","at":"2026-11-22T07:10:03+01:00","b":"the old ones","first_day":"2026-11-30",'
        '"name":"shoes","order":"BBAABABB","pairs":8,"rules":1,"seed":"0000000000000000"}'
    )
    assert registration(BEGUN) == blake2b(text.encode(), digest_size=16).hexdigest()
    assert registration(replace(BEGUN, id="another")) == registration(BEGUN)
    assert registration(replace(BEGUN, order="ABAABABB")) != registration(BEGUN)


def test_an_experiment_that_was_taken_back_is_marked_so(path: Path) -> None:
    tell(path, BEGUN, Undone("u", NOW, "x"), replace(BEGUN, id="z", at=NOW + timedelta(hours=1)))
    found = read_experiments(path)
    assert [entry.id for entry in found.begun] == ["z"]
    assert [entry.id for entry in found.taken_back] == ["x"]


def test_a_beginning_is_a_change_of_its_own(path: Path) -> None:
    tell(path, PainScored("p", NOW, None, "day", 3), replace(BEGUN, at=NOW + timedelta(minutes=1)))
    assert [entry.id for entry in last_change(path)] == ["x"]


def test_export_and_import_carry_both(path: Path, tmp_path: Path) -> None:
    tell(path, BEGUN, STOPPED)
    other = tmp_path / "other.db"
    bring(other, json.loads(json.dumps(dump(path))))
    assert dump(other) == dump(path)
    assert read_experiments(other) == read_experiments(path)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"order": "ABC"}, "order"),
        ({"first_day": "soon"}, "it must be a day"),
        ({"name": "\x1b[2J"}, "control characters"),
        ({"colour": "red"}, "not known"),
    ],
)
def test_an_import_refuses_what_is_bent(path: Path, change: dict[str, Any], what: str) -> None:
    tell(path, BEGUN)
    data = dump(path)
    data["entries"][0].update(change)
    assert what in faults_in(data)[0]


def test_sync_carries_both(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    desk, phone = Machine(tmp_path / "desk", folder), Machine(tmp_path / "phone", folder)
    desk.tell(BEGUN)
    desk.tell(STOPPED)
    phone.tell(replace(BEGUN, id="later", name="chair", at=NOW + timedelta(hours=1)))
    for machine in (desk, phone, desk):
        machine.sync()
    assert read_experiments(desk.path) == read_experiments(phone.path)
    assert [entry.id for entry in read_experiments(desk.path).begun] == ["x", "later"]


def test_a_program_that_does_not_know_the_kinds_loses_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(path)
    tell(path, BEGUN, STOPPED)
    whole = dump(path)
    for kind in ("experiment_begun", "experiment_stopped"):
        monkeypatch.delitem(entries.ENTRY_KINDS, kind)
    assert len(read_sessions(path).records) == 1
    assert dump(path) == whole
    assert {row.shelf for row in staged(whole).entries()} == {"other"}
    other = tmp_path / "other.db"
    bring(other, whole)
    monkeypatch.undo()
    assert read_experiments(other) == read_experiments(path)


def wrote(path: Path, day: int, score: int, when: datetime) -> None:
    """Keeps the score of a day of December 2026 at an instant."""
    at = datetime(2026, 12, day, 12, tzinfo=NOW.tzinfo)
    with Journal.open(path, when) as journal:
        journal.add_entry(PainScored(f"{day} {when}", at, None, "day", score))


def test_the_last_score_of_a_day_counts_and_late_ones_are_known(path: Path) -> None:
    zone = timezone(timedelta(hours=1))
    wrote(path, 1, 4, datetime(2026, 12, 1, 21, tzinfo=zone))
    wrote(path, 2, 5, datetime(2026, 12, 3, 23, tzinfo=zone))  # yesterday's
    wrote(path, 3, 6, datetime(2026, 12, 5, 2, tzinfo=zone))  # in the night of the 4th: still yesterday's
    wrote(path, 4, 7, datetime(2026, 12, 6, 4, tzinfo=zone))
    wrote(path, 5, 0, datetime(2026, 12, 6, 5, tzinfo=zone))
    wrote(path, 1, 2, datetime(2026, 12, 9, 21, tzinfo=zone))  # corrected, late
    found = read_day_scores(path, date(2026, 12, 1), date(2026, 12, 4), starts=3)
    assert [(score.day.day, score.score, score.late) for score in found] == [
        (1, 2, True),
        (2, 5, False),
        (3, 6, False),
        (4, 7, True),
    ]


def test_without_a_journal_there_is_nothing(path: Path) -> None:
    assert read_experiments(path) == ((), (), (), ())
    assert read_day_scores(path, date(2026, 12, 1), date(2026, 12, 4)) == ()


def test_a_damaged_experiment_is_reported(path: Path) -> None:
    tell(path, BEGUN)
    held = path.read_bytes()
    assert held.count(b"BBAABABB") == 1
    path.write_bytes(held.replace(b"BBAABABB", b"BBAABABA"))
    found = read_experiments(path)
    assert not found.begun
    assert "damaged" in found.notices[0]
