"""What comes from elsewhere is checked: what is wrong is named with its place."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backroutine.errors import MOST
from backroutine.journal.reader import read_sessions
from journal_kit import ENTRIES, bring, days_later, dump, faults_in, keep, side, tell

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
    "unsafe id": (lambda s: s | {"id": "a\x1b[2J"}, "sessions[0].id: it must be one line"),
    "no offset": (lambda s: s | {"started_at": "2026-11-22T07:00:00"}, "sessions[0].started_at: it must be"),
    "year 9999": (lambda s: s | {"started_at": "9999-12-31T23:59:59+00:00"}, "sessions[0].started_at"),
    "no side": (lambda s: s | {"first_side": ["left"]}, "sessions[0].first_side: it must be one of 'left'"),
    "no plan": (lambda s: s | {"plan": None}, "sessions[0].plan: it must be an object"),
    "no steps": (
        lambda s: put(s, ["plan", "steps"], []),
        "sessions[0].plan.steps: a plan has steps that take time",
    ),
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
    "third leg": (lambda s: put(s, ["plan", "steps", 0, "side"], "third"), "side: it must be one of 'left'"),
    "escape": (lambda s: put(s, ["plan", "routine"], "\x9b2J"), "plan.routine: it must be one line"),
    "half a character": (lambda s: put(s, ["plan", "routine"], "\ud800"), "plan.routine: it must be text"),
    "deep": (lambda s: put(s, ["plan", "routine"], nested(100)), "plan.routine: it must be text"),
    "very deep": (lambda s: put(s, ["plan", "routine"], nested(100_000)), "plan.routine: it must be text"),
    "no JSON": (lambda s: put(s, ["plan", "routine"], {1, 2}), "plan.routine: it must be text"),
    "no events": (lambda s: s | {"events": []}, "sessions[0].events: it must not be empty"),
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
    "ending": (lambda s: put(s, ["events", -1, "status"], "won"), "status: it must be one of 'completed' or"),
}
ENTRY_FAULTS: dict[str, tuple[Change, str]] = {
    "number": (lambda _: 5, "entries[0]: it must be an object"),
    "eleven": (lambda e: e | {"reserve": 11}, "entries[0]: reps in reserve are a whole number from 0"),
    "unknown field": (lambda e: e | {"more": 1}, "entries[0].more: this field is not known"),
    "missing field": (
        lambda e: {k: v for k, v in e.items() if k != "reserve"},
        "entries[0].reserve: it is missing",
    ),
    "no instant": (lambda e: e | {"at": 5}, "entries[0].at: it must be text"),
    "seq": (lambda e: e | {"seq": -1}, "entries[0].seq: it must be a number from 0"),
    "kind": (lambda e: e | {"kind": None}, "entries[0].kind: it must be text"),
    "session": (lambda e: e | {"session": {}}, "entries[0].session: it must be text"),
    "unknown and long": (
        lambda e: e | {"kind": "x", "text": "x" * 5000},
        "entries[0].text: it must have at most 2000 characters",
    ),
    "unknown and deep": (lambda e: e | {"kind": "x", "text": nested(9)}, "it is nested too deep"),
    "unknown and very deep": (lambda e: e | {"kind": "x", "text": nested(100_000)}, "it is nested too deep"),
    "unknown and no JSON": (
        lambda e: e | {"kind": "x", "text": {1, 2}},
        "entries[0].text: it is nested too deep, or",
    ),
    "unknown, no id": (lambda e: e | {"kind": "x", "id": 5}, "entries[0].id: it must be text"),
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path)
    keep(path, "two", side("left"), started_at=days_later(1), first_side="right")
    tell(path, *ENTRIES)
    return path


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_not_a_journal_is_refused_with_the_reason(path: Path, name: str) -> None:
    change, words = FAULTS[name]
    (fault,) = faults_in(change(json.loads(json.dumps(dump(path)))))
    assert words in fault


@pytest.mark.parametrize("name", SESSION_FAULTS)
def test_a_wrong_session_is_named_with_its_place(path: Path, name: str) -> None:
    change, words = SESSION_FAULTS[name]
    data = json.loads(json.dumps(dump(path)))
    data["sessions"][0] = change(data["sessions"][0])
    (fault,) = faults_in(data)
    assert words in fault


@pytest.mark.parametrize("name", ENTRY_FAULTS)
def test_a_wrong_entry_is_named_with_its_place(path: Path, name: str) -> None:
    change, words = ENTRY_FAULTS[name]
    data = json.loads(json.dumps(dump(path)))
    data["entries"][0] = change(data["entries"][0])
    (fault,) = faults_in(data)
    assert words in fault


def test_all_faults_are_listed_and_not_too_many(path: Path) -> None:
    data = json.loads(json.dumps(dump(path)))
    assert len(faults_in(data | {"sessions": [1, 2], "entries": [3]})) == 3
    assert len(faults_in(data | {"sessions": [None] * 15_000})) == MOST + 1


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
    if not faults_in(changed):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "journal.db")
            done = bring(path, changed)
            assert faults_in(dump(path)) == []
            assert len(read_sessions(path).records) == done.added


def test_a_value_that_is_not_of_json_at_all() -> None:
    for value in (None, 5, "text", b"bytes", object(), nested(100_000), {1: 2}, replace(ENTRIES[0], id="x")):
        assert faults_in(value)


def in_a_journal(session: Any) -> Any:
    return {"format": "backroutine", "version": 1, "sessions": [session], "entries": []}


@pytest.fixture
def session(tmp_path: Path) -> Any:
    path = tmp_path / "journal.db"
    keep(path)
    return json.loads(json.dumps(dump(path)["sessions"][0]))


@pytest.mark.parametrize("at", [True, "1", None, -1, 1e300])
def test_an_event_of_a_newer_program_has_its_seconds_too(session: Any, at: object) -> None:
    session["events"].append({"event": "heart_beat", "at": at})
    (fault,) = faults_in(in_a_journal(session))
    assert fault.startswith(f"sessions[0].events[{len(session['events']) - 1}].at: it must be a number")


def test_a_session_with_an_unknown_field_is_refused(session: Any) -> None:
    session["mood"] = "good"
    assert faults_in(in_a_journal(session)) == ["sessions[0].mood: this field is not known"]
