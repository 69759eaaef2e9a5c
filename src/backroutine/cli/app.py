"""The command line: every command with its options and help. What a command does is in `commands/`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from backroutine import __version__

if TYPE_CHECKING:
    from backroutine.cli.context import Context

app = typer.Typer(
    name="backroutine",
    help="Leads you through a core and lower-back routine, counts each side, and remembers what you did.",
    epilog="Example: backroutine start",
    # Plain help starts in half the time of the rich one, and errors are our own single lines.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"backroutine {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _front_door(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback answers it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def make_context(*, no_input: bool = False) -> "Context":
    """What the command starts from. Imported here: `--version` and `--help` need none of it."""
    from backroutine.cli.context import Context

    return Context(no_input=no_input)


# Options that several commands share, declared once.

# What may be left out. Optional, not `| None`: Typer reads these at run time.
Text = Optional[str]  # noqa: UP045
Texts = Optional[list[str]]  # noqa: UP045
Whole = Optional[int]  # noqa: UP045
Number = Optional[float]  # noqa: UP045
File = Optional[Path]  # noqa: UP045


def path(text: str) -> Path:
    """The path that was written. An empty one is a variable that was not set, never this folder."""
    if not text:
        raise typer.BadParameter("the name is empty; write a file or a folder")
    return Path(text).expanduser()


CatalogueOption = Annotated[
    File,
    typer.Option(
        "--catalogue", metavar="FILE", parser=path, help="Use this catalogue instead of the built-in one."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
SinceOption = Annotated[
    Text,
    typer.Option("--since", metavar="DAY", help="From this day on: today, monday, 2026-11-22, '7 days ago'."),
]
UntilOption = Annotated[Text, typer.Option("--until", metavar="DAY", help="Up to this day, itself included.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
NoInputOption = Annotated[bool, typer.Option("--no-input", help="Never ask; fail where an answer is needed.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Let --out replace a file.")]


# Doing the exercises, and what they are.


@app.command(epilog="Example: backroutine start --only superman --reps 8")
def start(
    routine: Annotated[
        Text, typer.Argument(metavar="[ROUTINE]", help="One of your routines, as `routine` shows them.")
    ] = None,
    tap: Annotated[bool, typer.Option("--tap", help="A key counts each rep; no pace.")] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", envvar="BACKROUTINE_PLAIN", help="Lines instead of a screen; BACKROUTINE_PLAIN=1 too."
        ),
    ] = False,
    only: Annotated[
        Texts,
        typer.Option(
            "--only",
            metavar="ITEM",
            help="Only this: superman, superman=8/6 (left/right) or superman:leg-only. May be repeated.",
        ),
    ] = None,
    reps: Annotated[
        Whole,
        typer.Option("--reps", metavar="N", help="Reps per side, 1 to 100."),
    ] = None,
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", help="Rounds, 1 to 20.")] = 1,
    speed: Annotated[
        float,
        typer.Option("--speed", metavar="X", help="Run X times as fast, above 0 to 1000: for trying out."),
    ] = 1.0,
    rehearse: Annotated[bool, typer.Option("--rehearse", help="Log nothing.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="No screen; one JSON object a line per event.")
    ] = False,
    sound: Annotated[
        Text,
        typer.Option(
            "--sound",
            metavar="HOW",
            help="auto (voice and tones), voice, tone, bell or off. On the screen auto, otherwise off.",
        ),
    ] = None,
    pace: Annotated[
        Number,
        typer.Option("--pace", metavar="X", help="Begin X times as fast, 0.5 to 2.0: only the reps."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the session that was left.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin a new session, whatever was left.")] = False,
    no_motion: Annotated[
        bool, typer.Option("--no-motion", help="Two still poses, no moving figure.")
    ] = False,
    no_questions: Annotated[
        bool, typer.Option("--no-questions", help="Do not ask for pain and effort.")
    ] = False,
    no_input: NoInputOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Do the routine: paced, counted for each side, saved rep by rep."""
    from backroutine.cli.commands.start import start_session
    from backroutine.cli.commands.start_options import StartOptions, pace_choice, sound_choice

    context = make_context(no_input=no_input)
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


@app.command("list", epilog="Example: backroutine list --json")
def list_(json: JsonOption = False, catalogue: CatalogueOption = None) -> None:
    """Show the exercises, and how long a session takes."""
    from backroutine.cli.commands.exercises import print_catalogue

    print_catalogue(make_context(), catalogue, as_json=json)


