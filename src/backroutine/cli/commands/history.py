"""What was done, read: the log, what it adds up to, how the week stands."""

from typing import Annotated

import typer

from backroutine.cli.options import File, JsonOption, SinceOption, UntilOption, Whole, path

group = typer.Typer()


@group.command(epilog="Example: backroutine log --since 'monday' --json")
def log(
    show: Annotated[  # noqa: ARG001 - the table is what `log` does anyway; the option reads well
        bool, typer.Option("--show", help="Show the journal; this is what `log` does by itself.")
    ] = True,
    last: Annotated[
        Whole,
        typer.Option("--last", metavar="N", min=1, help="Only the last N sessions."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: a row per session, exercise and side.")
    ] = False,
) -> None:
    """Show what was done, newest first."""
    from backroutine.cli.log import print_log

    print_log(last=last, since=since, until=until, as_json=json, as_csv=csv)


@group.command(epilog="Example: backroutine stats --year 2026 --svg calendar.svg")
def stats(
    year: Annotated[
        Whole,
        typer.Option(
            "--year", metavar="YYYY", min=1970, max=9998, help="The calendar of this year, not the past one."
        ),
    ] = None,
    svg: Annotated[
        File,
        typer.Option("--svg", metavar="FILE", parser=path, help="Draw the calendar into this file instead."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let --svg replace a file.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what it adds up to: weeks, a calendar, sides, pain."""
    from backroutine.cli.stats import print_stats

    print_stats(year=year, as_json=json, svg=svg, force=force)


@group.command(epilog="Example: backroutine status")
def status(
    json: JsonOption = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="As a desktop notification, where there is one.")
    ] = False,
) -> None:
    """Say in one short line how the week stands. The exit code is always 0."""
    from backroutine.cli.status import print_status

    print_status(as_json=json, notify=notify)
