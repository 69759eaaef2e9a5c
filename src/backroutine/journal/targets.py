"""Reading what a person trains at: the targets that stand."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from backroutine.journal.entries import TargetSet, standing
from backroutine.journal.reader import notices_of, reading
from backroutine.journal.rows import OTHERS, entries_on, written
from backroutine.session.plan import Target


class StandingTargets(NamedTuple):
    """The targets, and what a person has to know about reading them."""

    targets: Mapping[str, Mapping[str | None, Target]]
    """By exercise, then by side; None for all sides that have none of their own."""
    notices: tuple[str, ...] = ()
    """Lines for stderr."""


def read_targets(path: Path) -> StandingTargets:
    """The last target of each side that was not taken back. Raises JournalError."""
    with reading(path) as (connection, damage):
        if connection is None:
            return StandingTargets({})
        entries = standing(written(entries_on(connection, damage, OTHERS), damage))
    found: dict[str, dict[str | None, Target]] = {}
    for entry in entries:
        if isinstance(entry, TargetSet):
            target = Target(entry.variation, entry.reps, entry.hold)
            before = {} if entry.side is None else found.get(entry.exercise, {})
            found[entry.exercise] = {**before, entry.side: target}
    return StandingTargets(found, notices_of(path, damage))
