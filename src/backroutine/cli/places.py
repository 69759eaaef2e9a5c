"""Where files live: `BACKROUTINE_HOME` holds everything; without it they go where the platform wants them."""

import os
from collections.abc import Mapping
from pathlib import Path

from backroutine.errors import BackroutineError

APP = "backroutine"


def journal_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The journal. Raises BackroutineError when there is no home directory to put it in."""
    own = environment.get("BACKROUTINE_HOME")
    if own:
        return Path(own).absolute() / "journal.db"
    import platformdirs

    try:
        folder = Path(platformdirs.user_data_dir(APP, appauthor=False))
    except (RuntimeError, KeyError):
        folder = Path("~")
    if not folder.is_absolute():
        raise BackroutineError(
            "journal", "there is no home directory", "set BACKROUTINE_HOME to a folder of your own"
        )
    return folder / "journal.db"
