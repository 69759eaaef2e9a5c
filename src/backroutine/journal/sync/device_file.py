"""The files of an exchange: one for each device. Only this device's own file is ever written.

Other programs move this folder. They copy half a file, set two versions side by side or bring an old one
back, so nothing that lies in it is trusted.

A file has one JSON object a line, with a checksum in front, so that half a line is recognized:

    {"sum": "<32 hex>", "kind": "session", "value": …}

`sum` is the BLAKE2b (16 bytes) of everything between `"sum": "…", ` and the end of the line. `session` and
`entry` have the values of an export; `deleted` has the hash of the id of a deleted session.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from backroutine.errors import BackroutineError, Fault, UsageError
from backroutine.files import write_atomically
from backroutine.journal.formats.json_writer import renewed_plan, whole_journal
from backroutine.journal.reader import reading
from backroutine.journal.rows import deleted_hashes, id_hash
from backroutine.journal.staging import Lines
from backroutine.session.events import EVENT_NAMES, SessionStarted

SESSION, ENTRY, DELETED = "session", "entry", "deleted"
KINDS = (SESSION, ENTRY, DELETED)
LARGEST_FILE = 128 * 2**20
"""Bytes; three years of training are some 6 MiB."""
LONGEST_LINE = 8 * 2**20
# Programs that move files add their words when there are two versions. They stand in front (`Copy of ...`),
# behind the id (`.sync-conflict-...`, ` (conflicted copy ...)`, ` (1)`), or at the end (`.conflict1`, `~`).
_NAME = re.compile(
    r"([^.].* )?backroutine-[0-9a-f]{32}([^0-9a-f].*)?\.jsonl([ ._~(-].*)?", re.DOTALL | re.IGNORECASE
)
_UNFINISHED = re.compile(r".*\.(tmp|part|partial|crdownload|download|icloud)", re.DOTALL | re.IGNORECASE)
"""Names of files that are still on their way."""
_PLACEHOLDER = re.compile(r"\.backroutine-[0-9a-f]{32}.*\.icloud", re.DOTALL)
"""What iCloud puts in place of a file that it did not download yet."""
_PLAIN_NAME = re.compile(r"backroutine-[0-9a-f]{32}\.jsonl")
_FLAGS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))
_BEGIN = re.compile(rb'\{"sum": "([0-9a-f]{32})", ')
_HASH = re.compile(r"[0-9a-f]{64}")

Content = tuple[str, Any]
"""What a line says: its kind and its value."""


class UnreadableFile(Exception):  # noqa: N818 - a notice for the person, not an error of the program
    """A file cannot be read: what is wrong with it."""


class LocalLines(NamedTuple):
    """The journal as lines."""

    lines: Lines
    """By checksum: sessions that have their beginning, oldest first; entries in the order of writing;
    deletions."""
    hashes: frozenset[str]
    """Of the ids of deleted sessions."""
    sessions: frozenset[str]
    """The ids of all sessions that something here is about."""
    notices: tuple[str, ...]


# The folder and its files.


def own_file(folder: Path, device: str) -> Path:
    """The one file that this device writes."""
    return folder / f"backroutine-{device}.jsonl"


def check_folder(path: Path, folder: Path) -> None:
    """Raises UsageError unless `folder` can hold an exchange of the journal at `path`, BackroutineError when
    it cannot be read."""
    with _folder_errors(folder, "it cannot be read"):
        if not folder.exists():
            raise UsageError("sync", f"{folder} is not there", "make the folder, or mount its disk")
        if not folder.is_dir():
            raise UsageError("sync", f"{folder} is not a folder", "name a folder")
        next(folder.iterdir(), None)
        shared, journals = folder.resolve(), path.parent.resolve()
    if journals.is_relative_to(shared):
        what = f"the journal itself lies in {folder}"
        raise UsageError("sync", what, "choose a folder that holds nothing but the exchange")
    if shared.is_relative_to(journals):
        raise UsageError("sync", f"{folder} lies beside the journal", "choose a folder elsewhere")


def exchange_files(folder: Path) -> list[Path]:
    """The files of all devices, and what looks like copies of them, by name. Raises BackroutineError."""
    with _folder_errors(folder, "it cannot be read"):
        return sorted(
            file
            for file in folder.iterdir()
            if _NAME.fullmatch(file.name) and not _UNFINISHED.fullmatch(file.name)
        )


def not_downloaded(folder: Path) -> list[str]:
    """Lines for stderr about files that lie in the cloud and not here. Raises BackroutineError."""
    with _folder_errors(folder, "it cannot be read"):
        found = sorted(file for file in folder.iterdir() if _PLACEHOLDER.fullmatch(file.name))
    what, todo = "iCloud has not downloaded this file yet", "open the folder in Finder, then sync again"
    return [str(Fault(str(file), what, todo)) for file in found]


def is_copy(file: Path) -> bool:
    """Whether the name says that another program made it as a copy of a device's file."""
    return not _PLAIN_NAME.fullmatch(file.name)


