"""The calendar of an experiment: the lot, its periods and its days. Pure; a day is a date of `day_of`.

Each pair has two periods of seven days, one with each condition. The coin decides which comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from backroutine.journal.entries import ExperimentBegun, ExperimentStopped
from backroutine.journal.records import day_of

RULES = 1
"""The rules of this module: how the lot is drawn and how days are counted."""
PERIOD = 7
"""Days of a period."""
SETTLING = 2
"""Days at the beginning of a period that do not count: the back gets used to the change."""
BASELINE = 7
"""Days before the first one, for a comparison with how it was."""

Condition = Literal["A", "B"]


def lot(seed: str, pairs: int) -> str:
    """The condition that comes first in each pair, as in `BBAB`: a fair coin for each, fixed by the seed."""
    letters = []
    for pair in range(pairs):
        (byte,) = blake2b(f"{seed}:{pair}".encode(), digest_size=1).digest()
        letters.append("AB"[byte & 1])
    return "".join(letters)


def next_weekday(today: date, weekday: int) -> date:
    """The next day with this number (0 is Monday) after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


class Place(Struct, frozen=True):
    """Where a day lies in an experiment. All numbers count from 1."""

    week: int
    """The period."""
    day: int
    """The day of its period."""
    condition: Condition

    @property
    def counts(self) -> bool:
        """Whether the day's score is part of the outcome."""
        return self.day > SETTLING


class PairScores(Struct, frozen=True):
    """The scores of one pair; None where a day has none."""

    order: str
    """`AB` or `BA`."""
    first: tuple[int | None, ...]
    """The seven days of its first period."""
    second: tuple[int | None, ...]

    def counting(self, condition: Condition) -> tuple[int, ...]:
        """The scores with this condition that count."""
        days = self.first if self.order[0] == condition else self.second
        return tuple(score for score in days[SETTLING:] if score is not None)


class Schedule(Struct, frozen=True):
    """Which day has which condition."""

    first_day: date
    order: str
    """The first condition of each pair."""

    @property
    def weeks(self) -> int:
        """The number of periods."""
        return 2 * len(self.order)

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.weeks * PERIOD - 1)

    def place(self, day: date) -> Place | None:
        """Where the day lies; None before the first day and after the last."""
        number = (day - self.first_day).days
        period, place = divmod(number, PERIOD)
        if not 0 <= period < self.weeks:
            return None
        return Place(period + 1, place + 1, self.condition(period))

    def condition(self, period: int) -> Condition:
        """The condition of a period, counted from 0."""
        drawn: Condition = "A" if self.order[period // 2] == "A" else "B"
        other: Condition = "B" if drawn == "A" else "A"
        return other if period % 2 else drawn

    def pair_scores(self, scores: Mapping[date, int]) -> tuple[PairScores, ...]:
        """The scores of days, pair by pair; those of other days are left out."""
        periods = [self._period(number, scores) for number in range(self.weeks)]
        return tuple(
            PairScores("AB" if drawn == "A" else "BA", periods[2 * pair], periods[2 * pair + 1])
            for pair, drawn in enumerate(self.order)
        )

    def baseline(self, scores: Mapping[date, int]) -> tuple[int, ...]:
        """The scores of the days before the first one."""
        days = (self.first_day - timedelta(days=back) for back in range(BASELINE, 0, -1))
        return tuple(scores[day] for day in days if day in scores)

    def _period(self, number: int, scores: Mapping[date, int]) -> tuple[int | None, ...]:
        first = self.first_day + timedelta(days=number * PERIOD)
        return tuple(scores.get(first + timedelta(days=place)) for place in range(PERIOD))


# Which experiments there are, and which of them hold: one question at a time.


class Experiment(Struct, frozen=True):
    """An experiment with what became of it."""

    begun: ExperimentBegun
    schedule: Schedule
    begun_on: date
    stopped_on: date | None = None
    beside: str | None = None
    """The name of the one that was planned or running when this was begun on another machine. This one is
    only described.
    """
    taken_back: int = 0
    """Beginnings that were taken back since the experiment before it: as often the lot was drawn again."""

    def is_open(self, today: date) -> bool:
        """Whether it is planned or running."""
        return not self.beside and not self.stopped_on and today <= self.schedule.last_day

    def is_tested(self, today: date) -> bool:
        """Whether it went to its end, so that the test may be made."""
        return not self.beside and not self.stopped_on and today > self.schedule.last_day

    def held_back(self, today: date) -> tuple[date, date] | None:
        """The days of which nothing is summed up while it runs, the first and the last: a person who knows
        what was worn in a week could read the answer off its median.
        """
        if self.is_open(today) and self.begun.first_day <= today:
            return self.begun.first_day, self.schedule.last_day
        return None

    @property
    def answered_on(self) -> date:
        """The first day on which A and B may be compared."""
        return self.stopped_on or self.schedule.last_day + timedelta(days=1)

    @property
    def is_drawn(self) -> bool:
        """Whether the order is the one that the seed gives."""
        return self.begun.rules == RULES and self.begun.order == lot(self.begun.seed, self.begun.pairs)


def experiments_of(
    begun: Sequence[ExperimentBegun],
    stopped: Iterable[ExperimentStopped] = (),
    taken_back: Sequence[ExperimentBegun] = (),
    *,
    starts: int = 0,
) -> tuple[Experiment, ...]:
    """All experiments, the earliest beginning first.

    Two machines may each begin one before they hear of each other. Then the earlier beginning holds.
    """
    stops: dict[str, datetime] = {}
    for stop in sorted(stopped, key=lambda stop: stop.at):
        stops.setdefault(stop.experiment, stop.at)
    found: list[Experiment] = []
    holder: Experiment | None = None
    for entry in sorted(begun, key=lambda entry: (entry.at, entry.id)):
        schedule, day = Schedule(entry.first_day, entry.order), day_of(entry.at, starts)
        beside = holder.begun.name if holder and _was_open(holder, stops, entry.at, day) else None
        stop_at = stops.get(entry.id)
        stopped_on = day_of(stop_at, starts) if stop_at else None
        if stopped_on and stopped_on > schedule.last_day:
            stopped_on = None
        since = found[-1].begun.at if found else None
        again = sum(one.at <= entry.at and (since is None or one.at > since) for one in taken_back)
        experiment = Experiment(entry, schedule, day, stopped_on, beside, again)
        found.append(experiment)
        holder = holder if beside else experiment
    return tuple(found)


def _was_open(experiment: Experiment, stops: Mapping[str, datetime], at: datetime, day: date) -> bool:
    if experiment.stopped_on:
        return at < stops[experiment.begun.id]
    return day <= experiment.schedule.last_day


def open_experiment(experiments: Iterable[Experiment], today: date) -> Experiment | None:
    """The one that is planned or running."""
    return next((experiment for experiment in experiments if experiment.is_open(today)), None)
