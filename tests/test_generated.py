"""The files that scripts/generate.py makes: as they would be made now, and right."""

import json
import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

ROOT = Path(__file__).parents[1]
FILES: dict[str, Callable[[], str]] = runpy.run_path(str(ROOT / "scripts" / "generate.py"))["FILES"]
SMALL = (
    "version: 1\nexercises:\n  - {id: dog, name: Dog, sides: {left: left leg, right: right leg}, reps: 8}\n"
)


@pytest.mark.parametrize("name", FILES)
def test_it_is_as_the_script_makes_it(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name](), "run scripts/generate.py"


@pytest.mark.skipif(not shutil.which("man"), reason="there is no man here")
def test_the_manual_page_has_no_warning() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", str(ROOT / "docs" / "backroutine.1")],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        check=True,
    )
    assert done.stderr == ""
    assert "backroutine start" in done.stdout


def validate(text: str) -> None:
    schema = json.loads((ROOT / "data" / "catalogue.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(yaml.safe_load(text))


def test_the_built_in_catalogue_fits_the_schema_and_names_it() -> None:
    text = (ROOT / "data" / "exercises.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=catalogue.schema.json\n")
    validate(text)
    validate(SMALL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reps: 8", "reps: 101"),
        ("reps: 8", "rep: 8"),
        ("id: dog", "id: Dog"),
        ("right: right leg", "both: both legs"),
        ("version: 1", "version: 2"),
        ("reps: 8", "reps: 8, tempo: {lift: 0}"),
        ("reps: 8", "reps: 8, goes: {lift: sideways}"),
        ("reps: 8", f"reps: 8, cautions: [{', '.join('x' * 21)}]"),
    ],
)
def test_the_schema_refuses_what_check_refuses(old: str, new: str) -> None:
    with pytest.raises(ValidationError):
        validate(SMALL.replace(old, new))
