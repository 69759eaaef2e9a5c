"""What --json prints is what docs/output.schema.json says."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from backroutine.cli.main import run
from commands import Captured, said

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "output.schema.json").read_text(encoding="utf-8"))
COMMANDS = {
    "list": ["list"],
    "show": ["show", "superman"],
    "log": ["log"],
    "stats": ["stats"],
    "status": ["status"],
    "config": ["config"],
    "where": ["where"],
    "routine": ["routine"],
    "targets": ["targets"],
}


def validate(name: str, value: Any) -> None:
    Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{name}"}, format_checker=FormatChecker()).validate(
        value
    )


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert {*COMMANDS, "start"} <= set(SCHEMA["$defs"])


@pytest.mark.usefixtures("no_terminal")
@pytest.mark.parametrize("name", COMMANDS)
def test_output_of_an_empty_home_and_of_one_in_use(name: str, capsys: Captured) -> None:
    validate(name, json.loads(said(capsys, *COMMANDS[name], "--json")))
    for arguments in (
        ["config", "set", "weekly_goal", "4"],
        ["routine", "save", "morning", "superman=8"],
        ["add", "--did", "superman=8/6", "--pain-before", "0", "--pain-worst", "3", "--note", "stiff"],
        ["add", "--day", "yesterday", "--did", "hip-thrust"],
        ["start", "--plain", "--speed", "1000", "--only", "superman", "--reps", "1"],
        ["checkin", "--pain", "3"],
    ):
        assert run(arguments) == 0
    capsys.readouterr()
    found = json.loads(said(capsys, *COMMANDS[name], "--json"))
    assert found
    validate(name, found)


@pytest.mark.usefixtures("no_terminal")
def test_every_event_of_a_session(capsys: Captured) -> None:
    lines = said(
        capsys,
        "start",
        "--json",
        "--speed",
        "1000",
        "--only",
        "superman",
        "--only",
        "hip-thrust",
        "--reps",
        "2",
    )
    for line in lines.splitlines():
        validate("start", json.loads(line))


def test_a_wrong_value_is_found(capsys: Captured) -> None:
    found = json.loads(said(capsys, "status", "--json"))
    for wrong in ({"week": 3}, {"done": -1}, {"due": "tomorrow"}, {"text": "x" * 41}):
        with pytest.raises(ValidationError):
            validate("status", {**found, **wrong})
    del found["goal"]
    with pytest.raises(ValidationError):
        validate("status", found)
