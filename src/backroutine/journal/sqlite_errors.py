"""The errors of SQLite and the system in plain words. No `sqlite3.Error` or `OSError` leaves this room."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backroutine.errors import JournalError

PATIENCE = 5.0
"""Seconds to wait for another program that is writing, outside a session."""
HURRY = 0.2
"""The same during a session: a person waits for the next number, and the event is offered again."""

_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_TOOBIG,
        # Our statements are right, so a missing table or column is a damaged schema.
        sqlite3.SQLITE_ERROR,
    }
)

_FULL = ("the disk is full", "make room, then try again")
_LIMITED = ("no file may grow so large here (ulimit -f)", "raise that limit, then try again")
_READ_ONLY = (
    "it cannot be written to",
    "look at the permissions of the file and its folder, and whether the disk is read-only, or set "
    "BACKROUTINE_HOME to another folder",
)
_ELSEWHERE = "or set BACKROUTINE_HOME to another folder"
_DENIED = ("it cannot be opened", f"look at the permissions of the file and its folder, {_ELSEWHERE}")
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
    errno.EFBIG: _LIMITED,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EIO: _FAILED,
    errno.EISDIR: ("it is a folder, not a file", f"move it away, {_ELSEWHERE}"),
    errno.ENOTDIR: ("a part of the path is not a folder", f"move it away, {_ELSEWHERE}"),
    errno.EEXIST: (
        "something that is not a folder is where its folder should be",
        f"move it away, {_ELSEWHERE}",
    ),
}

_OUT_OF_REACH = {
    _DENIED,
    _READ_ONLY,
    _FULL,
    *(_OS_WORDS[number] for number in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST)),
}

_SHORT_READ = 522
"""SQLITE_IOERR_SHORT_READ: the file is shorter than it says."""


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged. A failing disk, a lock or a permission is not damage."""
    return isinstance(error, sqlite3.Error) and _code(error) & 0xFF in _DAMAGE


def damage_found(what: str) -> sqlite3.DatabaseError:
    """SQLite's error for a damaged file, where SQLite did not raise it itself."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


_CODE_IN_TEXT = re.compile(r"error code\D*(\d+)")


def fault_of_check(answer: str) -> sqlite3.DatabaseError:
    """The error for what `PRAGMA quick_check` found: damage, or a disk that failed during the check.

    SQLite puts a failed read into the text of its answer, where it looks like damage.
    """
    for code in map(int, _CODE_IN_TEXT.findall(answer)):
        if code & 0xFF == sqlite3.SQLITE_IOERR and code != _SHORT_READ:
            error = sqlite3.OperationalError(answer.splitlines()[-1])
            error.sqlite_errorcode = code
            return error
    return damage_found(answer)


def journal_error(path: Path, error: Exception) -> JournalError:
    """The error for people in place of one of SQLite's or the system's."""
    if isinstance(error, sqlite3.Error):
        code = _code(error)
        if code == sqlite3.SQLITE_READONLY_DBMOVED:
            what, todo = _MOVED
        elif code == sqlite3.SQLITE_IOERR_WRITE and _files_are_limited():
            what, todo = _LIMITED
        else:
            what, todo = _SQLITE_WORDS.get(code & 0xFF, (str(error), "try again"))
        if what == _FAILED[0]:
            what = f"{what} ({error})"
    else:
        number = getattr(error, "errno", None) or 0
        what, todo = _OS_WORDS.get(number, (getattr(error, "strerror", None) or str(error), "try again"))
        if number == errno.EIO:
            what = f"{what} ({error.strerror})"  # type: ignore[attr-defined]  # an OSError has one
    found = JournalError(str(path), what, todo)
    found.out_of_reach = (what, todo) in _OUT_OF_REACH
    return found


def _files_are_limited() -> bool:
    """Whether files may have a certain size only: SQLite does not say so when one cannot grow."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY


@contextmanager
def translating_errors(path: Path) -> Iterator[None]:
    """Turns an error of SQLite or the system into a JournalError that names `path`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if is_damage(error):
            try:
                read_through(path)
            except OSError as failure:  # then nothing says that the file is damaged
                raise journal_error(path, failure) from error
        raise journal_error(path, error) from error


def read_through(path: Path) -> None:
    """Raises OSError when the disk cannot read the file."""
    with path.open("rb", buffering=0) as file:
        while file.read(2**20):
            pass


def _code(error: sqlite3.Error) -> int:
    # Errors that Python raises by itself (a closed connection) carry no code.
    return getattr(error, "sqlite_errorcode", 0) or 0
