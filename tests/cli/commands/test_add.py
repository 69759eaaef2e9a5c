"""Adding a session as a person does it, in this process and in a terminal."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commands import PAIN_SCALE, Captured, logged, refused, reps, said, terminal_only
from programs import backroutine
from terminals import Terminal

pytestmark = pytest.mark.usefixtures("no_terminal")


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
        (["--did", "superman:2=8"], "no variation 2"),
        (["--did", "superman:leg-onl=8"], "did you mean leg-only?"),
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
def test_a_wrong_session_is_refused_and_makes_no_journal(
    arguments: list[str], words: str, capsys: Captured, journal: Path
) -> None:
    assert words in refused(capsys, "add", *arguments)
    assert not journal.parent.exists()


def test_a_session_that_is_not_over_yet_is_refused(capsys: Captured) -> None:
    soon = datetime.now().astimezone() - timedelta(minutes=5)
    err = refused(capsys, "add", "--at", f"{soon:%H:%M}", "--minutes", "600")
    assert "future" in err


@pytest.mark.terminal
@terminal_only
def test_a_session_is_added_by_answering(tmp_path: Path) -> None:
    terminal = Terminal(["add"], tmp_path)
    for question, answer in (
        ("Day [today]:", "someday"),
        ("is not a day", "yesterday"),
        ("Exercises:", "superman, hip-thrust"),
        ("Superman, reps left/right [10/10]:", "8/x"),
        ("x reps are not possible", "8/6"),
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
