"""The journal on its way out and in: to other programs, to a clinician, to your other machines."""

from pathlib import Path
from typing import Annotated

import typer

from backroutine.cli.options import File, SinceOption, UntilOption, path

group = typer.Typer()


@group.command(epilog="Example: backroutine export --format csv --out my-sessions.csv")
def export(
    format: Annotated[
        str, typer.Option("--format", metavar="KIND", help="json, jsonl, csv, hevy or fit.")
    ] = "json",
    out: Annotated[
        File,
        typer.Option("--out", metavar="FILE", parser=path, help="Write it there instead of printing it."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    force: Annotated[bool, typer.Option("--force", help="Let --out replace a file.")] = False,
) -> None:
    """Give the journal out. JSON and JSON Lines hold all of it, CSV, Hevy and FIT are for other programs."""
    from backroutine.cli.exporting import export_journal

    export_journal(kind=format, out=out, since=since, until=until, force=force)


@group.command("import", epilog="Example: backroutine import my-journal.json --dry-run")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=path, help="JSON, JSON Lines, or the CSV of Hevy.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Merge a file into the journal. All of it or nothing, each session once."""
    from backroutine.cli.importing import import_file

    import_file(file, dry_run=dry_run)


@group.command(epilog="Example: backroutine report --since 2026-10-01 --out report.html")
def report(
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", parser=path, help="The HTML file to write.")],
    until: UntilOption = None,
    notes: Annotated[bool, typer.Option("--notes", help="With your notes.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Let --out replace a file.")] = False,
) -> None:
    """Write a page to print for a clinician. Sessions, reps of each side, pain over time."""
    from backroutine.cli.reporting import write_report

    write_report(since=since, until=until, out=out, notes=notes, force=force)


@group.command(epilog="Example: backroutine sync ~/Sync/backroutine")
def sync(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", parser=path, help="A folder that all your machines see.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell; change nothing.")] = False,
) -> None:
    """Exchange the journal with your other machines. A folder that something else moves carries it."""
    from backroutine.cli.syncing import print_sync

    print_sync(folder, dry_run=dry_run)
