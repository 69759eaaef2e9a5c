"""Variations are kept apart wherever sessions are shown and exported."""

import csv
import json
from pathlib import Path

import fitdecode
import pytest

from commands import Captured, logged, said


@pytest.fixture
def trained(capsys: Captured) -> None:
    said(
        capsys, "add", "--day", "yesterday", "--did", "hip-thrust:knee-in=8/6", "--did", "superman:all-four=5"
    )


@pytest.mark.usefixtures("trained")
def test_log_and_its_json_and_csv(capsys: Captured) -> None:
    assert "hip-thrust:knee-in; superman:all-four" in said(capsys, "log")
    (session,) = logged(capsys)
    assert [(side["side"], side["variation"], side["form"], side["reps"]) for side in session["sides"]] == [
        ("left", "knee-in", "knee hugged in", 8),
        ("right", "knee-in", "knee hugged in", 6),
        ("both", "all-four", "arms and legs together", 5),
    ]
    rows = list(csv.DictReader(said(capsys, "log", "--csv").splitlines()))
    assert [row["variation"] for row in rows] == ["knee-in", "knee-in", "all-four"]
    assert [row["hold"] for row in rows] == [str(side["hold"]) for side in session["sides"]]


@pytest.mark.usefixtures("trained")
def test_stats_and_the_summary(capsys: Captured) -> None:
    said(capsys, "add", "--did", "hip-thrust")
    assert "Hip thrust, knee hugged in" in said(capsys, "stats")
    sides = json.loads(said(capsys, "stats", "--json"))["sides"]
    assert [(one["name"], one["variation"], one["left"]) for one in sides] == [
        ("Hip thrust", None, 10),
        ("Hip thrust, knee hugged in", "knee-in", 8),
        ("Superman, arms and legs together", "all-four", 0),
    ]


@pytest.mark.usefixtures("trained")
def test_the_report_for_a_clinician(capsys: Captured, tmp_path: Path) -> None:
    said(capsys, "report", "--since", "7 days ago", "--out", str(tmp_path / "r.html"))
    assert "Hip thrust, knee hugged in" in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("trained")
def test_hevy_has_it_in_the_notes_and_reads_it_back(capsys: Captured, tmp_path: Path) -> None:
    rows = list(csv.DictReader(said(capsys, "export", "--format", "hevy").splitlines()))
    assert [row["exercise_notes"] for row in rows] == [
        "left: left foot pushes; knee hugged in",
        "right: right foot pushes; knee hugged in",
        "both: arms and legs; arms and legs together",
    ]
    assert {row["exercise_title"] for row in rows} == {"Hip thrust", "Superman"}


@pytest.mark.usefixtures("trained")
def test_fit_has_it_in_the_title(capsys: Captured, tmp_path: Path) -> None:
    said(capsys, "export", "--format", "fit", "--out", str(tmp_path / "a.fit"))
    with fitdecode.FitReader(tmp_path / "a.fit") as fit:
        titles = [
            frame.get_value("wkt_step_name")
            for frame in fit
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "exercise_title"
        ]
    assert titles == ["Hip thrust, knee hugged in", "Superman, arms and legs together"]


@pytest.mark.usefixtures("trained")
def test_the_own_export_keeps_everything(capsys: Captured, tmp_path: Path) -> None:
    before = said(capsys, "export")
    (tmp_path / "all.json").write_text(before)
    said(capsys, "delete", "--all", "--yes")
    said(capsys, "import", str(tmp_path / "all.json"))
    assert said(capsys, "export") == before
