"""Each command as a person runs it, in this process: what it prints, where, and its exit code."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from backroutine.cli.main import run

Captured = pytest.CaptureFixture[str]
FAST = ["start", "--plain", "--speed", "1000"]


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A file that is the program's standard input: empty unless a test writes into it."""
    path = tmp_path / "given.txt"
    path.touch()
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield path


def output(arguments: list[str], capsys: Captured) -> str:
    assert run(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def complaint(arguments: list[str], capsys: Captured, code: int) -> str:
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("backroutine: ")
    assert captured.err.count("\n") == 1
    return captured.err


def test_a_session_is_led_counted_and_in_the_log(capsys: Captured) -> None:
    lines = output([*FAST, "--only", "superman", "--reps", "3"], capsys).splitlines()
    assert [line for line in lines if line[0].isdigit()] == ["1.", "2. Last one.", "3."] * 2
    assert lines[-2:] == ["Finished.", "Superman: left 3 of 3, right 3 of 3."]
    shown = output(["log", "--show"], capsys)
    assert " 1/1   3/3    3/3" in shown
    assert "This week: 1 of 3 sessions." in shown


def test_log_and_log_show_are_the_same(capsys: Captured) -> None:
    output([*FAST, "--only", "superman"], capsys)
    assert output(["log"], capsys) == output(["log", "--show"], capsys)


def test_log_json_has_the_promised_shape(capsys: Captured) -> None:
    output([*FAST, "--only", "leg-raise", "--reps", "2"], capsys)
    (session,) = json.loads(output(["log", "--json"], capsys))
    assert list(session) == [
        "id", "started_at", "ended_at", "seconds", "status", "routine", "sides", "pain", "reserve", "note",
    ]  # fmt: skip
    assert session["status"] == "completed"
    assert [(s["exercise"], s["side"], s["round"], s["reps"], s["target"]) for s in session["sides"]] == [
        ("leg-raise", "left", 1, 2, 2),
        ("leg-raise", "right", 1, 2, 2),
    ]
    assert session["pain"] == {"before": None, "worst": None, "after": None, "next_morning": None}


def test_the_side_that_begins_alternates(capsys: Captured) -> None:
    for _ in range(3):
        output([*FAST, "--only", "superman", "--reps", "1"], capsys)
    sessions = json.loads(output(["log", "--json"], capsys))
    assert [session["sides"][0]["side"] for session in sessions] == ["left", "right", "left"]


def test_a_rehearsal_logs_nothing(capsys: Captured) -> None:
    assert "A rehearsal" in output([*FAST, "--rehearse", "--only", "superman"], capsys)
    assert json.loads(output(["log", "--json"], capsys)) == []


def test_an_empty_journal_says_how_to_begin(capsys: Captured) -> None:
    assert output(["log"], capsys) == "Nothing here yet. backroutine start begins your first session.\n"


def test_json_tells_every_event_with_its_instant(capsys: Captured) -> None:
    out = output(["start", "--json", "--speed", "1000", "--only", "superman", "--reps", "2"], capsys)
    events = [json.loads(line) for line in out.splitlines()]
    assert [e["event"] for e in (events[0], events[-1])] == ["session_started", "session_ended"]
    counted = [e for e in events if e["event"] == "rep_counted"]
    assert [(e["exercise"], e["side"], e["rep"], e["target"]) for e in counted] == [
        ("superman", "left", 1, 2),
        ("superman", "left", 2, 2),
        ("superman", "right", 1, 2),
        ("superman", "right", 2, 2),
    ]
    assert all("T" in e["at"] and e["at"][-6] in "+-" for e in events)


def test_each_line_read_counts_a_rep_in_tap_mode(capsys: Captured, given: Path) -> None:
    given.write_text("\n\n\n")
    out = output([*FAST, "--tap", "--only", "superman", "--reps", "2"], capsys)
    assert "Superman: left 2 of 2, right 1 of 2." in out
    (session,) = json.loads(output(["log", "--json"], capsys))
    assert (session["status"], [s["reps"] for s in session["sides"]]) == ("stopped", [2, 1])


def test_rounds_and_reps_and_only(capsys: Captured) -> None:
    output([*FAST, "--rounds", "2", "--reps", "1", "--only", "superman", "--only", "hip-thrust"], capsys)
    (session,) = json.loads(output(["log", "--json"], capsys))
    assert [(s["exercise"], s["side"], s["round"]) for s in session["sides"]] == [
        (exercise, side, round_)
        for round_ in (1, 2)
        for exercise in ("superman", "hip-thrust")
        for side in ("left", "right")
    ]


def test_log_csv_is_a_row_per_side_and_has_no_formula(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: 1\nname: '=1+1'\nexercises:\n"
        "  - {id: dog, name: Dog, sides: {left: left leg, right: right leg}, reps: 1}\n"
    )
    output([*FAST, "--catalogue", str(own)], capsys)
    rows = list(csv.DictReader(io.StringIO(output(["log", "--csv"], capsys))))
    assert [(row["exercise"], row["side"], row["reps"]) for row in rows] == [
        ("dog", "left", "1"),
        ("dog", "right", "1"),
    ]
    assert {row["routine"] for row in rows} == {"'=1+1"}


def test_log_of_certain_days(capsys: Captured) -> None:
    output([*FAST, "--only", "superman"], capsys)
    assert len(json.loads(output(["log", "--json", "--since", "today"], capsys))) == 1
    assert json.loads(output(["log", "--json", "--until", "yesterday"], capsys)) == []
    assert "No session in that time" in output(["log", "--until", "yesterday"], capsys)
    output([*FAST, "--only", "superman"], capsys)
    assert len(json.loads(output(["log", "--json", "--last", "1"], capsys))) == 1


def test_list_json_is_the_catalogue(capsys: Captured) -> None:
    catalogue = json.loads(output(["list", "--json"], capsys))
    assert catalogue["name"] == "Back routine"
    first = catalogue["exercises"][0]
    assert first["id"] == "leg-raise"
    assert [side["id"] for side in first["sides"]] == ["left", "right"]
    assert first["tempo"] == {"lift": 2.0, "hold": 1.0, "return": 3.0, "pause": 1.0}
    assert {"name", "position", "reps"} <= set(first)


def test_list_tells_the_total(capsys: Captured) -> None:
    out = output(["list"], capsys)
    assert "14:00 with switches and rests" in out
    assert out.splitlines()[-1] == "You need a doorway or the corner of a wall, and a folded towel."
    assert len(out.splitlines()) == 1 + 4 + 2


def test_show_has_every_part(capsys: Captured) -> None:
    out = output(["show", "leg-raise"], capsys)
    for part in (
        "Dose:", "Position:", "Set-up:", "Movement:", "Return:", "Breathing:",
        "Faults", "Easier", "Harder", "Cautions", "Muscles", "Sources",
    ):  # fmt: skip
        assert part in out
    assert json.loads(output(["show", "leg-raise", "--json"], capsys))["id"] == "leg-raise"


def test_check_says_that_a_catalogue_is_right(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 1}\n")
    assert output(["check", str(own)], capsys) == f"{own}: right, 1 exercise\n"


def test_check_tells_five_faults_and_how_many_more(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    exercises = "".join(f"  - {{id: e{n}, name: E, sides: {{both: both legs}}, reps: 0}}\n" for n in range(7))
    own.write_text(f"version: 1\nexercises:\n{exercises}")
    assert run(["check", str(own)]) == 65
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert lines[0].startswith(f"backroutine: {own}:3: exercise e0, reps: cannot be 0")
    assert (len(lines), lines[-1]) == (6, "backroutine: and 2 more")


def test_a_wrong_catalogue_starts_nothing(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\n")
    assert "own.yaml" in complaint([*FAST, "--catalogue", str(own)], capsys, 65)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["strat"], "start"),
        (["start", "--reps", "x"], "--reps"),
        (["start", "--reps", "0"], "1 to 100"),
        (["start", "--rounds", "21"], "1 to 20"),
        (["start", "--speed", "0"], "above 0"),
        (["start", "--speed", "nan"], "above 0"),
        (["start", "--speed", "1001"], "at most 1000"),
        (["start", "--only", "superwoman"], "did you mean superman?"),
        (["start", "--bogus"], "--bogus"),
        (["show"], "ID"),
        (["show", "superwoman"], "did you mean superman?"),
        (["log", "--last", "0"], "--last"),
        (["log", "--since", "some day"], "7 days ago"),
        (["log", "--json", "--csv"], "choose one"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(
    arguments: list[str], words: str, capsys: Captured
) -> None:
    assert words in complaint(arguments, capsys, 2)


@pytest.mark.parametrize("command", ["start", "list", "show", "log", "check"])
def test_every_command_has_help_with_an_example(command: str, capsys: Captured) -> None:
    for option in ("-h", "--help"):
        assert f"Example: backroutine {command}" in output([command, option], capsys)


def test_alone_it_shows_its_help(capsys: Captured) -> None:
    assert output([], capsys).startswith("Usage: backroutine")


def test_an_unexpected_error_is_one_line(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError("nobody thought of it")

    monkeypatch.setattr("backroutine.cli.commands.exercises.print_catalogue", broken)
    assert "ZeroDivisionError: nobody thought of it; this is a fault of the program" in complaint(
        ["list"], capsys, 1
    )
