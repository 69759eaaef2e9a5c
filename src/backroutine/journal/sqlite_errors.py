"""What SQLite and the disk say, in a person's words: no `sqlite3.Error` or `OSError` leaves this room."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backroutine.errors import JournalError

PATIENCE = 5.0
"""Seconds to wait for another program that is writing, before a session."""
HURRY = 0.2
"""The same during a session, where a person waits for the next number and no event is lost by waiting."""

_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_TOOBIG,
        # Our own statements are right: a missing table or column is a schema that was changed by accident.
        sqlite3.SQLITE_ERROR,
    }
)

_FULL = ("the disk is full", "make room, then try again")
_READ_ONLY = (
    "it cannot be written to",
    "look at the permissions of the file and its folder, and whether the disk is read-only",
)
_DENIED = ("it cannot be opened", "look at the permissions of the file and its folder")
_LOCKED = (
    "another program keeps it locked",
    "close that program, then try again",
)
_MOVED = ("it was moved or deleted while in use", "put it back, or start again")
_DAMAGED = ("it is damaged", "`backroutine start` sets it aside and keeps what can be read")
_CONTRADICTS = ("another row stands where one should be kept", "nothing was changed; please report this")
_FAILED = ("the disk failed", "look at the disk, then try again")

_SQLITE_WORDS = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CANTOPEN: _DENIED,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_AUTH: _DENIED,
    sqlite3.SQLITE_IOERR: _FAILED,
    sqlite3.SQLITE_CONSTRAINT: _CONTRADICTS,
} | dict.fromkeys(_DAMAGE, _DAMAGED)

_OS_WORDS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EISDIR: ("it is a folder, not a file", "choose another place for the journal"),
    errno.ENOTDIR: ("a part of the path is not a folder", "choose another place for the journal"),
    errno.EEXIST: ("something that is no folder stands where its folder should be", "move it away"),
}


def is_damage(error: Exception) -> bool:
    """Whether the error tells of a damaged file, not of a disk, a lock or a permission."""
    return isinstance(error, sqlite3.Error) and _code(error) & 0xFF in _DAMAGE


def damage_found(what: str) -> sqlite3.DatabaseError:
    """SQLite's own error for a damaged file, where it did not raise it itself."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def journal_error(path: Path, error: Exception) -> JournalError:
    """The error for people that stands for one of SQLite's or the system's."""
    if isinstance(error, sqlite3.Error):
        code = _code(error)
        if code == sqlite3.SQLITE_READONLY_DBMOVED:
            what, todo = _MOVED
        else:
            what, todo = _SQLITE_WORDS.get(code & 0xFF, (str(error), "try again"))
        if code & 0xFF == sqlite3.SQLITE_IOERR:
            what = f"{what} ({error})"
    else:
        number = getattr(error, "errno", None) or 0
        what, todo = _OS_WORDS.get(number, (getattr(error, "strerror", None) or str(error), "try again"))
    return JournalError(str(path), what, todo)


@contextmanager
def translating_errors(path: Path) -> Iterator[None]:
    """Turns whatever SQLite or the system raise inside into a JournalError that names `path`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise journal_error(path, error) from error


def _code(error: sqlite3.Error) -> int:
    # Errors that Python raises by itself (a closed connection) carry no code.
    return getattr(error, "sqlite_errorcode", 0) or 0
