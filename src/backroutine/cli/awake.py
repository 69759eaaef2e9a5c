"""Keeps the display awake while a session lasts, where the system offers a way; silently not otherwise."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ES_CONTINUOUS, _ES_SYSTEM, _ES_DISPLAY = 0x80000000, 0x1, 0x2


@contextmanager
def kept_awake() -> Iterator[None]:
    """No screen saver, no sleep, until this ends or the program dies."""
    if sys.platform == "win32":
        yield from _windows()
        return
    command = _command(sys.platform)
    if command is None:
        yield
        return
    try:
        # It lives as long as its standard input is open, so it cannot outlive us.
        helper = subprocess.Popen(  # noqa: S603 - system programs, with fixed arguments
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        yield
        return
    try:
        yield
    finally:
        _end(helper)


def _command(platform: str) -> list[str] | None:
    if platform == "darwin" and (caffeinate := shutil.which("caffeinate")):
        return [caffeinate, "-di", "-w", str(os.getpid())]
    if (inhibit := shutil.which("systemd-inhibit")) and (cat := shutil.which("cat")):
        return [inhibit, "--what=idle:sleep", "--who=backroutine", "--why=A session is running", cat]
    if (inhibit := shutil.which("gnome-session-inhibit")) and (cat := shutil.which("cat")):
        return [inhibit, "--inhibit", "idle", "--reason", "A session is running", cat]
    return None


def _end(helper: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        if helper.stdin:
            helper.stdin.close()
        helper.terminate()
    with suppress(subprocess.TimeoutExpired):
        helper.wait(timeout=1)


def _windows() -> Iterator[None]:
    if sys.platform == "win32":
        import ctypes

        set_state = ctypes.windll.kernel32.SetThreadExecutionState
        set_state(_ES_CONTINUOUS | _ES_SYSTEM | _ES_DISPLAY)
        try:
            yield
        finally:
            set_state(_ES_CONTINUOUS)
    else:
        yield
