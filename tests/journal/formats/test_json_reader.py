"""backroutine's own formats: the same bytes again, and a line for everything that is wrong."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import strategies as st

from backroutine.errors import InvalidFile
from backroutine.journal.entries import NoteWritten, PainScored, Undone
from backroutine.journal.formats import importer
from backroutine.journal.formats.hevy_reader import KnownWorkouts
from backroutine.journal.formats.importer import Import, read_export
from backroutine.journal.formats.json_reader import MOST_ITEMS, parse
from backroutine.journal.formats.json_writer import (
    WholeJournal,
    to_json,
    to_jsonl,
    to_line,
    whole_journal,
)
from backroutine.journal.merge import merge
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, dump, keep, side

Write = Callable[[WholeJournal], Iterator[bytes]]
FORMATS = pytest.mark.parametrize("write", [to_json, to_jsonl], ids=["json", "jsonl"])
NOTES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=40)


def exported(write: Write, path: Path) -> str:
    with whole_journal(path) as whole:
        return b"".join(write(whole)).decode()


def read(text: str) -> Import:
    return read_export(
        io.BytesIO(text.encode()), NOW, lambda moment: moment.replace(tzinfo=UTC), {}, KnownWorkouts
    )


def faults(text: str) -> list[tuple[int, str]]:
    try:
        read(text)
    except InvalidFile as invalid:
        return [(finding.line, finding.what) for finding in invalid.findings]
    return []


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
    text = exported(write, path)
    other = tmp_path / "other" / "journal.db"
    merge(other, read(text).incoming, NOW)
    assert exported(write, other) == text
    assert "ü" in text


@FORMATS
def test_an_empty_journal_is_a_journal(write: Write, tmp_path: Path) -> None:
    assert not read(exported(write, tmp_path / "none.db")).incoming


def test_the_text_steers_no_terminal_and_comes_back() -> None:
    value = {"id": "\u202e\x1b\x9b\U000e0001", "note": "ü"}
    line = to_line(value)
    assert line == r'{"id": "\u202e\u001b\u009b\udb40\udc01", "note": "ü"}'
    assert parse(line) == value


def test_a_session_is_a_line(path: Path) -> None:
    lines = exported(to_json, path).splitlines()
    assert json.loads(lines[3].rstrip(","))["id"] == "one"
    assert json.loads(exported(to_jsonl, path).splitlines()[1])["id"] == "one"


@FORMATS
def test_faults_are_reported_with_their_line(write: Write, path: Path) -> None:
    text = exported(write, path)
    wrong = text.replace('"first_side": "right"', '"first_side": "up"').replace('"score": 3', '"score": 11')
    lines = [number for number, line in enumerate(wrong.splitlines(), 1) if '"up"' in line or ": 11" in line]
    found = faults(wrong)
    assert [line for line, _ in found] == lines
    assert found[0][1].startswith("sessions[1].first_side: ")


@pytest.mark.parametrize("indent", [None, 1])
def test_in_another_layout_the_path_of_the_value_is_named(indent: int | None, path: Path) -> None:
    text = json.dumps(dump(path), indent=indent).replace('"rep": 2', '"rep": "two"', 1)
    assert faults(text) == [(0, "sessions[0].events[3].rep: it must be a whole number")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "nothing in it"),
        ("PK", 0, "a zip archive"),
        ("[1]", 0, "a list"),
        ('{"version": 1,\n "events": [\n', 3, "not JSON"),
        (
            '{"format": "backroutine",\n"version": 1,\n"version": 1, "sessions": [], "entries": []}',
            0,
            '"version" stands twice',
        ),
        ('{"format": "backroutine",\n"version": NaN, "sessions": [], "entries": []}', 0, "NaN is no number"),
        ('{"format": "backroutine",\n"version": 1e999, "sessions": [], "entries": []}', 0, "whole number"),
        ('{"format": "backroutine",\n"version": 1' + "0" * 5000 + "}", 0, "digits"),
        ('{"format": "backroutine",\n"version": 2, "sessions": [], "entries": []}', 0, "newer"),
        ('{"format": "backroutine",\n"version": 1,\n"sessions": {}, "entries": []}', 0, "list"),
        ('{"format":\n' + "[" * 100_000, 0, "nested too deep"),
        ('{"a": 1}\n<<<<<<< HEAD\n{"a": 2}\n', 2, "merge conflict"),
        ('{"format": "backroutine", "version": 1}\n<<<<<<< HEAD\n', 2, "merge conflict"),
        ('{"format":\n=======\n"backroutine"}', 2, "merge conflict"),
        ('{"format": "backroutine", "version": 1}\n{"kind": "no', 2, "not JSON"),
        ('{"format": "backroutine", "version": 1, "sessions": 2, "entries": 0}\n', 1, "the header says"),
        ('{"id": "01"}\n{"id": "02"}\n', 1, "header"),
        ('{"format": "backroutine", "version": 1}\n\n{}\n', 3, "sessions[0].id"),
        ('{"format": "backroutine", "version": 1}\n"x"\n', 2, "object"),
        ('{"format": "backroutine", "version": 1}\nnull\n', 2, "object"),
        ('{"format": "backroutine", "version": 1}\n{"a": 1, "a": 2}\n', 2, '"a" stands twice'),
        ('{"format": "backroutine", "a": [\n' + "[],\n" * 1_000_001 + "[]]}", 0, "more values"),
        ('{"b":1,"b":2}}', 0, "stands twice"),
        ('{"a":NaN}}', 0, "NaN is no number"),
        ('{"format":"backroutine","a":{"b":1,"b":2},c}', 0, "stands twice"),
    ],
    ids=range(25),
)
def test_hostile_text_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    found = faults(text)
    assert found[0][0] == line
    assert words in found[0][1]


def test_of_very_many_faults_the_first_are_reported() -> None:
    assert len(faults('{"format": "backroutine", "version": 1}\n' + "x\n" * 15_000)) < 1000


def test_equal_fields_are_equal_only_in_one_object() -> None:
    assert parse('[{"a": 1}, {"a": 1}]') == [{"a": 1}, {"a": 1}]
    with pytest.raises(InvalidFile) as caught:
        parse('[{"a": 1,\n"b": 2,\n"a": 3}]')
    assert caught.value.findings[0].what == 'the field "a" stands twice in {"a": 3, "b": 2}'


def test_instants_without_offset_are_refused(path: Path) -> None:
    assert datetime.fromisoformat(dump(path)["sessions"][0]["started_at"]).utcoffset()
    assert faults(exported(to_json, path).replace("+01:00", ""))


def copies(path: Path, number: int) -> str:
    """An export with many sessions like the first one."""
    lines = exported(to_json, path).splitlines()
    session = lines[3].rstrip(",")
    many = ",\n".join(session.replace('"id": "one"', f'"id": "copy {n}"') for n in range(number))
    return "\n".join([*lines[:3], many, *lines[-lines[::-1].index("],") - 1 :]])


@pytest.mark.parametrize("spoiled", [False, True])
def test_an_own_file_larger_than_the_bound_is_read_by_lines(
    spoiled: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "LARGEST", 10_000)
    text = copies(path, 20)
    assert len(text) > 10_000
    if not spoiled:
        assert len(read(text).incoming.session_ids()) == 20
        assert faults(json.dumps(json.loads(text), indent=1)) == [
            (1, "a file of more than 0 MB must have a session or an entry a line")
        ]
        return
    lines = text.splitlines()
    lines[9] = lines[9][:-30]
    assert faults("\n".join(lines))[0][0] == 10
    lines[9] = lines[9].replace('"left"', '"up"')
    assert faults("\n".join(lines))[0][0] == 10


@pytest.mark.parametrize("cut", range(1, 9))
def test_an_export_that_was_cut_off_is_refused(cut: int, path: Path) -> None:
    lines = exported(to_json, path).splitlines()
    assert faults("\n".join(lines[:-cut]))


def test_lines_out_of_place_are_refused(path: Path) -> None:
    lines = exported(to_json, path).splitlines()
    for at, line in (
        (3, "],"),
        (4, "{}"),
        (5, "{}"),
        (len(lines), "{}"),
        (2, '"sessions": [],'),
        (3, "null,"),
    ):
        assert faults("\n".join([*lines[:at], line, *lines[at:]])), line
    assert not faults("\n\n".join(f" {line}\r" for line in lines))


@pytest.mark.parametrize("layout", ["json", "jsonl", "indented"])
def test_there_is_an_end_to_what_is_taken(layout: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = exported(to_jsonl if layout == "jsonl" else to_json, path)
    if layout == "indented":
        text = json.dumps(json.loads(text), indent=1)
    assert not faults(text)
    monkeypatch.setitem(MOST_ITEMS, "entries", 2)
    assert [what for _, what in faults(text)] == ["there are more than 2 entries"]
