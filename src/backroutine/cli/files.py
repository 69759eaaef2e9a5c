"""Files that a person asks for: written whole or not at all, theirs alone, never over another by accident."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from backroutine.errors import BackroutineError

_DATABASE = b"SQLite format 3\0"
_ANOTHER = "choose another name"


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file that only its owner may read (0600). It is on the disk when the call returns.

    Nobody ever sees half of it: it is written under another name in the same folder and then takes its own.
    `force` lets it take the place of a plain file; never of a link, a folder, a device or a journal.
    Raises BackroutineError, and then nothing has changed.
    """
    _refuse(path, force=force)
    # Made beside its place: only within one file system does a file take a name in one step.
    made = path.with_name(f".backroutine-{secrets.token_hex(8)}.part")
    try:
        try:
            _write(made, data)
            if force:
                made.replace(path)
            else:
                _take_free_name(made, path)
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise BackroutineError(
            str(path), f"it could not be written: {error.strerror or error}", "choose another place"
        ) from error
    _settle(path.parent)


def _refuse(path: Path, *, force: bool) -> None:
    """What can be told before anything is written."""
    try:
        folder = path.parent.stat()
        there = path.lstat() if os.path.lexists(path) else None
    except OSError as error:
        raise BackroutineError(
            str(path), f"its folder cannot be used: {error.strerror}", "make the folder first"
        ) from error
    if not stat.S_ISDIR(folder.st_mode):
        raise BackroutineError(str(path), f"{path.parent} is not a folder", _ANOTHER)
    if there is None:
        return
    if stat.S_ISLNK(there.st_mode):
        raise BackroutineError(str(path), "it is a link", "name the file it leads to, or another one")
    if not stat.S_ISREG(there.st_mode):
        raise BackroutineError(str(path), "it is not a plain file", _ANOTHER)
    if _is_database(path):
        raise BackroutineError(str(path), "it is a journal or another database", _ANOTHER)
    if not force:
        raise _exists(path)


def _exists(path: Path) -> BackroutineError:
    return BackroutineError(str(path), "it is there already", f"{_ANOTHER}, or say --force to replace it")


def _is_database(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_DATABASE)) == _DATABASE
    return False


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _take_free_name(made: Path, path: Path) -> None:
    """Give the file its name only if nobody has it; raises FileExistsError."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:
        # Some disks (FAT, some network ones) know no second names: there the name is claimed first.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            made.replace(path)
        except OSError:
            path.unlink()
            raise


def _settle(folder: Path) -> None:
    """A name is on the disk when its folder is; not every system lets one ask for it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
