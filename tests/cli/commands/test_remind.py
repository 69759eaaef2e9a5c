"""Reminders: each format read by a program that knows it, and nothing in them that anybody could slip in."""

import configparser
import plistlib
import shlex
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from msgspec.structs import replace

from backroutine.cli.commands.remind import Reminder, as_cron, as_ics, as_launchd, as_systemd, status_command
from backroutine.cli.main import run
from backroutine.cli.parsing import days_of, read_clock
from backroutine.errors import UsageError

SUNDAY = datetime.fromisoformat("2026-11-22T12:55:00+01:00")
ODD = ('/opt/back routine/it\'s 100%/$HOME/"x"\\n', "status", "--notify")
REMINDER = Reminder((0, 2, 4), 7, 30, SUNDAY, ODD)
EVERY_DAY = replace(REMINDER, days=(0, 1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon,wed,fri", (0, 2, 4)),
        ("Sun, monday", (0, 6)),
        ("tue,tue", (1,)),
        ("mon,tue,wed,thu,fri,sat,sun", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days(text: str, days: tuple[int, ...]) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    "text", ["", "mon,", "mo", "daily", "mon;touch x", "mon\nfri", "$(touch x)", "\x1b[2J"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="mon,wed,fri") as caught:
        days_of(text)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "time"), [("07:30", (7, 30)), ("7:30", (7, 30)), ("00:00", (0, 0)), ("23:59", (23, 59))]
)
def test_times(text: str, time: tuple[int, int]) -> None:
    clock = read_clock(text)
    assert (clock.hour, clock.minute) == time


@pytest.mark.parametrize(
    "text", ["", "24:00", "7", "7:3", "07:60", "07:30:00", "07:30\n", "٠٧:٣٠", "7.30", "07:30;x", "-1:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="07:30"):
        read_clock(text)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-22T12:55:00+01:00", "2026-11-23T07:30:00"),
        ("2026-11-23T07:29:59+01:00", "2026-11-23T07:30:00"),
        ("2026-11-23T07:30:00+01:00", "2026-11-25T07:30:00"),
        ("2026-11-27T08:00:00-03:00", "2026-11-30T07:30:00"),
    ],
)
def test_the_first_time_is_one_that_lies_ahead(now: str, first: str) -> None:
    reminder = replace(REMINDER, now=datetime.fromisoformat(now))
    assert reminder.first == datetime.fromisoformat(first)


def test_once_a_week_the_first_may_be_a_week_ahead() -> None:
    reminder = replace(REMINDER, days=(6,), hour=12, minute=0)
    assert reminder.first == datetime.fromisoformat("2026-11-29T12:00:00")


@pytest.mark.parametrize("reminder", [REMINDER, EVERY_DAY])
def test_the_calendar_is_one_that_a_calendar_reads(reminder: Reminder) -> None:
    lines = as_ics(reminder)
    assert max(len(line.encode()) for line in lines) <= 75
    calendar = icalendar.Calendar.from_ical("".join(f"{line}\r\n" for line in lines))
    assert calendar.errors == []
    event: Any = calendar.walk("VEVENT")[0]
    assert event.errors == []
    assert event["DTSTART"].dt == datetime.fromisoformat("2026-11-23T07:30:00")  # floating: of no zone
    assert "TZID" not in event["DTSTART"].params
    assert event["DTSTAMP"].dt == SUNDAY
    rule = event["RRULE"]
    assert rule["FREQ"] == ["WEEKLY"]
    assert rule["BYDAY"] == (
        ["MO", "WE", "FR"] if len(reminder.days) == 3 else ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    )
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta())


def field(reminder: Reminder, name: str) -> str:
    return next(line for line in as_ics(reminder) if line.startswith(f"{name}:")).partition(":")[2]


def test_a_second_import_replaces_the_first_and_other_days_are_another_event() -> None:
    later = replace(REMINDER, minute=31, now=SUNDAY + timedelta(minutes=9))
    assert field(later, "UID") == field(REMINDER, "UID") != field(EVERY_DAY, "UID")
    assert int(field(later, "SEQUENCE")) > int(field(REMINDER, "SEQUENCE"))
    assert int(field(later, "SEQUENCE")) < 2**31


