"""Merging: the same values again, in any order, once."""

import json
import tempfile
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.errors import JournalError, Refused
from backroutine.journal import merge as merging
from backroutine.journal.entries import (
    EffortScored,
    MomentCorrected,
    NoteWritten,
    PainScored,
    SessionAdded,
    Undone,
)
from backroutine.journal.formats.json_writer import whole_journal
from backroutine.journal.merge import FARTHEST_AHEAD, Merged, merge
from backroutine.journal.queries import last_change, read_entries
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.rows import LARGEST_SEQ
from backroutine.journal.staging import Staging
from backroutine.journal.sync.device_file import line_of
from backroutine.journal.writer import Journal
from backroutine.session.events import SessionEnded
from backroutine.session.state import Command
from journal_kit import ENTRIES, NOW, bring, days_later, dump, keep, side, staged, tell, whole
from machines import Machine
from plans import Player, plan, step


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "one" / "journal.db"
    keep(path)
    keep(path, "two", side("left"), started_at=days_later(1), first_side="right")
    tell(path, *ENTRIES)
    return path


def through_json(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_all_of_it_comes_back_into_an_empty_journal(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    data = dump(path)
    done = bring(other, through_json(data))
    assert (done.added, done.entries_added, done.same, done.copy) == (2, len(ENTRIES), 0, None)
    assert json.dumps(dump(other)) == json.dumps(data)
    assert read_sessions(other) == read_sessions(path)
    assert read_entries(other) == read_entries(path)
    assert read_events(other, "one") == read_events(path, "one")


def test_the_exported_values_have_their_promised_shape(path: Path, tmp_path: Path) -> None:
    data = dump(path)
    assert {key: value for key, value in data.items() if not isinstance(value, list)} == {
        "format": "backroutine",
        "version": 1,
    }
    assert [session["id"] for session in data["sessions"]] == ["one", "two"]
    assert list(data["sessions"][0]) == ["id", "started_at", "first_side", "plan", "events"]
    assert data["sessions"][0]["events"][0] == {"event": "session_started", "at": 0.0}
    assert data["entries"][0] == {
        "kind": "effort_scored",
        "id": "e",
        "at": "2026-11-21T07:10:03+01:00",
        "session": "one",
        "reserve": 2,
        "seq": NOW.timestamp() * 1000 + 2,
    }
    empty = {"format": "backroutine", "version": 1, "sessions": [], "entries": []}
    assert dump(tmp_path / "none.db") == empty
    assert bring(tmp_path / "none.db", empty) == Merged()
    assert not (tmp_path / "none.db").exists()


moments = st.builds(
    lambda seconds, minutes: (
        datetime(2020, 1, 1, tzinfo=timezone(timedelta(minutes=minutes))) + timedelta(seconds=seconds)
    ),
    st.floats(0, 3e8),
    st.integers(-14 * 60, 14 * 60),
)
ids = st.uuids().map(str)
notes = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40)
scripts = st.lists(st.tuples(st.floats(0, 20), st.sampled_from(list(Command))), max_size=6)


def played(script: list[tuple[float, Command]]) -> Player:
    player = Player(plan(step("right", words={"lift": "lower"}), step("left", exercise="superman")))
    for seconds, command in script:
        player.wait(seconds, tick=0.9)
        try:
            player.say(command)
        except Refused:
            continue
    return player


@settings(max_examples=25)
@given(
    data=st.data(), sessions=st.lists(st.tuples(ids, moments, scripts), max_size=3, unique_by=lambda s: s[0])
)
def test_any_journal_comes_back_as_it_was(
    data: st.DataObject, sessions: list[tuple[str, datetime, list[tuple[float, Command]]]]
) -> None:
    about = st.sampled_from([session[0] for session in sessions] or ["elsewhere"])
    numbers = st.integers(0, 10)
    entry = st.one_of(
        st.builds(PainScored, ids, moments, about, st.sampled_from(["before", "worst", "after"]), numbers),
        st.builds(PainScored, ids, moments, st.none(), st.just("day"), numbers),
        st.builds(EffortScored, ids, moments, about, numbers),
        st.builds(NoteWritten, ids, moments, about, notes),
        st.builds(MomentCorrected, ids, moments, about, moments, st.none()),
        st.builds(SessionAdded, ids, moments, about),
        st.builds(Undone, ids, moments, ids),
    )
    entries = data.draw(st.lists(entry, max_size=5, unique_by=lambda entry: entry.id))
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder, "journal.db"), Path(folder, "other", "journal.db")
        for session_id, began, script in sessions:
            player = played(script)
            keep(path, session_id, player.events, started_at=began, a_plan=player.plan)
        tell(path, *entries)
        given_out = json.dumps(dump(path))
        bring(other, json.loads(given_out))
        assert json.dumps(dump(other)) == given_out
        assert read_sessions(other) == read_sessions(path)


