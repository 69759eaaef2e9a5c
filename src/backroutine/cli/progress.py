"""A bar on standard error for what takes more than a second: only in a terminal, and gone when it is done."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Timer
from typing import TYPE_CHECKING, BinaryIO, Self, TypeVar, cast

from backroutine.cli.output import is_dumb

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds of work before the bar appears."""


class Progress:
    """Use it as a context. While nothing is tracked, the bar only shows that something goes on."""

    def __init__(self, *, wanted: bool = True) -> None:
        self._wanted = wanted and not is_dumb() and sys.stderr is not None and sys.stderr.isatty()
        self._lock = Lock()
        self._timer = Timer(_PATIENCE, self._show)
        self._timer.daemon = True
        self._bar: RichProgress | None = None
        self._over = False
        self._what = ""
        self._done = 0
        self._total: int | None = None

    def __enter__(self) -> Self:
        if self._wanted:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar:
                self._bar.stop()

    def track(self, values: Iterable[T], total: int, what: str) -> Iterator[T]:
        """The values; each is a step of `total`."""
        self._set(what, 0, total)
        for number, value in enumerate(values, start=1):
            yield value
            self._set(what, number, total)
        self._set("", 0, None)

    def file(self, file: BinaryIO, what: str) -> BinaryIO:
        """The file; the bar shows how much of it was read. Of standard input nobody knows the size."""
        try:
            size: int | None = os.fstat(file.fileno()).st_size
        except OSError:
            size = None
        return cast(BinaryIO, _TrackedFile(file, lambda done: self._set(what, done, size)))

    def _set(self, what: str, done: int, total: int | None) -> None:
        self._what, self._done, self._total = what, done, total
        if self._bar:
            self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=total)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
        with self._lock:
            if not self._over:
                bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)
                bar.add_task(self._what, total=self._total, completed=self._done)
                bar.start()
                self._bar = bar


class _TrackedFile:
    """The part of a file's interface that readers of an import use."""

    def __init__(self, file: BinaryIO, on_read: Callable[[int], None]) -> None:
        self._file = file
        self._on_read = on_read
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._file.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._file.readline(size))

    def seek(self, position: int) -> int:
        self._at = self._file.seek(position)
        return self._at

    def _noted(self, data: bytes) -> bytes:
        self._at += len(data)
        self._on_read(self._at)
        return data
