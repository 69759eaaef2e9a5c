"""The files beside the journal: their names, and the small ones that remember what was asked or shown.

A program that cannot write the small ones asks again; it does not fail. The first page of a session needs
this module, so what loads SQLite is imported where it is used.
"""

import json
import os
import re
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from backroutine.errors import Fault
from backroutine.files import make_file, make_folder, write_atomically


def marker(path: Path) -> Path:
    """This file says that sessions were kept here. It distinguishes an emptied journal from a new one."""
    return path.with_name(f"{path.name}.kept")


def mark(path: Path) -> None:
    """Makes the marker. A journal works without one, so a failure does no harm."""
    with suppress(OSError):
        if not marker(path).exists():
            make_file(marker(path))


def copies_folder(path: Path) -> Path:
    """Where the daily copies lie."""
    return path.parent / "copies"


def successor(path: Path) -> Path:
    """A new journal while it is being filled, before it takes the place of a damaged one."""
    return path.with_name(f"{path.name}.new.part")


def set_aside_files(path: Path) -> list[Path]:
    """The damaged journals that were set aside, oldest first; none when the folder cannot be read."""
    beginning, ends = f"{path.name}.damaged-", ("-journal", "-wal", "-shm")
    with suppress(OSError):
        found = (file for file in path.parent.iterdir() if file.name.startswith(beginning))
        return sorted(file for file in found if not file.name.endswith(ends))
    return []


def set_aside_notice(path: Path) -> str | None:
    """A line for stderr while a damaged journal lies beside this one."""
    files = set_aside_files(path)
    if not files:
        return None
    todo = "`backroutine doctor` says what can be got back from it"
    return str(Fault(str(files[-1]), "a damaged journal was set aside here", todo))


def folder_notice(path: Path) -> str | None:
    """A line for stderr when other people may replace the journal."""
    with suppress(OSError):
        mode = path.parent.stat().st_mode
        if os.name == "posix" and mode & 0o022 and not mode & stat.S_ISVTX:
            return str(
                Fault(str(path.parent), "other people may write in this folder", "say `chmod 700` on it")
            )
    return None


_MOST_FOLDERS = 10


def sync_memory(path: Path) -> Path:
    """Where it is remembered with which folders the journal was synced."""
    return path.with_name(f"{path.name}.synced")


def synced_folders(path: Path) -> dict[Path, int]:
    """The folders that the journal was synced with, the last one first, and how many other devices had files
    there."""
    try:
        found = json.loads(sync_memory(path).read_text(encoding="utf-8"))
        return {Path(folder): int(devices) for folder, devices in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def remember_synced(path: Path, folder: Path, devices: int) -> None:
    """Remembers a sync; without a place for it, the next one knows less."""
    known = {str(folder): devices} | {str(one): number for one, number in synced_folders(path).items()}
    known[str(folder)] = devices
    kept = dict(list(known.items())[:_MOST_FOLDERS])
    with suppress(OSError):
        write_atomically(sync_memory(path), json.dumps(kept).encode(), sync=False)


def lock_file(path: Path) -> Path:
    """The file that a program holds while it is in a session on this journal."""
    return path.with_name(f"{path.name}.running")


_DEVICE = re.compile(r"[0-9a-f]{32}")


def device_file(path: Path) -> Path:
    """Where the journal at `path` keeps the id of this device."""
    return path.with_name(f"{path.name}.device")


def device_id(path: Path) -> str | None:
    """This device's id; None when it has none yet. Raises JournalError."""
    from backroutine.journal.sqlite_errors import translating_errors

    with translating_errors(device_file(path)):
        try:
            with device_file(path).open("rb") as file:
                found = file.read(64).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
    return found if _DEVICE.fullmatch(found) else None


def make_device_id(path: Path) -> str:
    """A new random id, kept beside the journal (0600). Raises JournalError."""
    from backroutine.journal.sqlite_errors import translating_errors

    made, place = os.urandom(16).hex(), device_file(path)
    with translating_errors(place):
        make_folder(place.parent)
        write_atomically(place, f"{made}\n".encode("ascii"), sync=False)
    return made


_MOST = 60
"""Questions that are remembered. They are about the latest sessions: only those are asked about."""


def asked(path: Path, session_id: str) -> frozenset[str]:
    """The questions about this session that were shown."""
    from backroutine.journal.rows import id_hash

    mine = id_hash(session_id)
    pairs = (line.split(" ", 1) for line in _lines(path) if " " in line)
    return frozenset(topic for session, topic in pairs if session == mine)


def mark_asked(path: Path, session_id: str, topic: str) -> None:
    """Remembers that a question about this session was shown."""
    from backroutine.journal.rows import id_hash

    # The id itself would be a trace of a session that is deleted later.
    lines = [*_lines(path), f"{id_hash(session_id)} {topic}"][-_MOST:]
    with suppress(OSError):
        make_folder(path.parent)
        write_atomically(asked_file(path), "".join(f"{line}\n" for line in lines).encode("ascii"), sync=False)


def safety_marker(path: Path) -> Path:
    """The file that says: the safety text was shown."""
    return path.parent / "safety-shown"


def mark_safety(path: Path) -> None:
    """Remembers that the safety text was shown."""
    with suppress(OSError):
        make_folder(path.parent)
        make_file(safety_marker(path))


def deletion_marker(path: Path) -> Path:
    """The file that says when something was last deleted: `undo` must not step over that unasked."""
    return path.with_name(f"{path.name}.deletion")


def mark_deletion(path: Path, at: datetime) -> None:
    """Remembers when something was deleted. Nothing of what it was."""
    with suppress(OSError):
        write_atomically(deletion_marker(path), f"{at.isoformat()}\n".encode("ascii"), sync=False)


def last_deletion(path: Path) -> datetime | None:
    """When something was last deleted here; None when nothing was, or it is not known."""
    try:
        at = datetime.fromisoformat(deletion_marker(path).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return at if at.utcoffset() is not None else None


def asked_file(path: Path) -> Path:
    """The questions that were shown after the latest sessions."""
    return path.with_name(f"{path.name}.asked")


def _lines(path: Path) -> list[str]:
    try:
        return asked_file(path).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


# Folders that a program syncs between machines. A database must not lie there: such a program copies a
# file while it is being written, or puts an older one in its place.

_NAMES = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "cloudstorage": "a cloud folder",
    "mobile documents": "iCloud",
    "iclouddrive": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
}
"""Names of folders, in lower case, or what their names begin with before ` -`, ` (` or `-`."""
_MARKS = {".stfolder": "Syncthing", ".dropbox.cache": "Dropbox", ".sync": "Resilio Sync", ".git": "Git"}
"""What such a program leaves in a folder that it syncs."""


def synced_folder(path: Path) -> str | None:
    """The name of the program that syncs a folder above `path`, or None. Names and marks show it."""
    for folder in path.absolute().parents:
        for mark, program in _MARKS.items():
            if _exists(folder / mark):
                return program
        name = folder.name.lower()
        for beginning in (name, *(name.split(end)[0] for end in (" -", " (", "-"))):
            if beginning in _NAMES:
                return _NAMES[beginning]
    return None


def synced_notice(path: Path) -> str | None:
    """A line for stderr when the journal lies in such a folder."""
    program = synced_folder(path)
    if program is None:
        return None
    what = f"it lies in a folder that {program} keeps; a database in a synced folder can be lost"
    todo = "move it elsewhere (BACKROUTINE_HOME names the folder), and exchange it by `backroutine sync`"
    return str(Fault(str(path), what, todo))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be looked into
        return False
