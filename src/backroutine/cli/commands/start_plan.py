"""The plan of `backroutine start`: from its options, the catalogue, routines and targets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backroutine.catalogue.items import Item, read_items
from backroutine.catalogue.models import Catalogue, Exercise
from backroutine.catalogue.planning import NO_TARGETS, Targets, make_plan
from backroutine.cli.commands.routine import routine_items
from backroutine.cli.commands.start_options import StartOptions
from backroutine.session.plan import Plan


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes the plan once the first side and the targets are known."""

    catalogue: Catalogue
    options: StartOptions

    def plan(self, first_side: str, targets: Targets = NO_TARGETS) -> Plan:
        """The plan. Raises UsageError naming the option that is wrong."""
        options = self.options
        plan = make_plan(
            self.catalogue,
            items=self._items(),
            reps=options.reps,
            rounds=options.rounds,
            tap=options.tap,
            speed=options.speed,
            first_side=first_side,
            targets=targets,
        )
        return replace(plan, routine=options.routine_name) if options.routine_name else plan

    def open_exercises(self) -> Sequence[Exercise]:
        """The exercises whose numbers neither an option nor a routine fixes, in the order of the session."""
        if self.options.reps:
            return ()
        known = {exercise.id: exercise for exercise in self.catalogue.exercises}
        items = self._items() or [Item(exercise.id) for exercise in self.catalogue.usual]
        return [known[item.exercise] for item in items if not (item.reps or item.variations)]

    def _items(self) -> tuple[Item, ...]:
        """What is done: the items of --only, else those of a routine; none for the usual ones."""
        options = self.options
        if options.only:
            return read_items(self.catalogue, options.only, "--only")
        name = options.routine_name
        if name is None:
            return ()
        option = "start" if options.routine else "default_routine"
        items = routine_items(options.settings, self.catalogue, name, option)
        # An option of the day goes before the numbers of a routine.
        return tuple(replace(item, reps={}) for item in items) if options.reps else items
