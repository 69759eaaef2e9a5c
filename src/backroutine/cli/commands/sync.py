"""`backroutine sync FOLDER`: what this machine and the others did, together."""

from collections import Counter
from pathlib import Path

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.cli.lookup import copy_journal
from backroutine.cli.progress import Progress
from backroutine.journal.sync.exchange import exchange
from backroutine.text import count_of, show


def print_sync(context: Context, folder: Path, *, dry_run: bool) -> None:
    """Exchange the journal through a folder, and say what was given and what was taken."""
    with Progress() as progress:
        done = exchange(
            context.journal, folder, context.now, dry_run, output.complain_line, track=progress.track
        )
    output.complain_lines(done.notices)
    give, take = ("Would give", "Would take") if dry_run else ("Given", "Taken")
    output.write(f"{give}: {_amount(done.given)}")
    output.write(f"{take}: {_amount(done.taken)}")
    if done.copy:
        output.write(f"The journal as it was: {show(done.copy)}")
    if not dry_run:
        copy_journal(context)


def _amount(numbers: Counter[str]) -> str:
    sessions, entries, deletions = numbers["session"], numbers["entry"], numbers["deleted"]
    parts = [count_of(sessions, "session")] if sessions else []
    parts += [count_of(entries, "entry", "entries")] if entries else []
    parts += [count_of(deletions, "deletion")] if deletions else []
    return ", ".join(parts) or "nothing new"
