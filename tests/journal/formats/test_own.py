"""backroutine's own formats: the same bytes again, and a line for everything that is wrong."""

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backroutine.journal.entries import NoteWritten, PainScored, Undone
from backroutine.journal.formats.backroutine_json import to_json, to_jsonl
from backroutine.journal.formats.importer import Given, read_text
from backroutine.journal.formats.json_reader import lines_of, parse
from backroutine.journal.formats.parsed import ParseError
from backroutine.journal.merge import merge
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, dump, keep, side, whole

Write = Callable[[dict[str, Any]], bytes]
FORMATS = pytest.mark.parametrize("write", [to_json, to_jsonl], ids=["json", "jsonl"])
NOTES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=40)


def read(text: str) -> Given:
    return read_text(text, lambda moment: moment.replace(tzinfo=UTC), {})


def faults(text: str) -> list[tuple[int, str]]:
    given = read(text)
    assert (given.sessions == () and given.entries == ()) or given.faults
    return [
        (line, f"{fault.where}: {fault.what}" if fault.where else fault.what) for line, fault in given.faults
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "one" / "journal.db"
    keep(path)
    keep(path, "two", side("left"), started_at=days_later(1), first_side="right")
    with Journal.open(path, NOW) as journal:
        journal.add_entry(PainScored("p", NOW, "one", "before", 3))
        journal.add_entry(NoteWritten("n", NOW, "one", "ü: =stiff"))
        journal.add_entry(Undone("u", NOW, "p"))
    return path


@FORMATS
def test_out_and_in_and_out_gives_the_same_bytes(write: Write, path: Path, tmp_path: Path) -> None:
    data = write(dump(path))
    given = read(data.decode())
    assert given.faults == ()
    other = tmp_path / "other" / "journal.db"
    merge(other, given.sessions, given.entries, NOW)
    assert write(dump(other)) == data
    assert "ü".encode() in data


@FORMATS
@settings(max_examples=15)
@given(kept=st.lists(st.tuples(NOTES, st.integers(0, 10), st.floats(0, 3e8), st.booleans()), max_size=3))
def test_any_journal_gives_the_same_bytes_again(
    write: Write, kept: list[tuple[str, int, float, bool]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder, "journal.db"), Path(folder, "other", "journal.db")
        for number, (note, score, seconds, complete) in enumerate(kept):
            began = NOW + timedelta(seconds=seconds)
            keep(path, f"s{number}", whole() if complete else side(), started_at=began)
            with Journal.open(path, NOW) as journal:
                journal.add_entry(PainScored(f"p{number}", began, f"s{number}", "worst", score))
                journal.add_entry(NoteWritten(f"n{number}", began, f"s{number}", note))
        data = write(dump(path))
        given = read(data.decode())
        assert given.faults == ()
        merge(other, given.sessions, given.entries, NOW)
        assert write(dump(other)) == data


@FORMATS
def test_an_empty_journal_is_a_journal(write: Write, tmp_path: Path) -> None:
    assert read(write(dump(tmp_path / "none.db")).decode()) == Given()


def test_the_text_steers_no_terminal_and_comes_back() -> None:
    told = {
        "format": "backroutine",
        "version": 1,
        "sessions": [],
        "entries": [{"id": "\u202e\x1b\x9b\U000e0001"}],
    }
    data = to_json(told)
    assert b"\\u202e\\u001b\\u009b\\udb40\\udc01" in data
    assert parse(data.decode()) == told


def test_a_session_is_a_line(path: Path) -> None:
    lines = to_json(dump(path)).decode().splitlines()
    assert json.loads(lines[3].rstrip(","))["id"] == "one"
    assert json.loads(to_jsonl(dump(path)).decode().splitlines()[1])["id"] == "one"


@FORMATS
def test_what_is_wrong_is_told_with_its_line(write: Write, path: Path) -> None:
    text = write(dump(path)).decode()
    wrong = text.replace('"first_side": "right"', '"first_side": "up"').replace('"score": 3', '"score": 11')
    lines = [number for number, line in enumerate(wrong.splitlines(), 1) if '"up"' in line or ": 11" in line]
    found = faults(wrong)
    assert [line for line, _ in found] == lines
    assert found[0][1].startswith("sessions[1].first_side: ")


def test_in_indented_json_the_line_is_that_of_the_value(path: Path) -> None:
    text = json.dumps(dump(path), indent=1).replace('"rep": 2', '"rep": "two"', 1)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if '"two"' in line)
    assert [found[0] for found in faults(text)] == [line]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "nothing in it"),
        ("PK\x03", 1, "no export"),
        ("[1]", 1, "no export"),
        ('{"version": 1,\n "events": [\n', 3, "not JSON"),
        (
            '{"format": "backroutine",\n"version": 1,\n"version": 1, "sessions": [], "entries": []}',
            3,
            "twice",
        ),
        ('{"format": "backroutine",\n"version": NaN, "sessions": [], "entries": []}', 2, "NaN is no number"),
        ('{"format": "backroutine",\n"version": 1e999, "sessions": [], "entries": []}', 2, "whole number"),
        ('{"format": "backroutine",\n"version": 1' + "0" * 5000 + "}", 2, "digits"),
        ('{"format": "backroutine",\n"version": 2, "sessions": [], "entries": []}', 2, "newer"),
        ('{"format": "backroutine",\n"version": 1,\n"sessions": {}, "entries": []}', 3, "list"),
        ('{"format":\n' + "[" * 100_000, 2, "nested too deep"),
        ('{"a": 1}\n<<<<<<< HEAD\n{"a": 2}\n', 2, "merge conflict"),
        ('{"format": "backroutine", "version": 1}\n{"kind": "no', 2, "not JSON"),
        ('{"format": "backroutine", "version": 1, "sessions": 2, "entries": 0}\n', 1, "header tells"),
        ('{"id": "01"}\n{"id": "02"}\n', 1, "header"),
        ('{"format": "backroutine", "version": 1}\n\n{}\n', 3, "sessions[0].id"),
        ('{"format": "backroutine", "version": 1}\n"x"\n', 2, "object"),
        ('{"format": "backroutine", "a": [\n' + "[],\n" * 1_000_001 + "[]]}", 0, "more values"),
    ],
    ids=range(18),
)
def test_hostile_text_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    found = faults(text)
    assert found[0][0] == line
    assert words in found[0][1]


def test_a_file_of_nothing_but_faults_is_told_in_part() -> None:
    assert len(faults('{"format": "backroutine", "version": 1}\n' + "x\n" * 15_000)) < 11_000


def test_lines_of_paths() -> None:
    text = '{"a": [\n1,\n{"b":\n"]}\\",{["}],\n"c": 2}'
    assert lines_of(text, ["a[1].b", "a[0]", "c", "a[1].missing", "nothing"]) == {
        "a[1].b": 4, "a[0]": 2, "c": 5, "a[1].missing": 3, "nothing": 1,
    }  # fmt: skip


def test_equal_keys_are_equal_only_in_one_object() -> None:
    assert parse('[{"a": 1}, {"a": 1}]') == [{"a": 1}, {"a": 1}]
    with pytest.raises(ParseError) as caught:
        parse('[{"a": 1,\n"b": 2,\n"a": 3}]')
    assert [line for line, _ in caught.value.faults] == [3]


def test_instants_without_offset_are_refused(path: Path) -> None:
    assert datetime.fromisoformat(dump(path)["sessions"][0]["started_at"]).utcoffset()
    assert faults(to_json(dump(path)).decode().replace("+01:00", ""))
