"""`python -m backroutine`, and the console script."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    from backroutine.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
