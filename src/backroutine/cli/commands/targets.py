"""`backroutine targets`: what a person trains at in each exercise, what is proposed, and setting it."""

from collections.abc import Sequence

from msgspec.structs import replace

from backroutine.catalogue.items import Item, exercise_of, read_items, sides_of
from backroutine.catalogue.load import catalogue_of
from backroutine.catalogue.models import STANDARD, Catalogue, Exercise
from backroutine.catalogue.plan_builder import Targets
from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import open_journal, recent_sessions
from backroutine.cli.output import write_prose
from backroutine.cli.proposals import (
    ExerciseProposal,
    entries_for,
    ladder_of,
    proposals_for,
    today_of,
)
from backroutine.cli.tables import Column, print_table
from backroutine.errors import UsageError
from backroutine.insight.progression import hold_of
from backroutine.journal.entries import TargetSet
from backroutine.journal.targets import read_targets
from backroutine.session.plan import Target

_COLUMNS = (
    Column("Exercise"),
    Column("Side"),
    Column("Variation"),
    Column("Reps", "right"),
    Column("Hold", "right"),
    Column("Proposed"),
)


def print_targets(context: Context, *, as_json: bool) -> None:
    """Print each side's target, what is proposed, and why. Raises JournalError."""
    catalogue = catalogue_of(context.settings.catalogue)
    found = read_targets(context.journal)
    output.complain_lines(found.notices)
    shown = proposals_for(catalogue.exercises, found.targets, recent_sessions(context), context)
    if as_json:
        output.write_json([row for one in shown for row in _to_json(one)], indent=2)
        return
    print_table(_COLUMNS, [row for one in shown for row in _rows(one)])
    for one in shown:
        write_prose(one.sentence)
    for line in _resting(catalogue, found.targets):
        write_prose(line)


def _rows(one: ExerciseProposal) -> list[tuple[str, ...]]:
    rungs = {rung.variation: rung for rung in one.ladder}
    rows: list[tuple[str, ...]] = []
    for side, target in one.today.items():
        hold = f"{hold_of(rungs, target):g} s"
        moves = one.proposal.next is not None and (side in one.proposal.next or "both" in one.proposal.next)
        kind = one.proposal.kind if moves or one.proposal.kind == "regress" else "hold"
        rows.append((one.exercise.name, side, target.variation or STANDARD, str(target.reps), hold, kind))
    return rows


def _to_json(one: ExerciseProposal) -> list[dict[str, object]]:
    rungs = {rung.variation: rung for rung in one.ladder}
    rows: list[dict[str, object]] = []
    for (_, side, _, reps, _, kind), target in zip(_rows(one), one.today.values(), strict=True):
        moved = (one.proposal.next or {}).get(side) or (one.proposal.next or {}).get("both")
        rows.append(
            {
                "exercise": one.exercise.id,
                "side": side,
                "variation": target.variation or None,
                "reps": int(reps),
                "hold": hold_of(rungs, target),
                "proposal": kind,
                "reason": one.proposal.reason,
                "next": {
                    "variation": moved.variation or None,
                    "reps": moved.reps,
                    "hold": hold_of(rungs, moved),
                }
                if moved
                else None,
            }
        )
    return rows


def _resting(catalogue: Catalogue, targets: Targets) -> list[str]:
    """Targets that the catalogue has nothing for: they are kept, and the standard is done."""
    known = {exercise.id: exercise for exercise in catalogue.exercises}
    lines = []
    for exercise, of_sides in targets.items():
        if exercise not in known:
            lines.append(f"The target of {exercise} rests: the catalogue has no such exercise.")
            continue
        for variation in dict.fromkeys(target.variation for target in of_sides.values()):
            if variation not in known[exercise].ladder:
                missing = f"the catalogue has no variation {variation}"
                lines.append(f"The target of {exercise} rests: {missing}. The standard is used.")
    return lines


def set_targets(context: Context, texts: Sequence[str], *, standard: bool) -> None:
    """Set what these items say. Raises UsageError and JournalError."""
    catalogue = catalogue_of(context.settings.catalogue)
    items = read_items(catalogue, texts, "targets")
    known = read_targets(context.journal).targets
    entries: list[TargetSet] = []
    lines = []
    for item in items:
        exercise = exercise_of(catalogue, item.exercise, "targets")
        if standard and (item.variations or item.reps):
            what = "--standard says it all"
            raise UsageError("targets", what, f"write {exercise.id} --standard")
        if not (standard or item.variations or item.reps):
            raise UsageError("targets", f"{exercise.id}: nothing to set", f"write {exercise.id}=8")
        wanted = _standard(exercise) if standard else _wanted(exercise, item, known)
        entries += entries_for(exercise.id, wanted, tuple(wanted), "asked", context)
        lines.append(f"{exercise.name}: {_in_words(exercise, wanted)}")
    with open_journal(context) as journal:
        journal.add_entries(entries)
    for line in lines:
        write_prose(f"{line}. backroutine undo takes it back.")


def _standard(exercise: Exercise) -> dict[str, Target]:
    return dict.fromkeys(exercise.sides.labels, Target("", exercise.reps))


def _wanted(exercise: Exercise, item: Item, known: Targets) -> dict[str, Target]:
    today = today_of(exercise, known)
    variations = item.variations or {side: target.variation for side, target in today.items()}
    wanted = {}
    for side in sides_of(exercise, variations):
        now = today.get(side) or next(iter(today.values()))
        variation = variations.get(side, "")
        target = now if now.variation == variation else Target(variation, now.reps)
        wanted[side] = replace(target, reps=item.reps.get(side, target.reps))
    return wanted


def _in_words(exercise: Exercise, wanted: dict[str, Target]) -> str:
    forms = {rung.variation: rung.form for rung in ladder_of(exercise)}

    def words(target: Target) -> str:
        form = forms[target.variation]
        return f"{target.reps} reps{f', {form}' if form else ''}"

    if len(set(wanted.values())) == 1:
        return words(next(iter(wanted.values())))
    return "; ".join(f"{side} {words(target)}" for side, target in wanted.items())
