"""`backroutine config` and `backroutine where`: what is set, and where everything lies."""

import os
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.commands.status import glance_file
from backroutine.cli.output import Column, print_table, write_prose
from backroutine.cli.settings import (
    KEYS,
    Settings,
    cache_folder,
    config_path,
    journal_path,
    load_settings,
    settings_file,
)
from backroutine.journal.markers import (
    asked_file,
    copies_folder,
    device_file,
    lock_file,
    marker,
    safety_marker,
)


def print_settings(*, as_json: bool) -> None:
    """Print each setting, its value and where that came from. Raises FileError and UsageError."""
    settings = load_settings()
    if as_json:
        output.write_json({name: _to_json(settings, name) for name in KEYS}, indent=2)
        return
    columns = (Column("Setting"), Column("Value"), Column("From"))
    print_table(columns, [(name, _shown(settings, name), _from(settings, name)) for name in KEYS])
    if settings_file() is None:
        write_prose(f"There is no settings file; it would be {config_path()}")


def print_places(*, as_json: bool) -> None:
    """Print where each file is, or would be. Raises BackroutineError without a home directory."""
    places = {
        "journal": journal_path(),
        "copies": copies_folder(journal_path()),
        "config": config_path(),
        "clips": cache_folder(),
        "kept": marker(journal_path()),
        "running": lock_file(journal_path()),
        "asked": asked_file(journal_path()),
        "safety-shown": safety_marker(journal_path()),
        "device": device_file(journal_path()),
        "status": glance_file(),
    }
    if as_json:
        there = {name: {"path": str(path), "exists": _exists(path)} for name, path in places.items()}
        output.write_json(there, indent=2)
        return
    columns = (Column("What"), Column("Path"), Column("There"))
    print_table(columns, [(n, str(path), "yes" if _exists(path) else "no") for n, path in places.items()])


def _exists(path: Path) -> bool:
    # Unlike Path.exists, this has an answer for a folder that may not be looked into.
    return os.path.exists(path)  # noqa: PTH110


def _value(settings: Settings, name: str) -> object:
    value = getattr(settings, name)
    if name == "day_starts":
        return f"{value:02d}:00"
    return str(value) if isinstance(value, Path) else value


def _shown(settings: Settings, name: str) -> str:
    match _value(settings, name):
        case None:
            return "built-in"
        case bool(truth):
            return str(truth).lower()
        case float(number):
            return f"{number:g}"
        case value:
            return str(value)


def _from(settings: Settings, name: str) -> str:
    source = settings.source(name)
    return source.where or source.kind


def _to_json(settings: Settings, name: str) -> dict[str, object]:
    source = settings.source(name)
    return {"value": _value(settings, name), "from": source.kind, "where": source.where or None}
