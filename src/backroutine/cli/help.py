"""The help pages: commands under headings, examples that a shell can run, no word broken."""

import re
import shutil
import textwrap
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_name
from typer.models import CommandInfo

TRAIN = "Train"
LOOK_BACK = "Look back"
KEEP = "Keep the journal"
ELSEWHERE = "Take it elsewhere"
SET_UP = "Set up"
HEADINGS = (TRAIN, LOOK_BACK, KEEP, ELSEWHERE, SET_UP)
"""The headings of `backroutine --help`, in their order."""

WIDEST = 80
NARROW = 60
"""Columns below which an explanation stands under its option, not beside it."""
_WIDEST_LEFT = 26


class _HelpPage:
    """Shows the page of a command whose epilog is its examples, a line each."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]  # of the other base
        return [piece.replace("{", "").replace("}", "") for piece in pieces]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(_page(self, ctx))


class HelpCommand(_HelpPage, TyperCommand):
    """A command."""


class HelpGroup(_HelpPage, TyperGroup):
    """A command that has commands of its own."""


class HelpTyper(typer.Typer):
    """A Typer whose commands have these help pages. Plain help starts in half the time of the rich one."""

    def __init__(self, **settings: Any) -> None:
        names = {"help_option_names": ["-h", "--help"]}
        super().__init__(
            cls=HelpGroup,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings=names,
            **settings,
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[..., Any]:
        return super().command(name, cls=HelpCommand, **settings)

    def with_only(self, name: str) -> typer.Typer:
        """The same with no other command than this one; with all of them when none has this name.

        To build all commands takes as long as most of them run.
        """
        one = copy(self)
        one.registered_commands = [
            command for command in self.registered_commands if _name_of(command) == name
        ]
        one.registered_groups = [group for group in self.registered_groups if group.name == name]
        return one if one.registered_commands or one.registered_groups else self


def _name_of(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))


def examples(*lines: str) -> str:
    return "\n".join(f"backroutine {line}" for line in lines)


def _page(command: Any, context: Any) -> str:
    width = max(20, min(WIDEST, shutil.get_terminal_size().columns))
    pieces = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    sections = [
        [*_wrapped(f"Usage: {pieces}", width, "       ")],
        [*_wrapped(" ".join((command.help or "").split()), width)],
        _examples((command.epilog or "").splitlines(), width),
        *_commands(command, width),
        _listed("Arguments:", _records(command, context, "argument"), width),
        _listed("Options:", _records(command, context, "option"), width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _commands(command: Any, width: int) -> list[list[str]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, one in getattr(command, "commands", {}).items():
        if not one.hidden:
            heading = getattr(one, "rich_help_panel", None) or "Commands"
            found.setdefault(heading, []).append((name, summary(one)))
    order = [heading for heading in HEADINGS if heading in found]
    left = max((len(name) for rows in found.values() for name, _ in rows), default=0)
    return [
        _listed(f"{heading}:", found[heading], width, left)
        for heading in [*order, *(heading for heading in found if heading not in HEADINGS)]
    ]


def summary(command: Any) -> str:
    """The first sentence of a command's help."""
    sentence, _, _ = " ".join((command.help or "").split()).partition(". ")
    return sentence.rstrip(".") + "."


def _records(command: Any, context: Any, kind: str) -> list[tuple[str, str]]:
    parameters = [one for one in command.get_params(context) if one.param_type_name == kind]
    records = [one.get_help_record(context) for one in parameters]
    return [(left, help_.replace("  [required]", "")) for left, help_ in filter(None, records)]


def _listed(heading: str, rows: Sequence[tuple[str, str]], width: int, left: int = 0) -> list[str]:
    """The rows under a heading: side by side, or one under the other where it is narrow or a name is long."""
    if not rows:
        return []
    left = left or max(len(name) for name, _ in rows if len(name) <= _WIDEST_LEFT or width < NARROW)
    lines = [heading]
    for name, text in rows:
        if width < NARROW and left > width // 3:
            lines += [f"  {name}", *_wrapped(text, width, " " * 6, first=" " * 6)]
            continue
        gap = " " * (left + 4)
        if len(name) > left:
            lines += [f"  {name}", *_wrapped(text, width, gap, first=gap)]
        else:
            lines += _wrapped(text, width, gap, first=f"  {name:<{left}}  ") or [f"  {name}"]
    return lines


def _examples(lines: Sequence[str], width: int) -> list[str]:
    heading = ["Examples:" if len(lines) > 1 else "Example:"] if lines else []
    return heading + [part for line in lines for part in _shell_lines(line, width)]


def _shell_lines(line: str, width: int) -> list[str]:
    r"""A command line, wrapped as a shell reads it: with `\` at the ends."""
    lines = ["  "]
    for word in re.findall(r"(?:[^\s']|'[^']*')+", line):
        if lines[-1].strip() and len(lines[-1]) + len(word) > width - 3:
            lines[-1] += " \\"
            lines.append("     ")
        lines[-1] += word if lines[-1] == "  " else f" {word}"
    return lines


def _wrapped(text: str, width: int, later: str = "", *, first: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
