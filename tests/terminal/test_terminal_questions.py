"""What is asked in a real terminal, and what is then in the journal."""

import json
import os
import signal
import termios
from datetime import timedelta
from pathlib import Path

import pytest

from backroutine.cli.system import here_and_now
from backroutine.coach.safety import LISTS
from backroutine.journal.entries import PAIN_SCALE
from journal_kit import keep
from programs import backroutine
from terminals import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX"),
]
SHORT = ["start", "--speed", "100", "--only", "superman", "--reps", "1"]


def pain(home: Path) -> list[dict[str, object]]:
    return [session["pain"] for session in json.loads(backroutine(["log", "--json"], home).stdout)]


def test_the_first_start_shows_the_safety_text_once(tmp_path: Path) -> None:
    terminal = Terminal(["start"], tmp_path, first=True)
    terminal.until("enter I have read it")
    assert "backroutine guides and records" in terminal.text  # all of it is on the screen at once
    assert "No list is complete" in terminal.text
    terminal.press("\r")
    terminal.until("enter begin")
    terminal.press("q")
    assert terminal.end() == 0
    again = Terminal(["start"], tmp_path, first=True)
    again.until("enter begin")
    assert b"I have read it" not in again.raw
    again.press("q")
    assert again.end() == 0


def test_a_small_window_shows_the_safety_text_page_by_page(tmp_path: Path) -> None:
    terminal = Terminal(["start"], tmp_path, 40, 12, first=True)
    terminal.until("enter more")
    seen = page = terminal.quiet()
    while "I have read it" not in page:
        terminal.press("\r")
        page = terminal.quiet()
        seen += f" {page}"
    seen = seen.replace("enter more   q leave", " ")
    said = " ".join(seen.replace("- ", " ").split())
    assert [point for each in LISTS for point in each.points if point not in said] == []
    assert seen.split()[:3] == ["backroutine", "guides", "and"]
    terminal.press("\r")
    terminal.until("enter begin")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("q", 0)])
def test_a_safety_text_that_was_not_read_comes_again(tmp_path: Path, key: str, code: int) -> None:
    for _ in range(2):
        terminal = Terminal(["start"], tmp_path, first=True)
        terminal.until("enter I have read it")
        terminal.press(key)
        assert terminal.end() == code


def test_in_lines_the_safety_text_waits_for_enter(tmp_path: Path) -> None:
    terminal = Terminal(["start", "--plain", "--rehearse"], tmp_path, first=True)
    terminal.until("Press enter when you have read it")
    terminal.press("\r")
    terminal.until("Get ready")
    terminal.press("\x03")
    assert terminal.end() == 130


def test_answers_on_the_screen_are_in_the_journal(tmp_path: Path) -> None:
    terminal = Terminal(SHORT, tmp_path, questions=True)
    terminal.until("Pain now?")
    terminal.press("3")
    terminal.until("Pain now: 3.")
    terminal.press("\r")
    terminal.until("Worst pain during the session?")
    terminal.press("6")
    terminal.until("Afterwards: pain now?")
    terminal.press("\r")
    terminal.until("How many more reps were in you?")
    terminal.press("t")
    terminal.until("Worst pain of 6 or more: next time")
    terminal.press("q")
    assert terminal.end() == 0
    assert pain(tmp_path) == [{"before": 3, "worst": 6, "after": None, "next_morning": None}]


def test_no_questions_means_none(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--no-questions"], tmp_path, questions=True)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Finished.")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"pain" not in terminal.raw


