"""`backroutine undo`: takes the last change back, and says what it was."""

from collections.abc import Mapping

from backroutine.cli.lookup import entry_in_words, open_journal, short_id, title
from backroutine.cli.output import write_prose
from backroutine.cli.settings import Settings, journal_path, load_settings
from backroutine.cli.system import here_and_now
from backroutine.errors import UsageError
from backroutine.journal.entries import Entry, SessionAdded
from backroutine.journal.finding import find_session, last_change, read_entries, session_of, take_back
from backroutine.journal.records import day_of


def undo() -> None:
    """Take the last change back. Raises JournalError."""
    settings = load_settings()
    change = last_change(journal_path())
    if not change:
        write_prose("There is nothing to undo. What was deleted does not come back.")
        return
    about = {entry.id: entry for entry in read_entries(journal_path())}
    if added := next((entry.session for entry in change if isinstance(entry, SessionAdded)), None):
        whose = _whose(change[0], about, settings)
        write_prose(f"The last change added {whose}. `backroutine delete {short_id(added)}` takes it away.")
        return
    with open_journal() as journal:
        journal.add_entries(take_back(change, here_and_now()))
    parts = ", ".join(dict.fromkeys(entry_in_words(entry, about, settings.day_starts) for entry in change))
    write_prose(f"Taken back, {_whose(change[0], about, settings)}: {parts}.")


def _whose(entry: Entry, about: Mapping[str, Entry], settings: Settings) -> str:
    session = session_of(entry, about)
    if session is None:
        return day_of(entry.at, settings.day_starts).isoformat()
    try:
        return title(find_session(journal_path(), session, starts=settings.day_starts))
    except UsageError:  # told of a session that has not come to this machine
        return f"session {session}"
