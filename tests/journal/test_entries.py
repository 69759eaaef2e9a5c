"""What a person tells: refused off the scale, added, never changed, folded into the record."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backroutine.errors import JournalError, UsageError
from backroutine.journal.entries import (
    ENTRY_KINDS,
    EffortScored,
    Entry,
    EventsKnown,
    ExperimentBegun,
    ExperimentStopped,
    MomentCorrected,
    NoteWritten,
    PainLocated,
    PainScored,
    SessionAdded,
    SideCorrected,
    TargetSet,
    Undone,
    entry_from_json,
    entry_to_json,
    standing,
)
from backroutine.journal.formats.json_writer import entry_row_to_json
from backroutine.journal.queries import (
    NoSuchSession,
    find_session,
    last_change,
    read_entries,
    read_scores,
    session_of,
    short_ids,
    take_back,
)
from backroutine.journal.reader import next_first_side, read_events, read_sessions
from backroutine.journal.records import Pain, SessionRecord, day_of
from backroutine.journal.rows import entry_row
from backroutine.journal.validation import entry_from
from backroutine.journal.writer import Journal
from backroutine.session.events import Paused, PhaseBegan, SessionEnded, SessionStarted, SideBegan
from backroutine.session.plan import Phase
from journal_kit import NOW, days_later, keep, tell, whole
from plans import plan

PAIN = PainScored("p", NOW, "one", "before", 3)
SIDE = SideCorrected("s", NOW, "one", "leg-raise", "left", 1, 1, 8, 10)
EVERY: tuple[Entry, ...] = (
    PAIN,
    PainScored("d", NOW, None, "day", 0),
    EffortScored("e", NOW, "one", 2),
    NoteWritten("n", NOW, "one", "ü: stiff, «=1+1»"),
    SIDE,
    MomentCorrected("m", NOW, "one", NOW, None),
    EventsKnown("k", NOW, "one", "s", 7),
    SessionAdded("a", NOW, "one"),
    PainLocated("l", NOW, "one", "superman"),
    PainLocated("none", NOW, "one", None),
    TargetSet("t", NOW, "hip-thrust", "left", "knee-in", 8, None, "asked"),
    TargetSet("all", NOW, "hip-thrust", None, "", 12, 2.5, "advance"),
    ExperimentBegun("x", NOW, "shoes", "new", "old", date(2026, 12, 1), 6, "0" * 16, "BBAABA", 1),
    ExperimentStopped("y", NOW, "x"),
    Undone("u", NOW, "p"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.db"
    keep(path)
    return path


def one(path: Path) -> SessionRecord:
    return find_session(path, "one")


@pytest.mark.parametrize("score", [11, -1, 4.5, 4.0, "3", "pain", None, True, 10**30])
def test_what_is_off_the_scale_is_refused_with_the_scale(score: Any) -> None:
    with pytest.raises(ValueError, match=r"0 \(no pain\) to 10"):
        replace(PAIN, score=score)
    with pytest.raises(ValueError, match="reps in reserve are a whole number from 0"):
        EffortScored("e", NOW, "one", score)


@pytest.mark.parametrize(
    "changes",
    [
        {"moment": "day"},
        {"session": None},
        {"moment": "noon"},
        {"id": ""},
        {"id": "a\nb"},
        {"at": datetime(2026, 1, 1)},  # noqa: DTZ001 - no offset is what is refused
        {"at": datetime(1, 1, 1, tzinfo=UTC)},
        {"at": "2026-01-01"},
    ],
)
def test_a_score_says_when_and_of_what(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(PAIN, **changes)


@pytest.mark.parametrize("text", ["two\nlines", "\x1b[2J", "\u202eback", "x" * 501, None, 5])
def test_a_note_is_one_safe_line(text: Any) -> None:
    with pytest.raises(ValueError, match="a note is"):
        NoteWritten("n", NOW, "one", text)
    assert len(NoteWritten("n", NOW, "one", "x" * 500).text) == 500


@pytest.mark.parametrize(
    "changes", [{"reps": -1}, {"round": 0}, {"turn": 1.0}, {"side": "up"}, {"exercise": ""}]
)
def test_a_corrected_side_is_one_that_can_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(SIDE, **changes)
    with pytest.raises(ValueError, match="end before it began"):
        MomentCorrected("m", NOW, "one", NOW, NOW - timedelta(seconds=1))


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: type(entry).__name__)
def test_every_kind_reads_back_as_it_was(path: Path, entry: Entry) -> None:
    assert entry_from_json(entry_to_json(entry)) == entry
    tell(path, entry)
    assert read_entries(path) == (entry,)


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: type(entry).__name__)
def test_every_kind_is_taken_as_it_was_given(entry: Entry) -> None:
    """By import, sync and restore: they check what they take in one way."""
    row = entry_row(entry, 5, here=False)
    assert entry_from(json.loads(json.dumps(entry_row_to_json(row)))) == row


def test_every_kind_is_among_them() -> None:
    assert {type(entry) for entry in EVERY} == set(ENTRY_KINDS.values())


def test_the_same_twice_is_once_and_another_of_its_id_is_refused(path: Path) -> None:
    tell(path, PAIN, PAIN)
    assert read_entries(path) == (PAIN,)
    for other in (replace(PAIN, score=4), replace(PAIN, at=days_later(1)), Undone("p", NOW, "x")):
        with pytest.raises(JournalError, match="another entry p already"):
            tell(path, other)


def test_the_record_has_what_was_entered(path: Path) -> None:
    assert (one(path).pain, one(path).reserve, one(path).note) == (Pain(), None, "")
    tell(path, PAIN, EffortScored("e", NOW, "one", 0), NoteWritten("n", NOW, "one", "stiff"))
    tell(path, PainScored("w", NOW, "one", "worst", 0), PainScored("x", NOW, "two", "after", 9))
    record = one(path)
    assert record.pain == Pain(before=3, worst=0)
    assert (record.reserve, record.note) == (0, "stiff")
    assert read_sessions(path).records == (record,)


def test_the_last_one_written_stands_whatever_the_clock_says(path: Path) -> None:
    tell(path, NoteWritten("a", days_later(3), "one", "first"), NoteWritten("b", NOW, "one", "second"))
    assert one(path).note == "second"


def test_a_corrected_side_keeps_its_seconds_and_a_new_one_is_added(path: Path) -> None:
    tell(path, replace(SIDE, reps=1, target=2), replace(SIDE, id="t", exercise="superman", side="both"))
    sides = [(side.exercise, side.side, side.reps, side.target, side.seconds) for side in one(path).sides]
    assert sides == [
        ("leg-raise", "left", 1, 2, 14.0),
        ("leg-raise", "right", 2, 2, 14.0),
        ("superman", "both", 8, 10, 0.0),
    ]
    assert read_events(path, "one")[1:] == tuple(whole())


def test_a_correction_can_take_the_only_reps_away(path: Path) -> None:
    keep(path, "two", started_at=days_later(1), first_side="right")
    assert next_first_side(path) == "left"
    tell(path, *(replace(SIDE, id=side, session="two", side=side, reps=0) for side in ("left", "right")))
    assert next_first_side(path) == "right"


def test_a_corrected_time_moves_a_session_to_its_day_and_place(path: Path) -> None:
    for n in range(1, 5):
        keep(path, str(n), started_at=days_later(n))
    moved = days_later(-40)
    tell(path, MomentCorrected("m", NOW, "3", moved, moved + timedelta(minutes=20)))
    tell(path, MomentCorrected("k", NOW, "one", days_later(2.5), None))
    assert [record.id for record in read_sessions(path).records] == ["4", "one", "2", "1", "3"]
    assert [record.id for record in read_sessions(path, last=2).records] == ["4", "one"]
    assert [record.id for record in read_sessions(path, until=moved.date()).records] == ["3"]
    assert not read_sessions(path, since=NOW.date(), until=NOW.date()).records
    (three,) = read_sessions(path, until=moved.date()).records
    assert three.ended_at == moved + timedelta(minutes=20)
    assert one(path).ended_at is None
    tell(path, Undone("u", NOW, "m"), Undone("v", NOW, "k"))
    assert [record.id for record in read_sessions(path).records] == ["4", "3", "2", "1", "one"]


def test_undone_and_undone_again(path: Path) -> None:
    tell(path, PAIN, replace(PAIN, id="q", score=5))
    tell(path, Undone("u", NOW, "q"))
    assert one(path).pain.before == 3
    tell(path, Undone("uu", NOW, "u"))
    assert one(path).pain.before == 5
    tell(path, Undone("uuu", NOW, "uu"))
    assert one(path).pain.before == 3
    assert [entry.id for entry in read_entries(path, "one")] == ["p", "q", "u", "uu", "uuu"]


def test_what_undoes_in_a_circle_ends(path: Path) -> None:
    circle: tuple[Entry, ...] = (PAIN, Undone("a", NOW, "b"), Undone("b", NOW, "a"), Undone("c", NOW, "c"))
    tell(path, *circle)
    assert one(path).pain.before == 3
    assert standing(circle) == (PAIN,)


@given(st.lists(st.integers(0, 11), max_size=12))
def test_any_chain_of_undoing_is_what_playing_it_gives(targets: list[int]) -> None:
    scores = [PainScored(str(n), NOW, None, "day", n) for n in range(3)]
    undone = [Undone(str(n), NOW, str(min(target, n - 1))) for n, target in enumerate(targets, start=3)]

    def stands(name: str) -> bool:
        return not any(entry.entry == name and stands(entry.id) for entry in undone)

    assert standing([*scores, *undone]) == tuple(score for score in scores if stands(score.id))


def test_the_last_change_is_the_last_that_stands(path: Path) -> None:
    assert last_change(path) == ()
    later = replace(SIDE, at=days_later(1))
    tell(path, PAIN, later)
    assert last_change(path) == (later,)
    tell(path, *take_back([later], days_later(2)))
    assert last_change(path) == (PAIN,)
    tell(path, *take_back([PAIN], days_later(3)))
    assert last_change(path) == ()


def test_what_was_entered_at_once_is_one_change(path: Path) -> None:
    of_another = NoteWritten("x", NOW, "two", "x")
    tell(path, of_another, PAIN, SIDE)
    assert last_change(path) == (PAIN, SIDE)
    tell(path, *take_back((PAIN, SIDE), days_later(1)))
    assert last_change(path) == (of_another,)


def test_a_score_that_was_made_unknown_can_be_known_again(path: Path) -> None:
    unknown = Undone("u", days_later(1), "p")
    tell(path, PAIN, unknown)
    assert last_change(path) == (unknown,)
    assert session_of(unknown, {"p": PAIN}) == "one"
    tell(path, *take_back([unknown], days_later(2)))
    assert standing(read_entries(path)) == (PAIN,)
    assert last_change(path) == (PAIN,)


def test_an_id_is_as_short_as_it_can_be(path: Path) -> None:
    for name in ("abcdef", "abcxyz", "abcxy1", "abc", "zzzzzz"):
        keep(path, name)
    short = {
        "abc": "abc",
        "abcdef": "abcd",
        "abcxyz": "abcxyz",
        "abcxy1": "abcxy1",
        "one": "one",
        "zzzzzz": "zzzz",
    }
    assert short_ids(path, short) == short
    for name, own in short.items():
        assert short_ids(path, [name])[name] == own
    assert short_ids(path, [f"{number:04}" for number in range(1000)]) == short
    assert short_ids(path, []) == short_ids(path.with_name("none.db"), short) == {}


def test_scores_belong_to_the_day_they_are_about(path: Path) -> None:
    day = NOW.date()
    late = datetime(2026, 11, 23, 2, 30, tzinfo=timezone(timedelta(hours=14)))
    tell(path, PAIN, PainScored("m", days_later(9), "one", "next_morning", 5), replace(PAIN, id="b", score=4))
    tell(path, PainScored("d", late, None, "day", 0), NoteWritten("n", NOW, "one", "x"))
    tomorrow = day + timedelta(days=1)
    assert read_scores(path).scores == (
        (day, "before", 4, "one"),
        (tomorrow, "next_morning", 5, "one"),
        (tomorrow, "day", 0, None),
    )
    assert [score.moment for score in read_scores(path, tomorrow, tomorrow).scores] == ["next_morning", "day"]
    assert [score.moment for score in read_scores(path, day, day, starts=3).scores] == ["before", "day"]
    assert read_scores(path, until=day).scores == ((day, "before", 4, "one"),)
    assert len(read_scores(path, date.min, date.max).scores) == 3


@pytest.mark.parametrize(
    ("hour", "starts", "day"), [(2, 0, 22), (2, 3, 21), (3, 3, 22), (23, 23, 22), (22, 23, 21)]
)
def test_a_day_begins_when_it_is_asked_to(path: Path, hour: int, starts: int, day: int) -> None:
    for offset in (-12, 0, 14):
        moment = datetime(2026, 11, 22, hour, 0, tzinfo=timezone(timedelta(hours=offset)))
        assert day_of(moment, starts).day == day
        keep(path, f"at {offset}", started_at=moment)
        wanted = date(2026, 11, day)
        found = read_sessions(path, since=wanted, until=wanted, starts=starts).records
        assert f"at {offset}" in [record.id for record in found]
        assert {record.day for record in found} == {wanted}


def test_a_session_by_the_beginning_of_its_id(path: Path) -> None:
    keep(path, "abc1", started_at=days_later(1))
    keep(path, "abc12", started_at=days_later(2))
    assert find_session(path, "o").id == "one"
    assert find_session(path, "abc1").id == "abc1"
    with pytest.raises(
        NoSuchSession, match=r"ab: several sessions begin so \(abc1, abc12\); write more"
    ) as caught:
        find_session(path, "ab")
    assert caught.value.candidates == ("abc1", "abc12")
    for unknown in ("", "x", "%", "one1"):
        with pytest.raises(UsageError, match="no session has this id"):
            find_session(path, unknown)
    with pytest.raises(LookupError):
        find_session(path.with_name("none.db"), "one")


def test_a_whole_id_names_its_session_however_many_begin_so(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        for number in range(25):
            journal.add_session(f"one{number}", days_later(-number - 1), plan(), "left", ())
    assert find_session(path, "one").id == "one"


AWAY = (SideBegan(0.0, "leg-raise", "left", 1, 1, 2, 2), SessionEnded(600.0, "completed"))


def test_a_session_done_away_from_the_terminal(path: Path) -> None:
    lead = PhaseBegan(0.0, "leg-raise", "left", 1, Phase.LIFT, 2.0, 1, 2)
    with Journal.open(path, NOW) as journal:
        journal.add_session("away", days_later(-3), plan(), "right", (lead, *AWAY))
        journal.add_session("away", days_later(-3), plan(), "right", (SessionStarted(0.0), *AWAY))
        for changes in ({"first_side": "left"}, {"events": AWAY[:1]}, {"started_at": NOW}):
            fields = {"started_at": days_later(-3), "plan": plan(), "first_side": "right", "events": AWAY}
            with pytest.raises(JournalError, match="another session away already"):
                journal.add_session("away", **{**fields, **changes})  # type: ignore[arg-type]
    assert read_events(path, "away") == (SessionStarted(0.0), *AWAY)
    record = find_session(path, "away")
    assert (record.status, record.reps, record.ended_at) == (
        "completed",
        2,
        days_later(-3) + timedelta(minutes=10),
    )


def test_a_session_is_added_whole_or_not_at_all(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(JournalError, match="the disk is full"):
            journal.add_session("away", NOW, plan(), "left", [Paused(float(n), "asked") for n in range(900)])
    assert [record.id for record in read_sessions(path).records] == ["one"]
    assert read_events(path, "away") == ()


def test_what_was_entered_together_is_saved_together(path: Path) -> None:
    good, bad = (NoteWritten(name, NOW, "away", "stiff") for name in ("good", "bad"))
    tell(path, replace(bad, text="another"))
    with Journal.open(path, NOW) as journal:
        with pytest.raises(JournalError, match="another entry bad"):
            journal.add_entries([good, bad])
        with pytest.raises(JournalError, match="another entry bad"):
            journal.add_session("away", NOW, plan(), "left", AWAY, [good, bad])
        assert [entry.id for entry in read_entries(path)] == ["bad"]
        assert [record.id for record in read_sessions(path).records] == ["one"]
        for _ in range(2):
            journal.add_session("away", NOW, plan(), "left", AWAY, [good])
    assert [entry.id for entry in read_entries(path)] == ["bad", "good"]
    assert {record.id: record.note for record in read_sessions(path).records}["away"] == "stiff"


def test_entries_are_carried_over_from_a_damaged_journal(path: Path) -> None:
    tell(path, PAIN, PainScored("d", NOW, None, "day", 7), Undone("u", NOW, "p"))
    with Journal.open(path, NOW) as journal:
        for n in range(30):
            journal.begin(f"{n:02}", days_later(n + 1), plan(), "left")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    with Journal.open(path, NOW) as journal:
        assert "set aside" in journal.notices[0]
    assert [entry.id for entry in read_entries(path)] == ["p", "d", "u"]
    assert last_change(path) == (Undone("u", NOW, "p"),)
