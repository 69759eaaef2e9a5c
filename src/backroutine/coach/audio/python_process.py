"""Modules of ours in Python processes of their own: starting one, and ending it with all that it started."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PACKAGE_ROOT = Path(__file__).parents[3]


def start_module(
    module: str, *arguments: str, env: Mapping[str, str], background: bool = False
) -> "subprocess.Popen[bytes]":
    """Start a module in a Python of its own, with pipes to its stdin and from its stdout. Raises OSError.

    It has a session of its own, so Ctrl-C in the terminal does not reach it. `background` is for work that
    may take any time. Such a module calls `take_lowest_priority` itself; on Windows it begins with it.
    """
    paths = [str(_PACKAGE_ROOT), *filter(None, [env.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - this Python, our own module
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**env, "PYTHONPATH": os.pathsep.join(paths)},
        bufsize=0,
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
        | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        | (getattr(subprocess, "IDLE_PRIORITY_CLASS", 0) if background else 0),
    )


def take_lowest_priority() -> None:
    """Let all other programs go first."""
    if hasattr(os, "nice"):
        os.nice(19)
    # Linux may weigh whole sessions against each other, and `nice` only within one.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("19", encoding="ascii")


def end_module(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process that `start_module` started.

    On Linux and macOS the programs that it started go too, except those with a session of their own: they end
    when their input does.
    """
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(1)


def leave() -> None:
    """End this process at once, with every program that it started and that still runs.

    Not by `sys.exit`: a hanging sound server would hold that up for ever.
    """
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)
