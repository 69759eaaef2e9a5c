"""`backroutine export` and `backroutine import` as a person runs them."""

import csv
import io
import json
import os
import re
import shutil
import stat
import sys
from datetime import datetime
from pathlib import Path

import fitdecode
import pytest

from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.journal.entries import NoteWritten, PainScored, Undone
from backroutine.journal.reader import read_sessions
from backroutine.journal.writer import Journal
from commands import Captured
from journal_kit import NOW, keep, side
from programs import backroutine


@pytest.fixture
def journal() -> Path:
    path = journal_path()
    keep(path, "one", started_at=datetime.fromisoformat("2026-11-20T12:00:00+01:00"))
    keep(path, "two", started_at=datetime.fromisoformat("2026-11-22T12:00:00+01:00"))
    with Journal.open(path, NOW) as opened:
        opened.add_entry(NoteWritten("n1", NOW, "one", "=1+1"))
        opened.add_entry(PainScored("p2", NOW, "two", "before", 3))
        opened.add_entry(Undone("u1", NOW, "n1"))
        opened.add_entry(NoteWritten("n2", NOW, "one", "=1+1"))
        opened.add_entry(PainScored("d", NOW, None, "day", 2))
    return path


def elsewhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    monkeypatch.setenv("BACKROUTINE_HOME", str(folder))
    return journal_path()


