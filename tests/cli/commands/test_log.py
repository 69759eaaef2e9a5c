"""`backroutine log`: what a row says, how many there are, and which days are meant."""

import csv
import io
import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backroutine.cli import system
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.journal.entries import PainScored
from backroutine.journal.writer import Journal
from commands import Captured, said, terminal_only
from journal_kit import NOW, days_later, keep, side
from plans import Player, plan, step
from programs import backroutine
from terminals import Terminal

FAST = ["start", "--plain", "--speed", "1000"]


def keep_played(name: str, began: datetime, *, seconds: float = 43) -> None:
    player = Player(plan()).wait(seconds)
    with Journal.open(journal_path(), began) as journal:
        journal.begin(name, began, plan(), "left")
        for event in player.events:
            journal.record(name, event)


def shown_sessions(arguments: list[str], capsys: Captured) -> list[str]:
    assert run(["log", "--json", *arguments]) == 0
    return [session["id"] for session in json.loads(capsys.readouterr().out)]


def test_json_and_csv_have_every_session_and_the_table_the_latest(capsys: Captured) -> None:
    for number in range(25):
        keep(journal_path(), f"session {number}", started_at=days_later(-number))
    assert len(json.loads(said(capsys, "log", "--json"))) == 25
    assert len(said(capsys, "log", "--csv").splitlines()) == 1 + 25 * 2
    table = said(capsys, "log")
    assert (
        sum(line[:3] in {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} for line in table.splitlines())
        == 20
    )
    assert "The latest 20" in table


def test_reps_stand_against_the_whole_plan_also_where_a_side_was_never_begun(capsys: Captured) -> None:
    two = plan(
        *(step(name, target=10, exercise=what) for what in ("leg-raise", "b") for name in ("left", "right"))
    )
    begun = [*side("left")]
    keep(journal_path(), "one", begun, a_plan=two)
    assert " 1/2  2/20   0/20 " in said(capsys, "log")


def test_an_unknown_score_is_a_question_mark_and_never_nothing_at_all(capsys: Captured) -> None:
    keep(journal_path(), "one")
    with Journal.open(journal_path(), NOW) as journal:
        journal.add_entry(PainScored("p", NOW, "one", "after", 2))
    assert " ? to 2 " in said(capsys, "log")


def test_a_session_of_the_night_says_so(capsys: Captured) -> None:
    keep(journal_path(), "one", started_at=datetime.fromisoformat("2026-11-23T01:30:00+01:00"))
    assert "Sun 2026-11-22 01:30 night" in said(capsys, "log")


