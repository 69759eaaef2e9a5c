"""The files of an exchange: one for each device, found by name, read with suspicion, only ours written.

Other programs move this folder: they copy half a file, set two versions side by side, or bring an old one
back. So nothing here trusts what lies in it, and nothing is touched but this device's own file.
"""

import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backroutine.errors import BackroutineError, UsageError

LARGEST_FILE = 128 * 2**20
"""Bytes; three years of training are some 6 MiB."""
LONGEST_LINE = 8 * 2**20
MOST_FILES = 200
# Behind the id stands what the programs that move files say of two versions: `.sync-conflict-...`,
# ` (conflicted copy ...)`, ` (1)`, a `~` at the end.
_NAME = re.compile(r"backroutine-[0-9a-f]{32}([^0-9a-f].*)?\.jsonl~?", re.DOTALL)
_PLAIN_NAME = re.compile(r"backroutine-[0-9a-f]{32}\.jsonl")
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))


class Unfit(Exception):  # noqa: N818 - no error of the program: a line for the person
    """A file cannot be read: what is wrong with it."""


def own_file(folder: Path, device: str) -> Path:
    """The one file that this device writes."""
    return folder / f"backroutine-{device}.jsonl"


def check_folder(path: Path, folder: Path) -> None:
    """Raises UsageError unless `folder` can hold an exchange and the journal is no part of it;
    BackroutineError when it cannot be read.
    """
    with _told(folder, "it cannot be read"):
        if not folder.exists():
            raise UsageError("sync", f"{folder} is not there", "make the folder, or mount its disk")
        if not folder.is_dir():
            raise UsageError("sync", f"{folder} is not a folder", "name a folder")
        next(folder.iterdir(), None)
        shared, journals = folder.resolve(), path.parent.resolve()
    if journals.is_relative_to(shared):
        what = f"the journal itself lies in {folder}"
        raise UsageError("sync", what, "choose a folder that holds nothing but the exchange")
    if shared.is_relative_to(journals):
        raise UsageError("sync", f"{folder} lies beside the journal", "choose a folder elsewhere")


def exchange_files(folder: Path) -> list[Path]:
    """The files of all devices, and what looks like copies of them, by name. Raises BackroutineError."""
    with _told(folder, "it cannot be read"):
        return sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))


def is_copy(file: Path) -> bool:
    """Whether another program made it of a device's file, by its name."""
    return not _PLAIN_NAME.fullmatch(file.name)


def lines_in(file: Path) -> Iterator[bytes]:
    """The lines with their ends. Raises Unfit at what is no plain file, too big, or cannot be read on."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise Unfit("it is not a plain file")
        with os.fdopen(os.open(file, os.O_RDONLY | _FLAGS), "rb") as opened:
            # Again: another may have taken its place.
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unfit("it is not a plain file")
            if status.st_size > LARGEST_FILE:
                raise Unfit(f"it is larger than {LARGEST_FILE // 2**20} MiB")
            left = status.st_size
            while left > 0 and (line := opened.readline(min(left, LONGEST_LINE))):
                if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    raise Unfit(f"a line is longer than {LONGEST_LINE // 2**20} MiB; the rest was not read")
                left -= len(line)
                yield line
    except OSError as error:
        raise Unfit(f"it cannot be read: {error.strerror or error}") from error


def append(file: Path, lines: Iterable[bytes]) -> None:
    """Adds lines to this device's file; they are on the disk when the call returns."""
    with _told(file, "it could not be written"):
        _write(os.open(file, os.O_WRONLY | os.O_APPEND | _FLAGS), lines)


def write_anew(file: Path, lines: Iterable[bytes]) -> None:
    """Writes this device's file whole (0600), or leaves what is there."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    with _told(file, "it could not be written"):
        try:
            _write(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _FLAGS, 0o600), lines)
            part.replace(file)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        with suppress(OSError):  # not every system can
            folder = os.open(file.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _write(descriptor: int, lines: Iterable[bytes]) -> None:
    with os.fdopen(descriptor, "wb") as opened:
        opened.writelines(lines)
        opened.flush()
        os.fsync(opened.fileno())


@contextmanager
def _told(place: Path, what: str) -> Iterator[None]:
    """Turns an OSError into one for people that is no trouble of the journal."""
    try:
        yield
    except OSError as error:
        todo = "look at the permissions of the folder and the room on its disk"
        raise BackroutineError(str(place), f"{what}: {error.strerror or error}", todo) from error