def test_twice_is_once_and_leaves_no_pile_of_copies(path: Path) -> None:
    before = path.read_bytes()
    done = bring(path, dump(path))
    assert done == Merged(same=2 + len(ENTRIES))
    assert path.read_bytes() == before
    assert not (path.parent / "copies").exists()


def test_numbers_and_fields_in_another_spelling_are_the_same(path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["plan"]["speed"] = 1
    data["sessions"][0]["events"][1] = dict(reversed(data["sessions"][0]["events"][1].items()))
    data["entries"][0].pop("seq")
    assert bring(path, data) == Merged(same=2 + len(ENTRIES))


def test_a_dry_run_says_what_would_change_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    done = bring(other, dump(path), dry_run=True)
    assert (done.added, done.entries_added) == (2, len(ENTRIES))
    assert not other.parent.exists()


def test_the_order_of_merging_does_not_matter(path: Path, tmp_path: Path) -> None:
    phone = tmp_path / "phone" / "journal.db"
    bring(phone, dump(path))
    keep(phone, "three", started_at=days_later(2))
    tell(phone, NoteWritten("x", days_later(-9), "one", "from the phone"), Undone("v", NOW, "u"))
    tell(path, NoteWritten("y", days_later(9), "one", "from the computer"))
    here, there = dump(path), dump(phone)
    results = []
    for n, order in enumerate(((here, there), (there, here), (there, here, there, here))):
        both = tmp_path / str(n) / "journal.db"
        for data in order:
            bring(both, data)
        results.append((json.dumps(dump(both)), read_sessions(both)))
    assert results[0] == results[1] == results[2]
    bring(path, there)
    bring(phone, here)
    assert dump(path) == dump(phone)
    assert read_sessions(path).records[0].pain.before == 3


def test_what_differs_is_listed_and_left(path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["first_side"] = "right"
    data["sessions"][1]["events"][1]["target"] = 3
    data["entries"][0]["reserve"] = 9
    data["entries"].append({**data["entries"][0], "id": "new"})
    before = dump(path)
    done = bring(path, data)
    assert done.differing == ("e", "one", "two")
    assert (done.added, done.entries_added, done.same) == (0, 1, len(ENTRIES) - 1)
    after = dump(path)
    after["entries"] = [entry for entry in after["entries"] if entry["id"] != "new"]
    assert after == before
    assert done.copy is not None
    assert dump(done.copy) == before


def test_a_session_that_went_on_elsewhere_goes_on_here(path: Path, tmp_path: Path) -> None:
    early, late = dump(path), tmp_path / "late" / "journal.db"
    bring(late, early)
    with Journal.open(late, NOW) as journal:
        journal.record("two", SessionEnded(60.0, "stopped"))
    longer = dump(late)
    assert bring(path, longer).extended == 1
    assert dump(path) == longer
    assert bring(path, early).same == 2 + len(ENTRIES)
    assert dump(path) == longer
    assert read_sessions(path).notices == ()


def test_what_was_deleted_does_not_come_back(path: Path) -> None:
    data = dump(path)
    with Journal.open(path, NOW) as journal:
        journal.delete_session("one")
    done = bring(path, data)
    assert (done.added, done.entries_added) == (0, 0)
    assert set(done.refused) == {"one", "p", "e", "n", "s", "m", "u"}
    assert [record.id for record in read_sessions(path).records] == ["two"]


def test_changes_from_elsewhere_are_not_undone_here(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    bring(other, dump(path))
    assert last_change(other) == ()
    mine = NoteWritten("mine", days_later(-5), "one", "mine")
    tell(other, mine)
    assert last_change(other) == (mine,)
    assert read_entries(other)[-1] == mine


def test_all_or_nothing_and_the_copy_comes_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = through_json(dump(path))
    data["sessions"].append({**deepcopy(data["sessions"][0]), "id": "three"})
    *sound, last = staged(data).sessions()
    # The last session gets a row that no table takes.
    broken = Staging([*sound, last._replace(row=last.row._replace(plan=None))])  # type: ignore[arg-type]
    before = dump(path)
    with pytest.raises(JournalError):
        merge(path, broken, NOW)
    assert dump(path) == before
    (path.parent / "copies").rename(path.parent / "elsewhere")
    (path.parent / "copies").write_text("no folder")
    with pytest.raises(JournalError, match="before-import-"):
        merge(path, staged(data), NOW)
    assert dump(path) == before


def test_the_newest_three_copies_before_imports_stay(path: Path) -> None:
    for n in range(5):
        data = through_json(dump(path))
        data["entries"] = [{**data["entries"][0], "id": f"new {n}"}]
        merge(path, staged(data), NOW + timedelta(minutes=n))
    assert len(list((path.parent / "copies").iterdir())) == 3


def test_kinds_of_a_newer_program_go_out_and_in(path: Path, tmp_path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["events"].append({"event": "heart_beat", "at": 51.0, "rate": [60, -1.5, {"a": None}]})
    data["entries"].append(
        {"kind": "mood_entered", "id": "x", "at": NOW.isoformat(), "session": "one", "seq": 2**40}
    )
    data["entries"].append({"kind": "weather", "id": "y", "at": NOW.isoformat(), "seq": 2**40 + 1})
    other = tmp_path / "other" / "journal.db"
    bring(other, data)
    assert dump(other) == data
    (notice,) = read_sessions(other).notices
    assert "2 rows of a newer backroutine were left out; they are kept" in notice
    with whole_journal(other) as journal:
        assert journal.notices() == ()
    assert len(read_events(other, "one")) == 1 + len(whole())
    tell(other, NoteWritten("later", NOW, "one", "x"))
    assert max(dump(other)["entries"], key=lambda entry: entry["seq"])["id"] == "later"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "one" / "journal.db"
    keep(path)
    tell(path, NoteWritten("n", NOW, "one", "stiff"))
    return path


def test_no_number_from_elsewhere_keeps_new_entries_from_being_saved(small: Path, tmp_path: Path) -> None:
    data = dump(small)
    data["entries"][0] |= {"id": "last", "seq": LARGEST_SEQ}
    bring(small, data)
    later = NoteWritten("later", days_later(1), "one", "better"), Undone("undo", days_later(2), "later")
    tell(small, *later)
    other = tmp_path / "other" / "journal.db"
    bring(other, dump(small))
    assert dump(other) == dump(small)
    assert read_entries(other)[-2:] == later
    assert read_sessions(other).records[0].note == "stiff"


@pytest.mark.parametrize("ahead", [LARGEST_SEQ, None])
def test_what_is_changed_after_a_line_from_a_far_future_stands(
    path: Path, tmp_path: Path, ahead: int | None
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    here, there = Machine(path.parent, folder), Machine(tmp_path / "there", folder)
    seq = ahead or int(NOW.timestamp() * 1000) + FARTHEST_AHEAD + 1
    far = {"kind": "note_written", "id": "far", "at": "2999-01-01T00:00:00+00:00", "session": "one"}
    stranger = folder / f"backroutine-{'f' * 32}.jsonl"
    stranger.write_bytes(line_of("entry", {**far, "text": "from a far future", "seq": seq}))
    here.sync()
    there.sync()
    tell(path, NoteWritten("later", days_later(1), "one", "better"))
    for machine in (here, there, here):
        machine.sync()
    for machine in (here, there):
        assert read_sessions(machine.path).records[0].note == "better"
        assert (machine.sync().given.total(), machine.sync().taken.total()) == (0, 0)


@pytest.fixture
def changed(small: Path) -> Any:
    """What the journal holds, to be changed."""
    return json.loads(json.dumps(dump(small)))


def test_another_plan_makes_another_session(small: Path, changed: Any) -> None:
    changed["sessions"][0]["plan"]["steps"][0]["target"] += 1
    assert bring(small, changed) == Merged(same=1, differing=("one",))


def test_another_instant_makes_another_event(small: Path, changed: Any) -> None:
    changed["sessions"][0]["events"][-1]["at"] += 1
    assert bring(small, changed) == Merged(same=1, differing=("one",))


def test_another_instant_makes_another_entry(small: Path, changed: Any) -> None:
    changed["entries"][0]["at"] = days_later(1).isoformat()
    assert bring(small, changed) == Merged(same=1, differing=("n",))


def test_what_another_program_adds_meanwhile_is_not_added_twice(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, other = dump(small), tmp_path / "other" / "journal.db"
    keep(other, "two")

    def meanwhile(*_: object) -> None:
        monkeypatch.undo()
        bring(other, data)

    monkeypatch.setattr(merging, "keep_guard", meanwhile)
    assert bring(other, data) == Merged(same=2)
    assert len(read_sessions(other).records) == 2


def test_what_takes_back_an_entry_of_a_deleted_session_is_refused_wherever_it_stands(small: Path) -> None:
    tell(small, Undone("u", NOW, "n"))
    data = dump(small)
    data["entries"].sort(key=lambda entry: str(entry["id"]), reverse=True)
    assert [entry["id"] for entry in data["entries"]] == ["u", "n"]
    with Journal.open(small, NOW) as journal:
        journal.delete_session("one")
    assert bring(small, data) == Merged(refused=("n", "one", "u"))
