"""A session counts reps while other commands read a journal of ten years: none of them finds it locked.

Makes the journal with bench/three_years.py first, which takes a minute.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from hard.common import ENVIRONMENT, PYTHON, REPS, ROOT, begin

READERS = (
    ["export"],
    ["export", "--format", "csv"],
    ["log", "--json"],
    ["log"],
    ["stats"],
    ["status"],
    ["report", "--since", "2020-01-01", "--force", "--out"],
)


def main() -> int:
    worst = 0
    with tempfile.TemporaryDirectory() as place:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(place)
        environment = {**ENVIRONMENT, "BACKROUTINE_HOME": str(home)}
        if not (home / "journal.db").exists():
            make = [PYTHON, str(ROOT / "bench" / "three_years.py"), "--years", "10"]
            subprocess.run(make, env=environment, check=True)
        for number, reader in enumerate(READERS):
            with begin(REPS, home / "journal.db", f"reps-{os.getpid()}-{number}", 100_000, 0.05) as child:
                assert child.stdout
                child.stdout.readline()
                out = [f"{place}/report.html"] if reader[-1] == "--out" else []
                command = [PYTHON, "-m", "backroutine", *reader, *out]
                subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
                child.kill()
                lines = [line.split() for line in child.stdout.read().splitlines()]
            slowest = max(float(seconds) for _, seconds, _ in lines)
            refused = sum(int(times) for *_, times in lines)
            worst += refused
            print(f"{' '.join(reader)}: {len(lines)} reps, the slowest {slowest:.3f} s, {refused} refused")
    return int(bool(worst))


if __name__ == "__main__":
    sys.exit(main())
