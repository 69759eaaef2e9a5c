"""`backroutine experiment`: one question about oneself, answered by lot and without peeking."""

import secrets
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from backroutine.cli import output
from backroutine.cli.commands.experiment_answer import (
    SEED_GIVEN,
    answer_of,
    may_be_answered,
    pairs_as_text,
    question,
    read_scores_of,
    remarks,
    to_json,
)
from backroutine.cli.context import Context
from backroutine.cli.lookup import current_experiment, experiment_line, open_journal, read_all_experiments
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import WEEKDAYS, parse_day
from backroutine.cli.prompts import answer_to, confirmed
from backroutine.cli.tables import Column, print_table
from backroutine.errors import UsageError
from backroutine.insight.experiment_analysis import ENOUGH_SCORES, analyse, answer_in_words
from backroutine.insight.experiment_calendar import (
    BASELINE,
    RULES,
    SETTLING,
    Experiment,
    Place,
    Schedule,
    lot,
    next_weekday,
)
from backroutine.insight.weeks import week_of
from backroutine.journal.entries import (
    FEWEST_PAIRS,
    LONGEST_LABEL,
    MOST_PAIRS,
    SEED,
    ExperimentBegun,
    ExperimentStopped,
    check_text,
)
from backroutine.journal.experiments import registration
from backroutine.text import count_of, show

NONE = "No experiment. `backroutine experiment new` begins one."
FARTHEST = timedelta(days=366)
"""How far ahead an experiment may begin; more is a slip of the pen."""
POWER = {
    6: ("22 to 31 %", "70 to 85 %", "49 %"),
    7: ("37 to 52 %", "93 to 98 %", "82 %"),
    8: ("48 to 65 %", "97 to 100 %", "95 %"),
    9: ("54 to 73 %", "99 to 100 %", "99 %"),
    10: ("62 to 80 % and more", "100 %", "100 %"),
}
"""By number of pairs: how often a change of 1 and of 2 points is found, and how often the question can be
answered when one day in five is missed. bench/experiment_simulation.py repeats it. 11 and 12 are like 10.
"""


# `new`: the plan first, then the promise.


def begin(
    context: Context, *, name: str, a: str, b: str, pairs: int, start: str | None, seed: str | None, yes: bool
) -> None:
    """Print the plan and, once it is confirmed, begin. Raises UsageError and JournalError."""
    name, a, b = _label(name, "NAME"), _label(a, "--a"), _label(b, "--b")
    if a.casefold() == b.casefold():
        raise UsageError("--b", "A and B are the same", "name two conditions that differ")
    if not FEWEST_PAIRS <= pairs <= MOST_PAIRS:
        todo = f"give a number from {FEWEST_PAIRS} to {MOST_PAIRS}"
        raise UsageError("--pairs", f"{pairs} pairs are not possible", todo)
    first_day = _first_day(start, context)
    drawn = secrets.token_hex(8) if seed is None else _seed(seed)
    if running := current_experiment(context):
        raise UsageError(
            "experiment new",
            f"one question at a time: {show(running.begun.name)} ends {running.schedule.last_day}",
            "wait, or say `backroutine experiment stop`",
        )
    begun = ExperimentBegun(
        str(uuid.uuid4()),
        context.now,
        name,
        a,
        b,
        first_day,
        pairs,
        drawn,
        lot(drawn, pairs),
        RULES,
        seed_given=seed is not None,
    )
    if not yes and not context.can_ask:
        raise UsageError("experiment new", "there is no terminal to ask in", "read the help, and say --yes")
    _print_plan(begun)
    if not yes and answer_to(f"Write {name} to begin: ") != name:
        write_prose("Nothing was begun.")
        return
    with open_journal(context) as journal:
        journal.add_entry(begun)
    write_prose(
        f"Registered {context.today}: {registration(begun)}. "
        "Mail it to yourself, if you want to prove it later."
    )
    write_prose(f"Until {first_day}, `backroutine undo` takes it back.")


def _label(text: str, option: str) -> str:
    text = " ".join(text.split(" ")).strip()
    try:
        check_text(text, LONGEST_LABEL, "it")
    except ValueError as error:
        raise UsageError(option, str(error), "say it in a few words") from error
    return text


def _seed(text: str) -> str:
    if SEED.fullmatch(text.lower()):
        return text.lower()
    raise UsageError("--seed", f"{text[:40]!r} is not a seed", "give 16 of the characters 0-9 and a-f")


