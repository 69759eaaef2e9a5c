"""`backroutine remind`: prints what makes the person's own system remind them."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from backroutine.cli import output, reminders
from backroutine.cli.parsing import days_of, time_of
from backroutine.cli.reminders import Reminder
from backroutine.cli.system import here_and_now
from backroutine.errors import UsageError

FORMATS = {
    "ics": reminders.as_ics,
    "systemd": reminders.as_systemd,
    "cron": reminders.as_cron,
    "launchd": reminders.as_launchd,
}
_PASSED_ON = ("BACKROUTINE_HOME", "BACKROUTINE_CONFIG")
"""Variables without which the job would look for the journal elsewhere."""


def print_reminder(*, days: str, at: str, kind: str) -> None:
    """Print the reminder in a format. Raises UsageError for days, a time or a format that is none."""
    if kind not in FORMATS:
        raise UsageError("--format", f"there is no format {kind}", f"say {', '.join(FORMATS)}")
    hour, minute = time_of(at)
    reminder = Reminder(days_of(days), hour, minute, here_and_now(), status_command(), sys.platform)
    # A calendar file has the line ends of the internet; some systems write them by themselves.
    end = "\r" if kind == "ics" and os.linesep == "\n" else ""
    for line in FORMATS[kind](reminder):
        output.write(line + end)
    if kind == "ics":
        first, second = reminders.installing_ics(reminder)
        output.complain_line(f"install it with: {first}")
        output.complain_line(f"and then: {second}")


def status_command(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The command that tells how the week stands, as it works without a shell and its settings."""
    script = Path(sys.executable).with_name("backroutine")
    program = (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "backroutine")
    given = [f"{name}={Path(environment[name]).absolute()}" for name in _PASSED_ON if environment.get(name)]
    return (*(("/usr/bin/env", *given) if given else ()), *program, "status", "--notify")
