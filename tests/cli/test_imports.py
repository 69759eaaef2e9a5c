"""What is really loaded, seen from a fresh interpreter: the import rules alone cannot tell."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from journal_kit import keep
from programs import environment

HEAVY = ("textual", "pydantic", "rich", "yaml", "asyncio", "sqlite3", "hypothesis")


def loaded_by(arguments: list[str], home: Path) -> set[str]:
    script = (
        "import json, sys\n"
        "from backroutine.cli.main import run\n"
        f"code = run({arguments!r})\n"
        "print(json.dumps([code, sorted(sys.modules)]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(home), capture_output=True, text=True, check=True
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return {*modules, *(name.partition(".")[0] for name in modules)}


@pytest.mark.parametrize("arguments", [["list"], ["log"], ["show", "superman"], ["--version"]], ids=" ".join)
def test_only_the_live_screen_loads_textual(arguments: list[str], tmp_path: Path) -> None:
    assert not {"textual", "asyncio"} & loaded_by(arguments, tmp_path)


REHEARSAL = ["start", "--json", "--rehearse", "--speed", "1000"]


@pytest.mark.parametrize(
    "arguments", [["list"], ["list", "--json"], ["show", "superman"], REHEARSAL], ids=" ".join
)
def test_a_catalogue_that_has_not_changed_needs_neither_yaml_nor_pydantic(
    arguments: list[str], tmp_path: Path
) -> None:
    assert "pydantic" in loaded_by(arguments, tmp_path)
    assert not {"yaml", "pydantic"} & loaded_by(arguments, tmp_path)


def test_log_needs_neither_yaml_nor_pydantic(tmp_path: Path) -> None:
    assert not {"yaml", "pydantic"} & loaded_by(["log"], tmp_path)


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"]], ids=" ".join)
@pytest.mark.parametrize("settings", ["", "weekly_goal = 5\n"], ids=["no settings", "settings"])
def test_the_status_line_loads_little_more_than_sqlite(
    arguments: list[str], settings: str, tmp_path: Path
) -> None:
    home = tmp_path / "backroutine"
    keep(home / "journal.db")
    if settings:
        (home / "config.toml").write_text(settings)
    loaded = loaded_by(arguments, tmp_path)
    assert not ({*HEAVY, "platformdirs"} - {"sqlite3"}) & loaded
    assert ("tomllib" in loaded) == bool(settings)


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (["list"], {"backroutine.session.events", "backroutine.coach.phrases", "sqlite3", "hmac"}),
        (["show", "superman"], {"backroutine.session.events", "rich.style", "sqlite3", "hmac"}),
        (["log"], {"backroutine.journal.writer", "backroutine.session.machine", "csv", "hmac"}),
        (["--version"], {"msgspec", "backroutine.cli.settings"}),
        (["status"], {"msgspec", "backroutine.cli.settings", "backroutine.journal"}),
    ],
    ids=["list", "show", "log", "version", "status"],
)
def test_a_command_loads_no_more_than_it_prints(
    arguments: list[str], needless: set[str], tmp_path: Path
) -> None:
    keep(tmp_path / "backroutine" / "journal.db")
    loaded_by(arguments, tmp_path)  # fills the cache
    assert not needless & loaded_by(arguments, tmp_path)


def test_the_first_page_of_a_session_needs_no_journal_and_no_catalogue(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "import backroutine.cli.commands.start, backroutine.coach.screen.app\n"
        "print(*{'sqlite3', 'hashlib', 'pydantic', 'yaml'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


def test_version_loads_nothing_heavy(tmp_path: Path) -> None:
    assert not set(HEAVY) & loaded_by(["--version"], tmp_path)


def test_importing_the_house_reads_and_writes_nothing(tmp_path: Path) -> None:
    script = (
        "import importlib, pkgutil, backroutine\n"
        "for m in pkgutil.walk_packages(backroutine.__path__, 'backroutine.'):\n"
        "    m.name.endswith('__main__') or importlib.import_module(m.name)\n"
    )
    home = tmp_path / "home"
    subprocess.run([sys.executable, "-c", script], env=environment(home), check=True)
    assert not home.exists()
