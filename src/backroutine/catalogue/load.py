"""Catalogues from files: the only way in, and nothing but a `Catalogue` or an error for people comes out."""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from backroutine.catalogue.checking import check
from backroutine.catalogue.findings import Wrong, file_error
from backroutine.catalogue.gate import decode, read_file
from backroutine.catalogue.models import Catalogue
from backroutine.catalogue.tree import read_tree
from backroutine.errors import BackroutineError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load_catalogue(path: Path) -> Catalogue:
    """The catalogue in a file. Raises `FileError` with every fault in it, each with its line and field."""
    try:
        return _parse(read_file(path))
    except Wrong as wrong:
        raise file_error(str(path), wrong.findings) from wrong


def parse_catalogue(data: bytes, name: str) -> Catalogue:
    """The catalogue in the bytes of a file called `name`. Raises `FileError` like `load_catalogue`."""
    try:
        return _parse(data)
    except Wrong as wrong:
        raise file_error(name, wrong.findings) from wrong


def bundled_catalogue(source: "Traversable | None" = None) -> Catalogue:
    """The catalogue that comes with the program. Raises `BackroutineError` when it is not there."""
    source = source or bundled_file()
    try:
        data = source.read_bytes()
    except OSError as error:
        raise BackroutineError(
            "", "backroutine is installed without its catalogue", "install it again"
        ) from error
    return parse_catalogue(data, str(source))


def bundled_file() -> "Traversable":
    """The catalogue's file: in the package once installed; in a checkout the one that people edit."""
    packaged = files("backroutine").joinpath("data", "exercises.yaml")
    if packaged.is_file():
        return packaged
    return Path(__file__).resolve().parents[3] / "data" / "exercises.yaml"


def _parse(data: bytes) -> Catalogue:
    return check(*read_tree(decode(data)))
