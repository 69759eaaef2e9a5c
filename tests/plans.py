"""Small plans and a scripted player: what the tests of every room build on."""

from collections.abc import Iterable

from msgspec.structs import replace

from backroutine.session.events import Event
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Form, Phase, Plan, Step, Tempo, Wait
from backroutine.session.state import Command, State

TEMPO = Tempo(lift=2, hold=1, return_=3, pause=1)


def step(side: str = "left", exercise: str = "leg-raise", *, target: int = 2, **changes: object) -> Step:
    fields: dict[str, object] = {
        "exercise": exercise,
        "name": exercise.replace("-", " ").capitalize(),
        "side": side,
        "label": f"{side} leg",
        "round": 1,
        "target": target,
        "tempo": TEMPO,
        "lead_in": (Wait(Phase.SWITCH, 10),) if side == "right" else (Wait(Phase.GET_READY, 5),),
        "position": "on your back",
    }
    return Step(**{**fields, **changes})  # type: ignore[arg-type]  # a test says just what differs


def plan(*steps: Step, tap: bool = False, speed: float = 1.0) -> Plan:
    done = steps or (step("left"), step("right"))
    return Plan(
        "Test routine", done, tap=tap, speed=speed, forms={one.exercise: forms_of(one) for one in done}
    )


def forms_of(one: Step) -> tuple[Form, ...]:
    """An easier and a harder form of an exercise, with the same sides."""
    sides = ("both",) if one.side == "both" else ("left", "right")
    return tuple(
        Form(
            name,
            name,
            tuple(replace(one, side=side, label=f"{side} leg", variation=name, form=name) for side in sides),
        )
        for name in ("easy", "", "hard")
    )


def as_stored(plan: Plan) -> Plan:
    """The plan without the forms: they are not stored, the catalogue has them."""
    return replace(plan, forms={})


def without_history(state: State) -> State:
    """The state without what only says how it came about."""
    return replace(state, last=None, worked=None)


class Player:
    """A session with its clock and everything that happened in it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.now = 0.0
        self.state: State
        self.state, opening = start(plan)
        self.events: list[Event] = list(opening)

    def wait(self, seconds: float, tick: float = 0.25) -> "Player":
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + tick)
            self.state, new = advance(self.plan, self.state, self.now)
            self.events += new
        return self

    def say(self, *commands: Command) -> "Player":
        for command in commands:
            self.state, new = send(self.plan, self.state, command, self.now)
            self.events += new
        return self

    def to_end(self, tick: float = 0.25, limit: float = 10_000) -> "Player":
        while self.state.status is None and self.now < limit:
            self.wait(tick, tick)
        return self

    def of(self, *kinds: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kinds)]


def reps(events: Iterable[Event]) -> list[tuple[str, int]]:
    from backroutine.session.events import RepCounted

    return [(event.side, event.rep) for event in events if isinstance(event, RepCounted)]
