"""Errors for people: each says where, what is wrong and what to do, and carries its exit code.

    BackroutineError            1   anything else
    ├── UsageError              2   the command line was wrong
    ├── FileError              65   a file that was given is wrong; may hold several faults
    ├── JournalError           74   the journal could not be read or saved
    └── Refused                 -   the session does not allow this command now; told to the person, no exit

Only `cli` prints them and exits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.text import show


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place."""

    where: str
    """What holds the fault: a file, `FILE:LINE`, an option. Empty when the sentence says it all."""
    what: str
    """What is wrong, in a person's words."""
    todo: str = ""
    """What to do about it."""

    def __str__(self) -> str:
        """One line, safe to print: `WHERE: what is wrong; what to do`."""
        sentence = "; ".join(part for part in (self.what, self.todo) if part)
        return show(f"{self.where}: {sentence}" if self.where else sentence)


class BackroutineError(Exception):
    """Something a person has to know, in one line or a few."""

    exit_code = 1

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        self.faults: Sequence[Fault] = (Fault(where, what, todo),)
        super().__init__(str(self.faults[0]))


class UsageError(BackroutineError):
    """The command line was wrong."""

    exit_code = 2


class FileError(BackroutineError):
    """A file that was given is wrong. Holds every fault found in it, in the order of its lines."""

    exit_code = 65

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(first.where, first.what, first.todo)
        self.faults = tuple(faults)


class JournalError(BackroutineError):
    """The journal could not be read or saved."""

    exit_code = 74


class Refused(Exception):  # noqa: N818 - the word for it: a command is refused, nothing went wrong
    """The session does not allow this command now. The message is for the person; nothing has changed."""
