"""Whole sessions of the real program where another process is needed: open pipes, broken disks, going on."""

import json
import os
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import figures_of, make_plan
from backroutine.cli.commands.start import SOUND_WAIT, await_sound, freeze_loaded
from backroutine.cli.commands.start_options import StartOptions
from backroutine.cli.commands.start_plan import Planner
from backroutine.coach.audio.sound_status import Choice
from backroutine.coach.runner import SessionRunner
from programs import COMMAND, backroutine, environment

SESSION = ["start", "--plain", "--speed", "1000", "--only", "superman", "--reps", "2"]


def sessions(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(backroutine(["log", "--json"], home).stdout)
    return found


def begun(home: Path, *arguments: str, **changes: str) -> "subprocess.Popen[str]":
    """A session whose input stays open."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(home, **changes),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stdout
    for line in process.stdout:
        if text in line:
            return
    raise AssertionError(f"{text!r} was never said")


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Exit code, the rest of stdout, and stderr, with the input still open until the program has ended."""
    assert process.stdin
    assert process.stdout
    assert process.stderr
    with process.stdin, process.stdout, process.stderr:
        out, err = process.stdout.read(), process.stderr.read()
        return process.wait(), out, err


def test_input_that_stays_open_does_not_hold_up_the_end(tmp_path: Path) -> None:
    code, out, err = ended(begun(tmp_path, *SESSION))
    assert (code, err) == (0, "")
    assert "Finished." in out


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_stops_lines_and_keeps_everything(name: str, code: int, tmp_path: Path) -> None:
    process = begun(tmp_path, "start", "--plain", "--tap", "--only", "superman")
    read_until(process, "Get ready")
    process.send_signal(getattr(signal, name))
    found, out, err = ended(process)
    assert (found, err) == (code, "")
    assert "Stopped. Everything is kept." in out
    assert sessions(tmp_path)[0]["status"] == "stopped"


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_program_that_was_suspended_pauses(tmp_path: Path) -> None:
    process = begun(tmp_path, "start", "--plain", "--only", "superman")
    read_until(process, "Get ready")
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGCONT)
    read_until(process, "Paused.")
    process.send_signal(signal.SIGTERM)
    assert ended(process)[0] == 143


def test_an_unreadable_journal_is_set_aside_and_the_session_begins(tmp_path: Path) -> None:
    home = tmp_path / "backroutine"
    home.mkdir()
    (home / "journal.db").write_text("this is no database\n" * 40)
    done = backroutine(SESSION, tmp_path)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "damaged" in done.stderr
    (aside,) = home.glob("journal.db.damaged-*")
    assert aside.read_text().startswith("this is no database")
    assert sessions(tmp_path)[0]["status"] == "completed"


def test_a_journal_of_a_newer_version_stops_the_start_unchanged(tmp_path: Path) -> None:
    import sqlite3

    backroutine(SESSION, tmp_path)
    path = tmp_path / "backroutine" / "journal.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    done = backroutine(SESSION, tmp_path)
    assert (done.returncode, done.stdout) == (74, "")
    assert "version 99" in done.stderr
    assert path.read_bytes() == before


def test_a_wrong_wish_makes_no_journal(tmp_path: Path) -> None:
    assert backroutine(["start", "--only", "squat"], tmp_path).returncode == 2
    assert not (tmp_path / "backroutine").exists()