def test_lines_are_asked_too_and_nothing_hangs(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--plain"], tmp_path, questions=True)
    terminal.until("Before you begin: pain now?")
    terminal.press("2\n")
    terminal.until("Worst pain during the session?")
    terminal.press("11\n")
    terminal.until(PAIN_SCALE)
    terminal.press("1\n")
    terminal.until("Afterwards: pain now?")
    terminal.press("\n")
    terminal.until("How many more reps were in you?")
    terminal.press("4\n")
    assert terminal.end() == 0
    assert pain(tmp_path) == [{"before": 2, "worst": 1, "after": None, "next_morning": None}]


def test_ctrl_c_at_a_question_in_lines_keeps_what_was_answered(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--plain"], tmp_path, questions=True)
    terminal.until("Before you begin: pain now?")
    terminal.press("\n")
    terminal.until("Worst pain during the session?")
    terminal.press("x\n")
    terminal.until("See a doctor today or tomorrow:")
    terminal.press("5\n")
    terminal.until("Afterwards: pain now?")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert pain(tmp_path) == [{"before": None, "worst": 5, "after": None, "next_morning": None}]


def test_checkin_asks_in_a_terminal(tmp_path: Path) -> None:
    terminal = Terminal(["checkin"], tmp_path)
    terminal.until("enter skips")
    terminal.press("x")
    terminal.until("Get emergency help at once:")
    terminal.press("3")
    terminal.until("Kept: pain 3, on")
    assert terminal.end() == 0


@pytest.mark.parametrize("command", [["add"], ["checkin"]], ids=" ".join)
def test_ctrl_c_at_a_prompt_ends_the_line(command: list[str], tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", started_at=here_and_now() - timedelta(days=9))
    terminal = Terminal(command, tmp_path)
    terminal.until("Day [today]:" if command == ["add"] else "enter skips")
    terminal.press("\x03")
    assert terminal.end() == 130
    assert terminal.raw.endswith(b"\r\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_at_a_key_gives_the_terminal_back(number: int, tmp_path: Path) -> None:
    terminal = Terminal(["checkin"], tmp_path)
    before = termios.tcgetattr(terminal.program.child_fd)
    terminal.until("enter skips")
    while termios.tcgetattr(terminal.program.child_fd) == before:
        terminal.read()
    terminal.program.kill(number)
    while terminal.read():
        pass
    assert termios.tcgetattr(terminal.program.child_fd) == before
    assert terminal.end() == 128 + number


def test_the_morning_after_is_asked_for_at_the_next_start_once(tmp_path: Path) -> None:
    keep(tmp_path / "backroutine" / "journal.db", started_at=here_and_now() - timedelta(days=2))
    for first in (True, False):
        terminal = Terminal(["start"], tmp_path, questions=True)
        if first:
            terminal.until("Pain on the morning after your last session?")
            terminal.press("4")
        terminal.until("enter begin")
        assert (b"on the morning" in terminal.raw) == first
        terminal.press("q")
        assert terminal.end() == 0
    assert pain(tmp_path)[0]["next_morning"] == 4


def test_a_session_that_goes_on_is_not_asked_the_same_again(tmp_path: Path) -> None:
    terminal = Terminal(["start", "--tap", "--only", "superman", "--reps", "2"], tmp_path, questions=True)
    terminal.until("Pain now?")
    terminal.press("1")
    terminal.until("Pain now: 1.")
    terminal.press("\r")
    terminal.until("Get ready")
    terminal.press(" ")
    terminal.until("Your pace")
    terminal.press(" ")
    terminal.until("last one")
    terminal.press("q")
    terminal.until("Worst pain during the session?")
    terminal.press("2")
    terminal.until("Afterwards: pain now?")
    terminal.press("q")
    assert terminal.end() == 0
    again = Terminal(["start", "--resume", "--tap"], tmp_path, questions=True)
    again.until("enter")
    again.press("\r")
    again.until("Get ready")
    again.press("nn")
    again.until("How many more reps were in you?")
    again.press("3")
    again.until("q close")
    assert b"pain" not in again.raw
    again.press("q")
    assert again.end() == 0
    assert pain(tmp_path) == [{"before": 1, "worst": 2, "after": None, "next_morning": None}]


def test_a_rehearsal_asks_nothing(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--plain", "--rehearse"], tmp_path, questions=True)
    terminal.until("A rehearsal")
    assert terminal.end() == 0
    assert b"pain" not in terminal.raw


def test_lines_that_counted_reps_answer_no_question(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--plain", "--tap"], tmp_path, questions=True)
    terminal.until("Before you begin")
    terminal.press("\n")
    for side in ("left", "right"):
        terminal.until(f"Go: {side}")
        terminal.press("\n")
    terminal.until("Worst pain during the session?")
    terminal.press("3\n\n\n")
    assert terminal.end() == 0
    assert [scores["worst"] for scores in pain(tmp_path)] == [3]


def test_the_closing_lines_are_wrapped_between_words(tmp_path: Path) -> None:
    terminal = Terminal([*SHORT, "--reps", "9", "--tap"], tmp_path, columns=40, rows=12)
    terminal.until("enter begin")
    terminal.press("\r")
    terminal.until("Your pace")
    terminal.press("   q")
    terminal.until("the next")
    assert terminal.end() == 0
    assert any(line.startswith("start offers it.") for line in terminal.text.splitlines())
