"""Where files live: `BACKROUTINE_HOME` holds everything; without it they go where the platform wants them.

Apart from the settings, so that `status` can answer at every prompt without loading them.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from backroutine.errors import BackroutineError

APP = "backroutine"


def journal_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The journal. Raises BackroutineError when there is no home directory to put it in."""
    return _folder("user_data_dir", "journal", environment) / "journal.db"


def config_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file, there or not. Raises BackroutineError when there is no home directory for it.

    `BACKROUTINE_CONFIG` names another one. The folder one happens to be in is never looked at.
    """
    own = environment.get("BACKROUTINE_CONFIG")
    return Path(own) if own else _folder("user_config_dir", "settings", environment) / "config.toml"


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where rendered clips are kept; anything in it may be deleted. Raises BackroutineError."""
    return _folder("user_cache_dir", "cache", environment) / "clips"


def _folder(kind: str, what: str, environment: Mapping[str, str]) -> Path:
    own = environment.get("BACKROUTINE_HOME")
    if own:
        try:
            return Path(own).absolute()
        except OSError as error:
            what_is = f"{own} is meant from the current folder, and that was removed"
            raise BackroutineError("BACKROUTINE_HOME", what_is, "write the whole path") from error
    import platformdirs

    try:
        folder = Path(getattr(platformdirs, kind)(APP, appauthor=False))
    except (RuntimeError, KeyError):
        folder = Path("~")
    if not folder.is_absolute():
        raise BackroutineError(
            what, "there is no home directory", "set BACKROUTINE_HOME to a folder of your own"
        )
    return folder
