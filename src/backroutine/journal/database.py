"""The journal's files: looked at before SQLite sees them, the owner's alone, set aside, never overwritten."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any, Literal

from backroutine.errors import JournalError
from backroutine.journal.markers import marker
from backroutine.journal.schema import APPLICATION_ID, VERSION
from backroutine.journal.sqlite_errors import damage_found

_MAGIC = b"SQLite format 3\0"
_WAL = 2


class Look(Enum):
    """What stands at the journal's path."""

    MISSING = auto()
    EMPTY = auto()
    """A file of no bytes where nothing was ever kept: another program is making it just now."""
    DAMAGED = auto()
    OURS = auto()


def look(path: Path) -> Look:
    """What stands there, told from the first bytes alone: nothing is locked or changed.

    Raises JournalError for a journal of another program or of a newer version, and for what is no file;
    OSError when it cannot be read.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
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
        except UnicodeDecodeError as error:  # Python could not read what SQLite quotes from a damaged file
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
    # A flipped bit must reach the checksum, not stop at the decoder.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def is_wal(path: Path) -> bool:
    """Whether the header asks for a log file beside the journal, which ours never does."""
    return _WAL in _head(path)[18:20]


def set_aside(path: Path, now: datetime) -> Path:
    """Renames a damaged journal to `NAME.damaged-<instant>`, where it stays as it is. Raises OSError."""
    stem = f"{path.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside, number = path.with_name(stem), 1
    while os.path.lexists(aside) or os.path.lexists(f"{aside}-journal"):
        number += 1
        aside = path.with_name(f"{stem}-{number}")
    # SQLite finds the rest of an unfinished transaction by this name: the two stay together.
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-journal").rename(f"{aside}-journal")
    path.rename(aside)
    return aside


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """One program at a time makes, copies, sets aside or erases from a journal in this folder."""
    try:
        import fcntl
    except ImportError:  # Windows, where an open file cannot be renamed anyway
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no locks; then SQLite's own must do
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
