"""Folders that a program keeps the same on several machines: no place for a database.

Such a program copies a file while it is being written, or puts an older one in its place.
"""

from pathlib import Path

from backroutine.errors import Fault

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
"""What such a program leaves in the folder that it keeps."""


def synced_folder(path: Path) -> str | None:
    """The name of what syncs a folder above `path`, told from names and marks; or None."""
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
