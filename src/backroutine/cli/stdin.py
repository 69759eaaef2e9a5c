"""Standard input as a file that can be begun again, for readers that look twice."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from backroutine.errors import Finding, InvalidFile
from backroutine.journal.formats.importer import LARGEST

STDIN = "standard input"


@contextmanager
def standard_input() -> Iterator[BinaryIO]:
    """What comes in. It can be begun again as long as no more than LARGEST bytes were read. Raises
    InvalidFile.
    """
    if sys.stdin is None:
        raise InvalidFile([Finding(0, "is closed", "name a file")])
    try:
        yield cast(BinaryIO, io.BufferedReader(_Rewindable(sys.stdin.buffer)))
    except OSError as error:
        raise InvalidFile(
            [Finding(0, f"cannot be read: {error.strerror or error}", "name a file")]
        ) from error


class _Rewindable(io.RawIOBase):
    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = source
        self._kept = bytearray()
        self._at = 0
        self._read = 0
        """Bytes taken from the source."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or position > len(self._kept):
            raise io.UnsupportedOperation("it can only be begun again")
        self._at = position
        return position

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # a memoryview in truth
        if self._at < len(self._kept):
            data = bytes(self._kept[self._at : self._at + len(buffer)])
        elif self._at < self._read:
            data = b""  # begun again too late: what lies here is gone
        else:
            data = self._source.read1(len(buffer))  # type: ignore[attr-defined]
            self._read += len(data)
            self._kept += data[: max(0, LARGEST + 1 - len(self._kept))]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
