"""The bar on standard error: in a terminal, after a second, gone when it is done."""

import io
import sys
import time
from collections.abc import Iterator

import pyte
import pytest

from backroutine.cli import progress as progress_module
from backroutine.cli.progress import Progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    return Screen()


def shown(screen: Screen) -> str:
    display = pyte.Screen(60, 5)
    pyte.Stream(display).feed(screen.getvalue().replace("\n", "\r\n"))
    return "\n".join(display.display).strip()


def slowly(screen: Screen, number: int) -> Iterator[int]:
    """Numbers; half-way it waits for the bar."""
    for n in range(number):
        end = time.monotonic() + 20
        while n == number // 2 and "Adding" not in screen.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
        yield n


def test_what_takes_long_shows_how_far_it_is_and_leaves_nothing(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module, "_PATIENCE", 0.05)
    with Progress() as progress:
        for n in progress.track(slowly(screen, 100), 100, "Adding"):
            if n == 50:
                assert "Adding" in shown(screen)
                assert "50%" in shown(screen) or "49%" in shown(screen)
    assert shown(screen) == ""


def test_what_is_quick_shows_nothing(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    with Progress() as progress:
        assert list(progress.track(range(100), 100, "Adding")) == list(range(100))
    assert screen.getvalue() == ""


def test_a_file_is_read_as_it_is() -> None:
    with Progress() as progress:
        file = progress.file(io.BytesIO(b"one\ntwo\n"), "Reading")
        assert (file.readline(), file.read(2), file.seek(1), file.read()) == (
            b"one\n",
            b"tw",
            1,
            b"ne\ntwo\n",
        )


@pytest.mark.parametrize("case", ["no terminal", "dumb", "not wanted"])
def test_no_bar_where_it_would_be_in_the_way(
    case: str, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module, "_PATIENCE", 0.01)
    if case == "no terminal":
        monkeypatch.setattr(screen, "isatty", lambda: False)
    if case == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    with Progress(wanted=case != "not wanted") as progress:
        for _ in progress.track(range(3), 3, "Adding"):
            time.sleep(0.03)
    assert screen.getvalue() == ""
