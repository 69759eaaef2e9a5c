"""A change that a person makes is kept whole or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.cli.main import run
from backroutine.errors import JournalError
from backroutine.journal.queries import read_entries
from backroutine.journal.reader import read_sessions
from journal_kit import days_later, keep


@pytest.fixture
def journal(own_home: Path) -> Path:
    path = own_home / "backroutine" / "journal.db"
    keep(path, "4d2a9f5e-one", started_at=days_later(-120))
    return path


def refuse_after(path: Path, number: int) -> None:
    """From now on the journal takes no entry behind this number, as a disk that fills up."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"CREATE TRIGGER full BEFORE INSERT ON entry WHEN new.seq > {number}"
            " BEGIN SELECT raise(ABORT, 'full'); END"
        )


@pytest.mark.parametrize(
    "command",
    [
        ["edit", "4d2a", "--note", "stiff", "--pain-after", "3"],
        ["add", "--day", "yesterday", "--did", "superman", "--note", "stiff"],
    ],
    ids=lambda command: str(command[0]),
)
def test_nothing_is_kept_of_a_change_that_was_cut_off(journal: Path, command: list[str]) -> None:
    refuse_after(journal, 1)
    assert run(command) == JournalError.exit_code
    assert read_entries(journal) == ()
    assert [record.id for record in read_sessions(journal).records] == ["4d2a9f5e-one"]


def test_a_change_is_taken_back_whole_or_not_at_all(journal: Path) -> None:
    assert run(["edit", "4d2a", "--note", "stiff", "--pain-after", "3"]) == 0
    before = read_entries(journal)
    refuse_after(journal, len(before) + 1)
    assert run(["undo"]) == JournalError.exit_code
    assert read_entries(journal) == before
