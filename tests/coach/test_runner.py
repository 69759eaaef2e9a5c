"""One running session and its listeners: the journal hears everything first."""

from backroutine.coach.runner import SessionRunner
from backroutine.errors import JournalError
from backroutine.session.events import (
    Event,
    PaceChanged,
    PhaseBegan,
    RepCounted,
    SessionEnded,
    SessionResumed,
    SessionStarted,
)
from backroutine.session.state import Command, Situation
from plans import Player, plan


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_rep_is_saved_before_any_listener_is_called() -> None:
    order: list[tuple[str, type]] = []
    clock = Clock()
    runner = SessionRunner(
        plan(),
        clock,
        lambda e: order.append(("saved", type(e))),
        [lambda _state, events, _now: order.extend(("heard", type(e)) for e in events)],
    )
    runner.begin()
    for _ in range(20):
        clock.now += 1
        runner.look()
    first = order.index(("heard", RepCounted))
    assert order[first - 1] == ("saved", RepCounted)


def test_what_only_leads_is_not_saved() -> None:
    saved: list[Event] = []
    runner = SessionRunner(plan(), Clock(), saved.append)
    runner.begin()
    assert [type(e) for e in saved] == [SessionStarted]
    assert [type(e) for e in runner.events] == [SessionStarted, PhaseBegan]


def test_a_journal_that_refuses_is_reported_once_and_offered_everything_again_in_order() -> None:
    saved: list[Event] = []
    notices: list[str] = []
    full = True

    def record(event: Event) -> None:
        if full:
            raise JournalError("journal.db", "the disk is full", "make room")
        saved.append(event)

    clock = Clock()
    runner = SessionRunner(plan(), clock, record, on_trouble=notices.append)
    runner.begin()
    for _ in range(14):
        clock.now += 1
        runner.look()
    assert notices == ["journal.db: the disk is full; make room"]
    assert runner.trouble == notices[0]
    full = False
    runner.obey(Command.STOP)
    assert not runner.unsaved
    assert not runner.trouble
    assert isinstance(saved[0], SessionStarted)
    assert isinstance(saved[-1], SessionEnded)
    assert [e.at for e in saved] == sorted(e.at for e in saved)


def test_a_refused_command_says_why() -> None:
    runner = SessionRunner(plan(), Clock(), lambda _e: None)
    runner.begin()
    assert runner.obey(Command.COUNT) == "Reps are paced here: there is no need to count them"


def test_the_main_key_pauses_and_goes_on_when_paced() -> None:
    runner = SessionRunner(plan(), Clock(), lambda _e: None)
    runner.begin()
    situations = []
    for _ in range(2):
        runner.press_main_key()
        situations.append(runner.situation)
    assert situations == [Situation.PAUSED, Situation.WAITING]


def test_the_main_key_counts_when_tapping() -> None:
    runner = SessionRunner(plan(tap=True), Clock(), lambda _e: None)
    runner.begin()
    for _ in range(2):
        runner.press_main_key()
    assert runner.state.reps == (1, 0)


def test_a_person_who_taps_while_waiting_is_ready_and_counts_nothing() -> None:
    runner = SessionRunner(plan(tap=True), Clock(), lambda _e: None)
    runner.begin()
    for _ in range(3):
        runner.press_main_key()
    assert (runner.situation, runner.state.reps) == (Situation.WAITING_TO_TAP, (2, 0))
    runner.press_main_key()
    assert (runner.situation, runner.state.reps) == (Situation.TAPPING, (2, 0))


def test_a_pipe_counts_with_every_line() -> None:
    runner = SessionRunner(plan(tap=True), Clock(), lambda _e: None)
    runner.begin()
    for _ in range(3):
        runner.press_main_key(person=False)
    assert runner.state.reps == (2, 1)


def test_time_starts_when_the_session_begins() -> None:
    clock = Clock()
    runner = SessionRunner(plan(), clock, lambda _e: None)
    clock.now += 60
    runner.begin()
    runner.look()
    assert runner.situation is Situation.WAITING
    assert runner.seconds_until_change() == 2


def test_a_new_session_begins_at_the_pace_asked_for() -> None:
    saved: list[Event] = []
    runner = SessionRunner(plan(), Clock(), saved.append, pace=1.5)
    assert runner.state.pace == 1.5
    runner.begin()
    assert runner.state.pace == 1.5
    assert saved[1] == PaceChanged(0.0, 1.5)


def test_one_that_was_left_has_its_own_pace() -> None:
    left = SessionRunner(plan(), Clock(), lambda _event: None, pace=0.8)
    left.begin()
    again = SessionRunner(plan(), Clock(), lambda _event: None, left=left.events, pace=1.5)
    again.begin()
    assert again.state.pace == 0.8


def test_a_clock_that_was_set_back_never_puts_an_event_before_those_of_a_session_that_was_left() -> None:
    left = Player(plan()).wait(13).events
    again = SessionRunner(plan(), Clock(), lambda _event: None, left=left, elapsed=2)
    again.begin()
    assert again.events[len(left)] == SessionResumed(left[-1].at)
