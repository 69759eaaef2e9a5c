"""Doing the exercises, and what they are."""

from pathlib import Path
from typing import Annotated

import typer

from backroutine.cli.options import CatalogueOption, JsonOption, Number, Text, Texts, Whole, path

group = typer.Typer()


@group.command(epilog="Example: backroutine start --only superman --reps 8")
def start(
    tap: Annotated[bool, typer.Option("--tap", help="A key counts each rep; no pace.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Lines instead of a screen; chosen by itself without a terminal.")
    ] = False,
    only: Annotated[
        Texts,
        typer.Option("--only", metavar="ID", help="Only this exercise; may be given several times."),
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
    catalogue: CatalogueOption = None,
) -> None:
    """Do the routine: paced, counted for each side, saved rep by rep."""
    from backroutine.cli.settings import load_settings
    from backroutine.cli.start import start_session
    from backroutine.cli.wishes import StartOptions, pace_choice, sound_choice

    wishes = StartOptions(
        tap=tap,
        plain=plain,
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
        questions=not no_questions,
        settings=load_settings(),
    )
    raise typer.Exit(start_session(wishes))


@group.command("list", epilog="Example: backroutine list --json")
def list_(json: JsonOption = False, catalogue: CatalogueOption = None) -> None:
    """Show the exercises, and how long a session takes."""
    from backroutine.cli.listing import print_catalogue

    print_catalogue(catalogue, as_json=json)


@group.command(epilog="Example: backroutine show hip-thrust")
def show(
    exercise: Annotated[str, typer.Argument(metavar="ID", help="The exercise's id, as `list` shows it.")],
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Show one exercise whole. How it is done, what goes wrong, easier and harder forms."""
    from backroutine.cli.showing import print_exercise

    print_exercise(exercise, catalogue, as_json=json)


@group.command(epilog="Example: backroutine check my-exercises.yaml")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=path, help="A catalogue in YAML.")],
) -> None:
    """Check a catalogue of your own. The first five faults, each with line and field, and how many more."""
    from backroutine.cli.check import check_catalogue

    check_catalogue(file)


@group.command(epilog="Example: backroutine safety")
def safety() -> None:
    """Show when to ask first, when to stop, and when to get help."""
    from backroutine.cli.safety import print_safety

    print_safety()
