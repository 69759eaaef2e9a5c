"""Where rendered clips lie: the cache folder, or a temporary one where that cannot be written."""

import contextlib
import os
import re
import shutil
import tempfile
import threading
import time
from array import array
from dataclasses import dataclass
from pathlib import Path

from backroutine.coach.sound import wav
from backroutine.coach.sound.tones import RATE

_SILENCE = "silence.wav"

DAY = 86400.0
UNUSED_DAYS = 30
"""A clip that no session asked for in so many days goes: other plans and other voices leave theirs behind."""

_OURS = re.compile(r"[0-9a-f]{32}\.wav|(?:[0-9a-f]{16}|silence\.wav)-\d+-\d+\.(?:part|spoken)\.wav")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A clip that can be played."""

    path: Path
    duration: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder for clips, only its owner's. Read from a second one when the cache is read-only."""

    folder: Path
    read_only: Path | None = None

    @property
    def silence(self) -> Path:
        """A twentieth of a second of nothing: what a player program is tried with."""
        return self.folder / _SILENCE

    def find(self, name: str) -> Rendered | None:
        """A clip kept earlier, if its file is whole. It counts as used."""
        for folder in (self.folder, self.read_only):
            if folder is None:
                continue
            try:
                found = Rendered(folder / name, wav.seconds(wav.read(folder / name)))
            except (OSError, ValueError):
                continue
            _mark_used(found.path)
            return found
        return None

    def keep(self, name: str, samples: "array[int]") -> Rendered:
        """Keep a clip. Its file appears whole or not at all. Raises OSError."""
        part = self.beside(name, "part")
        try:
            part.touch(mode=0o600)
            wav.write(part, samples)
            part.replace(self.folder / name)
        finally:
            part.unlink(missing_ok=True)
        return Rendered(self.folder / name, wav.seconds(samples))

    def beside(self, name: str, kind: str) -> Path:
        """A name for work in progress that no other thread or program uses."""
        return self.folder / f"{name[:16]}-{os.getpid()}-{threading.get_ident()}.{kind}.wav"

    def forget_unused(self, now: float) -> None:
        """Remove what was not used for `UNUSED_DAYS` before `now`, seconds since the epoch; only our own."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if not _OURS.fullmatch(entry.name) or not entry.is_file(follow_symlinks=False):
                        continue
                    if entry.stat(follow_symlinks=False).st_mtime < now - UNUSED_DAYS * DAY:
                        os.unlink(entry.path)  # noqa: PTH108 - what scandir gave

    def close(self) -> None:
        """Remove a temporary folder; the cache stays."""
        if self.read_only is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _mark_used(path: Path) -> None:
    """Once a day is enough, and a cache that cannot be written stays as it is."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)


def open_store(cache: Path) -> Store | None:
    """The cache folder, made 0700; a temporary one when it cannot be written; None without either.

    Writing the file of silence is the test: a folder can be there, ours, and full.
    """
    silence = array("h", bytes(2 * (RATE // 20)))
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(cache.absolute())
        store.keep(_SILENCE, silence)
    except OSError:
        pass
    else:
        return store
    try:
        store = Store(Path(tempfile.mkdtemp(prefix="backroutine-")), read_only=cache.absolute())
        store.keep(_SILENCE, silence)
    except OSError:
        return None
    return store
