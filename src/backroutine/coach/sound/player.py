"""The child process that sounds: `python -m backroutine.coach.sound.player LADDER PROBE`.

LADDER are names of `ladder.LADDER` with commas between; PROBE is a file of silence, its name in hex. Commands
come as lines on stdin, answers go as lines to stdout; nothing ever reaches a terminal.

    load FILE                      read a clip ahead of time
    play CHANNEL DEADLINE FILE     CHANNEL voice or tone; dropped when `time.monotonic` is past DEADLINE (ms)
    stop                           silence
    quit                           end

    ok NAME · back NAME            heard, through this rung
    none REASON · lost REASON      not heard
    played FILE · late FILE · dropped FILE
    beat                           every `BEAT_SECONDS`: alive

FILE is a path in hex, so that no name can break a line. The child ends when stdin does: whatever ends the
parent closes it. `time.monotonic` is one clock for all processes of a machine.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from backroutine.coach.sound.ladder import BackendSelector, rungs

BEAT_SECONDS = 0.4


def encode_path(path: Path) -> str:
    """A path as one word."""
    return os.fsencode(path).hex()


def decode_path(word: str) -> Path:
    """The path out of a word. Raises ValueError."""
    return Path(os.fsdecode(bytes.fromhex(word)))


def say(line: str) -> None:
    """One line to the parent. A stopped parent does not hold us up: what it cannot take is dropped."""
    try:
        os.write(1, (" ".join(line.split()) + "\n").encode())
    except BlockingIOError:
        return
    except OSError:
        _leave()


def obey(line: str, ladder: BackendSelector) -> bool:
    """Do one command; False for `quit`. What cannot be understood is passed over."""
    match line.split():
        case ["load", word]:
            ladder.load(decode_path(word))
        case ["play", channel, deadline, word]:
            if time.monotonic() * 1000 > float(deadline):
                say(f"late {word}")
            else:
                say(f"{'played' if ladder.play(channel, decode_path(word)) else 'dropped'} {word}")
        case ["stop"]:
            ladder.stop()
        case ["quit"]:
            return False
        case _:
            pass
    return True


def _keep(ladder: BackendSelector) -> None:
    while True:
        time.sleep(ladder.keep())


def _beat() -> None:
    while True:
        say("beat")
        time.sleep(BEAT_SECONDS)


def _stay_out_of_the_way() -> None:
    """Ctrl-C and a closed terminal are the parent's business; libraries that print to stderr are nobody's."""
    for name in ("SIGINT", "SIGHUP", "SIGTSTP", "SIGTTOU", "SIGTTIN"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if hasattr(os, "set_blocking"):
        try:
            os.set_blocking(1, False)
        except OSError:
            return


def _leave() -> None:
    """End at once, with every player program that is still running.

    Not through the interpreter's end: a hanging sound server would hold it up for ever.
    """
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Obey until stdin ends."""
    _stay_out_of_the_way()
    names, probe = arguments
    ladder = BackendSelector(rungs(names.split(","), decode_path(probe)), say)
    threading.Thread(target=_beat, daemon=True, name="beat").start()
    threading.Thread(target=_keep, args=(ladder,), daemon=True, name="keep").start()
    for line in sys.stdin:
        try:
            if not obey(line, ladder):
                break
        except ValueError:
            continue
    ladder.stop()
    _leave()


if __name__ == "__main__":
    main(sys.argv[1:])
