"""Standard input of a session without a screen: each line read is the main key."""

import sys
import threading

from backroutine.coach.drive import Inbox, Word


def listen_to_stdin(inbox: Inbox) -> None:
    """Put a word into the inbox for each line, from a thread that never keeps the program alive."""
    if sys.stdin is None:
        inbox.put(Word.INPUT_ENDED)
        return

    def read() -> None:
        try:
            for _line in sys.stdin.buffer:
                inbox.put(Word.MAIN_KEY)
        except (OSError, ValueError):
            pass
        inbox.put(Word.INPUT_ENDED)

    threading.Thread(target=read, name="stdin", daemon=True).start()
