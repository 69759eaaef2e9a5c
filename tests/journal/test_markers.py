"""The small files beside the journal, and the warning about folders that another program syncs."""

from pathlib import Path

import pytest

from backroutine.journal.markers import (
    asked,
    mark_asked,
    mark_safety,
    safety_marker,
    synced_folder,
    synced_notice,
)
from backroutine.journal.writer import Journal
from journal_kit import NOW


def test_what_was_asked_is_known_for_its_session_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    assert asked(path, "one") == frozenset()
    mark_asked(path, "one", "worst")
    mark_asked(path, "two", "after")
    mark_asked(path, "one", "reserve")
    assert asked(path, "one") == {"worst", "reserve"}
    assert asked(path, "two") == {"after"}


def test_the_file_holds_no_id_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    mark_asked(path, "the-id-of-a-session", "worst")
    mark_safety(path)
    for file in tmp_path.iterdir():
        assert b"the-id" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600
    assert safety_marker(path).name == "safety-shown"


def test_only_the_latest_sessions_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for number in range(100):
        mark_asked(path, str(number), "worst")
    assert (tmp_path / "journal.db.asked").stat().st_size < 5000
    assert asked(path, "99") == {"worst"}
    assert asked(path, "0") == frozenset()


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "journal.db"
    mark_asked(path, "one", "worst")
    mark_safety(path)
    assert asked(path, "one") == frozenset()


def test_a_file_that_makes_no_sense_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "journal.db.asked").write_bytes(b"\xff\x00 \n\n x")
    assert asked(tmp_path / "journal.db", "one") == frozenset()


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
