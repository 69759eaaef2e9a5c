"""Hevy's CSV, out and in."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backroutine.errors import InvalidFile
from backroutine.journal.formats.hevy import hevy_lines, hevy_time
from backroutine.journal.formats.importer import Import, read_export
from backroutine.journal.merge import merge
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import SessionRecord
from journal_kit import NOW
from records_kit import done, row

HEADER = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
    "weight_kg,reps,distance_km,duration_seconds,rpe"
)
HERE = timezone(timedelta(hours=1))
SESSION = done("2026-11-22T07:10:03+01:00", row("left", 10), row("right", 9), row("left", 4, round_=2))


def in_one_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=moment.tzinfo or HERE)


def read(
    text: str, ids: Mapping[str, str] | None = None, here: Callable[[datetime], datetime] = in_one_zone
) -> Import:
    return read_export(io.BytesIO(text.encode()), here, ids or {})


def faults(text: str, here: Callable[[datetime], datetime] = in_one_zone) -> list[tuple[int, str]]:
    with pytest.raises(InvalidFile) as caught:
        read(text, here=here)
    return [(finding.line, finding.what) for finding in caught.value.findings]


def in_a_journal(given: Import, folder: Path) -> tuple[SessionRecord, ...]:
    merge(folder / "journal.db", given.incoming, NOW)
    return read_sessions(folder / "journal.db").records


def sets(*rows: str) -> str:
    head = "title,start_time,end_time,description,exercise_title,exercise_notes,set_index,set_type,reps"
    return "\n".join([f"{head},duration_seconds", *rows]) + "\n"


PUSH = '"Push","22 Nov 2026, 07:10","22 Nov 2026, 07:40","good",'


def test_the_form() -> None:
    lines = list(hevy_lines([SESSION]))
    assert lines[0] == HEADER
    assert lines[2] == (
        'R,"22 Nov 2026, 07:10","22 Nov 2026, 07:15",[backroutine at 2026-11-22T07:10:03+01:00],Leg raise,,'
        "right: right leg,1,normal,,9,,60,"
    )


def test_months_are_english_and_times_are_of_the_place() -> None:
    assert hevy_time(datetime(2026, 3, 5, 6, 7, tzinfo=timezone(timedelta(hours=-3)))) == "5 Mar 2026, 06:07"


def test_what_a_spreadsheet_would_run_is_defused_and_comes_back(tmp_path: Path) -> None:
    record = replace(SESSION, note='=HYPERLINK("http://evil.example")')
    text = "\n".join(hevy_lines([record]))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["description"][:2] for row in rows} == {"'="}
    assert in_a_journal(read(text), tmp_path)[0].note == record.note


def test_own_sessions_come_back_with_id_sides_and_reps(tmp_path: Path) -> None:
    (came,) = in_a_journal(read("\n".join(hevy_lines([SESSION])), {"leg raise": "leg-raise"}), tmp_path)
    assert (came.id, came.status, came.routine) == (SESSION.id, "completed", "R")
    assert came.started_at == SESSION.started_at.replace(second=0)
    assert [(side.exercise, side.side, side.round, side.reps, side.seconds) for side in came.sides] == [
        ("leg-raise", "left", 1, 10, 60.0),
        ("leg-raise", "right", 1, 9, 60.0),
        ("leg-raise", "left", 2, 4, 60.0),
    ]


def test_what_hevy_wrote_becomes_sessions(tmp_path: Path) -> None:
    text = sets(
        PUSH + '"Bench Press (Barbell)","",0,"warmup",12,',
        PUSH + '"Bench Press (Barbell)","",1,"normal",8,',
        PUSH + '"Plank","",0,"normal",,60',
        '"Legs","23 Nov 2026, 07:10","23 Nov 2026, 07:40","two\nlines",'
        '"Pistol Squat","Left leg only",0,"normal",5,50',
    )
    given = read(text)
    assert given.notices == ("1 set without reps left out: the journal counts reps",)
    legs, push = in_a_journal(given, tmp_path)
    assert [(side.exercise, side.side, side.round, side.reps) for side in push.sides] == [
        ("bench-press-barbell", "both", 1, 12),
        ("bench-press-barbell", "both", 2, 8),
    ]
    assert sum(side.seconds for side in push.sides) == pytest.approx(1800)
    assert (legs.note, legs.sides[0].side, legs.sides[0].seconds) == ("two lines", "left", 50.0)
    assert legs.ended_at == datetime(2026, 11, 23, 7, 40, tzinfo=HERE)


def test_twice_is_once(tmp_path: Path) -> None:
    text = sets(PUSH + '"Squat","",0,"normal",8,')
    in_a_journal(read(text), tmp_path)
    assert len(in_a_journal(read(text), tmp_path)) == 1


@pytest.mark.parametrize(
    ("bad", "line", "words"),
    [
        (PUSH + '"Squat","",0,"normal",many,', 3, "reps must be a number"),
        (PUSH + '"Squat","",0,"normal",nan,', 3, "reps must be a number"),
        (PUSH + '"Squat","",0,"normal",2.5,', 3, "whole number"),
        (PUSH + '"","",0,"normal",2,', 3, "exercise_title"),
        (PUSH + '"Squat","",0', 3, "cells"),
        (
            '"P","22 Foo 2026, 07:10","","","Squat","",0,"normal",2,',
            3,
            "is not a time like 22 Nov 2026, 07:10",
        ),
        ('"P","22 Nov 2026, 07:10","21 Nov 2026, 07:10","","Squat","",0,"normal",2,', 3, "before"),
        ('"P","22 Nov 0026, 07:10","","","Squat","",0,"normal",2,', 3, "started_at"),
        ('"P","unclosed', 3, "not CSV"),
    ],
)
def test_faults_have_the_line_where_the_row_begins(bad: str, line: int, words: str) -> None:
    found = faults(sets(PUSH + '"Squat","",0,"normal",8,', bad))
    assert found[0][0] == line
    assert words in found[0][1]


def test_a_missing_column_is_named() -> None:
    assert faults("title,start_time,exercise_title\n") == [(1, "the column end_time is missing")]


def in_berlin(moment: datetime) -> datetime:
    """As `datetime.astimezone` does it on a computer there."""
    offset = moment.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()
    assert offset is not None
    return moment.replace(tzinfo=timezone(offset), fold=0)


def test_a_session_ends_in_the_hour_that_comes_twice(tmp_path: Path) -> None:
    text = sets('"Night","25 Oct 2026, 02:50","25 Oct 2026, 02:10","",Plank,"",0,"normal",5,')
    (record,) = in_a_journal(read(text, here=in_berlin), tmp_path)
    assert record.started_at.isoformat() == "2026-10-25T02:50:00+02:00"
    assert record.ended_at
    assert record.ended_at - record.started_at == timedelta(minutes=20)
    assert faults(text.replace("Oct", "Nov"), in_berlin) == [(2, "the end_time is before the start_time")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_empty_lines_before_the_names_do_no_harm(end: str) -> None:
    text = sets(PUSH + '"Squat","",0,"normal",3,', PUSH + '"Squat","",1,"normal",many,')
    assert faults(2 * end + text.replace("\n", end)) == [
        (5, "reps must be a number from 0 to 10000, not 'many'")
    ]
