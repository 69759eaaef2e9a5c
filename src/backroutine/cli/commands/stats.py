"""`backroutine stats`: what the sessions of a year mean."""

import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.colour import Palette
from backroutine.cli.commands import stats_charts
from backroutine.cli.context import Context
from backroutine.cli.lookup import current_experiment, held_back_words, short_sessions
from backroutine.cli.output import write_prose
from backroutine.cli.tables import NARROW, Column, print_table
from backroutine.coach.wrapping import wrapped
from backroutine.errors import UsageError
from backroutine.files import write_whole
from backroutine.insight.calendar import past_year, whole_year
from backroutine.insight.pain import MOMENTS, MedianScore, PainWeek
from backroutine.insight.sides import ExerciseSides
from backroutine.insight.stats import RECENT, Overview, overview_of, overview_to_json
from backroutine.insight.weeks import Run, Week, last_weeks, latest_day
from backroutine.journal.queries import read_scores
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import Score, SessionRecord
from backroutine.text import count_of, minutes, show


def _paint_weaker(palette: Palette, cell: str) -> str:
    return palette.weaker(cell) if "fewer" in cell or cell.startswith("only") else palette.quiet(cell)


def _paint_median(palette: Palette, cell: str) -> str:
    """`3.5 (4)`; a gap and a held back score have no colour."""
    number = cell.partition(" ")[0]
    return palette.pain(cell, float(number)) if number.replace(".", "").isdigit() else palette.quiet(cell)


SIDES = (
    Column("Exercise"),
    Column("Sessions", "right"),
    Column("Left", "right"),
    Column("Right", "right"),
    Column("Weaker side", paint=_paint_weaker),
)
SIDES_WITH_BOTH = (*SIDES[:4], Column("Both", "right"), SIDES[4])
SINGLE_DAYS = (
    "A single day differs by more than a point from the next by itself: compare weeks of 5 entries or more."
)
"""Said under the weekly medians (day-to-day SD about 1.2: Pagé 2022)."""
PAIN = (
    Column("Week"),
    Column("Before", "right", paint=_paint_median),
    Column("Worst", "right", paint=_paint_median),
    Column("After", "right", paint=_paint_median),
    Column("Next morning", "right", paint=_paint_median),
    Column("Day", "right", paint=_paint_median),
)


def print_stats(context: Context, *, year: int | None, as_json: bool, svg: Path | None, force: bool) -> None:
    """Print the overview as text or JSON, or draw its calendar into a file."""
    if as_json and svg:
        raise UsageError("stats", "--json and --svg cannot both be done", "choose one")
    if force and not svg:
        raise UsageError("--force", "there is no file to replace", "say --svg FILE too")
    settings = context.settings
    span = whole_year(year) if year is not None else None
    records, scores, today = _read(context, span)
    experiment = current_experiment(context)
    held_back = experiment.held_back(today) if experiment else None
    overview = overview_of(
        today,
        records,
        scores,
        span=span,
        goal=settings.weekly_goal,
        first_weekday=settings.first_weekday,
        held_back=held_back,
    )
    if svg:
        _draw(overview, svg, force=force)
    elif as_json:
        output.write_json(overview_to_json(overview), indent=2)
    elif not records and not scores:
        write_prose("No session in this time. backroutine start begins one.")
    else:
        _print(overview, context.palette)
        if held_back:
            write_prose(held_back_words(held_back))


def _read(
    context: Context, span: tuple[date, date] | None
) -> tuple[Sequence[SessionRecord], Sequence[Score], date]:
    """The sessions of the past year and of the days asked for, each once; the last weeks' scores; and the day
    from which they are seen.
    """
    path, starts, today = context.journal, context.starts, context.today
    first_weekday = context.settings.first_weekday
    found: dict[str, SessionRecord] = {}
    notices: dict[str, None] = {}
    for first, last in [(past_year(today, first_weekday)[0], None)] + ([span] if span else []):
        reading = read_sessions(path, since=first, until=last, starts=starts)
        found.update((record.id, record) for record in reading.records if record.reps)
        notices.update(dict.fromkeys(reading.notices))
    today = latest_day(today, found.values())
    if ahead := sum(record.day > today for record in found.values()):
        what = f"{count_of(ahead, 'session')} of days to come {'is' if ahead == 1 else 'are'} left out"
        notices[f"stats: {what}; the clock was wrong then: edit ID --started puts it right"] = None
    recent = last_weeks(today, RECENT, first_weekday)[-1]
    scores = read_scores(path, recent, today, starts=starts)
    notices.update(dict.fromkeys(scores.notices))
    output.complain_lines(notices)
    return tuple(record for record in found.values() if record.day <= today), scores.scores, today


def _draw(overview: Overview, path: Path, *, force: bool) -> None:
    from backroutine.cli.commands.stats_charts import calendar_svg

    write_whole(path, calendar_svg(overview.calendar).encode(), force=force)
    calendar = overview.calendar
    output.write(f"{show(path)}: the calendar from {calendar.first} to {calendar.last}")


