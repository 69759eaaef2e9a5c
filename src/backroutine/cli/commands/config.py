"""`backroutine config` and `backroutine where`: the settings, shown and changed, and where the files are."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.cache import cache_file
from backroutine.cli.context import Context
from backroutine.cli.output import write_prose
from backroutine.cli.paths import cache_folder, config_path
from backroutine.cli.prompts import confirmed
from backroutine.cli.settings import Settings, settings_file, variable_of
from backroutine.cli.settings_file import (
    BUILT_IN,
    KEYS,
    change_settings_file,
    read_catalogue,
    save_settings_file,
    suggestion_for,
    value_in,
)
from backroutine.cli.tables import Column, print_table
from backroutine.errors import BackroutineError, FileError, InvalidFile, UsageError, file_error
from backroutine.journal import markers


def print_settings(context: Context, *, as_json: bool) -> None:
    """Print each setting, its value and where that came from. Raises FileError and UsageError."""
    settings = context.settings
    if as_json:
        output.write_json({name: _to_json(settings, name) for name in KEYS}, indent=2)
        return
    columns = (Column("Setting"), Column("Value"), Column("From"))
    print_table(columns, [(name, _shown(settings, name), _from(settings, name)) for name in KEYS])
    if settings_file(context.environment) is None:
        write_prose(f"There is no settings file; it would be {config_path(context.environment)}")


def _value(settings: Settings, name: str) -> object:
    value = getattr(settings, name)
    if name == "day_starts":
        return f"{value:02d}:00"
    if name == "routines":
        return {routine: list(items) for routine, items in value.items()}
    if isinstance(value, tuple):
        return [BUILT_IN if part is None else str(part) for part in value]
    return str(value) if isinstance(value, Path) else value


def _shown(settings: Settings, name: str) -> str:
    match _value(settings, name):
        case None:
            return {"catalogue": BUILT_IN, "default_routine": "none"}.get(name, "as usual")
        case list(parts):
            return ", ".join(parts)
        case dict(routines):
            return ", ".join(routines) or "none"
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


# Changing them.


def set_setting(context: Context, name: str, text: str) -> None:
    """Set one setting in the file.

    Raises UsageError, FileError and BackroutineError; then nothing has changed.
    """
    _check_name(name)
    value = value_in(name, text, name)
    if name == "catalogue":
        value = _checked_catalogue(value)
    elif name == "voice" and text.endswith(".onnx"):
        value = _absolute(text)
    path = config_path(context.environment)
    change_settings_file(path, lambda document: document.update({name: value}))
    write_prose(f"{name} = {_as_toml(value)}, in {path}")
    _warn_of_variable(context, name)


def unset_setting(context: Context, name: str) -> None:
    """Take one setting out of the file, so that its default holds. Raises as `set_setting` does."""
    path = config_path(context.environment)
    found: list[object] = []
    if os.path.lexists(path):
        change_settings_file(path, lambda document: found.append(document.pop(name, None)))
    if not found or found[0] is None:
        _check_name(name)
        write_prose(f"{name} is not set in {path}; nothing was changed.")
        return
    write_prose(f"{name} is no longer set in {path}.")
    if name in KEYS:
        _warn_of_variable(context, name)


def _check_name(name: str) -> None:
    if name not in KEYS:
        raise UsageError("config", f"there is no setting {name[:40]}", suggestion_for(name))


def _checked_catalogue(value: str | list[str]) -> str | list[str]:
    """The paths as the file is to have them: they hold wherever the program is started. Raises FileError."""
    from backroutine.catalogue.load import catalogue_of

    catalogue_of(read_catalogue(value))
    if isinstance(value, list):
        return [_absolute(part) for part in value]
    return _absolute(value)


def _absolute(text: str) -> str:
    return text if text.startswith("~") or text == BUILT_IN else str(Path(text).absolute())


def _as_toml(value: object) -> str:
    import tomlkit

    return tomlkit.item(value).as_string()


def _warn_of_variable(context: Context, name: str) -> None:
    variable = variable_of(name)
    if context.environment.get(variable, "").strip():
        output.complain_line(f"{variable}: it is set too and goes before the file; unset it")


TEMPLATE = """\
# Settings of backroutine. Take away the # of a line to change what it says.
# An option of a command goes before this file, and so does a variable such as BACKROUTINE_WEEKLY_GOAL.

