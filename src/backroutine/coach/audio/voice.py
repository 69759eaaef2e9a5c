"""Between a session and whatever makes it heard: turns events into cues and plays those still in time."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, get_args

from backroutine.coach import phrases
from backroutine.coach.audio.clips import Clip, Say
from backroutine.coach.audio.cues import LATE_LINE, SOUND_CHECK, PhaseWords, cues
from backroutine.coach.audio.status import Choice, Status
from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.state import State

CHOICES: tuple[Choice, ...] = get_args(Choice)


class Player(Protocol):
    """What makes clips heard: `Sound`, a WAV file, or nothing. Nothing here ever waits."""

    @property
    def status(self) -> Status:
        """What is heard now."""

    @property
    def muted(self) -> bool:
        """Whether the person wants silence for now."""

    def mute(self, muted: bool) -> None:
        """Silence, or sound again."""

    def play(self, clip: Clip, within: float) -> None:
        """Let a clip be heard, if it can begin within so many seconds."""

    def close(self, linger: float = 0.0) -> None:
        """End; what sounds now may end first, for at most so many seconds."""


class Silence:
    """A player for those who want none."""

    muted = False
    status = Status("screen", "nothing: the screen only")

    def mute(self, muted: bool) -> None:
        """Nothing to silence."""

    def play(self, clip: Clip, within: float) -> None:
        """Nothing is heard."""

    def close(self, linger: float = 0.0) -> None:
        """Nothing to end."""


def _phase_words(choice: Choice) -> PhaseWords:
    return "first" if choice == "auto" else "always" if choice == "voice" else "never"


def _in_a_while(seconds: float, call: Callable[[], None]) -> None:
    """Call from a thread of its own, which never holds up the end of the program."""
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


class Voice:
    """Leads by ear. `open_player` makes the player of a choice; choosing another one closes the last."""

    def __init__(
        self,
        choice: Choice,
        open_player: Callable[[Choice], Player],
        later: Callable[[float, Callable[[], None]], None] = _in_a_while,
    ) -> None:
        """`later` calls something after so many seconds: a sound check takes its time."""
        self.choice: Choice = choice
        self._open_player = open_player
        self._player = open_player(choice)
        self._muted = False
        self._later = later
        self._checks = 0

    def hearer(self, plan: Plan) -> Callable[[State, Sequence[Event], float], None]:
        """What a conductor of this plan tells its events to."""

        def hear(state: State, events: Sequence[Event], now: float) -> None:
            if events:
                self._checks += 1  # what is left of a sound check would mingle with the session
            for cue in cues(plan, state, events, phase_words=_phase_words(self.choice)):
                if now - cue.at <= cue.within:
                    self._player.play(cue.clip, cue.within - max(0.0, now - cue.at))

        return hear

    @property
    def status(self) -> Status:
        """What is heard now."""
        return self._player.status

    @property
    def muted(self) -> bool:
        """Whether the person wants silence for now."""
        return self._muted

    @property
    def chosen(self) -> str:
        """What was chosen to be heard, and what is heard instead where that cannot be."""
        return phrases.sound_chosen(self.choice, self.status, muted=self._muted)

    def toggle_mute(self) -> str:
        """Silence, or sound again. Returns what to show."""
        self._muted = not self._muted
        self._player.mute(self._muted)
        if self._muted:
            return phrases.MUTED
        self._player.play(Say(phrases.UNMUTED), LATE_LINE)
        return phrases.UNMUTED

    def next_choice(self) -> str:
        """The next way to be heard: auto, voice, tone, bell, off, and again. Silence stays. Returns it."""
        self.choice = CHOICES[(CHOICES.index(self.choice) + 1) % len(CHOICES)]
        self._checks += 1
        self._player.close()
        self._player = self._open_player(self.choice)
        self._player.mute(self._muted)
        return self.chosen

    def check(self) -> str:
        """Let the person hear what a session sounds like. Returns what should have been heard."""
        self._checks += 1
        for seconds, clip in SOUND_CHECK:
            if seconds:
                self._later(seconds, partial(self._check_further, clip, self._checks))
            else:
                self._player.play(clip, LATE_LINE)
        return phrases.heard(self.status.heard)

    def _check_further(self, clip: Clip, check: int) -> None:
        if check == self._checks:
            self._player.play(clip, LATE_LINE)

    def close(self, linger: float = 0.0) -> None:
        """End the sound."""
        self._player.close(linger)
