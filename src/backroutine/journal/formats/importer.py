"""Which format a file has, by its content; then its sessions and entries, checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

from backroutine.errors import MOST, Finding, InvalidFile
from backroutine.files import decode
from backroutine.journal.formats.hevy import is_hevy, read_hevy
from backroutine.journal.formats.json_reader import OtherLayout, read_lines, read_whole
from backroutine.journal.formats.parsed import Parsed
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.journal.staging import Staging

LARGEST = 24_000_000
"""Bytes of a file that has to be read whole: ten years of three sessions a week fit."""


@dataclass(frozen=True, slots=True)
class Import:
    """What a file holds, ready to be merged."""

    incoming: Staging
    notices: tuple[str, ...] = ()
    """What was left out because the journal has no place for it."""
    foreign: bool = False
    """Another program wrote it: what it says of a session counts only if the session itself is taken."""


def read_export(file: BinaryIO, here: Callable[[datetime], datetime], ids: Mapping[str, str]) -> Import:
    """The sessions and entries of an export of backroutine (JSON, JSON Lines) or of Hevy (CSV).

    `file` can be read twice. `here` gives a time without offset the one of this place; `ids` has the ids of
    known exercises by name. Raises InvalidFile with the faults and their lines: then nothing should be
    merged.
    """
    if file.read(1000).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        file.seek(0)
        findings: list[Finding] = []
        try:
            return Import(staged(read_lines(file, findings), findings))
        except OtherLayout as other:
            file.seek(0)
            data = file.read(LARGEST + 1)
            if len(data) > LARGEST:
                what = f"a file of more than {LARGEST // 1_000_000} MB must have a session or an entry a line"
                raise InvalidFile([Finding(other.line, what, "export it again")]) from other
            return Import(staged(read_whole(decode(data, LARGEST)), []))
    file.seek(0)
    text = decode(file.read(LARGEST + 1), LARGEST)
    if is_hevy(text):
        notices, findings = list[str](), []
        return Import(
            staged(read_hevy(text, here, ids, findings, notices), findings), tuple(notices), foreign=True
        )
    if not text.strip():
        raise InvalidFile([Finding(0, "there is nothing in it", "export again")])
    what = "it is no export that can be read"
    raise InvalidFile([Finding(1, what, "give JSON or JSON Lines of backroutine, or Hevy's CSV")])


def staged(items: Iterable[Parsed], findings: list[Finding]) -> Staging:
    """The items, checked. Raises InvalidFile when there are findings, new ones included."""
    from backroutine.journal.validation import (
        InvalidValue,
        entry_from,
        session_from,
    )  # pydantic is slow to load

    with translating_errors(Path(gettempdir())):
        incoming = Staging()
        for item in items:
            try:
                if item.kind == "session":
                    incoming.add_session(session_from(item.value))
                else:
                    incoming.add_entry(entry_from(item.value))
            except InvalidValue as wrong:
                where = ".".join(filter(None, (item.path, wrong.where)))
                findings.append(Finding(item.line, f"{where}: {wrong.what}" if where else wrong.what))
            if len(findings) > MOST:
                break
    if findings:
        raise InvalidFile(findings)
    return incoming
