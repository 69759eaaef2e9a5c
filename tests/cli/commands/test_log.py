"""`backroutine log`: what a row says, how many there are, and which days are meant."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.cli.settings import journal_path
from backroutine.journal.entries import PainScored
from backroutine.journal.writer import Journal
from correcting_kit import terminal_only
from journal_kit import NOW, days_later, keep, side
from plans import plan, step
from programs import backroutine
from terminals import Terminal

Captured = pytest.CaptureFixture[str]


def output(arguments: list[str], capsys: Captured) -> str:
    assert run(["log", *arguments]) == 0
    return capsys.readouterr().out


def test_json_and_csv_have_every_session_and_the_table_the_latest(capsys: Captured) -> None:
    for number in range(25):
        keep(journal_path(), f"session {number}", started_at=days_later(-number))
    assert len(json.loads(output(["--json"], capsys))) == 25
    assert len(output(["--csv"], capsys).splitlines()) == 1 + 25 * 2
    table = output([], capsys)
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
    assert " 1/2  2/20   0/20 " in output([], capsys)


def test_an_unknown_score_is_a_question_mark_and_never_nothing_at_all(capsys: Captured) -> None:
    keep(journal_path(), "one")
    with Journal.open(journal_path(), NOW) as journal:
        journal.add_entry(PainScored("p", NOW, "one", "after", 2))
    assert " ? to 2 " in output([], capsys)


def test_a_session_of_the_night_says_so(capsys: Captured) -> None:
    keep(journal_path(), "one", started_at=datetime.fromisoformat("2026-11-23T01:30:00+01:00"))
    assert "Sun 2026-11-22 01:30 night" in output([], capsys)


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
    assert row.startswith(" Sun 2026-11-22 07:10 ")
    assert "interrupted; a" in row
    assert row.endswith("…")
