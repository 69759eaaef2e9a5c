"""A kill at each system call while a damaged journal is set aside: its history is shown before and after.

strace sends SIGKILL at the n-th call that touches a file. Needs strace.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from backroutine.journal.markers import marker, set_aside_files
from backroutine.journal.reader import read_sessions
from hard.common import OPEN, run
from journal_kit import days_later, keep

_FILES = ("openat", "link", "linkat", "rename", "unlink", "chmod")
CALLS = (*_FILES, "pwrite64", "fsync", "fdatasync", "ftruncate")


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "source", "journal.db")
        for number in range(30):
            keep(source, f"{number:02}", started_at=days_later(-number))
        damaged = source.read_bytes()[: source.stat().st_size * 3 // 4]
        home = Path(place, "home")
        path = home / "journal.db"
        kills = wrong = 0
        readable = set[str]()
        for call in CALLS:
            number = 0
            while True:
                number += 1
                shutil.rmtree(home, ignore_errors=True)
                home.mkdir()
                path.write_bytes(damaged)
                marker(path).touch()
                readable = readable or {record.id for record in read_sessions(path).records}
                strace = ("strace", "-f", "-qq", "-o", f"{place}/trace", "-P", str(home), "-P", str(path))
                beside = [f"{path}{end}" for end in ("-journal", ".new.part", ".new.part-journal", ".kept")]
                only = tuple(word for file in beside for word in ("-P", file))
                inject = ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
                done = run(OPEN, path, before=(*strace, *only, *inject))
                if done.returncode == 0:
                    break
                kills += 1
                shown = {record.id for record in read_sessions(path).records}
                again = run(OPEN, path)
                after = {record.id for record in read_sessions(path).records}
                kept = [file.read_bytes() for file in set_aside_files(path)]
                if not (shown == after == readable and again.returncode == 0 and kept == [damaged]):
                    wrong += 1
                    print(f"{call} {number}: {len(shown)} then {len(after)} sessions, {len(kept)} set aside")
        print(f"{kills} kills, {len(readable)} sessions shown before and after each, {wrong} times wrong")
        return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
