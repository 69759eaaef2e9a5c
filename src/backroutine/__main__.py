"""`python -m backroutine`, and the console script."""

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    # Nearly all that is made at start stays until the end: to look for garbage so early finds none.
    gc.set_threshold(50_000)
    from backroutine.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