DAY_SETS = [tuple(day for day in range(7) if bits >> day & 1) for bits in range(1, 128)]
EVENING_BEFORE_SUMMER_TIME = datetime.fromisoformat("2026-03-28T20:00:00+01:00")
EVENING_BEFORE_WINTER_TIME = datetime.fromisoformat("2026-10-24T20:00:00+02:00")


@pytest.mark.parametrize("now", [SUNDAY, EVENING_BEFORE_SUMMER_TIME, EVENING_BEFORE_WINTER_TIME])
def test_every_set_of_days_is_the_same_days_in_every_format(now: datetime) -> None:
    assert len(DAY_SETS) == len(set(DAY_SETS)) == 127
    for days in DAY_SETS:
        reminder = Reminder(days, 2, 30, now, ("backroutine",))
        event: Any = icalendar.Calendar.from_ical("\r\n".join(as_ics(reminder))).walk("VEVENT")[0]
        start = event["DTSTART"].dt
        assert start.weekday() in days
        assert start == reminder.first > now.replace(tzinfo=None)
        assert start - now.replace(tzinfo=None) <= timedelta(days=7)
        names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        assert [names.index(name) for name in event["RRULE"]["BYDAY"]] == list(days)
        # As `man 5 crontab` has it: 0 to 6, Sunday is 0.
        cron = as_cron(reminder)[-1].split(" ")[4].split(",")
        assert sorted((int(day) - 1) % 7 for day in cron) == list(days)
        assert set(cron) <= set("0123456")
        assert cron == sorted(cron)
        agent = plistlib.loads("\n".join(as_launchd(reminder)).encode())
        assert sorted((time["Weekday"] - 1) % 7 for time in agent["StartCalendarInterval"]) == list(days)
        (calendar,) = [line for line in as_systemd(reminder) if line.startswith("OnCalendar=")]
        short = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
        assert [short.index(day) for day in calendar[11:].split(" ")[0].split(",")] == list(days)
        assert days_of(reminder.options.split(" ")[1]) == days


def test_a_missed_reminder_of_systemd_comes_later() -> None:
    assert "Persistent=true" in as_systemd(REMINDER)


