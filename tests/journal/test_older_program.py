"""An older program reads, exports and syncs a journal with each new kind of entry and loses nothing."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.journal.entries import (
    ENTRY_KINDS,
    Entry,
    EventsKnown,
    ExperimentBegun,
    ExperimentStopped,
    PainLocated,
    SessionAdded,
    TargetSet,
    entry_to_json,
)
from backroutine.journal.formats.hevy_reader import KnownWorkouts
from backroutine.journal.formats.importer import read_export
from backroutine.journal.merge import merge
from backroutine.journal.writer import Journal
from backroutine.session.events import Event, RepsCorrected, VariationChanged
from journal_kit import ENTRIES, NOW, dump, keep, side, tell
from machines import Machine
from plans import plan, step

FIXTURES = Path(__file__).parent / "fixtures"
WHEEL = FIXTURES / "backroutine-0.1.0-py3-none-any.whl"
NEW_ENTRIES: tuple[Entry, ...] = (
    EventsKnown("k", NOW, "one", "s", 4),
    PainLocated("l", NOW, "one", "leg-raise"),
    TargetSet("t", NOW, "leg-raise", "left", "easy", 8, 2.0, "regress"),
    ExperimentBegun(
        "x", NOW, "shoes", "zero-drop", "the old ones", date(2026, 11, 30), 8, "0" * 16, "BBAABABB", 1
    ),
    ExperimentStopped("y", NOW, "x"),
)
"""One of each kind that the older program does not know."""
NEW_EVENTS: tuple[Event, ...] = (
    VariationChanged(60.0, "leg-raise", "left", 1, "easy", "easy", 1.0, easier=True),
    RepsCorrected(61.0, "leg-raise", "left", 1, 1, 1, 2),
)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal that the older program began and today's went on with."""
    path = tmp_path / "home" / "journal.db"
    path.parent.mkdir()
    shutil.copy(FIXTURES / "before_return.db", path)
    tell(path, *NEW_ENTRIES, *(replace(entry, id=f"today-{entry.id}") for entry in ENTRIES))
    tell(path, SessionAdded("added", NOW, "two"))
    with Journal.open(path, NOW) as today:
        for event in NEW_EVENTS:
            today.record("one", event)
    # The older program cannot read this plan: it has `return` and fields of today.
    of_today = plan(step("left", variation="easy", form="easy", held=True))
    keep(path, "today", [*side(), *NEW_EVENTS], a_plan=of_today)
    return path


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel of before."""
    folder = tmp_path_factory.mktemp("older")
    with zipfile.ZipFile(WHEEL) as wheel:
        wheel.extractall(folder)
    return folder


@pytest.fixture
def older(program: Path) -> Callable[..., str]:
    """What the older program prints about the journal at a path."""

    def run(path: Path, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "backroutine", *arguments],
            env={**os.environ, "PYTHONPATH": str(program), "BACKROUTINE_HOME": str(path.parent)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def kinds(path: Path) -> set[str]:
    return {entry["kind"] for entry in dump(path)["entries"]}


def test_the_wheel_is_the_program_of_before_and_the_journal_has_every_kind(
    journal: Path, program: Path
) -> None:
    code = (
        "import backroutine; from backroutine.journal.entries import ENTRY_KINDS;"
        " print(*ENTRY_KINDS, backroutine.__file__, sep='\\n')"
    )
    printed = subprocess.check_output(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(program)}, encoding="utf-8"
    )
    *old, file = printed.splitlines()
    assert Path(file).is_relative_to(program)
    assert set(ENTRY_KINDS) - set(old) == {entry_to_json(entry)["kind"] for entry in NEW_ENTRIES}
    assert kinds(journal) == set(ENTRY_KINDS)
    assert "variation_changed" in json.dumps(dump(journal))


def test_log_shows_the_sessions_whose_plan_it_can_read(journal: Path, older: Callable[..., str]) -> None:
    before = dump(journal)
    shown = json.loads(older(journal, "log", "--json"))
    assert {session["id"]: session["note"] for session in shown} == {"one": "ü: stiff", "two": ""}
    assert [side["reps"] for side in shown[0]["sides"]] == [1, 2]  # a correction stands
    assert dump(journal) == before


def test_its_export_has_everything(journal: Path, older: Callable[..., str], tmp_path: Path) -> None:
    before = dump(journal)
    for form in ("json", "jsonl"):
        file = tmp_path / f"export.{form}"
        older(journal, "export", "--format", form, "--out", str(file))
        fresh = tmp_path / form / "journal.db"
        with file.open("rb") as given:
            export = read_export(given, NOW, lambda at: at, {}, KnownWorkouts)
        with export.incoming as incoming:
            merge(fresh, incoming, NOW)
        assert dump(fresh) == before
    assert dump(journal) == before


def test_what_it_gives_to_a_folder_comes_back_whole(
    journal: Path, older: Callable[..., str], tmp_path: Path
) -> None:
    before = dump(journal)
    folder = tmp_path / "shared"
    folder.mkdir()
    older(journal, "sync", str(folder))
    fresh = Machine(tmp_path / "fresh", folder)
    fresh.sync()
    assert dump(fresh.path) == dump(journal) == before


def test_what_it_takes_from_a_folder_comes_back_whole(
    journal: Path, older: Callable[..., str], tmp_path: Path
) -> None:
    before = dump(journal)
    folder = tmp_path / "shared"
    folder.mkdir()
    today = Machine(journal.parent, folder)
    today.sync()
    other = tmp_path / "other" / "journal.db"
    other.parent.mkdir()
    older(other, "sync", str(folder))
    older(other, "add", "--day", "yesterday", "--did", "hip-thrust")
    older(other, "sync", str(folder))
    today.sync()
    added = dump(journal)
    assert [one for one in added["sessions"] if one in before["sessions"]] == before["sessions"]
    assert [one for one in added["entries"] if one in before["entries"]] == before["entries"]
    assert len(added["sessions"]) == len(before["sessions"]) + 1
    assert Machine(other.parent, folder).sync().notices == ()  # today's program again, on that machine
    assert dump(other) == added


def test_what_it_writes_itself_removes_nothing(journal: Path, older: Callable[..., str]) -> None:
    before = dump(journal)
    older(journal, "edit", "one", "--note", "written with the older program")
    after = dump(journal)
    assert after["sessions"] == before["sessions"]
    assert [one for one in after["entries"] if one in before["entries"]] == before["entries"]
    assert len(after["entries"]) == len(before["entries"]) + 1
