"""Several machines: all end with everything, in any order, whatever the folder's mover leaves behind."""

import os
import random
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.errors import BackroutineError, JournalError, UsageError
from backroutine.journal.deletion import delete_all
from backroutine.journal.entries import NoteWritten, Undone
from backroutine.journal.markers import device_file, device_id
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.sync import device_file as exchange_files
from backroutine.journal.sync import folder_reader
from backroutine.journal.sync.device_file import DELETED, SESSION, content_of, contents_of, line_of, sum_of
from backroutine.journal.sync.exchange import Exchanged, exchange
from backroutine.journal.writer import Journal
from backroutine.session.events import SessionEnded
from journal_kit import NOW, dump, lasting, side, whole
from machines import Machine, amount, contents

NOTHING = amount()
STRANGER = "f" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(tmp_path: Path, folder: Path) -> Machine:
    desk = Machine(tmp_path / "desk", folder)
    desk.train("one")
    desk.tell(NoteWritten("n", NOW, "one", "from the desk"))
    return desk


@pytest.fixture
def phone(tmp_path: Path, folder: Path) -> Machine:
    phone = Machine(tmp_path / "phone", folder)
    phone.train("two", days=1)
    return phone


def test_what_was_changed_last_stands_on_both_however_often_the_other_changed_it(
    desk: Machine, phone: Machine
) -> None:
    for machine in (desk, phone, desk):
        machine.sync()
    for number in range(5):
        desk.tell(NoteWritten(f"desk {number}", NOW, "one", "earlier"))
    with Journal.open(phone.path, NOW + timedelta(seconds=2)) as journal:
        journal.add_entry(NoteWritten("phone", NOW, "one", "later"))
    for machine in (phone, desk, phone):
        machine.sync()
    for machine in (desk, phone):
        assert {record.note for record in read_sessions(machine.path).records if record.id == "one"} == {
            "later"
        }


def test_two_that_trained_offline_both_end_with_everything(desk: Machine, phone: Machine) -> None:
    assert desk.sync() == Exchanged(given=amount(1, 1), taken=NOTHING)
    done = phone.sync()
    assert (done.given, done.taken, done.notices) == (amount(1), amount(1, 1), ())
    assert done.copy is not None
    assert done.copy.exists()
    done = desk.sync()
    assert (done.given, done.taken) == (NOTHING, amount(1))
    assert dump(desk.path) == dump(phone.path)
    assert desk.ids == {"one", "two"}
    assert read_events(desk.path, "two") == read_events(phone.path, "two")


def test_twice_is_once(desk: Machine, phone: Machine) -> None:
    for machine in (desk, phone, desk):
        machine.sync()
    before = contents(desk.folder), desk.path.read_bytes()
    assert desk.sync() == phone.sync() == Exchanged(given=NOTHING, taken=NOTHING)
    assert (contents(desk.folder), desk.path.read_bytes()) == before
    assert len(before[0]) == 2


def test_a_dry_run_says_the_same_and_changes_nothing(desk: Machine, phone: Machine) -> None:
    desk.sync()
    phone.train("three")
    desk.delete("one")
    phone.sync()
    desk.sync()
    before = contents(desk.folder), phone.path.read_bytes()
    dry = phone.sync(dry_run=True)
    assert (contents(desk.folder), phone.path.read_bytes()) == before
    done = phone.sync()
    assert (done.given, done.taken) == (dry.given, dry.taken) == (NOTHING, amount(deletions=1))
    fresh = Machine(phone.path.parent.parent / "fresh", phone.folder)
    assert fresh.sync(dry_run=True).taken == amount(2)
    assert not fresh.path.parent.exists()


def test_a_session_that_went_on_is_given_again_longer(desk: Machine, phone: Machine) -> None:
    desk.train("left", side("left"))
    desk.sync()
    phone.sync()
    with Journal.open(desk.path, NOW) as journal:
        journal.record("left", SessionEnded(60.0, "completed"))
    before = desk.own.read_bytes()
    assert desk.sync().given == amount(1)
    assert desk.own.read_bytes().startswith(before)
    assert phone.sync().taken == amount(1)
    assert read_events(phone.path, "left") == read_events(desk.path, "left")
    assert desk.sync() == phone.sync() == Exchanged(given=NOTHING, taken=NOTHING)


def test_a_session_that_the_folder_had_whole_is_taken_and_not_given(desk: Machine, phone: Machine) -> None:
    desk.train("left", [*side("left"), SessionEnded(60.0, "completed")])
    desk.sync()
    phone.train("left", side("left"))
    done = phone.sync()
    assert (done.given, done.taken) == (amount(1), amount(2, 1))


