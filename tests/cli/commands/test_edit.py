"""Editing, undoing and naming sessions as a person does it, in this process and in a terminal."""

import errno
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from backroutine.cli.main import run
from backroutine.coach.safety import ONLY_A_GUIDE
from backroutine.errors import JournalError
from backroutine.journal.queries import read_entries
from backroutine.journal.reader import read_sessions
from backroutine.journal.rows import entry_row
from backroutine.journal.schema import EntryRow
from backroutine.journal.unfinished import note_running, only_session
from commands import PAIN_SCALE, Captured, logged, refused, reps, said, terminal_only
from journal_kit import days_later, keep, side
from plans import plan, step
from terminals import Terminal


@pytest.fixture
def full_after_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal takes one entry more, then the disk is full."""
    rows: list[EntryRow] = []

    def row(*arguments: Any, **options: Any) -> EntryRow:
        if rows:
            raise OSError(errno.ENOSPC, "No space left on device")
        rows.append(entry_row(*arguments, **options))
        return rows[0]

    monkeypatch.setattr("backroutine.journal.writer.entry_row", row)


pytestmark = pytest.mark.usefixtures("no_terminal")


def test_reps_are_corrected_beside_what_was_counted(one: Path, capsys: Captured) -> None:
    out = said(capsys, "edit", "4d2a", "--did", "leg-raise=1/3")
    assert "Leg raise: left 1 of 2, right 3 of 2." in out
    assert reps(logged(capsys)[0]) == [("leg-raise", "left", 1, 2), ("leg-raise", "right", 3, 2)]
    assert "leg-raise left 1 of 2, leg-raise right 3 of 2" in said(capsys, "undo")
    assert [row[2] for row in reps(logged(capsys)[0])] == [2, 2]
    assert "nothing to undo" in said(capsys, "undo")
    assert len(read_entries(one)) == 8  # two corrections, what they knew, and what takes these back


def test_a_side_that_was_done_again_is_corrected_in_all(journal: Path, capsys: Captured) -> None:
    again = [replace(event, turn=2) for event in side("left", at=60)]  # a side's events
    keep(journal, "4d2a9f5e-one", [*side("left"), *again], started_at=days_later(-120))
    said(capsys, "edit", "4d2a", "--did", "leg-raise=3/0")
    assert [(s["turn"], s["reps"]) for s in logged(capsys)[0]["sides"]] == [(1, 2), (2, 1)]
    said(capsys, "edit", "4d2a", "--did", "leg-raise=1/0")
    assert [(s["turn"], s["reps"]) for s in logged(capsys)[0]["sides"]] == [(1, 1), (2, 0)]


def test_rounds_and_exercises_that_were_not_planned(journal: Path, capsys: Captured) -> None:
    rounds = [step(side, round=n) for n in (1, 2) for side in ("left", "right")]
    keep(journal, "4d2a9f5e-one", a_plan=plan(*rounds), started_at=days_later(-120))
    said(capsys, "edit", "4d2a", "--did", "leg-raise:2=1/2", "--did", "superman=4/0")
    rows = [(s["exercise"], s["side"], s["round"], s["reps"]) for s in logged(capsys)[0]["sides"]]
    assert rows[2:] == [("leg-raise", "left", 2, 1), ("leg-raise", "right", 2, 2), ("superman", "left", 1, 4)]
    assert " 2/2 " in said(capsys, "log")
    assert "no round 3" in refused(capsys, "edit", "4d2a", "--did", "leg-raise:3=1")
    assert "no exercise squat" in refused(capsys, "edit", "4d2a", "--did", "squat")


def test_scores_become_known_unknown_and_known_again(one: Path, capsys: Captured) -> None:
    def pain() -> Any:
        return logged(capsys)[0]["pain"]

    said(capsys, "edit", "4d2a", "--pain-next-morning", "3")
    said(capsys, "edit", "4d2a", "--pain-next-morning", "5", "--pain-before", "0")
    assert pain() == {"before": 0, "worst": None, "after": None, "next_morning": 5}
    said(capsys, "edit", "4d2a", "--pain-next-morning", "none")
    assert pain()["next_morning"] is None
    assert "without pain next morning" in said(capsys, "undo")
    assert pain()["next_morning"] == 5
    said(capsys, "undo")
    assert pain() == {"before": None, "worst": None, "after": None, "next_morning": 3}
    said(capsys, "edit", "4d2a", "--pain-after", "1")
    said(capsys, "edit", "4d2a", "--pain-after", "none")
    assert pain() == {"before": None, "worst": None, "after": None, "next_morning": 3}
    for score in ("eleven", "11", "-1", "4.5", "\u0663", ""):
        assert PAIN_SCALE in refused(capsys, "edit", "4d2a", f"--pain-worst={score}")


def test_a_note_is_written_and_taken_away(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--note", "stiff")
    assert "so already" in said(capsys, "edit", "4d2a", "--note", "stiff")
    said(capsys, "edit", "4d2a", "--note", "")
    assert logged(capsys)[0]["note"] == ""
    said(capsys, "undo")
    assert logged(capsys)[0]["note"] == "stiff"


def test_a_session_moves_with_its_length(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--started", "2025-07-01 07:10")
    session = logged(capsys)[0]
    began, ended = (datetime.fromisoformat(session[name]) for name in ("started_at", "ended_at"))
    assert (began.isoformat()[:16], ended - began) == ("2025-07-01T07:10", timedelta(seconds=50))
    said(capsys, "edit", "4d2a", "--minutes", "14")
    ended = datetime.fromisoformat(logged(capsys)[0]["ended_at"])
    assert ended - began == timedelta(minutes=14)
    assert "its time" in said(capsys, "undo")
    assert "not come yet" in refused(capsys, "edit", "4d2a", "--started", "2998-01-01 07:00")
    for wrong in ("07:10", "2025-07-01", "2025-07-01 26:00"):
        assert "--started" in refused(capsys, "edit", "4d2a", "--started", wrong)


@pytest.mark.parametrize(
    ("score", "line", "signs"), [("3", False, False), ("4", True, False), ("6", True, True)]
)
@pytest.mark.parametrize("command", [["add", "--did", "superman"], ["edit", "4d2a"]], ids=lambda c: c[0])
def test_a_high_worst_pain_is_answered(
    command: list[str], score: str, line: bool, signs: bool, one: Path, capsys: Captured
) -> None:
    out = " ".join(said(capsys, *command, "--pain-worst", score).split())
    assert (ONLY_A_GUIDE in out) == line
    assert ("`backroutine safety` shows when to get help" in out) == signs


def test_an_edit_without_a_change_shows_the_session(one: Path, capsys: Captured) -> None:
    out = said(capsys, "edit", "4d2a")
    assert "Leg raise: left 2 of 2" in out
    assert "backroutine edit 4d2a --did leg-raise=8/6" in out


def test_undo_in_a_new_home_makes_nothing(capsys: Captured, journal: Path) -> None:
    assert "nothing to undo" in said(capsys, "undo")
    assert not journal.parent.exists()


def test_undo_after_add_leaves_the_change_before_it_alone(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--note", "stiff")
    said(capsys, "add", "--did", "superman=3/3", "--pain-after", "2")
    before = logged(capsys)
    out = said(capsys, "undo")
    (added,) = [row["id"] for row in before if row["note"] != "stiff"]
    assert f"backroutine delete {added[:4]}" in " ".join(out.split())
    assert logged(capsys) == before
    said(capsys, "delete", added, "--yes")
    assert "stiff" in said(capsys, "undo", "--yes")


@pytest.mark.parametrize("command", [["edit", "--note", "x"], ["delete", "--yes"]], ids=lambda c: c[0])
def test_ids_are_shortened_but_never_guessed(one: Path, command: list[str], capsys: Captured) -> None:
    keep(one, "4d2a9f5e-two", started_at=days_later(-119))
    err = refused(capsys, *command, "4d2a")
    for day in (days_later(-120), days_later(-119)):
        assert f"({day.date()})" in err
    assert "4d2a9f5e-o (" in err
    assert "no session" in refused(capsys, *command, "9999")
    assert "no session" in refused(capsys, *command, "\udcff")
    said(capsys, *command, "4d2a9f5e-o")


@pytest.mark.parametrize("beginning", ["4", "4d2"])
def test_an_id_needs_four_characters(beginning: str, one: Path, capsys: Captured) -> None:
    assert "too short" in refused(capsys, "delete", "--yes", beginning)
    assert len(logged(capsys)) == 1


def test_what_is_running_is_left_alone(one: Path, capsys: Captured) -> None:
    now = datetime.now().astimezone()
    keep(one, "running-now", side("left"), started_at=now - timedelta(minutes=2))
    keep(one, "left-today", side("left"), started_at=now - timedelta(minutes=9))
    with only_session(one) as alone:
        assert alone
        note_running(one, "running-now")
        for command in (["edit", "runn", "--note", "x"], ["delete", "runn", "--yes"]):
            assert "running in another terminal" in refused(capsys, *command)
        assert "running" in refused(capsys, "delete", "--all", "--yes")
        said(capsys, "edit", "4d2a", "--note", "another one")
        said(capsys, "edit", "left", "--note", "left alone")
        running, left, *_ = said(capsys, "log").splitlines()[1:]
        assert (" running" in running, " interrupted; left" in left) == (True, True)
        said(capsys, "delete", "left", "--yes")
    said(capsys, "delete", "runn", "--yes")


@pytest.mark.terminal
@terminal_only
def test_edit_shows_the_session_and_how_to_change_it(tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", "4d2a9f5e-one")
    terminal = Terminal(["edit", "4d2a"], tmp_path)
    terminal.until("Leg raise: left 2 of 2, right 2 of 2.")
    terminal.until("backroutine edit 4d2a --did leg-raise=8/6")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    "command",
    [
        ["edit", "4d2a", "--note", "stiff", "--pain-after", "3"],
        ["add", "--day", "yesterday", "--did", "superman", "--note", "stiff"],
    ],
    ids=lambda command: str(command[0]),
)
@pytest.mark.usefixtures("full_after_one")
def test_nothing_is_kept_of_a_change_that_was_cut_off(one: Path, command: list[str]) -> None:
    assert run(command) == JournalError.exit_code
    assert read_entries(one) == ()
    assert [record.id for record in read_sessions(one).records] == ["4d2a9f5e-one"]


def test_a_change_is_taken_back_whole_or_not_at_all(one: Path, request: pytest.FixtureRequest) -> None:
    assert run(["edit", "4d2a", "--note", "stiff", "--pain-after", "3"]) == 0
    before = read_entries(one)
    request.getfixturevalue("full_after_one")
    assert run(["undo"]) == JournalError.exit_code
    assert read_entries(one) == before
