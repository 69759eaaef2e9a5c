"""`config`, `where` and `safety`, and the commands that the settings change."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.cli.commands.config import TEMPLATE
from backroutine.cli.commands.start_options import StartOptions
from backroutine.cli.main import run
from backroutine.cli.settings import Settings, load_settings
from backroutine.cli.settings_file import KEYS
from commands import Captured, refused, said

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


def test_each_setting_and_where_it_came_from(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "config.toml").write_text("\nweekly_goal = 4\npace = 0.8\n")
    monkeypatch.setenv("BACKROUTINE_PACE", "1.2")
    rows = [re.split(r" {2,}", line.rstrip()) for line in said(capsys, "config").splitlines()]
    assert rows[1:] == [
        ["weekly_goal", "4", f"{home}/config.toml:2"],
        ["questions", "true", "default"],
        ["sound", "auto", "default"],
        ["voice", "as usual", "default"],
        ["voice_rate", "140", "default"],
        ["volume", "0.8", "default"],
        ["get_ready", "as usual", "default"],
        ["rest", "as usual", "default"],
        ["theme", "auto", "default"],
        ["pace", "1.2", "BACKROUTINE_PACE"],
        ["catalogue", "built-in", "default"],
        ["default_routine", "none", "default"],
        ["week_starts", "monday", "default"],
        ["day_starts", "03:00", "default"],
        ["routines", "none", "default"],
    ]
    found = json.loads(said(capsys, "config", "--json"))
    assert list(found) == list(KEYS)
    assert found["pace"] == {"value": 1.2, "from": "environment", "where": "BACKROUTINE_PACE"}
    assert found["catalogue"] == {"value": None, "from": "default", "where": None}
    assert found["weekly_goal"] == {"value": 4, "from": "file", "where": f"{home}/config.toml:2"}


def test_without_a_file_it_says_where_one_would_be(home: Path, capsys: Captured) -> None:
    assert said(capsys, "config").splitlines()[-1].endswith(f"it would be {home}/config.toml")


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
    said(capsys, *command)


def test_where_everything_is(home: Path, capsys: Captured) -> None:
    (home / "config.toml").touch()
    rows = [line.split() for line in said(capsys, "where").splitlines()]
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
        ["synced", f"{home}/journal.db.synced", "no"],
        ["deletion", f"{home}/journal.db.deletion", "no"],
        ["status", f"{home}/status.json", "no"],
    ]
    found = json.loads(said(capsys, "where", "--json"))
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
        "synced",
        "deletion",
        "status",
    ]


def test_safety_is_wrapped(home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = said(capsys, "safety").splitlines()
    assert 30 < max(map(len, lines)) <= 40
    assert lines[0].startswith("backroutine guides and records.")


def test_the_catalogue_of_the_settings_is_used_unless_another_is_asked_for(
    home: Path, capsys: Captured, tmp_path: Path
) -> None:
    (home / "dog.yaml").write_text(DOG)
    (home / "config.toml").write_text('catalogue = "dog.yaml"\n')
    assert "Dog: left 1 of 1" in said(capsys, *FAST)
    assert [e["id"] for e in json.loads(said(capsys, "list", "--json"))["exercises"]] == ["dog"]
    assert said(capsys, "show", "dog").startswith("Dog")
    (tmp_path / "cat.yaml").write_text(DOG.replace("dog", "cat"))
    assert '"cat"' in said(capsys, "list", "--json", "--catalogue", str(tmp_path / "cat.yaml"))


def test_a_session_begins_at_the_pace_of_the_settings_unless_another_is_asked_for(
    home: Path, capsys: Captured
) -> None:
    session = [*FAST, "--rehearse", "--only", "superman", "--reps", "1"]
    assert "Pace" not in said(capsys, *session)
    (home / "config.toml").write_text("pace = 1.5\n")
    assert said(capsys, *session).splitlines().count("Pace 1.5.") == 1
    assert "Pace 0.7." in said(capsys, *session, "--pace", "0.7")
    assert "Pace" not in said(capsys, *session, "--pace", "1")
    assert "Pace" not in said(capsys, *session, "--tap")


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
    assert "Pace 1.5." in said(capsys, *FAST, "--only", "superman", "--reps", "1", "--pace", "1.5")


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
    said(capsys, *FAST, "--only", "superman", "--reps", "1")
    assert "This week: 1 session, the goal of 1 is met." in said(capsys, "log")
    (home / "config.toml").write_text("weekly_goal = 5\n")
    assert "This week: 1 of 5 sessions." in said(capsys, "log")


# config set, unset and edit


def written(home: Path) -> str:
    return (home / "config.toml").read_text()


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(program))


def test_set_changes_one_line_and_keeps_comments_and_order(home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("# mine\npace = 0.8 # slow\n\nsound = 'off'\n")
    assert said(capsys, "config", "set", "pace", "0.9") == f"pace = 0.9, in {home}/config.toml\n"
    assert written(home) == "# mine\npace = 0.9 # slow\n\nsound = 'off'\n"


def test_set_makes_the_file_the_owners_alone(home: Path, capsys: Captured) -> None:
    home.rmdir()
    said(capsys, "config", "set", "day_starts", "05:00")
    assert written(home) == 'day_starts = "05:00"\n'
    assert (home / "config.toml").stat().st_mode & 0o777 == 0o600
    assert json.loads(said(capsys, "config", "--json"))["day_starts"]["value"] == "05:00"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("weekly_goal", "many", "weekly_goal: many is not possible; give a whole number from 1 to 14"),
        ("weekly_gaol", "3", "there is no setting weekly_gaol; did you mean weekly_goal?"),
        ("week_starts", "friday", "give monday or sunday"),
    ],
)
def test_what_cannot_be_is_not_set(key: str, value: str, words: str, home: Path, capsys: Captured) -> None:
    assert words in refused(capsys, "config", "set", key, value)
    assert not (home / "config.toml").exists()


def test_a_change_that_leaves_a_wrong_file_is_not_saved(home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("pace = 9\n")
    assert "config.toml:1: pace: 9 is not possible" in refused(
        capsys, "config", "set", "sound", "off", code=65
    )
    assert written(home) == "pace = 9\n"
    said(capsys, "config", "set", "pace", "1.5")  # but a change can put it right
    assert written(home) == "pace = 1.5\n"


def test_a_catalogue_is_checked_and_holds_from_everywhere(
    home: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no such file" in refused(capsys, "config", "set", "catalogue", "dog.yaml", code=65)
    (tmp_path / "dog.yaml").write_text(DOG)
    said(capsys, "config", "set", "catalogue", "dog.yaml")
    assert json.loads(said(capsys, "config", "--json"))["catalogue"]["value"] == str(tmp_path / "dog.yaml")


def test_a_variable_that_goes_before_the_file_is_named(
    home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKROUTINE_PACE", "1.2")
    assert run(["config", "set", "pace", "0.9"]) == 0
    assert capsys.readouterr().err.startswith("backroutine: BACKROUTINE_PACE: ")


def test_unset_leaves_the_default(home: Path, capsys: Captured) -> None:
    (home / "config.toml").write_text("pace = 0.8\nwekly = 3\n")
    said(capsys, "config", "unset", "wekly")  # also what should never have stood there
    said(capsys, "config", "unset", "pace")
    assert written(home) == ""
    assert "is not set" in said(capsys, "config", "unset", "pace")


@pytest.mark.skipif(os.name == "nt", reason="creating links needs rights on Windows")
def test_a_link_stays_a_link(home: Path, capsys: Captured, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("pace = 0.8\n")
    (home / "config.toml").symlink_to(mine)
    said(capsys, "config", "set", "pace", "0.9")
    assert (home / "config.toml").is_symlink()
    assert mine.read_text() == "pace = 0.9\n"


@pytest.mark.skipif(os.name == "nt", reason="the editor is a shell script")
def test_edit_saves_what_is_right_and_keeps_a_draft_of_what_is_not(
    home: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "sed -i 's/^# weekly_goal = 3/weekly_goal = 5/' \"$1\"")
    assert said(capsys, "config", "edit") == f"Saved {home}/config.toml\n"
    assert json.loads(said(capsys, "config", "--json"))["weekly_goal"]["value"] == 5
    before = written(home)
    editor(tmp_path, monkeypatch, 'echo pace = 9 >> "$1"')
    assert run(["config", "edit", "--no-input"]) == 65
    fault, kept = capsys.readouterr().err.splitlines()
    assert "pace: 9 is not possible" in fault
    assert written(home) == before
    assert "pace = 9" in Path(kept.rpartition(" ")[2]).read_text()
    editor(tmp_path, monkeypatch, "true")
    assert said(capsys, "config", "edit") == "Nothing was changed.\n"


def test_the_new_file_of_edit_names_every_setting(home: Path) -> None:
    assert re.findall(r"^# \[?(\w+)\]? +[=#]", TEMPLATE, re.M) == [*KEYS, "walk"]
    text = re.sub(r"^# (\w+ =|\[)", r"\1", TEMPLATE, flags=re.M)
    (home / "config.toml").write_text(text)
    routine = {"walk": ("leg-raise", "hip-thrust:knee-in=8/6")}
    assert replace(load_settings(), sources={}) == replace(
        Settings(),
        voice="en-gb",
        get_ready=15,
        rest=60,
        catalogue=home / "my.yaml",
        default_routine="walk",
        routines=routine,
    )
