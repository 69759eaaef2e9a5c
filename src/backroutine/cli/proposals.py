"""What is proposed for each exercise: targets, past sessions and the rule, brought together."""

import uuid
from collections.abc import Mapping, Sequence

from msgspec import Struct

from backroutine.catalogue.models import Exercise
from backroutine.catalogue.plan_builder import Targets, standing_targets
from backroutine.cli.context import Context
from backroutine.insight.progression import Proposal, Rung, hold_of, propose, trials_of
from backroutine.journal.entries import TargetSet, Why
from backroutine.journal.records import SessionRecord
from backroutine.session.plan import Target


class ExerciseProposal(Struct, frozen=True):
    """What a person trains at in one exercise, and what is proposed."""

    exercise: Exercise
    ladder: tuple[Rung, ...]
    today: Mapping[str, Target]
    """By side, in the sides of its form."""
    proposal: Proposal

    @property
    def sentence(self) -> str:
        """`Hip thrust: in the last 2 sessions … Proposed: 12 reps instead of 10.`"""
        reason = self.proposal.reason
        return f"{self.exercise.name}: {reason[0].lower()}{reason[1:]}{self._proposed}"

    @property
    def _proposed(self) -> str:
        if not self.proposal.next:
            return ""
        guide = " A guide from tendon work, not validated for backs." if self.proposal.after_pain else ""
        return f" Proposed: {self.change}.{guide}"

    @property
    def question(self) -> str:
        """`Hip thrust: 12 instead of 10?`"""
        return f"{self.exercise.name}: {self.change.replace(' reps instead', ' instead')}?"

    @property
    def change(self) -> str:
        """What would change: `12 reps instead of 10`, `leg only`, `hold 3 s instead of 2, left`."""
        assert self.proposal.next
        changes = {side: self._of_side(side, target) for side, target in self.proposal.next.items()}
        if len(set(changes.values())) == 1 and (len(changes) > 1 or len(self.today) == 1):
            return next(iter(changes.values()))
        return ", ".join(f"{side} {words}" for side, words in changes.items())

    def _of_side(self, side: str, target: Target) -> str:
        now = self.today.get(side) or next(iter(self.today.values()))
        rungs = {rung.variation: rung for rung in self.ladder}
        if target.variation != now.variation:
            form = rungs[target.variation].form or "the standard form"
            return form if target.reps == now.reps else f"{form}, {target.reps} reps"
        if target.reps != now.reps:
            return f"{target.reps} reps instead of {now.reps}"
        return f"hold {hold_of(rungs, target):g} s instead of {hold_of(rungs, now):g}"


def ladder_of(exercise: Exercise) -> tuple[Rung, ...]:
    """The forms of an exercise as the rule needs them."""
    rungs = []
    for identifier in exercise.ladder:
        form, variation = exercise.form(identifier), exercise.variation(identifier)
        tempo = form.tempo
        rungs.append(
            Rung(
                identifier,
                variation.name if variation else "",
                tuple(form.sides.labels),
                tempo.hold,
                tempo.lift + tempo.return_ + tempo.pause,
                form.held,
            )
        )
    return tuple(rungs)


def today_of(exercise: Exercise, targets: Targets) -> dict[str, Target]:
    """What a person trains at on each side: the targets that stand, else the catalogue."""
    standing = standing_targets(exercise, targets.get(exercise.id, {}))
    if "both" in standing:
        return standing
    own = Target("", exercise.reps)
    return {side: standing.get(side, own) for side in exercise.sides.labels}


def proposals_for(
    exercises: Sequence[Exercise], targets: Targets, records: Sequence[SessionRecord], context: Context
) -> list[ExerciseProposal]:
    found = []
    for exercise in exercises:
        ladder, today = ladder_of(exercise), today_of(exercise, targets)
        proposal = propose(ladder, today, list(trials_of(records, exercise.id)), context.today)
        found.append(ExerciseProposal(exercise, ladder, today, proposal))
    return found


def entries_for(
    exercise: str, targets: Mapping[str, Target], sides: Sequence[str], why: Why, context: Context
) -> list[TargetSet]:
    """The entries that set these targets: one for all `sides` where they are alike."""

    def entry(side: str | None, target: Target) -> TargetSet:
        return TargetSet(
            str(uuid.uuid4()), context.now, exercise, side, target.variation, target.reps, target.hold, why
        )

    if len(set(targets.values())) == 1 and set(targets) == set(sides):
        return [entry(None, next(iter(targets.values())))]
    return [entry(side, target) for side, target in targets.items()]
