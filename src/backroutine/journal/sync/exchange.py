"""Several machines: each writes a file of its own into a shared folder and takes what the others wrote.

A device's file holds its whole journal, also what came from elsewhere: any one of them is enough, and news
travel through a device that meets the others at different times. Deletions travel as hashes of ids, and win.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backroutine.errors import Fault
from backroutine.journal.database import folder_lock
from backroutine.journal.markers import device_id, make_device_id, synced_notice
from backroutine.journal.merge import Merged, merge
from backroutine.journal.rows import INSERT_DELETED, id_hash
from backroutine.journal.sync.device_file import (
    DELETED,
    ENTRY,
    SESSION,
    LocalLines,
    append,
    check_folder,
    content_of,
    exchange_files,
    is_of,
    journal_lines,
    of_the_deleted,
    own_file,
    write_anew,
)
from backroutine.journal.sync.folder_reader import FolderContents, OwnFile, read_folder
from backroutine.journal.writer import Journal


@dataclass(frozen=True, slots=True)
class Amount:
    """How much went one way."""

    sessions: int = 0
    entries: int = 0
    deletions: int = 0


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange did, or would do."""

    given: Amount
    """What nothing in the folder had before."""
    taken: Amount
    """What was not here; of deletions, those of sessions that were."""
    copy: Path | None = None
    """The copy of the journal as it was before something was added to it."""
    notices: tuple[str, ...] = ()
    """What a person has to know: whole lines for stderr."""


def exchange(path: Path, folder: Path, now: datetime, dry_run: bool = False) -> Exchanged:
    """Takes into the journal at `path` what other devices wrote into `folder`, and writes this one's file.

    Twice is once, and the order of devices does not matter. `dry_run` only tells. Raises UsageError for a
    folder that cannot hold an exchange, JournalError, and BackroutineError when the folder cannot be used.
    """
    check_folder(path, folder)
    # Two at the same time would both add the same lines to one file.
    with nullcontext() if dry_run else folder_lock(folder):
        device, here = device_id(path), journal_lines(path)
        after = here
        own = own_file(folder, device) if device else None
        seen = read_folder(exchange_files(folder), own, here)
        deletions = _deletions_here(here, seen.hashes)
        removed = () if dry_run else _delete(path, seen.hashes, deletions, now)
        merged = merge(path, seen.incoming, now, dry_run=dry_run)
        if not dry_run:
            if seen.hashes or seen.incoming:
                after = journal_lines(path)
            if after.lines:
                own = own or own_file(folder, make_device_id(path))
                _write_own(own, seen.own, after)
    return Exchanged(
        given=_given(here, seen, after),
        taken=Amount(merged.added + merged.extended, merged.entries_added, len(deletions)),
        copy=merged.copy,
        notices=_notices(path, (*here.notices, *seen.notices, *removed), merged),
    )


def _deletions_here(here: LocalLines, hashes: Iterable[str]) -> list[str]:
    """The ids of the sessions here that were deleted elsewhere."""
    gone = frozenset(hashes)
    return sorted(session for session in here.sessions if id_hash(session) in gone)


def _delete(path: Path, hashes: set[str], sessions: list[str], now: datetime) -> tuple[str, ...]:
    if not hashes:
        return ()
    with Journal.open(path, now) as journal:
        notices = [line for session in sessions for line in journal.delete_session(session).notices]

        def note(connection: sqlite3.Connection) -> None:
            connection.executemany(INSERT_DELETED, [(found,) for found in sorted(hashes)])

        journal.write(note)
        return (*journal.notices, *notices)


def _write_own(file: Path, own: OwnFile, after: LocalLines) -> None:
    """Brings this device's file up to the journal: by new lines alone, unless it is damaged or holds what
    was deleted.
    """
    extra = {found: line for found, line in own.sums.items() if found not in after.lines}
    contents = {found: content_of(line) for found, line in extra.items()}
    known = [content for content in contents.values() if content]
    gone = of_the_deleted(known, after.hashes)
    missing = [line for found, line in after.lines.items() if found not in own.sums]
    if own.sound and not gone:
        if missing:
            append(file, missing)
        return
    # What the journal does not have, like lines of a newer program, stays.
    kept = [line for found, line in extra.items() if not is_of(contents[found], gone)]
    write_anew(file, [*after.lines.values(), *kept])


def _given(here: LocalLines, seen: FolderContents, after: LocalLines) -> Amount:
    # What was damaged or shorter here is not given: the folder had it whole.
    new = [content_of(after.lines[found]) for found in here.lines.keys() & after.lines.keys() - seen.sums]
    contents = [content for content in new if content]
    kinds = [content.kind for content in contents if not is_of(content, seen.gone)]
    return Amount(kinds.count(SESSION), kinds.count(ENTRY), kinds.count(DELETED))


def _notices(path: Path, so_far: tuple[str, ...], merged: Merged) -> tuple[str, ...]:
    notices = [*so_far, *merged.notices]
    if merged.differing:
        what = f"{len(merged.differing)} differ between here and elsewhere, and stay as they are here"
        notices.append(str(Fault(", ".join(merged.differing[:5]), what)))
    if synced := synced_notice(path):
        notices.append(synced)
    return tuple(dict.fromkeys(notices))
