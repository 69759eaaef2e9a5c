"""Which format a file has, by its content; then its sessions and entries, checked."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

from msgspec import Struct

from backroutine.errors import MOST, Finding, InvalidFile
from backroutine.files import decode
from backroutine.journal.formats.foreign_files import refuse_other
from backroutine.journal.formats.hevy_reader import HevyReader, KnownWorkouts, delimiter_of
from backroutine.journal.formats.json_reader import OtherLayout, read_lines, read_whole
from backroutine.journal.formats.parsed import Parsed
from backroutine.journal.sqlite_errors import translating_errors
from backroutine.journal.staging import Staging
from backroutine.text import count_of, is_unsafe

LARGEST = 24_000_000
"""Bytes of a file that has to be read whole: ten years of three sessions a week fit."""


_INVISIBLE = frozenset({"Cf", "Zl", "Zp"})
"""Unicode's categories of characters that a text can lose without a loss: marks, and other line ends."""


class Import(Struct, frozen=True):
    """What a file holds, ready to be merged."""

    incoming: Staging
    notices: Sequence[str] = ()
    """What was left out because the journal has no place for it."""
    same: int = 0
    """Workouts of another program that the journal has."""
    differing: Sequence[datetime] = ()
    """When the workouts of another program began that the journal has in another form."""


def read_export(
    file: BinaryIO,
    now: datetime,
    here: Callable[[datetime], datetime],
    ids: Mapping[str, str],
    known: Callable[[], KnownWorkouts],
) -> Import:
    """The sessions and entries of an export of backroutine (JSON, JSON Lines) or of Hevy (CSV).

    `file` can be read twice. `here` gives a time without offset the one of this place; `ids` has the ids of
    known exercises by name; `known` is asked only for what Hevy wrote. Raises InvalidFile with the faults and
    their places: then nothing should be merged.
    """
    head = file.read(4096)
    file.seek(0)
    refuse_other(head)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return Import(_own(file))
    text, dropped = _visible(file.read(LARGEST + 1))
    if not text.strip():
        raise InvalidFile([Finding(0, "there is nothing in it", "export again")])
    if not delimiter_of(text):
        what = "it is no export that can be read"
        raise InvalidFile([Finding(1, what, "give JSON or JSON Lines of backroutine, or Hevy's CSV")])
    reader, findings = HevyReader(here, ids, known(), now), list[Finding]()
    incoming = staged(reader.read(text, findings), findings)
    if dropped:
        reader.notices.append(f"{count_of(dropped, 'invisible character')} left out")
    return Import(incoming, reader.notices, reader.same, reader.differing)


def _own(file: BinaryIO) -> Staging:
    findings: list[Finding] = []
    try:
        return staged(read_lines(file, findings), findings)
    except OtherLayout as other:
        file.seek(0)
        data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            what = f"a file of more than {LARGEST // 1_000_000} MB must have a session or an entry a line"
            raise InvalidFile([Finding(other.line, what, "export it again")]) from other
        return staged(read_whole(decode(data, LARGEST)), [])


def _visible(data: bytes) -> tuple[str, int]:
    """The text without invisible characters, and how many there were. Raises InvalidFile."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data, LARGEST), 0
    unwanted = {
        character
        for character in set(text)
        if unicodedata.category(character) in _INVISIBLE and is_unsafe(character)
    }
    kept = text.translate({ord(character): None for character in unwanted})
    return decode(kept.encode(), LARGEST), len(text) - len(kept)


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
