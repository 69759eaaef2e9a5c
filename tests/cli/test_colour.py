"""When there is colour, which, and that it changes nothing but the colour."""

import os
import re
import sys

import pytest

from backroutine.cli.colour import Palette, is_wanted, palette_for
from backroutine.cli.main import run
from backroutine.coach.screen.theme import DARK, TERMINAL
from commands import Captured, refused, said
from journal_kit import days_later, keep
from terminals import Terminal

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "wanted"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_what_decides(choice: str, environment: dict[str, str], terminal: bool, wanted: bool) -> None:
    assert is_wanted(choice, environment, terminal=terminal) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize("command", ["list", "log", "stats"])
def test_colour_changes_nothing_but_the_colour(
    command: str, journal: object, one: object, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = said(capsys, command)
    painted = said(capsys, command, "--color", "always")
    assert "\x1b[" in painted
    assert ESCAPES.sub("", painted) == plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert said(capsys, command) == painted
    assert said(capsys, command, "--color", "never") == plain
    assert "\x1b" not in said(capsys, command, "--json")
    assert "--color" in refused(capsys, command, "--color", "blue")


def test_the_colours_are_those_of_the_screen_and_of_the_terminal_unless_a_theme_is_chosen() -> None:
    assert Palette(TERMINAL).done("10/10") == "\x1b[32m10/10\x1b[0m"
    assert Palette(TERMINAL).done("  ") == "  "
    assert Palette().pain("7", 7) == "7"
    assert palette_for("always", "dark", {"COLORTERM": "truecolor"}, terminal=True).done("x") == (
        "\x1b[38;2;47;208;122mx\x1b[0m"
    )
    assert "38;5;" in palette_for("always", "dark", {"TERM": "xterm-256color"}, terminal=True).done("x")
    assert Palette(DARK).pain("9", 9).count(";2;") == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize("option", [[], ["--no-pager"]], ids=["pager", "no pager"])
def test_what_does_not_fit_goes_through_the_pager(
    option: list[str], own_home: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("other")
    for number in range(20):
        keep(home / "backroutine" / "journal.db", f"{number:08}", started_at=days_later(-number))
    for command, paged in ((["log", "-n", "20"], not option), (["log", "-n", "2"], False)):
        terminal = Terminal([*command, *option], home, 80, 12, PAGER="sed s/^/paged:/")
        terminal.until("This week")
        terminal.end()
        assert (b"paged:" in terminal.raw) == paged


def test_a_pager_that_is_not_there_costs_nothing(
    one: object, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "no-such-program")
    monkeypatch.setattr("backroutine.cli.output.has_person", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_a: os.terminal_size((80, 2)))
    assert run(["log"]) == 0
    captured = capsys.readouterr()
    assert "This week" in captured.out
    assert "PAGER: no-such-program could not be started" in captured.err
