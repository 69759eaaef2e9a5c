"""The file of the journal: looked at before SQLite opens it, connected to, locked."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any, Literal

from backroutine.errors import JournalError
from backroutine.journal.markers import marker
from backroutine.journal.schema import APPLICATION_ID, VERSION, check_schema
from backroutine.journal.sqlite_errors import damage_found

_MAGIC = b"SQLite format 3\0"
_WAL = 2


class Look(Enum):
    """What stands at the journal's path."""

    MISSING = auto()
    EMPTY = auto()
    """A file of no bytes where nothing was ever kept: a program is making it, or died over it."""
    DAMAGED = auto()
    OURS = auto()


def look(path: Path) -> Look:
    """What stands there, by its first bytes. Nothing is locked or changed.

    Raises JournalError for a journal of another program or of a newer version, and for what is no file;
    OSError when it cannot be read.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            what = f"it is a link to {path.readlink()}, which is not there"
            missing = JournalError(str(path), what, "mount its disk, or delete the link")
            missing.out_of_reach = True
            raise missing from None
        return Look.MISSING
    if not stat.S_ISREG(status.st_mode):
        raise JournalError(
            str(path), "it is not a plain file", "move it away, or choose another place for the journal"
        )
    head = _head(path)
    if not head:
        return Look.DAMAGED if marker(path).exists() else Look.EMPTY
    if len(head) < 100 or not head.startswith(_MAGIC):
        return Look.DAMAGED
    application, version = int.from_bytes(head[68:72]), int.from_bytes(head[60:64])
    if application != APPLICATION_ID:
        raise JournalError(
            str(path),
            f"it belongs to another program (application id {application}, ours is {APPLICATION_ID})",
            "move it away, or choose another place for the journal",
        )
    if version > VERSION:
        raise JournalError(
            str(path),
            f"a newer backroutine wrote it (journal version {version}; this one knows up to {VERSION})",
            "use the newer one; nothing was changed",
        )
    return Look.OURS if version else Look.DAMAGED


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


class _Connection(sqlite3.Connection):
    def execute(self, query: str, values: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(query, values)
        except UnicodeDecodeError as error:  # SQLite quotes a damaged file in its message
            raise damage_found("unreadable text") from error


def connect(path: Path, mode: Literal["ro", "rw", "immutable"], patience: float) -> sqlite3.Connection:
    """A connection that never makes a file. `immutable` takes no lock and looks at no other file."""
    how = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    # as_uri quotes what would end the name early: ?, # and %.
    return _connected(f"{path.absolute().as_uri()}?{how}", patience)


def temporary() -> sqlite3.Connection:
    """A database of our own for as long as the connection lasts.

    Without a name it is SQLite's temporary file: nobody else can open it, and it is gone when we are,
    whatever ends us.
    """
    connection = _connected("", 0)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _connected(address: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, uri=True, timeout=patience, isolation_level=None, factory=_Connection
    )
    # A flipped bit must reach the checksum and not stop at the decoder.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def is_wal(path: Path) -> bool:
    """Whether the header asks for a log file beside the journal. Ours never does."""
    return _WAL in _head(path)[18:20]


def refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    """Raises JournalError when something in the file is not ours: a trigger of a stranger could do anything.

    Raises sqlite3.DatabaseError when the schema is damaged.
    """
    if strange := check_schema(connection):
        what = f"it holds something that backroutine did not make ({strange}), so nothing was read or changed"
        raise JournalError(str(path), what, "`backroutine doctor` says what can be got back")


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """While it lasts, no other program makes, copies, sets aside or erases from a journal in this folder."""
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be renamed anyway
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks have no locks; SQLite's own must do there
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sqlite_version() -> str:
    return sqlite3.sqlite_version
