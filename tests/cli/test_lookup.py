"""Sessions as commands name them."""

import pytest

from backroutine.cli.lookup import looks_running
from backroutine.journal.records import Status
from backroutine.journal.rows import id_hash
from backroutine.journal.unfinished import Running
from records_kit import done


@pytest.mark.parametrize(
    ("status", "running"), [("interrupted", True), ("completed", False), ("stopped", False)]
)
def test_a_session_on_its_end_page_is_over_though_its_program_still_runs(
    status: Status, running: bool
) -> None:
    record = done("2026-11-22T07:10:03+01:00", status=status)
    others = Running(program=True, hashes=frozenset({id_hash(record.id)}))
    assert looks_running(record, running=others) is running
    assert not looks_running(record, running=Running())
