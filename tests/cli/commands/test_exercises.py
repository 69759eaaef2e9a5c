"""`list`, `show` and `check`."""

import json
from pathlib import Path

from backroutine.cli.main import run
from commands import Captured, refused, said


def test_list_json_is_the_catalogue(capsys: Captured) -> None:
    catalogue = json.loads(said(capsys, "list", "--json"))
    assert catalogue["name"] == "Back routine"
    first = catalogue["exercises"][0]
    assert first["id"] == "leg-raise"
    assert [side["id"] for side in first["sides"]] == ["left", "right"]
    assert first["tempo"] == {"lift": 2.0, "hold": 1.0, "return": 3.0, "pause": 1.0}
    assert {"name", "position", "reps"} <= set(first)


def test_list_tells_the_total(capsys: Captured) -> None:
    out = said(capsys, "list")
    assert "14:00 with switches and rests" in out
    assert out.splitlines()[-1] == "You need a doorway or the corner of a wall, and a folded towel."
    assert len(out.splitlines()) == 1 + 4 + 2


def test_show_has_every_part(capsys: Captured) -> None:
    out = said(capsys, "show", "leg-raise")
    for part in (
        "Dose:", "Position:", "Set-up:", "Movement:", "Return:", "Breathing:",
        "Faults", "Easier", "Harder", "Cautions", "Muscles", "Sources",
    ):  # fmt: skip
        assert part in out
    assert json.loads(said(capsys, "show", "leg-raise", "--json"))["id"] == "leg-raise"


def test_check_says_that_a_catalogue_is_right(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {both: both legs}, reps: 1}\n")
    assert said(capsys, "check", str(own)) == f"{own}: right, 1 exercise\n"


def test_check_names_twenty_faults_or_all(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    exercises = "".join(
        f"  - {{id: e{n}, name: E, sides: {{both: both legs}}, reps: 0}}\n" for n in range(23)
    )
    own.write_text(f"version: 1\nexercises:\n{exercises}")
    assert run(["check", str(own)]) == 65
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"backroutine: {own}:3: exercise e0, reps: cannot be 0")
    assert (len(lines), lines[-1]) == (21, "backroutine: and 3 more; --all shows them")
    assert run(["check", "--all", str(own)]) == 65
    assert len(capsys.readouterr().err.splitlines()) == 23


def test_check_prints_the_schema(capsys: Captured) -> None:
    schema = json.loads(said(capsys, "check", "--schema"))
    assert schema["properties"]["exercises"]["minItems"] == 1
    assert "which file is not said" in refused(capsys, "check")