def lines_in(file: Path) -> Iterator[bytes]:
    """The lines with their ends. Raises UnreadableFile for what is no plain file, too big or not readable."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise UnreadableFile("it is not a plain file")
        with os.fdopen(os.open(file, os.O_RDONLY | _FLAGS), "rb") as opened_file:
            status = os.fstat(opened_file.fileno())  # again: another file may have taken its place
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFile("it is not a plain file")
            if status.st_size > LARGEST_FILE:
                raise UnreadableFile(f"it is larger than {LARGEST_FILE // 2**20} MiB")
            left = status.st_size
            while left > 0 and (line := opened_file.readline(min(left, LONGEST_LINE))):
                if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                    what = f"a line is longer than {LONGEST_LINE // 2**20} MiB; the rest was not read"
                    raise UnreadableFile(what)
                left -= len(line)
                yield line
    except OSError as error:
        raise UnreadableFile(f"it cannot be read: {error.strerror or error}") from error


def append(file: Path, lines: Iterable[bytes]) -> None:
    """Adds lines to this device's file; they are on the disk when the call returns."""
    with _folder_errors(file, "it could not be written"):
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | _FLAGS)
        with os.fdopen(descriptor, "wb") as opened_file:
            opened_file.writelines(lines)
            opened_file.flush()
            os.fsync(opened_file.fileno())


def write_anew(file: Path, lines: Iterable[bytes]) -> None:
    """Writes this device's file whole (0600), or leaves what is there."""
    with _folder_errors(file, "it could not be written"):
        write_atomically(file, lines, sync=True)


@contextmanager
def _folder_errors(place: Path, what: str) -> Iterator[None]:
    """Turns an OSError into a BackroutineError: the journal itself is well."""
    try:
        yield
    except OSError as error:
        todo = "look at the permissions of the folder and the room on its disk"
        raise BackroutineError(str(place), f"{what}: {error.strerror or error}", todo) from error


# Lines.


def line_of(kind: str, value: object) -> bytes:
    """The line, its end included."""
    rest = json.dumps({"kind": kind, "value": value})[1:].encode()
    return b'{"sum": "' + _sum(rest).encode() + b'", ' + rest + b"\n"


def sum_of(line: bytes) -> str | None:
    """The checksum of a line that is whole; None for any other."""
    line = line.rstrip(b"\r\n")
    begin = _BEGIN.match(line)
    if begin is None or begin[1].decode() != _sum(line[begin.end() :]):
        return None
    return begin[1].decode()


def _sum(rest: bytes) -> str:
    return hashlib.blake2b(rest, digest_size=16).hexdigest()


def content_of(line: bytes) -> Content | None:
    """What a whole line says; None when it is not shaped like one of ours."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str) or "value" not in value:
        return None
    return value["kind"], value["value"]


def sum_today(line: bytes) -> str:
    """The checksum that the whole line of a session would have if it was written today."""
    value = json.loads(line)["value"]
    if isinstance(value, dict) and "plan" in value:
        value["plan"] = renewed_plan(value["plan"])
    return line_of(SESSION, value)[9:41].decode()


def contents_of(lines: Iterable[bytes]) -> Iterator[Content]:
    """What the lines say that are shaped like ours."""
    return filter(None, map(content_of, lines))


def is_hash(value: object) -> bool:
    """Whether it can be the hash of a deleted session's id."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def journal_lines(path: Path) -> LocalLines:
    """The whole journal. Raises JournalError."""
    lines = Lines()
    about: set[str] = set()

    def add(kind: str, value: Any) -> None:
        line = line_of(kind, value)
        lines.add(line[9:41].decode(), line)

    with whole_journal(path) as whole:
        for session in whole.sessions():
            about.add(session["id"])
            # No device takes a session without its beginning, and its line would bring a notice every time.
            if _begins(session):
                add(SESSION, session)
        for entry in sorted(whole.entries(), key=lambda entry: (entry["seq"], entry["id"])):
            if isinstance(entry.get("session"), str):
                about.add(entry["session"])
            add(ENTRY, entry)
        notices = whole.notices()
    with reading(path) as (connection, _):
        hashes = [row[0] for row in deleted_hashes(connection)] if connection else []
    for found in hashes:
        add(DELETED, found)
    return LocalLines(lines, frozenset(hashes), frozenset(about), tuple(dict.fromkeys(notices)))


def _begins(session: dict[str, Any]) -> bool:
    events = session["events"]
    return bool(events) and events[0]["event"] == EVENT_NAMES[SessionStarted]


# What a deletion takes along.


def of_the_deleted(contents: Iterable[Content], hashes: Iterable[str]) -> set[str]:
    """The ids of the sessions and entries in `contents` that go with the deleted sessions."""
    hashes = frozenset(hashes)
    gone, undoing = set[str](), list[tuple[str, str]]()
    for kind, value in contents:
        if kind == DELETED or not isinstance(value, dict) or not isinstance(value.get("id"), str):
            continue
        session = value["id"] if kind == SESSION else value.get("session")
        if isinstance(session, str) and id_hash(session) in hashes:
            gone.add(value["id"])
        elif kind == ENTRY and isinstance(value.get("entry"), str):
            undoing.append((value["id"], value["entry"]))
    while more := {entry for entry, taken_back in undoing if taken_back in gone} - gone:
        gone |= more
    return gone


def is_of(content: Content, gone: set[str]) -> bool:
    """Whether a line is one of those that `of_the_deleted` named."""
    value = content[1]
    return isinstance(value, dict) and isinstance(value.get("id"), str) and value["id"] in gone