def code_and(arguments: list[str], capsys: Captured) -> tuple[int, str, str]:
    code = run(arguments)
    exported = capsys.readouterr()
    return code, exported.out, exported.err


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_out_in_and_out_gives_the_same_bytes(
    kind: str, journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert code_and(["export", "--format", kind, "--out", str(first)], capsys)[0] == 0
    elsewhere(monkeypatch, tmp_path / "other")
    code, out, err = code_and(["import", str(first)], capsys)
    assert (code, out, err) == (0, "2 sessions and 5 entries added.\n", "")
    assert run(["export", "--format", kind, "--out", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_printed_and_written_are_the_same(
    journal: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export"]) == 0
    printed = capsysbinary.readouterr().out
    assert run(["export", "--out", str(tmp_path / "a.json")]) == 0
    assert (tmp_path / "a.json").read_bytes() == printed


def test_no_file_is_replaced_unasked(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    assert code_and(["export", "--out", str(path)], capsys)[0] == 1
    assert path.read_text() == "mine"
    assert code_and(["export", "--out", str(path), "--force"], capsys)[0] == 0
    assert json.loads(path.read_text())["format"] == "backroutine"


def test_some_days_only(journal: Path, capsys: Captured) -> None:
    exported = json.loads(code_and(["export", "--until", "2026-11-20"], capsys)[1])
    assert [session["id"] for session in exported["sessions"]] == ["one"]
    assert {entry["id"] for entry in exported["entries"]} == {"n1", "u1", "n2"}
    exported = json.loads(code_and(["export", "--since", "2026-11-22"], capsys)[1])
    assert [session["id"] for session in exported["sessions"]] == ["two"]
    assert {entry["id"] for entry in exported["entries"]} == {"p2", "d"}


def test_csv_is_that_of_the_log_and_defused(journal: Path, capsys: Captured) -> None:
    exported = code_and(["export", "--format", "csv"], capsys)[1].splitlines()
    logged = code_and(["log", "--csv"], capsys)[1].splitlines()
    assert (exported[0], sorted(exported)) == (logged[0], sorted(logged))
    assert next(csv.DictReader(exported))["note"] == "'=1+1"


def test_hevy_comes_back_and_makes_nothing_twice(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = tmp_path / "a.csv"
    assert run(["export", "--format", "hevy", "--out", str(path)]) == 0
    before = journal.read_bytes()
    capsys.readouterr()
    assert code_and(["import", str(path)], capsys)[1] == "Nothing new.\n2 here already.\n"
    other = tmp_path / "b.csv"
    other.write_text(path.read_text().replace(",normal,,2,", ",normal,,3,"))
    assert code_and(["import", str(other)], capsys)[1].splitlines() == [
        "Nothing new.",
        "2 not the same here, and left as here:",
        "  the session of Fri 2026-11-20 12:00",
        "  the session of Sun 2026-11-22 12:00",
    ]
    assert journal.read_bytes() == before
    elsewhere(monkeypatch, tmp_path / "other")
    code, out, _ = code_and(["import", str(path)], capsys)
    assert (code, out) == (0, "2 sessions and 1 entry added.\n")


def test_fit_is_the_latest_session(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.fit"
    code, _, err = code_and(["export", "--format", "fit", "--out", str(path)], capsys)
    assert code == 0
    assert "the latest of 2 sessions, of 2026-11-22" in err
    with fitdecode.FitReader(path) as reader:
        frames = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    (session,) = [frame for frame in frames if frame.name == "session"]
    assert session.get_value("start_time").isoformat() == "2026-11-22T11:00:00+00:00"


def test_without_its_library_fit_says_what_to_install(
    journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for name in [*(name for name in sys.modules if name.startswith("fit_tool")), "fit_tool"]:
        monkeypatch.setitem(sys.modules, name, None)
    code, out, err = code_and(["export", "--format", "fit"], capsys)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "fit-tool" in err


def test_fit_stays_off_a_terminal(journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert code_and(["export", "--format", "fit"], capsys)[:2] == (2, "")


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--force"], ["--since", "soon"]], ids=" ".join)
def test_options_that_make_no_sense_together_are_refused(arguments: list[str], capsys: Captured) -> None:
    assert code_and(["export", *arguments], capsys)[:2] == (2, "")


def test_an_empty_journal_has_no_fit(capsys: Captured) -> None:
    assert code_and(["export", "--format", "fit"], capsys)[0] == 1
    assert json.loads(code_and(["export"], capsys)[1])["sessions"] == []


def test_every_exercise_comes_back_from_hevy_with_its_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def sides() -> list[list[str]]:
        return [line.split(",")[5:10] for line in code_and(["log", "--csv"], capsys)[1].splitlines()]

    path = tmp_path / "a.csv"
    assert run(["add", "--day", "yesterday", "--minutes", "14"]) == 0
    assert run(["export", "--format", "hevy", "--out", str(path)]) == 0
    capsys.readouterr()
    before = sides()
    elsewhere(monkeypatch, tmp_path / "other")
    assert run(["import", str(path)]) == 0
    capsys.readouterr()
    assert len(before) == 1 + 8
    assert sides() == before


def test_twice_is_once_and_what_differs_is_listed(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.json"
    run(["export", "--out", str(path)])
    capsys.readouterr()
    assert code_and(["import", str(path)], capsys) == (0, "Nothing new.\n7 here already.\n", "")
    path.write_text(path.read_text().replace('"score": 3', '"score": 4'))
    before = journal.read_bytes()
    out = code_and(["import", str(path)], capsys)[1]
    assert out.splitlines()[2:] == [
        "1 not the same here, and left as here:",
        "  pain before 3 here, pain before 4 in the file",
    ]
    assert journal.read_bytes() == before


def test_a_copy_is_kept_before_anything_is_added(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.json"
    keep(tmp_path / "b" / "journal.db", "three", side())
    run(["export", "--out", str(path)])
    text = (
        path.read_text()
        .replace('"id": "one"', '"id": "three"')
        .replace('"session": "one"', '"session": "three"')
    )
    path.write_text(
        re.sub(r'"id": "(n1|n2|u1)"', r'"id": "\1x"', text).replace('"entry": "n1"', '"entry": "n1x"')
    )
    capsys.readouterr()
    out = code_and(["import", str(path), "--dry-run"], capsys)[1]
    assert out == "1 session and 3 entries would be added.\n3 here already.\n"
    assert len(read_sessions(journal).records) == 2
    out = code_and(["import", str(path)], capsys)[1]
    copy = Path(out.splitlines()[-1].removeprefix("The journal as it was: "))
    assert len(read_sessions(journal).records) == 3
    assert len(read_sessions(copy).records) == 2


def test_faults_have_their_line_and_change_nothing(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "a.jsonl"
    run(["export", "--format", "jsonl", "--out", str(path)])
    path.write_text(
        path.read_text().replace('"score": 3', '"score": 4.5').replace('"id": "one"', '"id": "new"')
    )
    before = journal.read_bytes()
    line = next(number for number, line in enumerate(path.read_text().splitlines(), 1) if "4.5" in line)
    capsys.readouterr()
    code, out, err = code_and(["import", str(path)], capsys)
    assert (code, out) == (65, "")
    assert err.startswith(f"backroutine: {path}:{line}: entries[")
    assert journal.read_bytes() == before


STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes\n"
CONTROL = 'title,start_time,end_time,exercise_title,reps\nA,,,B,1\nA,,,"\x1b]52;c;aGk=\x07",1\n'


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", "", "nothing in it"),
        (b"PK\x03\x04rest", "", "a zip archive"),
        (b"\x1f\x8b\x08", "", "a gzip archive"),
        (b"SQLite format 3\0", "", "a database"),
        (b"SQLite format 3\0" + bytes(52) + b"Back" + bytes(28), "", "a journal itself"),
        (b"\x0e\x20\x54\x08\0\0\0\0.FIT\0\0", "", "a FIT file"),
        (b"\n<!DOCTYPE html><html>", "", "a web page"),
        (b"<?xml version='1.0'?><gpx>", "", "XML"),
        (b"%PDF-1.7", "", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "", "a workbook"),
        ("title,start_time\n".encode("utf-16"), "", "UTF-16"),
        ("title,start_time\n".encode("utf-16-le"), "", "UTF-16"),
        ("title,start_time\n".encode("utf-16-be"), "", "UTF-16"),
        (STRONG.encode(), "", "Strong's CSV"),
        (STRONG.replace(",", ";").encode(), "", "Strong's CSV"),
        (b"Date,Exercise,Category,Weight,Weight Unit,Reps,Distance\n", "", "FitNotes' CSV"),
        (b"session,started_at,ended_at,status,routine,exercise,side\n", "", "backroutine's table"),
        (b"version: 1\nexercises:\n", "", "a catalogue"),
        (b'[{"id": "x"}]', "", "a list"),
        (b"a,b\n1,2\n", ":1", "no export"),
        (b'{"a":\n"\xff"}', ":2", "not UTF-8"),
        (CONTROL.encode(), ":3", "control character"),
        (b'{"id": "01"}\n<<<<<<< HEAD\n{"id": "02"}\n{"at": "2026', ":2", "merge conflict"),
        (b"x" * 24_000_001, "", "larger than 24 MB"),
    ],
    ids=range(24),
)
def test_hostile_files_are_refused(
    data: bytes, line: str, words: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "given"
    path.write_bytes(data)
    code, out, err = code_and(["import", str(path)], capsys)
    assert (code, out) == (65, "")
    assert err.startswith(f"backroutine: {path}{line}: ")
    assert words in err
    assert "\x1b" not in err
    assert not journal_path().exists()


def test_what_is_not_a_file_is_refused(tmp_path: Path, capsys: Captured) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "none", Path(os.devnull)):
        assert code_and(["import", str(path)], capsys)[0] == 65


def test_a_reader_that_left_is_not_a_failure(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Gone(), 1)))
    assert run(["export"]) == 0


def test_a_score_of_the_night_belongs_to_the_day_before(journal: Path, capsys: Captured) -> None:
    night = datetime.fromisoformat("2026-11-21T01:30:00+01:00")
    with Journal.open(journal, NOW) as opened:
        opened.add_entry(PainScored("night", night, None, "day", 5))
    _code, out, _err = code_and(["export", "--until", "2026-11-20"], capsys)
    assert '"night"' in out


@pytest.mark.parametrize("kind", ["json", "jsonl", "hevy"])
def test_one_program_exports_what_another_one_imports(kind: str, journal: Path, tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "backroutine").mkdir(parents=True)
    shutil.copy(journal, home / "backroutine" / "journal.db")
    exported = backroutine(["export", "--format", kind, "--out", "-"], home)
    assert (exported.returncode, exported.stderr) == (0, "")
    taken = backroutine(["import", "-"], other, text=exported.stdout)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert taken.stdout == f"2 sessions and {'1 entry' if kind == 'hevy' else '5 entries'} added.\n"


def test_what_is_wrong_in_standard_input_is_named(tmp_path: Path) -> None:
    newer = '{"format": "backroutine",\n"version": 9}'
    for text, words in (("", "nothing in it"), (newer, "newer"), ("PK", "zip")):
        done = backroutine(["import", "-"], tmp_path, text=text)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (65, "", 1)
        assert done.stderr.startswith("backroutine: standard input: ")
        assert words in done.stderr
    indented = json.dumps({"format": "backroutine", "version": 1, "sessions": [], "entries": []}, indent=1)
    assert backroutine(["import", "-"], tmp_path, text=indented).stdout == "Nothing new.\n"
