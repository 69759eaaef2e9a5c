"""`config`, `where` and `safety`, and the commands that the settings change."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backroutine.cli.commands.start_options import StartOptions
from backroutine.cli.main import run
from backroutine.cli.settings import KEYS, Settings

Captured = pytest.CaptureFixture[str]
DOG = "version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {left: left leg, right: right leg}, reps: 1}\n"
FAST = ["start", "--plain", "--speed", "1000"]


@pytest.fixture
def home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of this person's files. Standard input has nothing to say."""
    folder = own_home / "backroutine"
    folder.mkdir()
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        yield folder


def output(arguments: list[str], capsys: Captured) -> str:
    assert run(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_each_setting_and_where_it_came_from(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "config.toml").write_text("\nweekly_goal = 4\npace = 0.8\n")
    monkeypatch.setenv("BACKROUTINE_PACE", "1.2")
    rows = [line.split(maxsplit=2) for line in output(["config"], capsys).splitlines()]
    assert rows[1:] == [
        ["weekly_goal", "4", f"{home}/config.toml:2"],
        ["questions", "true", "default"],
        ["sound", "auto", "default"],
        ["pace", "1.2", "BACKROUTINE_PACE"],
        ["catalogue", "built-in", "default"],
        ["week_starts", "monday", "default"],
        ["day_starts", "03:00", "default"],
    ]
    found = json.loads(output(["config", "--json"], capsys))
    assert list(found) == list(KEYS)
    assert found["pace"] == {"value": 1.2, "from": "environment", "where": "BACKROUTINE_PACE"}
    assert found["catalogue"] == {"value": None, "from": "default", "where": None}
    assert found["weekly_goal"] == {"value": 4, "from": "file", "where": f"{home}/config.toml:2"}


def test_without_a_file_it_says_where_one_would_be(home: Path, capsys: Captured) -> None:
    assert output(["config"], capsys).splitlines()[-1].endswith(f"it would be {home}/config.toml")


@pytest.mark.parametrize("command", [["config"], ["log"], ["list"], ["show", "superman"], [*FAST]])
def test_a_wrong_file_stops_what_needs_it(command: list[str], home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("wekly_goal = 4\npace = 7\n")
    assert run(command) == 65
    captured = capsys.readouterr()
    assert captured.out == ""
    first, second = captured.err.replace(str(home), "").splitlines()
    assert (
        first
        == "backroutine: /config.toml:1: wekly_goal: there is no such setting; did you mean weekly_goal?"
    )
    assert second.startswith("backroutine: /config.toml:2: pace: 7 is not possible; give a number from 0.5")


@pytest.mark.parametrize("command", [["where"], ["safety"], ["--version"], ["config", "--help"]])
def test_what_does_not_need_it_goes_on(command: list[str], home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("wekly_goal = 4\n")
    output(command, capsys)


def test_where_everything_is(home: Path, capsys: Captured) -> None:
    (home / "config.toml").touch()
    rows = [line.split() for line in output(["where"], capsys).splitlines()]
    assert rows[1:] == [
        ["journal", f"{home}/journal.db", "no"],
        ["copies", f"{home}/copies", "no"],
        ["config", f"{home}/config.toml", "yes"],
        ["clips", f"{home}/clips", "no"],
        ["kept", f"{home}/journal.db.kept", "no"],
        ["running", f"{home}/journal.db.running", "no"],
        ["asked", f"{home}/journal.db.asked", "no"],
        ["safety-shown", f"{home}/safety-shown", "no"],
        ["device", f"{home}/journal.db.device", "no"],
        ["status", f"{home}/status.json", "no"],
    ]
    found = json.loads(output(["where", "--json"], capsys))
    assert found["config"] == {"path": f"{home}/config.toml", "exists": True}
    assert list(found) == [
        "journal",
        "copies",
        "config",
        "clips",
        "kept",
        "running",
        "asked",
        "safety-shown",
        "device",
        "status",
    ]


def test_safety_is_wrapped(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = output(["safety"], capsys).splitlines()
    assert 30 < max(map(len, lines)) <= 40
    assert lines[0].startswith("backroutine guides and records.")


def test_the_catalogue_of_the_settings_is_used_unless_another_is_asked_for(
    home: Path, capsys: Captured, tmp_path: Path
) -> None:
    (home / "dog.yaml").write_text(DOG)
    (home / "config.toml").write_text('catalogue = "dog.yaml"\n')
    assert "Dog: left 1 of 1" in output(FAST, capsys)
    assert [e["id"] for e in json.loads(output(["list", "--json"], capsys))["exercises"]] == ["dog"]
    assert output(["show", "dog"], capsys).startswith("Dog")
    (tmp_path / "cat.yaml").write_text(DOG.replace("dog", "cat"))
    assert '"cat"' in output(["list", "--json", "--catalogue", str(tmp_path / "cat.yaml")], capsys)


def test_a_session_begins_at_the_pace_of_the_settings_unless_another_is_asked_for(
    home: Path, capsys: Captured
) -> None:
    session = [*FAST, "--rehearse", "--only", "superman", "--reps", "1"]
    assert "Pace" not in output(session, capsys)
    (home / "config.toml").write_text("pace = 1.5\n")
    assert output(session, capsys).splitlines().count("Pace 1.5.") == 1
    assert "Pace 0.7." in output([*session, "--pace", "0.7"], capsys)
    assert "Pace" not in output([*session, "--pace", "1"], capsys)
    assert "Pace" not in output([*session, "--tap"], capsys)


@pytest.mark.parametrize(
    ("wishes", "heard"),
    [
        (StartOptions(), "bell"),
        (StartOptions(sound="voice"), "voice"),
        (StartOptions(plain=True), "off"),
        (StartOptions(json=True, sound="tone"), "tone"),
    ],
)
def test_the_sound_of_the_settings_is_that_of_the_screen(
    wishes: StartOptions, heard: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backroutine.cli.output.in_terminal", lambda: True)
    assert replace(wishes, settings=Settings(sound="bell")).heard == heard


def test_a_session_that_is_kept_begins_at_it_too(home: Path, capsys: Captured) -> None:
    assert "Pace 1.5." in output([*FAST, "--only", "superman", "--reps", "1", "--pace", "1.5"], capsys)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--pace", "2.1"], "0.5 to 2.0"),
        (["--pace", "nan"], "0.5 to 2.0"),
        (["--tap", "--pace", "1"], "choose one"),
    ],
)
def test_a_pace_that_cannot_be(options: list[str], words: str, home: Path, capsys: Captured) -> None:
    assert run([*FAST, *options]) == 2
    assert words in capsys.readouterr().err


def test_the_goal_of_the_settings_is_what_the_log_tells(home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("weekly_goal = 1\n")
    output([*FAST, "--only", "superman", "--reps", "1"], capsys)
    assert "This week: 1 session, the goal of 1 is met." in output(["log"], capsys)
    (home / "config.toml").write_text("weekly_goal = 5\n")
    assert "This week: 1 of 5 sessions." in output(["log"], capsys)
