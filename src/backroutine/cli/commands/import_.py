"""`backroutine import`: a file merged into the journal, all of it or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import copy_journal, entry_in_words, merged_in_words, moment
from backroutine.cli.progress import Progress
from backroutine.cli.stdin import STDIN, standard_input
from backroutine.errors import naming_file
from backroutine.files import open_file
from backroutine.journal.formats.hevy_reader import KnownWorkouts
from backroutine.journal.formats.importer import Import, read_export
from backroutine.journal.merge import Merged, merge
from backroutine.journal.queries import read_deleted, read_entries
from backroutine.journal.reader import read_sessions
from backroutine.journal.rows import entry_of
from backroutine.text import show

_NAMED = 10


def import_file(context: Context, path: Path, *, dry_run: bool) -> None:
    """Merge a file, or standard input for `-`, and print what was added. Raises FileError with each fault and
    its place; then, and after any other error, nothing has changed.
    """
    name = STDIN if str(path) == "-" else str(path)
    with ExitStack() as opened:
        with Progress() as progress:
            with naming_file(name), standard_input() if name == STDIN else open_file(path) as file:
                given = read_export(
                    progress.file(file, "Reading"),
                    context.now,
                    here=lambda moment: moment.astimezone(),
                    ids={exercise.name.casefold(): exercise.id for exercise in bundled_catalogue().exercises},
                    known=lambda: _known(context),
                )
            incoming = opened.enter_context(given.incoming)
            merged = merge(context.journal, incoming, context.now, dry_run=dry_run, track=progress.track)
        _print(context, given, merged, dry_run=dry_run)
    if not dry_run:
        copy_journal(context)


def _known(context: Context) -> KnownWorkouts:
    return KnownWorkouts(read_sessions(context.journal).records, read_deleted(context.journal))


def _print(context: Context, given: Import, merged: Merged, *, dry_run: bool) -> None:
    output.complain_lines((*given.notices, *merged.notices))
    done = merged_in_words(merged)
    added = "would be added" if dry_run else "added"
    output.write(f"{_and(done)} {added}." if done else "Nothing new.")
    if same := merged.same + given.same:
        output.write(f"{same} here already.")
    if differing := len(merged.differing) + len(given.differing):
        output.write(f"{differing} not the same here, and left as here:")
        for line in islice(_differing(context, given, merged.differing), _NAMED):
            output.write(f"  {show(line)}")
        if differing > _NAMED:
            output.write(f"  and {differing - _NAMED} more")
    if merged.refused:
        output.write(f"{len(merged.refused)} deleted here and not brought back: {_ids(merged.refused)}")
    if merged.copy:
        output.write(f"The journal as it was: {show(merged.copy)}")


def _differing(context: Context, given: Import, ids: Sequence[str]) -> Iterator[str]:
    """What it is that differs, in words; an entry as it is here, then as the file has it."""
    starts = context.starts
    for began in given.differing:
        yield f"the session of {moment(began, starts)}"
    here = {entry.id: entry for entry in read_entries(context.journal)} if ids else {}
    theirs = {row.id: entry_of(row) for row in given.incoming.entries() if row.id in ids}
    for name in ids:
        if started_at := given.incoming.started_at(name):
            yield f"the session of {moment(datetime.fromisoformat(started_at), starts)}"
        else:
            pair = (entry_in_words(entries[name], entries, starts) for entries in (here, theirs))
            yield "{} here, {} in the file".format(*pair)


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return show(", ".join(ids[:_NAMED])) + more
