"""`backroutine check`: is a catalogue right?"""

from pathlib import Path

from backroutine.catalogue.load import load_catalogue
from backroutine.cli import output
from backroutine.text import count_of, show


def check_catalogue(path: Path) -> None:
    """Say that a catalogue is right, or raise FileError with all its faults."""
    catalogue = load_catalogue(path)
    output.write(f"{show(path)}: right, {count_of(len(catalogue.exercises), 'exercise')}")
