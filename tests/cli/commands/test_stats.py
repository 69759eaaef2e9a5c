"""`backroutine stats` as a person runs it, and the picture it draws."""

import io
import json
import re
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.cells import cell_len

from backroutine.cli.colour import Palette
from backroutine.cli.commands import stats
from backroutine.cli.commands.stats_charts import BLOCKS, SHADES, calendar_svg
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.insight.calendar import LEVELS, calendar_of, whole_year
from backroutine.insight.stats import overview_of
from backroutine.journal.entries import PainScored
from backroutine.journal.reader import Reading, read_sessions
from backroutine.journal.records import Pain
from backroutine.journal.writer import Journal
from commands import Captured, in_terminal, said
from journal_kit import keep, side, whole
from records_kit import at_noon, done, row

NOW = datetime.fromisoformat("2026-11-22T12:00:00+01:00")
SVG = "{http://www.w3.org/2000/svg}"
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def on_a_sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backroutine.cli.system.here_and_now", lambda: NOW)


def keep_days(*days: str) -> None:
    for day in days:
        keep(journal_path(), f"of {day}", started_at=datetime.fromisoformat(f"{day}T12:00:00+01:00"))


def output(arguments: list[str], capsys: Captured) -> str:
    assert run(["stats", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def complaint(arguments: list[str], capsys: Captured, code: int) -> str:
    assert run(["stats", *arguments]) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    return captured.err


def test_everything_that_stats_shows(capsys: Captured) -> None:
    keep_days("2026-11-16", "2026-11-18", "2026-11-09", "2026-11-10", "2026-11-11")
    lines = output([], capsys).splitlines()
    assert lines[0] == "This week: 2 of 3 sessions; 0:56 at work, 8 reps."
    assert lines[1].startswith("Weeks in a row that met the goal: 1. ")
    assert "2026-11-16  ██·       2     0:56     8" in lines
    assert "2026-11-09  ███       3     1:24    12" in lines
    assert "Calendar, 2025-11-17 to 2026-11-22" in lines
    assert any(line.startswith("Leg raise") and line.endswith("even") for line in lines)
    assert lines[-1] == "No entries in these weeks."


def test_an_empty_journal_says_how_to_begin(capsys: Captured) -> None:
    assert output([], capsys) == "No session in this time. backroutine start begins one.\n"


def test_a_met_goal_is_said(capsys: Captured) -> None:
    keep_days("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")
    assert output([], capsys).startswith("This week: 4 sessions, the goal of 3 is met; ")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_nothing_is_wider_than_the_terminal(
    columns: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    pain = Pain(before=10, worst=9, after=8, next_morning=7)
    records = [done(f"2026-11-{day}T12:00:00+01:00", pain=pain) for day in range(10, 23)]
    in_terminal(monkeypatch, columns)
    stats._print(overview_of(NOW.date(), [*records, *at_noon("2026-01-05")]), Palette())
    lines = ESCAPES.sub("", capsys.readouterr().out).splitlines()
    assert max(cell_len(line) for line in lines) <= columns
    assert not any("…" in line for line in lines)


def test_gaps_of_pain_are_shown_as_gaps(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [done("2026-11-20T12:00:00+01:00", pain=Pain(before=0)), *at_noon("2026-11-10")]
    stats._print_pain(overview_of(NOW.date(), records).pain, BLOCKS, Palette())
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["2026-11-16", "0", "(1)", "·", "·", "·", "·"]
    assert lines[2] == ["2026-11-09", "·", "·", "·", "·", "·"]
    in_terminal(monkeypatch, 40)
    stats._print_pain(overview_of(NOW.date(), records).pain, BLOCKS, Palette())
    lines_40 = capsys.readouterr().out.splitlines()
    assert lines_40[:3] == ["2026-11-16", "  before 0 (1)", "2026-11-09: no entry"]


def test_the_weaker_side_is_named(capsys: Captured) -> None:
    for day in ("2026-11-16", "2026-11-17", "2026-11-18"):
        events = [*side("left", 2), *side("right", 1, at=30.0), *whole()[-1:]]
        keep(journal_path(), day, events, started_at=datetime.fromisoformat(f"{day}T12:00:00+01:00"))
    assert "right: 50% fewer reps" in output([], capsys)


def test_work_of_both_sides_has_a_column_where_there_is_any(capsys: Captured) -> None:
    overview = overview_of(NOW.date(), [done("2026-11-20T12:00:00+01:00", row("both", 7))])
    stats._print_sides(overview.sides, Palette())
    heading, shown = capsys.readouterr().out.splitlines()
    assert "Both" in heading
    assert shown.split()[2:] == ["1", "0", "0", "7"]


def test_json_is_json(capsys: Captured) -> None:
    keep_days("2026-11-16")
    shown = json.loads(output(["--json"], capsys))
    assert shown["weeks"][0]["reps"] == 4
    assert json.loads(output(["--json", "--year", "2025"], capsys))["calendar"]["from"] == "2025-01-01"


def test_another_year_is_shown_whole(capsys: Captured) -> None:
    keep_days("2024-02-29", "2026-11-16")
    shown = json.loads(output(["--json", "--year", "2024"], capsys))
    assert [day["day"] for day in shown["calendar"]["days"]] == ["2024-02-29"]
    assert shown["weeks"][0]["sessions"] == 1
    assert "Calendar, 2024-01-01 to 2024-12-31" in output(["--year", "2024"], capsys)


def test_no_more_is_read_than_the_year_and_the_weeks(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    asked = []

    def reading(path: Path, *, since: date, until: date | None, starts: int) -> Reading:
        asked.append((since.isoformat(), until and until.isoformat()))
        return read_sessions(path, since=since, until=until, starts=starts)

    monkeypatch.setattr("backroutine.cli.commands.stats.read_sessions", reading)
    run(["stats", "--year", "2024"])
    assert asked == [("2025-11-17", None), ("2024-01-01", "2024-12-31")]


def test_scores_of_sessions_and_of_ordinary_days_are_shown(capsys: Captured) -> None:
    keep_days("2026-11-16")
    with Journal.open(journal_path(), NOW) as journal:
        journal.add_entry(PainScored("a", NOW, "of 2026-11-16", "next_morning", 4))
        journal.add_entry(PainScored("b", NOW, None, "day", 2))
    week = json.loads(output(["--json"], capsys))["pain"][0]
    assert week["next_morning"] == {"median": 4.0, "entries": 1}
    assert week["day"] == {"median": 2.0, "entries": 1}
    assert output([], capsys).splitlines()[-16].split() == [
        "2026-11-16", "·", "·", "·", "4", "(1)", "2", "(1)",
    ]  # fmt: skip


def test_pain_without_any_session_is_shown_too(capsys: Captured) -> None:
    with Journal.open(journal_path(), NOW) as journal:
        journal.add_entry(PainScored("b", NOW, None, "day", 2))
    assert "2 (1)" in output([], capsys)


def test_settings_hold(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(journal_path(), "late", started_at=datetime.fromisoformat("2026-11-22T02:00:00+01:00"))
    monkeypatch.setenv("BACKROUTINE_WEEKLY_GOAL", "1")
    monkeypatch.setenv("BACKROUTINE_WEEK_STARTS", "sunday")
    monkeypatch.setenv("BACKROUTINE_DAY_STARTS", "3")
    shown = json.loads(output(["--json"], capsys))
    assert shown["goal"] == 1
    assert [(week["week"], week["met"]) for week in shown["weeks"][:2]] == [
        ("2026-11-22", False),
        ("2026-11-15", True),
    ]
    assert shown["calendar"]["days"][0]["day"] == "2026-11-21"


def test_what_is_wrong_with_the_journal_is_reported_once(capsys: Captured) -> None:
    keep_days("2026-11-16", "2026-11-17")
    with closing(sqlite3.connect(journal_path())) as connection, connection:
        connection.execute("UPDATE event SET checksum = 'wrong' WHERE seq = 2")
    assert run(["stats", "--year", "2026"]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("damaged rows were left out") == 1
    assert captured.out.startswith("This week: 2 of 3 sessions")


def test_ascii_terminals_get_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_days("2026-11-16")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert run(["stats"]) == 0
    stream.flush()
    shown = stream.buffer.getvalue().decode("ascii")
    assert "2026-11-16  #.." in shown
    assert "?" not in shown


@pytest.mark.parametrize(
    "arguments",
    [["--json", "--svg", "a.svg"], ["--force"], ["--year", "soon"], ["--year", "9999"]],
    ids=" ".join,
)
def test_what_does_not_go_together_is_refused(arguments: list[str], capsys: Captured) -> None:
    complaint(arguments, capsys, 2)


def test_the_picture_is_written_once(tmp_path: Path, capsys: Captured) -> None:
    keep_days("2026-11-16")
    path = tmp_path / "a.svg"
    shown = output(["--svg", str(path)], capsys)
    assert shown == f"{path}: the calendar from 2025-11-17 to 2026-11-22\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_bytes()
    assert "--force" in complaint(["--svg", str(path)], capsys, 1)
    keep_days("2026-11-17")
    assert path.read_bytes() == first
    output(["--svg", str(path), "--force"], capsys)
    assert path.read_bytes() != first


def test_the_picture_tells_every_day_and_needs_nothing() -> None:
    drawn = calendar_svg(calendar_of(at_noon("2026-02-03", "2026-02-03"), *whole_year(2026)))
    picture = ET.fromstring(drawn)
    days = picture.findall(f"{SVG}rect[{SVG}title]")
    assert len(days) == 365
    shown = [day.findtext(f"{SVG}title") for day in days]
    assert shown[0] == "Thu 2026-01-01: no session"
    assert "Tue 2026-02-03: 2 sessions, 40 of 20 reps" in shown
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "Sessions from 2026-01-01 to 2026-12-31"
    assert (picture.findtext(f"{SVG}desc") or "").startswith("2 sessions on 1 day.")
    assert {child.get("id") for child in picture} >= set((picture.get("aria-labelledby") or "").split())
    bare = drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|//|url\(|@import|@font-face|href|<script", bare) == []


def test_every_level_has_its_own_shade_from_light_to_dark() -> None:
    assert len(SHADES) == len(LEVELS)
    light = [sum(int(shade[n : n + 2], 16) for n in (1, 3, 5)) for shade in SHADES]
    assert light == sorted(set(light), reverse=True)


def test_nothing_in_the_picture_lies_outside() -> None:
    for year in (2012, 2026):
        picture = ET.fromstring(calendar_svg(calendar_of([], *whole_year(year))))
        width, height = float(picture.get("width") or 0), float(picture.get("height") or 0)
        for shape in [*picture.iter(f"{SVG}rect"), *picture.iter(f"{SVG}text")]:
            assert float(shape.get("x") or 0) + float(shape.get("width") or 0) <= width
            assert float(shape.get("y") or 0) + float(shape.get("height") or 0) <= height


def test_a_night_belongs_to_the_week_before_in_sides_and_pain(capsys: Captured) -> None:
    """The twelve weeks begin on Monday 2026-08-31 at three o'clock; this is before, and that is not."""
    for name, began in (("out", "2026-08-31T01:30:00+01:00"), ("in", "2026-11-23T01:30:00+01:00")):
        keep(journal_path(), name, started_at=datetime.fromisoformat(began))
    with Journal.open(journal_path(), NOW) as journal:
        for number, at in enumerate(("2026-08-31T01:30:00+01:00", "2026-08-31T03:30:00+01:00")):
            journal.add_entry(PainScored(f"d{number}", datetime.fromisoformat(at), None, "day", number + 3))
    found = json.loads(output(["--json"], capsys))
    assert [side_["sessions"] for side_ in found["sides"]] == [1]
    assert found["pain"][-1]["day"] == {"median": 4.0, "entries": 1}


@pytest.mark.parametrize(
    ("began", "rows"),
    [("2026-11-23T08:00:00+09:00", 1), ("2026-11-24T08:00:00+14:00", 1), ("2026-12-24T08:00:00+01:00", 0)],
    ids=["Tokyo, then Los Angeles", "over the date line", "a clock that was a month ahead"],
)
def test_a_session_of_tomorrow_is_in_log_status_and_stats_alike(
    began: str, rows: int, capsys: Captured
) -> None:
    keep(journal_path(), "one", started_at=datetime.fromisoformat(began))
    assert len(json.loads(said(capsys, "log", "--json"))) == 1
    assert f"This week: {rows} of 3" in said(capsys, "log")
    assert json.loads(said(capsys, "status", "--json"))["done"] == rows
    assert run(["stats"]) == 0
    captured = capsys.readouterr()
    assert ("1 session of days to come is left out" in captured.err) == (rows == 0)
    assert captured.out.startswith(f"This week: {rows} of 3" if rows else "No session in this time")


def test_a_short_session_says_why_it_does_not_count(capsys: Captured) -> None:
    keep(journal_path(), "one", side("left", reps=1), started_at=NOW)
    assert "This week: 0 of 3 sessions. 1 had under half of its reps and does not count." in said(
        capsys, "log"
    )
    assert "1 had under half of its reps and does not count." in said(capsys, "stats").splitlines()[0]


def test_a_missed_week_at_the_edge_of_a_run_is_not_a_rest(capsys: Captured) -> None:
    keep_days(*(f"2026-11-{day:02d}" for day in (2, 4, 6)))
    assert "Weeks in a row that met the goal: 1. One missed week" in said(capsys, "stats")


def test_an_exercise_done_with_one_side_says_so(capsys: Captured) -> None:
    keep(journal_path(), "one", side("right", reps=2), started_at=NOW)
    assert "only the right was done" in said(capsys, "stats")
