"""Hevy's CSV, out and in."""

import csv
import io
import json
import re
import runpy
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from backroutine.errors import InvalidFile
from backroutine.journal.entries import MomentCorrected, NoteWritten, SideCorrected
from backroutine.journal.formats import hevy_reader, month_names
from backroutine.journal.formats.hevy_reader import KnownWorkouts
from backroutine.journal.formats.hevy_times import Times
from backroutine.journal.formats.hevy_writer import hevy_lines, hevy_time
from backroutine.journal.formats.importer import Import, read_export
from backroutine.journal.formats.month_names import MONTHS
from backroutine.journal.merge import merge
from backroutine.journal.queries import read_deleted
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import SessionRecord
from backroutine.journal.writer import Journal
from journal_kit import NOW, bring, days_later, dump, keep, side, tell
from programs import ROOT
from records_kit import done, row

HEADER = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,"
    "weight_kg,reps,distance_km,duration_seconds,rpe"
)
HERE = timezone(timedelta(hours=1))
LATER = datetime(2027, 1, 1, tzinfo=HERE)
CORPUS = Path(__file__).with_name("hevy")
SESSION = done("2026-11-22T07:10:03+01:00", row("left", 10), row("right", 9), row("left", 4, round_=2))


def in_one_zone(moment: datetime) -> datetime:
    return moment.replace(tzinfo=moment.tzinfo or HERE)


def read(
    text: str,
    ids: Mapping[str, str] | None = None,
    here: Callable[[datetime], datetime] = in_one_zone,
    path: Path | None = None,
) -> Import:
    """What a text holds that is not in the journal at `path`."""

    def known() -> KnownWorkouts:
        return KnownWorkouts(read_sessions(path).records, read_deleted(path)) if path else KnownWorkouts()

    return read_export(io.BytesIO(text.encode()), LATER, here, ids or {}, known)


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
    assert given.notices == ["1 set without reps left out: the journal counts reps"]
    legs, push = in_a_journal(given, tmp_path)
    assert [(side.exercise, side.side, side.round, side.reps) for side in push.sides] == [
        ("bench-press-barbell", "both", 1, 12),
        ("bench-press-barbell", "both", 2, 8),
    ]
    assert sum(side.seconds for side in push.sides) == pytest.approx(1800)
    assert (legs.note, legs.sides[0].side, legs.sides[0].seconds) == ("two lines", "left", 50.0)
    assert legs.ended_at == datetime(2026, 11, 23, 7, 40, tzinfo=HERE)


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
            "start_time '22 Foo 2026, 07:10' cannot be read for certain",
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


# The files of CORPUS: each has one set of eight reps. Its README says what each must become.

ROWS = [
    [cell.strip() for cell in line.split("|")[1:4]]
    for line in (CORPUS / "README.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d", line)
]


@pytest.mark.parametrize(("name", "start", "side"), ROWS, ids=[row[0] for row in ROWS])
def test_the_corpus_becomes_what_it_must(name: str, start: str, side: str, tmp_path: Path) -> None:
    text = (CORPUS / name).read_bytes().decode()
    if side == "refused":
        with pytest.raises(InvalidFile) as caught:
            read(text)
        (finding,) = caught.value.findings
        assert (finding.line, finding.todo) == (2, "switch Hevy to English and export again")
        return
    (record,) = in_a_journal(read(text), tmp_path)
    assert record.started_at.isoformat()[:16] == start
    assert [(row.exercise, row.side, row.reps) for row in record.sides] == [("bird-dog", side, 8)]


def test_the_corpus_is_there() -> None:
    assert len(ROWS) == 20
    given = read((CORPUS / "12-invisible.csv").read_text(encoding="utf-8"))
    assert given.notices == ["2 invisible characters left out"]


BASE = (CORPUS / "01-base.csv").read_text(encoding="utf-8")
START, END = "7 May 2026, 18:13", "7 May 2026, 18:33"


