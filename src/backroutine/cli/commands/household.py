"""Settings, places and reminders."""

from typing import Annotated

import typer

from backroutine.cli.options import JsonOption

group = typer.Typer()


@group.command(epilog="Example: backroutine remind --days mon,wed,fri --at 07:30 --format ics > back.ics")
def remind(
    days: Annotated[
        str, typer.Option("--days", metavar="DAYS", help="mon, tue, wed, thu, fri, sat, sun, with commas.")
    ] = "mon,wed,fri",
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="The time of day, 00:00 to 23:59.")
    ] = "07:30",
    format: Annotated[
        str, typer.Option("--format", metavar="KIND", help="ics, systemd, cron or launchd.")
    ] = "ics",
) -> None:
    """Print what makes your own system remind you. With the two commands that install it."""
    from backroutine.cli.remind import print_reminder

    print_reminder(days=days, at=at, kind=format)


@group.command(epilog="Example: backroutine config")
def config(json: JsonOption = False) -> None:
    """Show each setting, and where its value came from."""
    from backroutine.cli.config import print_settings

    print_settings(as_json=json)


@group.command(epilog="Example: backroutine where")
def where(json: JsonOption = False) -> None:
    """Show where your files are."""
    from backroutine.cli.config import print_places

    print_places(as_json=json)
