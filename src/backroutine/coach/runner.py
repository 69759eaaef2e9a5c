"""One running session: looks at the clock, obeys commands, saves each event, then calls the listeners."""

import queue
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from backroutine.coach import phrases
from backroutine.coach.questions import OpenQuestions
from backroutine.errors import JournalError, Refused
from backroutine.session.events import PASSING, Event, Paused
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Plan, Step
from backroutine.session.replay import go_on, state_after
from backroutine.session.state import (
    Command,
    Situation,
    State,
    deadline,
    situation,
)

Listener = Callable[[State, Sequence[Event], float], None]
"""Called with the events of one look (at least one), the state after them, and the instant of the look in
seconds since the session began."""
Record = Callable[[Event], None]
"""Saves an event. Raises JournalError when it cannot; then it may be called again with the same event."""


class SessionRunner:
    """Holds the state of one session. Every event is saved first and then passed to each listener.

    When saving fails the session goes on: events wait in `unsaved`, in order, and saving them is tried again
    with the next one. `trouble` says so in a line, and `on_trouble` is called with it once.
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
        """A new session at this pace, or one that was `left` with these events.

        `elapsed` is the number of seconds since a session that was left began; its pace is its own.
        """
        self.plan = plan
        self.listeners = list(listeners)
        self.events: list[Event] = list(left)
        self.on_new_plan: Callable[[Plan], None] = lambda _plan: None
        """Called when another plan is taken before the session begins."""
        self.unsaved: list[Event] = []
        self.trouble: str | None = None
        self.notice = ""
        """The trouble in a few words for the screen."""
        self._clock = clock
        self._record = record
        self._on_trouble = on_trouble
        self._left = left
        self._pace = pace
        self._begun = False
        self._origin = clock() - max(elapsed, left[-1].at if left else 0.0)
        self.state = (state_after(plan, left) if left else None) or start(plan, pace)[0]

    def use(self, plan: Plan) -> None:
        """Take another plan for a new session that has not begun."""
        self.plan = plan
        self.state = start(plan, self._pace)[0]
        self.on_new_plan(plan)

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
        """Whether this session was left earlier and goes on."""
        return bool(self._left)

    @property
    def away(self) -> bool:
        """Whether it is paused because the computer slept."""
        pauses = (event for event in reversed(self.events) if isinstance(event, Paused))
        return self.state.paused and next(pauses).because == "away"

    @property
    def situation(self) -> Situation:
        """What the session allows now."""
        return situation(self.plan, self.state)

    @property
    def step(self) -> Step:
        """The side being done or waited for."""
        return self.state.steps[self.state.step]

    def begin(self) -> None:
        """Begin the session, or go on with one that was left."""
        self._begun = True
        if self._left:
            self.state, events = go_on(self.plan, self._left, self.now)
        else:
            self._origin = self._clock()
            self.state, events = start(self.plan, self._pace)
        self._publish(events)

    def look(self) -> None:
        self.state, events = advance(self.plan, self.state, self.now)
        self._publish(events)

    def obey(self, command: Command) -> str | None:
        """Carry out a command. Returns why not, if it is refused."""
        self.look()
        try:
            # At the instant of that look: whatever is due later belongs to the next look.
            self.state, events = send(self.plan, self.state, command, self.state.seen)
        except Refused as refused:
            return str(refused)
        self._publish(events)
        return None

    def press_main_key(self, *, person: bool = True) -> str | None:
        """The main key: count a rep in tap mode, otherwise pause or go on. Returns why not, if it is refused.

        While waiting in tap mode, a person means "ready"; a line from a pipe means a rep.
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
        """The instant of the next change by itself, in seconds since the session began; None without one."""
        return deadline(self.plan, self.state)

    def seconds_until_change(self) -> float | None:
        """Seconds until the next change by itself; None without one."""
        return None if self.due is None else max(0.0, self.due - self.now)

    def save_again(self) -> None:
        """Try to save the events that could not be saved so far."""
        try:
            while self.unsaved:
                self._record(self.unsaved[0])
                del self.unsaved[0]
            self.trouble = None
        except JournalError as error:
            before, self.trouble = self.trouble, str(error)
            self.notice = f"Not saved: {error.faults[0].what}; {error.faults[0].todo}"
            if self.trouble != before:
                self._on_trouble(self.trouble)

    def _publish(self, events: Sequence[Event]) -> None:
        # All are saved before the first listener runs: if one of them fails, nothing is lost.
        self.events += events
        self.unsaved += (event for event in events if not isinstance(event, PASSING))
        self.save_again()
        if events:
            for listener in self.listeners:
                listener(self.state, events, self.now)


class PreparedSession(Struct, frozen=True):
    """A session that can begin, or go on, with what is known about it."""

    runner: SessionRunner
    left: SessionRunner | None = None
    """A session that was left and can go on."""
    left_when: str = ""
    """The time of day it was left: `07:10`."""
    seconds: float = 0.0
    """How long it will likely take."""
    open_questions: OpenQuestions = field(default_factory=OpenQuestions)
    after: Callable[[], Sequence[str]] = tuple
    """Further lines of the end page."""
    experiment: str = ""
    """What an experiment asks for today."""
    last_time: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Reps of each exercise and side in the session before."""
    week: Callable[[], tuple[int, int] | None] = lambda: None
    """Sessions of this week and the goal."""


# A session without a screen.

LONGEST_WAIT = 0.5
"""Most seconds between two looks at the clock: short enough to notice that the computer slept."""


class Input(Enum):
    """What can come from outside the session."""

    MAIN_KEY = "main key"
    INPUT_ENDED = "input ended"
    STOP = "stop"
    AWAY = "away"
    """The program was suspended and goes on. The person was not exercising meanwhile."""


Inbox = queue.SimpleQueue[Input]
"""Filled by a reading thread and by signal handlers: a SimpleQueue may be filled from both."""


def next_input(inbox: Inbox, seconds: float) -> Input | None:
    """The next input, if one comes within so many seconds."""
    try:
        return inbox.get(timeout=seconds) if seconds > 0 else inbox.get_nowait()
    except queue.Empty:
        return None


def run_without_screen(
    runner: SessionRunner,
    wait_for_input: Callable[[float], Input | None],
    write: Callable[[str], None],
    *,
    person: bool = False,
) -> None:
    """Run a session to its end.

    `wait_for_input(seconds)` returns the next input, or None after so many seconds. `write` is called with
    what is not an event: a refusal, or that the input has ended. `person`: the input comes from a terminal.
    """
    input_open = True
    runner.begin()
    while runner.state.status is None:
        until = runner.seconds_until_change()
        received = wait_for_input(LONGEST_WAIT if until is None else min(until, LONGEST_WAIT))
        runner.look()
        if runner.state.status is not None:
            return
        if received is Input.STOP:
            runner.obey(Command.STOP)
        elif received is Input.MAIN_KEY:
            refusal = runner.press_main_key(person=person)
            if refusal:
                write(refusal)
        elif received is Input.AWAY:
            runner.obey(Command.PAUSE)
        elif received is Input.INPUT_ENDED:
            input_open = False
        if not input_open and (runner.plan.tap or runner.situation is Situation.PAUSED):
            write(phrases.NOBODY_LEFT)
            runner.obey(Command.STOP)