def _first_day(text: str | None, context: Context) -> date:
    """The first day that is meant. A weekday is the next one, never today."""
    today = context.today
    if text is None:
        return week_of(today, context.settings.first_weekday) + timedelta(days=7)
    word = text.strip().lower().removeprefix("next ")
    if word in WEEKDAYS:
        return next_weekday(today, WEEKDAYS.index(word))
    day = today + timedelta(days=1) if word == "tomorrow" else parse_day(text, today, "--start")
    if not today < day <= today + FARTHEST:
        what = f"{day} has come already" if day <= today else f"{day} is more than a year away"
        raise UsageError("--start", what, "say tomorrow, monday, or a day like 2026-11-30")
    return day


def _print_plan(begun: ExperimentBegun) -> None:
    schedule = Schedule(begun.first_day, begun.order)
    write_prose(question(begun))
    for line in (
        f"{schedule.weeks} weeks in {begun.pairs} pairs, {begun.first_day:%A} {begun.first_day} to "
        f"{schedule.last_day:%A} {schedule.last_day}. In each pair one week is A and one is B; the lot has "
        "decided which comes first. `backroutine experiment today` says what today is.",
        "Once a day you give a score: your back in the last 24 hours, on average, 0 to 10. `backroutine "
        "checkin` asks, and so does the end of a session.",
        f"What is compared is fixed now: the mean of days {SETTLING + 1} to 7 of each week. Days 1 and 2 are "
        f"for settling. A week needs {ENOUGH_SCORES} of its 5 scores, otherwise its pair is left out.",
        f"Fewer than {FEWEST_PAIRS} pairs are described, not tested. Nothing can be compared before the last "
        "day is over, and nothing lengthens it.",
        f"Scores of the {BASELINE} days before it, if you give them, say how it was before.",
        "You will know each day which of the two it is. So what you expect of them is part of the answer.",
        "New shoes need 4 weeks of getting used to first. Training carries over from week to week, so the "
        "routine itself suits this only partly.",
        "What it can find:",
    ):
        write_prose(line)
    columns = (
        Column("With"),
        Column("Weeks", "right"),
        Column("A change of 1 point"),
        Column("Of 2 points"),
        Column("Answerable if one day in five is missed"),
    )
    rows = [(f"{number} pairs", f"{2 * number}", *found) for number, found in POWER.items()]
    rows[-1] = ("10 to 12 pairs", "20 to 24", *POWER[10])
    print_table(columns, rows)
    if begun.seed_given:
        write_prose(SEED_GIVEN)


# `status` and `today`: how far it is. Never a mean, never A against B.


def print_status(context: Context, *, as_json: bool) -> None:
    """Print how far the experiment is. Raises JournalError."""
    experiments = read_all_experiments(context, complain=True)
    experiment = _latest(experiments)
    if experiment is None:
        output.write_json(None) if as_json else write_prose(NONE)
        return
    begun, schedule = experiment.begun, experiment.schedule
    place = schedule.place(context.today) if experiment.is_open(context.today) else None
    scores = {score.day: score.score for score in read_scores_of(experiment, context)}
    gone = min(max(0, (context.today - begun.first_day).days), 7 * schedule.weeks)
    entered = sum(begun.first_day <= day < context.today for day in scores)
    possible = _possible_pairs(experiment, scores, context.today)
    if as_json:
        output.write_json(
            {
                "name": begun.name,
                "state": _state(experiment, context.today),
                "a": begun.a,
                "b": begun.b,
                "first_day": begun.first_day.isoformat(),
                "last_day": schedule.last_day.isoformat(),
                "week": place.week if place else None,
                "weeks": schedule.weeks,
                "day": place.day if place else None,
                "condition": place.condition if place else None,
                "today": experiment_line(experiment, context.today) if place else None,
                "days_gone": gone,
                "days_entered": entered,
                "entered_today": context.today in scores,
                "planned": begun.pairs,
                "pairs_possible": possible,
                "registered": registration(begun),
            },
            indent=2,
        )
        return
    write_prose(f"{begun.name}: A is {begun.a}, B is {begun.b}. {_when(experiment, place, context.today)}")
    if experiment.is_open(context.today) and place:
        still = "" if context.today in scores else " Today's is still to come."
        write_prose(
            f"Scores for {entered} of {count_of(gone, 'day')} gone by.{still} "
            f"{possible} of {begun.pairs} pairs can still count."
        )
    for line in _beside(experiments):
        write_prose(line)


def print_today(context: Context) -> None:
    """Print today's condition in a line. Raises JournalError."""
    experiment = current_experiment(context)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    line = experiment_line(experiment, context.today, width)
    if line is None and experiment:
        line = f"Experiment: it begins on {experiment.begun.first_day:%A} {experiment.begun.first_day}"
    output.write(show(line or "No experiment today"))


