"""Out and in: the same values again, in any order, once; nothing misshapen passes the gate."""

import json
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.errors import JournalError, Refused
from backroutine.journal.entries import (
    EffortScored,
    Entry,
    MomentCorrected,
    NoteWritten,
    PainScored,
    SessionAdded,
    SideCorrected,
    Undone,
)
from backroutine.journal.formats import backroutine_json
from backroutine.journal.formats.importer import check
from backroutine.journal.merge import Merged, merge
from backroutine.journal.queries import last_change, read_entries
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.writer import Journal
from backroutine.session.events import SessionEnded
from backroutine.session.state import Command
from journal_kit import NOW, days_later, dump, keep, side, tell, whole
from plans import Player, plan, step

ENTRIES: tuple[Entry, ...] = (
    PainScored("p", NOW, "one", "before", 3),
    PainScored("d", NOW, None, "day", 0),
    EffortScored("e", days_later(-1), "one", 2),
    NoteWritten("n", NOW, "one", "ü: stiff"),
    SideCorrected("s", NOW, "one", "leg-raise", "left", 1, 1, 1, 2),
    MomentCorrected("m", NOW, "one", days_later(3), None),
    Undone("u", NOW, "p"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "one" / "journal.db"
    keep(path)
    keep(path, "two", side("left"), started_at=days_later(1), first_side="right")
    tell(path, *ENTRIES)
    return path


def brought(path: Path, data: Any, *, dry_run: bool = False) -> Merged:
    sessions, entries, faults = check(data)
    assert faults == ()
    return merge(path, sessions, entries, NOW, dry_run)


def through_json(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_all_of_it_comes_back_into_an_empty_journal(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    data = dump(path)
    done = brought(other, through_json(data))
    assert (done.added, done.entries_added, done.same, done.copy) == (2, len(ENTRIES), 0, None)
    assert json.dumps(dump(other)) == json.dumps(data)
    assert read_sessions(other) == read_sessions(path)
    assert read_entries(other) == read_entries(path)
    assert read_events(other, "one") == read_events(path, "one")


def test_the_shape_of_it(path: Path, tmp_path: Path) -> None:
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
    assert brought(tmp_path / "none.db", empty) == Merged()
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
        brought(other, json.loads(given_out))
        assert json.dumps(dump(other)) == given_out
        assert read_sessions(other) == read_sessions(path)


def test_twice_is_once_and_leaves_no_pile_of_copies(path: Path) -> None:
    before = path.read_bytes()
    done = brought(path, dump(path))
    assert done == Merged(same=2 + len(ENTRIES))
    assert path.read_bytes() == before
    assert not (path.parent / "copies").exists()


def test_numbers_and_fields_in_another_spelling_are_the_same(path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["plan"]["speed"] = 1
    data["sessions"][0]["events"][1] = dict(reversed(data["sessions"][0]["events"][1].items()))
    data["entries"][0].pop("seq")
    assert brought(path, data) == Merged(same=2 + len(ENTRIES))


def test_a_dry_run_tells_and_changes_nothing(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    done = brought(other, dump(path), dry_run=True)
    assert (done.added, done.entries_added) == (2, len(ENTRIES))
    assert not other.parent.exists()


def test_the_order_of_merging_does_not_matter(path: Path, tmp_path: Path) -> None:
    phone = tmp_path / "phone" / "journal.db"
    brought(phone, dump(path))
    keep(phone, "three", started_at=days_later(2))
    tell(phone, NoteWritten("x", days_later(-9), "one", "from the phone"), Undone("v", NOW, "u"))
    tell(path, NoteWritten("y", days_later(9), "one", "from the computer"))
    here, there = dump(path), dump(phone)
    results = []
    for n, order in enumerate(((here, there), (there, here), (there, here, there, here))):
        both = tmp_path / str(n) / "journal.db"
        for data in order:
            brought(both, data)
        results.append((json.dumps(dump(both)), read_sessions(both)))
    assert results[0] == results[1] == results[2]
    brought(path, there)
    brought(phone, here)
    assert dump(path) == dump(phone)
    assert read_sessions(path).records[0].pain.before == 3


def test_what_differs_is_listed_and_left(path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["first_side"] = "right"
    data["sessions"][1]["events"][1]["target"] = 3
    data["entries"][0]["reserve"] = 9
    data["entries"].append({**data["entries"][0], "id": "new"})
    before = dump(path)
    done = brought(path, data)
    assert done.differing == ("e", "one", "two")
    assert (done.added, done.entries_added, done.same) == (0, 1, len(ENTRIES) - 1)
    after = dump(path)
    after["entries"] = [entry for entry in after["entries"] if entry["id"] != "new"]
    assert after == before
    assert done.copy is not None
    assert dump(done.copy) == before


def test_a_session_that_went_on_elsewhere_goes_on_here(path: Path, tmp_path: Path) -> None:
    early, late = dump(path), tmp_path / "late" / "journal.db"
    brought(late, early)
    with Journal.open(late, NOW) as journal:
        journal.record("two", SessionEnded(60.0, "stopped"))
    longer = dump(late)
    assert brought(path, longer).extended == 1
    assert dump(path) == longer
    assert brought(path, early).same == 2 + len(ENTRIES)
    assert dump(path) == longer
    assert read_sessions(path).notices == ()


def test_what_was_deleted_does_not_come_back(path: Path) -> None:
    data = dump(path)
    with Journal.open(path, NOW) as journal:
        journal.delete_session("one")
    done = brought(path, data)
    assert (done.added, done.entries_added) == (0, 0)
    assert set(done.refused) == {"one", "p", "e", "n", "s", "m", "u"}
    assert [record.id for record in read_sessions(path).records] == ["two"]


def test_what_came_from_elsewhere_is_no_change_to_undo_here(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "journal.db"
    brought(other, dump(path))
    assert last_change(other) == ()
    mine = NoteWritten("mine", days_later(-5), "one", "mine")
    tell(other, mine)
    assert last_change(other) == (mine,)
    assert read_entries(other)[-1] == mine


def test_all_or_nothing_and_the_copy_comes_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = through_json(dump(path))
    data["sessions"].append({**deepcopy(data["sessions"][0]), "id": "three"})
    sessions, entries, _ = check(data)
    broken = replace_events(sessions)
    before = dump(path)
    with pytest.raises(JournalError):
        merge(path, broken, entries, NOW)
    assert dump(path) == before
    (path.parent / "copies").rename(path.parent / "elsewhere")
    (path.parent / "copies").write_text("no folder")
    with pytest.raises(JournalError, match="before-import-"):
        merge(path, sessions, entries, NOW)
    assert dump(path) == before


def replace_events(sessions: Any) -> Any:
    """The last session with an event that no table takes."""
    last = sessions[-1]
    return (*sessions[:-1], last._replace(events=(*last.events, last.events[-1])))


def test_the_newest_three_copies_before_imports_stay(path: Path) -> None:
    for n in range(5):
        data = through_json(dump(path))
        data["entries"] = [{**data["entries"][0], "id": f"new {n}"}]
        sessions, entries, _ = check(data)
        merge(path, sessions, entries, NOW + timedelta(minutes=n))
    assert len(list((path.parent / "copies").iterdir())) == 3


def test_kinds_of_a_newer_program_go_out_and_in(path: Path, tmp_path: Path) -> None:
    data = through_json(dump(path))
    data["sessions"][0]["events"].append({"event": "heart_beat", "at": 51.0, "rate": [60, -1.5, {"a": None}]})
    data["entries"].append(
        {"kind": "mood_told", "id": "x", "at": NOW.isoformat(), "session": "one", "seq": 2**50}
    )
    data["entries"].append({"kind": "weather", "id": "y", "at": NOW.isoformat(), "seq": 2**50 + 1})
    other = tmp_path / "other" / "journal.db"
    brought(other, data)
    assert dump(other) == data
    (notice,) = read_sessions(other).notices
    assert "2 rows of a newer backroutine were left out; they are kept" in notice
    assert backroutine_json.dump(other)[1] == ()
    assert len(read_events(other, "one")) == 1 + len(whole())
    tell(other, NoteWritten("later", NOW, "one", "x"))
    assert max(dump(other)["entries"], key=lambda entry: entry["seq"])["id"] == "later"


Change = Callable[[Any], Any]
FAULTS: dict[str, tuple[Change, str]] = {
    "no object": (lambda _: [], "it must be an object"),
    "another format": (lambda d: d | {"format": "hevy"}, "format: it must be"),
    "newer": (lambda d: d | {"version": 2}, "version: a newer backroutine wrote it"),
    "no version": (lambda d: d | {"version": True}, "version: it must be a whole number"),
    "no sessions": (lambda d: d | {"sessions": {}}, "sessions: it must be a list"),
    "another field": (lambda d: d | {"more": 1}, "more: this field is not known"),
}
SESSION_FAULTS: dict[str, tuple[Change, str]] = {
    "text": (lambda _: "one", "sessions[0]: it must be an object"),
    "no id": (lambda s: {k: v for k, v in s.items() if k != "id"}, "sessions[0].id: it is missing"),
    "unsafe id": (lambda s: s | {"id": "a\x1b[2J"}, "sessions[0].id: an id is one line"),
    "no offset": (lambda s: s | {"started_at": "2026-11-22T07:00:00"}, "sessions[0].started_at: it must be"),
    "year 9999": (lambda s: s | {"started_at": "9999-12-31T23:59:59+00:00"}, "sessions[0].started_at"),
    "no side": (lambda s: s | {"first_side": ["left"]}, "sessions[0].first_side: it must be one of left"),
    "no plan": (lambda s: s | {"plan": None}, "sessions[0].plan: it must be an object"),
    "no steps": (lambda s: put(s, ["plan", "steps"], []), "sessions[0].plan.steps: a plan has 1 to"),
    "target": (
        lambda s: put(s, ["plan", "steps", 0, "target"], "2"),
        "sessions[0].plan.steps[0].target: it must",
    ),
    "half a rep": (lambda s: put(s, ["plan", "steps", 0, "target"], 2.5), "a whole number"),
    "infinite": (
        lambda s: put(s, ["plan", "speed"], float("inf")),
        "sessions[0].plan.speed: it must be a number",
    ),
    "no number": (
        lambda s: put(s, ["plan", "speed"], float("nan")),
        "sessions[0].plan.speed: it must be a number",
    ),
    "huge": (lambda s: put(s, ["plan", "speed"], 10**400), "sessions[0].plan.speed: it must be a number"),
    "speed 0": (lambda s: put(s, ["plan", "speed"], 0), "sessions[0].plan.speed: it must be a number"),
    "no time": (
        lambda s: put(put(s, ["plan", "steps"], [no_time(s)]), ["events"], s["events"][:1]),
        "take time",
    ),
    "new field": (
        lambda s: put(s, ["plan", "steps", 0, "tempo", "x"], 1),
        "steps[0].tempo.x: this field is not",
    ),
    "third leg": (lambda s: put(s, ["plan", "steps", 0, "side"], "third"), "side: it must be one of left"),
    "escape": (lambda s: put(s, ["plan", "routine"], "\x9b2J"), "plan.routine: it must be a line"),
    "half a character": (lambda s: put(s, ["plan", "routine"], "\ud800"), "plan.routine: it must be a line"),
    "deep": (lambda s: put(s, ["plan", "routine"], nested(100)), "nested too deep"),
    "very deep": (lambda s: put(s, ["plan", "routine"], nested(100_000)), "nested too deep"),
    "no JSON": (lambda s: put(s, ["plan", "routine"], {1, 2}), "no value of JSON"),
    "no events": (lambda s: s | {"events": []}, "sessions[0].events: it must be a list of 1"),
    "no beginning": (lambda s: s | {"events": s["events"][1:]}, "events[0]: a session begins with"),
    "kind": (
        lambda s: put(s, ["events", 1, "event"], "a b"),
        "events[1].event: it must be the name of a kind",
    ),
    "rep": (lambda s: put(s, ["events", 2, "rep"], True), "events[2].rep: it must be a whole number"),
    "minus": (lambda s: put(s, ["events", 2, "rep"], -1), "events[2].rep: it must be a number from 0"),
    "field": (lambda s: put(s, ["events", 2, "wow"], 1), "events[2].wow: this field is not known"),
    "early": (lambda s: put(s, ["events", 2, "at"], "now"), "events[2].at: it must be a number"),
    "late": (lambda s: put(s, ["events", 2, "at"], 1e300), "events[2].at: it must be a number"),
    "ending": (lambda s: put(s, ["events", -1, "status"], "won"), "status: input should be 'completed' or"),
}
ENTRY_FAULTS: dict[str, tuple[Change, str]] = {
    "number": (lambda _: 5, "entries[0]: it must be an object"),
    "eleven": (lambda e: e | {"reserve": 11}, "entries[0]: reps in reserve are a whole number from 0"),
    "unknown field": (lambda e: e | {"more": 1}, "entries[0].more: this field is not known"),
    "missing field": (lambda e: {k: v for k, v in e.items() if k != "reserve"}, "entries[0]: it is no entry"),
    "no instant": (lambda e: e | {"at": 5}, "entries[0].at: it must be an instant"),
    "seq": (lambda e: e | {"seq": -1}, "entries[0].seq: it must be a whole number"),
    "kind": (lambda e: e | {"kind": None}, "entries[0].kind: it must be the name"),
    "session": (lambda e: e | {"session": {}}, "entries[0]: a session's id is a text"),
    "unknown and long": (
        lambda e: e | {"kind": "x", "text": "x" * 5000},
        "entries[0].text: it must be a line",
    ),
    "unknown, no id": (lambda e: e | {"kind": "x", "id": 5}, "entries[0]: an id is a text"),
}


def put(value: Any, path: list[str | int], new: Any) -> Any:
    inner = value
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = new
    return value


def no_time(session: Any) -> Any:
    tempo = dict.fromkeys(("lift", "hold", "return_", "pause"), 0)
    return session["plan"]["steps"][0] | {"tempo": tempo, "lead_in": []}


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def faults(data: Any) -> list[str]:
    return [str(fault) for fault in check(data)[2]]


@pytest.mark.parametrize("name", FAULTS)
def test_a_whole_that_is_none(path: Path, name: str) -> None:
    change, words = FAULTS[name]
    (fault,) = faults(change(through_json(dump(path))))
    assert words in fault


@pytest.mark.parametrize("name", SESSION_FAULTS)
def test_a_session_that_is_none_is_named_with_its_place(path: Path, name: str) -> None:
    change, words = SESSION_FAULTS[name]
    data = through_json(dump(path))
    data["sessions"][0] = change(data["sessions"][0])
    (fault,) = faults(data)
    assert words in fault


@pytest.mark.parametrize("name", ENTRY_FAULTS)
def test_an_entry_that_is_none_is_named_with_its_place(path: Path, name: str) -> None:
    change, words = ENTRY_FAULTS[name]
    data = through_json(dump(path))
    data["entries"][0] = change(data["entries"][0])
    (fault,) = faults(data)
    assert words in fault


def test_all_faults_are_told_and_not_too_many(path: Path) -> None:
    data = through_json(dump(path))
    assert len(faults(data | {"sessions": [1, 2], "entries": [3]})) == 3
    assert len(faults(data | {"sessions": [None] * 500})) == 500
    assert len(faults(data | {"sessions": [None] * 15_000})) == 10_001


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    keep(path)
    tell(path, *ENTRIES)
    return json.dumps(dump(path))


@settings(max_examples=200)
@given(data=st.data(), value=json_values)
def test_any_value_anywhere_is_a_fault_or_can_be_read(sound: str, data: st.DataObject, value: Any) -> None:
    changed = inner = json.loads(sound)
    while True:
        key = data.draw(st.sampled_from(list(inner) if isinstance(inner, dict) else list(range(len(inner)))))
        if not isinstance(inner[key], dict | list) or not inner[key] or data.draw(st.integers(0, 4)) == 0:
            break
        inner = inner[key]
    inner[key] = value
    sessions, entries, found = check(changed)
    assert all("\n" not in str(fault) for fault in found)
    if not found:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "journal.db")
            merge(path, sessions, entries, NOW)
            assert check(dump(path))[2] == ()
            assert len(read_sessions(path).records) == len(sessions)


def test_a_value_that_is_not_of_json_at_all() -> None:
    for value in (None, 5, "text", b"bytes", object(), nested(100_000), {1: 2}, replace(ENTRIES[0], id="x")):
        assert faults(value)
