"""What commands cost on a long journal, as ratios to the first journal: nothing may grow with the years.

    .venv/bin/python bench/lifetime.py FOLDER... [--rounds N] [--python PYTHON]

Each FOLDER has a journal that `three_years.py` made. Processor time of whole processes, medians, all in turn.
`status` is measured with its answer forgotten: it reads the journal then.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

COMMANDS = (["status"], ["log"], ["log", "--since", "30 days ago"], ["stats"])


def processor_seconds(command: list[str], home: Path) -> float:
    """Seconds of the processor that the process took. Raises CalledProcessError."""
    environment = {**os.environ, "BACKROUTINE_HOME": str(home)}
    # Without written bytecode all modules would be compiled anew, which hides the rest.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    found: dict[tuple[str, Path], list[float]] = {}
    for _ in range(options.rounds + 1):  # the first one warms up: bytecode, the system's cache of files
        for arguments in COMMANDS:
            for home in options.folders:
                os.utime(home / "journal.db")  # so the remembered answer of `status` is not used
                command = [options.python, "-m", "backroutine", *arguments]
                seconds = processor_seconds(command, home)
                found.setdefault((" ".join(arguments), home), []).append(seconds)
    print(f"{'':24}" + "".join(f"{home.name:>16}" for home in options.folders))
    for arguments in COMMANDS:
        medians = [statistics.median(found[" ".join(arguments), home][1:]) for home in options.folders]
        print(f"{' '.join(arguments):24}" + "".join(f"{median / medians[0]:>15.2f}x" for median in medians))


if __name__ == "__main__":
    main()
