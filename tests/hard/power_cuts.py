"""Power cuts at a person's pace: every rep that was printed is in the journal afterwards.

An ext4 file system in a file is shut down by the ioctl FS_IOC_SHUTDOWN with NOLOGFLUSH: whatever was not on
the disk is lost. Needs root and a loop device. With a second argument `setting-aside`, the cut comes while a
damaged journal is set aside.
"""

import fcntl
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from backroutine.journal.markers import marker
from backroutine.journal.reader import read_events, read_sessions
from backroutine.session.events import RepCounted
from hard.common import OPEN, REPS, begin
from journal_kit import days_later, keep

FS_IOC_SHUTDOWN = 0x8004587D
NOLOGFLUSH = 2


def sh(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def cut(place: Path) -> None:
    folder = os.open(place, os.O_RDONLY)
    fcntl.ioctl(folder, FS_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
    os.close(folder)


def one_cut(image: Path, disk: Path, chance: random.Random, *, aside: bool) -> bool:
    sh("mkfs.ext4", "-q", "-F", image)
    sh("mount", "-o", "loop", image, disk)
    path = disk / "home" / "journal.db"
    printed, readable = 0, set[str]()
    try:
        if aside:
            for number in range(30):
                keep(path, f"{number:02}", started_at=days_later(-number))
            path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
            os.sync()
            readable = {record.id for record in read_sessions(path).records}
            with begin(OPEN, path) as child:
                time.sleep(0.12 + chance.random() * 0.25)
                cut(disk)
                child.kill()
        else:
            with begin(REPS, path, "one", 100_000, chance.choice([0, 0.01, 0.2])) as child:
                assert child.stdout
                for _ in range(chance.randint(1, 12)):
                    printed = int(child.stdout.readline().split()[0])
                cut(disk)
                child.kill()
                lines = child.stdout.read().splitlines()
                printed = int(lines[-1].split()[0]) if lines else printed
    finally:
        sh("umount", disk)
    sh("mount", "-o", "loop", image, disk)
    try:
        if aside:
            shown = {record.id for record in read_sessions(path).records}
            print(f"setting aside: {len(shown)} of {len(readable)} sessions are shown after the cut")
            return shown == readable and marker(path).exists()
        kept = [event.rep for event in read_events(path, "one") if isinstance(event, RepCounted)]
        print(f"{printed} reps printed, {len(kept)} kept")
        return kept[:printed] == list(range(1, printed + 1))
    finally:
        sh("umount", disk)


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 16
    aside = sys.argv[2:] == ["setting-aside"]
    chance = random.Random(1)
    lost = 0
    with tempfile.TemporaryDirectory() as place:
        image, disk = Path(place, "image"), Path(place, "disk")
        disk.mkdir()
        with image.open("wb") as file:
            file.truncate(64 * 2**20)
        for _ in range(number):
            lost += not one_cut(image, disk, chance, aside=aside)
    print(f"{number} power cuts, {lost} that lost something")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
