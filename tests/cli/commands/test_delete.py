"""Deleting as a person does it, in this process and in a terminal."""

from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.journal.backups import keep_copy
from backroutine.journal.deletion import files_of
from commands import Captured, logged, refused, said, terminal_only
from journal_kit import NOW, days_later, keep, whole
from terminals import Terminal

pytestmark = pytest.mark.usefixtures("no_terminal")


def bytes_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_no_byte_of_a_deleted_session_is_left(one: Path, capsys: Captured) -> None:
    secrets = (b"4d2a9f5e-one", b"burning toe", b"pistol-squat", days_later(-120).isoformat().encode())
    said(capsys, "edit", "4d2a", "--note", "burning toe", "--pain-before", "3")
    keep(one, "another", started_at=days_later(-110))
    keep_copy(one, NOW)
    held = bytes_below(one.parent)
    assert [secret in held for secret in secrets] == [True, True, False, True]
    out = said(capsys, "delete", "4d2a", "--yes")
    assert out.startswith("Deleted 4d2a: ")
    assert "Leg raise: left 2 of 2, right 2 of 2." in out
    held = bytes_below(one.parent)
    assert not [secret for secret in secrets if secret in held]
    assert [session["id"] for session in logged(capsys)] == ["another"]
    assert "nothing to undo" in said(capsys, "undo")


def test_what_could_not_be_cleaned_is_reported(one: Path, capsys: Captured) -> None:
    aside = one.with_name("journal.db.damaged-x")
    aside.write_bytes(b"half of it: 4d2a9f5e-one")
    assert run(["delete", "4d2a", "--yes"]) == 74
    err = capsys.readouterr().err
    assert f"{aside}: " in err
    assert "may still hold" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["4d2a"], "--yes"), (["--all"], "--yes"), ([], "ID"), (["4d2a", "--all"], "choose one")],
    ids=" ".join,
)
def test_nothing_is_deleted_unasked(one: Path, arguments: list[str], words: str, capsys: Captured) -> None:
    assert words in refused(capsys, "delete", *arguments)
    assert len(logged(capsys)) == 1


def test_all_is_the_journal_and_nothing_else(one: Path, capsys: Captured) -> None:
    keep_copy(one, NOW)
    said(capsys, "status")
    (one.parent / "config.toml").write_text("weekly_goal = 2\n")
    files = [*files_of(one), one.parent / "status.json"]
    out = said(capsys, "delete", "--all", "--yes")
    assert out.splitlines()[: len(files)] == [f"Deleted {file}" for file in files]
    assert [file.name for file in one.parent.iterdir()] == ["config.toml"]
    assert "nothing to delete" in said(capsys, "delete", "--all", "--yes")


def test_after_a_sync_all_is_not_all_and_that_is_said(one: Path, capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    said(capsys, "sync", str(tmp_path / "folder"))
    assert "sync brings it back" in said(capsys, "delete", "--all", "--yes").replace("\n", " ")


@pytest.mark.terminal
@terminal_only
def test_deleting_asks_and_only_yes_deletes(tmp_path: Path) -> None:
    journal = tmp_path / "backroutine" / "journal.db"
    keep(journal, "4d2a9f5e-one")
    for answer, says in (("", "Nothing was deleted."), ("n", "Nothing was deleted."), ("y", "Deleted 4d2a")):
        terminal = Terminal(["delete", "4d2a"], tmp_path)
        terminal.until("Leg raise: left 2 of 2, right 2 of 2.")
        terminal.until("y/N:")
        assert "\\x" not in terminal.text
        terminal.press(f"{answer}\r")
        terminal.until(says)
        assert terminal.end() == 0
    assert b"4d2a9f5e-one" not in journal.read_bytes()


@pytest.mark.terminal
@terminal_only
def test_deleting_all_lists_the_files_and_wants_the_word(tmp_path: Path) -> None:
    journal = tmp_path / "backroutine" / "journal.db"
    keep(journal, "4d2a9f5e-one", whole())
    for answer, there in (("y", True), ("delete", False)):
        terminal = Terminal(["delete", "--all"], tmp_path, columns=200)
        terminal.until(str(journal))
        terminal.until("Write the word delete:")
        terminal.press(f"{answer}\r")
        assert terminal.end() == 0
        assert journal.exists() == there


def test_a_dry_run_says_what_would_go_and_changes_nothing(one: Path, capsys: Captured) -> None:
    before = one.read_bytes()
    assert said(capsys, "delete", "4d2a", "--dry-run").startswith("Would delete 4d2a: ")
    assert f"Would delete {one}" in said(capsys, "delete", "--all", "--dry-run")
    assert one.read_bytes() == before
