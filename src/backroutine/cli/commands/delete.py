"""`backroutine delete`: removes a session, or the whole journal, for good."""

from backroutine.cli import output
from backroutine.cli.cache import cache_file
from backroutine.cli.context import Context
from backroutine.cli.lookup import find_by_prefix, in_a_line, open_journal, refuse_running, short_id, title
from backroutine.cli.output import write_prose
from backroutine.cli.prompts import answer_to, confirmed
from backroutine.errors import JournalError, UsageError
from backroutine.journal.deletion import delete_all, files_of
from backroutine.journal.markers import device_file, mark_deletion
from backroutine.journal.unfinished import running_session
from backroutine.text import show

KEPT = "Nothing was deleted."
SYNCED = "The folder of sync still has it all, and the next sync brings it back: delete the files there too."


def delete(context: Context, prefix: str | None, *, everything: bool, yes: bool, dry_run: bool) -> int:
    """Delete what is meant, once it is confirmed. Returns the exit code; raises UsageError, JournalError."""
    if everything and prefix is not None:
        raise UsageError("delete", "an ID and --all cannot both be given", "choose one")
    if everything:
        return _everything(context, yes=yes, dry_run=dry_run)
    if prefix is None:
        raise UsageError("delete", "which session is not said", "give an ID, as `backroutine log` shows it")
    return _session(context, prefix, yes=yes, dry_run=dry_run)


def _session(context: Context, prefix: str, *, yes: bool, dry_run: bool) -> int:
    record = find_by_prefix(prefix, context)
    refuse_running(record, context)
    named = f"{short_id(record.id, context)}: {in_a_line(record)}"
    if dry_run:
        write_prose(f"Would delete {named}")
        return 0
    if not yes:
        _need_person(context, short_id(record.id, context), f"the session of {title(record)}")
        write_prose(named)
        if not confirmed("Delete this session for good?"):
            write_prose(KEPT)
            return 0
    with open_journal(context) as journal:
        deleted = journal.delete_session(record.id)
    mark_deletion(context.journal, context.now)
    write_prose(f"Deleted {named}")
    output.complain_lines(deleted.notices)
    return JournalError.exit_code if deleted.left else 0


def _everything(context: Context, *, yes: bool, dry_run: bool) -> int:
    path = context.journal
    answers = [file for file in (cache_file("status"),) if file.is_file()]
    files = [*files_of(path), *answers]
    if not files:
        write_prose("There is nothing to delete.")
        return 0
    if running_session(path).program:
        raise UsageError("--all", "a session is running in another terminal", "end it there first")
    if dry_run:
        for file in files:
            output.write(f"Would delete {show(file)}")
        return 0
    if not yes:
        _need_person(context, "--all", "the whole journal")
        for file in files:
            output.write(show(file))
        if answer_to("Delete all these files for good? Write the word delete: ") != "delete":
            write_prose(KEPT)
            return 0
    deleted = delete_all(path)
    for file in answers:
        file.unlink(missing_ok=True)
        deleted.append(file)
    for file in deleted:
        output.write(f"Deleted {show(file)}")
    write_prose("Settings and spoken clips are no part of the journal; backroutine where shows their place.")
    if device_file(path) in deleted:
        write_prose(SYNCED)
    return 0


def _need_person(context: Context, where: str, what: str) -> None:
    if not context.can_ask:
        raise UsageError(where, f"{what} would be gone for good, and nobody is there to ask", "say --yes too")
