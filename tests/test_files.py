"""Files written whole or not at all: theirs alone, never over another by accident."""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from backroutine import files
from backroutine.errors import BackroutineError
from backroutine.files import PART, write_atomically, write_whole


def refusal(path: Path, *, force: bool = False) -> str:
    with pytest.raises(BackroutineError) as refused:
        write_whole(path, b"new", force=force)
    assert refused.value.exit_code == 1
    assert str(refused.value).startswith(f"{path}: ")
    return str(refused.value)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_whole_and_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    before = os.umask(0)
    try:
        write_whole(path, b"all of it")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"all of it"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["a.svg"]


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(b"old")
    assert "--force" in refusal(path)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.svg"]


def test_force_replaces_it_and_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_whole(path, b"new", force=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path, target: str, force: bool) -> None:
    (tmp_path / "there").write_bytes(b"old")
    path = tmp_path / "link"
    path.symlink_to(tmp_path / target)
    assert "it is a link" in refusal(path, force=force)
    assert path.is_symlink()
    assert names(tmp_path) == ["link", "there"]
    assert (tmp_path / "there").read_bytes() == b"old"


def test_folders_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", tmp_path / "folder", Path("/dev/null")):
        assert "not a plain file" in refusal(path, force=True)


def test_a_journal_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"SQLite format 3\0 and so on")
    assert "journal" in refusal(path, force=True)
    assert path.read_bytes().startswith(b"SQLite")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "make the folder first" in refusal(tmp_path / "nowhere" / "a.svg")
    (tmp_path / "file").touch()
    refusal(tmp_path / "file" / "a.svg")


@pytest.mark.parametrize("force", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, force: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.svg"
    if force:
        path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refusal(path, force=force)
    assert names(tmp_path) == (["a.svg"] if force else [])
    assert not force or path.read_bytes() == b"old"


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.svg"
    take = files._take_free_name

    def after_another_program(made: Path, name: Path) -> None:
        path.write_bytes(b"theirs")
        take(made, name)

    monkeypatch.setattr(files, "_take_free_name", after_another_program)
    assert "it is there already" in refusal(path)
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.svg"]


def _no_links(_path: Path, _target: Path) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_disks_without_second_names_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", _no_links)
    path = tmp_path / "a.svg"
    write_whole(path, b"new")
    assert (path.read_bytes(), names(tmp_path)) == (b"new", ["a.svg"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "it is there already" in refusal(path)
    assert path.read_bytes() == b"new"


def test_the_longest_name_there_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("猫" * 85)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("sync", [False, True])
def test_a_file_of_ours_is_replaced_in_one_step_and_private_before_it_has_data(
    tmp_path: Path, sync: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"old")
    path.chmod(0o644)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_mode))

    def lines() -> Iterator[bytes]:
        (part,) = (file for file in tmp_path.iterdir() if PART.fullmatch(file.name))
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        yield b"one\n"
        assert path.read_bytes() == b"old"
        yield b"two\n"

    before = os.umask(0)
    try:
        write_atomically(path, lines(), sync=sync)
    finally:
        os.umask(before)
    assert path.read_bytes() == b"one\ntwo\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["settings.toml"]
    assert [stat.S_ISDIR(mode) for mode in synced] == ([False, True] if sync else [])


def test_a_write_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"old")

    def full() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, full(), sync=True)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["settings.toml"]
