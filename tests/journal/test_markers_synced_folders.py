"""A database in a synced folder is warned of, wherever above it the sign stands, and not without a sign."""

from pathlib import Path

import pytest

from backroutine.journal.markers import synced_folder, synced_notice
from backroutine.journal.writer import Journal
from journal_kit import NOW


@pytest.mark.parametrize(
    ("above", "program"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)/back", "Dropbox"),
        ("OneDrive - Clinic/a/b", "OneDrive"),
        ("Google Drive/My Drive", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-me", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("dropbox", "Dropbox"),
        ("my-dropbox-notes", None),
        ("home/.local/share/backroutine", None),
    ],
)
def test_names_of_folders(tmp_path: Path, above: str, program: str | None) -> None:
    assert synced_folder(tmp_path / above / "journal.db") == program


@pytest.mark.parametrize(
    ("mark", "program"), [(".stfolder", "Syncthing"), (".git", "Git"), (".sync", "Resilio Sync")]
)
def test_marks_that_a_program_leaves(tmp_path: Path, mark: str, program: str) -> None:
    path = tmp_path / "a" / "b" / "journal.db"
    assert synced_folder(path) is None
    (tmp_path / mark).mkdir()
    assert synced_folder(path) == program


def test_opening_warns(tmp_path: Path) -> None:
    path = tmp_path / "Nextcloud" / "journal.db"
    with Journal.open(path, NOW) as journal:
        assert journal.notices == (synced_notice(path),)
    notice = synced_notice(path)
    assert notice
    assert "Nextcloud keeps; a database in a synced folder can be lost; move it elsewhere" in notice
    with Journal.open(tmp_path / "journal.db", NOW) as journal:
        assert journal.notices == ()
    assert synced_notice(tmp_path / "journal.db") is None
