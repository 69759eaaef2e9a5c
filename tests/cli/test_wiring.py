"""What only the wiring can get wrong: safe before printed, notices, copies, locales, days."""

import io
import json
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from backroutine.cli import output, system
from backroutine.cli.commands.start_journal import SessionRecorder
from backroutine.cli.commands.start_modes import JsonLines
from backroutine.cli.main import run
from backroutine.cli.settings import journal_path
from backroutine.cli.system import watch_signals
from backroutine.coach.runner import SessionRunner
from backroutine.errors import JournalError
from backroutine.journal.unfinished import Running, Unfinished, only_session, running_session
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, SessionResumed, SessionStarted
from plans import Player, plan
from programs import backroutine

Captured = pytest.CaptureFixture[str]
FAST = ["start", "--plain", "--speed", "1000", "--only", "superman", "--reps", "1"]


@pytest.fixture(autouse=True)
def no_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    empty = tmp_path / "empty"
    empty.touch()
    with empty.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield


def keep(name: str, began: datetime, *, seconds: float = 43) -> None:
    player = Player(plan()).wait(seconds)
    with Journal.open(journal_path(), began) as journal:
        journal.begin(name, began, plan(), "left")
        for event in player.events:
            journal.record(name, event)


def shown_sessions(arguments: list[str], capsys: Captured) -> list[str]:
    assert run(["log", "--json", *arguments]) == 0
    return [session["id"] for session in json.loads(capsys.readouterr().out)]


def test_a_line_of_json_waits_until_its_event_is_safe(capsys: Captured) -> None:
    full = True

    def record(_event: Event) -> None:
        if full:
            raise JournalError("journal.db", "the disk is full")

    now = 0.0
    conductor = SessionRunner(plan(), lambda: now, record)
    lines = JsonLines(conductor)
    conductor.listeners.append(lines.listen)
    conductor.begin()
    now = 3.5
    conductor.look()
    assert capsys.readouterr().out == ""
    full = False
    conductor.save_again()
    lines.print_saved()
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["session_started", "phase_began", "countdown_reached", "countdown_reached"]


def test_a_beginning_that_is_tried_again_keeps_its_instant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat("2026-11-22T07:00:00+01:00")
    tries: list[datetime] = []

    def begin(_self: Journal, _id: str, started_at: datetime, *_rest: object) -> None:
        tries.append(started_at)
        if len(tries) == 1:
            raise JournalError("journal.db", "the disk is full")

    monkeypatch.setattr(Journal, "begin", begin)
    moments = iter([now, now, now, now + timedelta(minutes=5)])
    with SessionRecorder(tmp_path / "journal.db", lambda: next(moments)) as recording:
        record = partial(recording.record, recording.new, plan(), "left")
        with pytest.raises(JournalError):
            record(SessionStarted(0.0))
        record(SessionStarted(0.0))
    assert tries == [now, now]


def test_others_see_the_session_that_was_chosen_and_no_other(tmp_path: Path) -> None:
    began = datetime.fromisoformat("2026-11-22T07:00:00+01:00")
    path = tmp_path / "journal.db"
    with only_session(path), SessionRecorder(path, lambda: began) as recording:
        recording.record(recording.new, plan(), "left", SessionStarted(0.0))
        left = Unfinished(recording.new, began, plan(), (SessionStarted(0.0),))
        assert running_session(path).is_running(recording.new)
    with only_session(path), SessionRecorder(path, lambda: began) as again:
        assert running_session(path) == Running(program=True)  # it is offered, and was not chosen yet
        again.record(left.id, left.plan, "", SessionResumed(60.0))
        assert running_session(path).is_running(left.id)


def test_notices_of_the_journal_reach_the_person(capsys: Captured) -> None:
    keep("one", system.here_and_now())
    with sqlite3.connect(journal_path()) as connection:
        connection.execute("UPDATE event SET body = replace(body, '\"rep\": 1', '\"rep\": 9')")
    connection.close()
    assert run(["log"]) == 0
    assert "damaged row" in capsys.readouterr().err


def test_a_copy_is_kept_at_the_start_of_a_session_once_there_is_something(capsys: Captured) -> None:
    for _ in range(2):
        assert run(FAST) == 0
    assert list((journal_path().parent / "copies").glob("journal-*.db"))
    assert capsys.readouterr().err == ""


