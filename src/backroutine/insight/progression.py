"""Is it time for more, or for less? The rule that proposes the next target of an exercise, and its words.

Double progression by the 2-for-2 rule: first more reps, then a longer hold, then a harder form, each after
two good sessions. Pain goes before reps. The program proposes; the person decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backroutine.insight.sides import best_turns, rows_with_a_chance
from backroutine.journal.records import SessionRecord
from backroutine.session.plan import Target
from backroutine.session.tally import SideTally

FULL_REPS, NEW_FORM_REPS = 12, 8
"""Reps up to which a form is done, and those with which a harder one begins."""
LEAST_REPS = 4
FEW_REPS = 6
"""Fewer reps than this, in two sessions, are too few."""
LONGEST_REP = 10.0
FULL_HOLD, LEAST_HOLD, HOLD_STEP = 60.0, 5.0, 5.0
"""Seconds, where the hold is the exercise."""
RECENT_DAYS = 21
"""Sessions that lie further apart, or further back, say nothing about today."""
GOOD_PAIN, BAD_PAIN = 3, 6
SPARE_REPS = 2

Kind = Literal["advance", "hold", "regress"]


class Rung(Struct, frozen=True):
    """One form of an exercise, between an easier and a harder one."""

    variation: str
    form: str
    """In words: `knee hugged in`; empty for the standard."""
    sides: tuple[str, ...]
    hold: float
    """Its own hold, in seconds."""
    moving: float
    """Seconds of lift, return and pause."""
    held: bool = False
    """The hold is the exercise."""


class SideDone(Struct, frozen=True):
    """What was done on one side in a session; with several rounds, the least."""

    variation: str
    hold: float
    target: int
    reps: int


class Trial(Struct, frozen=True):
    """One session in which every side of the exercise could be done."""

    day: date
    sides: Mapping[str, SideDone]
    reserve: int | None = None
    """Reps that would still have been possible at the end; None is unknown, as in all that follow."""
    before: int | None = None
    worst: int | None = None
    next_morning: int | None = None
    hurt_here: bool = False
    """The worst pain was at this exercise."""

    @property
    def bad_morning(self) -> bool:
        """Whether the next morning was clearly worse than before."""
        return self.more_by is not None and self.more_by >= 2

    @property
    def more_by(self) -> int | None:
        """How much more pain there was the next morning."""
        if self.before is None or self.next_morning is None:
            return None
        return self.next_morning - self.before


class Proposal(Struct, frozen=True):
    """What is proposed for an exercise, and why."""

    kind: Kind
    reason: str
    """One or two sentences, without the name of the exercise."""
    next: Mapping[str, Target] | None = None
    """The new targets of the sides that change. None: everything stays, or the exercise is left out."""
    after_pain: bool = False


def propose(
    ladder: Sequence[Rung], today: Mapping[str, Target], trials: Sequence[Trial], day: date
) -> Proposal:
    """The proposal for an exercise on a day.

    `ladder` goes from the easiest form to the hardest, `today` has the target of each side, and `trials` are
    the newest first.
    """
    rungs = {rung.variation: rung for rung in ladder}
    known = _that_count(rungs, today, trials, day)
    if not known:
        return Proposal("hold", "No session with this target in the last 3 weeks.")
    newest, pair = known[0], known[:2] if len(known) > 1 else []
    held = any(rungs[target.variation].held for target in today.values())
    # A session with a higher target was met by a step down already: it is no reason for the next one.
    lowered = [any(t.sides[side].target > today[side].reps for side in today) for t in known[:2]]
    if not lowered[0] and newest.hurt_here and newest.worst is not None and newest.worst >= BAD_PAIN:
        return _after_pain(ladder, today, f"Worst pain {newest.worst}.")
    if pair and not any(lowered) and all(trial.bad_morning for trial in pair):
        return _after_pain(
            ladder, today, f"More pain on the next morning, twice running ({_mornings(pair)})."
        )
    if pair and not any(lowered) and all(_short(trial, today, held=held) for trial in pair):
        return _after_few_reps(ladder, today, pair, held=held)
    if pair and all(_good(trial, today) for trial in pair):
        return _after_good(ladder, today)
    return Proposal("hold", _why_hold(pair or [newest], today))


def _that_count(
    rungs: Mapping[str, Rung], today: Mapping[str, Target], trials: Sequence[Trial], day: date
) -> list[Trial]:
    """The trials of today's forms and holds, newest first, as far as no gap is too long."""
    found: list[Trial] = []
    last = day
    for trial in trials:
        if not all(
            side in trial.sides
            and trial.sides[side].variation == target.variation
            and abs(trial.sides[side].hold - hold_of(rungs, target)) < 1e-6
            and trial.sides[side].target >= target.reps
            for side, target in today.items()
        ):
            continue
        if (last - trial.day).days > RECENT_DAYS:
            break
        found.append(trial)
        last = trial.day
    return found


