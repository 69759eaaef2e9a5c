"""`backroutine remind`: prints what makes the person's own system remind them."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from backroutine.cli import reminders, streams
from backroutine.cli.clocks import here_and_now
from backroutine.cli.days import WEEKDAYS
from backroutine.cli.reminders import Reminder
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
        streams.write(line + end)
    if kind == "ics":
        first, second = reminders.installing_ics(reminder)
        streams.complain_line(f"install it with: {first}")
        streams.complain_line(f"and then: {second}")


def days_of(text: str) -> tuple[int, ...]:
    """Days of the week, 0 being Monday, in their order. Raises UsageError."""
    numbers = set()
    for word in text.lower().split(","):
        named = [n for n, day in enumerate(WEEKDAYS) if word.strip() in {day, day[:3]}]
        if not named:
            raise UsageError("--days", f"{word.strip()!r} is not a day", "say for example mon,wed,fri")
        numbers.update(named)
    return tuple(sorted(numbers))


def time_of(text: str, option: str = "--at") -> tuple[int, int]:
    """Hour and minute of a time of day. Raises UsageError."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if not found:
        raise UsageError(option, f"{text!r} is not a time of day", "say for example 07:30")
    return int(found[1]), int(found[2])


def status_command(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The command that tells how the week stands, as it works without a shell and its settings."""
    script = Path(sys.executable).with_name("backroutine")
    program = (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "backroutine")
    given = [f"{name}={Path(environment[name]).absolute()}" for name in _PASSED_ON if environment.get(name)]
    return (*(("/usr/bin/env", *given) if given else ()), *program, "status", "--notify")