def _print(overview: Overview, palette: Palette) -> None:
    ink = stats_charts.BLOCKS if output.carries(stats_charts.BLOCKS.all) else stats_charts.ASCII
    write_prose(_this_week(overview.weeks[0], overview.goal))
    write_prose(_run(overview.run))
    write_prose(_weaker_sides(overview.sides))
    _heading(f"The last {len(overview.weeks)} weeks", palette)
    _print_weeks(overview.weeks, overview.goal, ink, palette)
    calendar = overview.calendar
    _heading(f"Calendar, {calendar.first.isoformat()} to {calendar.last.isoformat()}", palette)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in stats_charts.calendar_lines(calendar, ink, width, palette):
        output.write(line)
    write_prose(stats_charts.calendar_legend(ink))
    _heading(f"Reps of each side, {len(overview.weeks)} weeks", palette)
    _print_sides(overview.sides, palette)
    _heading(f"Pain by week, 0 to 10: median (entries), {len(overview.weeks)} weeks", palette)
    _print_pain(overview.pain, ink, palette)


def _heading(text: str, palette: Palette) -> None:
    output.write()
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else len(text)
    for line in wrapped(text, max(10, width)):
        output.write(palette.heading(line))


def _weaker_sides(exercises: Sequence[ExerciseSides]) -> str:
    """The weaker side as a sentence."""
    weaker = [one for one in exercises if one.weaker in {"left", "right"}]
    if weaker:
        parts = [f"{one.weaker} at {one.name}, {one.difference:.0%} fewer reps" for one in weaker]
        return f"Your weaker side: {'; '.join(parts)}."
    if any(one.weaker == "even" for one in exercises):
        return "Your sides are even where enough sessions can be compared."
    return "Which side is weaker: too few sessions to tell."


def _this_week(week: Week, goal: int) -> str:
    if week.met:
        done = f"{count_of(week.counting, 'session')}, the goal of {goal} is met"
    else:
        done = f"{week.counting} of {count_of(goal, 'session')}"
    short = short_sessions(week.sessions - week.counting)
    return f"This week: {done}; {minutes(week.seconds)} at work, {count_of(week.reps, 'rep')}.{short}"


def _run(run: Run) -> str:
    if not run.weeks:
        return "Weeks in a row that met the goal: the next one that does begins a row."
    least = "at least " if run.at_least else ""
    rest = f", with {count_of(run.resting, 'rest week')} between them" if run.resting else ""
    return f"Weeks in a row that met the goal: {least}{run.weeks}{rest}. One missed week in four is a rest."


def _print_weeks(weeks: Sequence[Week], goal: int, ink: stats_charts.Ink, palette: Palette) -> None:
    bars = [stats_charts.week_bar(week, goal, ink) for week in weeks]
    room = max(8, *(len(bar) for bar in bars))
    output.write(palette.heading(f"{'Week of':<10}  {'Sessions':<{room}}     At work  Reps"))
    for week, bar in zip(weeks, bars, strict=True):
        numbers = f"{week.sessions:>2}  {minutes(week.seconds):>7}  {week.reps:>4}"
        painted = stats_charts.painted_bar(bar, ink, palette) + " " * (room - len(bar))
        output.write(f"{week.start.isoformat()}  {painted} {numbers}")
    write_prose(stats_charts.bar_legend(ink))


def _print_sides(exercises: Sequence[ExerciseSides], palette: Palette) -> None:
    if not exercises:
        write_prose("No reps in these weeks.")
        return
    both = any(exercise.both for exercise in exercises)
    rows = []
    for exercise in exercises:
        cells = [exercise.name, str(exercise.sessions), str(exercise.left), str(exercise.right)]
        rows.append((*cells, *([str(exercise.both)] if both else []), _weaker(exercise)))
    print_table(SIDES_WITH_BOTH if both else SIDES, rows, palette)


def _weaker(exercise: ExerciseSides) -> str:
    match exercise.weaker:
        case None if bool(exercise.left) != bool(exercise.right):
            return f"only the {'left' if exercise.left else 'right'} was done"
        case None:
            return "too few sessions to tell" if exercise.left else ""
        case "even":
            return "even"
        case side:
            return f"{side}: {exercise.difference:.0%} fewer reps"


def _print_pain(weeks: Sequence[PainWeek], ink: stats_charts.Ink, palette: Palette) -> None:
    if not any(scores for week in weeks for scores in week.moments.values()):
        write_prose("No entries in these weeks.")
        return
    stacked = sys.stdout.isatty() and shutil.get_terminal_size().columns < NARROW
    rows = []
    for week in weeks:
        cells = [_scores(week.moments[moment], gap="" if stacked else "·") for moment in MOMENTS]
        empty = stacked and not any(cells)
        rows.append((week.start.isoformat() + (": no entry" if empty else ""), *cells))
    print_table(PAIN, rows, palette)
    for moment, column in zip(MOMENTS, PAIN[1:], strict=True):
        found = [week.moments[moment] for week in reversed(weeks)]
        medians = [one.median if one else None for one in found]
        if any(median is not None for median in medians):
            output.write(f"{column.heading:<12}  {stats_charts.sparkline(medians, ink, palette)}")
    write_prose(f"The lines go from the oldest week to this one; {ink.gap} is a week without an entry.")
    write_prose(SINGLE_DAYS)


def _scores(scores: MedianScore | None, gap: str) -> str:
    if scores is None:
        return gap
    return f"{'held back' if scores.median is None else f'{scores.median:g}'} ({scores.entries})"