@pytest.mark.parametrize("command", [["log"], ["export"], ["report", "--out", "r.html"]], ids=lambda c: c[0])
def test_days_the_wrong_way_round_are_refused(command: list[str], capsys: Captured) -> None:
    assert run([*command, "--since", "2026-11-02", "--until", "2026-11-01"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "2026-11-01 lies before 2026-11-02" in captured.err


@pytest.mark.parametrize(
    "command",
    [
        ["sync", ""],
        ["import", ""],
        ["check", ""],
        ["list", "--catalogue", ""],
        ["stats", "--svg", ""],
        ["export", "--out", ""],
        ["log", "--since", ""],
        ["export", "--until", ""],
    ],
    ids=" ".join,
)
def test_a_variable_that_was_not_set_is_no_name(command: list[str], capsys: Captured) -> None:
    assert run(command) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


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
    assert row.startswith("Sun 2026-11-22 07:10 ")
    assert "interrupted; a" in row
    assert row.endswith("…")


def test_notices_of_the_journal_reach_the_person(capsys: Captured) -> None:
    keep_played("one", system.here_and_now())
    with sqlite3.connect(journal_path()) as connection:
        connection.execute("UPDATE event SET body = replace(body, '\"rep\": 1', '\"rep\": 9')")
    connection.close()
    assert run(["log"]) == 0
    assert "damaged row" in capsys.readouterr().err


def test_since_and_until_choose_days(capsys: Captured) -> None:
    now = system.here_and_now().replace(hour=12)
    for days in (0, 3, 8):
        keep_played(f"{days} ago", now - timedelta(days=days))
    assert shown_sessions(["--since", "3 days ago"], capsys) == ["0 ago", "3 ago"]
    assert shown_sessions(["--since", "4 days ago", "--until", "yesterday"], capsys) == ["3 ago"]
    assert shown_sessions(["--until", "7 days ago"], capsys) == ["8 ago"]


def test_the_usual_log_is_bounded_and_says_so(capsys: Captured) -> None:
    now = system.here_and_now()
    for number in range(22):
        keep_played(str(number), now - timedelta(days=number))
    assert run(["log"]) == 0
    out = capsys.readouterr().out
    assert len([line for line in out.splitlines() if "2/2" in line]) == 20
    assert "The latest 20" in out


def test_only_this_week_counts_for_this_week(capsys: Captured) -> None:
    now = system.here_and_now()
    monday = now - timedelta(days=now.weekday())
    keep_played("this week", monday)
    keep_played("last week", monday - timedelta(days=1))
    keep_played("hardly begun", monday + timedelta(seconds=1), seconds=6)
    run(["log"])
    assert "This week: 1 of 3 sessions." in capsys.readouterr().out


def test_sessions_without_a_rep_are_left_out_of_the_table_only(capsys: Captured) -> None:
    now = system.here_and_now()
    keep_played("nothing", now, seconds=1)
    assert said(capsys, "log") == "Nothing here yet. backroutine start begins your first session.\n"
    keep_played("whole", now - timedelta(hours=1))
    keep_played("other", now - timedelta(hours=2))
    assert len(said(capsys, "log", "--last", "2").splitlines()) == 1 + 2 + 1
    assert len(json.loads(said(capsys, "log", "--json"))) == 3


def test_log_and_log_show_are_the_same(capsys: Captured) -> None:
    said(capsys, *FAST, "--only", "superman")
    assert said(capsys, "log") == said(capsys, "log", "--show")


def test_log_json_has_the_promised_shape(capsys: Captured) -> None:
    said(capsys, *FAST, "--only", "leg-raise", "--reps", "2")
    (session,) = json.loads(said(capsys, "log", "--json"))
    assert list(session) == [
        "id", "started_at", "ended_at", "seconds", "status", "routine", "sides", "pain", "reserve", "hurt",
        "note",
    ]  # fmt: skip
    assert session["status"] == "completed"
    assert [(s["exercise"], s["side"], s["round"], s["reps"], s["target"]) for s in session["sides"]] == [
        ("leg-raise", "left", 1, 2, 2),
        ("leg-raise", "right", 1, 2, 2),
    ]
    assert session["pain"] == {"before": None, "worst": None, "after": None, "next_morning": None}


def test_an_empty_journal_says_how_to_begin(capsys: Captured) -> None:
    assert said(capsys, "log") == "Nothing here yet. backroutine start begins your first session.\n"


def test_log_csv_is_a_row_per_side_and_has_no_formula(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: 1\nname: '=1+1'\nexercises:\n"
        "  - {id: dog, name: Dog, sides: {left: left leg, right: right leg}, reps: 1}\n"
    )
    said(capsys, *FAST, "--catalogue", str(own))
    rows = list(csv.DictReader(io.StringIO(said(capsys, "log", "--csv"))))
    assert [(row["exercise"], row["side"], row["reps"]) for row in rows] == [
        ("dog", "left", "1"),
        ("dog", "right", "1"),
    ]
    assert {row["routine"] for row in rows} == {"'=1+1"}


def test_log_of_certain_days(capsys: Captured) -> None:
    said(capsys, *FAST, "--only", "superman")
    assert len(json.loads(said(capsys, "log", "--json", "--since", "today"))) == 1
    assert json.loads(said(capsys, "log", "--json", "--until", "yesterday")) == []
    assert "No session in that time" in said(capsys, "log", "--until", "yesterday")
    said(capsys, *FAST, "--only", "superman")
    assert len(json.loads(said(capsys, "log", "--json", "--last", "1"))) == 1


def test_a_damaged_journal_that_was_set_aside_is_named_until_it_is_gone(one: Path, capsys: Captured) -> None:
    aside = one.with_name("journal.db.damaged-20261122T061003Z")
    aside.write_bytes(b"scribble")
    assert run(["log"]) == run(["where"]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith(f"backroutine: {aside}: a damaged journal was set aside here; `backrou")
    assert captured.err.count("\n") == 1
    assert f"set-aside     {aside}" in captured.out
    aside.unlink()
    assert "set-aside" not in said(capsys, "log") + said(capsys, "where")
