"""The display is kept awake by a helper that cannot outlive the session."""

import json
import os
import sys
from pathlib import Path

import pytest

from backroutine.cli.commands.start_modes import JsonLines, kept_awake
from backroutine.coach.runner import SessionRunner
from backroutine.errors import JournalError
from backroutine.session.events import Event
from commands import Captured
from plans import plan

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the helper is another one there")


def helper(folder: Path) -> Path:
    """A stand-in that says who it is and lives as long as its input is open."""
    script = folder / "systemd-inhibit"
    part, whole = folder / "called.part", folder / "called"
    script.write_text(f"#!/bin/sh\necho $$ $@ > {part}\nmv {part} {whole}\nexec cat\n")
    script.chmod(0o700)
    return whole


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_helper_lives_as_long_as_the_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = helper(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with kept_awake():
        while not called.exists():
            os.sched_yield()
        pid, *arguments = called.read_text().split()
        assert alive(int(pid))
        assert "--what=idle:sleep" in arguments
    assert not alive(int(pid))


def test_without_a_helper_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with kept_awake():
        pass
    assert capfd.readouterr() == ("", "")


def test_a_helper_that_fails_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "systemd-inhibit"
    broken.write_text("not a program")
    broken.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with kept_awake():
        pass


def test_a_line_of_json_waits_until_its_event_is_safe(capsys: Captured) -> None:
    full = True

    def record(_event: Event) -> None:
        if full:
            raise JournalError("journal.db", "the disk is full")

    now = 0.0
    conductor = SessionRunner(plan(), lambda: now, record)
    lines = JsonLines(conductor)
    conductor.listeners.append(lines.listen)
    conductor.begin()
    now = 3.5
    conductor.look()
    assert capsys.readouterr().out == ""
    full = False
    conductor.save_again()
    lines.print_saved()
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["session_started", "phase_began", "countdown_reached", "countdown_reached"]
