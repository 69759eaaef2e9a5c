"""The status line: short, never a complaint, never an exit code."""

import json
import stat
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from backroutine.cli.commands import status as notify
from backroutine.cli.commands.status import shown_on_desktop, status_line
from backroutine.insight.weeks import Standing
from commands import Captured, said
from journal_kit import keep

WEDNESDAY = datetime.fromisoformat("2026-11-25T07:00:00+01:00")
DAY = WEDNESDAY.date()


@pytest.fixture
def journal(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the journal goes; it is Wednesday morning."""
    monkeypatch.setattr("backroutine.cli.system.here_and_now", lambda: WEDNESDAY)
    return own_home / "backroutine" / "journal.db"


def status(capsys: Captured, *options: str) -> str:
    return said(capsys, "status", *options)


@pytest.mark.parametrize(
    ("done_today", "due", "then"),
    [
        (True, DAY + timedelta(days=2), "done today"),
        (True, None, "done today"),
        (False, None, "goal met"),
        (False, DAY, "due today"),
        (False, DAY + timedelta(days=2), "next by Friday"),
    ],
)
def test_the_line(done_today: bool, due: date | None, then: str) -> None:
    assert status_line(Standing(DAY, 2, 3, done_today, due, 0, DAY)) == f"back 2/3 this week, {then}"


def test_it_is_never_long() -> None:
    longest = [
        status_line(Standing(DAY, 13, 14, False, DAY + timedelta(days=n), 0, DAY)) for n in range(1, 8)
    ]
    assert max(map(len, longest)) <= 40


def test_a_new_journal_is_an_empty_week(journal: Path, capsys: Captured) -> None:
    assert status(capsys) == "back 0/3 this week, next by Friday\n"
    assert not journal.parent.exists()


def test_it_counts_this_week_as_the_settings_have_it(journal: Path, capsys: Captured) -> None:
    keep(journal, "sunday", started_at=WEDNESDAY - timedelta(days=3))
    keep(journal, "late on sunday", started_at=WEDNESDAY - timedelta(days=2, hours=5))  # Monday 02:00
    keep(journal, "today", started_at=WEDNESDAY - timedelta(hours=1))
    assert status(capsys) == "back 1/3 this week, done today\n"
    (journal.parent / "config.toml").write_text('weekly_goal = 4\nweek_starts = "sunday"\n')
    assert status(capsys) == "back 3/4 this week, done today\n"
    (journal.parent / "config.toml").write_text("day_starts = 0\n")
    assert status(capsys) == "back 2/3 this week, done today\n"


def test_nothing_is_read_again_while_nothing_has_changed(
    journal: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal, "today", started_at=WEDNESDAY - timedelta(hours=1))
    seen = status(capsys)
    assert stat.S_IMODE((journal.parent / "status.json").stat().st_mode) == 0o600
    with monkeypatch.context() as patched:
        patched.setattr("backroutine.cli.lookup.read_week", None)
        assert status(capsys) == seen == "back 1/3 this week, done today\n"
    monkeypatch.setattr("backroutine.cli.system.here_and_now", lambda: WEDNESDAY + timedelta(days=1))
    assert status(capsys) == "back 1/3 this week, next by Saturday\n"
    monkeypatch.setenv("BACKROUTINE_WEEKLY_GOAL", "5")
    assert status(capsys).startswith("back 1/5")
    keep(journal, "another", started_at=WEDNESDAY - timedelta(hours=3))
    assert status(capsys).startswith("back 2/5")
    (journal.parent / "status.json").write_text("{}")
    assert status(capsys).startswith("back 2/5")


def test_json(journal: Path, capsys: Captured) -> None:
    assert json.loads(status(capsys, "--json")) == {
        "text": "back 0/3 this week, next by Friday",
        "week": "2026-11-23",
        "done": 0,
        "goal": 3,
        "done_today": False,
        "due": "2026-11-27",
        "experiment": None,
    }


def damaged(journal: Path) -> None:
    journal.write_bytes(b"no database at all" * 100)


def gone(journal: Path) -> None:
    journal.unlink()


def a_folder(journal: Path) -> None:
    journal.unlink()
    journal.mkdir()


def wrong_settings(journal: Path) -> None:
    (journal.parent / "config.toml").write_text("weekly_goal = ")


@pytest.mark.parametrize("spoil", [damaged, gone, a_folder, wrong_settings])
def test_what_cannot_be_known_is_a_question_mark(
    spoil: Callable[[Path], None], journal: Path, capsys: Captured
) -> None:
    keep(journal)
    spoil(journal)
    assert status(capsys) == "back ?\n"
    assert json.loads(status(capsys, "--json"))["done"] is None


def test_a_wrong_variable_is_no_complaint_either(
    journal: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKROUTINE_WEEKLY_GOAL", "many")
    assert status(capsys) == "back ?\n"


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_notification_stands_for_the_line(
    journal: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "notify-send", f'printf "%s|" "$@" > {tmp_path}/shown')
    assert status(capsys, "--notify") == ""
    assert (tmp_path / "shown").read_text() == (
        "--app-name=backroutine|backroutine|back 0/3 this week, next by Friday|"
    )


@pytest.mark.parametrize("text", [None, "exit 1", "/no/such/interpreter"])
def test_without_a_notification_the_line_is_printed(
    text: str | None, journal: Path, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    if text:
        program(tmp_path / "notify-send", text)
    assert status(capsys, "--notify") == "back 0/3 this week, next by Friday\n"


def test_a_notification_that_hangs_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(notify, "PATIENCE", 0.05)
    program(tmp_path / "notify-send", "exec /bin/sleep 5")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not shown_on_desktop("back ?")


def test_on_a_mac_the_line_is_an_argument_of_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path / "osascript", f'printf "%s" "$3" > {tmp_path}/shown')
    assert shown_on_desktop('back "?')
    assert (tmp_path / "shown").read_text() == 'back "?'