@app.command(epilog="Example: backroutine show hip-thrust")
def show(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise's id, as `list` shows it.")],
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Show one exercise whole. How it is done, what goes wrong, easier and harder forms."""
    from backroutine.cli.commands.exercises import print_exercise

    print_exercise(make_context(), exercise, catalogue, as_json=json)


@app.command(epilog="Example: backroutine check my-exercises.yaml")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=path, help="A catalogue in YAML.")],
) -> None:
    """Check a catalogue of your own. The first five faults, each with line and field, and how many more."""
    from backroutine.cli.commands.exercises import check_catalogue

    check_catalogue(file)


@app.command(epilog="Example: backroutine safety")
def safety() -> None:
    """Show when to ask first, when to stop, and when to get help."""
    from backroutine.cli.commands.safety import print_safety

    print_safety()


# What was done, read: the log, what it adds up to, how the week stands.


@app.command(epilog="Example: backroutine log --since 'monday' --json")
def log(
    show: Annotated[  # noqa: ARG001 - the table is what `log` does anyway; the option reads well
        bool, typer.Option("--show", help="Show the journal; this is what `log` does by itself.")
    ] = True,
    last: Annotated[
        Whole,
        typer.Option("--last", metavar="N", min=1, help="Only the last N sessions."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV: a row per session, exercise and side.")
    ] = False,
) -> None:
    """Show what was done, newest first."""
    from backroutine.cli.commands.log import print_log

    print_log(make_context(), last=last, since=since, until=until, as_json=json, as_csv=csv)


@app.command(epilog="Example: backroutine stats --year 2026 --svg calendar.svg")
def stats(
    year: Annotated[
        Whole,
        typer.Option(
            "--year", metavar="YYYY", min=1970, max=9998, help="The calendar of this year, not the past one."
        ),
    ] = None,
    svg: Annotated[
        File,
        typer.Option("--svg", metavar="FILE", parser=path, help="Draw the calendar into this file instead."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let --svg replace a file.")] = False,
    json: JsonOption = False,
) -> None:
    """Show what it adds up to: weeks, a calendar, sides, pain."""
    from backroutine.cli.commands.stats import print_stats

    print_stats(make_context(), year=year, as_json=json, svg=svg, force=force)


@app.command(epilog="Example: backroutine status")
def status(
    json: JsonOption = False,
    notify: Annotated[
        bool, typer.Option("--notify", help="As a desktop notification, where there is one.")
    ] = False,
) -> None:
    """Say in one short line how the week stands. The exit code is always 0."""
    from backroutine.cli.commands.status import print_status

    print_status(make_context(), as_json=json, notify=notify)


# What was done, written: check-ins, sessions added, corrected and removed.


@app.command(epilog="Example: backroutine checkin --pain 3")
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
    no_input: NoInputOption = False,
) -> None:
    """Keep how much it hurts today, or on the morning after."""
    from backroutine.cli.commands.checkin import check_in

    check_in(make_context(no_input=no_input), pain=pain, morning=morning, day=day)


@app.command(epilog="Example: backroutine add --day yesterday --did superman=10/8 --did hip-thrust")
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
    yes: YesOption = False,
    no_input: NoInputOption = False,
) -> None:
    """Add a session done away from the terminal. Without options it asks."""
    from backroutine.cli.commands.add import AddOptions, add_session

    scores = {"pain_before": pain_before, "pain_worst": pain_worst, "pain_after": pain_after}
    options = AddOptions(day=day, at=at, minutes=minutes, did=tuple(did or ()), note=note, **scores)
    add_session(make_context(no_input=no_input), options, catalogue, yes=yes)


@app.command(epilog="Example: backroutine edit 4d2a --did superman=8/6 --pain-after 3")
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
    yes: YesOption = False,
    no_input: NoInputOption = False,
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
        started=started,
        minutes=minutes,
    )
    edit_session(make_context(no_input=no_input), session, changes, yes=yes)


@app.command(epilog="Example: backroutine undo")
def undo(yes: YesOption = False, no_input: NoInputOption = False) -> None:
    """Take back the last edit or answer, and say what it was. `redo` makes it again."""
    from backroutine.cli.commands.undo import undo as undo_last

    undo_last(make_context(no_input=no_input), yes=yes)


@app.command(epilog="Example: backroutine redo")
def redo() -> None:
    """Make again what the last undo took back."""
    from backroutine.cli.commands.undo import redo as redo_last

    redo_last(make_context())


@app.command(epilog="Example: backroutine delete 4d2a")
def delete(
    session: Annotated[
        Text, typer.Argument(metavar="[ID]", help="The session's id, or its beginning, as `log` shows it.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="The whole journal: every file of it, copies too.")
    ] = False,
    yes: YesOption = False,
    no_input: NoInputOption = False,
) -> None:
    """Remove a session for good; this cannot be undone."""
    from backroutine.cli.commands.delete import delete as delete_what

    raise typer.Exit(delete_what(make_context(no_input=no_input), session, everything=all_, yes=yes))


# The journal on its way out and in: to other programs, to a clinician, to your other machines.


@app.command(epilog="Example: backroutine export --format csv --out my-sessions.csv")
def export(
    format: Annotated[
        str, typer.Option("--format", metavar="KIND", help="json, jsonl, csv, hevy or fit.")
    ] = "json",
    out: Annotated[
        File,
        typer.Option("--out", metavar="FILE", parser=path, help="Write it there instead of printing it."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    force: ForceOption = False,
) -> None:
    """Give the journal out. JSON and JSON Lines hold all of it, CSV, Hevy and FIT are for other programs."""
    from backroutine.cli.commands.export import export_journal

    export_journal(make_context(), kind=format, out=out, since=since, until=until, force=force)


@app.command("import", epilog="Example: backroutine import my-journal.json --dry-run")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=path, help="JSON, JSON Lines, or the CSV of Hevy.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Merge a file into the journal. All of it or nothing, each session once."""
    from backroutine.cli.commands.import_ import import_file

    import_file(make_context(), file, dry_run=dry_run)


@app.command(epilog="Example: backroutine report --since 2026-10-01 --out report.html")
def report(
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", parser=path, help="The HTML file to write.")],
    until: UntilOption = None,
    notes: Annotated[bool, typer.Option("--notes", help="With your notes.")] = False,
    force: ForceOption = False,
) -> None:
    """Write a page to print for a clinician. Sessions, reps of each side, pain over time."""
    from backroutine.cli.commands.report import write_report

    write_report(make_context(), since=since, until=until, out=out, notes=notes, force=force)


@app.command(epilog="Example: backroutine sync ~/Sync/backroutine")
def sync(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", parser=path, help="A folder that all your machines see.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell; change nothing.")] = False,
) -> None:
    """Exchange the journal with your other machines. A folder that something else moves carries it."""
    from backroutine.cli.commands.sync import print_sync

    print_sync(make_context(), folder, dry_run=dry_run)


# Settings, places and reminders.


@app.command(epilog="Example: backroutine remind --days mon,wed,fri --at 07:30 --format ics > back.ics")
def remind(
    days: Annotated[
        str, typer.Option("--days", metavar="DAYS", help="mon, tue, wed, thu, fri, sat, sun, with commas.")
    ] = "mon,wed,fri",
    at: Annotated[
        str, typer.Option("--at", metavar="HH:MM", help="The time of day, 00:00 to 23:59.")
    ] = "07:30",
    format: Annotated[
        str, typer.Option("--format", metavar="KIND", help="ics, systemd, cron or launchd.")
    ] = "ics",
) -> None:
    """Print what makes your own system remind you. With the two commands that install it."""
    from backroutine.cli.commands.remind import print_reminder

    print_reminder(days=days, at=at, kind=format)


routine_app = typer.Typer(
    rich_markup_mode=None,
    epilog="Example: backroutine routine save morning leg-raise superman=8",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(routine_app, name="routine")


@routine_app.callback(invoke_without_command=True)
def routine(context: typer.Context, json: JsonOption = False) -> None:
    """Show your own routines; or save and delete one."""
    if context.invoked_subcommand is None:
        from backroutine.cli.commands.routine import print_routines

        print_routines(make_context(), as_json=json)


@routine_app.command("save", epilog="Example: backroutine routine save morning leg-raise superman=8")
def routine_save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="a-z, 0-9 and dashes, up to 20.")],
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="ITEM...", help="superman, superman=8/6 (left/right), superman:leg-only=8, in order."
        ),
    ],
) -> None:
    """Save a routine, or replace it. `backroutine start NAME` does it."""
    from backroutine.cli.commands.routine import save_routine

    save_routine(make_context(), name, items)


