"""`backroutine remind`: prints what makes the person's own system remind them."""

import os
import shlex
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.parsing import days_of, read_clock
from backroutine.errors import UsageError
from backroutine.files import write_whole
from backroutine.text import show

NAME = "backroutine"
_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MARK = f"{NAME}-remind"
_FOLD = 74
"""Octets of a line before it is folded; RFC 5545 allows 75."""


class Reminder(Struct, frozen=True):
    """When to remind, and with what."""

    days: tuple[int, ...]
    """0 is Monday."""
    hour: int
    minute: int
    now: datetime
    """With the offset of this place."""
    command: tuple[str, ...]
    """Says how the week stands."""
    platform: str = "linux"
    """As `sys.platform` has it: it decides how a calendar file is opened."""

    @property
    def first(self) -> datetime:
        """The first of the times ahead, in the local time of wherever one will be."""
        time = self.now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0, tzinfo=None)
        ahead = (time + timedelta(days=n) for n in range(8))
        here = self.now.replace(tzinfo=None)
        return next(at for at in ahead if at > here and at.weekday() in self.days)

    @property
    def options(self) -> str:
        """The options that say the same."""
        return f"--days {','.join(_SHORT[day] for day in self.days)} --at {self.hour:02d}:{self.minute:02d}"


def as_ics(reminder: Reminder) -> list[str]:
    """A calendar with one recurring event (RFC 5545). Its time floats: half past seven wherever one is."""
    days = ",".join(_SHORT[day][:2].upper() for day in reminder.days)
    # The same days have the same id. So a second import, at another time of day too, replaces the first one.
    uid = uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME}:{days}")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{NAME}//reminder//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{reminder.now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        # A calendar takes an event in place of another one only if this number is higher.
        f"SEQUENCE:{int(reminder.now.timestamp()) // 60}",
        f"DTSTART:{reminder.first:%Y%m%dT%H%M%S}",
        "DURATION:PT20M",
        f"RRULE:FREQ=WEEKLY;BYDAY={days}",
        "SUMMARY:Back routine",
        "DESCRIPTION:backroutine start",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Back routine",
        "TRIGGER:PT0S",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return [part for line in lines for part in _folded(line)]


def install_ics(reminder: Reminder, file: str = f"{NAME}.ics") -> tuple[str, str]:
    """The two commands that install it. They are no part of the file: a calendar folds and escapes them."""
    opens = {"darwin": "open", "win32": "start"}.get(reminder.platform, "xdg-open")
    return f"{NAME} remind {reminder.options} --format ics --out {file}", f"{opens} {file}"


def as_systemd(reminder: Reminder) -> list[str]:
    """A script that writes a timer and its service for the user's own systemd."""
    days = ",".join(_SHORT[day].capitalize() for day in reminder.days)
    units = '"${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"'
    return [
        "#!/bin/sh",
        "# Install it with these two commands:",
        f"#   {NAME} remind {reminder.options} --format systemd | sh",
        f"#   systemctl --user enable --now {NAME}.timer",
        "set -eu",
        f"mkdir -p {units}",
        f"cd {units}",
        f"cat > {NAME}.service <<'END'",
        "[Unit]",
        "Description=Say how the week of the back routine stands",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={' '.join(_for_systemd(word) for word in reminder.command)}",
        "END",
        f"cat > {NAME}.timer <<'END'",
        "[Unit]",
        "Description=Remind me of the back routine",
        "",
        "[Timer]",
        f"OnCalendar={days} *-*-* {reminder.hour:02d}:{reminder.minute:02d}:00",
        "# A reminder that was missed comes when the computer is on again.",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "END",
    ]


