"""How the rule of progression treats invented people. No outside data: every number here is a choice.

    .venv/bin/python bench/progression.py --people 2000

Each person does one exercise three times a week for half a year. Pain is drawn around a steady level, rounded
and kept within 0 to 10; a morning is drawn like any other moment. Whatever is proposed is taken.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from backroutine.catalogue.load import bundled_catalogue
from backroutine.cli.proposals import ladder_of
from backroutine.insight.progression import Proposal, Rung, SideDone, Trial, hold_of, propose
from backroutine.session.plan import Target

FIRST = date(2026, 1, 5)
SESSIONS = 78
"""Half a year, three a week."""
EXERCISE = "hip-thrust"


class Person(Struct, frozen=True):
    """Somebody whose back is as it is."""

    pain: float = 2.0
    """The level around which every score is drawn."""
    spread: float = 1.2
    """The standard deviation."""
    flare: float = 0.0
    """How much more pain the mornings bring from the flare on."""
    flare_at: int = 1000
    """The session from which on it does."""
    mornings: float = 1.0
    """The share of mornings that are entered."""
    full: float = 1.0
    """The share of sessions in which all reps are done."""


def ladder() -> tuple[Rung, ...]:
    """The forms of the exercise that comes with the program."""
    return ladder_of(next(one for one in bundled_catalogue().exercises if one.id == EXERCISE))


def life(
    person: Person, chance: random.Random, rungs: tuple[Rung, ...]
) -> Iterator[tuple[int, Proposal, list[Trial]]]:
    """What is proposed after each session, with the sessions up to then, newest first."""
    by_name = {rung.variation: rung for rung in rungs}
    today = dict.fromkeys(("left", "right"), Target("", 10))
    trials: list[Trial] = []
    for number in range(SESSIONS):
        day = FIRST + timedelta(days=7 * (number // 3) + 2 * (number % 3))
        more = person.flare if number >= person.flare_at else 0.0
        whole = chance.random() < person.full
        done = {
            side: SideDone(
                target.variation,
                hold_of(by_name, target),
                target.reps,
                target.reps if whole else max(1, target.reps - 2),
            )
            for side, target in today.items()
        }
        before, worst = (_score(chance, person.pain, person.spread) for _ in range(2))
        kept = chance.random() < person.mornings
        morning = _score(chance, person.pain + more, person.spread) if kept else None
        trials.insert(0, Trial(day, done, chance.randint(2, 4), before, worst, morning, hurt_here=True))
        proposal = propose(rungs, today, trials, day + timedelta(days=1))
        yield number, proposal, trials
        if proposal.next:
            same = set(proposal.next) <= set(today)
            today = {**today, **proposal.next} if same else dict(proposal.next)


def _score(chance: random.Random, about: float, spread: float) -> int:
    return min(10, max(0, round(chance.gauss(about, spread))))


def shares(person: Person, people: int, seed: int = 1) -> dict[str, float]:
    """The share of sessions after which each kind is proposed."""
    counts: Counter[str] = Counter()
    rungs = ladder()
    for number in range(people):
        for _, proposal, _ in life(person, random.Random(f"{seed} {number}"), rungs):
            counts[proposal.kind] += 1
    total = sum(counts.values())
    return {kind: counts[kind] / total for kind in ("advance", "hold", "regress")}


def sessions_until_regress(person: Person, people: int, seed: int = 1) -> list[int]:
    """How many sessions of a flare pass until less is proposed, for each person who is met."""
    rungs, found = ladder(), []
    for each in range(people):
        for number, proposal, _ in life(person, random.Random(f"{seed} {each}"), rungs):
            if number >= person.flare_at and proposal.kind == "regress":
                found.append(number - person.flare_at + 1)
                break
    return found


def advanced_without_mornings(person: Person, people: int, seed: int = 1) -> int:
    """How often somebody was advanced whose two newest mornings were not both entered: never."""
    rungs = ladder()
    return sum(
        proposal.kind == "advance" and any(trial.next_morning is None for trial in trials[:2])
        for number in range(people)
        for _, proposal, trials in life(person, random.Random(f"{seed} {number}"), rungs)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=500)
    people = parser.parse_args().people
    steady = Person()
    for name, person in (
        ("steady pain 2, SD 1.2", steady),
        ("steady pain 4, SD 1.2", replace(steady, pain=4.0)),
        ("half of the mornings entered", replace(steady, mornings=0.5)),
        ("all reps in 7 of 10 sessions", replace(steady, full=0.7)),
    ):
        found = shares(person, people)
        print(f"{name:32}", *(f"{kind} {share:6.1%}" for kind, share in found.items()), sep="  ")
    waits = sorted(sessions_until_regress(replace(steady, spread=0.5, flare=2.0, flare_at=20), people))
    print(f"a flare of 2 points: less is proposed after {waits[len(waits) // 2]} sessions (median)")
    missing = advanced_without_mornings(replace(steady, mornings=0.5), people)
    print(f"advanced without two mornings: {missing} times")


if __name__ == "__main__":
    main()
