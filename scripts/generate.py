#!/usr/bin/env python3
"""Writes the files that are made from the program: .venv/bin/python scripts/generate.py

They are committed, and a test compares them with what this script would write.
"""

import ast
import inspect
import json
from pathlib import Path
from typing import Any

import typer

from backroutine.catalogue import models
from backroutine.cli.app import app
from backroutine.cli.help import HEADINGS

ROOT = Path(__file__).resolve().parents[1]


# The JSON Schema of a catalogue: editors complete and check with it as one writes. It says all that a schema
# can say; `backroutine check` says more, such as whether a rep is too long.


def make_schema() -> str:
    """The schema as JSON, made anew from the models."""
    schema = models.Catalogue.model_json_schema(by_alias=True)
    schema = _plain(schema)
    for name, definition in [("Catalogue", schema), *schema["$defs"].items()]:
        for field, text in _descriptions(getattr(models, name)).items():
            definition["properties"][field]["description"] = text
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A catalogue of backroutine"}
    return json.dumps({**head, **{key: schema[key] for key in schema if key != "title"}}, indent=1) + "\n"


def _plain(schema: Any) -> Any:
    """Without titles that repeat a name, and without null: in YAML a missing value is left out."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and _is_empty(value))
    }
    kinds = [one for one in kept.get("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) == 1:
        del kept["anyOf"]
        return {**kinds[0], **kept}
    return kept


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and not any(one is not None for one in value.values()))


def _descriptions(model: type) -> dict[str, str]:
    """The texts under the fields of a model, by the names in the file."""
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for field, text in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            found[field.target.id.rstrip("_")] = " ".join(str(text.value.value).split())
    return found


# The manual page, from the same texts as `--help`.

FILES_AND_VARIABLES = (
    (
        "BACKROUTINE_HOME",
        "One folder for journal, settings and cache. Without it they go where the platform wants them.",
    ),
    ("BACKROUTINE_CONFIG", "The settings file, where it is not config.toml in the usual place."),
    ("BACKROUTINE_PLAIN", "1: start writes lines, no screen, as with --plain."),
    (
        "BACKROUTINE_KEY",
        "A setting by its name in capitals, such as BACKROUTINE_WEEKLY_GOAL: it goes before the file.",
    ),
    ("NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE", "No colour; colour also where there is no terminal."),
    ("PAGER", "The program that shows long output, where it is set."),
    ("VISUAL, EDITOR", "The editor of config edit."),
)
EXIT_CODES = (
    ("0", "Done, also when you stopped on purpose."),
    ("1", "Anything that is not below."),
    ("2", "The command line was wrong."),
    ("65", "A file that was given is wrong: a catalogue, the settings, an import."),
    ("74", "The journal could not be read or saved, or the output not be written."),
    ("129, 130, 143", "Ended by SIGHUP, Ctrl-C or SIGTERM, with everything kept."),
)


def make_man_page() -> str:
    """The manual page in the man macros of roff."""
    root: Any = typer.main.get_command(app)
    context = root.make_context("backroutine", [], resilient_parsing=True)
    lines = [
        '.TH BACKROUTINE 1 "" "" "User Commands"',
        ".SH NAME",
        f"backroutine \\- {_roff('leads you through a core and lower-back routine, and remembers')}",
        ".SH SYNOPSIS",
        ".B backroutine",
        _roff("COMMAND [OPTIONS] [ARGUMENTS]"),
        ".SH DESCRIPTION",
        _roff(" ".join(root.help.split())),
        ".PP",
        _roff(
            "It guides and records. It does not examine you and makes no diagnosis; backroutine safety shows "
            "when to ask first, when to stop and when to get help."
        ),
        ".SH COMMANDS",
    ]
    for heading in HEADINGS:
        lines.append(f".SS {_roff(heading)}")
        for name, command in root.commands.items():
            if command.rich_help_panel == heading:
                lines += _man_command(name, command, context)
    lines += [".SH ENVIRONMENT", *_man_list(FILES_AND_VARIABLES), ".SH EXIT STATUS", *_man_list(EXIT_CODES)]
    return "\n".join(lines) + "\n"


def _man_command(name: str, command: Any, context: Any) -> list[str]:
    here = command.make_context(name, [], parent=context, resilient_parsing=True)
    pieces = " ".join(command.collect_usage_pieces(here))
    lines = [".TP", f".B {_roff(f'backroutine {name}')}", _roff(" ".join(command.help.split()))]
    usage = [".br", _roff(f"Usage: backroutine {name} {pieces}")]
    lines += [".RS", *usage]
    for parameter in command.get_params(here):
        record = parameter.get_help_record(here)
        if record and "--help" not in parameter.opts:
            left, text = record
            lines += [".TP", f".B {_roff(left)}", _roff(text.replace("  [required]", "")) or "\\&"]
    lines += [".PP", "Examples:"]
    for example in (command.epilog or "").splitlines():
        lines += [".br", _roff(f"  {example}")]
    lines.append(".RE")
    for sub_name, sub_command in getattr(command, "commands", {}).items():
        lines += _man_command(f"{name} {sub_name}", sub_command, context)
    return lines


def _man_list(entries: tuple[tuple[str, str], ...]) -> list[str]:
    return [line for left, text in entries for line in (".TP", f".B {_roff(left)}", _roff(text))]


def _roff(text: str) -> str:
    """Text that roff takes letter for letter."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{text}" if text.startswith((".", "'")) else text


FILES = {"docs/backroutine.1": make_man_page, "data/catalogue.schema.json": make_schema}

if __name__ == "__main__":
    for name, make in FILES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")