def test_a_session_in_an_old_form_is_taken_and_not_given(desk: Machine, phone: Machine) -> None:
    desk.sync()
    lines = []
    for kind, value in contents_of(desk.own.read_bytes().splitlines()):
        for step in value["plan"]["steps"] if kind == SESSION else ():
            step["tempo"]["return_"] = step["tempo"].pop("return")
        lines.append(line_of(kind, value))
    desk.own.write_bytes(b"".join(lines))
    done = phone.sync()
    assert (done.given, done.taken) == (amount(1), amount(1, 1))


def test_a_session_continued_on_two_machines_is_reported_and_left(desk: Machine, phone: Machine) -> None:
    desk.train("same", [*side("left"), SessionEnded(60.0, "completed")])
    phone.train("same", [*side("left"), SessionEnded(60.0, "stopped")])
    desk.sync()
    mine = read_events(phone.path, "same")
    (notice,) = phone.sync().notices
    assert notice.startswith("same: 1 differ")
    assert read_events(phone.path, "same") == mine


def test_a_deletion_travels_wins_and_leaves_no_trace(desk: Machine, phone: Machine) -> None:
    for machine in (desk, phone, desk):
        machine.sync()
    late = desk.folder / f"backroutine-{STRANGER}.jsonl"
    late.write_bytes(desk.own.read_bytes())
    phone.tell(Undone("undoing", NOW, "n"))
    phone.sync()
    desk.delete("one")
    late.rename(desk.folder.parent / "late")
    assert desk.sync().given == amount(deletions=1)
    phone.tell(NoteWritten("late note", NOW, "one", "written too late"))
    done = phone.sync()
    assert (done.given, done.taken) == (NOTHING, amount(deletions=1))
    assert phone.ids == {"two"}
    for file in contents(desk.folder).values():
        assert b'"one"' not in file
        assert b"from the desk" not in file
        assert b"undoing" not in file
    (desk.folder.parent / "late").rename(late)
    for machine in (desk, phone):
        assert machine.sync().taken == NOTHING
        assert machine.ids == {"two"}
    assert dump(desk.path) == dump(phone.path)
    fresh = Machine(desk.path.parent.parent / "fresh", desk.folder)
    assert fresh.sync(dry_run=True).taken == amount(1)
    assert fresh.sync().taken == amount(1)
    assert fresh.ids == {"two"}


def test_a_deletion_wins_where_the_session_never_was(desk: Machine, phone: Machine) -> None:
    desk.sync()
    late = desk.own.read_bytes()
    desk.delete("one")
    desk.sync()
    assert phone.sync().taken == NOTHING
    for file in desk.folder.iterdir():
        file.unlink()
    (desk.folder / f"backroutine-{STRANGER}.jsonl").write_bytes(late)
    assert phone.sync() == Exchanged(given=amount(1, deletions=1), taken=NOTHING)
    assert phone.ids == {"two"}


def test_copies_of_a_line_take_no_room(
    desk: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sync()
    for number in range(5):
        (desk.folder / f"{desk.own.stem} ({number}).jsonl").write_bytes(desk.own.read_bytes())
    monkeypatch.setattr(folder_reader, "MOST_AT_ONCE", desk.own.stat().st_size)
    assert phone.sync().notices == ()


@pytest.mark.parametrize(
    "ending",
    [
        ".sync-conflict-20261122-071003-ABCDEFG.jsonl",
        " (desk's conflicted copy 2026-11-22).jsonl",
        " (1).jsonl",
        "-DESKTOP.jsonl",
        ".jsonl~",
        "~20261122-071003.jsonl",
        ".jsonl.conflict1",
        ".jsonl..path1",
        ".jsonl (1)",
        ".jsonl.bak",
    ],
)
def test_conflict_copies_are_read_and_left(desk: Machine, phone: Machine, ending: str) -> None:
    assert_is_read_and_left(desk, phone, f"{{}}{ending}")


@pytest.mark.parametrize("name", ["Copy of {}.jsonl", "Kopie von {}.jsonl", "copy of {} (2).jsonl"])
def test_copies_with_words_in_front_are_read_and_left(desk: Machine, phone: Machine, name: str) -> None:
    assert_is_read_and_left(desk, phone, name)


def assert_is_read_and_left(desk: Machine, phone: Machine, name: str) -> None:
    desk.sync()
    copy = desk.folder / name.format(desk.own.stem)
    desk.own.rename(copy)
    before = copy.read_bytes()
    assert phone.sync().taken == amount(1, 1)
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    "name",
    [
        "notes.jsonl",
        "backroutine-notes.jsonl",
        f".syncthing.backroutine-{STRANGER}.jsonl.tmp",
        f"backroutine-{STRANGER}0.jsonl",
        f"backroutine-{STRANGER}.json",
        f"backroutine-{STRANGER}.jsonl.part",
        f"Copy of backroutine-{STRANGER}.jsonl.tmp",
        f"x-backroutine-{STRANGER}.jsonl",
    ],
)
def test_foreign_files_are_neither_read_nor_touched(desk: Machine, phone: Machine, name: str) -> None:
    desk.sync()
    desk.own.rename(desk.folder / name)
    before = contents(desk.folder)
    assert phone.sync() == Exchanged(given=amount(1), taken=NOTHING)
    after = contents(desk.folder)
    assert after.pop(phone.own.name)
    assert after == before


