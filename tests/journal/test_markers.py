"""What was asked already is remembered, for the owner alone, and without a trace of a session's id."""

from pathlib import Path

from backroutine.journal.markers import asked, mark_asked, mark_safety, safety_marker


def test_what_was_asked_is_known_for_its_session_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.db"
    assert asked(path, "one") == frozenset()
    mark_asked(path, "one", "worst")
    mark_asked(path, "two", "after")
    mark_asked(path, "one", "reserve")
    assert asked(path, "one") == {"worst", "reserve"}
    assert asked(path, "two") == {"after"}


def test_no_id_is_found_in_the_file_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    mark_asked(path, "the-id-of-a-session", "worst")
    mark_safety(path)
    for file in tmp_path.iterdir():
        assert b"the-id" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600
    assert safety_marker(path).name == "safety-shown"


def test_it_never_grows_for_long(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    for number in range(100):
        mark_asked(path, str(number), "worst")
    assert (tmp_path / "journal.db.asked").stat().st_size < 5000
    assert asked(path, "99") == {"worst"}
    assert asked(path, "0") == frozenset()


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "journal.db"
    mark_asked(path, "one", "worst")
    mark_safety(path)
    assert asked(path, "one") == frozenset()


def test_a_file_that_makes_no_sense_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "journal.db.asked").write_bytes(b"\xff\x00 \n\n x")
    assert asked(tmp_path / "journal.db", "one") == frozenset()
