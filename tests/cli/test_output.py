"""Readers that leave, full disks, strange locales: the real program, decent in each."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from backroutine.cli import output
from backroutine.cli.main import run
from backroutine.cli.tables import Column, print_table
from commands import Captured, in_terminal, refused, said
from programs import COMMAND, backroutine, environment

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


READING = [["list"], ["show", "superman"], ["log"], ["log", "--json"], ["log", "--csv"]]
SESSION = ["start", "--plain", "--speed", "1000", "--only", "superman", "--reps", "1"]


@pytest.mark.parametrize("arguments", [*READING, SESSION], ids=" ".join)
def test_a_reader_that_leaves_is_not_a_failure(arguments: list[str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    complaints = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), complaints) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["list"], SESSION, ["--help"]], ids=" ".join)
def test_a_full_disk_behind_stdout_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 74
    assert done.stderr.startswith(b"backroutine: output: could not be written")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="closed by a POSIX shell")
@pytest.mark.parametrize(
    ("arguments", "code"), [("export", 74), ("log --json", 74), ("list", 74), ("status", 0)], ids=str
)
def test_a_closed_stdout_is_an_error(arguments: str, code: int, tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'"{COMMAND[0]}" -m backroutine {arguments} >&-'],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stderr == ("" if code == 0 else "backroutine: output: is closed; print it elsewhere\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_status_is_always_0(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "status"], env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows removes no folder that is in use")
def test_a_removed_current_folder_is_named(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert "Nothing here yet" in said(capsys, "log")
    monkeypatch.setenv("BACKROUTINE_HOME", "mine")
    assert "BACKROUTINE_HOME: mine is meant from the current folder" in refused(capsys, "log", code=1)


def test_a_session_without_a_reader_is_stopped_and_kept(tmp_path: Path) -> None:
    slow = ["5" if word == "1000" else word for word in SESSION]  # too long for a single look
    with Path("/dev/full").open("wb") as full:
        subprocess.run(
            [*COMMAND, *slow],
            env=environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    assert '"status": "stopped"' in backroutine(["log", "--json"], tmp_path).stdout


@pytest.mark.parametrize("arguments", [*READING, SESSION], ids=" ".join)
def test_a_poor_locale_loses_characters_not_the_program(arguments: list[str], tmp_path: Path) -> None:
    done = backroutine(arguments, tmp_path, LANG="C", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()


def test_no_home_at_all(tmp_path: Path) -> None:
    done = backroutine(["list"], tmp_path, HOME=None, BACKROUTINE_HOME=None)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_session_without_a_place_for_a_journal_is_led_and_says_that_it_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = backroutine(SESSION, tmp_path, BACKROUTINE_HOME=str(tmp_path / "file" / "x"))
    assert done.returncode == 74
    assert "Finished." in done.stdout
    first, *_, last = done.stderr.splitlines()
    assert str(tmp_path / "file") in first
    assert "BACKROUTINE_HOME" in first
    assert "not saved" in last.lower() or "could not be saved" in last


def test_a_dumb_terminal_and_a_pipe_get_lines(tmp_path: Path) -> None:
    done = backroutine([*SESSION[:1], *SESSION[2:]], tmp_path, TERM="dumb")
    assert done.returncode == 0
    assert "Finished." in done.stdout


def test_version_is_quick_to_say(tmp_path: Path) -> None:
    from backroutine import __version__

    assert backroutine(["--version"], tmp_path).stdout == f"backroutine {__version__}\n"


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize("command", [["list"], ["show", "superman"]])
def test_nothing_is_cut_or_wider_than_the_terminal(
    command: list[str], columns: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_terminal(monkeypatch, columns)
    assert run(command) == 0
    out = capsys.readouterr().out
    assert "…" not in out
    assert max(cell_len(line) for line in ESCAPES.sub("", out).splitlines()) <= columns
    assert "Superman" in out


def test_columns_stay_straight_with_wide_and_joined_characters(capsys: Captured) -> None:
    print_table([Column("Name"), Column("N", "right")], [["猫のポーズ", "1"], ["cat", "10"]])
    lines = capsys.readouterr().out.splitlines()
    assert [cell_len(line) for line in lines] == [14, 14, 14]


def test_a_pipe_gets_no_escape_codes(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    run(["list"])
    assert "\x1b" not in capsys.readouterr().out


def test_markup_of_strangers_is_shown_letter_for_letter(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_terminal(monkeypatch, 80)
    print_table([Column("Name")], [["[/red] [bold]x :smile:"], ["a\x1b[2Jb"]])
    out = capsys.readouterr().out
    assert "[/red] [bold]x :smile:" in out
    assert "a\\x1b[2Jb" in out


@pytest.mark.parametrize(("columns", "shown"), [(80, "slept b…"), (200, "slept badly and long")])
def test_a_column_that_may_be_cut_gives_way_for_one_line_a_row(
    columns: int, shown: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_terminal(monkeypatch, columns)
    headings = [Column("Day"), Column("Note", cut=True)]
    print_table(headings, [["x" * 70, "slept badly and long"]])
    (row,) = [line for line in capsys.readouterr().out.splitlines() if "xxx" in line]
    assert row.split("x ")[1].strip() == shown


def test_foreign_text_is_shown_letter_for_letter_everywhere(tmp_path: Path, capsys: Captured) -> None:
    from backroutine.text import show

    assert show("a\x1b]0;x\x07\u202eb\x9b") == "a\\x1b]0;x\\x07U+202Eb\\x9b"
    name = "bad\x1b[31m.yaml"
    (tmp_path / name).write_text("version: 1\nexercises:\n  - {id: d, name: D, sides: {both: b}, reps: 1}\n")
    assert run(["check", str(tmp_path / name)]) == 0
    assert run(["check", str(tmp_path / "gone\x1b[31m.yaml")]) == 65
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert "\\x1b[31m" in captured.out
    assert "\\x1b[31m" in captured.err


def test_a_stream_that_cannot_show_a_character_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", poor)
    output.prepare()
    output.write("Übung")
    assert poor.buffer.getvalue() == b"?bung\n"


@pytest.mark.parametrize(
    ("missing", "term", "drawn"),
    [
        ("", "xterm", True),
        ("", "dumb", False),
        ("", "", False),
        ("stdin", "xterm", False),
        ("stdout", "xterm", False),
        ("stderr", "xterm", True),
    ],
)
def test_a_screen_needs_a_terminal_to_read_and_to_draw(
    missing: str, term: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda name=name: name != missing)
        monkeypatch.setattr(sys, name, stream)
    assert output.in_terminal({"TERM": term}) == drawn


@pytest.mark.parametrize(("encoding", "blocks"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_blocks_are_drawn_where_the_encoding_has_them(
    encoding: str, blocks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert output.carries_blocks() == blocks


def test_a_plan_line_with_foreign_text_is_safe(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: d, name: '[bold]D', sides: {both: both}, reps: 1}\n")
    done = backroutine(["start", "--plain", "--speed", "1000", "--catalogue", str(own)], tmp_path)
    assert "Get ready: [bold]D, both." in done.stdout


def test_json_escapes_what_could_act_on_a_terminal(capsys: Captured) -> None:
    evil = "\x1b\x7f\x9b\u202e"
    output.write_json({"a": evil, "b": ["猫"]}, indent=2)
    out = capsys.readouterr().out
    assert [character for character in evil if character in out] == []
    assert json.loads(out) == {"a": evil, "b": ["猫"]}
    assert "猫" in out
