"""`backroutine sync` as a person runs it."""

from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from commands import Captured
from journal_kit import keep, lasting, whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def test_it_says_what_was_given_and_what_was_taken(
    folder: Path, own_home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal_path(), "one", lasting(whole())[:1])
    assert run(["sync", str(folder), "--dry-run"]) == 0
    assert capsys.readouterr() == ("Would give: 1 session\nWould take: nothing new\n", "")
    assert list(folder.iterdir()) == []
    assert run(["sync", str(folder)]) == 0
    assert capsys.readouterr() == ("Given: 1 session\nTaken: nothing new\n", "")
    monkeypatch.setenv("BACKROUTINE_HOME", str(own_home / "elsewhere"))
    assert run(["sync", str(folder)]) == 0
    assert capsys.readouterr() == ("Given: nothing new\nTaken: 1 session\n", "")
    assert run(["log", "--csv"]) == 0
    assert "leg-raise" in capsys.readouterr().out


def test_the_copy_that_was_made_before_is_named(
    folder: Path, own_home: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal_path(), "one", lasting(whole()))
    run(["sync", str(folder)])
    monkeypatch.setenv("BACKROUTINE_HOME", str(own_home / "elsewhere"))
    keep(journal_path(), "two", lasting(whole()))
    capsys.readouterr()
    assert run(["sync", str(folder)]) == 0
    copies = journal_path().parent / "copies"
    assert f"The journal as it was: {copies}" in capsys.readouterr().out


def test_what_a_person_has_to_know_goes_to_stderr(folder: Path, capsys: Captured) -> None:
    file = folder / f"backroutine-{'f' * 32}.jsonl"
    file.write_text("\x1b[2J\n")
    assert run(["sync", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.out == "Given: nothing new\nTaken: nothing new\n"
    assert captured.err.startswith(f"backroutine: {file}:1: 1 damaged line")
    assert captured.err.count("\n") == 1
    assert list(folder.iterdir()) == [file]  # a machine without a session has nothing to write


@pytest.mark.parametrize(
    ("place", "code", "words"),
    [("none", 2, "is not there; make the folder"), ("", 2, "the journal itself lies in")],
)
def test_a_wrong_folder_is_one_line(
    own_home: Path, capsys: Captured, place: str, code: int, words: str
) -> None:
    keep(journal_path(), "one", [])
    assert run(["sync", str(own_home / place)]) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert captured.err.startswith("backroutine: sync: ")
    assert words in captured.err


def test_a_journal_that_cannot_be_read_is_trouble_of_the_journal(folder: Path, capsys: Captured) -> None:
    keep(journal_path(), "one", [])
    journal_path().write_bytes(b"nonsense" * 100)
    assert run(["sync", str(folder)]) == 74
    assert capsys.readouterr().err.count("\n") == 1
    assert list(folder.iterdir()) == []
