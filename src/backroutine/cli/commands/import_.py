"""`backroutine import`: a file merged into the journal, all of it or nothing."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import entry_in_words, moment
from backroutine.errors import Fault, Finding, InvalidFile, file_error
from backroutine.files import decode, read_file
from backroutine.journal.formats.importer import Given, read_text
from backroutine.journal.merge import Merged, merge
from backroutine.journal.queries import read_entries
from backroutine.journal.rows import entry_of
from backroutine.journal.schema import EntryRow
from backroutine.text import count_of, show

LARGEST = 24_000_000
"""Bytes a file may have: ten years of three sessions a week fit."""
_NAMED = 10
_ARCHIVES = {b"PK": "a zip archive", b"\x1f\x8b": "a gzip archive", b"SQLite format 3\0": "a database"}


def import_file(context: Context, path: Path, *, dry_run: bool) -> None:
    """Merge the file and print what was added. Raises FileError with each fault and its line; then, and after
    any other error, nothing has changed.
    """
    try:
        data = read_file(path, LARGEST)
        _refuse_archives(data)
        text = decode(data, LARGEST)
    except InvalidFile as wrong:
        raise file_error(str(path), wrong.findings) from wrong
    given = read_text(text, lambda moment: moment.astimezone(), _known_names())
    if given.faults:
        raise file_error(str(path), [_finding(line, fault) for line, fault in given.faults])
    merged = merge(context.journal, given.sessions, _entries_of(context, given), context.now, dry_run)
    _print(context, given, merged, dry_run=dry_run)


def _entries_of(context: Context, given: Given) -> Sequence[EntryRow]:
    if not given.foreign:
        return given.entries
    # An own session that comes back by way of Hevy is poorer than the one here: so is its note.
    left = merge(context.journal, given.sessions, (), context.now, dry_run=True).differing
    return [entry for entry in given.entries if json.loads(entry.body).get("session") not in left]


def _refuse_archives(data: bytes) -> None:
    for beginning, kind in _ARCHIVES.items():
        if data.startswith(beginning):
            what = f"is {kind}"
            raise InvalidFile([Finding(0, what, "give the JSON, JSON Lines or Hevy CSV file itself")])


def _known_names() -> dict[str, str]:
    return {exercise.name.casefold(): exercise.id for exercise in bundled_catalogue().exercises}


def _finding(line: int, fault: Fault) -> Finding:
    what = f"{fault.where}: {fault.what}" if fault.where else fault.what
    return Finding(line, what, fault.todo)


def _print(context: Context, given: Given, merged: Merged, *, dry_run: bool) -> None:
    for notice in (*given.notices, *merged.notices):
        output.complain_line(notice)
    done = [
        text
        for number, text in (
            (merged.added, count_of(merged.added, "session")),
            (merged.extended, f"the rest of {count_of(merged.extended, 'session')}"),
            (merged.entries_added, f"{merged.entries_added} {_entry_or_entries(merged.entries_added)}"),
        )
        if number
    ]
    added = "would be added" if dry_run else "added"
    output.write(f"{_and(done)} {added}." if done else "Nothing new.")
    if merged.same:
        output.write(f"{merged.same} here already.")
    if merged.differing:
        output.write(f"{len(merged.differing)} not the same here, and left as here:")
        for line in _differing(context, given, merged.differing):
            output.write(f"  {show(line)}")
    if merged.refused:
        output.write(f"{len(merged.refused)} deleted here and not brought back: {_ids(merged.refused)}")
    if merged.copy:
        output.write(f"The journal as it was: {show(merged.copy)}")


def _differing(context: Context, given: Given, ids: Sequence[str]) -> Iterator[str]:
    """What it is that differs, in words; an entry as it is here, then as the file has it."""
    starts = context.starts
    here = {entry.id: entry for entry in read_entries(context.journal)}
    theirs = {row.id: entry_of(row) for row in given.entries}
    began = {kept.row.id: kept.row.started_at for kept in given.sessions}
    for name in ids[:_NAMED]:
        if name in began:
            yield f"the session of {moment(datetime.fromisoformat(began[name]), starts)}"
        else:
            pair = (entry_in_words(entries[name], entries, starts) for entries in (here, theirs))
            yield "{} here, {} in the file".format(*pair)
    if ids[_NAMED:]:
        yield f"and {len(ids) - _NAMED} more"


def _entry_or_entries(number: int) -> str:
    return "entry" if number == 1 else "entries"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return show(", ".join(ids[:_NAMED])) + more