def at(start: str, end: str = "") -> str:
    return BASE.replace(START, start).replace(END, end)


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("7 May 2026, 18:13", "2026-05-07T18:13"),
        ("07 MAY 2026 18:13", "2026-05-07T18:13"),
        ("7 may. 2026, 18:13", "2026-05-07T18:13"),
        ("7. Mai 2026, 18:13", "2026-05-07T18:13"),
        ("7 de mayo de 2026, 18:13", "2026-05-07T18:13"),
        ("12 März 2026, 8:05", "2026-03-12T08:05"),
        ("12 mär. 2026, 8:05", "2026-03-12T08:05"),
        ("3 déc. 2025, 18:13", "2025-12-03T18:13"),
        ("3 de\u0301c. 2025, 18:13", "2025-12-03T18:13"),
        ("3 août 2025, 18:13", "2025-08-03T18:13"),
        ("3 dez. 2025, 18:13", "2025-12-03T18:13"),
        ("3 Ağu 2025, 18:13", "2025-08-03T18:13"),
        ("3 мая 2025, 18:13", "2025-05-03T18:13"),
        ("3 сент. 2025, 18:13", "2025-09-03T18:13"),
        ("3 gen 2025, 18:13", "2025-01-03T18:13"),
        ("3 paź 2025, 18:13", "2025-10-03T18:13"),
        ("3 5月 2025, 18:13", "2025-05-03T18:13"),
        ("2025年5月3日 18:13", "2025-05-03T18:13"),
        ("2025년 5월 3일 오후 6:13", "2025-05-03T18:13"),
        ("3 5월 2025, 18:13", "2025-05-03T18:13"),
        ("May 7, 2026, 6:13 PM", "2026-05-07T18:13"),
        ("May 7, 2026, 6:13PM", "2026-05-07T18:13"),
        ("May 7, 2026, 6:13\u202fPM", "2026-05-07T18:13"),
        ("May 7, 2026, 6:13\u00a0pm", "2026-05-07T18:13"),
        ("May 7, 2026, 6:13\u2009p.\u00a0m.", "2026-05-07T18:13"),
        ("May 7, 2026, 12:00 AM", "2026-05-07T00:00"),
        ("May 7, 2026, 12:59 a.m.", "2026-05-07T00:59"),
        ("May 7, 2026, 12:00 PM", "2026-05-07T12:00"),
        ("mayo 7, 2026, 6:13 p. m.", "2026-05-07T18:13"),
        ("7 May 2026, 18:13:59", "2026-05-07T18:13"),
        ("2026-05-07 18:13", "2026-05-07T18:13"),
        ("2026-05-07T18:13:00", "2026-05-07T18:13"),
        ("2026-05-07T18:13:00.123", "2026-05-07T18:13"),
        ("2026-05-07T18:13:00+02:00", "2026-05-07T18:13"),
        ("2026-05-07T18:13:00Z", "2026-05-07T18:13"),
        ("2026/5/7 18:13", "2026-05-07T18:13"),
    ],
)
def test_times_in_many_forms(written: str, start: str, tmp_path: Path) -> None:
    (record,) = in_a_journal(read(at(written)), tmp_path)
    assert record.started_at.isoformat()[:16] == start


@pytest.mark.parametrize(
    "written",
    [
        "05/07/2026 18:13", "25/05/2026 18:13", "5/7/26 18:13", "07.05.2026 18:13", "07-05-2026 18:13",
        "7 Mayor 2026, 18:13", "7 Ma 2026, 18:13", "7 Mayo-ish 2026, 18:13", "7 Maybe 2026, 18:13",
        "7 May 26, 18:13", "May 2026, 18:13", "7 May 2026", "2026-05-07", "20260507T1813", "2026-W19-4T18:13",
        "46149.759", "7 May 2026, 25:13", "31 Jun 2026, 18:13", "7 May 2026, 13:05 PM", "7 May 2026, 0:05 AM",
        "7 May 2026, 6:13 XM", "2026-13-07 18:13", "2026/7/5", "٧ May 2026, 18:13", "7 May 2569, 18:13",
        "7 May 2028, 18:13", "7 May 1447, 18:13", "3 lis 2025, 18:13", "", "soon",
    ],
)  # fmt: skip
def test_a_time_that_is_not_certain_is_refused(written: str) -> None:
    ((line, _),) = faults(at(written))
    assert line == 2


