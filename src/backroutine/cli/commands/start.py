"""`backroutine start`: builds a session from catalogue, journal, clock, sound and screen, and runs it."""

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from backroutine.cli import output
from backroutine.cli.commands.safety import safety_to_show, show_safety_once, write_after_pain
from backroutine.cli.commands.start_modes import (
    kept_awake,
    on_screen,
    unrecorded,
    without_screen,
)
from backroutine.cli.commands.start_options import StartOptions, check_together
from backroutine.cli.commands.start_plan import Planner
from backroutine.cli.output import write_prose
from backroutine.cli.paths import cache_folder, journal_path
from backroutine.cli.settings import Settings, speech_engines
from backroutine.cli.system import steady
from backroutine.coach import phrases
from backroutine.coach.audio.cues import PhaseWords, speech_seconds
from backroutine.coach.audio.sound_status import Choice, Status
from backroutine.coach.audio.voice import Player, Silence, Voice
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.coach.screen.end_page import going_on_later
from backroutine.coach.screen.theme import choose_theme
from backroutine.errors import JournalError
from backroutine.session.events import Event, SessionResumed, SessionStarted
from backroutine.session.plan import Plan
from backroutine.session.state import State
from backroutine.session.tally import tally
from backroutine.text import count_of

if TYPE_CHECKING:
    from backroutine.cli.session_questions import SessionAnswers


def start_session(options: StartOptions) -> int:
    """Run a session to its end. Returns the exit code; raises BackroutineError when it cannot begin."""
    check_together(options)
    planner = Planner(options)
    preview = SessionRunner(planner.plan("left"), steady, unrecorded, pace=options.first_pace)
    if not (options.rehearse or options.somebody_there):
        output.complain_line(phrases.NOT_LOGGED)
        options = replace(options, rehearse=True, resume=False)
    if output.has_person() and not options.json and not options.screen:
        show_safety_once(journal_path())
    with ExitStack() as stack:
        plans: list[Plan] = []
        sound_known = threading.Event()

        def name_sound(status: Status) -> None:
            # On standard error: lines on standard output are the session's.
            trouble = f" ({status.trouble})" if status.trouble else ""
            output.complain_line(f"sound: {status.heard}{trouble}")
            sound_known.set()

        voice = stack.enter_context(
            voiced(
                options.heard,
                plans,
                None if options.json else output.ring,
                options.settings,
                on_settled=name_sound if not (options.screen or options.json) else None,
            )
        )
        answers: SessionAnswers | None = None
        prepared = PreparedSession(preview, seconds=preview.plan.total_seconds / options.speed)

        def heard_too(plan: Plan) -> None:
            if plan not in plans:
                plans.append(plan)
            voice.reopen()

        def prepare() -> PreparedSession:
            """Read the journal and start the sound. On the screen, this is done after the first paint."""
            nonlocal prepared, answers
            from backroutine.cli.commands.start_journal import prepare_rehearsal, prepare_session

            stack.enter_context(kept_awake())
            if options.rehearse:
                prepared = prepare_rehearsal(options, planner, stack)
            else:
                prepared, answers = prepare_session(options, planner, stack)
            for runner in filter(None, (prepared.runner, prepared.left)):
                plans.append(runner.plan)
                runner.listeners += [voice.listener(runner.plan), freeze_loaded]
            voice.open()
            prepared.runner.on_new_plan = heard_too
            return prepared

        if options.screen:
            motion = options.motion and os.environ.get("TEXTUAL_ANIMATIONS", "").lower() != "none"
            code, done = on_screen(
                prepared,
                prepare,
                voice,
                figures=planner.figures,
                motion=motion,
                rehearsal=options.rehearse,
                theme=choose_theme(options.settings.theme, os.environ, windows=os.name == "nt"),
                safety_read=safety_to_show(journal_path()),
            )
        else:
            prepare()
            done = prepared.runner
            if prepared.experiment and options.asks:
                write_prose(prepared.experiment)
            code = without_screen(
                done,
                as_json=options.json,
                open_questions=prepared.open_questions,
                before=lambda: await_sound(options.heard, sound_known),
            )
        return _finish(options, code, done, answers)


