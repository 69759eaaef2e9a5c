"""Your own routines: saved, shown, done, deleted."""

import json
from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.cli.paths import config_path
from commands import Captured, refused, said


def events(capsys: Captured, *arguments: str) -> list[dict[str, object]]:
    out = said(capsys, "start", "--rehearse", "--json", "--speed", "1000", *arguments)
    return [json.loads(line) for line in out.splitlines()]


def done(capsys: Captured, *arguments: str) -> dict[str, object]:
    """The target of each side that was begun."""
    begun = [event for event in events(capsys, *arguments) if event["event"] == "side_began"]
    return {f"{event['exercise']} {event['side']}": event["target"] for event in begun}


def test_a_routine_is_saved_shown_done_and_deleted(capsys: Captured) -> None:
    assert "No routine yet" in said(capsys, "routine")
    assert "Saved morning: superman=2, hip-thrust:two-legs=3" in said(
        capsys, "routine", "save", "morning", "superman=2", "hip-thrust:two-legs=3"
    )
    assert "superman=2, hip-thrust:two-legs=3" in said(capsys, "routine")
    (shown,) = json.loads(said(capsys, "routine", "--json"))
    assert shown == {
        "name": "morning",
        "items": ["superman=2", "hip-thrust:two-legs=3"],
        "seconds": 16 + 10 + 16 + 60 + 24,
        "default": False,
    }
    assert done(capsys, "morning") == {"superman left": 2, "superman right": 2, "hip-thrust both": 3}
    assert "Replaced" in said(capsys, "routine", "save", "morning", "superman=1/2")
    assert done(capsys, "morning") == {"superman left": 1, "superman right": 2}
    said(capsys, "routine", "delete", "morning")
    assert config_path().read_text() == ""
    assert "no routine morning" in refused(capsys, "start", "morning")


def test_comments_and_order_of_the_settings_stay(capsys: Captured) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(
        '# mine\nweekly_goal = 4  # enough\n\n[routines]\nevening = ["superman"]  # short\n'
    )
    said(capsys, "routine", "save", "morning", "leg-raise", "superman=8")
    assert config_path().read_text() == (
        '# mine\nweekly_goal = 4  # enough\n\n[routines]\nevening = ["superman"]  # short\n'
        'morning = ["leg-raise", "superman=8"]\n'
    )


def test_the_default_routine_is_done_when_nothing_is_named(capsys: Captured, tmp_path: Path) -> None:
    said(capsys, "routine", "save", "morning", "superman=2")
    said(capsys, "config", "set", "default_routine", "morning")
    assert set(done(capsys)) == {"superman left", "superman right"}
    assert set(done(capsys, "--only", "hip-thrust")) == {"hip-thrust left", "hip-thrust right"}
    own = tmp_path / "dog.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 1}\n")
    assert set(done(capsys, "--catalogue", str(own))) == {"dog both"}
    assert json.loads(said(capsys, "routine", "--json"))[0]["default"]
    said(capsys, "routine", "delete", "morning")
    assert "default_routine" not in config_path().read_text()


def test_an_option_of_the_day_goes_before_the_numbers_of_a_routine(capsys: Captured) -> None:
    said(capsys, "routine", "save", "morning", "superman=2", "hip-thrust")
    assert set(done(capsys, "morning", "--reps", "3").values()) == {3}
    assert list(done(capsys, "morning").values()) == [2, 2, 10, 10]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["routine", "save", "Morning", "superman"], "a-z, 0-9 and single dashes"),
        (["routine", "save", "a" * 21, "superman"], "up to 20"),
        (["routine", "save", "superman", "leg-raise"], "superman is an exercise"),
        (["routine", "save", "morning"], "ITEM..."),
        (["routine", "save", "morning", "supermann"], "did you mean superman?"),
        (["routine", "save", "morning", "superman", "superman"], "superman is named twice"),
        (["routine", "save", "morning", "superman=0"], "1 to 100"),
        (["routine", "delete", "morning"], "no routine morning; routine save makes one"),
        (["start", "morning"], "no routine morning"),
    ],
)
def test_refusals_change_nothing(capsys: Captured, arguments: list[str], words: str) -> None:
    assert words in refused(capsys, *arguments)
    assert not config_path().exists()


def test_a_routine_and_only_exclude_each_other(capsys: Captured) -> None:
    said(capsys, "routine", "save", "morning", "superman=2")
    assert "cannot both be done" in refused(capsys, "start", "morning", "--only", "superman")
    assert "did you mean morning?" in refused(capsys, "start", "mornin")


def test_a_routine_that_no_longer_fits_is_named_and_the_others_are_shown(capsys: Captured) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text('[routines]\nold = ["squat"]\nmorning = ["superman=2"]\n')
    assert run(["routine"]) == 0
    shown = capsys.readouterr()
    assert "routine old: no exercise squat" in shown.err
    assert [line.split()[0] for line in shown.out.splitlines()] == ["Routine", "old", "morning"]
    assert "routine old: no exercise squat" in refused(capsys, "start", "old")
    assert set(done(capsys, "morning")) == {"superman left", "superman right"}


@pytest.mark.parametrize(
    "text",
    [
        'routines = "x"',
        "[routines]\nA = []",
        "[routines]\nmorning = []",
        "[routines]\nmorning = [1]",
        "routines = []",
    ],
)
def test_a_table_of_routines_that_is_wrong_is_a_fault_of_the_file(capsys: Captured, text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text + "\n")
    assert "config.toml:1: routines" in refused(capsys, "routine", code=65)


def test_several_catalogues_are_one_and_the_first_is_done(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "dog.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 1}\n")
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(f'catalogue = ["{own}", "built-in"]\n')
    ids = [exercise["id"] for exercise in json.loads(said(capsys, "list", "--json"))["exercises"]]
    assert ids == ["dog", "leg-raise", "half-push-up", "hip-thrust", "superman"]
    assert set(done(capsys)) == {"dog both"}
    said(capsys, "routine", "save", "both", "superman=1", "dog")
    assert set(done(capsys, "both")) == {"superman left", "superman right", "dog both"}


def test_the_same_id_in_two_catalogues_is_a_fault_with_both_places(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: superman, name: Mine, sides: {both: both}, reps: 1}\n")
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(f'catalogue = ["built-in", "{own}"]\n')
    error = refused(capsys, "list", code=65)
    assert f"{own}:3: exercise superman is also in " in error
    assert "exercises.yaml:" in error
