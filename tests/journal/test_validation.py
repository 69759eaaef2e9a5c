"""The gate for what comes from elsewhere: small things that must not slip through."""

import json
from pathlib import Path
from typing import Any

import pytest

from backroutine.journal.formats.importer import check
from journal_kit import dump, keep


@pytest.fixture
def session(tmp_path: Path) -> Any:
    path = tmp_path / "journal.db"
    keep(path)
    return json.loads(json.dumps(dump(path)["sessions"][0]))


def faults(session: Any) -> list[str]:
    whole = {"format": "backroutine", "version": 1, "sessions": [session], "entries": []}
    return [str(fault) for fault in check(whole)[2]]


@pytest.mark.parametrize("at", [True, "1", None, -1, 1e300])
def test_an_event_of_a_newer_program_has_its_seconds_too(session: Any, at: object) -> None:
    session["events"].append({"event": "heart_beat", "at": at})
    (fault,) = faults(session)
    assert fault.startswith(f"sessions[0].events[{len(session['events']) - 1}].at: it must be a number")


def test_a_field_that_is_not_known_is_no_part_of_a_session(session: Any) -> None:
    session["mood"] = "good"
    assert faults(session) == ["sessions[0].mood: this field is not known"]
