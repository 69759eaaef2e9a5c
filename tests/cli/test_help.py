"""The help pages: groups, examples that a shell can run, every width."""

import os
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from backroutine.cli.app import app
from backroutine.cli.help import HEADINGS
from commands import Captured, said

ROOT: Any = typer.main.get_command(app)


def every_command(group: Any = ROOT, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from every_command(command, *path, name)


EVERY = dict(every_command())


def set_width(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_a: os.terminal_size((columns, 24)))


def test_every_command_stands_under_one_of_the_headings(capsys: Captured) -> None:
    lines = said(capsys, "--help").splitlines()
    assert [line[:-1] for line in lines if line[:-1] in HEADINGS] == list(HEADINGS)
    listed = {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")}
    assert set(ROOT.commands) <= listed
    assert "Commands:" not in lines


@pytest.mark.parametrize("name", ROOT.commands)
def test_a_command_is_the_same_when_no_other_is_built(name: str) -> None:
    root: Any = typer.main.get_command(app.with_only(name))
    assert list(root.commands) == [name]
    alone, among_all = root.commands[name], ROOT.commands[name]
    assert [one.opts for one in alone.params] == [one.opts for one in among_all.params]
    assert (alone.help, alone.epilog) == (among_all.help, among_all.epilog)
    assert list(getattr(alone, "commands", ())) == list(getattr(among_all, "commands", ()))


def test_all_commands_are_built_for_a_name_that_is_none() -> None:
    assert app.with_only("lob") is app


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_too_long_and_no_word_broken(
    path: tuple[str, ...], columns: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_width(monkeypatch, 1000)
    whole = said(capsys, *path, "--help").replace("\\", " ").split()
    set_width(monkeypatch, columns)
    page = said(capsys, *path, "--help")
    assert page == said(capsys, *path, "-h")
    assert max(map(len, page.splitlines())) <= columns
    assert page.replace("\\", " ").split() == whole
    assert "{" not in page


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_has_a_sentence_and_examples_that_are_understood(path: tuple[str, ...]) -> None:
    command = EVERY[path]
    assert command.help.strip().endswith((".", "?"))
    examples = command.epilog.splitlines()
    takes_something = len(command.params) > 1
    assert len(examples) >= (2 if takes_something else 1)
    for example in examples:
        words = shlex.split(example)
        for operator in (">", "|"):
            words = words[: words.index(operator)] if operator in words else words
        assert words[: len(path) + 1] == ["backroutine", *path]
        one, rest = ROOT, words[1:]
        while rest and rest[0] in getattr(one, "commands", {}):
            one, rest = one.commands[rest[0]], rest[1:]
        assert one.make_context(one.name, rest)
