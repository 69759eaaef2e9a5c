"""A session without a screen: waits for the next deadline or the next word from outside."""

import queue
from collections.abc import Callable
from enum import Enum

from backroutine.coach import words
from backroutine.coach.conductor import SessionRunner
from backroutine.session.state import Command, Situation

LONGEST_WAIT = 0.5
"""Seconds between two looks at the clock: short enough to notice that the computer slept."""


class Input(Enum):
    """What can come from outside."""

    MAIN_KEY = "main key"
    INPUT_ENDED = "input ended"
    STOP = "stop"
    AWAY = "away"
    """The program was suspended and goes on: whoever did that was not exercising."""


Inbox = queue.SimpleQueue[Input]
"""Filled by a reading thread and by signal handlers (SimpleQueue may be filled from both), emptied here."""


def next_word(inbox: Inbox, seconds: float) -> Input | None:
    """The next word, if one comes within these seconds."""
    try:
        return inbox.get(timeout=seconds) if seconds > 0 else inbox.get_nowait()
    except queue.Empty:
        return None


def drive(
    conductor: SessionRunner,
    listen: Callable[[float], Input | None],
    say: Callable[[str], None],
    *,
    person: bool = False,
) -> None:
    """Run a session to its end.

    `listen(seconds)` waits at most so long for a word; `say` takes what is to be told beside the events:
    a refusal, or that the input has ended. `person` tells whether somebody sits at the other end.
    """
    hears = True
    conductor.begin()
    while conductor.state.status is None:
        until = conductor.seconds_until_change()
        word = listen(LONGEST_WAIT if until is None else min(until, LONGEST_WAIT))
        conductor.look()
        if conductor.state.status is not None:
            return
        if word is Input.STOP:
            conductor.obey(Command.STOP)
        elif word is Input.MAIN_KEY:
            refusal = conductor.press_main_key(person=person)
            if refusal:
                say(refusal)
        elif word is Input.AWAY:
            conductor.obey(Command.PAUSE)
        elif word is Input.INPUT_ENDED:
            hears = False
        if not hears and (conductor.plan.tap or conductor.situation is Situation.PAUSED):
            say(words.NOBODY_LEFT)
            conductor.obey(Command.STOP)
