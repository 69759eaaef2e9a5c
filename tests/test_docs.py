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
from backroutine.catalogue.models import Exercise
from backroutine.cli.app import app
from backroutine.cli.help import summary
from backroutine.coach.screen.end_page import END_KEYS
from backroutine.coach.screen.keys import KEYS
from backroutine.coach.screen.question_page import QUESTION_KEYS
from backroutine.coach.screen.start_page import LEFT_KEYS, OFFER_KEYS, START_KEYS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]
README_LINES = 130
FILM = ROOT / "docs" / "session.svg"
PICTURE = ROOT / "docs" / "screen.svg"
COMMANDS: dict[str, Any] = dict(typer.main.get_group(app).commands)


def calls(text: str) -> list[list[str]]:
    """The commands of a page as a shell would hand them over, without the program's name."""
    lines = re.findall(r"^    backroutine (.+)$", text, re.MULTILINE)
    return [shlex.split(line.partition(" > ")[0], comments=True) for line in lines]


def all_calls() -> list[list[str]]:
    """Each different command of all pages."""
    found = [call for page in PAGES for call in calls((ROOT / page).read_text(encoding="utf-8"))]
    return [call for number, call in enumerate(found) if call not in found[:number]]


def documented_keys() -> set[str]:
    keys = COMMANDS_PAGE.partition("| key |")[2]
    first_cells = re.findall(r"^\| (`.+?`) \|", keys, re.MULTILINE)
    return {key for cell in first_cells for key in re.findall(r"`(.+?)`", cell)}


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= README_LINES


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_stands_on_the_page_of_commands(name: str) -> None:
    command = COMMANDS[name]
    assert len(summary(command)) <= 64  # one line of `backroutine --help` at 80 columns
    assert f"**`backroutine {name}`**" in COMMANDS_PAGE
    assert any(call[0] == name for call in calls(COMMANDS_PAGE))


@pytest.mark.parametrize("call", all_calls(), ids=" ".join)
def test_every_call_on_a_page_is_one_the_program_understands(call: list[str]) -> None:
    name, *arguments = call
    assert COMMANDS[name].make_context(name, arguments)


def test_every_option_of_start_stands_on_the_page_of_commands() -> None:
    options = {option for parameter in COMMANDS["start"].params for option in parameter.opts}
    assert {option for option in options if option not in COMMANDS_PAGE} == set()


def test_the_page_of_commands_lists_all_keys_of_the_live_screen() -> None:
    shown = {
        key
        for keys in (START_KEYS, LEFT_KEYS, OFFER_KEYS, QUESTION_KEYS, END_KEYS)
        for pair in keys
        for key in pair[0].split()
    }
    shown |= {key for each in KEYS if each.help or each.tap_help or each.label for key in each.shown.split()}
    assert documented_keys() == shown


def test_the_catalogues_in_the_docs_are_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    whole = [block for block in re.findall(r"```yaml\n(.+?)```", text, re.DOTALL) if "version: 1" in block]
    found = []
    for number, block in enumerate(whole):
        path = tmp_path / f"{number}.yaml"
        path.write_text(block, encoding="utf-8")
        found.append(load_catalogue(path))
    smallest, big_three = found
    assert [exercise.id for exercise in smallest.exercises] == ["bird-dog"]
    assert [(one.id, one.held, one.tempo.hold) for one in big_three.exercises] == [
        ("curl-up", True, 10),
        ("side-plank", True, 20),
        ("bird-dog", True, 10),
    ]


def test_the_docs_name_every_field_of_an_exercise() -> None:
    text = (ROOT / "docs" / "catalogue.md").read_text(encoding="utf-8")
    fields = [info.alias or name for name, info in Exercise.model_fields.items()]
    assert [field for field in fields if f"`{field}`" not in text] == []


@pytest.mark.parametrize("path", [PICTURE, FILM], ids=lambda path: path.name)
def test_a_picture_needs_nothing_from_elsewhere(path: Path) -> None:
    assert f"]({path.relative_to(ROOT).as_posix()})" in README
    picture = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|//|url\(|@import|@font-face|href|<script", picture) == []


@pytest.mark.parametrize(("name", "path"), [("picture", PICTURE), ("film", FILM)])
def test_the_pictures_are_what_the_screen_looks_like(name: str, path: Path) -> None:
    draw = runpy.run_path(str(ROOT / "scripts" / "picture.py"))[name]
    assert draw() == path.read_text(encoding="utf-8"), "draw it anew: .venv/bin/python scripts/picture.py"


def test_the_moving_picture_shows_each_row_once_at_any_time() -> None:
    assert FILM.stat().st_size < 1_000_000
    film = FILM.read_text(encoding="utf-8")
    always = len(re.findall(r"^<g>", film, re.MULTILINE))
    values = re.findall(r'values="([a-z;]+)" keyTimes="([0-9.;]+)"', film)
    assert len(values) > 100
    for moment in (0.0, 0.123, 0.5, 0.777, 0.999):
        shown = always
        for states, times in values:
            starts = [float(time) for time in times.split(";")]
            state = max(index for index, start in enumerate(starts) if start <= moment)
            shown += states.split(";")[state] == "visible"
        assert 15 <= shown <= 24, moment  # a row of blanks is not drawn


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings_that_are_there(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\((?!https:)([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        assert target.is_file(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        slugs = {re.sub(r"[^a-z0-9 -]", "", text.lower()).replace(" ", "-") for text in headings}
        assert not heading or heading in slugs, link


def test_the_changelog_has_this_version() -> None:
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == backroutine.__version__


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_modules_that_a_page_names_are_there(page: str) -> None:
    folders = ("src/backroutine", "scripts", "tests")
    there = [path.as_posix() for folder in folders for path in (ROOT / folder).rglob("*.py")]
    for name in re.findall(r"`([a-z_/]+\.py)`", (ROOT / page).read_text(encoding="utf-8")):
        assert any(path.endswith(f"/{name}") for path in there), name


def test_the_architecture_says_what_to_open_for_a_change() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("| to change | open |")[2].partition("## ")[0]
    assert len(re.findall(r"^\| (?!-)", table, re.MULTILINE)) >= 10
