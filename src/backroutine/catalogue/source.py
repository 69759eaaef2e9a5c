"""Where catalogues come from: the built-in file, and files of a person's own."""

from pathlib import Path

from backroutine.errors import InvalidFile
from backroutine.files import read_file

Sources = Path | tuple[Path | None, ...] | None
"""One file or several; None is the built-in catalogue."""


def bundled_file(name: str = "exercises.yaml") -> Path:
    """The catalogue's file: in the package once installed, in a checkout the one that people edit."""
    packaged = Path(__file__).parents[1] / "data" / name
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[3] / "data" / name


def source_texts(sources: Sources) -> list[str] | None:
    """The exact texts of these catalogues; None when one of them cannot be read."""
    try:
        paths = sources if isinstance(sources, tuple) else (sources,)
        return [read_file(path or bundled_file()).decode("utf-8", "surrogateescape") for path in paths]
    except InvalidFile:
        return None
