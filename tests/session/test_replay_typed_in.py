"""A session done away from the machine tells the same events as one that the machine led."""

import pytest

from backroutine.session.events import PASSING, SessionEnded, SideFinished, SideSkipped
from backroutine.session.replay import done_afterwards, likely_seconds
from backroutine.session.tally import tally
from plans import Player, plan, step


def test_a_whole_session_is_what_the_machine_would_have_told() -> None:
    led = Player(plan()).to_end()
    told = done_afterwards(led.plan, [2, 2], led.now)
    assert told == tuple(event for event in led.events if not isinstance(event, PASSING))


def test_fewer_more_and_no_reps() -> None:
    steps = (step("left"), step("right"), step("both", "bridge"))
    events = done_afterwards(plan(*steps), [1, 0, 3], 100.0)
    assert [(row.side, row.reps, row.target) for row in tally(events)] == [("left", 1, 2), ("both", 3, 2)]
    assert [e.because for e in events if isinstance(e, SideFinished)] == ["skipped", "done"]
    assert [e.side for e in events if isinstance(e, SideSkipped)] == ["right"]
    assert events[-1] == SessionEnded(100.0, "completed")


def test_the_time_told_is_spread_over_the_reps() -> None:
    seconds = likely_seconds(plan(), [2, 2])
    assert seconds == 5 + 14 + 10 + 14
    half, whole = (tally(done_afterwards(plan(), [2, 2], s)) for s in (seconds / 2, seconds))
    assert [row.seconds * 2 for row in half] == pytest.approx([row.seconds for row in whole])
    assert [row.seconds for row in whole] == pytest.approx([14.0, 14.0])


def test_no_rep_is_no_session() -> None:
    with pytest.raises(ValueError, match="at least one rep"):
        done_afterwards(plan(), [0, 0], 60.0)
