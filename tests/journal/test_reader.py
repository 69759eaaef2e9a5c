"""Reading: the right days, the newest first, bounded, and without touching anything."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.errors import JournalError
from backroutine.journal import reader
from backroutine.journal.database import temporary
from backroutine.journal.entries import MomentCorrected
from backroutine.journal.formats.json_writer import whole_journal
from backroutine.journal.reader import next_first_side, read_events, read_sessions
from backroutine.journal.records import Pain, record_to_json
from backroutine.journal.rows import EVENTS_FROM, NEWEST_FIRST, NEWEST_FIRST_WITHIN, ON_SHELF, event_of
from backroutine.journal.schema import EventRow
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, PaceChanged, RepUndone, SessionEnded, SessionResumed
from journal_kit import NOW, days_later, dump, keep, side, whole
from plans import plan


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def ids(
    path: Path, *, last: int | None = None, since: date | None = None, until: date | None = None
) -> list[str]:
    return [record.id for record in read_sessions(path, last=last, since=since, until=until).records]


def test_a_missing_journal_is_an_empty_one_and_stays_missing(path: Path) -> None:
    assert read_sessions(path).records == ()
    assert read_sessions(path).notices == ()
    assert read_events(path, "one") == ()
    assert next_first_side(path) == "left"
    assert not list(path.parent.iterdir())


def test_newest_first_by_instant_not_by_order_of_writing(path: Path) -> None:
    keep(path, "second", started_at=days_later(1))
    keep(path, "third", started_at=days_later(2))
    keep(path, "first", started_at=NOW)  # the clock was set back
    assert ids(path) == ["third", "second", "first"]
    assert ids(path, last=2) == ["third", "second"]
    assert ids(path, last=0) == []


def test_a_session_belongs_to_the_local_day_on_which_it_started(path: Path) -> None:
    day = date(2026, 11, 22)
    for hours in (-12, 0, 14):
        zone = timezone(timedelta(hours=hours))
        keep(path, f"first{hours}", started_at=datetime(2026, 11, 22, 0, 0, 0, tzinfo=zone))
        keep(path, f"last{hours}", started_at=datetime(2026, 11, 22, 23, 59, 59, tzinfo=zone))
        keep(path, f"before{hours}", started_at=datetime(2026, 11, 21, 23, 59, 59, tzinfo=zone))
        keep(path, f"after{hours}", started_at=datetime(2026, 11, 23, 0, 0, 0, tzinfo=zone))
    assert {name.rstrip("-0124") for name in ids(path, since=day, until=day)} == {"first", "last"}
    assert len(ids(path, since=day, until=day)) == 6
    assert len(ids(path, since=day)) == 9
    assert len(ids(path, until=day)) == 9
    assert len(ids(path, since=date.min, until=date.max)) == 12
    assert ids(path, until=day, last=1) == ["last-12"]


def test_days_may_begin_after_midnight_wherever_one_is(path: Path) -> None:
    day = date(2026, 11, 22)
    for hours in (-12, 0, 14):
        zone = timezone(timedelta(hours=hours))
        keep(path, f"before{hours}", started_at=datetime(2026, 11, 22, 5, 59, tzinfo=zone))
        keep(path, f"first{hours}", started_at=datetime(2026, 11, 22, 6, 0, tzinfo=zone))
        keep(path, f"last{hours}", started_at=datetime(2026, 11, 23, 5, 59, tzinfo=zone))
    found = read_sessions(path, since=day, until=day, starts=6).records
    assert {record.id.rstrip("-0124") for record in found} == {"first", "last"}
    assert len(found) == 6


@pytest.mark.parametrize(
    ("query", "values", "how"),
    [
        (NEWEST_FIRST, (), "SCAN session"),
        (NEWEST_FIRST_WITHIN, (0, 1), "SEARCH session USING PRIMARY KEY (started_utc>? AND started_utc<?)"),
        (EVENTS_FROM, ("one",), "SEARCH event USING PRIMARY KEY (session>?)"),
        (ON_SHELF, ("day", 0), "SEARCH entry USING PRIMARY KEY ((shelf,at_utc)>(?,?))"),
    ],
)
def test_what_is_asked_for_is_found_by_key_and_never_sorted(
    path: Path, query: str, values: tuple[object, ...], how: str
) -> None:
    keep(path)
    with closing(sqlite3.connect(path)) as connection:
        (step,) = connection.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    assert step[3] == how


def test_the_last_sessions_of_many_cost_what_the_last_of_few_cost(path: Path) -> None:
    keep(path)
    costs = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(2):
            steps: list[None] = []
            connection.set_progress_handler(lambda seen=steps: seen.append(None), 1)  # type: ignore[misc]
            connection.execute(f"{NEWEST_FIRST} LIMIT 1").fetchall()
            connection.set_progress_handler(None, 1)
            costs.append(len(steps))
            connection.executemany(
                "INSERT INTO session SELECT started_utc - ?, ?, started_at, first_side, plan, checksum"
                " FROM session WHERE id = 'one'",
                [(60.0 * n, f"{n} before") for n in range(1, 2000) if len(costs) == 1],
            )
    assert 0 < costs[1] <= costs[0]  # the first also looked at the tables


def test_nothing_older_than_the_last_sessions_is_looked_at(path: Path) -> None:
    keep(path, "old", [])
    keep(path, "new", [], started_at=days_later(1))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE session SET plan = '' WHERE id = 'old'")
    assert not read_sessions(path, last=1).notices
    assert read_sessions(path, last=2).notices


def test_the_record_as_json(path: Path) -> None:
    keep(path)
    (record,) = read_sessions(path).records
    assert record_to_json(record) == {
        "id": "one",
        "started_at": "2026-11-22T07:10:03+01:00",
        "ended_at": "2026-11-22T07:10:53+01:00",
        "seconds": 50.0,
        "status": "completed",
        "routine": "Test routine",
        "sides": [
            {
                "exercise": "leg-raise",
                "side": "left",
                "round": 1,
                "turn": 1,
                "variation": None,
                "hold": 1,
                "form": None,
                "reps": 2,
                "target": 2,
                "seconds": 14.0,
            },
            {
                "exercise": "leg-raise",
                "side": "right",
                "round": 1,
                "turn": 1,
                "variation": None,
                "hold": 1,
                "form": None,
                "reps": 2,
                "target": 2,
                "seconds": 14.0,
            },
        ],
        "pain": {"before": None, "worst": None, "after": None, "next_morning": None},
        "reserve": None,
        "hurt": None,
        "note": "",
    }
    assert record.planned == {"left": 2, "right": 2}
    scored = record_to_json(replace(record, pain=Pain(before=0, worst=4), note="stiff"))
    assert scored["pain"] == {"before": 0, "worst": 4, "after": None, "next_morning": None}
    assert scored["note"] == "stiff"


def test_seconds_are_rounded_to_a_tenth(path: Path) -> None:
    keep(path, events=side("left", at=5.04321))
    (record,) = read_sessions(path).records
    assert (
        record_to_json(replace(record, sides=(replace(record.sides[0], seconds=70.2499),)))["sides"][0][
            "seconds"
        ]
        == 70.2
    )


@pytest.mark.parametrize(
    ("events", "status", "minutes"),
    [
        (whole(), "completed", 50.0),
        ([*side("left"), SessionEnded(20.0, "stopped")], "stopped", 20.0),
        (side("left"), "interrupted", None),
        ([*side("left"), SessionEnded(20.0, "stopped"), SessionResumed(20.0)], "interrupted", None),
    ],
)
def test_how_a_session_ended(path: Path, events: list[Event], status: str, minutes: float | None) -> None:
    keep(path, events=events)
    (record,) = read_sessions(path).records
    assert record.status == status
    assert record.ended_at == (None if minutes is None else NOW + timedelta(seconds=minutes))


LEFT_FOR_AN_HOUR = [
    *side("left"),
    SessionResumed(3620.0),
    *side("right", at=3630.0),
    SessionEnded(3650.0, "completed"),
]


@pytest.mark.parametrize(
    ("events", "seconds"),
    [(whole(), 50.0), (side("left"), 14.0), (LEFT_FOR_AN_HOUR, 49.0)],
    ids=["done", "died", "left for an hour"],
)
def test_how_long_a_session_took(path: Path, events: list[Event], seconds: float) -> None:
    keep(path, events=events)
    (record,) = read_sessions(path).records
    assert record.seconds == record_to_json(record)["seconds"] == seconds


@pytest.mark.parametrize(("minutes", "seconds"), [(3650 / 60, 49.0), (10, 600.0)])
def test_a_corrected_end_decides_how_long_a_session_took(path: Path, minutes: float, seconds: float) -> None:
    keep(path, events=LEFT_FOR_AN_HOUR)
    began = days_later(-1)
    with Journal.open(path, NOW) as journal:
        journal.add_entry(MomentCorrected("m", NOW, "one", began, began + timedelta(minutes=minutes)))
    (record,) = read_sessions(path).records
    assert record.seconds == seconds


def test_the_first_side_alternates_from_the_last_session_with_a_rep(path: Path) -> None:
    keep(path, "one", first_side="left")
    assert next_first_side(path) == "right"
    keep(path, "two", started_at=days_later(1), first_side="right")
    assert next_first_side(path) == "left"
    keep(path, "nothing done", [SessionEnded(1.0, "stopped")], started_at=days_later(2), first_side="left")
    assert next_first_side(path) == "left"
    taken_back = [*side("left", reps=1)[:2], RepUndone(13.0, "leg-raise", "left", 1, 1, rep=0, target=2)]
    keep(path, "taken back", taken_back, started_at=days_later(3), first_side="left")
    assert next_first_side(path) == "left"


@contextmanager
def without_power_over(folder: Path) -> Iterator[None]:
    """Only reading is allowed in the folder, also for a root user."""
    for place in (folder, *folder.parents):
        if place.owner() == "root" and place.stat().st_mode & 0o005 != 0o005 and os.geteuid() == 0:
            place.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_journal_in_a_read_only_folder_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "home" / "journal.db"
    keep(path)
    with without_power_over(path.parent):
        with pytest.raises(PermissionError):
            (path.parent / "probe").touch()
        assert len(read_sessions(path).records) == 1
        with Journal.open(path, NOW) as journal, pytest.raises(JournalError, match="permissions"):
            journal.begin("new", NOW, plan(), "left")
        with pytest.raises(JournalError, match="permissions"):
            Journal.open(path.with_name("new.db"), NOW)


def test_reading_changes_nothing(path: Path) -> None:
    keep(path)

    def state() -> dict[str, tuple[bytes, int]]:
        return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}

    before = state()
    read_sessions(path, since=NOW.date())
    read_events(path, "one")
    next_first_side(path)
    assert state() == before


def test_a_writer_in_mid_session_does_not_stop_reading(path: Path) -> None:
    with Journal.open(path, NOW) as journal:
        journal.begin("one", NOW, plan(), "left")
        for event in side("left"):
            journal.record("one", event)
        (record,) = read_sessions(path).records
        assert (record.status, record.reps) == ("interrupted", 2)


def test_other_programs_write_while_everything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    with whole_journal(path) as whole:
        sessions = whole.sessions()
        keep(path, "two", started_at=days_later(1))
        assert [session["id"] for session in sessions] == ["one"]
    assert not [file for file in tmp_path.iterdir() if file.name not in {"journal.db", "journal.db.kept"}]


def test_a_copy_does_not_wait_for_ever_for_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:

        def locked_meanwhile() -> sqlite3.Connection:
            other.execute("BEGIN EXCLUSIVE")
            return temporary()

        monkeypatch.setattr(reader, "PATIENCE", 0.05)
        monkeypatch.setattr(reader, "temporary", locked_meanwhile)
        with pytest.raises(JournalError, match="another program keeps it locked"):
            dump(path)


@pytest.mark.parametrize("pace", ["NaN", "Infinity", "1e400", '"half a character: \\ud800"'])
def test_an_event_is_read_whatever_python_wrote_as_json(pace: str) -> None:
    event = event_of(EventRow("one", 1, 2.0, "pace_changed", f'{{"pace": {pace}}}', ""))
    assert isinstance(event, PaceChanged)
    assert repr(event.pace) == repr(json.loads(pace))