def _when(experiment: Experiment, place: Place | None, today: date) -> str:
    schedule = experiment.schedule
    match _state(experiment, today):
        case "planned":
            first = experiment.begun.first_day
            return f"It begins on {first:%A} {first} and ends on {schedule.last_day}."
        case "running" if place:
            condition = experiment.begun.a if place.condition == "A" else experiment.begun.b
            return (
                f"Week {place.week} of {schedule.weeks}, day {place.day}: {condition}. "
                f"The last day is {schedule.last_day}."
            )
        case "stopped":
            return (
                f"It was stopped on {experiment.stopped_on}. `backroutine experiment analyse` describes it."
            )
        case _:
            return f"It ended on {schedule.last_day}. `backroutine experiment analyse` gives the answer."


def _state(experiment: Experiment, today: date) -> str:
    if experiment.stopped_on:
        return "stopped"
    if today > experiment.schedule.last_day:
        return "finished"
    return "planned" if today < experiment.begun.first_day else "running"


def _possible_pairs(experiment: Experiment, scores: Mapping[date, int], today: date) -> int:
    """Pairs that have enough scores or can still get them, today's and yesterday's included."""
    first = experiment.begun.first_day
    days = [first + timedelta(days=number) for number in range(7 * experiment.schedule.weeks)]
    hoped = {day: 0 for day in days if day >= today - timedelta(days=1)} if not experiment.stopped_on else {}
    pairs = experiment.schedule.pair_scores({**hoped, **scores})
    return len(analyse(pairs).means)


def _latest(experiments: tuple[Experiment, ...], name: str | None = None) -> Experiment | None:
    """The last one that holds, or the last one of this name."""
    wanted = [one for one in experiments if (one.begun.name == name if name is not None else not one.beside)]
    return wanted[-1] if wanted else None


def _beside(experiments: tuple[Experiment, ...]) -> Iterator[str]:
    for experiment in experiments:
        if experiment.beside:
            name = experiment.begun.name
            yield (
                f"{name} was begun too, on {experiment.begun_on}, by one of your machines that did not know "
                f"of {experiment.beside} yet. Only the earlier one is tested; once it is over, "
                f"`backroutine experiment analyse {name}` describes the other."
            )


# `stop`.


def stop(context: Context, *, yes: bool) -> None:
    """End the experiment before its time. Raises UsageError and JournalError."""
    experiment = current_experiment(context)
    if experiment is None:
        raise UsageError("experiment stop", "no experiment is planned or running", "there is nothing to stop")
    name = experiment.begun.name
    if not yes and context.can_ask:
        write_prose("What was stopped is described and never tested, and stays stopped: undo does not help.")
        if not confirmed(f"Stop {name} for good?"):
            write_prose(f"{name} goes on.")
            return
    with open_journal(context) as journal:
        journal.add_entry(ExperimentStopped(str(uuid.uuid4()), context.now, experiment.begun.id))
    write_prose(f"Stopped {name}. `backroutine experiment analyse` describes what there is.")


# `analyse`: the answer, once the last day is over.


def print_analysis(context: Context, name: str | None, *, as_json: bool) -> None:
    """Print the answer. Raises UsageError before it may be given, and JournalError."""
    experiments = read_all_experiments(context, complain=True)
    experiment = _latest(experiments, name)
    if experiment is None:
        raise UsageError("experiment analyse", "there is no such experiment", "see `experiment status`")
    if not may_be_answered(experiment, context):
        until = max(
            one.schedule.last_day for one in experiments if one.is_open(context.today) or one is experiment
        )
        what = f"until {until} the two are not compared: an early look would mostly show chance"
        raise UsageError("experiment analyse", what, f"ask again on {until + timedelta(days=1)}")
    if experiment.begun.rules != RULES:
        what = "a newer backroutine began it, by other rules"
        raise UsageError("experiment analyse", what, "use that one")
    scores = read_scores_of(experiment, context)
    answer = answer_of(experiment, scores, context.today)
    if as_json:
        output.write_json(to_json(experiment, scores, answer), indent=2)
        return
    begun = experiment.begun
    write_prose(f"{begun.name}: {question(begun)}")
    output.write()
    for line in pairs_as_text(answer, begun.order, blocks=output.carries("─·")):
        output.write(line)
    output.write()
    for line in (*answer_in_words(answer, begun.a, begun.b), *remarks(experiment, scores, answer)):
        write_prose(line)
    for line in _beside(experiments):
        write_prose(line)