def test_since_and_until_choose_days(capsys: Captured) -> None:
    now = system.here_and_now().replace(hour=12)
    for days in (0, 3, 8):
        keep(f"{days} ago", now - timedelta(days=days))
    assert shown_sessions(["--since", "3 days ago"], capsys) == ["0 ago", "3 ago"]
    assert shown_sessions(["--since", "4 days ago", "--until", "yesterday"], capsys) == ["3 ago"]
    assert shown_sessions(["--until", "7 days ago"], capsys) == ["8 ago"]


def test_the_usual_log_is_bounded_and_says_so(capsys: Captured) -> None:
    now = system.here_and_now()
    for number in range(22):
        keep(str(number), now - timedelta(days=number))
    assert run(["log"]) == 0
    out = capsys.readouterr().out
    assert len([line for line in out.splitlines() if "2/2" in line]) == 20
    assert "The latest 20" in out


def test_only_this_week_counts_for_this_week(capsys: Captured) -> None:
    now = system.here_and_now()
    monday = now - timedelta(days=now.weekday())
    keep("this week", monday)
    keep("last week", monday - timedelta(days=1))
    keep("hardly begun", monday + timedelta(seconds=1), seconds=6)
    run(["log"])
    assert "This week: 1 of 3 sessions." in capsys.readouterr().out


def test_a_log_with_nothing_begun_prints_no_headings(capsys: Captured) -> None:
    keep("nothing", system.here_and_now(), seconds=1)
    run(["log"])
    out = capsys.readouterr().out
    assert "Exercises" not in out
    assert "1 session in which no side was begun" in out


def test_foreign_text_is_shown_letter_for_letter_everywhere(tmp_path: Path, capsys: Captured) -> None:
    from backroutine.text import show

    assert show("a\x1b]0;x\x07\u202eb\x9b") == "a\\x1b]0;x\\x07U+202Eb\\x9b"
    name = "bad\x1b[31m.yaml"
    (tmp_path / name).write_text("version: 1\nexercises:\n  - {id: d, name: D, sides: {both: b}, reps: 1}\n")
    assert run(["check", str(tmp_path / name)]) == 0
    assert run(["check", str(tmp_path / "gone\x1b[31m.yaml")]) == 65
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert "\\x1b[31m" in captured.out
    assert "\\x1b[31m" in captured.err


def test_a_stream_that_cannot_show_a_character_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", poor)
    output.prepare()
    output.write("Übung")
    assert poor.buffer.getvalue() == b"?bung\n"


def test_closed_streams_are_given_somewhere_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    output.prepare()
    output.write("nobody hears")
    sys.stdout.close()


@pytest.mark.parametrize(
    ("missing", "term", "drawn"),
    [
        ("", "xterm", True),
        ("", "dumb", False),
        ("", "", False),
        ("stdin", "xterm", False),
        ("stdout", "xterm", False),
        ("stderr", "xterm", False),
    ],
)
def test_a_screen_needs_a_terminal_on_every_stream(
    missing: str, term: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda name=name: name != missing)
        monkeypatch.setattr(sys, name, stream)
    assert output.in_terminal({"TERM": term}) == drawn


@pytest.mark.parametrize(("encoding", "blocks"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_blocks_are_drawn_where_the_encoding_has_them(
    encoding: str, blocks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert output.carries_blocks() == blocks


def test_the_clock_goes_on_while_the_computer_sleeps() -> None:
    import time

    if sys.platform == "linux":
        assert abs(system.steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
    assert system.here_and_now().utcoffset() is not None


def test_handlers_are_put_back_and_the_first_signal_names_the_code() -> None:
    import signal

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
    import signal

    with watch_signals() as stopping:
        signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is not signal.SIG_DFL
        signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
        assert stopping.exit_code == 130


def test_a_plan_line_with_foreign_text_is_safe(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\nexercises:\n  - {id: d, name: '[bold]D', sides: {both: both}, reps: 1}\n")
    done = backroutine(["start", "--plain", "--speed", "1000", "--catalogue", str(own)], tmp_path)
    assert "Get ready: [bold]D, both." in done.stdout


def test_today_is_the_day_of_this_place() -> None:
    from backroutine.journal.records import day_of

    assert day_of(datetime.fromisoformat("2026-11-22T00:10:00+13:00")) == date(2026, 11, 22)
