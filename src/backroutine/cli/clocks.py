"""The clocks of the house; every other room has them handed in."""

import sys
import time
from datetime import datetime


def steady() -> float:
    """Seconds on a clock that never steps back and goes on while the computer sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # Unlike time.monotonic(), this one counts sleep on macOS.
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def here_and_now() -> datetime:
    """This instant, with the offset of this place."""
    return datetime.now().astimezone()
