"""Clocks and signals."""

import signal
import sys
import time
from datetime import date, datetime

import pytest

from backroutine.cli import system
from backroutine.cli.system import ENDING, watch_signals
from backroutine.journal.records import day_of


def test_the_clock_goes_on_while_the_computer_sleeps() -> None:
    if sys.platform == "linux":
        assert abs(system.steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
    assert system.here_and_now().utcoffset() is not None


def test_handlers_are_put_back_and_the_first_signal_names_the_code() -> None:
    before = signal.getsignal(signal.SIGTERM)
    heard: list[int] = []
    with watch_signals(lambda: heard.append(1)) as stopping:
        assert stopping.exit_code == 0
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        assert stopping.exit_code == 143
    assert len(heard) == 3
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_ctrl_c_ends_the_program_as_usual() -> None:
    with watch_signals() as stopping:
        signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL
        signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert stopping.exit_code == 130


@pytest.mark.parametrize("number", [number for number in ENDING if number != signal.SIGINT])
def test_any_other_signal_may_come_twice(number: int) -> None:
    """A closing terminal sends SIGHUP twice; the program still has to save and to restore the terminal."""
    with watch_signals() as stopping:
        signal.raise_signal(number)
        noting = signal.getsignal(number)
        signal.raise_signal(number)
        assert signal.getsignal(number) is noting
        assert stopping.exit_code == 128 + number


def test_today_is_the_day_of_this_place() -> None:
    assert day_of(datetime.fromisoformat("2026-11-22T00:10:00+13:00")) == date(2026, 11, 22)
