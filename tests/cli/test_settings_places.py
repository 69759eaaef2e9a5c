"""Where the journal lives."""

from pathlib import Path

import pytest

from backroutine.cli.settings import journal_path
from backroutine.errors import BackroutineError


def test_one_folder_of_ones_own(tmp_path: Path) -> None:
    assert journal_path({"BACKROUTINE_HOME": str(tmp_path)}) == tmp_path / "journal.db"


def test_a_relative_folder_is_meant_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert journal_path({"BACKROUTINE_HOME": "mine"}) == tmp_path / "mine" / "journal.db"


def test_otherwise_where_the_platform_wants_it() -> None:
    path = journal_path({"BACKROUTINE_HOME": ""})
    assert path.is_absolute()
    assert "backroutine" in path.parts


def test_without_a_home_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_a, **_k: "~/.local/share/backroutine")
    with pytest.raises(BackroutineError, match="BACKROUTINE_HOME"):
        journal_path({})
