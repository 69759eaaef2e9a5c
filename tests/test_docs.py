"""What the documents say is true of the program."""

import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

import backroutine
from backroutine.catalogue.load import load_catalogue
from backroutine.cli.app import app
from backroutine.coach.screen.keys import session_keys
from backroutine.coach.screen.pages import END_KEYS, LEFT_KEYS, START_KEYS
from backroutine.coach.screen.presenter import QUESTION_KEYS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURE = ROOT / "docs" / "screen.svg"
COMMANDS: dict[str, Any] = dict(typer.main.get_group(app).commands)


def readme_calls() -> list[list[str]]:
    """The commands of the README as a shell would hand them over, without the program's name."""
    lines = re.findall(r"^    backroutine (.+)$", README, re.MULTILINE)
    return [shlex.split(line.partition(" > ")[0], comments=True) for line in lines]


def readme_keys() -> set[str]:
    first_cells = re.findall(r"^\| (`.+?`) \|", README, re.MULTILINE)
    return {key for cell in first_cells for key in re.findall(r"`(.+?)`", cell)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(name: str) -> None:
    command = COMMANDS[name]
    assert not command.get_short_help_str(64).endswith("...")  # whole in `backroutine --help` at 80 columns
    assert command.epilog.startswith(f"Example: backroutine {name}")
    assert f"**`backroutine {name}`**" in README
    assert any(call[0] == name for call in readme_calls())


@pytest.mark.parametrize("call", readme_calls(), ids=" ".join)
def test_every_call_in_the_readme_is_one_the_program_understands(call: list[str]) -> None:
    name, *arguments = call
    assert COMMANDS[name].make_context(name, arguments)


def test_every_option_of_start_is_known_to_the_readme() -> None:
    options = {option for parameter in COMMANDS["start"].params for option in parameter.opts}
    assert {option for option in options if f"{option}" not in README} == set()


def test_the_readme_lists_all_keys_of_the_live_screen() -> None:
    shown = {
        key
        for keys in (
            START_KEYS,
            LEFT_KEYS,
            QUESTION_KEYS,
            session_keys(tap=False),
            session_keys(tap=True),
            END_KEYS,
        )
        for pair in keys
        for key in pair[0].split()
    }
    assert readme_keys() == shown


def test_the_smallest_catalogue_is_right(tmp_path: Path) -> None:
    found = re.search(r"```yaml\n(.+?)```", README, re.DOTALL)
    assert found
    path = tmp_path / "my-exercises.yaml"
    path.write_text(found[1], encoding="utf-8")
    assert [exercise.id for exercise in load_catalogue(path).exercises] == ["bird-dog"]


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in README
    picture = PICTURE.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|//|url\(|@import|@font-face|href|<script", picture) == []


def test_the_picture_is_what_the_screen_looks_like() -> None:
    draw = runpy.run_path(str(ROOT / "scripts" / "picture.py"))["picture"]
    assert draw() == PICTURE.read_text(encoding="utf-8"), "draw it anew: .venv/bin/python scripts/picture.py"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "CHANGELOG.md"])
def test_links_lead_to_files_and_headings_that_are_there(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\((?!https:)([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        assert target.is_file(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^a-z0-9 -]", "", text.lower()).replace(" ", "-") for text in headings}
        assert not heading or heading in slugs, link


def test_the_changelog_tells_of_this_version() -> None:
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == backroutine.__version__
