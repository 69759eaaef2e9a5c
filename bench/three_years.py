#!/usr/bin/env python3
"""Makes an invented journal, of three years unless --years says otherwise, in BACKROUTINE_HOME.

How to run it: bench/README.md

The same seed and last day give the same journal. Nobody's data is in it. Every session is led by the real
machine and written by the real journal.
"""

import argparse
import random
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from backroutine.catalogue.items import Item
from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import make_plan
from backroutine.cli.paths import journal_path
from backroutine.journal.entries import Moment, NoteWritten, PainScored
from backroutine.journal.rows import (
    INSERT_ENTRY,
    INSERT_EVENT,
    INSERT_SESSION,
    entry_row,
    event_row,
    session_row,
)
from backroutine.journal.writer import Journal
from backroutine.session.events import PASSING, Event, RepCounted
from backroutine.session.machine import advance, send, start
from backroutine.session.plan import Plan, Step
from backroutine.session.state import (
    AWAY,
    Command,
    deadline,
)

YEARS = 3
HOME = "Europe/Berlin"
TRAVELS = (("America/New_York", 60, 9), ("Asia/Tokyo", 430, 16), ("Australia/Lord_Howe", 800, 12))
"""Where, from which day on, for how many days."""
PAUSE = (500, 21)
"""A pause of three weeks: from which day on, for how many days."""


class Invented(Struct, frozen=True):
    """One session that nobody did."""

    id: str
    started_at: datetime
    plan: Plan
    first_side: str
    events: tuple[Event, ...]
    pain: dict[Moment, int]
    """Scores by moment; what was not answered is missing."""
    note: str = ""


def invented_sessions(last_day: date, seed: int = 1, years: float = YEARS) -> Iterator[Invented]:
    """The sessions up to a day, oldest first."""
    chance = random.Random(seed)
    days = round(years * 365.25)
    first_day = last_day - timedelta(days=days - 1)
    first_side = "left"
    for week in range(0, days, 7):
        wanted = chance.choices((0, 1, 2, 3, 4), weights=(3, 7, 28, 44, 18))[0]
        for day in sorted(chance.sample(range(week, week + 7), wanted)):
            if day >= days or PAUSE[0] <= day < PAUSE[0] + PAUSE[1]:
                continue
            began = _instant(first_day + timedelta(days=day), day, chance)
            yield _session(chance, began, first_side, day / days)
            first_side = "right" if first_side == "left" else "left"


def _instant(day: date, number: int, chance: random.Random) -> datetime:
    """When it begins: mostly before work, sometimes in the evening, now and then just before midnight."""
    hour, spread = chance.choices(((7, 50), (18, 170), (23, 59)), weights=(70, 25, 5))[0]
    minute = chance.randrange(spread)
    zone = next((name for name, at, length in TRAVELS if at <= number < at + length), HOME)
    local = datetime.combine(day, time(hour), ZoneInfo(zone)) + timedelta(minutes=minute)
    return _fixed(local.replace(second=chance.randrange(60)))


def _fixed(local: datetime) -> datetime:
    """As the program stores it: with an offset, not with the name of a zone."""
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def _ease(share: float) -> float:
    """The usual pain at a share of the time: it gets better, slowly and with bad days."""
    return 5.5 - 3 * share


def _session(chance: random.Random, began: datetime, first_side: str, share: float) -> Invented:
    names = [exercise.id for exercise in bundled_catalogue().exercises]
    only = tuple(chance.sample(names, 2)) if chance.random() < 0.1 else ()
    plan = planned(only, first_side)
    ending = chance.choices(("", "stopped", "died"), weights=(90, 7, 3))[0]
    breaks_off = chance.choice((110, 290, 430, 650)) if ending else None
    gives_up = frozenset(
        (step.exercise, step.side, step.round, chance.choice((6, 7, 8)) if weaker(step) else 7)
        for step in plan.steps
        if not ending and chance.random() < (0.9 - 0.4 * share if weaker(step) else 0.03)
    )
    events = led(only, first_side, gives_up, breaks_off, ending == "died")
    ease = _ease(share)
    before = _score(chance, ease)
    pain: dict[Moment, int] = {
        "before": before,
        "worst": max(before, _score(chance, before + 0.5)),
        "after": _score(chance, before - 0.5),
        "next_morning": _score(chance, ease - 0.2),
    }
    answered = {moment: score for moment, score in pain.items() if chance.random() < 0.7}
    note = chance.choice(("slept badly", "long drive", "felt easy")) if chance.random() < 0.08 else ""
    identity = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    return Invented(identity, began, plan, first_side, events, answered, note)