def hold_of(rungs: Mapping[str, Rung], target: Target) -> float:
    """Seconds of the hold at this target."""
    return rungs[target.variation].hold if target.hold is None else target.hold


def _short(trial: Trial, today: Mapping[str, Target], *, held: bool) -> bool:
    """Whether a side had too few reps."""
    return any(
        trial.sides[side].reps < (target.reps if held else min(FEW_REPS, target.reps))
        for side, target in today.items()
    )


def _missing(trial: Trial, today: Mapping[str, Target]) -> str:
    """What speaks against more; empty for a good session."""
    if any(trial.sides[side].reps < target.reps for side, target in today.items()):
        return "not all reps on both sides" if len(today) > 1 else "not all reps"
    if trial.worst is None:
        return "the worst pain is not known"
    if trial.worst > GOOD_PAIN:
        return f"worst pain {trial.worst}"
    if trial.reserve is None:
        return "the reps in reserve are not known"
    if trial.reserve < SPARE_REPS:
        return f"{'no rep' if not trial.reserve else '1 rep'} left at the end of the session"
    if trial.before is None or trial.next_morning is None:
        return f"the pain {'before' if trial.before is None else 'on the next morning'} is not known"
    return ""


def _good(trial: Trial, today: Mapping[str, Target]) -> bool:
    return not _missing(trial, today) and trial.more_by is not None and trial.more_by <= 1


def _why_hold(trials: Sequence[Trial], today: Mapping[str, Target]) -> str:
    bad = next((trial for trial in trials if trial.bad_morning), None)
    if bad:
        return f"More pain the next morning ({bad.before}, then {bad.next_morning}): stay as you are."
    missing = next((words for trial in trials if (words := _missing(trial, today))), "")
    if missing:
        return f"Stay as you are: {missing}."
    return "One good session with this target; after two there may be more."


def _mornings(trials: Sequence[Trial]) -> str:
    return "; ".join(f"{trial.before}, then {trial.next_morning}" for trial in trials)


# The steps. Each side moves from its own target.


def _after_good(ladder: Sequence[Rung], today: Mapping[str, Target]) -> Proposal:
    sides = "on both sides" if len(today) > 1 else "done"
    reason = (
        f"In the last 2 sessions all reps {sides}, 2 or more left at the end of the session, pain at most "
        f"{GOOD_PAIN}, no more the next morning."
    )
    levels = {side: _level(ladder, target) for side, target in today.items()}
    lowest, highest = min(levels.values()), max(levels.values())
    moved: dict[str, Target] = {}
    for side, target in today.items():
        step = _more(ladder, target) if levels[side] == lowest else None
        if step is not None:
            # Uneven sides: the lower one moves, at most to where the other is.
            beyond = lowest < highest and _level(ladder, step) > highest
            moved[side] = next(today[s] for s in today if levels[s] == highest) if beyond else step
    if not moved:
        return Proposal("hold", f"{reason} Nothing more is proposed.")
    return Proposal("advance", reason, _for_its_sides(ladder, moved, today))


def _more(ladder: Sequence[Rung], target: Target) -> Target | None:
    index, rung, hold = _stands(ladder, target)
    if rung.held:
        if hold < FULL_HOLD:
            return replace(target, hold=min(hold + HOLD_STEP, FULL_HOLD))
    elif target.reps < FULL_REPS:
        return replace(target, reps=min(target.reps + 2, FULL_REPS))
    elif rung.moving + hold + 1 <= LONGEST_REP:
        return replace(target, hold=hold + 1)
    if index + 1 == len(ladder):
        return None
    harder = ladder[index + 1]
    return Target(harder.variation, target.reps if rung.held else NEW_FORM_REPS)


