"""The real program in a real terminal: the few promises only that can show."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from programs import COMMAND, backroutine, environment
from terminals import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX"),
]

ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


def sessions(home: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(backroutine(["log", "--json"], home).stdout)
    return found


def test_a_session_on_the_screen_from_start_to_log(tmp_path: Path) -> None:
    terminal = Terminal(["start", "--speed", "30", "--only", "superman", "--reps", "2"], tmp_path)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("LEFT")
    terminal.until("Finished.")
    terminal.until("right ● ●  2 of 2")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.raw.count(ENTERED) == terminal.raw.count(LEFT) == 1
    assert [(s["status"]) for s in sessions(tmp_path)] == ["completed"]


def test_the_screen_is_drawn_where_standard_error_goes_to_a_file(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    command = ("sh", "-c", f'exec {" ".join(COMMAND)} "$@" 2>"{errors}"', "sh")
    arguments = ["start", "--speed", "30", "--only", "superman", "--reps", "2"]
    terminal = Terminal(arguments, tmp_path, command=command)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Finished.")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.raw.count(ENTERED) == terminal.raw.count(LEFT) == 1
    assert errors.read_bytes() == b""
    assert [(s["status"]) for s in sessions(tmp_path)] == ["completed"]


def test_q_in_the_middle_gives_the_terminal_back_and_keeps_the_reps(tmp_path: Path) -> None:
    terminal = Terminal(["start", "--tap", "--only", "superman"], tmp_path)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Get ready")
    terminal.press(" ")
    terminal.until("Your pace")
    terminal.press("  ")
    terminal.until("of 10")
    terminal.press("q")
    assert terminal.end() == 0
    assert LEFT in terminal.raw
    assert b"Superman: left 2 of 10." in terminal.raw.split(LEFT)[1]
    assert sessions(tmp_path)[0]["status"] == "stopped"


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGUSR2,
        signal.SIGALRM,
        signal.SIGABRT,
        signal.SIGXCPU,
    ],
    ids=lambda number: number.name,
)
def test_a_signal_keeps_everything_and_gives_the_terminal_back(
    number: signal.Signals, tmp_path: Path
) -> None:
    terminal = Terminal(["start", "--tap", "--only", "superman"], tmp_path)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Get ready")
    terminal.press(" ")
    terminal.until("of 10")
    began = time.monotonic()
    terminal.program.kill(number)
    assert terminal.end() == 128 + number
    assert time.monotonic() - began < 5
    assert LEFT in terminal.raw
    assert sessions(tmp_path)[0]["status"] == "stopped"


def test_ctrl_c_is_130(tmp_path: Path) -> None:
    terminal = Terminal(["start"], tmp_path)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("LEFT")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert LEFT in terminal.raw


def test_another_size_is_laid_out_anew(tmp_path: Path) -> None:
    terminal = Terminal(["start", "--rehearse"], tmp_path)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("n skip side")
    terminal.resize(40, 12)
    terminal.until("space pause   ? keys   q stop")
    terminal.press("q")
    assert terminal.end() == 0


def paused_in_tap_mode(home: Path) -> Terminal:
    """A session that stands still, so that two looks at it can be compared."""
    terminal = Terminal(["start", "--tap", "--only", "superman"], home)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Get ready")
    terminal.press(" ")
    terminal.until("Your pace")
    terminal.press("p")
    terminal.until("PAUSED")
    return terminal


def test_after_ctrl_z_the_whole_screen_comes_back_and_says_so_until_one_goes_on(tmp_path: Path) -> None:
    terminal = paused_in_tap_mode(tmp_path)
    before = terminal.quiet().split("\n")
    terminal.press("\x1a")
    terminal.until_stopped()
    terminal.forget()
    terminal.program.kill(signal.SIGCONT)
    terminal.until("You were away. space goes on.")
    after = terminal.quiet().split("\n")
    assert [line for line, was in zip(after, before, strict=True) if line != was] == [
        " You were away. space goes on."
    ]
    terminal.press(" ")
    terminal.until("Your pace")
    assert "You were away" not in terminal.quiet()
    terminal.press("q")
    assert terminal.end() == 0


def test_after_a_stop_from_outside_the_whole_screen_comes_back_and_so_does_the_terminal(
    tmp_path: Path,
) -> None:
    terminal = paused_in_tap_mode(tmp_path)
    before = terminal.quiet()
    terminal.program.kill(signal.SIGSTOP)
    terminal.until_stopped()
    terminal.forget()
    terminal.program.kill(signal.SIGCONT)
    terminal.until("PAUSED")
    assert terminal.quiet() == before
    terminal.press("q")
    terminal.until_closed()
    assert terminal.cooked
    assert terminal.end() == 0


def test_a_screen_that_breaks_is_one_line_and_the_session_is_kept(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "import sys\n"
        "import backroutine.coach.screen.presenter as presenter\n"
        "from backroutine.cli.main import run\n"
        "def broken(*a, **k): raise RuntimeError('paint ran out')\n"
        "presenter.view_of = broken\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )
    terminal = Terminal(["start"], tmp_path, command=(COMMAND[0], str(script)))
    terminal.until("enter begin")
    terminal.press("\r")
    assert terminal.end() == 1
    after = terminal.raw.split(LEFT)[1]
    assert b"screen: RuntimeError: paint ran out" in after
    assert b"Traceback" not in terminal.raw
    assert sessions(tmp_path)[0]["status"] == "stopped"


def test_a_program_killed_at_any_instant_has_every_rep_it_showed(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "start", "--json", "--speed", "100", "--only", "superman"],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    shown = 0
    while shown < 5:
        shown += json.loads(process.stdout.readline())["event"] == "rep_counted"
    process.kill()
    rest = process.stdout.read().decode().splitlines()
    process.stdout.close()
    process.wait()
    shown += sum('"rep_counted"' in line for line in rest)
    (session,) = sessions(tmp_path)
    sides = session["sides"]
    assert isinstance(sides, list)
    assert session["status"] == "interrupted"
    assert session["ended_at"] is None
    assert sum(side["reps"] for side in sides) in {shown, shown + 1}
