"""The answer of an experiment as the command and the report show it: remarks, JSON, pictures, a section."""

import shutil
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from html import escape

from backroutine.cli.context import Context
from backroutine.cli.lookup import current_experiment
from backroutine.insight.experiment_analysis import (
    ENOUGH_SCORES,
    Analysis,
    PairMeans,
    analyse,
    analysis_to_json,
    answer_in_words,
    decimal,
)
from backroutine.insight.experiment_calendar import BASELINE, PERIOD, SETTLING, Experiment
from backroutine.journal.entries import FEWEST_PAIRS, ExperimentBegun
from backroutine.journal.experiments import DayScore, read_day_scores, registration
from backroutine.text import count_of, show

SEED_GIVEN = "The seed was given by hand: the order may have been chosen, not drawn."


def read_scores_of(experiment: Experiment, context: Context) -> tuple[DayScore, ...]:
    """The scores from the baseline on to the end. Raises JournalError."""
    first = experiment.begun.first_day - timedelta(days=BASELINE)
    last = experiment.stopped_on or experiment.schedule.last_day
    return read_day_scores(context.journal, first, last, starts=context.starts)


def may_be_answered(experiment: Experiment, context: Context) -> bool:
    """Whether it is over. One that was begun beside another waits for that one too: they share their days."""
    if experiment.beside and current_experiment(context):
        return False
    return context.today >= experiment.answered_on


def answer_of(experiment: Experiment, scores: tuple[DayScore, ...], today: date) -> Analysis:
    """The answer from these scores; tested only for an experiment that went to its end."""
    by_day = {score.day: score.score for score in scores}
    schedule = experiment.schedule
    return analyse(
        schedule.pair_scores(by_day), schedule.baseline(by_day), tested=experiment.is_tested(today)
    )


def late_days(experiment: Experiment, scores: tuple[DayScore, ...]) -> list[date]:
    """The days that count and whose score was written late."""
    places = ((score.day, experiment.schedule.place(score.day)) for score in scores if score.late)
    return [day for day, place in places if place and place.counts]


def remarks(experiment: Experiment, scores: tuple[DayScore, ...], answer: Analysis) -> list[str]:
    """What has to be known beside the answer, and what it takes to redo it."""
    begun, schedule = experiment.begun, experiment.schedule
    lines = []
    if answer.dropped:
        pairs = ", ".join(map(str, answer.dropped))
        lines.append(
            f"Left out for want of scores: {'pair' if len(answer.dropped) == 1 else 'pairs'} {pairs}."
        )
    if late := late_days(experiment, scores):
        days = ", ".join(day.isoformat() for day in late)
        lines.append(f"Written more than one day after their day, and counted: {days}.")
    if experiment.stopped_on:
        lines.append(f"It was stopped on {experiment.stopped_on}.")
    if experiment.beside:
        lines.append(f"One of your machines began it while {experiment.beside} ran, so it is not tested.")
    if experiment.taken_back:
        lines.append(
            f"{count_of(experiment.taken_back, 'beginning')} before it "
            f"{'was' if experiment.taken_back == 1 else 'were'} taken back, and the lot was drawn again."
        )
    if begun.seed_given:
        lines.append(SEED_GIVEN)
    if not experiment.is_drawn:
        lines.append("The order is not the one that the seed gives: somebody changed it.")
    lines.append(
        f"{begun.pairs} pairs of weeks from {begun.first_day} to {schedule.last_day}, order {begun.order} "
        f"from the seed {begun.seed}. Registered {experiment.begun_on}: {registration(begun)}."
    )
    return lines


def to_json(experiment: Experiment, scores: tuple[DayScore, ...], answer: Analysis) -> dict[str, object]:
    """The answer with every number that is needed to redo it."""
    begun = experiment.begun
    by_day = {score.day: score.score for score in scores}
    pairs = experiment.schedule.pair_scores(by_day)
    return {
        "name": begun.name,
        "a": begun.a,
        "b": begun.b,
        "first_day": begun.first_day.isoformat(),
        "order": begun.order,
        "seed": begun.seed,
        "seed_given": begun.seed_given,
        "taken_back": experiment.taken_back,
        "registered": registration(begun),
        "planned": begun.pairs,
        "ended": "stopped" if experiment.stopped_on else "finished",
        "beside": experiment.beside,
        "scores": [[pair.order, list(pair.first), list(pair.second)] for pair in pairs],
        "late": [day.isoformat() for day in late_days(experiment, scores)],
        "baseline_scores": list(experiment.schedule.baseline(by_day)),
        **analysis_to_json(answer),
    }


# The pairs as a picture: lines for a terminal, SVG for the report.

SCALE = 40
"""Columns from 0 to 10 in the picture of the pairs: a quarter of a point each."""


def pairs_as_text(answer: Analysis, order: str, *, blocks: bool) -> list[str]:
    """A line for each pair: where the means with A and with B lie between 0 and 10, and the three numbers."""
    wide = shutil.get_terminal_size().columns >= 72 or not sys.stdout.isatty()
    room = SCALE if wide else SCALE // 2
    means = {pair.number: pair for pair in answer.means}
    numbers = "    A     B   A-B" if wide else "   A-B"
    half = room // 2
    lines = [f"Pair    0{'5':>{half}}{'10':>{half + 1}}{numbers}"]
    for number, drawn in enumerate(order, 1):
        head = f"{number:>4} {'AB' if drawn == 'A' else 'BA'} "
        if number not in means:
            lines.append(f"{head} too few scores")
            continue
        pair = means[number]
        end = f"  {signed(pair.difference):>5}"
        if wide:
            end = f" {decimal(pair.a):>4}  {decimal(pair.b):>4}{end}"
        lines.append(f"{head} {_strip(pair, room, blocks=blocks)}{end}")
    return lines


