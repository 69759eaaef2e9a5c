"""Commands run in this process, and what they printed: the one way to do it in a test."""

import json
import os
import sys
from typing import Any

import pytest

from backroutine.cli.main import run

Captured = pytest.CaptureFixture[str]
PAIN_SCALE = "0 (no pain) to 10"
terminal_only = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX")


def said(capsys: Captured, *arguments: str) -> str:
    assert run(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys: Captured, *arguments: str, code: int = 2) -> str:
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("backroutine: ")
    assert captured.err.count("\n") == 1
    return captured.err


def logged(capsys: Captured) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said(capsys, "log", "--json"))
    return found


def reps(session: dict[str, Any]) -> list[tuple[str, str, int, int]]:
    return [(s["exercise"], s["side"], s["reps"], s["target"]) for s in session["sides"]]


def in_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_a: os.terminal_size((columns, 24)))
