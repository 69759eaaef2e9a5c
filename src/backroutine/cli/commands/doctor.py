"""`backroutine doctor`: what is wrong, and what can be got back. It changes nothing unless it restores."""

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import merged_in_words
from backroutine.cli.output import write_prose
from backroutine.cli.paths import cache_folder, config_path
from backroutine.cli.settings import Settings, speech_engines
from backroutine.errors import BackroutineError, FileError, JournalError
from backroutine.journal import markers
from backroutine.journal.backups import Amount, copies, find_amount
from backroutine.journal.recovery import inspect, restore
from backroutine.text import count_of, show

SOUND_SECONDS = 8.0
"""So long the check of the sound may take."""


class Check(Struct, frozen=True):
    """The state of one thing."""

    thing: str
    what: str
    todo: str = ""
    code: int = 0
    """The exit code when something is wrong; 0 when all is well."""

    def __str__(self) -> str:
        marks = "✓✗" if output.carries("✓✗") else ("ok", "!!")
        rest = f"; {self.todo}" if self.todo else ""
        return f"{marks[bool(self.code)]} {self.thing}: {self.what}{rest}"


def examine(context: Context) -> int:
    """Print the state of everything; the exit code of the worst. Changes nothing."""
    worst = 0
    for checks in (_journal, _folder, _settings, _cache, _sync, _sound, _terminal):
        for check in _made(checks, context):
            write_prose(str(check))
            worst = max(worst, check.code)
    _print_copies(context.journal)
    return worst


def _made(checks: Callable[[Context], Iterator[Check]], context: Context) -> Iterator[Check]:
    try:
        yield from checks(context)
    except BackroutineError as error:
        fault = error.faults[0]
        yield Check(checks.__name__.strip("_"), f"{fault.where}: {fault.what}", fault.todo, error.exit_code)


def restore_from(context: Context, source: Path) -> None:
    """Merge a copy or a damaged journal into the journal, and say what came back. Raises JournalError."""
    done = restore(context.journal, source.expanduser(), context.now)
    merged = done.merged
    output.complain_lines((*done.notices, *merged.notices))
    came = ", ".join(merged_in_words(merged))
    write_prose(f"Brought back: {came}." if came else "Nothing new: all that can be read in it is here.")
    if merged.differing:
        write_prose(f"{len(merged.differing)} not the same here, and left as here.")
    if merged.refused:
        write_prose(f"{len(merged.refused)} deleted here, and not brought back.")
    if done.left_out:
        write_prose(f"{count_of(done.left_out, 'row')} could not be read.")
    if merged.copy:
        write_prose(f"The journal as it was: {merged.copy}")


def _journal(context: Context) -> Iterator[Check]:
    path, code = context.journal, JournalError.exit_code
    restoring = "`backroutine doctor --restore FILE` brings a copy back"
    found = inspect(path)
    if found is None and markers.marker(path).exists():
        yield Check("journal", f"{path} is missing, though sessions were kept in it", restoring, code)
    elif found is None:
        yield Check("journal", f"there is none yet; it will be {path}")
    elif found.trouble:
        fault = found.trouble.faults[0]
        yield Check("journal", f"{fault.where}: {fault.what}", fault.todo, code)
    elif not found.sound:
        rows = f" ({count_of(found.damaged_rows, 'row')})" if found.damaged_rows else ""
        what = f"{path} is damaged{rows}; {_amount_in_words(found.amount)} can be read"
        todo = "`backroutine start` sets it aside" if found.broken else "an import or a sync mends rows"
        yield Check("journal", what, f"{todo}; {restoring}", code)
    else:
        newest = f"; the newest session is of {found.last_day}" if found.last_day else ""
        yield Check("journal", f"{path}: {_amount_in_words(found.amount)}, all whole{newest}")
    if found and found.half_saved:
        what = f"{path}: a program died while it saved, or saves just now"
        yield Check("journal", what, "`backroutine log` takes the half-saved event back")
    if found and found.newer_rows:
        what = f"{count_of(found.newer_rows, 'row')} of a newer backroutine"
        yield Check("journal", what, "they are kept; the newer one shows them")


def _folder(context: Context) -> Iterator[Check]:
    path = context.journal
    if markers.folder_notice(path):
        what, todo = f"other people may write in {path.parent}", f"say `chmod 700 {path.parent}`"
        yield Check("folder", what, todo, 1)
    if os.name == "posix" and path.is_file() and path.stat().st_mode & 0o077:
        yield Check("folder", f"other people may read {path}", f"say `chmod 600 {path}`", 1)
    if program := markers.synced_folder(path):
        what = f"{program} syncs {path.parent}, and a database in a synced folder can be lost"
        yield Check("folder", what, "set BACKROUTINE_HOME to another folder, and use `backroutine sync`", 1)
    with suppress(OSError):
        free = shutil.disk_usage(next(folder for folder in path.parents if folder.exists())).free
        if free < 20 * 2**20:
            yield Check("folder", f"{free // 2**20} MiB are left on its disk", "make room", 1)


