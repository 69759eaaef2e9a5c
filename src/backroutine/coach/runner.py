"""One running session: looks at the clock, obeys, and tells the listeners, the journal before all others."""

import queue
from collections.abc import Callable, Sequence
from enum import Enum

from backroutine.coach import phrases
from backroutine.errors import JournalError, Refused
from backroutine.session.events import PASSING, Event, Paused
from backroutine.session.machine import advance, deadline, send, start
from backroutine.session.plan import Plan, Step
from backroutine.session.replay import go_on, state_after
from backroutine.session.state import Command, Situation, State, situation

Listener = Callable[[Event], None]


Hearer = Callable[[State, Sequence[Event], float], None]
"""Hears all that happened at one look, with the state after it and the instant of the look."""
Record = Callable[[Event], None]
"""Makes an event safe and returns; raises JournalError when it cannot, and may be asked again."""


class SessionRunner:
    """Holds the state of one session and hands every event to the journal first, then to each listener.

    When the journal refuses, the session goes on: events wait in `unsaved`, in order, and are offered
    again with the next one; `trouble` says so in a line, and `on_trouble` hears it once.
    """

    def __init__(
        self,
        plan: Plan,
        clock: Callable[[], float],
        record: Record,
        listeners: Sequence[Listener] = (),
        on_trouble: Callable[[str], None] = lambda _trouble: None,
        *,
        left: Sequence[Event] = (),
        elapsed: float = 0.0,
        pace: float = 1.0,
    ) -> None:
        """A new session, or one that was `left` with these events and began `elapsed` seconds ago.

        A new one begins at this pace; one that was left has its own.
        """
        self.plan = plan
        self.listeners = list(listeners)
        self.hearers: list[Hearer] = []
        self.events: list[Event] = list(left)
        self.unsaved: list[Event] = []
        self.trouble: str | None = None
        self.notice = ""
        """The trouble in a few words: what is wrong comes first."""
        self._clock = clock
        self._record = record
        self._on_trouble = on_trouble
        self._left = left
        self._pace = pace
        self._begun = False
        self._origin = clock() - max(elapsed, left[-1].at if left else 0.0)
        self.state = (state_after(plan, left) if left else None) or start(plan, pace)[0]

    @property
    def now(self) -> float:
        """Seconds since the session began."""
        return self._clock() - self._origin

    @property
    def running(self) -> bool:
        """Whether it has begun and not ended."""
        return self._begun and self.state.status is None

    @property
    def goes_on(self) -> bool:
        """Whether it is one that was left."""
        return bool(self._left)

    @property
    def away(self) -> bool:
        """Whether it stands paused because nobody looked at the clock: the computer slept."""
        pauses = (event for event in reversed(self.events) if isinstance(event, Paused))
        return self.state.paused and next(pauses).because == "away"

    @property
    def situation(self) -> Situation:
        """What the session allows now."""
        return situation(self.plan, self.state)

    @property
    def step(self) -> Step:
        """The side being done or waited for."""
        return self.plan.steps[self.state.step]

    def begin(self) -> None:
        """The session's first instant is now, or now it goes on."""
        self._begun = True
        if self._left:
            self.state, events = go_on(self.plan, self._left, self.now)
        else:
            self._origin = self._clock()
            self.state, events = start(self.plan, self._pace)
        self._tell(events)

    def look(self) -> None:
        """Time has passed."""
        self.state, events = advance(self.plan, self.state, self.now)
        self._tell(events)

    def obey(self, command: Command) -> str | None:
        """Do what the person asked; when it is refused, say why instead."""
        self.look()
        try:
            # At the instant of that look: what is due after it belongs to the next one.
            self.state, events = send(self.plan, self.state, command, self.state.seen)
        except Refused as refused:
            return str(refused)
        self._tell(events)
        return None

    def press_main_key(self, *, person: bool = True) -> str | None:
        """What the one big key means now: count in tap mode; otherwise pause and go on.

        A person who taps while waiting says "ready"; a pipe has no body to get ready, so there it is a rep.
        """
        match self.situation:
            case Situation.PAUSED:
                return self.obey(Command.RESUME)
            case Situation.WAITING_TO_TAP if person:
                return self.obey(Command.GO)
            case _:
                return self.obey(Command.COUNT if self.plan.tap else Command.PAUSE)

    @property
    def due(self) -> float | None:
        """When the session next changes by itself, in seconds since it began; None if it never does."""
        return deadline(self.plan, self.state)

    def seconds_until_change(self) -> float | None:
        """Seconds until the session next changes by itself; None if it never does."""
        return None if self.due is None else max(0.0, self.due - self.now)

    def save_again(self) -> None:
        """Offer the journal what it has not taken yet."""
        try:
            while self.unsaved:
                self._record(self.unsaved[0])
                del self.unsaved[0]
            self.trouble = None
        except JournalError as error:
            told = self.trouble
            self.trouble = str(error)
            self.notice = f"Not saved: {error.faults[0].what}; {error.faults[0].todo}"
            if self.trouble != told:
                self._on_trouble(self.trouble)

    def _tell(self, events: Sequence[Event]) -> None:
        # All are safe before anybody hears of one: a listener that fails takes nothing with it.
        self.events += events
        self.unsaved += (event for event in events if not isinstance(event, PASSING))
        self.save_again()
        for event in events:
            for listener in self.listeners:
                listener(event)
        for hearer in self.hearers:
            hearer(self.state, events, self.now)


# A session without a screen: waits for the next deadline or the next word from outside.

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
            say(phrases.NOBODY_LEFT)
            conductor.obey(Command.STOP)
