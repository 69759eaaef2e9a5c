"""Reading files that anybody may have written, and writing files whole or not at all."""

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from backroutine.errors import MOST, BackroutineError, Finding, InvalidFile
from backroutine.text import is_unsafe, show


def make_folder(folder: Path) -> None:
    """Make the folder and its missing parents, for the owner alone (0700). Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another program was faster
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # whatever the umask took away
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def make_file(path: Path) -> None:
    """Make an empty file for the owner alone (0600), before anything is written into it. Raises OSError."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    os.close(descriptor)
    path.chmod(0o600)


PART = re.compile(r"\.backroutine-[0-9a-f]{16}\.part")
"""The name of a file while it is being written. A program that died over it leaves it behind."""


def write_atomically(path: Path, data: bytes | Iterable[bytes], *, sync: bool) -> None:
    """Put `data` in place of whatever is at `path`; half of it can never be seen. The file is 0600.

    With `sync` it is on the disk when the call returns: a power cut does not take it back.
    Raises OSError, and then nothing has changed.
    """
    with _written_beside(path, data, sync=sync) as part:
        part.replace(path)


@contextmanager
def _written_beside(path: Path, data: bytes | Iterable[bytes], *, sync: bool) -> Iterator[Path]:
    """A file with the data and another name in the same folder, until it takes its name or is not wanted.

    Only within one file system does a file take a name in one step.
    """
    part = path.with_name(f".backroutine-{os.urandom(8).hex()}.part")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    if sync:
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """The content is on the disk when the call returns. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """A new name is on the disk when its folder is; not every system allows this."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# Reading a file that a stranger may have written: regular, small, UTF-8, without control characters.
#
# Anything else is refused with its line. Nothing here blocks, and nothing is read twice.

LARGEST = 1_000_000
"""Bytes a file may have unless the caller says otherwise."""
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_LINE_END = re.compile(r"\r\n?")
_TEXT_LAYOUT = frozenset("\t\n")


def read_file(path: Path) -> bytes:
    """The bytes of a regular file or of a link to one, read once. Raises InvalidFile for everything else."""
    with open_file(path, LARGEST) as file:
        return file.read(LARGEST + 1)


@contextmanager
def open_file(path: Path, largest: int | None = None) -> Iterator[BinaryIO]:
    """A regular file or a link to one, for reading. Raises InvalidFile for everything else, also where the
    disk fails later.
    """
    try:
        with open(_descriptor(path), "rb") as file:
            _refuse_unless_plain(os.fstat(file.fileno()), largest)
            yield file
    except OSError as error:
        raise InvalidFile([_cannot_open(error)]) from error


def _descriptor(path: Path) -> int:
    # Opening a named pipe would wait for a writer for ever; with O_NONBLOCK it can be looked at first.
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        return os.open(path, flags)
    except ValueError as error:  # a NUL or a lone surrogate in the path
        raise InvalidFile([Finding(0, "is not a name a file can have", "check the name")]) from error


def _refuse_unless_plain(status: os.stat_result, largest: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "no ordinary file")
        raise InvalidFile([Finding(0, f"is {kind}", "give a file")])
    if largest is not None and status.st_size > largest:
        raise InvalidFile([_too_large(largest)])


def _too_large(largest: int) -> Finding:
    return Finding(0, f"is larger than {largest // 1_000_000} MB", "give a smaller file")


def _cannot_open(error: OSError) -> Finding:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Finding(0, "there is no such file", "check the name")
        case IsADirectoryError():
            return Finding(0, "is a folder", "give a file")
        case PermissionError():
            return Finding(0, "may not be read by you", "change its permissions")
        case _:
            return Finding(0, f"cannot be read: {error.strerror or error}", "check the name")


def decode(data: bytes, largest: int = LARGEST) -> str:
    r"""The text of UTF-8 bytes, its line ends all `\n`. Raises InvalidFile with the lines that are not."""
    if len(data) > largest:  # a file may grow after its size was checked
        raise InvalidFile([_too_large(largest)])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidFile([Finding(1, "is UTF-16 text", "save the file as UTF-8")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from after a byte order mark, in error.object.
        before = error.object[: error.start].decode("utf-8", "replace")
        line = _LINE_END.sub("\n", before).count("\n") + 1
        what = f"the byte 0x{error.object[error.start]:02X} is not UTF-8"
        raise InvalidFile([Finding(line, what, "save the file as UTF-8")]) from error
    text = _LINE_END.sub("\n", text)
    if unsafe := {character for character in set(text) - _TEXT_LAYOUT if is_unsafe(character)}:
        raise InvalidFile(_unsafe_lines(text, unsafe))
    return text


def _unsafe_lines(text: str, unsafe: set[str]) -> list[Finding]:
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), 1):
        culprit = next((character for character in line if character in unsafe), None)
        if culprit is not None:
            findings.append(control_character(number, culprit))
        if len(findings) > MOST:
            break
    return findings


def control_character(line: int, character: str) -> Finding:
    """The finding for a character that would act on a terminal or reorder text."""
    return Finding(line, f"the control character {show(character)} may not stand here", "delete it")


_DATABASE = b"SQLite format 3\0"
_ANOTHER = "choose another name"


def write_whole(path: Path, data: bytes | Iterable[bytes], *, force: bool = False) -> None:
    """Write a file that the person named (0600). It is on the disk when the call returns.

    With `force` it replaces a plain file, but never a link, a folder, a device or a journal.
    Raises BackroutineError, and then nothing has changed.
    """
    _refuse(path, force=force)
    try:
        if force:
            write_atomically(path, data, sync=True)
        else:
            with _written_beside(path, data, sync=True) as part:
                _take_free_name(part, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise BackroutineError(
            str(path), f"it could not be written: {error.strerror or error}", "choose another place"
        ) from error


def _refuse(path: Path, *, force: bool) -> None:
    """Refuse what can be known before anything is written."""
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


def _take_free_name(made: Path, path: Path) -> None:
    """Give the file its name only if that is free; raises FileExistsError."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:
        # Some disks (FAT, some network ones) have no hard links: there the name is claimed first.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            made.replace(path)
        except OSError:
            path.unlink()
            raise