def _after_pain(ladder: Sequence[Rung], today: Mapping[str, Target], reason: str) -> Proposal:
    moved = {side: less for side, target in today.items() if (less := _less(ladder, target))}
    if not moved:
        return Proposal("regress", f"{reason} Leave it out, and ask a clinician.", after_pain=True)
    return Proposal("regress", reason, _for_its_sides(ladder, moved, today), after_pain=True)


def _less(ladder: Sequence[Rung], target: Target) -> Target | None:
    """The step down after pain; None when there is nothing easier."""
    index, rung, hold = _stands(ladder, target)
    if index:
        return _easier(ladder, target, target.reps if rung.held else min(target.reps, 10))
    if rung.held:
        return replace(target, hold=max(hold - HOLD_STEP, LEAST_HOLD)) if hold > LEAST_HOLD else None
    return replace(target, reps=max(target.reps - 2, LEAST_REPS)) if target.reps > LEAST_REPS else None


def _after_few_reps(
    ladder: Sequence[Rung], today: Mapping[str, Target], pair: Sequence[Trial], *, held: bool
) -> Proposal:
    least = max(target.reps if held else min(FEW_REPS, target.reps) for target in today.values())
    reason = f"In the last 2 sessions fewer than {least} reps{' on a side' if len(today) > 1 else ''}."
    even = len(set(today.values())) == 1
    moved = {}
    for side, target in today.items():
        short = all(_short(trial, {side: target}, held=held) for trial in pair)
        if (even or short) and (fewer := _fewer(ladder, target)):
            moved[side] = fewer
    if not moved:
        return Proposal("hold", f"{reason} Stay as you are.")
    return Proposal("regress", reason, _for_its_sides(ladder, moved, today))


def _fewer(ladder: Sequence[Rung], target: Target) -> Target | None:
    """The step down after too few reps; None when there is nothing easier."""
    index, rung, hold = _stands(ladder, target)
    if rung.held:
        return replace(target, hold=max(hold - HOLD_STEP, LEAST_HOLD)) if hold > LEAST_HOLD else None
    if hold > rung.hold:
        return replace(target, hold=None)
    if target.reps - 2 >= FEW_REPS:
        return replace(target, reps=target.reps - 2)
    return _easier(ladder, target, target.reps) if index else None


def _easier(ladder: Sequence[Rung], target: Target, reps: int) -> Target:
    """The easier form with its own hold, but never with a longer one than now."""
    index, _, hold = _stands(ladder, target)
    easier = ladder[index - 1]
    return Target(easier.variation, reps, hold if hold < easier.hold else None)


def _stands(ladder: Sequence[Rung], target: Target) -> tuple[int, Rung, float]:
    """Where a target is on the ladder, its form, and the seconds of its hold."""
    index = _index(ladder, target)
    return index, ladder[index], ladder[index].hold if target.hold is None else target.hold


def _index(ladder: Sequence[Rung], target: Target) -> int:
    return [rung.variation for rung in ladder].index(target.variation)


def _level(ladder: Sequence[Rung], target: Target) -> tuple[int, int, float]:
    """Lower is an easier form, then fewer reps, then a shorter hold."""
    index, _, hold = _stands(ladder, target)
    return index, target.reps, hold


def _for_its_sides(
    ladder: Sequence[Rung], moved: Mapping[str, Target], today: Mapping[str, Target]
) -> Mapping[str, Target]:
    """The targets by the sides of their form. A form that both sides do at once holds for both."""
    sides = {target: ladder[_index(ladder, target)].sides for target in moved.values()}
    alike = next(iter(sides)) if len(sides) == 1 and len(moved) == len(today) else None
    if alike is not None:
        return dict.fromkeys(sides[alike], alike)
    own = {side: target for side, target in moved.items() if set(sides[target]) == set(today)}
    if own:
        return own
    easiest = min(sides, key=lambda target: _index(ladder, target))
    return dict.fromkeys(sides[easiest], easiest)


# What past sessions say about one exercise.


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
