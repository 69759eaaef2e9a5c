"""What every test stands on: its own home, no colour, no motion, one Hypothesis profile."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from backroutine.cli.setting_keys import KEYS

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