def test_a_file_that_arrives_bit_by_bit_is_taken_line_by_line(desk: Machine, phone: Machine) -> None:
    desk.sync()
    complete = desk.own.read_bytes()
    first = complete.index(b"\n") + 1
    for cut in (0, 1, 40, first - 2, first + 1, len(complete) - 2):
        desk.own.write_bytes(complete[:cut])
        assert phone.sync().notices == ()
        assert phone.ids == ({"one", "two"} if cut >= first - 1 else {"two"})
    desk.own.write_bytes(complete[:-1])  # all but the end of the last line
    assert phone.sync().taken == amount(0, 1)


def test_a_changed_line_is_left_out_and_reported(desk: Machine, phone: Machine) -> None:
    desk.sync()
    desk.own.write_bytes(b"\n" + desk.own.read_bytes().replace(b"leg-raise", b"leg-raisf", 1))
    done = phone.sync()
    assert done.taken == amount(0, 1)
    assert done.notices == (
        f"{desk.own}:2: 1 damaged line; left out until the device that wrote it mends it",
    )
    desk.sync()
    assert phone.sync().taken == amount(1)


def test_line_ends_of_another_system_do_no_harm(desk: Machine, phone: Machine) -> None:
    desk.sync()
    desk.own.write_bytes(desk.own.read_bytes().replace(b"\n", b"\r\n"))
    done = phone.sync()
    assert (done.taken, done.notices) == (amount(1, 1), ())


def test_only_new_lines_are_added(desk: Machine) -> None:
    desk.sync()
    before, number = desk.own.read_bytes(), desk.own.stat().st_ino
    desk.train("three")
    desk.sync()
    assert desk.own.stat().st_ino == number
    assert desk.own.read_bytes().startswith(before)
    assert desk.own.read_bytes().count(b"\n") == 3


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[: file.read_bytes().index(b"\n") + 1]),
        lambda file: file.write_bytes(file.read_bytes()[:-7]),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"left", b"lift", 1)),
        lambda file: file.write_bytes(b"\0" * 100 + file.read_bytes()),
        lambda file: file.write_bytes(b"<<<<<<< HEAD\n" + file.read_bytes()),
    ],
    ids=[
        "deleted",
        "emptied",
        "rolled back",
        "torn",
        "last end missing",
        "changed",
        "zeros",
        "merged by git",
    ],
)
def test_an_own_file_that_was_harmed_is_whole_again(desk: Machine, harm: Callable[[Path], None]) -> None:
    desk.sync()
    before = desk.own.read_bytes()
    harm(desk.own)
    desk.sync()
    assert desk.own.read_bytes() == before
    assert [file.name for file in desk.folder.iterdir()] == [desk.own.name]


def test_a_journal_that_was_lost_comes_back_from_the_own_file(desk: Machine) -> None:
    desk.sync()
    before = dump(desk.path)
    desk.path.unlink()
    done = desk.sync()
    assert done.taken == amount(1, 1)
    assert "missing" in done.notices[0]
    assert dump(desk.path) == before


def test_lines_of_a_newer_version_stay_and_are_counted(desk: Machine, phone: Machine) -> None:
    desk.sync()
    newer = line_of("heartbeat", {"id": "h", "rate": 60}), line_of("session", {"id": "s", "mood": "new"})
    with desk.own.open("ab") as file:
        file.writelines(newer)
    done = phone.sync()
    assert done.taken == amount(1, 1)
    assert done.notices == (
        "1 line of a newer backroutine stayed in the folder; the newer one takes them",
        f"{desk.own}:4: this session was left out: started_at: it is missing; "
        "perhaps a newer backroutine wrote it",
    )
    desk.own.write_bytes(desk.own.read_bytes()[:-9] + b"\n")
    desk.sync()
    assert newer[0] in desk.own.read_bytes()  # written anew, and not lost


