"""Several machines: each writes a file of its own into a shared folder and takes what the others wrote.

A device's file holds its whole journal, also what came from elsewhere. So any one file is enough, and news
reach devices that never meet. Deletions travel as hashes of ids, and win.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from backroutine.errors import Fault
from backroutine.journal.database import folder_lock
from backroutine.journal.markers import (
    device_id,
    make_device_id,
    remember_synced,
    synced_folders,
    synced_notice,
)
from backroutine.journal.merge import Merged, merge
from backroutine.journal.rows import INSERT_DELETED, id_hash
from backroutine.journal.staging import Track, untracked
from backroutine.journal.sync import device_file
from backroutine.journal.sync.device_file import DELETED, ENTRY, SESSION, LocalLines
from backroutine.journal.sync.folder_reader import FolderContents, read_folder
from backroutine.journal.writer import Journal
from backroutine.text import count_of


class Exchanged(Struct, frozen=True):
    """What an exchange did, or would do. Both numbers are by kind: SESSION, ENTRY and DELETED."""

    given: Counter[str] = field(default_factory=Counter)
    """What nothing in the folder had before."""
    taken: Counter[str] = field(default_factory=Counter)
    """What was not here; deletions only where the session was here."""
    copy: Path | None = None
    """The copy of the journal as it was before something was added to it."""
    notices: tuple[str, ...] = ()
    """What a person has to know: whole lines for stderr."""


def exchange(
    path: Path,
    folder: Path,
    now: datetime,
    dry_run: bool = False,
    warn: Callable[[str], object] = lambda _: None,
    track: Track = untracked,
) -> Exchanged:
    """Takes into the journal at `path` what other devices wrote into `folder`, and writes this one's file.

    Twice is once, and the order of devices does not matter. `dry_run` changes nothing. `warn` takes a line
    for stderr before anything is written. Raises UsageError for a folder that cannot hold an exchange,
    JournalError, and BackroutineError when the folder cannot be used.
    """
    device_file.check_folder(path, folder)
    if notice := _missing_devices(path, folder):
        warn(notice)
    # Two programs at the same time would both add the same lines to one file.
    with nullcontext() if dry_run else folder_lock(folder):
        device, here = device_id(path), device_file.journal_lines(path)
        own = device_file.own_file(folder, device) if device else None
        files = device_file.exchange_files(folder)
        found = read_folder(files, own, here)
        found.notices += device_file.not_downloaded(folder)
        deletions = sorted(session for session in here.sessions if id_hash(session) in found.hashes)
        deleted = () if dry_run else _delete(path, found.hashes, deletions, now)
        merged = merge(path, found.incoming, now, dry_run=dry_run, track=track)
        after = device_file.journal_lines(path) if (found.hashes or found.incoming) and not dry_run else here
        if after.lines and not dry_run:
            _write_own(own or device_file.own_file(folder, make_device_id(path)), found, after)
            remember_synced(path, folder.resolve(), sum(file != own for file in files))
    taken = {
        SESSION: merged.added + merged.extended, ENTRY: merged.entries_added, DELETED: len(deletions),
    }  # fmt: skip
    notices = _notices(path, (*here.notices, *found.notices, *deleted), merged)
    return Exchanged(_given(here, found, after), Counter(taken), merged.copy, notices)


def _missing_devices(path: Path, folder: Path) -> str | None:
    """A line for stderr when the files of other devices were in the folder and are gone."""
    devices = synced_folders(path).get(folder.resolve(), 0)
    if not devices or device_file.exchange_files(folder):
        return None
    what = f"it is empty, and {count_of(devices, 'other device')} had files in it before"
    return str(Fault(str(folder), what, "if its disk is not mounted, mount it and sync again"))


def _delete(path: Path, hashes: set[str], sessions: Sequence[str], now: datetime) -> tuple[str, ...]:
    if not hashes:
        return ()
    with Journal.open(path, now) as journal:
        notices = [line for session in sessions for line in journal.delete_session(session).notices]

        def remember(connection: sqlite3.Connection) -> None:
            connection.executemany(INSERT_DELETED, [(found,) for found in sorted(hashes)])

        journal.write(remember)
        return (*journal.notices, *notices)


def _write_own(file: Path, found: FolderContents, after: LocalLines) -> None:
    """Brings this device's file up to date: by adding lines, or anew if it is damaged or holds something that
    was deleted or is written in an old way."""
    extra = [one for one in found.own if one not in after.lines]
    gone = device_file.of_the_deleted(device_file.contents_of(found.own[one] for one in extra), after.hashes)
    outdated = found.outdated.intersection(extra)
    if found.own_is_sound and not gone and not outdated:
        if missing := [one for one in after.lines if one not in found.own]:
            device_file.append(file, (after.lines[one] for one in missing))
        return
    # Lines that the journal does not have, such as those of a newer program, stay.
    kept = (found.own[one] for one in extra if one not in outdated)
    device_file.write_anew(
        file, chain(after.lines.values(), (line for line in kept if not _is_of(line, gone)))
    )


def _is_of(line: bytes, gone: set[str]) -> bool:
    content = device_file.content_of(line)
    return content is not None and device_file.is_of(content, gone)


def _given(here: LocalLines, found: FolderContents, after: LocalLines) -> Counter[str]:
    # A session that was damaged or shorter here is not given: the folder had it whole.
    new = device_file.contents_of(
        after.lines[one] for one in here.lines.keys() & after.lines.keys() - found.sums
    )
    return Counter(content[0] for content in new if not device_file.is_of(content, found.gone))


def _notices(path: Path, so_far: Sequence[str], merged: Merged) -> tuple[str, ...]:
    notices = [*so_far, *merged.notices]
    if merged.differing:
        what = f"{len(merged.differing)} differ between here and elsewhere, and stay as they are here"
        notices.append(str(Fault(", ".join(merged.differing[:5]), what)))
    if synced := synced_notice(path):
        notices.append(synced)
    return tuple(dict.fromkeys(notices))
