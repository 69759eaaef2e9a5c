"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated, Optional

import typer

CatalogueOption = Annotated[
    Optional[Path],  # noqa: UP045 - Typer reads the annotation at run time
    typer.Option("--catalogue", metavar="FILE", help="Use this catalogue instead of the built-in one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