@pytest.mark.parametrize("kind", ["ics", "systemd", "cron", "launchd"])
def test_a_file_is_what_is_printed(
    kind: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backroutine.cli.system.here_and_now", lambda: SUNDAY)
    file = tmp_path / "my reminder"
    assert run(["remind", "--format", kind]) == 0
    printed = capsysbinary.readouterr().out
    assert run(["remind", "--format", kind, "--out", str(file)]) == 0
    captured = capsysbinary.readouterr()
    assert file.read_bytes() == printed
    assert captured.out == f"{file}: written\n".encode()
    assert (f"'{file}'\n".encode() in captured.err) == (kind == "ics")
    assert (b"\r\n" in printed) == (kind == "ics")
    assert run(["remind", "--format", kind, "--out", str(file)]) == 1
    assert run(["remind", "--format", kind, "--out", str(file), "--force"]) == 0
    assert run(["remind", "--format", kind, "--force"]) == 2


def test_the_calendar_leaves_with_the_line_ends_of_the_internet(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert run(["remind"]) == 0
    lines = capfdbinary.readouterr().out.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert not any(b"\n" in line or b"\r" in line for line in lines)


def test_the_systemd_script_writes_two_units(tmp_path: Path) -> None:
    home = tmp_path / "it's $HOME"
    home.mkdir()
    script = "".join(f"{line}\n" for line in as_systemd(REMINDER))
    subprocess.run(
        ["/bin/sh"], input=script, text=True, env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, check=True
    )
    folder = home / ".config" / "systemd" / "user"
    assert {path.name for path in folder.iterdir()} == {"backroutine.service", "backroutine.timer"}
    timer, service = configparser.RawConfigParser(), configparser.RawConfigParser()
    timer.read(folder / "backroutine.timer")
    service.read(folder / "backroutine.service")
    assert timer["Timer"]["OnCalendar"] == "Mon,Wed,Fri *-*-* 07:30:00"
    assert service["Service"]["ExecStart"] == (
        r'"/opt/back routine/it' "'" r's 100%%/$$HOME/\"x\"\\n" "status" "--notify"'
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    reminder = replace(EVERY_DAY, command=("/usr/bin/env", "A=100%", "/bin/true"))
    script = "".join(f"{line}\n" for line in as_systemd(reminder))
    environment = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["/bin/sh"], input=script, text=True, env=environment, check=True)
    units = [str(tmp_path / "systemd" / "user" / f"backroutine.{kind}") for kind in ("service", "timer")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert [line for line in checked.stderr.splitlines() if "backroutine" in line] == []


def test_the_line_for_cron_runs_what_it_should(tmp_path: Path) -> None:
    program = tmp_path / "it's 100% $HOME"
    program.write_text('#!/bin/sh\nprintf "%s|" "$0" "$@"\n')
    program.chmod(0o755)
    *notes, line = as_cron(replace(EVERY_DAY, command=(str(program), "status", "--notify")))
    assert all(note.startswith("#") for note in notes)
    minute, hour, day, month, days, command = line.split(" ", 5)
    assert (minute, hour, day, month, days) == ("30", "7", "*", "*", "0,1,2,3,4,5,6")
    # Cron ends the command at a percent sign that stands alone, and takes the backslash from the others.
    assert "%" not in command.replace(r"\%", "")
    run_ = subprocess.run(
        ["/bin/sh", "-c", command.replace(r"\%", "%")], capture_output=True, text=True, check=True
    )
    assert run_.stdout == f"{program}|status|--notify|"


def test_the_agent_for_launchd_is_a_property_list() -> None:
    text = "\n".join(as_launchd(replace(REMINDER, days=(0, 6))))
    agent = plistlib.loads(text.encode())
    assert agent["ProgramArguments"] == list(ODD)
    assert agent["StartCalendarInterval"] == [
        {"Weekday": 1, "Hour": 7, "Minute": 30},
        {"Weekday": 0, "Hour": 7, "Minute": 30},
    ]
    note = text[text.index("<!--") + 4 : text.index("-->")]
    assert "--" not in note
    assert "launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/backroutine.plist" in note


@pytest.mark.parametrize("kind", ["ics", "systemd", "cron", "launchd"])
def test_every_format_tells_two_commands(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remind", "--days", "fri,mon", "--at", "7:05", "--format", kind]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("\n") == (2 if kind == "ics" else 0)
    out = captured.err if kind == "ics" else captured.out
    if kind != "launchd":
        assert f"backroutine remind --days mon,fri --at 07:05 --format {kind}" in out
    (second,) = (
        {
            "ics": ["and then: xdg-open", "and then: open"][sys.platform == "darwin"],
            "systemd": "systemctl --user enable --now backroutine.timer",
            "cron": "(crontab -l | grep -v backroutine-remind; cat backroutine.cron) | crontab -",
            "launchd": "launchctl bootstrap",
        }[kind],
    )
    assert second in out


@pytest.mark.parametrize("arguments", [["--format", "exe"], ["--days", "x"], ["--at", "x"]])
def test_a_wrong_option_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["remind", *arguments]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert captured.err.startswith(f"backroutine: {arguments[0]}: ")


def test_the_job_looks_where_this_shell_looks(tmp_path: Path) -> None:
    command = status_command({"BACKROUTINE_HOME": str(tmp_path), "BACKROUTINE_CONFIG": ""})
    assert command[:2] == ("/usr/bin/env", f"BACKROUTINE_HOME={tmp_path}")
    assert status_command({}) == command[2:]


def test_the_job_works_from_another_folder_without_any_setting(tmp_path: Path) -> None:
    # The way a scheduler runs it, but for the checkout, which is not installed here.
    environment = {
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "HOME": str(tmp_path),
        "PATH": str(tmp_path),
    }
    command = status_command({"BACKROUTINE_HOME": str(tmp_path / "mine")})
    done = subprocess.run(
        ["/bin/sh", "-c", shlex.join(command)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout[:8], done.stderr) == ("back 0/3", "")