def test_the_other_months_of_a_file_settle_what_two_languages_call_the_same(tmp_path: Path) -> None:
    polish = at("3 lis 2025, 18:13") + at("3 maj 2025, 18:13").partition("\n")[2]
    november, _ = in_a_journal(read(polish), tmp_path / "pl")
    assert november.started_at.month == 11
    croatian = at("3 lis 2025, 18:13") + at("3 svi 2025, 18:13").partition("\n")[2]
    october, _ = in_a_journal(read(croatian), tmp_path / "hr")
    assert october.started_at.month == 10


def test_every_month_of_every_language_is_read_and_no_beginning_of_one(tmp_path: Path) -> None:
    for months in MONTHS.values():
        names = [f"3 {name} 2025, 18:13" for month in months for name in month]
        times = Times(names)
        assert [times.read(name).month for name in names] == [
            number for number, month in enumerate(months, start=1) for _ in month
        ]
    known = {name for months in MONTHS.values() for month in months for name in month}
    for name in known:
        for part in {name[:-1], f"{name}x"} - known - {""}:
            with pytest.raises(ValueError, match=r"month|not a time"):
                Times([]).read(f"3 {part} 2025, 18:13")


def test_the_names_of_months_are_those_of_babel() -> None:
    written = runpy.run_path(str(ROOT / "scripts" / "months.py"))["module"]()
    assert written == Path(month_names.__file__).read_text(encoding="utf-8"), "run scripts/months.py"


@pytest.mark.parametrize(
    ("note", "side"),
    [
        ("left", "left"), ("Right", "right"), ("LEFT LEG", "left"), ("left leg only", "left"),
        ("both legs", "both"), ("right: right foot on the floor", "right"), ("left side.", "left"),
        ("left: right arm forward", "left"), ("left hip a bit stiff", "both"), ("8 left in reserve", "both"),
        ("left, then right", "both"), ("Right after work", "both"), ("right knee", "both"),
        ("left leg hurts", "both"), ("Left: sore", "both"), ("nothing left", "both"), ("lefty", "both"),
        ("right=worse", "both"), ("", "both"),
    ],
)  # fmt: skip
def test_only_a_side_alone_is_a_side(note: str, side: str, tmp_path: Path) -> None:
    text = BASE.replace('"Bird dog",,""', f'"Bird dog",,"{note}"')
    (record,) = in_a_journal(read(text), tmp_path)
    assert [row.side for row in record.sides] == [side]
    assert record.note == (f"Bird dog: {note}" if side == "both" and note and note != "both legs" else "")


