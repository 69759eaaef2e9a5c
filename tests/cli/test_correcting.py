"""Adding, editing, undoing and deleting as a person does it, in this process and in a terminal."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backroutine.cli.main import run
from backroutine.coach.safety import for_worst_pain
from backroutine.journal.copies import keep_copy
from backroutine.journal.finding import read_entries
from backroutine.journal.removing import files_of
from backroutine.journal.unfinished import note_running, only_session
from journal_kit import NOW, days_later, keep, side, whole
from plans import plan, step
from programs import backroutine
from terminals import Terminal

Captured = pytest.CaptureFixture[str]
terminal_only = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX")


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Standard input is an empty file: a question would get no answer."""
    path = tmp_path / "given.txt"
    path.touch()
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield


@pytest.fixture
def journal(own_home: Path) -> Path:
    return own_home / "backroutine" / "journal.db"


def said(capsys: Captured, *arguments: str) -> str:
    assert run(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: Captured, *arguments: str) -> str:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def logged(capsys: Captured) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(capsys, "log", "--json"))
    return found


def reps(session: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    return [(s["exercise"], s["side"], s["reps"], s["target"]) for s in session["sides"]]


# Adding


def test_an_added_session_is_one_like_any_other(capsys: Captured) -> None:
    out = said(
        capsys, "add", "--day", "yesterday", "--at", "18:30", "--minutes", "15", "--did", "superman=10/8",
        "--did", "hip-thrust",
        "--pain-before", "3", "--pain-worst", "4", "--pain-after", "0", "--note", "ü=1",
    )  # fmt: skip
    (session,) = logged(capsys)
    assert out.startswith(f"Added {session['id'][:4]}: ")
    assert "Superman: left 10 of 10, right 8 of 10." in out
    assert reps(session) == [
        ("superman", "left", 10, 10),
        ("superman", "right", 8, 10),
        ("hip-thrust", "left", 10, 10),
        ("hip-thrust", "right", 10, 10),
    ]
    assert session["pain"] == {"before": 3, "worst": 4, "after": 0, "next_morning": None}
    assert (session["note"], session["status"]) == ("ü=1", "completed")
    began, ended = (datetime.fromisoformat(session[name]) for name in ("started_at", "ended_at"))
    assert (began.hour, began.minute, ended - began) == (18, 30, timedelta(minutes=15))
    assert session["id"][:4] in said(capsys, "log")
    assert sum(s["seconds"] for s in session["sides"]) < 15 * 60


def test_without_more_it_is_the_whole_routine_just_done(capsys: Captured) -> None:
    said(capsys, "add", "--day", "today")
    (session,) = logged(capsys)
    assert [row[2] for row in reps(session)] == [10] * 8
    ago = datetime.now().astimezone() - datetime.fromisoformat(session["ended_at"])
    assert timedelta() <= ago < timedelta(minutes=1)


def test_without_a_time_another_day_means_noon(capsys: Captured) -> None:
    said(capsys, "add", "--day", "yesterday", "--did", "superman")
    assert datetime.fromisoformat(logged(capsys)[0]["started_at"]).hour == 12


def test_the_next_session_begins_with_the_other_side(capsys: Captured) -> None:
    for day in ("2 days ago", "yesterday"):
        said(capsys, "add", "--day", day, "--did", "superman")
    assert [session["sides"][0]["side"] for session in logged(capsys)] == ["right", "left"]


def test_both_sides_at_once_have_one_number(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 5}\n")
    said(capsys, "add", "--did", "dog=4", "--catalogue", str(own))
    assert reps(logged(capsys)[0]) == [("dog", "both", 4, 5)]
    assert "dog=4" in refused(capsys, "add", "--did", "dog=4/4", "--catalogue", str(own))


def test_a_moment_has_the_offset_of_its_day(tmp_path: Path) -> None:
    for day in ("2025-07-01", "2025-01-10"):
        added = backroutine(["add", "--day", day, "--at", "07:00"], tmp_path, TZ="Europe/Berlin")
        assert added.returncode == 0
    sessions = json.loads(backroutine(["log", "--json"], tmp_path, TZ="Asia/Tokyo").stdout)
    assert [session["started_at"] for session in sessions] == [
        "2025-07-01T07:00:00+02:00",
        "2025-01-10T07:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", "2026-03-28"), ("Africa/Cairo", "2026-04-23"), ("UTC", None)]
)
def test_a_time_that_the_clocks_left_out_is_refused(zone: str, day: str | None, tmp_path: Path) -> None:
    """In the night after that day: the clocks go from 02:00 to 03:00, in Cairo from midnight to 01:00."""
    clock = "00:30" if zone == "Africa/Cairo" else "02:30"
    command = ["add", "--day", day or "2026-03-28", "--at", clock, "--did", "superman"]
    result = backroutine(command, tmp_path, TZ=zone)
    assert result.returncode == (2 if day else 0)
    assert ("the clocks left it out" in result.stderr) == bool(day)


