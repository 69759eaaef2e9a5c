"""The page after a session, as lines: what was done."""

from collections.abc import Sequence

from backroutine.coach import labels, phrases
from backroutine.session.events import Event, SessionEnded
from backroutine.session.going_on import state_after
from backroutine.session.plan import Plan
from backroutine.session.tally import tally
from backroutine.text import show


def after(plan: Plan, events: Sequence[Event], more: Sequence[str]) -> list[str]:
    """The end page: reps of each side against their target, the time at work, and what `more` tells."""
    rows = tally(events)
    lines = [*phrases.summary(plan, rows), ""]
    if rows:
        lines.append(labels.at_work(sum(row.seconds for row in rows)))
    return [show(line) for line in [*lines, *more]]


def any_rep(events: Sequence[Event]) -> bool:
    """Whether a rep was done."""
    return any(row.reps for row in tally(events))


def going_on_later(plan: Plan, events: Sequence[Event]) -> list[str]:
    """That a session which was stopped can go on, if it can."""
    stopped = any(isinstance(event, SessionEnded) and event.status == "stopped" for event in events[-1:])
    return [labels.CAN_GO_ON] if stopped and any_rep(events) and state_after(plan, events) else []
