"""`backroutine doctor`: what it says of each thing, and how a copy comes back."""

import json
from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.coach.audio.sound_status import Status
from backroutine.journal.markers import marker, set_aside_files
from backroutine.journal.reader import read_sessions
from commands import Captured, said


class Player:
    """A sound that is there at once."""

    status = Status("voice", "voice (espeak-ng) through miniaudio")

    def __init__(self, *_: object, **__: object) -> None: ...

    def open(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture(autouse=True)
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backroutine.coach.audio.sound.Sound", Player)


def examined(capsys: Captured) -> tuple[int, str]:
    code = run(["doctor"])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, captured.out


def test_when_all_is_well(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--note", "stiff")
    before = {file: file.stat().st_mtime_ns for file in one.parent.rglob("*")}
    code, out = examined(capsys)
    assert (code, "✗" in out) == (0, False)
    assert "✓ journal: " in out
    assert "1 session, 4 reps, 1 entry, all whole; the newest session is of 2026-07-25" in out
    assert "✓ sound: voice (espeak-ng) through miniaudio" in out
    (copy,) = (one.parent / "copies").iterdir()
    day = copy.stem.removeprefix("journal-")
    assert f"copy {day}: 1 session, 4 reps, 1 entry\n  {copy}\n" in out
    assert {file: file.stat().st_mtime_ns for file in one.parent.rglob("*")} == before


def test_an_empty_home_does_no_harm(capsys: Captured) -> None:
    code, out = examined(capsys)
    assert code == 0
    assert "✓ journal: there is none yet" in out
    assert "There are no copies yet" in out


def test_a_journal_that_is_gone(journal: Path, capsys: Captured) -> None:
    marker(journal).parent.mkdir()
    marker(journal).touch()
    code, out = examined(capsys)
    assert code == 74
    assert (
        f"✗ journal: {journal} is missing, though sessions were kept in it; `backroutine doctor --re" in out
    )


def test_a_damaged_journal_and_the_way_back(one: Path, capsys: Captured) -> None:
    said(capsys, "edit", "4d2a", "--note", "stiff")
    (copy,) = (one.parent / "copies").iterdir()
    one.write_bytes(b"scribble")
    code, out = examined(capsys)
    assert code == 74
    assert "✗ journal: " in out
    assert "it is damaged, and nothing in it can be read" in out
    assert run(["doctor", "--restore", str(copy)]) == 0
    captured = capsys.readouterr()
    assert "it was damaged, and was set aside as" in captured.err
    assert captured.out.startswith("Brought back: 1 session, 1 entry.\n")
    assert [record.note for record in read_sessions(one).records] == ["stiff"]
    code, out = examined(capsys)
    assert code == 0
    (aside,) = set_aside_files(one)
    assert out.count("set aside 20") == 1
    assert f" UTC: nothing can be read\n  {aside}\n" in out


def test_others_who_may_read_or_write(one: Path, capsys: Captured) -> None:
    one.chmod(0o644)
    one.parent.chmod(0o777)
    code, out = examined(capsys)
    assert code == 1
    assert f"✗ folder: other people may write in {one.parent}; say `chmod 700 {one.parent}`" in out
    assert f"✗ folder: other people may read {one}; say `chmod 600 {one}`" in out


def test_settings_and_their_catalogue(journal: Path, capsys: Captured) -> None:
    journal.parent.mkdir()
    place = journal.parent / "config.toml"
    place.write_text("pace = 'fast'\n")
    code, out = examined(capsys)
    assert code == 65
    assert f"✗ settings: {place}:1" in out
    place.write_text(f"catalogue = {json.dumps(str(journal.parent / 'mine.yaml'))}\n")
    code, out = examined(capsys)
    assert code == 65
    assert "mine.yaml" in out


def test_the_folder_of_sync(one: Path, capsys: Captured, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    assert "sync" not in examined(capsys)[1]
    said(capsys, "sync", str(folder))
    assert f"✓ sync: {folder}: nothing to exchange" in examined(capsys)[1]
    said(capsys, "edit", "4d2a", "--note", "stiff")
    assert f"✓ sync: {folder}: 1 to exchange" in examined(capsys)[1]
    folder.rename(tmp_path / "gone")
    code, out = examined(capsys)
    assert code == 1
    assert "✗ sync: " in out
    assert "is not there; make the folder, or mount its disk" in out


def test_no_sound(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(Player, "status", Status("screen", "nothing: the screen only", "no sound device"))
    code, out = examined(capsys)
    assert (code, "✗ sound: nothing: the screen only; no sound device" in out) == (1, True)
    monkeypatch.setattr("backroutine.cli.output.carries", lambda _: False)
    assert "!! sound: " in examined(capsys)[1]


def test_a_file_that_is_no_journal(one: Path, capsys: Captured) -> None:
    assert run(["doctor", "--restore", str(one.parent / "none")]) == 74
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "there is no journal; `backroutine doctor` names the copies" in captured.err