def test_an_entry_of_an_unknown_kind_is_kept(desk: Machine, phone: Machine) -> None:
    entry = {"kind": "mood_entered", "id": "m", "at": NOW.isoformat(), "session": "one", "mood": 3, "seq": 9}
    (desk.folder / f"backroutine-{STRANGER}.jsonl").write_bytes(line_of("entry", entry))
    assert phone.sync().taken == amount(0, 1)
    assert dump(phone.path)["entries"] == [entry]


@pytest.mark.parametrize(
    "line",
    [
        line_of("session", None),
        line_of("session", {"id": []}),
        line_of("entry", {"id": {}, "kind": "undone"}),
        line_of("entry", []),
        line_of("deleted", "no hash"),
        line_of("deleted", ["x"]),
    ],
)
def test_whole_lines_of_nonsense_are_reported(desk: Machine, line: bytes) -> None:
    (desk.folder / f"backroutine-{STRANGER}.jsonl").write_bytes(line)
    (notice,) = desk.sync().notices
    assert "was left out" in notice


def test_what_is_not_a_plain_file_is_reported_and_left(desk: Machine, phone: Machine, tmp_path: Path) -> None:
    desk.sync()
    secret = tmp_path / "elsewhere"
    desk.own.rename(secret)
    strange = [desk.folder / f"backroutine-{digit * 32}.jsonl" for digit in "abc"]
    strange[0].symlink_to(secret)
    os.mkfifo(strange[1])
    strange[2].mkdir()
    done = phone.sync()
    assert done.taken == NOTHING
    assert done.notices == tuple(f"{file}: it is not a plain file; it was left out" for file in strange)
    assert strange[0].is_symlink()


@pytest.mark.parametrize(
    ("bound", "words"), [("LARGEST_FILE", "it is larger than"), ("LONGEST_LINE", "a line is longer than")]
)
def test_files_and_lines_are_bounded(
    desk: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch, bound: str, words: str
) -> None:
    desk.sync()
    monkeypatch.setattr(exchange_files, bound, 300)
    done = phone.sync()
    assert done.taken == NOTHING
    assert words in done.notices[0]
    with pytest.raises(BackroutineError, match="move it away"):
        desk.sync()


