"""The command line as one: all groups of commands, and what `backroutine` alone answers."""

from typing import Annotated

import typer

from backroutine import __version__
from backroutine.cli.commands import carrying, history, household, keeping, training

app = typer.Typer(
    name="backroutine",
    help="Leads you through a core and lower-back routine, counts each side, and remembers what you did.",
    epilog="Example: backroutine start",
    # Plain help starts in half the time of the rich one, and errors are our own single lines.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"backroutine {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _front_door(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback answers it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for commands in (training, history, keeping, carrying, household):
    app.add_typer(commands.group)