def invented_days(last_day: date, seed: int = 1, years: float = YEARS) -> Iterator[PainScored]:
    """Pain on ordinary days, about two a week, oldest first."""
    chance = random.Random(f"days of {seed}")
    days = round(years * 365.25)
    for number in range(days):
        if chance.random() < 0.3:
            day = last_day - timedelta(days=days - 1 - number)
            moment = datetime.combine(day, time(21, chance.randrange(60)), ZoneInfo(HOME))
            score = _score(chance, _ease(number / days))
            yield PainScored(f"day {day.isoformat()}", _fixed(moment), None, "day", score)


def _score(chance: random.Random, about: float) -> int:
    return min(10, max(0, round(chance.gauss(about, 1.2))))


def weaker(step: Step) -> bool:
    """Whether this is the side that tires early."""
    return (step.exercise, step.side) == ("leg-raise", "right")


@cache
def planned(only: tuple[str, ...], first_side: str) -> Plan:
    """The plan of the exercises that come with the program."""
    return make_plan(bundled_catalogue(), items=[Item(one) for one in only], first_side=first_side)


@cache
def led(
    only: tuple[str, ...],
    first_side: str,
    gives_up: frozenset[tuple[str, str, int, int]],
    breaks_off: float | None,
    died: bool,
) -> tuple[Event, ...]:
    """A session led by the machine: sides given up after a rep, perhaps the whole session after some seconds.

    Most sessions of many years are alike. Each kind is led once.
    """
    plan = planned(only, first_side)
    now = 0.0
    state, events = start(plan)
    kept = list(events)
    while state.status is None:
        due = deadline(plan, state)
        now = min(now + AWAY * 0.9, now + 1 if due is None else due)
        if breaks_off is not None and now >= breaks_off:
            if died:
                break
            state, events = send(plan, state, Command.STOP, now)
        else:
            state, events = advance(plan, state, now)
        kept += events
        rep = next((event for event in events if isinstance(event, RepCounted)), None)
        if rep and (rep.exercise, rep.side, rep.round, rep.rep) in gives_up and state.status is None:
            state, events = send(plan, state, Command.SKIP, now)
            kept += events
    return tuple(event for event in kept if not isinstance(event, PASSING))


def felt(session: Invented, moment: Moment) -> datetime:
    """When a score was given."""
    hours = {"before": -0.1, "worst": 0.5, "after": 0.5, "next_morning": 20}[moment]
    return session.started_at + timedelta(hours=hours)


def write(path: Path, sessions: Iterator[Invented], days: Iterator[PainScored]) -> tuple[int, int]:
    """Write them into a journal, all in one transaction; how many sessions and events there were."""
    number = events = 0
    seq = count(1)

    def fill(connection: sqlite3.Connection) -> None:
        nonlocal number, events
        for session in sessions:
            row = session_row(session.id, session.started_at, session.first_side, session.plan)
            connection.execute(INSERT_SESSION, row)
            connection.executemany(
                INSERT_EVENT, (event_row(session.id, n, event) for n, event in enumerate(session.events))
            )
            entries = (entry_row(entry, next(seq), here=True) for entry in entries_of(session))
            connection.executemany(INSERT_ENTRY, entries)
            number, events = number + 1, events + len(session.events)
        connection.executemany(INSERT_ENTRY, (entry_row(day, next(seq), here=True) for day in days))

    with Journal.open(path, datetime.now(UTC)) as journal:
        journal.write(fill)
    return number, events


def entries_of(session: Invented) -> Iterator[PainScored | NoteWritten]:
    """What was answered and noted."""
    for moment, score in session.pain.items():
        yield PainScored(f"{moment} of {session.id}", felt(session, moment), session.id, moment, score)
    if session.note:
        yield NoteWritten(f"note of {session.id}", felt(session, "after"), session.id, session.note)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make an invented journal in BACKROUTINE_HOME.")
    parser.add_argument("--until", type=date.fromisoformat, default=None, help="the last day (today)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=float, default=YEARS)
    wanted = parser.parse_args()
    path = journal_path()
    if path.exists():
        parser.exit(2, f"{path}: there is a journal already; set BACKROUTINE_HOME to an empty folder\n")
    last_day = wanted.until or datetime.now().astimezone().date()
    invention = (last_day, wanted.seed, wanted.years)
    sessions, events = write(path, invented_sessions(*invention), invented_days(*invention))
    print(f"{path}: {sessions} sessions, {events} events")


if __name__ == "__main__":
    main()
