"""What past sessions say about one exercise, for the rule of progression."""

from collections.abc import Iterable, Iterator, Sequence

from backroutine.insight.progression import SideDone, Trial
from backroutine.insight.sides import best_turns, rows_with_a_chance
from backroutine.journal.records import SessionRecord
from backroutine.session.tally import SideTally


def trials_of(records: Iterable[SessionRecord], exercise: str) -> Iterator[Trial]:
    """The sessions that had this exercise, in their order.

    Left out are sessions in which a side changed its form, or whose form is not known.
    """
    for record in records:
        rows = rows_with_a_chance(record, exercise)
        sides = {
            side: done for side in dict.fromkeys(row.side for row in rows) if (done := _done(rows, side))
        }
        if sides and len(sides) == len({row.side for row in rows}):
            only = len({row.exercise for row in record.sides}) == 1
            yield Trial(
                record.day,
                sides,
                record.reserve,
                record.pain.before,
                record.pain.worst,
                record.pain.next_morning,
                hurt_here=record.hurt == exercise or only,
            )


def _done(rows: Sequence[SideTally], side: str) -> SideDone | None:
    mine = [row for row in rows if row.side == side]
    forms = {(row.variation, row.hold) for row in mine}
    variation, hold = next(iter(forms))
    if len(forms) > 1 or hold is None:
        return None
    reps = best_turns(mine, side)
    return SideDone(variation, hold, min(row.target for row in mine), min(reps.values()))
