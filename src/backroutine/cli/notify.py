"""A line on the desktop, where the system has a program for that."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE = 10.0
"""Seconds for the notification program; one that hangs is as good as none."""
_SCRIPT = 'on run argv\ndisplay notification (item 1 of argv) with title "backroutine"\nend run'


def shown_on_desktop(line: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the line was shown there."""
    command = _command(line)
    if command is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - a system program, and the line is an argument, no script
            command,
            env=_with_session_bus(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _command(line: str) -> list[str] | None:
    if sys.platform == "darwin" and (osascript := shutil.which("osascript")):
        return [osascript, "-e", _SCRIPT, line]
    if send := shutil.which("notify-send"):
        return [send, "--app-name=backroutine", "backroutine", line]
    return None


def _with_session_bus(environment: Mapping[str, str]) -> dict[str, str]:
    """What cron leaves out: where the desktop of this user listens."""
    found = dict(environment)
    if "DBUS_SESSION_BUS_ADDRESS" not in found and hasattr(os, "getuid"):
        bus = Path(f"/run/user/{os.getuid()}/bus")
        if bus.exists():
            found["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    return found
