"""What every test stands on: its own home, no colour, no motion, one Hypothesis profile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from backroutine.cli.settings_file import KEYS
from journal_kit import days_later, keep

settings.register_profile(
    "house", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A test never sees or writes the developer's own journal."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("BACKROUTINE_HOME", str(home / "backroutine"))
    monkeypatch.setenv("HOME", str(home))
    for name in ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_THEME", "COLUMNS", "LINES", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CONFIG", *(name.upper() for name in KEYS)):
        monkeypatch.delenv(f"BACKROUTINE_{name}", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return home


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Standard input is an empty file: a question would get no answer."""
    path = tmp_path / "given.txt"
    path.touch()
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield


@pytest.fixture
def journal(own_home: Path) -> Path:
    return own_home / "backroutine" / "journal.db"


@pytest.fixture
def one(journal: Path) -> Path:
    """A journal with a session of two reps a side, four months ago."""
    keep(journal, "4d2a9f5e-one", started_at=days_later(-120))
    return journal