def _strip(pair: PairMeans, room: int, *, blocks: bool) -> str:
    cells = ["·" if blocks else "."] * (room + 1)
    a, b = (int(mean * room / 10 + Fraction(1, 2)) for mean in (pair.a, pair.b))
    for cell in range(min(a, b), max(a, b)):
        cells[cell] = "─" if blocks else "-"
    cells[a], cells[b] = "A", "B"
    if a == b:
        cells[a] = "*"
    return "".join(cells)


def signed(difference: Fraction) -> str:
    return f"{'+' if difference > 0 else ''}{decimal(difference)}"


WIDTH, HEIGHT, LEFT, TOP = 680, 150, 26, 10
A_INK, B_INK = "#143d66", "#b35900"


def pairs_svg(answer: Analysis, order: str) -> str:
    """The means of each pair from 0 to 10: a dot for A, a square for B, a line between them."""
    means = {pair.number: pair for pair in answer.means}
    about = "; ".join(
        f"pair {number}: A {decimal(pair.a)}, B {decimal(pair.b)}" for number, pair in means.items()
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="pairs-title pairs-about" font-family="sans-serif" font-size="10" fill="#333333">',
        '<title id="pairs-title">The means of each pair with A and with B, 0 to 10</title>',
        f'<desc id="pairs-about">{about}.</desc>',
    ]
    for score in (0, 5, 10):
        y = _y(Fraction(score))
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - 4}" y1="{y:.1f}" y2="{y:.1f}" stroke="#cccccc"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 3:.1f}" text-anchor="end">{score}</text>')
    step = (WIDTH - LEFT) / len(order)
    for number, drawn in enumerate(order, 1):
        x = LEFT + step * (number - 0.5)
        name = f"{number}: {'AB' if drawn == 'A' else 'BA'}"
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - 4}" text-anchor="middle">{name}</text>')
        if pair := means.get(number):
            a, b = _y(pair.a), _y(pair.b)
            lines += [
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{a:.1f}" y2="{b:.1f}" stroke="#777777"/>',
                f'<rect x="{x - 4:.1f}" y="{b - 4:.1f}" width="8" height="8" fill="{B_INK}"/>',
                f'<circle cx="{x:.1f}" cy="{a:.1f}" r="3.5" fill="{A_INK}"/>',
            ]
    return "\n".join([*lines, "</svg>"])


def _y(mean: Fraction) -> float:
    return TOP + (HEIGHT - TOP - 24) * float(10 - mean) / 10


def report_section(
    experiment: Experiment, scores: Sequence[DayScore], answer: Analysis, remarks: Sequence[str]
) -> list[str]:
    """The section of the report: question, design, answer, picture, and every score that was compared."""
    begun = experiment.begun
    design = (
        f"{begun.pairs} pairs of weeks; in each pair one week with A and one with B, their order drawn by "
        "lot before the beginning. Fixed then too: the mean of the daily scores (0 to 10, the last 24 hours "
        f"on average) on days {SETTLING + 1} to {PERIOD} of each week; {ENOUGH_SCORES} of these 5 scores are "
        f"needed. Exact two-sided test of the signs of the differences; below {FEWEST_PAIRS} pairs none. "
        "Nobody was blinded."
    )
    verdict, *more = answer_in_words(answer, begun.a, begun.b)
    return [
        f"<section><h2>An experiment: {as_html(begun.name)}</h2>",
        f"<p>{as_html(question(begun))}</p>",
        f'<p class="small">{as_html(design)}</p>',
        f"<p><strong>{as_html(verdict)}</strong> {as_html(' '.join(more))}</p>",
        f"<figure>{pairs_svg(answer, begun.order)}</figure>",
        '<p class="small">A dot is the mean with A, a square the mean with B.</p></section>',
        *_scores_table(experiment, scores, answer),
        f'<p class="small">{as_html(" ".join(remarks))}</p>',
    ]


def _scores_table(experiment: Experiment, scores: Sequence[DayScore], answer: Analysis) -> list[str]:
    means = {pair.number: pair for pair in answer.means}
    pairs = experiment.schedule.pair_scores({score.day: score.score for score in scores})
    head = ("Pair", "Order", "First week, days 1 to 7", "Second week", "A", "B", "A−B")
    rows = []
    for number, pair in enumerate(pairs, 1):
        found = means.get(number)
        numbers = [decimal(found.a), decimal(found.b), signed(found.difference)] if found else ["", "", ""]
        cells = [f"{number}", pair.order, _week(pair.first), _week(pair.second), *numbers]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return [
        '<table class="small"><thead><tr>' + "".join(f"<th>{cell}</th>" for cell in head) + "</tr></thead>",
        f"<tbody>{''.join(rows)}</tbody></table>",
    ]


def _week(days: Sequence[int | None]) -> str:
    return " ".join("·" if score is None else str(score) for score in days)


def as_html(text: object) -> str:
    return escape(show(text))


def question(begun: ExperimentBegun) -> str:
    return f"Does it hurt less with A ({begun.a}) than with B ({begun.b})?"
