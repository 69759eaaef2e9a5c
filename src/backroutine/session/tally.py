"""What was done on each side, from the events. The end page, the journal and statistics all use it."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from backroutine.session.events import (
    Event,
    Paused,
    RepCounted,
    RepsCorrected,
    RepUndone,
    SessionEnded,
    SessionResumed,
    SideBegan,
    SideFinished,
    VariationChanged,
)
from backroutine.session.plan import Step


class SideTally(Struct, frozen=True):
    """One side that was begun. A finished side that is done again is a row of its own (`turn` 2)."""

    exercise: str
    side: str
    round: int
    turn: int
    reps: int
    target: int
    seconds: float
    """Time at work, without pauses and time away."""
    variation: str = ""
    """The easier or harder form that was done; empty for the standard."""
    hold: float | None = None
    """Seconds of the hold; None when it is not known."""
    form: str = ""
    """The variation in words: `knee hugged in`."""


SideKey = tuple[str, str, int, int]
"""Exercise, side, round and turn."""


def tally(events: Iterable[Event], steps: Iterable[Step] = ()) -> tuple[SideTally, ...]:
    """The sides that were begun, in that order. The steps of the plan know the form that each was begun in.

    A stretch of work begins with `SideBegan` and ends with a pause or the end of the side. In a session
    that died, a side that is still open counts until the last event.
    """
    rows: dict[SideKey, SideTally] = {}
    # Apart, because most events change nothing else: a new row for each would cost most of the time.
    reps: dict[SideKey, int] = {}
    seconds: dict[SideKey, float] = defaultdict(float)
    begun: set[SideKey] = set()
    open_key: SideKey | None = None
    working_since: float | None = None
    last = 0.0
    planned = {
        (step.exercise, step.side, step.round): (step.variation, step.tempo.hold, step.form) for step in steps
    }
    changed: dict[str, tuple[str, float, str]] = {}

    def form_of(key: SideKey) -> tuple[str, float | None, str]:
        return changed.get(key[0]) or planned.get(key[:3]) or ("", None, "")

    def begin(event: SideBegan | RepCounted | RepUndone, key: SideKey, reps_before: int) -> None:
        nonlocal open_key, working_since
        form = form_of(key)
        row = rows.get(key)
        if row is None:
            rows[key] = SideTally(*key, reps_before, event.target, 0.0, *form)
            reps[key] = reps_before
        elif not reps[key]:  # its form may have been changed before the first rep
            rows[key] = replace(row, variation=form[0], hold=form[1], form=form[2])
        begun.add(key)
        open_key, working_since = key, event.at

    def close_stretch(until: float) -> None:
        nonlocal working_since
        if open_key is not None and working_since is not None:
            seconds[open_key] += max(0.0, until - working_since)
        working_since = None

    for event in events:
        match event:
            case SideBegan():
                begin(event, (event.exercise, event.side, event.round, event.turn), event.reps)
            case RepCounted() | RepUndone():
                key = (event.exercise, event.side, event.round, event.turn)
                if key not in begun:  # the row that began it is damaged; each rep carries its own number
                    begin(event, key, 0)
                reps[key] = event.rep
            case RepsCorrected():
                key = (event.exercise, event.side, event.round, event.turn)
                row = rows.get(key) or SideTally(*key, event.reps, event.target, 0.0, *form_of(key))
                rows[key] = replace(row, target=event.target)
                reps[key] = event.reps
            case SideFinished() | Paused() | SessionEnded():
                close_stretch(event.at)
            case SessionResumed():
                close_stretch(last)
            case VariationChanged():
                changed[event.exercise] = (event.variation, event.hold, event.form)
            case _:
                pass
        last = event.at
    close_stretch(last)
    return tuple(replace(row, reps=reps[key], seconds=seconds[key]) for key, row in rows.items())


def any_rep(events: Iterable[Event]) -> bool:
    """Whether a rep was done and not taken back."""
    return any(row.reps for row in tally(events))
