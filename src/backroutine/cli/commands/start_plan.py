"""The plan of `backroutine start`: from its options, the catalogue, routines and targets."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from backroutine.catalogue.source import source_texts
from backroutine.cli.cache import cached
from backroutine.cli.commands.start_options import StartOptions
from backroutine.session.figure import Figure, Figures
from backroutine.session.plan import Form, Plan, check_speed, plan_from_json, plan_to_json
from backroutine.session.waits import with_waits

if TYPE_CHECKING:
    from backroutine.catalogue.items import Item
    from backroutine.catalogue.models import Catalogue, Exercise
    from backroutine.catalogue.plan_builder import Targets


class Planner:
    """Makes the plans of a session. The usual ones come from the cache, without reading the catalogue."""

    def __init__(self, options: StartOptions) -> None:
        self._options = options
        self._sources = options.catalogue or options.settings.catalogue

    def plan(self, first_side: str, targets: "Targets | None" = None) -> Plan:
        """The plan that begins with this side. Raises FileError and UsageError."""
        options = self._options
        reps = options.reps is not None
        if options.only or options.routine_name or reps or options.rounds != 1 or targets:
            plan = self._make(first_side, targets)
        else:
            check_speed(options.speed)
            plan = _plan_with_forms(self._usual["plans"][first_side])
        plan = with_waits(plan, options.settings.get_ready, options.settings.rest)
        return replace(plan, tap=options.tap, speed=options.speed)

    def open_exercises(self) -> "Sequence[Exercise]":
        """The exercises whose numbers neither an option nor a routine fixes, in the order of the session."""
        from backroutine.catalogue.items import Item

        if self._options.reps:
            return ()
        known = {exercise.id: exercise for exercise in self._catalogue.exercises}
        items = self._items() or [Item(exercise.id) for exercise in self._catalogue.usual]
        return [known[item.exercise] for item in items if not (item.reps or item.variations)]

    @cached_property
    def figures(self) -> Figures:
        return {(name, form): Figure.from_json(figure) for name, form, figure in self._usual["figures"]}

    @cached_property
    def _usual(self) -> Any:
        return cached("start", source_texts(self._sources), self._work_out)

    def _work_out(self) -> dict[str, object]:
        from backroutine.catalogue.plan_builder import figures_of, make_plan

        plans = {side: make_plan(self._catalogue, first_side=side) for side in ("left", "right")}
        return {
            "plans": {side: _with_forms_to_json(plan) for side, plan in plans.items()},
            "figures": [(*names, asdict(figure)) for names, figure in figures_of(self._catalogue).items()],
        }

    @cached_property
    def _catalogue(self) -> "Catalogue":
        from backroutine.catalogue.load import catalogue_of

        return catalogue_of(self._sources)

    def _make(self, first_side: str, targets: "Targets | None") -> Plan:
        from backroutine.catalogue.plan_builder import make_plan

        options = self._options
        plan = make_plan(
            self._catalogue,
            items=self._items(),
            reps=options.reps,
            rounds=options.rounds,
            speed=options.speed,
            first_side=first_side,
            targets=targets or {},
        )
        return replace(plan, routine=options.routine_name) if options.routine_name else plan

    def _items(self) -> "tuple[Item, ...]":
        """What is done: the items of --only, else those of a routine; none for the usual ones."""
        from backroutine.catalogue.items import read_items
        from backroutine.cli.commands.routine import routine_items

        options, name = self._options, self._options.routine_name
        if options.only:
            return read_items(self._catalogue, options.only, "--only")
        if name is None:
            return ()
        option = "start" if options.routine else "default_routine"
        items = routine_items(options.settings, self._catalogue, name, option)
        # An option of the day goes before the numbers of a routine.
        return tuple(replace(item, reps={}) for item in items) if options.reps else items


def _with_forms_to_json(plan: Plan) -> dict[str, Any]:
    forms = {
        name: [(form.variation, form.name, plan_to_json(Plan("", form.steps))) for form in forms]
        for name, forms in plan.forms.items()
    }
    return {"plan": plan_to_json(plan), "forms": forms}


def _plan_with_forms(data: dict[str, Any]) -> Plan:
    forms = {
        name: tuple(Form(variation, text, plan_from_json(plan).steps) for variation, text, plan in forms)
        for name, forms in data["forms"].items()
    }
    return replace(plan_from_json(data["plan"]), forms=forms)
