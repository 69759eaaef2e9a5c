"""The command line of what changes the journal: check-ins, sessions added, corrected and removed."""

from typing import Annotated

import typer

from backroutine.cli import options as opt
from backroutine.cli.help import KEEP, HelpTyper, examples

journal_app = HelpTyper()


@journal_app.command(epilog=examples("checkin", "checkin --pain 3 --morning"), rich_help_panel=KEEP)
def checkin(
    pain: Annotated[opt.Text, opt.number("--pain", "0 (no pain) to 10 (the worst imaginable).")] = None,
    morning: Annotated[
        bool, opt.flag("--morning", "It is of the morning after a session, not of any day.")
    ] = False,
    day: Annotated[
        opt.Text, opt.day("--day", "The day it was felt: today, yesterday, monday, 2026-11-22.")
    ] = None,
    no_input: opt.NoInput = False,
) -> None:
    """Keep how much it hurts today, or on the morning after."""
    from backroutine.cli.commands.checkin import check_in

    check_in(opt.make_context(no_input=no_input), pain=pain, morning=morning, day=day)


@journal_app.command(
    epilog=examples(
        "add --did superman=10/8 --did hip-thrust", "add --day yesterday --minutes 15 --pain-after 2"
    ),
    rich_help_panel=KEEP,
)
def add(
    day: Annotated[opt.Text, opt.day("--day", "The day: today, monday, 2026-11-22, '2 weeks ago'.")] = None,
    at: Annotated[opt.Text, typer.Option("--at", metavar="HH:MM", help="When it began.")] = None,
    minutes: Annotated[opt.Text, opt.number("--minutes", "How long it took; without it, as planned.")] = None,
    did: Annotated[
        opt.Texts,
        opt.exercise(
            "--did",
            "ID[=L/R]",
            "An exercise, with its reps left/right or on each side; may be given several times. "
            "Without it, the whole routine.",
        ),
    ] = None,
    pain_before: Annotated[opt.Text, opt.number("--pain-before", "Pain before it, 0 to 10.")] = None,
    pain_worst: Annotated[opt.Text, opt.number("--pain-worst", "The worst pain during it, 0 to 10.")] = None,
    pain_after: Annotated[opt.Text, opt.number("--pain-after", "Pain after it, 0 to 10.")] = None,
    pain_next_morning: Annotated[
        opt.Text, opt.number("--pain-next-morning", "Pain the morning after, 0 to 10.")
    ] = None,
    reserve: Annotated[
        opt.Text, opt.number("--reserve", "How many more reps you could have done, 0 to 10.")
    ] = None,
    note: Annotated[opt.Text, typer.Option("--note", metavar="TEXT", help="A note, one line.")] = None,
    catalogue: opt.Catalogue = None,
    yes: opt.Yes = False,
    no_input: opt.NoInput = False,
) -> None:
    """Add a session done away from the terminal. Without options it asks."""
    from backroutine.cli.commands.add import AddOptions, add_session

    options = AddOptions(
        day=day,
        at=at,
        minutes=minutes,
        did=tuple(did or ()),
        pain_before=pain_before,
        pain_worst=pain_worst,
        pain_after=pain_after,
        pain_next_morning=pain_next_morning,
        reserve=reserve,
        note=note,
    )
    add_session(opt.make_context(no_input=no_input), options, catalogue, yes=yes)


@journal_app.command(
    epilog=examples(
        "edit 4d2a --did superman=8/6 --pain-after 3",
        "edit 4d2a --started 'yesterday 07:10' --note 'on the beach'",
    ),
    rich_help_panel=KEEP,
)
def edit(
    session: Annotated[str, opt.session_argument("ID")],
    did: Annotated[
        opt.Texts,
        opt.exercise(
            "--did",
            "ID=L/R",
            "Reps left/right, or on each side, of an exercise; ID:2=L/R is its second round. "
            "May be given several times.",
        ),
    ] = None,
    note: Annotated[
        opt.Text, typer.Option("--note", metavar="TEXT", help="Another note; '' takes it away.")
    ] = None,
    pain_before: Annotated[opt.Text, opt.number("--pain-before", "0 to 10, or none: not known.")] = None,
    pain_worst: Annotated[opt.Text, opt.number("--pain-worst", "The same.")] = None,
    pain_after: Annotated[opt.Text, opt.number("--pain-after", "The same.")] = None,
    pain_next_morning: Annotated[opt.Text, opt.number("--pain-next-morning", "The same.")] = None,
    reserve: Annotated[opt.Text, opt.number("--reserve", "Reps in reserve, 0 to 10, or none.")] = None,
    started: Annotated[
        opt.Text, typer.Option("--started", metavar="'DAY HH:MM'", help="When it began, as `log` shows it.")
    ] = None,
    minutes: Annotated[opt.Text, opt.number("--minutes", "How long it took.")] = None,
    yes: opt.Yes = False,
    no_input: opt.NoInput = False,
) -> None:
    """Correct a session; `undo` takes that back."""
    from backroutine.cli.commands.edit import Changes, edit_session

    changes = Changes(
        did=tuple(did or ()),
        note=note,
        pain_before=pain_before,
        pain_worst=pain_worst,
        pain_after=pain_after,
        pain_next_morning=pain_next_morning,
        reserve=reserve,
        started=started,
        minutes=minutes,
    )
    edit_session(opt.make_context(no_input=no_input), session, changes, yes=yes)


@journal_app.command(epilog=examples("undo", "undo --yes"), rich_help_panel=KEEP)
def undo(yes: opt.Yes = False, no_input: opt.NoInput = False) -> None:
    """Take back the last edit or answer, and say what it was. `redo` makes it again."""
    from backroutine.cli.commands.undo import undo as undo_last

    undo_last(opt.make_context(no_input=no_input), yes=yes)


@journal_app.command(epilog=examples("redo"), rich_help_panel=KEEP)
def redo() -> None:
    """Make again what the last undo took back."""
    from backroutine.cli.commands.undo import redo as redo_last

    redo_last(opt.make_context())


@journal_app.command(epilog=examples("delete 4d2a", "delete 4d2a --dry-run"), rich_help_panel=KEEP)
def delete(
    session: Annotated[opt.Text, opt.session_argument("[ID]")] = None,
    all_: Annotated[bool, opt.flag("--all", "The whole journal: every file of it, copies too.")] = False,
    dry_run: Annotated[bool, opt.flag("--dry-run", "Only say what would be deleted.")] = False,
    yes: opt.Yes = False,
    no_input: opt.NoInput = False,
) -> None:
    """Remove a session for good; this cannot be undone."""
    from backroutine.cli.commands.delete import delete as delete_what

    raise typer.Exit(
        delete_what(opt.make_context(no_input=no_input), session, everything=all_, yes=yes, dry_run=dry_run)
    )
