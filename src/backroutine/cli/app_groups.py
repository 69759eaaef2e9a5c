"""The command line of the groups: routine, config and experiment, each with commands of its own."""

from typing import Annotated

import typer

from backroutine.cli import completion
from backroutine.cli import options as opt
from backroutine.cli.help import HelpTyper, examples

routine_app = HelpTyper(
    epilog=examples("routine", "routine save morning leg-raise superman=8"),
)


@routine_app.callback(invoke_without_command=True)
def routine(context: typer.Context, json: opt.Json = False) -> None:
    """Show your own routines; or save and delete one."""
    if context.invoked_subcommand is None:
        from backroutine.cli.commands.routine import print_routines

        print_routines(opt.make_context(), as_json=json)


@routine_app.command(
    "save",
    epilog=examples("routine save morning leg-raise superman=8", "routine save short hip-thrust=8/6"),
)
def routine_save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="a-z, 0-9 and dashes, up to 20.")],
    items: Annotated[
        list[str],
        opt.exercise_argument(
            "ITEM...", "superman, superman=8/6 (left/right), superman:leg-only=8, in order."
        ),
    ],
) -> None:
    """Save a routine, or replace it. `backroutine start NAME` does it."""
    from backroutine.cli.commands.routine import save_routine

    save_routine(opt.make_context(), name, items)


@routine_app.command("delete", epilog=examples("routine delete morning"))
def routine_delete(
    name: Annotated[
        str, typer.Argument(autocompletion=completion.routines, metavar="NAME", help="The routine.")
    ],
) -> None:
    """Delete a routine. What you did with it stays in the journal."""
    from backroutine.cli.commands.routine import delete_routine

    delete_routine(opt.make_context(), name)


KeyArgument = Annotated[
    str,
    typer.Argument(
        autocompletion=completion.setting_keys, metavar="KEY", help="The setting, as `config` shows it."
    ),
]
config_app = HelpTyper(
    epilog=examples("config", "config set weekly_goal 4"),
)


@config_app.callback(invoke_without_command=True)
def config(context: typer.Context, json: opt.Json = False) -> None:
    """Show each setting and where its value comes from; change one."""
    if context.invoked_subcommand is None:
        from backroutine.cli.commands.config import print_settings

        print_settings(opt.make_context(), as_json=json)


@config_app.command("set", epilog=examples("config set day_starts 05:00", "config set sound voice"))
def config_set(
    key: KeyArgument,
    value: Annotated[
        str,
        typer.Argument(autocompletion=completion.setting_values, metavar="VALUE", help="What it is to be."),
    ],
) -> None:
    """Set one setting in the settings file. It is checked before it is saved."""
    from backroutine.cli.commands.config import set_setting

    set_setting(opt.make_context(), key, value)


@config_app.command("unset", epilog=examples("config unset weekly_goal"))
def config_unset(
    key: KeyArgument,
) -> None:
    """Take one setting out of the settings file, so that its default holds."""
    from backroutine.cli.commands.config import unset_setting

    unset_setting(opt.make_context(), key)


@config_app.command("edit", epilog=examples("config edit", "config edit --no-input"))
def config_edit(no_input: opt.NoInput = False) -> None:
    """Open the settings file in your editor. It is checked before it is saved."""
    from backroutine.cli.commands.config import edit_settings

    raise typer.Exit(edit_settings(opt.make_context(no_input=no_input)))


experiment_app = HelpTyper(
    epilog=examples("experiment status", "experiment new shoes --a zero-drop --b 'the old ones'"),
)


@experiment_app.callback(invoke_without_command=True)
def experiment(context: typer.Context, json: opt.Json = False) -> None:
    """Find out if your back hurts less with one thing or another."""
    if context.invoked_subcommand is None:
        experiment_status(json=json)


@experiment_app.command(
    "new",
    epilog=examples(
        "experiment new shoes --a zero-drop --b 'the old ones'",
        "experiment new pillow --a with --b without --pairs 6",
    ),
)
def experiment_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short name for the question.")],
    a: Annotated[str, typer.Option("--a", metavar="TEXT", help="The one condition.")],
    b: Annotated[str, typer.Option("--b", metavar="TEXT", help="The other one.")],
    pairs: Annotated[int, opt.number("--pairs", "Pairs of weeks, 6 to 12.")] = 8,
    start: Annotated[
        opt.Text,
        typer.Option(
            "--start", metavar="DAY", help="The first day: monday (the next one), tomorrow, 2026-11-30."
        ),
    ] = None,
    seed: Annotated[
        opt.Text,
        typer.Option(
            "--seed", metavar="HEX", help="Draw the lot from these 16 hex digits; it will be named."
        ),
    ] = None,
    yes: opt.Yes = False,
    no_input: opt.NoInput = False,
) -> None:
    """Print the plan, and begin once you have typed NAME."""
    from backroutine.cli.commands.experiment import begin

    context = opt.make_context(no_input=no_input)
    begin(context, name=name, a=a, b=b, pairs=pairs, start=start, seed=seed, yes=yes)


@experiment_app.command("status", epilog=examples("experiment status", "experiment status --json"))
def experiment_status(json: opt.Json = False) -> None:
    """Show how far it is. The week, the days entered, the pairs that can still count."""
    from backroutine.cli.commands.experiment import print_status

    print_status(opt.make_context(), as_json=json)


@experiment_app.command("today", epilog=examples("experiment today"))
def experiment_today() -> None:
    """Say in a line which of the two today is."""
    from backroutine.cli.commands.experiment import print_today

    print_today(opt.make_context())


@experiment_app.command("analyse", epilog=examples("experiment analyse", "experiment analyse --json"))
def experiment_analyse(
    name: Annotated[opt.Text, typer.Argument(metavar="[NAME]", help="An earlier one by its name.")] = None,
    json: opt.Json = False,
) -> None:
    """Give the answer, once the last day is over."""
    from backroutine.cli.commands.experiment import print_analysis

    print_analysis(opt.make_context(), name, as_json=json)


@experiment_app.command("stop", epilog=examples("experiment stop", "experiment stop --yes"))
def experiment_stop(yes: opt.Yes = False, no_input: opt.NoInput = False) -> None:
    """End it before its time. Then it is described, never tested."""
    from backroutine.cli.commands.experiment import stop

    stop(opt.make_context(no_input=no_input), yes=yes)