def freeze_loaded(_state: State, events: Sequence[Event], _now: float) -> None:
    """Once the session begins, take what is loaded out of garbage collection.

    With the screen loaded, a full collection takes up to 0.2 s, and the cues of that moment wait for it.
    """
    if hasattr(gc, "freeze") and any(isinstance(one, SessionStarted | SessionResumed) for one in events):
        gc.freeze()


def _finish(options: StartOptions, code: int, done: SessionRunner, answers: "SessionAnswers | None") -> int:
    """Save what could not be saved before, and sum up. Returns the exit code."""
    done.save_again()
    if answers:
        answers.save_again()
    if not options.json:
        try:
            _sum_up(done, options, answers.worst if answers else None)
        except (OSError, output.ReaderGone):
            if not code:
                raise
            output.abandon_stdout()
    if done.unsaved:
        output.complain_line(phrases.not_saved(done.trouble or "", done.unsaved))
    elif answers and answers.trouble:
        output.complain_line(
            f"{answers.trouble}; {count_of(len(answers.unsaved), 'answer')} could not be saved"
        )
    return code or (JournalError.exit_code if done.unsaved or (answers and answers.unsaved) else 0)


def _sum_up(runner: SessionRunner, options: StartOptions, worst: int | None) -> None:
    if not runner.events:
        return
    for line in phrases.summary(runner.plan, tally(runner.events, runner.plan.steps)):
        write_prose(line)
    # The live screen has shown the lines and the signs already.
    write_after_pain(worst, can_ask=options.asks and not options.screen)
    for line in [phrases.REHEARSED] if options.rehearse else going_on_later(runner.plan, runner.events):
        write_prose(line)


SOUND_WAIT = 3.0
"""The longest, in seconds, that lines wait for their sound."""


def await_sound(choice: Choice, known: threading.Event) -> None:
    """Wait until it is known what will be heard: lines begin at once, and their first words would be lost."""
    if choice not in {"off", "bell"}:
        known.wait(SOUND_WAIT)


LINGER = 2.5
"""Seconds that the last words may take when the session is over."""


@contextmanager
def voiced(
    choice: Choice,
    plans: Sequence[Plan],
    bell: Callable[[], None] | None,
    settings: Settings,
    on_settled: Callable[[Status], None] | None = None,
) -> Iterator[Voice]:
    """The voice of a session by one of these plans, which are read when it is opened.

    `on_settled` gets what will be heard, once that is known.
    """

    def open_player(wanted: Choice) -> Player:
        if wanted == "off":
            return Silence()
        # Loaded here: this is after the first paint, and not at all for those who want no sound.
        from backroutine.coach.audio.session_clips import clips_of
        from backroutine.coach.audio.sound import Sound
        from backroutine.coach.audio.wav_recorder import SOUND_FILE, WavPlayer

        words: PhaseWords = "always" if wanted == "voice" else "first"
        needed = partial(clips_of, *plans, phase_words=words, rate=settings.voice_rate)
        speaking = speech_engines(settings)
        if file := os.environ.get(SOUND_FILE):
            return WavPlayer(Path(file), needed, cache_folder(), os.environ, speaking)
        sound = Sound(
            needed,
            choice=wanted,
            cache=cache_folder(),
            env=os.environ,
            bell=bell,
            engines=speaking,
            on_settled=on_settled or (lambda _status: None),
        )
        sound.open()
        return sound

    estimate = partial(speech_seconds, rate=settings.voice_rate)
    voice = Voice(choice, open_player, volume=settings.volume, estimate=estimate)
    try:
        yield voice
    finally:
        voice.close(LINGER)
