"""`backroutine export`: the journal in the forms that other programs read."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.parsing import parse_days
from backroutine.cli.progress import Progress
from backroutine.errors import BackroutineError, UsageError
from backroutine.files import write_whole
from backroutine.journal.formats.csv_writer import csv_lines
from backroutine.journal.formats.hevy_writer import hevy_lines
from backroutine.journal.formats.json_writer import to_json, to_jsonl, whole_journal
from backroutine.journal.reader import read_events, read_sessions
from backroutine.journal.records import SessionRecord
from backroutine.text import count_of, show

KINDS = ("json", "jsonl", "csv", "hevy", "fit")
_FIT_YEARS = range(1990, 2100)


def export_journal(
    context: Context, *, kind: str, out: Path | None, since: str | None, until: str | None, force: bool
) -> None:
    """Print the journal in a form, or write it into a file: whole or not at all."""
    if kind not in KINDS:
        raise UsageError(
            "--format", f"{kind!r} is not a format", f"say {', '.join(KINDS[:-1])} or {KINDS[-1]}"
        )
    if out == Path("-"):
        out = None
    if force and not out:
        raise UsageError("--force", "there is no file to replace", "say --out FILE too")
    if kind == "fit" and not out and sys.stdout.isatty():
        raise UsageError("--format fit", "FIT is not text for a terminal", "say --out FILE too")
    days = parse_days(since, until, context.today, context.settings.first_weekday)
    # Where the journal itself fills the terminal, a bar would only be in its way.
    with Progress(wanted=bool(out) or not sys.stdout.isatty()) as progress:
        own = kind in {"json", "jsonl"}
        data = _own(context, kind, days, progress) if own else _records(context, kind, days)
        if out:
            write_whole(out, data, force=force)
        else:
            output.write_bytes(data)
    if out:
        output.write(f"{show(out)}: written")


def _own(
    context: Context, kind: str, days: tuple[date | None, date | None], progress: Progress
) -> Iterator[bytes]:
    with whole_journal(context.journal) as whole:
        whole.keep_days(*days, context.starts)
        lines = to_json(whole) if kind == "json" else to_jsonl(whole)
        yield from progress.track(lines, sum(whole.counts.values()), "Exporting")
        output.complain_lines(whole.notices())


def _records(context: Context, kind: str, days: tuple[date | None, date | None]) -> Iterable[bytes]:
    first, last = days
    reading = read_sessions(context.journal, since=first, until=last, starts=context.starts)
    output.complain_lines(reading.notices)
    oldest_first = reading.records[::-1]
    match kind:
        case "csv":
            lines = csv_lines(oldest_first)
        case "hevy":
            lines = hevy_lines(oldest_first)
        case _:
            return [_fit(context, oldest_first)]
    return (f"{line}\n".encode() for line in lines)


def _fit(context: Context, records: Sequence[SessionRecord]) -> bytes:
    """The latest session: a FIT activity is one training."""
    done = [record for record in records if record.sides]
    if not done:
        raise BackroutineError("export", "there is no session for a FIT activity", "choose other days")
    record = done[-1]
    if record.started_at.year not in _FIT_YEARS:
        raise BackroutineError("export", f"FIT has no year {record.started_at.year}", "choose other days")
    from backroutine.journal.formats.fit_writer import fit_activity

    try:
        data = fit_activity(record, read_events(context.journal, record.id))
    except ImportError as error:
        raise BackroutineError(
            "--format fit",
            "the library that writes FIT is missing",
            "install fit-tool beside backroutine: it is the extra [fit]",
        ) from error
    if len(done) > 1:
        output.complain_line(
            f"export: FIT holds one session: the latest of {count_of(len(done), 'session')}, of "
            f"{record.day.isoformat()}; --since and --until choose another"
        )
    return data
