"""A disk that fails to read, at each read of the journal: "the disk failed", 74, and not one byte changed.

strace makes one `pread64` fail with EIO, or all from one on. Needs strace.
"""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hard.common import OPEN, contents, run
from journal_kit import days_later, keep


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        sound = Path(place, "sound", "journal.db")
        for number in range(60):
            keep(sound, f"{number:03}", started_at=days_later(-number))
        failed = opened = wrong = 0
        for ending in ("", "+"):
            number = 0
            while True:
                number += 1
                home = Path(place, "home")
                shutil.rmtree(home, ignore_errors=True)
                shutil.copytree(sound.parent, home)
                before = contents(home)
                path = home / "journal.db"
                inject = f"inject=pread64:error=EIO:when={number}{ending}"
                strace = ("strace", "-f", "-qq", "-o", f"{place}/trace", "-e", "trace=pread64", "-e", inject)
                done = run(OPEN, path, before=(*strace, "-P", str(path)))
                if "EIO" not in Path(place, "trace").read_text():
                    break
                reported = done.returncode == 74 and "the disk failed" in done.stdout
                # One failed read that SQLite tries again is no failure.
                fine = done.returncode == 0 and not done.stdout
                failed, opened = failed + reported, opened + fine
                if contents(home) != before or not (reported or fine):
                    wrong += 1
                    print(f"when={number}{ending}: {done.returncode} {done.stdout.strip()}")
        print(f"{failed} times the disk failed, {opened} times SQLite read again, {wrong} times wrong")
        return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
