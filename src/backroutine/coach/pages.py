"""The page after a session, as lines: what was done."""

from collections.abc import Sequence

from backroutine.coach import labels, words
from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.tally import tally
from backroutine.text import show


def after(plan: Plan, events: Sequence[Event], more: Sequence[str]) -> list[str]:
    """The end page: reps of each side against their target, the time at work, and what `more` tells."""
    rows = tally(events)
    lines = [*words.summary(plan, rows), ""]
    if rows:
        lines.append(labels.at_work(sum(row.seconds for row in rows)))
    return [show(line) for line in [*lines, *more]]
