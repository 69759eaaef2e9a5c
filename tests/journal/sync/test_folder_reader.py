"""An exchange and its folder: one program at a time, and the own file before all others."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backroutine.journal.entries import NoteWritten
from backroutine.journal.sync import exchange, folder_reader
from journal_kit import NOW, dump
from machines import Machine, amount


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    folder = tmp_path / "shared"
    folder.mkdir()
    desk = Machine(tmp_path / "desk", folder)
    desk.train("one")
    desk.tell(NoteWritten("n", NOW, "one", "stiff"))
    desk.sync()
    return desk


def locked_during(monkeypatch: pytest.MonkeyPatch, folder: Path, what: Callable[[], object]) -> bool:
    """Whether the folder was locked while its files were read."""
    found = []

    def look(*arguments: Any) -> object:
        other = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(False)
        except BlockingIOError:
            found.append(True)
        finally:
            os.close(other)
        return folder_reader.read_folder(*arguments)

    monkeypatch.setattr(exchange, "read_folder", look)
    what()
    return found == [True]


def test_one_program_at_a_time_writes_into_the_folder(desk: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locked_during(monkeypatch, desk.folder, desk.sync)
    assert not locked_during(monkeypatch, desk.folder, lambda: desk.sync(dry_run=True))


def test_the_own_file_is_read_however_many_others_there_are(
    desk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its name comes first of all.
    (desk.folder / f"backroutine-{'0' * 32}.jsonl").touch()
    monkeypatch.setattr(folder_reader, "MOST_FILES", 1)
    before = dump(desk.path)
    desk.path.unlink()
    assert desk.sync().taken == amount(1, 1)
    assert dump(desk.path) == before
