"""`start` in this process, as lines and as JSON: what it prints and what is in the log afterwards."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from backroutine.cli.commands.start_journal import SessionRecorder
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.errors import JournalError
from backroutine.journal.unfinished import Running, Unfinished, only_session, running_session
from backroutine.journal.writer import Journal
from backroutine.session.events import SessionResumed, SessionStarted
from commands import Captured, refused, said
from plans import plan

FAST = ["start", "--plain", "--speed", "1000"]


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A file that is the program's standard input: empty unless a test writes into it."""
    path = tmp_path / "given.txt"
    path.touch()
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        yield path


def test_a_session_is_led_counted_and_in_the_log(capsys: Captured) -> None:
    lines = said(capsys, *FAST, "--only", "superman", "--reps", "3").splitlines()
    assert [line for line in lines if line[0].isdigit()] == ["1.", "2. Last one.", "3."] * 2
    assert lines[-2:] == ["Finished.", "Superman: left 3 of 3, right 3 of 3."]
    shown = said(capsys, "log", "--show")
    assert " 1/1   3/3    3/3" in shown
    assert "This week: 1 of 3 sessions." in shown


def test_the_side_that_begins_alternates(capsys: Captured) -> None:
    for _ in range(3):
        said(capsys, *FAST, "--only", "superman", "--reps", "1")
    sessions = json.loads(said(capsys, "log", "--json"))
    assert [session["sides"][0]["side"] for session in sessions] == ["left", "right", "left"]


def test_a_rehearsal_logs_nothing(capsys: Captured) -> None:
    assert "A rehearsal" in said(capsys, *FAST, "--rehearse", "--only", "superman")
    assert json.loads(said(capsys, "log", "--json")) == []


def test_json_has_every_event_with_its_instant(capsys: Captured) -> None:
    out = said(capsys, "start", "--json", "--speed", "1000", "--only", "superman", "--reps", "2")
    events = [json.loads(line) for line in out.splitlines()]
    assert [e["event"] for e in (events[0], events[-1])] == ["session_started", "session_ended"]
    counted = [e for e in events if e["event"] == "rep_counted"]
    assert [(e["exercise"], e["side"], e["rep"], e["target"]) for e in counted] == [
        ("superman", "left", 1, 2),
        ("superman", "left", 2, 2),
        ("superman", "right", 1, 2),
        ("superman", "right", 2, 2),
    ]
    assert all("T" in e["at"] and e["at"][-6] in "+-" for e in events)


def test_each_line_read_counts_a_rep_in_tap_mode(capsys: Captured, given: Path) -> None:
    given.write_text("\n\n\n")
    out = said(capsys, *FAST, "--tap", "--only", "superman", "--reps", "2")
    assert "Superman: left 2 of 2, right 1 of 2." in out
    (session,) = json.loads(said(capsys, "log", "--json"))
    assert (session["status"], [s["reps"] for s in session["sides"]]) == ("stopped", [2, 1])


def test_rounds_and_reps_and_only(capsys: Captured) -> None:
    said(capsys, *FAST, "--rounds", "2", "--reps", "1", "--only", "superman", "--only", "hip-thrust")
    (session,) = json.loads(said(capsys, "log", "--json"))
    assert [(s["exercise"], s["side"], s["round"]) for s in session["sides"]] == [
        (exercise, side, round_)
        for round_ in (1, 2)
        for exercise in ("superman", "hip-thrust")
        for side in ("left", "right")
    ]


def test_a_wrong_catalogue_starts_nothing(capsys: Captured, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("version: 1\n")
    assert "own.yaml" in refused(capsys, *FAST, "--catalogue", str(own), code=65)


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


def test_a_copy_is_kept_at_the_start_of_a_session_once_there_is_something(capsys: Captured) -> None:
    for _ in range(2):
        assert run(FAST) == 0
    assert list((journal_path().parent / "copies").glob("journal-*.db"))
    assert capsys.readouterr().err == ""


QUICK = ["start", "--speed", "1000", "--only", "superman", "--reps", "1"]


def test_without_any_terminal_it_is_a_rehearsal_and_says_so(capsys: Captured) -> None:
    assert run(QUICK) == 0
    captured = capsys.readouterr()
    assert "Finished." in captured.out
    assert captured.err.startswith("backroutine: start: there is no terminal, so this is a rehearsal")
    assert captured.err.count("\n") == 1
    assert said(capsys, "log", "--json") == "[]\n"


@pytest.mark.parametrize("stream", ["stdin", "stdout"])
def test_one_terminal_is_enough_to_log_it(
    stream: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    assert run([*QUICK, "--no-questions"]) == 0
    monkeypatch.undo()
    assert capsys.readouterr().err == ""


def test_a_variable_asks_for_lines(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKROUTINE_PLAIN", "1")
    assert "Finished." in said(capsys, *QUICK)
    assert "superman" in said(capsys, "log", "--json")
