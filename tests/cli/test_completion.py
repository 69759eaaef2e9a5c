"""What the shell offers, as it asks for it, and what is loaded to answer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backroutine.catalogue.load import bundled_catalogue
from backroutine.cli import completion
from backroutine.cli.commands.export import KINDS
from backroutine.cli.commands.remind import FORMATS
from backroutine.coach.audio.sound_status import CHOICES
from commands import Captured, said
from journal_kit import keep
from programs import environment

DOG = "version: 1\nexercises:\n  - {id: dog, name: Bird dog, sides: {both: both legs}, reps: 8}\n"


def offered(line: str, home: Path) -> tuple[list[str], set[str]]:
    """What fish is offered for a line, and the packages that were loaded."""
    script = (
        "import json, sys\n"
        "from backroutine.cli.main import run\n"
        "try: run([])\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    asked = {
        "_BACKROUTINE_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": line,
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(home, **asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    *lines, modules = done.stdout.splitlines()
    return [one for one in lines if one], {name.partition(".")[0] for name in json.loads(modules)}


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("backroutine st", "start\t"),
        ("backroutine show ", "leg-raise\tStraight leg raise on a wall"),
        ("backroutine start --only su", "superman\tSuperman"),
        ("backroutine edit 4", "4d2a\tSun 2026-11-22"),
        ("backroutine log --since mo", "monday"),
        ("backroutine export --format h", "hevy\t"),
        ("backroutine start --sound v", "voice\t"),
        ("backroutine config set wee", "weekly_goal\ta whole number from 1 to 14"),
        ("backroutine config set week_starts s", "sunday"),
    ],
)
def test_values_are_offered_and_little_is_loaded(line: str, first: str, tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", "4d2a9f5e-one")
    lines, loaded = offered(line, tmp_path)
    assert lines[0].startswith(first)
    assert not {"pydantic", "rich", "yaml", "textual"} & loaded


def test_exercises_are_those_of_the_catalogue_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [name for name, _ in completion.exercises("")] == [one.id for one in bundled_catalogue().exercises]
    own = tmp_path / "own.yaml"
    own.write_text(DOG)
    monkeypatch.setenv("BACKROUTINE_CATALOGUE", str(own))
    assert completion.exercises("") == [("dog", "Bird dog")]
    own.write_bytes(b"\xff\xfe nothing")
    assert completion.exercises("") == []


def test_what_cannot_be_read_is_not_offered(journal: Path) -> None:
    journal.parent.mkdir()
    journal.write_bytes(b"no journal" * 100)
    assert completion.sessions("") == []


def test_files_are_offered_with_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.yaml").touch()
    (tmp_path / ".hidden").touch()
    monkeypatch.chdir(tmp_path)
    assert completion.files_and_folders("") == [("mine/", "")]
    assert completion.files_and_folders("mine/a") == [("mine/a.yaml", "")]
    assert completion.files_and_folders("nowhere/") == []


def test_the_words_are_those_that_the_commands_take(capsys: Captured) -> None:
    assert [name for name, _ in completion.EXPORTS] == list(KINDS)
    assert [name for name, _ in completion.REMINDERS] == list(FORMATS)
    assert [name for name, _ in completion.SOUNDS] == list(CHOICES)
    for day in completion.DAYS:
        said(capsys, "log", "--since", day)
