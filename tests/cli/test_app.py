"""The command line as a whole: usage errors, help, and unexpected errors."""

import pytest

import backroutine
from commands import Captured, refused, said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["strat"], "start"),
        (["start", "--reps", "x"], "--reps"),
        (["start", "--reps", "0"], "1 to 100"),
        (["start", "--rounds", "21"], "1 to 20"),
        (["start", "--speed", "0"], "above 0"),
        (["start", "--speed", "nan"], "above 0"),
        (["start", "--speed", "1001"], "at most 1000"),
        (["start", "--only", "superwoman"], "did you mean superman?"),
        (["start", "--bogus"], "--bogus"),
        (["show"], "ID"),
        (["show", "superwoman"], "did you mean superman?"),
        (["log", "--last", "0"], "--last"),
        (["log", "--since", "some day"], "2 weeks ago"),
        (["log", "--json", "--csv"], "choose one"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_2(
    arguments: list[str], words: str, capsys: Captured
) -> None:
    assert words in refused(capsys, *arguments, code=2)


def test_alone_it_shows_three_commands_to_begin_with(capsys: Captured) -> None:
    lines = said(capsys).splitlines()
    assert len(lines) < 12
    assert [line.split()[1] for line in lines if line.startswith("  backroutine ")] == [
        "start",
        "list",
        "log",
    ]


def test_an_unexpected_error_is_one_line(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError("nobody thought of it")

    monkeypatch.setattr("backroutine.cli.commands.exercises.print_catalogue", broken)
    assert "ZeroDivisionError: nobody thought of it; this is a fault of the program" in refused(
        capsys, "list", code=1
    )


def test_version_and_all_that_a_bug_report_needs(capsys: Captured) -> None:
    assert said(capsys, "--version") == f"backroutine {backroutine.__version__}\n"
    lines = said(capsys, "--version", "--verbose").splitlines()
    assert lines[0] == f"backroutine {backroutine.__version__}"
    assert {line.partition(":")[0] for line in lines[1:]} >= {
        "Python",
        "SQLite",
        "Libraries",
        "Journal",
        "Speech",
        "Terminal",
    }
    assert "--version" in refused(capsys, "--verbose")
