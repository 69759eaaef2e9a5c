"""`backroutine import`: a file merged into the journal, all of it or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import copy_journal, entry_in_words, moment
from backroutine.errors import Finding, InvalidFile, file_error
from backroutine.files import open_file
from backroutine.journal.formats.importer import Import, read_export
from backroutine.journal.merge import Merged, merge
from backroutine.journal.queries import read_entries
from backroutine.journal.rows import entry_of
from backroutine.text import count_of, show

_NAMED = 10
_ARCHIVES = {b"PK": "a zip archive", b"\x1f\x8b": "a gzip archive", b"SQLite format 3\0": "a database"}


def import_file(context: Context, path: Path, *, dry_run: bool) -> None:
    """Merge the file and print what was added. Raises FileError with each fault and its place; then, and
    after any other error, nothing has changed.
    """
    try:
        with open_file(path) as file:
            _refuse_archives(file.read(16))
            file.seek(0)
            given = read_export(file, lambda moment: moment.astimezone(), _known_names())
    except InvalidFile as invalid:
        raise file_error(str(path), invalid.findings) from invalid
    with given.incoming as incoming:
        merged = merge(context.journal, incoming, context.now, dry_run=dry_run, foreign=given.foreign)
        _print(context, given, merged, dry_run=dry_run)
    if not dry_run:
        copy_journal(context)


def _refuse_archives(head: bytes) -> None:
    for beginning, kind in _ARCHIVES.items():
        if head.startswith(beginning):
            what = f"is {kind}"
            raise InvalidFile([Finding(0, what, "give the JSON, JSON Lines or Hevy CSV file itself")])


def _known_names() -> dict[str, str]:
    return {exercise.name.casefold(): exercise.id for exercise in bundled_catalogue().exercises}


def _print(context: Context, given: Import, merged: Merged, *, dry_run: bool) -> None:
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


def _differing(context: Context, given: Import, ids: Sequence[str]) -> Iterator[str]:
    """What it is that differs, in words; an entry as it is here, then as the file has it."""
    starts = context.starts
    here = {entry.id: entry for entry in read_entries(context.journal)}
    theirs = {row.id: entry_of(row) for row in given.incoming.entries() if row.id in ids[:_NAMED]}
    for name in ids[:_NAMED]:
        if began := given.incoming.started_at(name):
            yield f"the session of {moment(datetime.fromisoformat(began), starts)}"
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
