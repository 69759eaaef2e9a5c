"""The lines of an exchange file: one JSON object each, its checksum first, so that half a line is known.

    {"sum": "<32 hex>", "kind": "session", "value": {...}}

`sum` is the BLAKE2b (16 bytes) of all that follows it and its `, `, up to the end of the line. The kinds are
`session` and `entry`, with the values of `interchange`, and `deleted`, the hash of a deleted session's id.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from backroutine.journal.formats.backroutine_json import dump_told
from backroutine.journal.reader import opened
from backroutine.journal.rows import Damage, deleted_hashes, id_hash
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.session.events import EVENT_NAMES, SessionStarted

SESSION, ENTRY, DELETED = "session", "entry", "deleted"
KINDS = (SESSION, ENTRY, DELETED)
_BEGIN = re.compile(rb'\{"sum": "([0-9a-f]{32})", ')
_HASH = re.compile(r"[0-9a-f]{64}")


class Content(NamedTuple):
    """What a line says."""

    kind: str
    value: Any


class LocalLines(NamedTuple):
    """The journal as lines."""

    lines: dict[str, bytes]
    """By their checksum: sessions with their beginning, oldest first, entries in the order of writing,
    deletions.
    """
    hashes: frozenset[str]
    """Of the ids of deleted sessions."""
    sessions: frozenset[str]
    """The ids of all sessions that something here is about."""
    notices: tuple[str, ...]


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


def content_of(line: bytes) -> Content | None:
    """What a whole line says; None when it is not shaped like one of ours."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or not isinstance(given.get("kind"), str) or "value" not in given:
        return None
    return Content(given["kind"], given["value"])


def is_hash(value: object) -> bool:
    """Whether it can be the hash of a deleted session's id."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def journal_lines(path: Path) -> LocalLines:
    """The whole journal. Raises JournalError."""
    whole, notices = dump_told(path)
    with translating_errors(path), opened(path, Damage()) as connection:
        hashes = [row[0] for row in deleted_hashes(connection)] if connection else []
    entries = sorted(whole["entries"], key=lambda entry: (entry["seq"], entry["id"]))
    # One that lost its beginning is taken by nobody, and a line of it would be told of for ever.
    contents = [Content(SESSION, session) for session in whole["sessions"] if _begins(session)]
    contents += [Content(ENTRY, entry) for entry in entries]
    contents += [Content(DELETED, found) for found in hashes]
    lines = [line_of(*content) for content in contents]
    about = {session["id"] for session in whole["sessions"]}
    about |= {entry["session"] for entry in entries if isinstance(entry.get("session"), str)}
    return LocalLines(
        {_sum_in(line): line for line in lines},
        frozenset(hashes),
        frozenset(about),
        tuple(dict.fromkeys(notices)),
    )


def _begins(session: dict[str, Any]) -> bool:
    events = session["events"]
    return bool(events) and events[0]["event"] == EVENT_NAMES[SessionStarted]


def of_the_deleted(contents: Iterable[Content], hashes: Iterable[str]) -> set[str]:
    """The ids of the sessions and entries in `contents` that a deletion takes along."""
    hashes = frozenset(hashes)
    gone, entries = set[str](), list[tuple[str, object]]()
    for kind, value in contents:
        if (
            kind not in {SESSION, ENTRY}
            or not isinstance(value, dict)
            or not isinstance(value.get("id"), str)
        ):
            continue
        session = value["id"] if kind == SESSION else value.get("session")
        if isinstance(session, str) and id_hash(session) in hashes:
            gone.add(value["id"])
        elif kind == ENTRY and isinstance(value.get("entry"), str):
            entries.append((value["id"], value["entry"]))
    while more := {entry for entry, taken_back in entries if taken_back in gone} - gone:
        gone |= more
    return gone


def is_of(content: Content | None, gone: set[str]) -> bool:
    """Whether a line says something of what `of_the_deleted` named."""
    named = content.value.get("id") if content and isinstance(content.value, dict) else None
    return isinstance(named, str) and named in gone


def _sum_in(line: bytes) -> str:
    return line[9:41].decode()


def _sum(rest: bytes) -> str:
    return hashlib.blake2b(rest, digest_size=16).hexdigest()
