"""Errors for people: each says where, what is wrong and what to do, and carries its exit code.

    BackroutineError            1   anything else
    ├── UsageError              2   the command line was wrong
    ├── FileError              65   a file that was given is wrong; may hold several faults
    ├── JournalError           74   the journal could not be read or saved
    └── Refused                 -   the session does not allow this command now; no exit

Only `cli` prints them and exits.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from backroutine.text import show


class Fault(NamedTuple):
    """One fault in one place."""

    where: str
    """A file, `FILE:LINE` or an option. Empty when the sentence says it all."""
    what: str
    """What is wrong, in words for people."""
    todo: str = ""
    """What to do about it."""

    def __str__(self) -> str:
        """One line, safe to print: `WHERE: what is wrong; what to do`."""
        sentence = "; ".join(part for part in (self.what, self.todo) if part)
        return show(f"{self.where}: {sentence}" if self.where else sentence)


class BackroutineError(Exception):
    """Something a person has to know, in one line or more."""

    exit_code = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.faults: Sequence[Fault] = (Fault(where, what, todo),)
        super().__init__(str(self.faults[0]))


class UsageError(BackroutineError):
    """The command line was wrong."""

    exit_code = 2


class FileError(BackroutineError):
    """A file that was given is wrong. Holds every fault in it, in the order of the lines."""

    exit_code = 65

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(first.where, first.what, first.todo)
        self.faults = tuple(faults)


class JournalError(BackroutineError):
    """The journal could not be read or saved."""

    exit_code = 74
    out_of_reach = False
    """Whether there is no way to it now, or no place to make it: nothing is wrong with the journal itself."""


class Refused(Exception):  # noqa: N818 - nothing went wrong: a command is refused
    """The session does not allow this command now. The message is for the person; nothing has changed."""


# Faults inside one file, before the file's name is known.

MOST = 200
"""Findings that are listed. A hostile file must not fill the memory with them."""
_LONGEST_SHOWN = 40


class Finding(NamedTuple):
    """One fault on one line."""

    line: int
    """From 1; 0 when it concerns no single line."""
    what: str
    todo: str = ""


def clip(text: str) -> str:
    """Foreign text, short enough for a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


class InvalidFile(Exception):  # noqa: N818 - it carries findings; FileError is the error people meet
    """A file is wrong. The caller that knows its name makes a `FileError` of it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        self.findings = findings


def file_error(name: str, findings: Sequence[Finding]) -> FileError:
    """The findings as an error for people, in the order of their lines."""
    ordered = sorted(findings, key=lambda finding: finding.line)
    faults = [
        Fault(f"{name}:{finding.line}" if finding.line else name, finding.what, finding.todo)
        for finding in ordered[:MOST]
    ]
    if len(ordered) > MOST:
        faults.append(Fault(name, f"more than {MOST} things are wrong", "put these right first"))
    return FileError(faults)


@contextmanager
def naming_file(name: str) -> Iterator[None]:
    """Turns an InvalidFile into the FileError that names the file."""
    try:
        yield
    except InvalidFile as invalid:
        raise file_error(name, invalid.findings) from invalid