def test_more_than_one_exchange_takes_comes_with_the_next(
    desk: Machine, phone: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.train("three")
    desk.sync()
    monkeypatch.setattr(folder_reader, "MOST_AT_ONCE", 10)
    taken = []
    for _ in range(3):
        done = phone.sync()
        taken.append((done.taken, len(done.notices)))
    assert taken == [(amount(1), 1), (amount(1), 1), (amount(0, 1), 1)]
    assert phone.sync() == Exchanged(given=NOTHING, taken=NOTHING)


def test_the_number_of_files_is_bounded(desk: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for digit in "012":
        (desk.folder / f"backroutine-{digit * 32}.jsonl").touch()
    monkeypatch.setattr(folder_reader, "MOST_FILES", 2)
    (notice,) = desk.sync().notices
    assert notice.endswith("it holds 3 files; 2 were read")


def test_the_device_keeps_one_random_id(desk: Machine, phone: Machine) -> None:
    desk.sync()
    phone.sync()
    first = device_id(desk.path)
    desk.sync()
    assert device_id(desk.path) == first != device_id(phone.path)
    assert device_file(desk.path).stat().st_mode & 0o777 == desk.own.stat().st_mode & 0o777 == 0o600
    desk.delete("one")  # the id is no copy of the journal
    assert device_id(desk.path) == first
    assert device_file(desk.path) in delete_all(desk.path)


def test_a_damaged_id_is_made_anew(desk: Machine) -> None:
    desk.sync()
    device_file(desk.path).write_text("../../etc/passwd")
    desk.sync()
    assert len(contents(desk.folder)) == 2


def test_folders_that_cannot_hold_an_exchange(desk: Machine, tmp_path: Path) -> None:
    home = desk.path.parent
    (home / "inside").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for place, words in (
        (tmp_path / "none", "is not there"),
        (tmp_path / "file", "is not a folder"),
        (home, "the journal itself lies in"),
        (tmp_path, "the journal itself lies in"),
        (tmp_path / "link", "the journal itself lies in"),
        (home / "inside", "lies beside the journal"),
    ):
        with pytest.raises(UsageError, match=words):
            exchange(desk.path, place, NOW)


def test_an_own_name_that_is_taken_is_refused(desk: Machine, tmp_path: Path) -> None:
    desk.sync()
    desk.own.rename(tmp_path / "elsewhere")
    desk.own.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackroutineError, match="not a plain file; move it away") as raised:
        desk.sync()
    assert raised.value.exit_code == 1


def test_a_sync_folder_that_cannot_be_written_is_not_reported_as_a_journal_error(
    desk: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("backroutine.journal.markers.make_file", lambda path: path.touch())
    monkeypatch.setattr("backroutine.journal.sync.device_file.os.fsync", full)
    with pytest.raises(BackroutineError, match="could not be written: No space") as raised:
        desk.sync()
    assert not isinstance(raised.value, JournalError)
    assert list(desk.folder.iterdir()) == []


def test_a_journal_in_a_synced_folder_is_reported(tmp_path: Path, folder: Path) -> None:
    machine = Machine(tmp_path / "Dropbox" / "x", folder)
    machine.train("one")
    assert "Dropbox" in machine.sync().notices[0]


def test_a_file_that_is_still_in_the_cloud_is_named(desk: Machine) -> None:
    placeholder = desk.folder / f".backroutine-{STRANGER}.jsonl.icloud"
    placeholder.write_bytes(b"bplist")
    (notice,) = desk.sync().notices
    assert notice.startswith(f"{placeholder}: iCloud has not downloaded this file yet; ")


def test_an_empty_folder_where_others_were_says_so_before_it_is_written(
    desk: Machine, phone: Machine
) -> None:
    desk.sync()
    phone.sync()
    for file in desk.folder.iterdir():
        file.unlink()
    said = []

    def warn(line: str) -> None:
        assert list(desk.folder.iterdir()) == []
        said.append(line)

    exchange(phone.path, phone.folder, NOW, warn=warn)
    assert said == [
        f"{phone.folder}: it is empty, and 1 other device had files in it before; "
        "if its disk is not mounted, mount it and sync again"
    ]
    exchange(phone.path, phone.folder, NOW, warn=warn)
    assert len(said) == 1


def test_a_line_is_checked_by_its_sum() -> None:
    line = line_of(DELETED, "ü\u2028")
    assert sum_of(line) == sum_of(line.rstrip()) is not None
    assert content_of(line) == ("deleted", "ü\u2028")
    assert line.count(b"\n") == 1
    assert sum_of(line[:-2]) is sum_of(line.replace(b"deleted", b"Deleted")) is None
    assert content_of(b"[" * 100_000) is content_of(b"[]") is None


@settings(max_examples=12)
@given(machines=st.integers(2, 3), seed=st.integers(0, 10**6))
def test_any_order_of_training_exchanging_and_deleting_ends_the_same(machines: int, seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "shared")
        folder.mkdir()
        all_machines = [Machine(Path(place, f"m{n}"), folder) for n in range(machines)]
        made, deleted = set[str](), set[str]()
        for step in range(12):
            machine = chance.choice(all_machines)
            known = sorted(machine.ids)
            known = sorted(entry["id"] for entry in dump(machine.path)["entries"])
            match chance.choice(["train", "train", "tell", "undo", "delete", "sync", "sync", "harm"]):
                case "train":
                    made.add(f"s{step}")
                    events = lasting(whole())[: chance.randint(0, 6)]
                    machine.train(f"s{step}", events, chance.random() * 9)
                case "tell" if known:
                    machine.tell(NoteWritten(f"n{step}", NOW, chance.choice(known), f"note {step}"))
                    if chance.random() < 0.5:
                        machine.tell(Undone(f"u{step}", NOW, f"n{step}"))
                case "undo" if known:
                    machine.tell(Undone(f"u{step}", NOW, chance.choice(known)))
                case "delete" if known:
                    deleted.add(gone := chance.choice(known))
                    machine.delete(gone)
                case "sync":
                    machine.sync()
                case "harm" if list(folder.iterdir()):
                    file = chance.choice(sorted(folder.iterdir()))
                    file.write_bytes(file.read_bytes()[: chance.randint(0, file.stat().st_size)])
                case _:
                    continue
        for _ in range(2):
            for machine in chance.sample(all_machines, machines):
                machine.sync()
        assert [machine.ids for machine in all_machines] == [made - deleted] * machines
        assert all(dump(machine.path) == dump(all_machines[0].path) for machine in all_machines)
        known = [entry["id"] for entry in dump(all_machines[0].path)["entries"]]
        assert all(entry.get("entry") in {None, *known} for entry in dump(all_machines[0].path)["entries"])
        assert all(machine.sync() == Exchanged(NOTHING, NOTHING) for machine in all_machines)
        held = b"".join(contents(folder).values())
        assert not any(f'"{gone}"'.encode() in held for gone in deleted)
