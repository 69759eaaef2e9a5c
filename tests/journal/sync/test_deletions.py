"""Deletions that meet entries about the same session in an exchange."""

from itertools import permutations
from pathlib import Path

import pytest

from backroutine.journal.entries import NoteWritten, Undone
from journal_kit import NOW, dump
from machines import Machine, amount, contents


@pytest.fixture
def machines(tmp_path: Path) -> list[Machine]:
    """Three that know one session."""
    folder = tmp_path / "shared"
    folder.mkdir()
    machines = [Machine(tmp_path / name, folder) for name in ("a", "b", "c")]
    machines[0].train("shared")
    machines[0].train("kept", days=1)
    for machine in machines:
        machine.sync()
    return machines


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_what_is_taken_back_while_the_session_is_deleted_leaves_no_trace(
    machines: list[Machine], order: tuple[int, ...]
) -> None:
    a, b, c = machines
    b.tell(NoteWritten("of-it", NOW, "shared", "stiff"))
    b.sync()
    a.sync()  # it knows the entry now, and not yet that it is taken back
    b.tell(Undone("taking-back", NOW, "of-it"))
    b.sync()
    c.delete("shared")
    c.sync()
    for _ in range(2):
        for number in order:
            machines[number].sync()
    for machine in machines:
        assert dump(machine.path)["entries"] == []
        assert machine.ids == {"kept"}
    for held in contents(a.folder).values():
        assert not any(name in held for name in (b'"shared"', b"of-it", b"taking-back"))


def test_entries_deleted_with_a_session_do_not_count_as_given(machines: list[Machine]) -> None:
    a, b, c = machines
    a.tell(NoteWritten("of-it", NOW, "shared", "stiff"))
    a.sync()
    b.sync()
    b.tell(Undone("taking-back", NOW, "of-it"))
    c.delete("shared")
    c.sync()
    assert b.sync(dry_run=True).given == b.sync().given == amount()


def test_a_copy_that_holds_what_was_deleted_is_named_until_it_is_gone(machines: list[Machine]) -> None:
    a, b, _ = machines
    copy = a.own.with_name(a.own.name.replace(".jsonl", ".sync-conflict-20261122.jsonl"))
    copy.write_bytes(a.own.read_bytes())
    assert a.sync().notices == ()
    a.delete("shared")
    assert [copy.name in notice for notice in a.sync().notices] == [True]
    b.sync()
    (notice,) = b.sync().notices
    assert "still holds what was deleted; delete this file" in notice
    copy.unlink()
    assert a.sync().notices == b.sync().notices == ()