LIMITED = """
import resource, sys
import backroutine.cli.commands.start_journal as recording
from backroutine.cli.main import run
count = 0
real = recording.Journal.record
def record(self, session, event):
    global count
    count += 1
    if count == 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))
    real(self, session, event)
recording.Journal.record = record
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit on Windows")
def test_a_full_disk_is_reported_at_once_and_the_session_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "limited.py"
    script.write_text(LIMITED)
    done = subprocess.run(
        [COMMAND[0], str(script), *SESSION],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74
    assert "Finished." in done.stdout
    complaints = done.stderr.splitlines()
    assert "journal.db" in complaints[0]
    assert "could not be saved" in complaints[-1]
    assert sessions(tmp_path)[0]["status"] == "interrupted"


def left_after(home: Path, reps: int) -> None:
    backroutine(
        ["start", "--plain", "--tap", "--speed", "1000", "--only", "superman", "--reps", "3"],
        home,
        text="\n" * reps,
    )


def test_a_session_that_was_left_goes_on_when_asked(tmp_path: Path) -> None:
    left_after(tmp_path, 2)
    done = backroutine(["start", "--plain", "--resume", "--speed", "1000"], tmp_path)
    assert done.returncode == 0
    assert "Going on with the session that was left." in done.stdout
    (session,) = sessions(tmp_path)
    assert (session["status"], [side["reps"] for side in session["sides"]]) == ("completed", [3, 3])


def test_a_session_that_was_corrected_goes_on_from_the_corrected_number(tmp_path: Path) -> None:
    left_after(tmp_path, 2)
    (session,) = sessions(tmp_path)
    backroutine(["edit", session["id"], "--did", "superman=1/0"], tmp_path)
    done = backroutine(["start", "--json", "--resume", "--speed", "1000"], tmp_path)
    counted = [json.loads(line) for line in done.stdout.splitlines() if '"rep_counted"' in line]
    assert [event["rep"] for event in counted] == [2, 3, 1, 2, 3]
    (session,) = sessions(tmp_path)
    assert [side["reps"] for side in session["sides"]] == [3, 3]


def test_without_a_terminal_a_new_session_begins_and_the_old_one_stays(tmp_path: Path) -> None:
    left_after(tmp_path, 2)
    before = sessions(tmp_path)
    for wish in ([], ["--fresh"]):
        backroutine([*SESSION, *wish], tmp_path)
    after = sessions(tmp_path)
    assert (len(after), after[-1:]) == (3, before)


def test_resume_with_nothing_left_says_so_and_begins(tmp_path: Path) -> None:
    done = backroutine([*SESSION, "--resume"], tmp_path)
    assert done.returncode == 0
    assert "no session to go on with" in done.stderr


@pytest.mark.parametrize("other", ["--fresh", "--rehearse"])
def test_resume_does_not_go_with_its_opposites(other: str, tmp_path: Path) -> None:
    assert backroutine(["start", "--resume", other], tmp_path).returncode == 2


def test_a_session_that_is_running_is_not_taken_over_and_is_called_running(tmp_path: Path) -> None:
    process = begun(tmp_path, "start", "--json", "--tap", "--only", "superman")
    assert process.stdin
    process.stdin.write("\n\n")
    process.stdin.flush()
    read_until(process, '"rep": 2')
    assert " running" in backroutine(["log"], tmp_path).stdout
    assert "no session to go on with" in backroutine([*SESSION, "--resume"], tmp_path).stderr
    process.terminate()
    assert ended(process)[0] == 143
    assert " running " not in backroutine(["log"], tmp_path).stdout


@pytest.mark.parametrize(
    ("choice", "waits"), [("auto", True), ("voice", True), ("bell", False), ("off", False)]
)
def test_lines_wait_for_their_sound_so_that_the_first_words_are_heard(choice: Choice, waits: bool) -> None:
    asked: list[float] = []

    class Known(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout or 0)
            return True

    await_sound(choice, Known())
    assert asked == ([SOUND_WAIT] if waits else [])


def test_the_sound_is_named_before_the_first_line_of_a_session(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, *SESSION, "--rehearse", "--sound", "auto"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if "sound:" in line or line.startswith("Get ready")]
    assert "sound:" in lines[0]


def test_once_a_session_begins_a_garbage_collection_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full one of all that a session loads takes up to 0.2 s."""
    frozen: list[bool] = []
    monkeypatch.setattr("gc.freeze", lambda: frozen.append(True))
    runner = SessionRunner(make_plan(bundled_catalogue()), lambda: 0.0, lambda _event: None)
    runner.listeners.append(freeze_loaded)
    runner.begin()
    assert frozen == [True]
    runner.press_main_key()
    assert frozen == [True]


def test_a_plan_out_of_the_cache_is_the_plan_of_the_catalogue() -> None:
    catalogue = bundled_catalogue()
    for _ in range(2):
        planner = Planner(StartOptions(tap=True, speed=2.0))
        for side in ("left", "right"):
            plan = planner.plan(side)
            made = replace(make_plan(catalogue, speed=2.0, first_side=side), tap=True)
            assert plan == made
        assert planner.figures == figures_of(catalogue)
