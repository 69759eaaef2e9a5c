"""Standard input of a session without a screen: each line read is the main key."""

import contextlib
import os
import sys
import threading

from backroutine.coach.drive import Inbox, Word


def listen_to_stdin(inbox: Inbox) -> None:
    """Put a word into the inbox for each line, from a thread that never keeps the program alive."""
    if sys.stdin is None:
        inbox.put(Word.INPUT_ENDED)
        return

    try:
        descriptor = sys.stdin.fileno()
    except (OSError, ValueError):
        inbox.put(Word.INPUT_ENDED)
        return

    def read() -> None:
        # Not through sys.stdin: its lock, held while waiting, would keep the interpreter from ending.
        with contextlib.suppress(OSError):
            while data := os.read(descriptor, 4096):
                for _line in range(data.count(b"\n")):
                    inbox.put(Word.MAIN_KEY)
        inbox.put(Word.INPUT_ENDED)

    threading.Thread(target=read, name="stdin", daemon=True).start()