def test_a_night_belongs_to_the_day_that_log_shows(capsys: Captured) -> None:
    said(capsys, "add", "--day", "2025-07-01", "--at", "00:30")
    assert "Tue 2025-07-01 00:30" in said(capsys, "log")
    assert logged(capsys)[0]["started_at"].startswith("2025-07-02T00:30")


def test_without_a_terminal_nothing_is_asked(capsys: Captured, journal: Path) -> None:
    err = refused(capsys, "add")
    for option in ("--day", "--at", "--minutes", "--did", "--pain-before", "--note"):
        assert option in err
    assert not journal.parent.exists()


PAIN_SCALE = "0 (no pain) to 10"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pain-before", "11"], PAIN_SCALE),
        (["--pain-before", "-1"], PAIN_SCALE),
        (["--pain-worst", "4.5"], PAIN_SCALE),
        (["--pain-after", "bad"], PAIN_SCALE),
        (["--pain-after", ""], PAIN_SCALE),
        (["--did", "supermann"], "did you mean superman?"),
        (["--did", "superman=8/6/4"], "superman=8/6 (left/right)"),
        (["--did", "superman=101"], "0 to 100"),
        (["--did", "superman=0/0"], "no rep"),
        (["--did", "superman", "--did", "superman=1"], "twice"),
        (["--did", "superman:2=8"], "one round"),
        (["--minutes", "0"], "1 to 600"),
        (["--minutes", "1.5"], "1 to 600"),
        (["--day", "2999-01-01"], "has not come yet"),
        (["--day", "0001-01-01"], "1900"),
        (["--day", "someday"], "--day"),
        (["--at", "25:00"], "--at"),
        (["--note", "a\x1b[2Jb"], "control characters"),
        (["--note", "x" * 501], "500"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
def test_what_cannot_be_is_refused_and_makes_no_journal(
    arguments: list[str], words: str, capsys: Captured, journal: Path
) -> None:
    assert words in refused(capsys, "add", *arguments)
    assert not journal.parent.exists()


def test_what_is_not_over_yet_is_refused(capsys: Captured) -> None:
    soon = datetime.now().astimezone() - timedelta(minutes=5)
    err = refused(capsys, "add", "--at", f"{soon:%H:%M}", "--minutes", "600")
    assert "future" in err


# Editing and undoing


@pytest.fixture
def one(journal: Path) -> Path:
    """A journal with a session of two reps a side, four months ago."""
    keep(journal, "4d2a9f5e-one", started_at=days_later(-120))
    return journal


def test_reps_are_corrected_beside_what_was_counted(one: Path, capsys: Captured) -> None:
    out = said(capsys, "edit", "4d2a", "--did", "leg-raise=1/3")
    assert "Leg raise: left 1 of 2, right 3 of 2." in out
    assert reps(logged(capsys)[0]) == [("leg-raise", "left", 1, 2), ("leg-raise", "right", 3, 2)]
    assert "leg-raise left 1 of 2, leg-raise right 3 of 2" in said(capsys, "undo")
    assert [row[2] for row in reps(logged(capsys)[0])] == [2, 2]
    assert "nothing to undo" in said(capsys, "undo")
    assert len(read_entries(one)) == 4


def test_a_side_that_was_done_again_is_corrected_in_all(journal: Path, capsys: Captured) -> None:
    again = [replace(event, turn=2) for event in side("left", at=60)]  # type: ignore[arg-type]  # a side's events
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


@pytest.mark.parametrize(("score", "told"), [("5", False), ("6", True)])
@pytest.mark.parametrize("command", [["add", "--did", "superman"], ["edit", "4d2a"]], ids=lambda c: c[0])
def test_worst_pain_of_six_or_more_is_answered(
    command: list[str], score: str, told: bool, one: Path, capsys: Captured
) -> None:
    out = " ".join(said(capsys, *command, "--pain-worst", score).split())
    assert (for_worst_pain(6) in out) == told


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
    assert "stiff" in said(capsys, "undo")


# Ids


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


def test_one_character_is_no_id(one: Path, capsys: Captured) -> None:
    assert "too short" in refused(capsys, "delete", "--yes", "4")
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


# Deleting


def bytes_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_no_byte_of_a_deleted_session_is_left(one: Path, capsys: Captured) -> None:
    secrets = (b"4d2a9f5e-one", b"burning toe", b"pistol-squat", days_later(-120).isoformat().encode())
    said(capsys, "edit", "4d2a", "--note", "burning toe", "--pain-before", "3")
    keep(one, "another", started_at=days_later(-110))
    keep_copy(one, NOW)
    held = bytes_below(one.parent)
    assert [secret in held for secret in secrets] == [True, True, False, True]
    out = said(capsys, "delete", "4d2a", "--yes")
    assert out.startswith("Deleted 4d2a: ")
    assert "Leg raise: left 2 of 2, right 2 of 2." in out
    held = bytes_below(one.parent)
    assert not [secret for secret in secrets if secret in held]
    assert [session["id"] for session in logged(capsys)] == ["another"]
    assert "nothing to undo" in said(capsys, "undo")


def test_what_could_not_be_cleaned_is_told(one: Path, capsys: Captured) -> None:
    aside = one.with_name("journal.db.damaged-x")
    aside.write_bytes(b"half of it: 4d2a9f5e-one")
    assert run(["delete", "4d2a", "--yes"]) == 74
    err = capsys.readouterr().err
    assert f"{aside}: " in err
    assert "may still hold" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["4d2a"], "--yes"), (["--all"], "--yes"), ([], "ID"), (["4d2a", "--all"], "choose one")],
    ids=" ".join,
)
def test_nothing_is_deleted_unasked(one: Path, arguments: list[str], words: str, capsys: Captured) -> None:
    assert words in refused(capsys, "delete", *arguments)
    assert len(logged(capsys)) == 1


