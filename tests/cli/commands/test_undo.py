"""`undo` and `redo`: predictable, and never over a deletion or a day without asking."""

from datetime import timedelta
from pathlib import Path

import pytest

from backroutine.cli import system
from backroutine.cli.main import run
from backroutine.journal.queries import read_entries
from commands import Captured, logged, refused, said, terminal_only
from journal_kit import days_later, keep
from terminals import Terminal

pytestmark = pytest.mark.usefixtures("no_terminal")


def pain(capsys: Captured) -> object:
    return logged(capsys)[0]["pain"]["after"]


def a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = system.here_and_now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(system, "here_and_now", lambda: later)


def test_redo_makes_what_undo_took_back_again_and_again(one: Path, capsys: Captured) -> None:
    for score in ("3", "4"):
        said(capsys, "edit", "4d2a", "--pain-after", score)
    for expected in (3, None):
        said(capsys, "undo")
        assert pain(capsys) == expected
    for expected in (3, 4):
        assert "Made again" in said(capsys, "redo")
        assert pain(capsys) == expected
    assert "nothing to redo" in said(capsys, "redo")
    said(capsys, "undo")
    assert pain(capsys) == 3


def test_redo_is_over_with_the_next_change(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--pain-after", "3")
    said(capsys, "undo")
    said(capsys, "edit", "4d2a", "--note", "stiff")
    before = read_entries(one)
    assert "nothing to redo" in said(capsys, "redo")
    assert read_entries(one) == before


def test_redo_in_a_new_home_makes_nothing(capsys: Captured, journal: Path) -> None:
    assert "nothing to redo" in said(capsys, "redo")
    assert not journal.parent.exists()


def test_undo_does_not_step_over_a_deletion(one: Path, capsys: Captured) -> None:
    keep(one, "77777777-two", started_at=days_later(-100))
    said(capsys, "edit", "4d2a", "--pain-after", "3")
    said(capsys, "edit", "4d2a", "--pain-after", "4")
    said(capsys, "undo")
    said(capsys, "delete", "7777", "--yes")
    assert "something was deleted since" in refused(capsys, "undo")
    assert "nothing to redo" in said(capsys, "redo")
    assert pain(capsys) == 3
    assert "pain after 3" in said(capsys, "undo", "--yes")
    assert pain(capsys) is None


def test_undo_does_not_step_over_a_day(one: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    said(capsys, "edit", "4d2a", "--pain-after", "3")
    a_day_later(monkeypatch)
    err = refused(capsys, "undo")
    assert "there was no change since yesterday; it would take back" in err.replace(": it", "; it")
    assert "pain after 3" in err
    assert pain(capsys) == 3
    said(capsys, "undo", "-y")
    assert pain(capsys) is None


@terminal_only
@pytest.mark.parametrize(("key", "answer"), [("n", "Nothing was changed"), ("y", "Taken back")])
def test_a_person_is_asked(key: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "backroutine" / "journal.db"
    keep(journal, "4d2a9f5e-one", started_at=days_later(-120))
    keep(journal, "77777777-two", started_at=days_later(-100))
    monkeypatch.setenv("BACKROUTINE_HOME", str(journal.parent))
    assert run(["checkin", "--pain", "3"]) == run(["delete", "7777", "--yes"]) == 0
    terminal = Terminal(["undo"], tmp_path)
    terminal.until("Take it back? y/N")
    terminal.press(f"{key}\r")
    terminal.until(answer)
    assert terminal.end() == 0


@pytest.mark.parametrize(
    "command", [["add", "--did", "superman=80/6"], ["edit", "4d2a", "--did", "leg-raise=80/2"]], ids=str
)
def test_far_more_than_the_target_is_asked_about(command: list[str], one: Path, capsys: Captured) -> None:
    err = refused(capsys, *command)
    assert "80 of " in err
    assert "--yes" in err
    assert [record["id"] for record in logged(capsys)] == ["4d2a9f5e-one"]
    assert read_entries(one) == ()
    said(capsys, *command, "--yes")
    assert any(side["reps"] == 80 for side in logged(capsys)[0]["sides"])


def test_twice_the_target_is_not(one: Path, capsys: Captured) -> None:
    assert "left 20 of 10" in said(capsys, "add", "--did", "superman=20/6")
