"""What the shell offers for a value: exercises, sessions, days, settings, files.

It loads neither pydantic nor rich. A completion never fails and never complains: what cannot be read is
not offered.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

Offer = tuple[str, str]
"""A value and what it means."""

LATEST = 30
"""Sessions that are offered."""
MOST_FILES = 500
DAYS = ("today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXPORTS = (
    ("json", "all of the journal"),
    ("jsonl", "all of it, a line each"),
    ("csv", "a row for each side"),
    ("hevy", "CSV for Hevy"),
    ("fit", "the latest session for a watch's program"),
)
REMINDERS = (
    ("ics", "a calendar file"),
    ("systemd", "a timer on Linux"),
    ("cron", "a line for crontab"),
    ("launchd", "an agent on macOS"),
)
SOUNDS = (
    ("auto", "voice and tones"),
    ("voice", "words"),
    ("tone", "tones"),
    ("bell", "the terminal's bell"),
    ("off", "silence"),
)
_EXERCISE = re.compile(r"\bid:\s*[\"']?([a-z0-9-]+)[\"']?\s*(?:,|\n\s*)\s*name:\s*[\"']?([^\"'\n,]+)")


def lighten() -> None:
    """Keep Typer from rendering help texts with rich: ours have no markup, and it takes half of the time."""
    from typer import _completion_classes

    _completion_classes._sanitize_help_text = lambda text: text


def offering(offers: Iterable[Offer | str]) -> Callable[[str], list[Offer]]:
    """Offers these values, whatever the rest of the line says."""
    pairs = [(offer, "") if isinstance(offer, str) else offer for offer in offers]

    def complete(incomplete: str) -> list[Offer]:
        return [pair for pair in pairs if pair[0].startswith(incomplete)]

    return complete


colors = offering(("auto", "always", "never"))
days, sounds = offering(DAYS), offering(SOUNDS)
export_formats, reminder_formats = offering(EXPORTS), offering(REMINDERS)


def exercises(incomplete: str) -> list[Offer]:
    """The exercises of the catalogues that hold."""
    found: dict[str, str] = {}
    with suppress(Exception):
        for text in _catalogues():
            found |= {name: label.strip() for name, label in _EXERCISE.findall(text)}
    return [(name, label) for name, label in found.items() if name.startswith(incomplete)]


def _catalogues() -> Iterable[str]:
    # Only ids and names are wanted: to check a whole catalogue would take ten times as long.
    from backroutine.cli.settings import load_settings

    chosen = load_settings().catalogue
    for source in chosen if isinstance(chosen, tuple) else (chosen,):
        yield source.read_text(encoding="utf-8") if source else _built_in()


def _built_in() -> str:
    from importlib.resources import files

    packaged = files("backroutine").joinpath("data", "exercises.yaml")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parents[3] / "data" / "exercises.yaml").read_text(encoding="utf-8")


def sessions(incomplete: str) -> list[Offer]:
    """The latest sessions by their short ids, with their days."""
    found: list[Offer] = []
    with suppress(Exception):
        from backroutine.cli.context import Context
        from backroutine.journal.queries import recent_sessions, short_ids
        from backroutine.journal.records import day_of

        context = Context()
        short = short_ids(context.journal)
        for name, began in recent_sessions(context.journal, LATEST):
            day = day_of(began, context.starts)
            found.append((short.get(name, name), f"{day:%a} {day}"))
    return [pair for pair in found if pair[0].startswith(incomplete)]


def routines(incomplete: str) -> list[Offer]:
    """The person's own routines."""
    found: list[Offer] = []
    with suppress(Exception):
        from backroutine.cli.settings import load_settings

        found = [(name, ", ".join(items)) for name, items in load_settings().routines.items()]
    return [pair for pair in found if pair[0].startswith(incomplete)]


def setting_keys(incomplete: str) -> list[Offer]:
    """The settings, with what each may be."""
    from backroutine.cli.settings_file import KEYS

    return [(name, key.may_be) for name, key in KEYS.items() if name.startswith(incomplete)]


def setting_values(ctx: Any, incomplete: str) -> list[Offer]:
    """The values of the setting that the line names, where they can be listed; else files for a path."""
    from backroutine.cli.settings_file import KEYS

    name = str(ctx.params.get("key", ""))
    if name == "catalogue":
        return files_and_folders(incomplete)
    key = KEYS.get(name)
    words = re.findall(r'"([a-z-]+)"|\b(true|false)\b', key.may_be) if key else []
    return [(word, "") for pair in words for word in pair if word and word.startswith(incomplete)]


def files_and_folders(incomplete: str) -> list[Offer]:
    """What lies in the folder that is being written: some shells leave that to the program."""
    typed, _, beginning = incomplete.rpartition("/")
    head = f"{typed}/" if "/" in incomplete else ""
    found: list[Offer] = []
    with suppress(OSError, RuntimeError):
        for number, entry in enumerate(sorted(Path(head or ".").expanduser().iterdir())):
            if number >= MOST_FILES:
                break
            if entry.name.startswith(beginning) and (beginning or not entry.name.startswith(".")):
                found.append((f"{head}{entry.name}{'/' if entry.is_dir() else ''}", ""))
    return found