def as_cron(reminder: Reminder) -> list[str]:
    """A line for the user's own crontab. Sunday is 0: not every cron knows it as 7, too."""
    days = ",".join(str(day) for day in sorted((day + 1) % 7 for day in reminder.days))
    command = shlex.join(reminder.command).replace("%", r"\%")  # cron would take it for a new line
    # Each line carries the mark. So a second installation replaces the first.
    return [
        f"# {_MARK}: install it with these two commands:",
        f"# {_MARK}: {NAME} remind {reminder.options} --format cron --out {NAME}.cron",
        f"# {_MARK}: (crontab -l | grep -v {_MARK}; cat {NAME}.cron) | crontab -",
        f"{reminder.minute} {reminder.hour} * * {days} {command} # {_MARK}",
    ]


def as_launchd(reminder: Reminder) -> list[str]:
    """An agent for the user's own launchd."""
    import plistlib

    agent = {
        "Label": NAME,
        "ProgramArguments": list(reminder.command),
        "StartCalendarInterval": [
            {"Weekday": (day + 1) % 7, "Hour": reminder.hour, "Minute": reminder.minute}
            for day in reminder.days
        ],
    }
    head, kind, *rest = plistlib.dumps(agent, sort_keys=False).decode().splitlines()
    # XML allows no double hyphen in a comment, so the call that prints this cannot stand here.
    plist, domain = f"~/Library/LaunchAgents/{NAME}.plist", "gui/$(id -u)"
    note = [
        f"<!-- Save this as {NAME}.plist. Install it with these two commands:",
        f"       mv {NAME}.plist ~/Library/LaunchAgents/",
        f"       launchctl bootout {domain}/{NAME} 2>/dev/null; launchctl bootstrap {domain} {plist}",
        "-->",
    ]
    return [head, kind, *note, *rest]


def _folded(line: str) -> list[str]:
    """A line, which is ASCII, in parts that are short enough; a part that continues begins with a space."""
    later = line[_FOLD:]
    width = _FOLD - 1
    return [line[:_FOLD], *(f" {later[n : n + width]}" for n in range(0, len(later), width))]


def _for_systemd(word: str) -> str:
    r"""A word of a command line in a unit, where `%`, `$`, `\` and quotes mean something."""
    for character, escaped in (("\\", r"\\"), ('"', r"\""), ("%", "%%"), ("$", "$$")):
        word = word.replace(character, escaped)
    return f'"{word}"'


FORMATS = {
    "ics": as_ics,
    "systemd": as_systemd,
    "cron": as_cron,
    "launchd": as_launchd,
}
_PASSED_ON = ("BACKROUTINE_HOME", "BACKROUTINE_CONFIG")
"""Variables without which the job would look for the journal elsewhere."""


def print_reminder(context: Context, *, days: str, at: str, kind: str, out: Path | None, force: bool) -> None:
    """Print the reminder in a format, or write it into a file. Raises UsageError for days, a time or a format
    that is none.
    """
    if kind not in FORMATS:
        raise UsageError("--format", f"there is no format {kind}", f"say {', '.join(FORMATS)}")
    out = None if out == Path("-") else out
    if force and not out:
        raise UsageError("--force", "there is no file to replace", "say --out FILE too")
    clock = read_clock(at)
    reminder = Reminder(days_of(days), clock.hour, clock.minute, context.now, status_command(), sys.platform)
    # A calendar file has the line ends of the internet, whatever this system's are.
    end = "\r\n" if kind == "ics" else "\n"
    data = [f"{line}{end}".encode() for line in FORMATS[kind](reminder)]
    if out:
        write_whole(out, data, force=force)
        output.write(f"{show(out)}: written")
    else:
        output.write_bytes(data)
    if kind == "ics":
        first, second = install_ics(reminder, shlex.quote(str(out)) if out else f"{NAME}.ics")
        if not out:
            output.complain_line(f"install it with: {first}")
        output.complain_line(f"{'install it with' if out else 'and then'}: {second}")


def status_command(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The command that says how the week stands. It needs no shell and none of its settings."""
    script = Path(sys.executable).with_name("backroutine")
    program = (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "backroutine")
    given = [f"{name}={Path(environment[name]).absolute()}" for name in _PASSED_ON if environment.get(name)]
    return (*(("/usr/bin/env", *given) if given else ()), *program, "status", "--notify")
