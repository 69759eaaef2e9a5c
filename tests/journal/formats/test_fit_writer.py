"""A FIT activity, read by another library than the one that wrote it."""

import io
from datetime import UTC, datetime
from typing import Any

import fitdecode
import pytest
from msgspec.structs import replace

from backroutine.journal.formats.fit_writer import fit_activity
from backroutine.session.events import SideBegan
from plans import plan, step
from records_kit import done, row

PLAN = plan(
    *(step("left", exercise=name) for name in ("leg-raise", "half-push-up", "hip-thrust", "superman")),
    step("both", exercise="bird-dog"),
)


def messages(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            (frame.name, {field.name: field.raw_value for field in frame.fields})
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage)
        ]


def test_sets_are_read_back_with_codes_reps_and_rests() -> None:
    record = done("2026-11-22T07:10:03+01:00", row("left", 10), row("right", 9), a_plan=PLAN)
    events = [
        SideBegan(5.0, "leg-raise", "left", 1, 1, 0, 10),
        SideBegan(75.0, "leg-raise", "right", 1, 1, 0, 10),
    ]
    written = messages(fit_activity(record, events))
    sets = [fields for name, fields in written if name == "set"]
    assert [(one["set_type"], one.get("repetitions"), one["duration"]) for one in sets] == [
        (0, None, 5000), (1, 10, 60000), (0, None, 10000), (1, 9, 60000),
    ]  # fmt: skip
    assert {(one["category"], one["category_subtype"]) for one in sets if one["set_type"]} == {(16, 8)}
    (session,) = [fields for name, fields in written if name == "session"]
    assert (session["sport"], session["sub_sport"], session["total_elapsed_time"]) == (10, 20, 300_000)
    assert written[0][0] == "file_id"
    assert written[0][1]["type"] == 4
    assert written[-1][0] == "activity"


def test_the_timer_stands_still_while_a_session_is_left() -> None:
    record = replace(done("2026-11-22T07:10:03+01:00", row("left", 10), a_plan=PLAN), away=100.0)
    written = dict(messages(fit_activity(record, [])))
    for name in ("session", "lap"):
        assert (written[name]["total_elapsed_time"], written[name]["total_timer_time"]) == (300_000, 200_000)
    assert written["activity"]["total_timer_time"] == 200_000


def test_instants_are_those_of_the_session() -> None:
    record = done("2026-11-22T07:10:03+01:00", row("left", 10), a_plan=PLAN)
    with fitdecode.FitReader(io.BytesIO(fit_activity(record, []))) as reader:
        written = {frame.name: frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)}
    assert written["session"].get_value("start_time") == datetime(2026, 11, 22, 6, 10, 3, tzinfo=UTC)
    local = written["activity"].get_raw_value("local_timestamp") - written["activity"].get_raw_value(
        "timestamp"
    )
    assert local == 3600


@pytest.mark.parametrize(
    ("exercise", "codes"),
    [
        ("leg-raise", (16, 8)),
        ("half-push-up", (22, 77)),
        ("hip-thrust", (10, 30)),
        ("superman", (13, 0)),
        ("bird-dog", (65534, None)),
    ],
)
def test_every_exercise_has_its_code(exercise: str, codes: tuple[int, int | None]) -> None:
    record = done("2026-11-22T07:10:03+01:00", row("left", 3, exercise), a_plan=PLAN)
    written = dict(messages(fit_activity(record, [])))
    assert (written["set"]["category"], written["set"].get("category_subtype")) == codes
    assert written["exercise_title"]["exercise_category"] == codes[0]


def test_a_long_title_in_any_script_is_cut_between_letters() -> None:
    long = plan(step("left", exercise="x", name="背" * 60))
    written = dict(
        messages(fit_activity(done("2026-11-22T07:10:03+01:00", row("left", 3, "x"), a_plan=long), []))
    )
    assert written["exercise_title"]["wkt_step_name"] == "背" * 20
