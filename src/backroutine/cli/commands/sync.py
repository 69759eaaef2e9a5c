"""`backroutine sync FOLDER`: what this machine and the others did, together."""

from pathlib import Path

from backroutine.cli import output
from backroutine.cli.context import Context
from backroutine.journal.sync.exchange import Amount, exchange
from backroutine.text import count_of, show


def print_sync(context: Context, folder: Path, *, dry_run: bool) -> None:
    """Exchange the journal through a folder, and say what was given and what was taken."""
    done = exchange(context.journal, folder, context.now, dry_run)
    for notice in done.notices:
        output.complain_line(notice)
    give, take = ("Would give", "Would take") if dry_run else ("Given", "Taken")
    output.write(f"{give}: {_amount(done.given)}")
    output.write(f"{take}: {_amount(done.taken)}")
    if done.copy:
        output.write(f"The journal as it was: {show(done.copy)}")


def _amount(amount: Amount) -> str:
    parts = (
        (amount.sessions, "session"),
        (amount.entries, "entry"),
        (amount.deletions, "deletion"),
    )
    return ", ".join(_count(number, thing) for number, thing in parts if number) or "nothing new"


def _count(number: int, thing: str) -> str:
    return f"{number} entries" if thing == "entry" and number != 1 else count_of(number, thing)
