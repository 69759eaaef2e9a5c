"""The command line: every command with its options and help. What a command does is in `commands/`.

Commands that are groups of commands are in `app_groups.py`, and options that several share in `options.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from backroutine import __version__
from backroutine.cli import completion
from backroutine.cli import options as opt
from backroutine.cli.app_groups import config_app, experiment_app, routine_app
from backroutine.cli.help import ELSEWHERE, KEEP, LOOK_BACK, SET_UP, TRAIN, HelpTyper, examples

app = HelpTyper(
    name="backroutine",
    help="Leads you through a core and lower-back routine, counts each side, and remembers what you did.",
    epilog=examples("start"),
)
app.add_typer(routine_app, name="routine", rich_help_panel=TRAIN)
app.add_typer(experiment_app, name="experiment", rich_help_panel=KEEP)
app.add_typer(config_app, name="config", rich_help_panel=SET_UP)


BEGINNING = """\
backroutine leads you through a core and lower-back routine, counts each side,
and remembers what you did. Three commands to begin with:

  backroutine start    do the routine
  backroutine list     see the exercises
  backroutine log      see what you did

backroutine --help shows all commands."""


@app.callback(invoke_without_command=True)
def _front_door(
    context: typer.Context,
    version: Annotated[bool, opt.flag("--version", "Print the version and exit.")] = False,
    verbose: Annotated[bool, opt.flag("--verbose", "With --version: all that a bug report needs.")] = False,
) -> None:
    if version and not verbose:
        typer.echo(f"backroutine {__version__}")
        raise typer.Exit
    if version:
        from backroutine.cli.commands.version import print_version

        print_version(opt.make_context())
        raise typer.Exit
    if verbose:
        raise typer.BadParameter("say --version too", param_hint="--verbose")
    if context.invoked_subcommand is None:
        typer.echo(BEGINNING)


# Doing the exercises, and what they are.


@app.command(
    epilog=examples("start", "start --only superman --reps 8", "start --tap --plain"),
    rich_help_panel=TRAIN,
)
def start(
    routine: Annotated[
        opt.Text,
        typer.Argument(
            autocompletion=completion.routines,
            metavar="[ROUTINE]",
            help="One of your routines, as `routine` shows them.",
        ),
    ] = None,
    tap: Annotated[bool, opt.flag("--tap", "A key counts each rep; no pace.")] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            envvar="BACKROUTINE_PLAIN",
            show_envvar=False,
            help="Lines instead of a screen; BACKROUTINE_PLAIN=1 too.",
        ),
    ] = False,
    only: Annotated[
        opt.Texts,
        opt.exercise(
            "--only",
            "ITEM",
            "Only this: superman, superman=8/6 (left/right) or superman:leg-only. May be repeated.",
        ),
    ] = None,
    reps: Annotated[opt.Whole, opt.number("--reps", "Reps per side, 1 to 100.")] = None,
    rounds: Annotated[int, opt.number("--rounds", "Rounds, 1 to 20.")] = 1,
    speed: Annotated[
        float,
        typer.Option("--speed", metavar="X", help="Run X times as fast, above 0 to 1000: for trying out."),
    ] = 1.0,
    rehearse: Annotated[bool, opt.flag("--rehearse", "Log nothing.")] = False,
    json: Annotated[bool, opt.flag("--json", "No screen; one JSON object a line per event.")] = False,
    sound: Annotated[
        opt.Text,
        typer.Option(
            "--sound",
            autocompletion=completion.sounds,
            metavar="HOW",
            help="auto (voice and tones), voice, tone, bell or off. On the screen auto, otherwise off.",
        ),
    ] = None,
    pace: Annotated[
        opt.Number,
        typer.Option("--pace", metavar="X", help="Begin X times as fast, 0.5 to 2.0: only the reps."),
    ] = None,
    resume: Annotated[bool, opt.flag("--resume", "Go on with the session that was left.")] = False,
    fresh: Annotated[bool, opt.flag("--fresh", "Begin a new session, whatever was left.")] = False,
    no_motion: Annotated[bool, opt.flag("--no-motion", "Two still poses, no moving figure.")] = False,
    no_questions: Annotated[bool, opt.flag("--no-questions", "Do not ask for pain and effort.")] = False,
    no_input: opt.NoInput = False,
    catalogue: opt.Catalogue = None,
) -> None:
    """Do the routine: paced, each side counted, saved rep by rep."""
    from backroutine.cli.commands.start import start_session
    from backroutine.cli.commands.start_options import StartOptions, pace_choice, sound_choice

    context = opt.make_context(no_input=no_input)
    options = StartOptions(
        tap=tap,
        plain=plain,
        routine=routine,
        only=tuple(only or ()),
        reps=reps,
        rounds=rounds,
        speed=speed,
        rehearse=rehearse,
        json=json,
        catalogue=catalogue,
        sound=sound_choice(sound),
        resume=resume,
        fresh=fresh,
        motion=not no_motion,
        pace=pace_choice(pace),
        questions=not (no_questions or no_input),
        settings=context.settings,
    )
    raise typer.Exit(start_session(options))


@app.command("list", epilog=examples("list", "list --json"), rich_help_panel=TRAIN)
def list_(
    json: opt.Json = False,
    catalogue: opt.Catalogue = None,
    color: opt.Color = "auto",
    no_pager: opt.NoPager = False,
) -> None:
    """Show the exercises, and how long a session takes."""
    from backroutine.cli.commands.exercises import print_catalogue
    from backroutine.cli.output import paged

    with paged(wanted=not no_pager):
        print_catalogue(opt.make_context(color=color), catalogue, as_json=json)


@app.command(epilog=examples("show hip-thrust", "show superman --json"), rich_help_panel=TRAIN)
def show(
    exercise: Annotated[str, opt.exercise_argument("ID", "The exercise's id, as `list` shows it.")],
    json: opt.Json = False,
    catalogue: opt.Catalogue = None,
    no_pager: opt.NoPager = False,
) -> None:
    """Show one exercise whole. How it is done, what goes wrong, easier and harder forms."""
    from backroutine.cli.commands.exercises import print_exercise
    from backroutine.cli.output import paged

    with paged(wanted=not no_pager):
        print_exercise(opt.make_context(), exercise, catalogue, as_json=json)


@app.command(epilog=examples("check my-exercises.yaml", "check --schema"), rich_help_panel=SET_UP)
def check(
    file: Annotated[opt.File, opt.file_argument("[FILE]", "A catalogue in YAML.")] = None,
    all_: Annotated[bool, opt.flag("--all", "Name every fault, not only the first 20.")] = False,
    schema: Annotated[
        bool, opt.flag("--schema", "Print the JSON Schema of a catalogue, for editors.")
    ] = False,
) -> None:
    """Check a catalogue of your own. Each fault is named with its line and field."""
    from backroutine.cli.commands.exercises import check_catalogue

    raise typer.Exit(check_catalogue(file, whole=all_, schema=schema))


@app.command(epilog=examples("safety"), rich_help_panel=TRAIN)
def safety() -> None:
    """Show when to ask first, when to stop, and when to get help."""
    from backroutine.cli.commands.safety import print_safety

    print_safety()


# What was done, read: the log, what it adds up to, how the week stands.


@app.command(epilog=examples("log -n 5", "log --since monday --json"), rich_help_panel=LOOK_BACK)
def log(
    show: Annotated[  # noqa: ARG001 - the table is what `log` does anyway; the option reads well
        bool, opt.flag("--show", "Show the journal; this is what `log` does by itself.")
    ] = True,
    last: Annotated[
        opt.Whole,
        typer.Option("--last", "-n", metavar="N", min=1, help="Only the last N sessions."),
    ] = None,
    since: opt.Since = None,
    until: opt.Until = None,
    json: opt.Json = False,
    csv: Annotated[bool, opt.flag("--csv", "Print CSV: a row per session, exercise and side.")] = False,
    color: opt.Color = "auto",
    no_pager: opt.NoPager = False,
) -> None:
    """Show what was done, newest first."""
    from backroutine.cli.commands.log import print_log
    from backroutine.cli.output import paged

    with paged(wanted=not no_pager):
        print_log(
            opt.make_context(color=color), last=last, since=since, until=until, as_json=json, as_csv=csv
        )


@app.command(epilog=examples("stats", "stats --year 2026 --svg calendar.svg"), rich_help_panel=LOOK_BACK)
def stats(
    year: Annotated[
        opt.Whole,
        typer.Option(
            "--year", metavar="YYYY", min=1970, max=9998, help="The calendar of this year, not the past one."
        ),
    ] = None,
    svg: Annotated[opt.File, opt.file("--svg", help="Draw the calendar into this file instead.")] = None,
    force: Annotated[bool, opt.flag("--force", "Let --svg replace a file.")] = False,
    json: opt.Json = False,
    color: opt.Color = "auto",
    no_pager: opt.NoPager = False,
) -> None:
    """Show what it adds up to: weeks, a calendar, sides, pain."""
    from backroutine.cli.commands.stats import print_stats
    from backroutine.cli.output import paged

    with paged(wanted=not no_pager):
        print_stats(opt.make_context(color=color), year=year, as_json=json, svg=svg, force=force)


@app.command(epilog=examples("status", "status --json"), rich_help_panel=LOOK_BACK)
def status(
    json: opt.Json = False,
    notify: Annotated[bool, opt.flag("--notify", "As a desktop notification, where there is one.")] = False,
) -> None:
    """Say in one short line how the week stands. The exit code is always 0."""
    from backroutine.cli.commands.status import print_status

    print_status(opt.make_context(), as_json=json, notify=notify)


# What changes the journal: check-ins, sessions added, corrected and removed.


@app.command(epilog=examples("checkin", "checkin --pain 3 --morning"), rich_help_panel=KEEP)
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


@app.command(
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


@app.command(
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


@app.command(epilog=examples("undo", "undo --yes"), rich_help_panel=KEEP)
def undo(yes: opt.Yes = False, no_input: opt.NoInput = False) -> None:
    """Take back the last edit or answer, and say what it was. `redo` makes it again."""
    from backroutine.cli.commands.undo import undo as undo_last

    undo_last(opt.make_context(no_input=no_input), yes=yes)


@app.command(epilog=examples("redo"), rich_help_panel=KEEP)
def redo() -> None:
    """Make again what the last undo took back."""
    from backroutine.cli.commands.undo import redo as redo_last

    redo_last(opt.make_context())


@app.command(epilog=examples("delete 4d2a", "delete 4d2a --dry-run"), rich_help_panel=KEEP)
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


# The journal on its way out and in: to other programs, to a clinician, to your other machines.


@app.command(
    epilog=examples("export -o my-journal.json", "export --format csv --since 2026-10-01"),
    rich_help_panel=ELSEWHERE,
)
def export(
    format: Annotated[
        str,
        typer.Option(
            "--format",
            autocompletion=completion.export_formats,
            metavar="KIND",
            help="json, jsonl, csv, hevy or fit.",
        ),
    ] = "json",
    out: Annotated[
        opt.File, opt.file("--out", "-o", help="Write it there instead of printing it; - prints it.")
    ] = None,
    since: opt.Since = None,
    until: opt.Until = None,
    force: opt.Force = False,
) -> None:
    """Give the journal out. JSON and JSON Lines hold all of it, CSV, Hevy and FIT are for other programs."""
    from backroutine.cli.commands.export import export_journal

    export_journal(opt.make_context(), kind=format, out=out, since=since, until=until, force=force)


@app.command(
    "import",
    epilog=examples("import my-journal.json --dry-run", "import my-journal.json"),
    rich_help_panel=ELSEWHERE,
)
def import_(
    file: Annotated[Path, opt.file_argument("FILE", "JSON, JSON Lines, or the CSV of Hevy; - reads it.")],
    dry_run: Annotated[bool, opt.flag("--dry-run", "Only say what would change.")] = False,
) -> None:
    """Merge a file into the journal. All of it or nothing, each session once."""
    from backroutine.cli.commands.import_ import import_file

    import_file(opt.make_context(), file, dry_run=dry_run)


@app.command(
    epilog=examples(
        "report --since 2026-10-01 -o report.html", "report --since '90 days ago' --notes -o report.html"
    ),
    rich_help_panel=LOOK_BACK,
)
def report(
    since: Annotated[str, opt.day("--since", "From this day on.")],
    out: Annotated[Path, opt.file("--out", "-o", help="The HTML file to write.")],
    until: opt.Until = None,
    notes: Annotated[bool, opt.flag("--notes", "With your notes.")] = False,
    force: opt.Force = False,
) -> None:
    """Write a page to print for a clinician. Sessions, reps of each side, pain over time."""
    from backroutine.cli.commands.report import write_report

    write_report(opt.make_context(), since=since, until=until, out=out, notes=notes, force=force)


@app.command(
    epilog=examples("sync ~/Sync/backroutine", "sync ~/Sync/backroutine --dry-run"),
    rich_help_panel=ELSEWHERE,
)
def sync(
    folder: Annotated[Path, opt.file_argument("FOLDER", "A folder that all your machines see.")],
    dry_run: Annotated[bool, opt.flag("--dry-run", "Only tell; change nothing.")] = False,
) -> None:
    """Exchange the journal with your other machines. A folder that something else moves carries it."""
    from backroutine.cli.commands.sync import print_sync

    print_sync(opt.make_context(), folder, dry_run=dry_run)


@app.command(
    epilog=examples("doctor", "doctor --restore copies/journal-2026-11-22.db"), rich_help_panel=SET_UP
)
def doctor(
    restore: Annotated[
        opt.File, opt.file("--restore", help="Merge a copy or a damaged file into the journal.")
    ] = None,
) -> None:
    """Say what is wrong, and what can be got back. Changes nothing without --restore."""
    from backroutine.cli.commands.doctor import examine, restore_from

    if restore:
        restore_from(opt.make_context(), restore)
    else:
        raise typer.Exit(examine(opt.make_context()))


# Settings, places and reminders.


@app.command(
    epilog=examples("remind --days mon,wed,fri --at 07:30 --out back.ics", "remind --format systemd | sh"),
    rich_help_panel=ELSEWHERE,
)
def remind(
    days: Annotated[
        str, typer.Option("--days", metavar="DAYS", help="mon, tue, wed, thu, fri, sat, sun, with commas.")
    ] = "mon,wed,fri",
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="The time of day, 00:00 to 23:59.")
    ] = "07:30",
    format: Annotated[
        str,
        typer.Option(
            "--format",
            autocompletion=completion.reminder_formats,
            metavar="KIND",
            help="ics, systemd, cron or launchd.",
        ),
    ] = "ics",
    out: Annotated[opt.File, opt.file("--out", "-o", help="Write it there instead of printing it.")] = None,
    force: opt.Force = False,
) -> None:
    """Print what makes your own system remind you. With the two commands that install it."""
    from backroutine.cli.commands.remind import print_reminder

    print_reminder(opt.make_context(), days=days, at=at, kind=format, out=out, force=force)


@app.command(epilog=examples("targets", "targets hip-thrust:knee-in=10/8"), rich_help_panel=TRAIN)
def targets(
    items: Annotated[
        opt.Texts,
        opt.exercise_argument("[ITEM...]", "What to train at: hip-thrust=8, hip-thrust:knee-in=10/8."),
    ] = None,
    standard: Annotated[bool, opt.flag("--standard", "Go back to the catalogue's form and reps.")] = False,
    json: opt.Json = False,
) -> None:
    """Show what you train at and whether more is due; or set it."""
    from backroutine.cli.commands.targets import print_targets, set_targets

    if items:
        set_targets(opt.make_context(), items, standard=standard)
    else:
        print_targets(opt.make_context(), as_json=json)


@app.command(epilog=examples("where", "where --json"), rich_help_panel=SET_UP)
def where(json: opt.Json = False) -> None:
    """Show where your files are."""
    from backroutine.cli.commands.config import print_places

    print_places(opt.make_context(), as_json=json)