def _settings(context: Context) -> Iterator[Check]:
    place = config_path(context.environment)
    try:
        settings = context.settings
        if settings.catalogue:
            from backroutine.catalogue.load import catalogue_of

            catalogue_of(settings.catalogue)
    except BackroutineError as error:
        for fault in error.faults:
            yield Check("settings", f"{fault.where}: {fault.what}", fault.todo, FileError.exit_code)
    else:
        yield Check("settings", f"{place} is right" if place.exists() else f"none; they would be in {place}")


def _cache(context: Context) -> Iterator[Check]:
    folder = cache_folder(context.environment)
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not os.access(there, os.W_OK | os.X_OK):
        yield Check("cache", f"{there} cannot be written", "look at its permissions", 1)
    else:
        clips = len(list(folder.glob("*.wav"))) if folder.is_dir() else 0
        yield Check("cache", f"{count_of(clips, 'clip')} in {folder}")


def _sync(context: Context) -> Iterator[Check]:
    from backroutine.journal.sync.exchange import exchange

    for folder in markers.synced_folders(context.journal):
        try:
            done = exchange(context.journal, folder, context.now, dry_run=True)
        except BackroutineError as error:
            yield Check("sync", f"{error.faults[0].where}: {error.faults[0].what}", error.faults[0].todo, 1)
            continue
        for notice in done.notices:
            yield Check("sync", notice, code=1)
        waiting = done.given.total() + done.taken.total()
        yield Check("sync", f"{folder}: {f'{waiting} to exchange' if waiting else 'nothing to exchange'}")


def _sound(context: Context) -> Iterator[Check]:
    from backroutine.coach.audio.sound import Sound
    from backroutine.coach.audio.sound_status import STARTING

    settings = Settings()
    with suppress(BackroutineError):  # its faults are listed already
        settings = context.settings
    with tempfile.TemporaryDirectory(prefix="backroutine-", ignore_cleanup_errors=True) as folder:
        sound = Sound(
            list,
            choice="auto",
            cache=Path(folder),
            env=context.environment,
            bell=output.ring if output.has_person() else None,
            engines=speech_engines(settings),
        )
        sound.open()
        end, trouble = time.monotonic() + SOUND_SECONDS, "no sound device answered"
        while time.monotonic() < end:
            status = sound.status
            if status.trouble not in {"", STARTING} and not status.trouble.endswith("started again"):
                trouble = status.trouble
                break
            if status.level == "voice":
                break
            time.sleep(0.05)  # and look again: a player that has stopped is started again
        sound.close()
    if status.level == "voice" and not status.trouble:
        yield Check("sound", status.heard)
    else:
        yield Check("sound", status.heard, trouble, 1)


def _terminal(context: Context) -> Iterator[Check]:
    term = context.environment.get("TERM", "")
    encoding = sys.stdout.encoding or "unknown encoding"
    if not sys.stdout.isatty():
        yield Check("terminal", f"standard output is no terminal; {encoding}")
        return
    size = shutil.get_terminal_size()
    what = f"{show(term) or 'TERM is not set'}, {size.columns}x{size.lines}, {encoding}"
    if not output.in_terminal(context.environment):
        yield Check("terminal", what, "the live screen needs a terminal on all streams and a TERM", 1)
    elif not output.carries_blocks():
        yield Check("terminal", what, "a UTF-8 locale draws large numbers and figures", 1)
    else:
        yield Check("terminal", what)


def _amount_in_words(amount: Amount) -> str:
    entries = count_of(amount.entries, "entry", "entries")
    return f"{count_of(amount.sessions, 'session')}, {count_of(amount.reps, 'rep')}, {entries}"


def _print_copies(path: Path) -> None:
    found = [("copy", file, find_amount(file)) for file in copies(path)]
    for file in markers.set_aside_files(path):
        inspected = inspect(file)
        readable = inspected is not None and not inspected.trouble
        found.append(("set aside", file, inspected.amount if inspected and readable else None))
    if not found:
        write_prose(f"There are no copies yet; they will be in {markers.copies_folder(path)}")
        return
    output.write()
    for what, file, amount in found:
        write_prose(f"{what} {_when(file)}: {_amount_in_words(amount) if amount else 'nothing can be read'}")
        output.write(f"  {show(file)}")  # whole, to be copied
    write_prose("`backroutine doctor --restore FILE` merges one into the journal; nothing is lost by it.")


def _when(file: Path) -> str:
    """The day, or the instant, in the name of a copy or a set-aside file."""
    found = re.search(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d)(\d\d))?", file.name)
    if not found:
        return file.name
    time = f" {found[4]}:{found[5]} UTC" if found[4] else ""
    return f"{found[1]}-{found[2]}-{found[3]}{time}"
