"""Options and arguments that several commands share, and what a command starts from. Imported as `opt`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from backroutine.cli import completion

if TYPE_CHECKING:
    from backroutine.cli.context import Context


def make_context(*, no_input: bool = False, color: str = "auto") -> "Context":
    """What the command starts from. Imported here: `--version` and `--help` need none of it."""
    from backroutine.cli.context import Context

    return Context(no_input=no_input, color=color)


# What may be left out.
Text = str | None
Texts = list[str] | None
Whole = int | None
Number = float | None
File = Path | None


def path(text: str) -> Path:
    """The path that was written. An empty one is a variable that was not set, never this folder."""
    if not text:
        raise typer.BadParameter("the name is empty; write a file or a folder")
    return Path(text).expanduser()


def file(*names: str, help: str) -> Any:
    complete = completion.files_and_folders
    return typer.Option(*names, autocompletion=complete, metavar="FILE", parser=path, help=help)


def file_argument(metavar: str, help: str) -> Any:
    """An argument that is the path of a file or a folder."""
    complete = completion.files_and_folders
    return typer.Argument(
        autocompletion=complete, metavar=metavar, parser=path, help=help, show_default=False
    )


def flag(name: str, help: str) -> Any:
    """An option without a value."""
    return typer.Option(name, help=help)


def day(name: str, help: str) -> Any:
    return typer.Option(name, autocompletion=completion.days, metavar="DAY", help=help)


def number(name: str, help: str) -> Any:
    return typer.Option(name, metavar="N", help=help)


def session_argument(metavar: str) -> Any:
    help = "The session's id, or its beginning, as `log` shows it."
    return typer.Argument(autocompletion=completion.sessions, metavar=metavar, help=help)


def exercise(name: str, metavar: str, help: str) -> Any:
    return typer.Option(name, autocompletion=completion.exercises, metavar=metavar, help=help)


def exercise_argument(metavar: str, help: str) -> Any:
    return typer.Argument(autocompletion=completion.exercises, metavar=metavar, help=help)


Catalogue = Annotated[File, file("--catalogue", help="Use this catalogue instead of the built-in one.")]
Json = Annotated[bool, flag("--json", "Print JSON instead.")]
Since = Annotated[Text, day("--since", "From this day on: monday, 2026-11-22, '2 weeks ago', november.")]
Until = Annotated[Text, day("--until", "Up to this day, itself included.")]
Color = Annotated[
    str,
    typer.Option(
        "--color",
        autocompletion=completion.colors,
        metavar="WHEN",
        help="auto, always or never.",
        show_default=False,
    ),
]
NoPager = Annotated[bool, flag("--no-pager", "Do not show long output by $PAGER.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
NoInput = Annotated[bool, flag("--no-input", "Never ask; fail where an answer is needed.")]
Force = Annotated[bool, flag("--force", "Let --out replace a file.")]