@routine_app.command("delete", epilog="Example: backroutine routine delete morning")
def routine_delete(name: Annotated[str, typer.Argument(metavar="NAME", help="The routine.")]) -> None:
    """Delete a routine. What you did with it stays in the journal."""
    from backroutine.cli.commands.routine import delete_routine

    delete_routine(make_context(), name)


config_app = typer.Typer(
    rich_markup_mode=None,
    epilog="Example: backroutine config set weekly_goal 4",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(config_app, name="config")


@config_app.callback(invoke_without_command=True)
def config(context: typer.Context, json: JsonOption = False) -> None:
    """Show each setting, and where its value came from; or change one."""
    if context.invoked_subcommand is None:
        from backroutine.cli.commands.config import print_settings

        print_settings(make_context(), as_json=json)


@config_app.command("set", epilog="Example: backroutine config set day_starts 05:00")
def config_set(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The setting, as `config` shows it.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to be.")],
) -> None:
    """Set one setting in the settings file. It is checked before it is saved."""
    from backroutine.cli.commands.config import set_setting

    set_setting(make_context(), key, value)


@config_app.command("unset", epilog="Example: backroutine config unset weekly_goal")
def config_unset(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The setting, as `config` shows it.")],
) -> None:
    """Take one setting out of the settings file, so that its default holds."""
    from backroutine.cli.commands.config import unset_setting

    unset_setting(make_context(), key)


@config_app.command("edit", epilog="Example: EDITOR=nano backroutine config edit")
def config_edit(no_input: NoInputOption = False) -> None:
    """Open the settings file in your editor. It is checked before it is saved."""
    from backroutine.cli.commands.config import edit_settings

    raise typer.Exit(edit_settings(make_context(no_input=no_input)))


@app.command(epilog="Example: backroutine where")
def where(json: JsonOption = False) -> None:
    """Show where your files are."""
    from backroutine.cli.commands.config import print_places

    print_places(make_context(), as_json=json)


# An experiment on oneself: a group of commands.

experiment = typer.Typer(
    help="Find out if your back hurts less with one thing or another.",
    epilog="Example: backroutine experiment new shoes --a zero-drop --b 'the old ones'",
    rich_markup_mode=None,
)
app.add_typer(experiment, name="experiment")


@experiment.callback(invoke_without_command=True)
def _experiment(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@experiment.command(
    "new", epilog="Example: backroutine experiment new shoes --a zero-drop --b 'the old ones'"
)
def experiment_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short name for the question.")],
    a: Annotated[str, typer.Option("--a", metavar="TEXT", help="The one condition.")],
    b: Annotated[str, typer.Option("--b", metavar="TEXT", help="The other one.")],
    pairs: Annotated[int, typer.Option("--pairs", metavar="N", help="Pairs of weeks, 6 to 12.")] = 8,
    start: Annotated[
        Text,
        typer.Option(
            "--start", metavar="DAY", help="The first day: monday (the next one), tomorrow, 2026-11-30."
        ),
    ] = None,
    seed: Annotated[
        Text,
        typer.Option(
            "--seed", metavar="HEX", help="Draw the lot from these 16 hex digits; it will be named."
        ),
    ] = None,
    yes: YesOption = False,
) -> None:
    """Print the plan, and begin once you have typed NAME."""
    from backroutine.cli.commands.experiment import begin

    begin(make_context(), name=name, a=a, b=b, pairs=pairs, start=start, seed=seed, yes=yes)


@experiment.command("status", epilog="Example: backroutine experiment status --json")
def experiment_status(json: JsonOption = False) -> None:
    """Show how far it is. The week, the days entered, the pairs that can still count."""
    from backroutine.cli.commands.experiment import print_status

    print_status(make_context(), as_json=json)


@experiment.command("today", epilog="Example: backroutine experiment today")
def experiment_today() -> None:
    """Say in a line which of the two today is."""
    from backroutine.cli.commands.experiment import print_today

    print_today(make_context())


@experiment.command("analyse", epilog="Example: backroutine experiment analyse --json")
def experiment_analyse(
    name: Annotated[Text, typer.Argument(metavar="[NAME]", help="An earlier one by its name.")] = None,
    json: JsonOption = False,
) -> None:
    """Give the answer, once the last day is over."""
    from backroutine.cli.commands.experiment import print_analysis

    print_analysis(make_context(), name, as_json=json)


@experiment.command("stop", epilog="Example: backroutine experiment stop")
def experiment_stop(yes: YesOption = False) -> None:
    """End it before its time. Then it is described, never tested."""
    from backroutine.cli.commands.experiment import stop

    stop(make_context(), yes=yes)