def test_notes_of_the_workout_and_of_its_exercises_are_kept_once_each(tmp_path: Path) -> None:
    row = at(START, END).replace('"","Bird dog",,""', '"slept badly","Bird dog",,"hip\\nstiff"')
    text = row + row.partition("\n")[2]
    (record,) = in_a_journal(read(text), tmp_path)
    assert (record.note, record.reps) == ("slept badly; Bird dog: hip stiff", 16)
    long = read(BASE.replace('"","Bird dog"', f'"{"x " * 400}","Bird dog"'))
    assert long.notices == ["1 note cut off after 500 characters"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["", "sep={}\n", '"sep={}"\n', "SEP={}\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_make_of_it(delimiter: str, first: str, mark: str, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(BASE)))
    rows[1][10:13] = ["8,0", "", "60,5"]
    rows.insert(1, [""] * 14)
    rows.append([" "] * 16)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    (record,) = in_a_journal(read(mark + first.format(delimiter) + text.getvalue()), tmp_path)
    assert (record.reps, record.sides[0].seconds) == (8, 60.5)
    bad = text.getvalue().replace("18:13", "18:99")
    assert faults(first.format(delimiter) + bad)[0][0] == 3 + bool(first)


@pytest.mark.parametrize("reps", ["8,5", "1_0", "1e1", "-1", "٣", "1.000,5", "inf"])
def test_numbers_that_are_not_certain_are_refused(reps: str) -> None:
    assert faults(BASE.replace(",8,,60,", f',"{reps}",,60,'))[0][0] == 2


# The same workouts come again and again.


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    in_a_journal(read(BASE), tmp_path)
    return tmp_path / "journal.db"


@pytest.mark.parametrize("change", [
    lambda text: text,
    lambda text: text.replace('"Back"', '"Morning back"'),
    lambda text: text.replace(END, "7 May 2026, 19:00"),
    lambda text: text.replace(START, "May 7, 2026, 6:13 PM"),
    lambda text: text.replace(START, "2026-05-07 18:13:44"),
    lambda text: text.replace('"","Bird dog"', '"a new note","Bird dog"'),
    lambda text: text.replace("Bird dog", "BIRD DOG"),
])  # fmt: skip
def test_a_workout_comes_once_whatever_its_title_its_end_and_its_dates(
    imported: Path, change: Callable[[str], str]
) -> None:
    before = dump(imported)
    again = read(change(BASE), path=imported)
    assert (again.same, bool(again.incoming), again.differing) == (1, False, [])
    assert dump(imported) == before
    both = read(BASE + change(BASE).partition("\n")[2].replace('"Back"', '"Again"'))
    assert (len(both.incoming.session_ids()), both.same) == (1, 1)


def test_a_workout_with_other_sets_is_named_by_its_date_and_left(imported: Path) -> None:
    again = read(BASE.replace(",8,,60,", ",9,,60,"), path=imported)
    assert (again.same, bool(again.incoming)) == (0, False)
    assert [moment.isoformat() for moment in again.differing] == ["2026-05-07T18:13:00+01:00"]


def test_two_workouts_of_one_minute_come_once_each(tmp_path: Path) -> None:
    text = BASE + BASE.partition("\n")[2].replace('"Back"', '"Legs"').replace(",8,,60,", ",9,,60,")
    assert len(in_a_journal(read(text), tmp_path)) == 2
    again = read(text, path=tmp_path / "journal.db")
    assert (again.same, bool(again.incoming), again.differing) == (2, False, [])


OLD_ID = "hevy-d94669c70ca53324bd6584eb"
"""What the first version of this program called the workout of BASE: a hash of title, start and end."""


def test_the_ids_of_the_first_version_stay_known(imported: Path, tmp_path: Path) -> None:
    old = json.loads(json.dumps(dump(imported)).replace(dump(imported)["sessions"][0]["id"], OLD_ID))
    path = tmp_path / "old" / "journal.db"
    bring(path, old)
    assert read(BASE, path=path).same == 1
    with Journal.open(path, NOW) as journal:
        journal.delete_session(OLD_ID)
    again = read(BASE, path=path)
    assert list(again.incoming.session_ids()) == [OLD_ID]
    assert merge(path, again.incoming, NOW).refused == (OLD_ID,)


def test_own_exports_are_here_already_whatever_became_of_the_session(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    keep(path, "two", side("left"), started_at=days_later(1), first_side="right")
    keep(path, "three", started_at=days_later(2).astimezone(timezone(timedelta(hours=-9))))
    tell(
        path,
        NoteWritten("n", NOW, "one", "x" * 500),
        SideCorrected("s", NOW, "two", "leg-raise", "left", 1, 1, 1, 2),
        SideCorrected("t", NOW, "two", "superman", "right", 1, 1, 5, 5),
        MomentCorrected("m", NOW, "one", days_later(3), None),
    )
    text = "\n".join(hevy_lines(read_sessions(path).records))
    again = read(text, path=path)
    assert (again.same, bool(again.incoming), again.differing) == (3, False, [])


def test_there_is_an_end_to_the_sets_that_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hevy_reader, "MOST_SETS", 2)
    rows = BASE + 2 * BASE.partition("\n")[2]
    assert faults(rows) == [(4, "there are more than 2 sets")]
    assert faults(BASE + 1001 * ",") == [(3, "this is not CSV: a line has more than 1000 cells")]
