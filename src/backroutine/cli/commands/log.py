"""`backroutine log`: what was done, newest first."""

from backroutine.cli import output
from backroutine.cli.colour import Palette
from backroutine.cli.context import Context
from backroutine.cli.lookup import looks_running, this_week, title
from backroutine.cli.output import write_prose
from backroutine.cli.parsing import parse_days
from backroutine.cli.tables import Column, print_table
from backroutine.errors import UsageError
from backroutine.journal.markers import set_aside_notice
from backroutine.journal.queries import short_ids
from backroutine.journal.reader import Reading, read_sessions
from backroutine.journal.records import SessionRecord, record_to_json
from backroutine.journal.unfinished import Running, running_session
from backroutine.text import minutes

USUAL_NUMBER = 20
"""Sessions shown when nothing is asked for: about six weeks."""


def _paint_share(palette: Palette, cell: str) -> str:
    """`8/10`: what was planned was done, or not."""
    done, _, planned = cell.partition("/")
    return palette.done(cell) if int(done) >= int(planned) else palette.missed(cell)


def _paint_pain(palette: Palette, cell: str) -> str:
    """`3 to 5`: the higher one decides."""
    scores = [int(word) for word in cell.split(" to ") if word.isdigit()]
    return palette.pain(cell, max(scores)) if scores else cell


COLUMNS = (
    Column("Day"),
    Column("Done", "right", paint=_paint_share),
    Column("Left", "right", paint=_paint_share),
    Column("Right", "right", paint=_paint_share),
    Column("Length", "right"),
    Column("Pain", paint=_paint_pain),
    Column("Id", paint=Palette.quiet),
    Column("Note", cut=True),
)


def print_log(
    context: Context,
    *,
    last: int | None,
    since: str | None,
    until: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print the journal as a table, JSON or CSV."""
    if as_json and as_csv:
        raise UsageError("log", "--json and --csv cannot both be printed", "choose one")
    first, final = parse_days(since, until, context.today, context.settings.first_weekday)
    asked = last is not None or first is not None or final is not None
    bound = last if asked or as_json or as_csv else USUAL_NUMBER
    reading = read_sessions(context.journal, last=bound, since=first, until=final, starts=context.starts)
    if not (as_json or as_csv):
        # Sessions without a rep are no rows of the table: look further back for the rows that were asked for.
        latest = bound
        while latest and len(reading.records) == latest and len(_with_reps(reading)) < (bound or 0):
            latest *= 2
            reading = read_sessions(
                context.journal, last=latest, since=first, until=final, starts=context.starts
            )
    output.complain_lines(filter(None, (*reading.notices, set_aside_notice(context.journal))))
    if as_json:
        output.write_json([record_to_json(record) for record in reading.records], indent=2)
    elif as_csv:
        from backroutine.journal.formats.csv_writer import csv_lines

        for line in csv_lines(reading.records):
            output.write(line)
    elif not _with_reps(reading):
        write_prose(_nothing(asked))
    else:
        _print_sessions(reading, bound, context)


def _with_reps(reading: Reading) -> list[SessionRecord]:
    return [record for record in reading.records if record.reps]


def _nothing(asked: bool) -> str:
    if asked:
        return "No session in that time. backroutine log shows the latest ones."
    return "Nothing here yet. backroutine start begins your first session."


def _print_sessions(reading: Reading, bound: int | None, context: Context) -> None:
    done = _with_reps(reading)[:bound]
    running = running_session(context.journal)
    short = short_ids(context.journal, [record.id for record in done])
    rows = [_row(record, short.get(record.id, record.id), running=running) for record in done]
    print_table(COLUMNS, rows, context.palette)
    if bound == USUAL_NUMBER and len(done) == bound:
        write_prose(f"The latest {bound}; --last N or --since DAY shows more.")
    write_prose(this_week(context))


def _row(record: SessionRecord, short: str, *, running: Running) -> tuple[str, ...]:
    done = {side.exercise for side in record.sides}
    planned = done | {step.exercise for step in record.plan.steps}
    return (
        title(record),
        f"{len(done)}/{len(planned)}",
        _reps(record, "left"),
        _reps(record, "right"),
        minutes(record.seconds),
        _pain(record),
        short,
        "; ".join(part for part in (_end(record, running=running), *_forms(record), record.note) if part),
    )


def _forms(record: SessionRecord) -> list[str]:
    """The easier and harder forms that were done: `hip-thrust:knee-in`."""
    return list(dict.fromkeys(f"{row.exercise}:{row.variation}" for row in record.sides if row.variation))


def _end(record: SessionRecord, *, running: Running) -> str:
    """How it ended, where that is worth a word. What looks dead may be running in another terminal."""
    if looks_running(record, running=running):
        return "running"
    return "" if record.status == "completed" else record.status


def _reps(record: SessionRecord, side: str) -> str:
    """Reps of one side against its target; work of both sides at once counts for each."""
    rows = [row for row in record.sides if row.side in {side, "both"}]
    target = sum(target for name, target in record.planned.items() if name in {side, "both"})
    return f"{sum(row.reps for row in rows)}/{target}" if target else ""


def _pain(record: SessionRecord) -> str:
    scores = record.pain.before, record.pain.after
    if scores == (None, None):
        return ""
    return " to ".join("?" if score is None else str(score) for score in scores)
