"""`backroutine start`: wires one session from catalogue, journal, clock and screen, and runs it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from backroutine.catalogue.planning import make_plan
from backroutine.cli import streams
from backroutine.cli.clocks import here_and_now, steady
from backroutine.cli.given import catalogue_of
from backroutine.cli.listening import listen_to_stdin
from backroutine.cli.places import journal_path
from backroutine.cli.recording import Record, recorded, unrecorded
from backroutine.cli.signals import noticed
from backroutine.coach import words
from backroutine.coach.conductor import Conductor, Listener
from backroutine.coach.drive import Inbox, Word, drive, next_word
from backroutine.coach.plain import plain_listener
from backroutine.errors import JournalError
from backroutine.journal.reading import next_first_side
from backroutine.session.events import Event, event_to_json
from backroutine.session.plan import Plan
from backroutine.session.state import Command
from backroutine.session.tally import tally
from backroutine.text import show

if TYPE_CHECKING:
    from collections.abc import Callable

SCREEN_BROKE = 1
CTRL_C = 130


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asked for."""

    tap: bool = False
    plain: bool = False
    only: tuple[str, ...] = ()
    reps: int | None = None
    rounds: int = 1
    speed: float = 1.0
    rehearse: bool = False
    json: bool = False
    catalogue: Path | None = None


def start_session(wishes: Wishes) -> int:
    """Run a session to its end. Returns the exit code; raises BackroutineError before it could begin."""
    first_side = "left" if wishes.rehearse else next_first_side(journal_path())
    plan = make_plan(
        catalogue_of(wishes.catalogue),
        only=wishes.only,
        reps=wishes.reps,
        rounds=wishes.rounds,
        tap=wishes.tap,
        speed=wishes.speed,
        first_side=first_side,
    )
    with _recording(wishes, plan, first_side) as record:
        conductor = Conductor(plan, steady, record, on_trouble=streams.complain_line)
        if wishes.json:
            code = _without_screen(conductor, _json_listener(conductor), streams.complain_line)
        elif wishes.plain or not streams.in_terminal():
            code = _without_screen(conductor, plain_listener(plan, _say), _say)
            _sum_up(conductor, wishes)
        else:
            code = _with_screen(conductor)
            _sum_up(conductor, wishes)
        conductor.save_again()
    return code or (JournalError.exit_code if conductor.unsaved else 0)


def _recording(wishes: Wishes, plan: Plan, first_side: str) -> AbstractContextManager[Record]:
    if wishes.rehearse:
        return unrecorded()
    return recorded(journal_path(), plan, first_side, here_and_now)


def _without_screen(conductor: Conductor, listener: Listener, say: "Callable[[str], None]") -> int:
    inbox: Inbox = Inbox()
    conductor.listeners.append(listener)
    with noticed(lambda: inbox.put(Word.STOP)) as stopping:
        listen_to_stdin(inbox)
        try:
            drive(conductor, lambda seconds: next_word(inbox, seconds), say)
        except (OSError, streams.ReaderGone):
            # Whoever listened is gone: end in good order, for the journal alone, then let `main` tell.
            conductor.listeners.clear()
            conductor.obey(Command.STOP)
            raise
    return stopping.exit_code


def _with_screen(conductor: Conductor) -> int:
    from backroutine.coach.screen import SessionApp, run_screen

    with noticed() as stopping:
        app = SessionApp(
            conductor, stop_asked=lambda: stopping.signal is not None, ascii_only=not streams.carries_blocks()
        )
        try:
            run_screen(app)
        except Exception as error:  # noqa: BLE001 - whatever broke the screen, the session is kept
            what = f"{type(error).__name__}: {error}"
            streams.complain_line(f"screen: {what}; the session is kept, and --plain works without a screen")
            return SCREEN_BROKE
        finally:
            if conductor.state.status is None:
                conductor.obey(Command.STOP)
    if app.interrupted:
        return CTRL_C
    return stopping.exit_code


def _say(line: str) -> None:
    streams.write(show(line))


def _sum_up(conductor: Conductor, wishes: Wishes) -> None:
    for line in words.summary(conductor.plan, tally(conductor.events)):
        _say(line)
    if wishes.rehearse:
        _say(words.REHEARSED)


def _json_listener(conductor: Conductor) -> Listener:
    """Writes each event as a line once it is safe in the journal: while that refuses, lines wait."""
    began: list[datetime] = []
    waiting: list[Event] = []

    def write(event: Event) -> None:
        if not began:
            began.append(here_and_now() - timedelta(seconds=event.at))
        waiting.append(event)
        while waiting and not conductor.unsaved:
            event = waiting.pop(0)
            at = began[0] + timedelta(seconds=event.at)
            instant = {"at": at.isoformat(timespec="milliseconds"), "elapsed": round(event.at, 3)}
            streams.write_json({**event_to_json(event), **instant})

    return write
