"""What is wrong inside one file, before it is known as an error for people."""

from collections.abc import Sequence
from dataclasses import dataclass

from backroutine.errors import Fault, FileError

MOST = 200
"""Findings that are told one by one. More only help a hostile file to fill the memory."""
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong on one line."""

    line: int
    """From 1; 0 when no line is to blame."""
    what: str
    todo: str = ""


def clip(text: str) -> str:
    """Foreign text, short enough for a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


class Wrong(Exception):  # noqa: N818 - it carries findings; FileError is the error people meet
    """A file is wrong. Stays inside the catalogue: `load` turns it into a `FileError`."""

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
