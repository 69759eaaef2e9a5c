"""Tables in a pipe and in terminals of several widths."""

import os
import re
import sys

import pytest
from rich.cells import cell_len

from backroutine.cli import output
from backroutine.cli.main import run

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
Captured = pytest.CaptureFixture[str]


def in_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_a: os.terminal_size((columns, 24)))


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
    output.print_table(
        [output.Column("Name"), output.Column("N", "right")], [["猫のポーズ", "1"], ["cat", "10"]]
    )
    lines = capsys.readouterr().out.splitlines()
    assert [cell_len(line) for line in lines] == [14, 14, 14]


def test_a_pipe_gets_no_escape_codes(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")
    run(["list"])
    assert "\x1b" not in capsys.readouterr().out


def test_markup_of_strangers_is_shown_letter_for_letter(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_terminal(monkeypatch, 80)
    output.print_table([output.Column("Name")], [["[/red] [bold]x :smile:"], ["a\x1b[2Jb"]])
    out = capsys.readouterr().out
    assert "[/red] [bold]x :smile:" in out
    assert "a\\x1b[2Jb" in out


@pytest.mark.parametrize(("columns", "shown"), [(80, "slept…"), (200, "slept badly and long")])
def test_a_column_that_may_be_cut_gives_way_for_one_line_a_row(
    columns: int, shown: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_terminal(monkeypatch, columns)
    headings = [output.Column("Day"), output.Column("Note", cut=True)]
    output.print_table(headings, [["x" * 70, "slept badly and long"]])
    (row,) = [line for line in capsys.readouterr().out.splitlines() if "xxx" in line]
    assert row.split("x ")[1].strip() == shown
