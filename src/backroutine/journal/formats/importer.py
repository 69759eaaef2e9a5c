"""Which format a text is in, by its content; then to values that are checked, with the line of each fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from backroutine.errors import Fault
from backroutine.journal.formats.hevy import is_hevy, read_hevy
from backroutine.journal.formats.json_reader import is_lines, read_json, read_jsonl
from backroutine.journal.formats.parsed import Parsed, ParseError, wrong
from backroutine.journal.rows import KeptSession
from backroutine.journal.schema import EntryRow


def check(data: object) -> tuple[tuple[KeptSession, ...], tuple[EntryRow, ...], tuple[Fault, ...]]:
    """What `dump` gave, of any shape: the sessions and entries to merge, and the faults, by JSON path.

    With a fault in it nothing should be merged. Never raises; the size of `data` is bounded by its reader.
    """
    from backroutine.journal.validation import Validator  # pydantic is slow to load

    return Validator().whole(data)


@dataclass(frozen=True, slots=True)
class Given:
    """What a file holds: with a fault in it, nothing should be merged."""

    sessions: tuple[KeptSession, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    faults: tuple[tuple[int, Fault], ...] = ()
    """Each with its line, 0 where none is to blame."""
    notices: tuple[str, ...] = ()
    foreign: bool = False
    """Another program wrote it: what it tells of a session counts only if the session itself is taken."""


def read_text(text: str, here: Callable[[datetime], datetime], ids: Mapping[str, str]) -> Given:
    """The sessions and entries of an export of backroutine (JSON, JSON Lines) or of Hevy (CSV).

    `here` gives a time without offset the one of this place; `ids` has the ids of known exercises by name.
    """
    try:
        told = _told(text, here, ids)
    except ParseError as unreadable:
        return Given(faults=unreadable.faults)
    sessions, entries, faults = check(told.data)
    lines = told.lines_of([fault.where for fault in faults])
    placed = tuple((lines.get(fault.where, 0), fault) for fault in faults)
    return Given(sessions, entries, placed, told.notices, foreign=is_hevy(text))


def _told(text: str, here: Callable[[datetime], datetime], ids: Mapping[str, str]) -> Parsed:
    if is_hevy(text):
        return read_hevy(text, here, ids)
    if not text.strip():
        raise ParseError(wrong(0, "there is nothing in it", "export again"))
    if not text.lstrip().startswith("{"):
        what = "it is no export that can be read"
        raise ParseError(wrong(1, what, "give JSON or JSON Lines of backroutine, or Hevy's CSV"))
    return read_jsonl(text) if is_lines(text) else read_json(text)
