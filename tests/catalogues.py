"""Small catalogues as text, and what is said about them."""

from backroutine.catalogue.load import parse_catalogue
from backroutine.catalogue.models import Catalogue
from backroutine.errors import FileError, naming_file

NAME = "mine.yaml"

EXERCISE = """\
  - id: bird-dog
    name: Bird dog
    sides: {left: left leg, right: right leg}
    reps: 8
"""
SMALL = f"version: 1\nexercises:\n{EXERCISE}"


def parse(text: str | bytes) -> Catalogue:
    with naming_file(NAME):
        return parse_catalogue(text.encode() if isinstance(text, str) else text)


def faults(text: str | bytes) -> list[str]:
    """What is said about a catalogue, each fault as its printed line; nothing for a right one."""
    try:
        parse(text)
    except FileError as error:
        return [str(fault) for fault in error.faults]
    return []


def with_field(line: str) -> str:
    """The small catalogue with one more line in its exercise: line 7."""
    return f"{SMALL}    {line}\n"


def with_line(number: int, line: str) -> str:
    """The small catalogue with one line replaced."""
    lines = SMALL.splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"