def test_all_is_the_journal_and_nothing_else(one: Path, capsys: Captured) -> None:
    keep_copy(one, NOW)
    said(capsys, "status")
    (one.parent / "config.toml").write_text("weekly_goal = 2\n")
    files = [*files_of(one), one.parent / "status.json"]
    out = said(capsys, "delete", "--all", "--yes")
    assert out.splitlines()[: len(files)] == [f"Deleted {file}" for file in files]
    assert [file.name for file in one.parent.iterdir()] == ["config.toml"]
    assert "nothing to delete" in said(capsys, "delete", "--all", "--yes")


def test_after_a_sync_all_is_not_all_and_that_is_said(one: Path, capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    said(capsys, "sync", str(tmp_path / "folder"))
    assert "sync brings it back" in said(capsys, "delete", "--all", "--yes").replace("\n", " ")


# In a terminal


def at_terminal(home: Path, *arguments: str) -> Terminal:
    return Terminal(list(arguments), home)


@pytest.mark.terminal
@terminal_only
def test_a_session_is_added_by_answering(tmp_path: Path) -> None:
    terminal = at_terminal(tmp_path, "add")
    for question, answer in (
        ("Day [today]:", "someday"),
        ("is not a day", "yesterday"),
        ("Exercises:", "superman, hip-thrust"),
        ("Superman, reps left/right [10/10]:", "8/x"),
        ("cannot be read", "8/6"),
        ("Hip thrust, reps left/right [10/10]:", ""),
        ("Minutes [", "12"),
        ("Note [none]:", "in the park"),
    ):
        terminal.until(question)
        terminal.press(f"{answer}\r")
    terminal.until("Added ")
    assert terminal.end() == 0
    (session,) = json.loads(backroutine(["log", "--json"], tmp_path).stdout)
    assert reps(session)[:2] == [("superman", "left", 8, 10), ("superman", "right", 6, 10)]
    assert session["note"] == "in the park"


@pytest.mark.terminal
@terminal_only
def test_deleting_asks_and_only_yes_deletes(tmp_path: Path) -> None:
    journal = tmp_path / "backroutine" / "journal.db"
    keep(journal, "4d2a9f5e-one")
    for answer, says in (("", "Nothing was deleted."), ("n", "Nothing was deleted."), ("y", "Deleted 4d2a")):
        terminal = at_terminal(tmp_path, "delete", "4d2a")
        terminal.until("Leg raise: left 2 of 2, right 2 of 2.")
        terminal.until("y/N:")
        assert "\\x" not in terminal.text
        terminal.press(f"{answer}\r")
        terminal.until(says)
        assert terminal.end() == 0
    assert b"4d2a9f5e-one" not in journal.read_bytes()


@pytest.mark.terminal
@terminal_only
def test_deleting_all_lists_the_files_and_wants_the_word(tmp_path: Path) -> None:
    journal = tmp_path / "backroutine" / "journal.db"
    keep(journal, "4d2a9f5e-one", whole())
    for answer, there in (("y", True), ("delete", False)):
        terminal = Terminal(["delete", "--all"], tmp_path, columns=200)
        terminal.until(str(journal))
        terminal.until("Write the word delete:")
        terminal.press(f"{answer}\r")
        assert terminal.end() == 0
        assert journal.exists() == there


@pytest.mark.terminal
@terminal_only
def test_edit_shows_the_session_and_how_to_change_it(tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", "4d2a9f5e-one")
    terminal = at_terminal(tmp_path, "edit", "4d2a")
    terminal.until("Leg raise: left 2 of 2, right 2 of 2.")
    terminal.until("backroutine edit 4d2a --did leg-raise=8/6")
    assert terminal.end() == 0


@pytest.mark.terminal
@terminal_only
@pytest.mark.parametrize("columns", [40, 80])
def test_log_shows_the_id_at_any_width(columns: int, tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", "4d2a9f5e-one")
    terminal = Terminal(["log"], tmp_path, columns=columns)
    terminal.until("4d2a")
    assert terminal.end() == 0
    assert "Sun 2026-11-22 07:10" in terminal.text


@pytest.mark.terminal
@terminal_only
def test_a_long_note_costs_no_second_line(tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", "4d2a9f5e-one", side("left"))
    backroutine(["edit", "4d2a", "--note", "a word of it " * 12], tmp_path)
    terminal = Terminal(["log"], tmp_path)
    terminal.until("This week")
    assert terminal.end() == 0
    (row,) = [line for line in terminal.text.splitlines() if "4d2a" in line]
    assert row.startswith(" Sun 2026-11-22 07:10 ")
    assert "interrupted; a" in row
    assert row.endswith("…")
