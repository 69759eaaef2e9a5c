"""Damaged rows of a journal, and a whole copy of them that comes from elsewhere."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from backroutine.errors import JournalError
from backroutine.journal.entries import NoteWritten
from backroutine.journal.merge import Merged
from backroutine.journal.reader import read_sessions
from backroutine.journal.sync.exchange import exchange
from backroutine.journal.writer import Journal
from journal_kit import NOW, bring, days_later, dump, keep, side, tell, whole
from machines import amount

LAST = len(whole())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "journal.db"
    keep(path, "one")
    keep(path, "two", started_at=days_later(1))
    tell(path, NoteWritten("n", NOW, "one", "stiff"), NoteWritten("o", NOW, "two", "better"))
    return path


def harm(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute(statement).rowcount > 0


def harm_event(path: Path, *numbers: int, session: str = "one") -> None:
    for seq in numbers:
        harm(path, f"UPDATE event SET body = body || ' ' WHERE session = '{session}' AND seq = {seq}")


def damage(path: Path) -> Sequence[str]:
    return read_sessions(path).notices


@pytest.mark.parametrize(
    "numbers", [[LAST], [0], [3], [3, 4, LAST], list(range(LAST + 1))], ids=lambda numbers: f"{numbers}"
)
def test_events_that_are_damaged_give_way_to_whole_ones(path: Path, numbers: list[int]) -> None:
    before = dump(path)
    harm_event(path, *numbers)
    assert damage(path)
    done = bring(path, before)
    assert (done.extended, done.same, done.differing) == (1, 3, ())
    assert dump(path) == before
    assert damage(path) == ()
    assert done.copy
    assert damage(done.copy)  # the damaged one is kept, should anybody want to look
    assert bring(path, before) == Merged(same=4)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET checksum = 'x' WHERE session = 'one' AND seq = 7",
        "UPDATE event SET seq = 70 WHERE session = 'one' AND seq = 7",
        "DELETE FROM event WHERE session = 'one' AND seq = 7",
        "UPDATE session SET plan = replace(plan, 'leg', 'lag') WHERE id = 'one'",
        "DELETE FROM session WHERE id = 'one'",
        "UPDATE entry SET body = replace(body, 'stiff', 'stuff') WHERE id = 'n'",
    ],
)
def test_any_row_of_a_session_gives_way(path: Path, statement: str) -> None:
    before = dump(path)
    harm(path, statement)
    assert bring(path, before).differing == ()
    assert dump(path) == before
    assert damage(path) == ()


def test_nothing_else_is_blocked_where_no_whole_copy_came(path: Path, tmp_path: Path) -> None:
    early = tmp_path / "early" / "journal.db"
    keep(early, "one", side("left"))
    keep(early, "three", started_at=days_later(2))
    harm_event(path, 3)
    before = dump(path)["sessions"]
    done = bring(path, dump(early))
    assert (done.added, done.differing) == (1, ("one",))  # a shorter one that has what was lost here
    assert dump(path)["sessions"][:2] == before


def test_a_damaged_row_of_a_session_with_more_events_here_is_replaced_alone(
    path: Path, tmp_path: Path
) -> None:
    early = tmp_path / "early" / "journal.db"
    keep(early, "one", side("left"))
    before = dump(path)
    harm(path, "UPDATE session SET first_side = 'lift' WHERE id = 'one'")
    assert bring(path, dump(early)).extended == 1
    assert dump(path) == before


def test_a_copy_that_lost_rows_takes_nothing_away(path: Path, tmp_path: Path) -> None:
    before, poor = dump(path), tmp_path / "poor" / "journal.db"
    bring(poor, before)
    harm_event(poor, 2, 5)
    assert bring(path, dump(poor)) == Merged(same=4)
    assert dump(path) == before
    # A third one that knew the poor one alone takes the whole one too.
    third = tmp_path / "third" / "journal.db"
    bring(third, dump(poor))
    assert bring(third, before).extended == 1
    assert dump(third) == before


@pytest.mark.parametrize("numbers", [[0], list(range(LAST + 1))], ids=["first", "all"])
def test_what_no_other_machine_could_take_is_not_given(
    path: Path, tmp_path: Path, numbers: list[int]
) -> None:
    folder, before = tmp_path / "shared", dump(path)
    folder.mkdir()
    harm_event(path, *numbers)
    assert exchange(path, folder, NOW).given == amount(1, 2)
    other = tmp_path / "other" / "journal.db"
    bring(other, before)
    assert exchange(other, folder, NOW).notices == ()
    exchange(path, folder, NOW)
    assert dump(path) == before


def test_an_own_file_in_the_folder_mends_a_damaged_journal(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    exchange(path, folder, NOW)
    before, (file,) = dump(path), folder.iterdir()
    lines = file.read_bytes()
    harm_event(path, LAST)
    done = exchange(path, folder, NOW)
    assert (done.given, done.taken) == (amount(), amount(1))
    assert dump(path) == before
    assert file.read_bytes() == lines
    assert exchange(path, folder, NOW).notices == ()


def test_a_message_of_sqlite_is_never_shown(path: Path) -> None:
    with Journal.open(path, NOW) as journal, pytest.raises(JournalError, match="another row") as raised:
        journal.write(lambda connection: connection.execute("INSERT INTO deleted VALUES (1), (1)"))
    assert "UNIQUE" not in str(raised.value)
