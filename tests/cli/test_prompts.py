"""One key at a terminal; lines of standard input: main keys during a session, answers after it."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from backroutine.cli.prompts import Lines, forget, listen_to_stdin, read_key, typed
from backroutine.coach.runner import Inbox, Input, next_input
from commands import Captured, terminal_only


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where a test types; the other end is standard input."""
    there, here = os.pipe()
    with os.fdopen(there, "rb", 0) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with os.fdopen(here, "wb", 0) as typing:
            yield typing.fileno()
        for thread in threading.enumerate():
            if thread.name == "stdin":  # else it would read the next pipe with this number
                thread.join(10)


def words(inbox: Inbox, number: int) -> list[Input | None]:
    return [next_input(inbox, 5) for _ in range(number)]


def test_each_line_is_a_main_key_and_can_be_read(keyboard: int) -> None:
    inbox: Inbox = Inbox()
    lines = listen_to_stdin(inbox)
    os.write(keyboard, b"3\n\nthree\n")
    assert words(inbox, 3) == [Input.MAIN_KEY] * 3
    assert [typed(lines, lambda: False) for _ in range(3)] == ["3", "", "three"]


def test_the_last_line_counts_without_its_end_and_a_line_may_come_in_pieces(keyboard: int) -> None:
    inbox: Inbox = Inbox()
    lines = listen_to_stdin(inbox)
    os.write(keyboard, b"on")
    os.write(keyboard, b"e\ntwo")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, keyboard)  # closes the pipe
    os.close(nowhere)
    assert words(inbox, 3) == [Input.MAIN_KEY, Input.MAIN_KEY, Input.INPUT_ENDED]
    assert [typed(lines, lambda: False) for _ in range(3)] == ["one", "two", None]


def test_what_was_typed_before_answers_nothing(keyboard: int) -> None:
    inbox: Inbox = Inbox()
    lines = listen_to_stdin(inbox)
    os.write(keyboard, b"1\n2\n")
    words(inbox, 2)
    forget(lines)
    os.write(keyboard, b"3\n")
    assert typed(lines, lambda: False) == "3"


def test_the_end_of_input_is_not_forgotten(keyboard: int) -> None:
    lines: Lines = Lines()
    for line in ("1", None):
        lines.put(line)
    forget(lines)
    assert typed(lines, lambda: False) is None


def test_a_signal_ends_the_waiting() -> None:
    assert typed(Lines(), lambda: True) is None


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Standard input is a terminal, where a key is pressed as soon as it is waited for."""
    import pty
    import tty

    keyboard, terminal = pty.openpty()

    def press(key: bytes) -> None:
        def press_when_ready(descriptor: int) -> None:
            setcbreak(descriptor)  # it drops what was typed before
            os.write(keyboard, key)

        setcbreak = tty.setcbreak
        monkeypatch.setattr(tty, "setcbreak", press_when_ready)

    with os.fdopen(terminal, "rb", 0) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield press
    os.close(keyboard)


@terminal_only
@pytest.mark.parametrize(
    ("typed_key", "key"), [(b"7", "7"), (b"\n", ""), (b" ", ""), (b"\x04", ""), (b"\x1b[A", "\x1b")]
)
def test_enter_and_ctrl_d_read_as_no_key(
    typed_key: bytes, key: str, press: Callable[[bytes], None], capsys: Captured
) -> None:
    press(typed_key)
    assert read_key() == key
    assert capsys.readouterr().out == f"{key}\n".replace("\x1b", "\\x1b")
