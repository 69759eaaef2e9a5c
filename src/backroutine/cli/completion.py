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


def offering(find: Callable[[], Iterable[Offer | str]]) -> Callable[[str], list[Offer]]:
    """Offers the values that are found and begin like the word, whatever the rest of the line says."""

    def complete(incomplete: str) -> list[Offer]:
        found: list[Offer | str] = []
        with suppress(Exception):
            found.extend(find())
        pairs = [(offer, "") if isinstance(offer, str) else offer for offer in found]
        return [pair for pair in pairs if pair[0].startswith(incomplete)]

    return complete


colors = offering(lambda: ("auto", "always", "never"))
days, sounds = offering(lambda: DAYS), offering(lambda: SOUNDS)
export_formats, reminder_formats = offering(lambda: EXPORTS), offering(lambda: REMINDERS)


@offering
def exercises() -> Iterable[Offer]:
    """The exercises of the catalogues that hold."""
    # Only ids and names are wanted: to check a whole catalogue would take ten times as long.
    from backroutine.catalogue.source import source_texts
    from backroutine.cli.settings import load_settings

    chosen = load_settings().catalogue
    found: dict[str, str] = {}
    for source in chosen if isinstance(chosen, tuple) else (chosen,):
        for text in source_texts(source) or ():
            found |= {name: label.strip() for name, label in _EXERCISE.findall(text)}
    return found.items()


@offering
def sessions() -> Iterable[Offer]:
    """The latest sessions by their short ids, with their days."""
    from backroutine.cli.context import Context
    from backroutine.journal.queries import recent_sessions, short_ids
    from backroutine.journal.records import day_of

    context = Context()
    recent = recent_sessions(context.journal, LATEST)
    short = short_ids(context.journal, [name for name, _ in recent])
    for name, began in recent:
        day = day_of(began, context.starts)
        yield short.get(name, name), f"{day:%a} {day}"


@offering
def routines() -> Iterable[Offer]:
    from backroutine.cli.settings import load_settings

    return [(name, ", ".join(items)) for name, items in load_settings().routines.items()]


@offering
def setting_keys() -> Iterable[Offer]:
    """The settings, with what each may be."""
    from backroutine.cli.settings_file import KEYS

    return [(name, key.may_be) for name, key in KEYS.items()]


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
