"""`backroutine undo` and `redo`: take the last change back, and make it again."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from backroutine.cli.context import Context
from backroutine.cli.lookup import entry_in_words, open_journal, short_id, title
from backroutine.cli.output import write_prose
from backroutine.cli.prompts import confirmed
from backroutine.errors import UsageError
from backroutine.journal.entries import Entry, ExperimentBegun, ExperimentStopped, SessionAdded
from backroutine.journal.markers import last_deletion
from backroutine.journal.queries import (
    find_session,
    last_change,
    last_undo,
    make_again,
    read_entries,
    session_of,
    take_back,
    written_at,
)
from backroutine.journal.records import day_of

RECENT = timedelta(days=1)
"""A change that is older is not taken back without asking."""
NOTHING = "There is nothing to undo. What was deleted does not come back."


def undo(context: Context, *, yes: bool) -> None:
    """Take the last change back, and say what it was. Raises UsageError and JournalError."""
    change, passed = last_change(context.journal), list[Entry]()
    while change and _why_it_stays(change[0], context):
        passed += change
        change = last_change(context.journal, [entry.id for entry in passed])
    if not change:
        write_prose((passed and _why_it_stays(passed[0], context)) or NOTHING)
        return
    about = {entry.id: entry for entry in read_entries(context.journal)}
    whose = _whose(change[0], about, context)
    words = f"{whose}: {_in_words(change, about, context)}"
    if added := next((entry.session for entry in change if isinstance(entry, SessionAdded)), None):
        write_prose(
            f"The last change added {whose}. `backroutine delete {short_id(added, context)}` takes it away."
        )
        return
    since = "the last change is one of an experiment, which stays" if passed else ""
    if not yes and (doubt := since or _doubt(context, written_at(context.journal, change[-1]))):
        if not context.can_ask:
            raise UsageError("undo", f"{doubt}; it would take back {words}", "say --yes to do that")
        write_prose(f"Note that {doubt}. The last change that still stands is of {words}.")
        if not confirmed("Take it back?"):
            write_prose("Nothing was changed.")
            return
    with open_journal(context) as journal:
        journal.add_entries(take_back(change, context.now))
    write_prose(f"Taken back, {words}. `backroutine redo` makes it again.")


def redo(context: Context) -> None:
    """Make again what the newest undo took back. Raises UsageError and JournalError."""
    undone = last_undo(context.journal)
    written = written_at(context.journal, undone[-1]) if undone else None
    deletion = last_deletion(context.journal)
    if not undone or (deletion and written and deletion > written):
        write_prose("There is nothing to redo: no undo since the last other change.")
        return
    about = {entry.id: entry for entry in read_entries(context.journal)}
    changes = [about[entry.entry] for entry in undone if entry.entry in about]
    if any(isinstance(change, ExperimentBegun) and change.first_day <= context.today for change in changes):
        write_prose("The first day of that experiment has come: it cannot begin any more. Begin a new one.")
        return
    with open_journal(context) as journal:
        journal.add_entries(make_again(undone, context.now))
    write_prose(f"Made again, {_whose(undone[0], about, context)}: {_in_words(changes, about, context)}.")


def _why_it_stays(entry: Entry, context: Context) -> str | None:
    """Why a change to an experiment cannot be taken back, if so: nothing that was drawn is drawn again."""
    if isinstance(entry, ExperimentBegun) and entry.first_day <= context.today:
        began = f"The last change began {entry.name}. Its first day has come, so it stays"
        return f"{began}; backroutine experiment stop ends it."
    if isinstance(entry, ExperimentStopped):
        return "The last change stopped an experiment, which stays stopped."
    return None


def _doubt(context: Context, written: datetime | None) -> str | None:
    """Why the person may not mean this change; None when they surely do."""
    deletion = last_deletion(context.journal)
    if deletion and (written is None or deletion >= written):
        return "something was deleted since, and that does not come back"
    if written is None or context.now - written > RECENT:
        return "there was no change since yesterday"
    return None


def _in_words(entries: Iterable[Entry], about: Mapping[str, Entry], context: Context) -> str:
    words = dict.fromkeys(entry_in_words(entry, about, context.starts) for entry in entries)
    return ", ".join(filter(None, words))


def _whose(entry: Entry, about: Mapping[str, Entry], context: Context) -> str:
    session = session_of(entry, about)
    if session is None:
        return day_of(entry.at, context.starts).isoformat()
    try:
        return title(find_session(context.journal, session, starts=context.starts))
    except UsageError:  # its session has not come to this machine
        return f"session {session}"
