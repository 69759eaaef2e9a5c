"""What was done on each side, from the events. The end page, the journal and statistics all use it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class SideTally:
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


def tally(events: Iterable[Event], steps: Iterable[Step] = ()) -> tuple[SideTally, ...]:
    """The sides that were begun, in that order. The steps of the plan know the form that each was begun in.

    A stretch of work begins with `SideBegan` and ends with a pause or the end of the side. In a session
    that died, a side that is still open counts until the last event.
    """
    rows: dict[tuple[str, str, int, int], SideTally] = {}
    # Apart, because most events change nothing else: a new row for each would cost most of the time.
    reps: dict[tuple[str, str, int, int], int] = {}
    seconds: dict[tuple[str, str, int, int], float] = {}
    open_key: tuple[str, str, int, int] | None = None
    working_since: float | None = None
    last = 0.0
    planned = {
        (step.exercise, step.side, step.round): (step.variation, step.tempo.hold, step.form) for step in steps
    }
    changed: dict[str, tuple[str, float, str]] = {}

    def close_stretch(until: float) -> None:
        nonlocal working_since
        if open_key is not None and working_since is not None:
            seconds[open_key] = seconds.get(open_key, 0.0) + max(0.0, until - working_since)
        working_since = None

    for event in events:
        match event:
            case SideBegan():
                open_key = (event.exercise, event.side, event.round, event.turn)
                form = changed.get(event.exercise) or planned.get(open_key[:3]) or ("", None, "")
                row = rows.get(open_key)
                if row is None:
                    rows[open_key] = SideTally(*open_key, event.reps, event.target, 0.0, *form)
                    reps[open_key] = event.reps
                elif not reps[open_key]:  # its form may have been changed before the first rep
                    rows[open_key] = replace(row, variation=form[0], hold=form[1], form=form[2])
                working_since = event.at
            case RepCounted() | RepUndone():
                key = (event.exercise, event.side, event.round, event.turn)
                if key not in reps:
                    raise KeyError(key)
                reps[key] = event.rep
            case RepsCorrected():
                key = (event.exercise, event.side, event.round, event.turn)
                form = changed.get(event.exercise) or planned.get(key[:3]) or ("", None, "")
                row = rows.get(key) or SideTally(*key, event.reps, event.target, 0.0, *form)
                rows[key] = replace(row, target=event.target)
                reps[key] = event.reps
            case SideFinished():
                close_stretch(event.at)
                open_key = None
            case Paused() | SessionEnded():
                close_stretch(event.at)
            case SessionResumed():
                close_stretch(last)
            case VariationChanged():
                changed[event.exercise] = (event.variation, event.hold, event.form)
            case _:
                pass
        last = event.at
    close_stretch(last)
    return tuple(replace(row, reps=reps[key], seconds=seconds.get(key, 0.0)) for key, row in rows.items())


def any_rep(events: Iterable[Event]) -> bool:
    """Whether a rep was done and not taken back."""
    return any(row.reps for row in tally(events))
