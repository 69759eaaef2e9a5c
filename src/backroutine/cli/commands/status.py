"""`backroutine status`: one short line for a prompt or a status bar.

A prompt is drawn a hundred times a day, so it shows no error and returns 0: what is not known is a question
mark, and `log` says why. The modules that read the journal are loaded only when it has changed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backroutine.cli import output
from backroutine.cli.cache import remember, remembered
from backroutine.cli.paths import config_path, journal_path
from backroutine.errors import BackroutineError
from backroutine.text import show

if TYPE_CHECKING:
    from backroutine.cli.context import Context
    from backroutine.insight.weeks import Standing


# The last answer of `status`, remembered for as long as nothing that it came from has changed.
#
# A prompt asks again and again; to read the week anew costs as much as half of all the rest.

Answer = dict[str, object]


def sources_of(now: datetime) -> list[str] | None:
    """All that an answer depends on, as it is now; None where there is no journal yet."""
    try:
        journal, config = _state(journal_path()), _state(config_path())
    except BackroutineError:
        return None
    settings = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("BACKROUTINE_")]
    return [f"{now:%Y-%m-%dT%H%z}", journal, config, *sorted(settings)] if journal else None


def _state(path: Path) -> str:
    """What changes when the file does; empty when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{path} {status.st_mtime_ns} {status.st_size} {status.st_ino}"


# A line on the desktop, where the system has a program for that.

PATIENCE = 10.0
"""Seconds for the notification program; one that hangs is as good as none."""
_SCRIPT = 'on run argv\ndisplay notification (item 1 of argv) with title "backroutine"\nend run'


def shown_on_desktop(line: str) -> bool:
    """Whether the line was shown there."""
    import subprocess

    command = _command(line)
    if command is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 - a system program, and the line is an argument, no script
            command,
            env=_with_session_bus(os.environ),
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


UNKNOWN = "back ?"


def print_status(context: Context, *, as_json: bool, notify: bool) -> None:
    """Print how the week stands, or show it on the desktop. Raises nothing that a person could mend."""
    try:
        _print(_answer(context), as_json=as_json, notify=notify)
    except (OSError, output.ReaderGone):
        output.abandon_stdout()


def _print(answer: Answer, *, as_json: bool, notify: bool) -> None:
    line = str(answer["text"])
    if as_json:
        output.write_json(answer)
        return
    experiment = answer.get("experiment")
    lines = [line, str(experiment)] if notify and experiment else [line]
    if notify and shown_on_desktop("\n".join(lines)):
        return
    for line in lines:
        output.write(show(line))


def status_line(week: Standing) -> str:
    """`back 2/3 this week, due today`: at most 40 characters."""
    if week.done_today:
        then = "done today"
    elif week.due is None:
        then = "goal met"
    elif week.due <= week.today:
        then = "due today"
    else:
        then = f"next by {week.due:%A}"
    return f"back {week.done}/{week.goal} this week, {then}"


def _answer(context: Context) -> Answer:
    sources = sources_of(context.now)
    if sources and (kept := remembered("status", sources)):
        return dict(kept)
    week, experiment = _known(context)
    answer = _to_json(status_line(week) if week else UNKNOWN, week, experiment)
    if sources and week:
        remember("status", sources, answer)
    return answer


def _known(context: Context) -> tuple[Standing | None, str | None]:
    """How the week stands, and what an experiment asks for today."""
    from backroutine.cli.lookup import current_experiment, experiment_line, read_week

    try:
        week, reading = read_week(context)
        experiment = experiment_line(current_experiment(context), context.today)
    except BackroutineError:
        return None, None
    # Half a number would be a wrong one.
    return None if reading.notices else week, experiment


def _to_json(line: str, week: Standing | None, experiment: str | None) -> Answer:
    return {
        "text": line,
        "week": week.week.isoformat() if week else None,
        "done": week.done if week else None,
        "goal": week.goal if week else None,
        "done_today": week.done_today if week else None,
        "due": week.due.isoformat() if week and week.due else None,
        "experiment": experiment,
    }
