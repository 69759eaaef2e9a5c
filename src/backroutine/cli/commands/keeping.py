"""What was done, written: check-ins, sessions added, corrected and removed."""

from typing import Annotated

import typer

from backroutine.cli.options import CatalogueOption, Text, Texts

group = typer.Typer()


@group.command(epilog="Example: backroutine checkin --pain 3")
def checkin(
    pain: Annotated[
        Text,
        typer.Option("--pain", metavar="N", help="0 (no pain) to 10 (the worst imaginable)."),
    ] = None,
    morning: Annotated[
        bool, typer.Option("--morning", help="It is of the morning after a session, not of any day.")
    ] = False,
    day: Annotated[
        Text,
        typer.Option(
            "--day", metavar="DAY", help="The day it was felt: today, yesterday, monday, 2026-11-22."
        ),
    ] = None,
) -> None:
    """Keep how much it hurts today, or on the morning after."""
    from backroutine.cli.checkin import check_in

    check_in(pain=pain, morning=morning, day=day)


@group.command(epilog="Example: backroutine add --day yesterday --did superman=10/8 --did hip-thrust")
def add(
    day: Annotated[
        Text, typer.Option("--day", metavar="DAY", help="The day: today, monday, 2026-11-22, '7 days ago'.")
    ] = None,
    at: Annotated[Text, typer.Option("--at", metavar="HH:MM", help="When it began.")] = None,
    minutes: Annotated[
        Text, typer.Option("--minutes", metavar="N", help="How long it took; without it, as planned.")
    ] = None,
    did: Annotated[
        Texts,
        typer.Option(
            "--did",
            metavar="ID[=L/R]",
            help="An exercise, with its reps left/right or on each side; may be given several times. "
            "Without it, the whole routine.",
        ),
    ] = None,
    pain_before: Annotated[
        Text, typer.Option("--pain-before", metavar="N", help="Pain before it, 0 to 10.")
    ] = None,
    pain_worst: Annotated[
        Text, typer.Option("--pain-worst", metavar="N", help="The worst pain during it, 0 to 10.")
    ] = None,
    pain_after: Annotated[
        Text, typer.Option("--pain-after", metavar="N", help="Pain after it, 0 to 10.")
    ] = None,
    note: Annotated[Text, typer.Option("--note", metavar="TEXT", help="A note, one line.")] = None,
    catalogue: CatalogueOption = None,
) -> None:
    """Add a session done away from the terminal. Without options it asks."""
    from backroutine.cli.adding import AddOptions, add_session

    scores = {"pain_before": pain_before, "pain_worst": pain_worst, "pain_after": pain_after}
    told = AddOptions(day=day, at=at, minutes=minutes, did=tuple(did or ()), note=note, **scores)
    add_session(told, catalogue)


@group.command(epilog="Example: backroutine edit 4d2a --did superman=8/6 --pain-after 3")
def edit(
    session: Annotated[
        str, typer.Argument(metavar="ID", help="The session's id, or its beginning, as `log` shows it.")
    ],
    did: Annotated[
        Texts,
        typer.Option(
            "--did",
            metavar="ID=L/R",
            help="Reps left/right, or on each side, of an exercise; ID:2=L/R is its second round. "
            "May be given several times.",
        ),
    ] = None,
    note: Annotated[
        Text, typer.Option("--note", metavar="TEXT", help="Another note; '' takes it away.")
    ] = None,
    pain_before: Annotated[
        Text, typer.Option("--pain-before", metavar="N", help="0 to 10, or none: not known.")
    ] = None,
    pain_worst: Annotated[Text, typer.Option("--pain-worst", metavar="N", help="The same.")] = None,
    pain_after: Annotated[Text, typer.Option("--pain-after", metavar="N", help="The same.")] = None,
    pain_next_morning: Annotated[
        Text, typer.Option("--pain-next-morning", metavar="N", help="The same.")
    ] = None,
    started: Annotated[
        Text, typer.Option("--started", metavar="'DAY HH:MM'", help="When it began, as `log` shows it.")
    ] = None,
    minutes: Annotated[Text, typer.Option("--minutes", metavar="N", help="How long it took.")] = None,
) -> None:
    """Correct a session; `undo` takes that back."""
    from backroutine.cli.editing import Changes, edit_session

    changes = Changes(
        did=tuple(did or ()),
        note=note,
        pain_before=pain_before,
        pain_worst=pain_worst,
        pain_after=pain_after,
        pain_next_morning=pain_next_morning,
        started=started,
        minutes=minutes,
    )
    edit_session(session, changes)


@group.command(epilog="Example: backroutine undo")
def undo() -> None:
    """Take back the last edit or answer, and say what it was."""
    from backroutine.cli.undoing import undo as undo_last

    undo_last()


@group.command(epilog="Example: backroutine delete 4d2a")
def delete(
    session: Annotated[
        Text, typer.Argument(metavar="[ID]", help="The session's id, or its beginning, as `log` shows it.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="The whole journal: every file of it, copies too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a session for good; this cannot be undone."""
    from backroutine.cli.deleting import delete as delete_what

    raise typer.Exit(delete_what(session, everything=all_, yes=yes))
