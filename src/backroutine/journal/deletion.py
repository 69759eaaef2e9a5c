"""Deletion for good: from the journal, its copies and the files that were set aside. It cannot be undone."""

import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from backroutine.errors import Fault, JournalError
from backroutine.files import PART
from backroutine.journal import markers
from backroutine.journal.database import Look, connect, folder_lock, look, refuse_foreign
from backroutine.journal.rows import (
    DELETE_ENTRY,
    DELETE_EVENTS,
    DELETE_SESSION,
    INSERT_DELETED,
    TIMES,
    id_hash,
    session_shelf,
    undone_shelf,
)
from backroutine.journal.schema import check_structure, migrate, transaction
from backroutine.journal.sqlite_errors import PATIENCE, translating_errors

_BESIDE = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite may leave beside a database, with rows of it."""


class Deleted(Struct, frozen=True):
    """The outcome of a deletion."""

    left: tuple[Path, ...] = ()
    """Files that may still hold it: they are too damaged to be rewritten. A person can delete them."""
    notices: tuple[str, ...] = ()
    """The same as whole lines for stderr."""


def erase_everywhere(path: Path, connection: sqlite3.Connection, session_id: str) -> Deleted:
    """Removes a session from copies and set-aside files, and last from the journal.

    So a deletion that was cut off can be repeated. Hold the folder's lock around it. Raises sqlite3.Error and
    OSError.
    """
    ids = _ids_of(connection, session_id)
    beside = _databases_beside(path)
    left = [file for file in beside if not _cleaned(file, session_id, ids)]
    _erase(connection, session_id)
    # On a disk without locks another program may have made a copy in the meantime.
    late = [file for file in _databases_beside(path) if file not in beside]
    left += [file for file in late if not _cleaned(file, session_id, ids)]
    what = "it is damaged and may still hold the deleted session"
    todo = "delete this file if nothing in it is needed"
    return Deleted(tuple(left), tuple(str(Fault(str(file), what, todo)) for file in left))


def _erase(connection: sqlite3.Connection, session_id: str) -> None:
    connection.execute("PRAGMA secure_delete = ON").fetchone()
    with transaction(connection):
        connection.execute(DELETE_SESSION, (session_id,))
        connection.execute(DELETE_EVENTS, (session_id,))
        for entry_id in _ids_of(connection, session_id)[1:]:
            connection.execute(DELETE_ENTRY, (entry_id,))
        # The id would be a trace of it. The hash keeps an import from bringing it back.
        connection.execute(INSERT_DELETED, (id_hash(session_id),))
    connection.execute("VACUUM")


def _ids_of(connection: sqlite3.Connection, session_id: str) -> list[str]:
    """The id of the session, then those of the entries about it and of the entries that undo these."""
    ids = [session_id]
    query = "SELECT id FROM entry WHERE shelf = ?"
    ids += [row[0] for row in connection.execute(query, (session_shelf(session_id),))]
    for entry_id, body in connection.execute(
        "SELECT id, body FROM entry WHERE shelf = ?", (TIMES,)
    ).fetchall():
        with suppress(ValueError, AttributeError):
            if json.loads(body).get("session") == session_id:
                ids.append(entry_id)
    for entry_id in ids:  # the list grows meanwhile
        undoing = connection.execute(query, (undone_shelf(entry_id),)).fetchall()
        ids += [row[0] for row in undoing if row[0] not in ids]
    return ids


def _databases_beside(path: Path) -> list[Path]:
    """The copies, and journals that were set aside."""
    beside = {path, *_with_ending(path), *markers_of(path)}
    return [
        file
        for file in files_of(path)
        if file not in beside and not file.name.endswith(_BESIDE) and not PART.fullmatch(file.name)
    ]


def _cleaned(file: Path, session_id: str, ids: list[str]) -> bool:
    """Whether the file holds nothing of the session any more."""
    if file.name.endswith(".part"):  # the half of a copy, from a program that died over it
        file.unlink(missing_ok=True)
        return True
    with suppress(JournalError, sqlite3.Error, OSError):
        if look(file) is Look.OURS:
            with closing(connect(file, "rw", PATIENCE)) as connection:
                check_structure(connection)
                refuse_foreign(file, connection)
                migrate(connection)
                _erase(connection, session_id)
                check_structure(connection)
    # Every row of a session has one of its ids: a file without them holds nothing of it.
    return not any(_holds(beside, ids) for beside in (file, *_with_ending(file)))


def _holds(file: Path, ids: list[str]) -> bool:
    try:
        held = file.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return any(entry_id.encode() in held for entry_id in ids)


def _with_ending(file: Path) -> list[Path]:
    return [file.with_name(f"{file.name}{ending}") for ending in _BESIDE]


def markers_of(path: Path) -> list[Path]:
    """The small files beside the journal, there or not; none holds anything of a session."""
    places = (
        markers.marker,
        markers.lock_file,
        markers.device_file,
        markers.asked_file,
        markers.safety_marker,
        markers.deletion_marker,
        markers.sync_memory,
    )
    return [place(path) for place in places]


def files_of(path: Path) -> list[Path]:
    """Every file of this journal: itself, markers, copies, set-aside files. Raises JournalError."""
    with translating_errors(path):
        folder = path.parent
        found = [path, markers.successor(path), *markers_of(path)]
        found += [beside for file in (path, markers.successor(path)) for beside in _with_ending(file)]
        if folder.is_dir():
            aside = f"{path.name}.damaged-"
            found += (
                file for file in folder.iterdir() if file.name.startswith(aside) or PART.fullmatch(file.name)
            )
        if markers.copies_folder(path).is_dir():
            found += markers.copies_folder(path).iterdir()
        return sorted(file for file in found if file.is_symlink() or file.is_file())


def delete_all(path: Path) -> list[Path]:
    """Removes every file of `files_of`, and the folder of copies; the files that were removed.

    The journal goes last, so that a removal that failed half-way can be repeated. It cannot be undone.
    Raises JournalError.
    """
    removed = []
    with translating_errors(path):
        if not path.parent.is_dir():
            return []
        with folder_lock(path.parent):
            for file in sorted(files_of(path), key=lambda file: file == path):
                with translating_errors(file):
                    file.unlink(missing_ok=True)
                removed.append(file)
            with suppress(OSError):  # something else lies in it
                markers.copies_folder(path).rmdir()
    return sorted(removed)