# weekly_goal = 3             # sessions a week
# questions = true            # whether pain and effort are asked for
# sound = "auto"              # auto, voice, tone, bell or off
# voice = "en-gb"             # a Piper voice file (.onnx), or a voice of espeak-ng
# voice_rate = 140            # words a minute, 80 to 250
# volume = 0.8                # 0 (silence) to 1; the keys , and . change it in a session
# get_ready = 15              # seconds before the first rep, 0 to 120
# rest = 60                   # seconds between exercises, 0 to 300
# theme = "auto"              # colours of the screen: auto, dark, light or terminal
# pace = 1.0                  # 0.5 to 2.0; 1 is as the catalogue has it
# catalogue = "my.yaml"       # your own exercises, from the folder of this file
# default_routine = "walk"    # one of your routines; without it the whole catalogue
# week_starts = "monday"      # or "sunday"
# day_starts = "03:00"        # a session before this hour belongs to the evening before

# [routines]                  # backroutine routine save writes them
# walk = ["leg-raise", "hip-thrust:knee-in=8/6"]
"""
"""A new settings file: it sets nothing."""


def edit_settings(context: Context) -> int:
    """Open the file in the person's editor, and save what they leave if it is right.

    Returns the exit code: 65 when it was wrong and not saved. Raises UsageError without an editor.
    """
    path = config_path(context.environment)
    editor = _editor(context)
    before = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else TEMPLATE
    # A folder of its own: nobody else can read or change the draft before it is checked.
    draft = Path(tempfile.mkdtemp(prefix="backroutine-")) / "config.toml"
    draft.write_text(before, encoding="utf-8")
    if not _edited(editor, draft, path, before, context):
        output.complain_line(f"config edit: nothing was saved; what you wrote is in {draft}")
        return FileError.exit_code
    shutil.rmtree(draft.parent, ignore_errors=True)
    return 0


def _edited(editor: list[str], draft: Path, path: Path, before: str, context: Context) -> bool:
    """Let the person edit until the draft is right and saved, or unchanged. False when they give up."""
    while True:
        _run(editor, draft)
        text = draft.read_text(encoding="utf-8", errors="replace")
        if text == before:
            write_prose("Nothing was changed.")
            return True
        try:
            save_settings_file(path, text)
        except InvalidFile as wrong:
            output.complain(file_error("config edit", wrong.findings).faults)
            if not (context.can_ask and confirmed("Edit it again?")):
                return False
        else:
            write_prose(f"Saved {path}")
            return True


def _editor(context: Context) -> list[str]:
    wanted = context.environment.get("VISUAL") or context.environment.get("EDITOR")
    if wanted:
        try:
            return shlex.split(wanted)
        except ValueError as error:
            raise UsageError("EDITOR", f"{wanted[:40]} cannot be read", "name a program") from error
    if not context.can_ask:
        raise UsageError("config edit", "there is no terminal for an editor", "use config set KEY VALUE")
    for name in ("notepad",) if os.name == "nt" else ("sensible-editor", "nano", "vi"):
        if found := shutil.which(name):
            return [found]
    raise UsageError("config edit", "no editor was found", "set EDITOR to the name of yours")


def _run(editor: list[str], file: Path) -> None:
    try:
        done = subprocess.run([*editor, str(file)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        what = f"{editor[0]} could not be started: {error.strerror or error}"
        raise UsageError("EDITOR", what, "set EDITOR to the name of yours") from error
    if done.returncode:
        what = f"{editor[0]} ended with {done.returncode}"
        raise BackroutineError("config edit", what, "nothing was changed")


# Where the files are.


def print_places(context: Context, *, as_json: bool) -> None:
    """Print where each file is, or would be. Raises BackroutineError without a home directory."""
    journal = context.journal
    places = {
        "journal": journal,
        "copies": markers.copies_folder(journal),
        "config": config_path(context.environment),
        "clips": cache_folder(context.environment),
        "kept": markers.marker(journal),
        "running": markers.lock_file(journal),
        "asked": markers.asked_file(journal),
        "safety-shown": markers.safety_marker(journal),
        "device": markers.device_file(journal),
        "synced": markers.sync_memory(journal),
        "deletion": markers.deletion_marker(journal),
        "status": cache_file("status"),
    }
    damaged = markers.set_aside_files(journal)
    places |= {f"set-aside{f'-{n}' if n > 1 else ''}": file for n, file in enumerate(damaged, start=1)}
    if as_json:
        there = {name: {"path": str(path), "exists": _exists(path)} for name, path in places.items()}
        output.write_json(there, indent=2)
        return
    columns = (Column("What"), Column("Path"), Column("There"))
    print_table(columns, [(n, str(path), "yes" if _exists(path) else "no") for n, path in places.items()])


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises in a folder that may not be looked into
