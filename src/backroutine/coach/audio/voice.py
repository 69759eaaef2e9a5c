"""The voice of a session: turns its events into cues, and plays those that are still in time."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from backroutine.coach import phrases
from backroutine.coach.audio.clips import Clip, Say, Tone
from backroutine.coach.audio.cues import LATE_LINE, SOUND_CHECK, PhaseWords, cues, speech_seconds
from backroutine.coach.audio.sound_status import CHOICES, NOTHING, STARTING, Choice, Status
from backroutine.coach.runner import Listener
from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.state import State

SOFTEST, LOUDEST = 0.0, 1.0


class Player(Protocol):
    """Plays clips: `Sound`, a WAV file, or nothing. No method waits."""

    @property
    def status(self) -> Status:
        """What is heard now."""

    def mute(self, muted: bool) -> None:
        """Silence, or sound again."""

    def set_volume(self, volume: float) -> None:
        """From 0 to 1, from now on."""

    def seconds_of(self, text: str) -> float | None:
        """How long these words take; None while they are not rendered."""

    def play(self, clip: Clip, within: float) -> None:
        """Play a clip, if it can begin within so many seconds."""

    def close(self, linger: float = 0.0) -> None:
        """End the sound. What is playing may end first, for at most `linger` seconds."""


class Silence:
    """Plays nothing."""

    def __init__(self, status: Status = NOTHING) -> None:
        self.status = status

    def mute(self, muted: bool) -> None:
        pass

    def set_volume(self, volume: float) -> None:
        pass

    def seconds_of(self, text: str) -> float | None:  # noqa: ARG002
        return None

    def play(self, clip: Clip, within: float) -> None:
        pass

    def close(self, linger: float = 0.0) -> None:
        pass


def _phase_words(choice: Choice) -> PhaseWords:
    return "first" if choice == "auto" else "always" if choice == "voice" else "never"


def _call_later(seconds: float, call: Callable[[], None]) -> None:
    """Call from a thread of its own, which does not hold up the end of the program."""
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


class Voice:
    """Speaks and sounds what happens. `open_player` makes the player for a choice.

    Nothing is heard before `open`.
    """

    def __init__(
        self,
        choice: Choice,
        open_player: Callable[[Choice], Player],
        later: Callable[[float, Callable[[], None]], None] = _call_later,
        *,
        volume: float = 1.0,
        estimate: Callable[[str], float] = speech_seconds,
    ) -> None:
        """`later` calls a function after so many seconds; a sound check needs it.

        `estimate` says how long words take that are not rendered yet.
        """
        self.choice: Choice = choice
        self._open_player = open_player
        self._player: Player = Silence(NOTHING if choice == "off" else replace(NOTHING, trouble=STARTING))
        self._muted = False
        self._volume = volume
        self._estimate = estimate
        self._later = later
        self._checks = 0

    def open(self) -> None:
        """Open the player."""
        self._player = self._open_player(self.choice)
        self._player.set_volume(self._volume)
        self._player.mute(self._muted)

    def reopen(self) -> None:
        """Open the player anew: it has to know other words."""
        self._checks += 1
        self._player.close()
        self.open()

    def listener(self, plan: Plan) -> Listener:
        """A listener for the runner of this plan."""

        def listen(state: State, events: Sequence[Event], now: float) -> None:
            self._checks += 1  # the rest of a sound check would mingle with the session
            words = _phase_words(self.choice)
            for cue in cues(plan, state, events, phase_words=words, seconds_of=self._seconds_of):
                if now - cue.at <= cue.within:
                    self._player.play(cue.clip, cue.within - max(0.0, now - cue.at))

        return listen

    def _seconds_of(self, text: str) -> float:
        known = self._player.seconds_of(text)
        return self._estimate(text) if known is None else known

    @property
    def status(self) -> Status:
        """What is heard now."""
        return self._player.status

    @property
    def muted(self) -> bool:
        """Whether the person wants silence for now."""
        return self._muted or not self._volume

    @property
    def chosen(self) -> str:
        """The choice in words, and what is heard instead where it does not work."""
        return phrases.sound_chosen(self.choice, self.status, muted=self._muted)

    def toggle_mute(self) -> str:
        """Silence, or sound again. Returns what to show on the screen."""
        self._muted = not self._muted
        self._player.mute(self._muted)
        if self._muted:
            return phrases.MUTED
        self._player.play(Say(phrases.UNMUTED), LATE_LINE)
        return phrases.UNMUTED

    def change_volume(self, step: float) -> str:
        """Louder by a step of 0 to 1, or softer by a negative one. Returns what to show."""
        self._volume = min(LOUDEST, max(SOFTEST, round(self._volume + step, 1)))
        self._player.set_volume(self._volume)
        self._player.play(Tone("count"), LATE_LINE)
        return f"Volume {self._volume:.0%}."

    def next_choice(self) -> str:
        """Go on to the next choice in the order of `CHOICES`; mute stays. Returns what to show."""
        self.choice = CHOICES[(CHOICES.index(self.choice) + 1) % len(CHOICES)]
        self.reopen()
        return self.chosen

    def check(self) -> str:
        """Play what a session sounds like. Returns what to show: what the person should hear."""
        self._checks += 1
        for seconds, clip in SOUND_CHECK:
            if seconds:
                self._later(seconds, partial(self._check_next, clip, self._checks))
            else:
                self._player.play(clip, LATE_LINE)
        return phrases.heard(self.status.heard)

    def _check_next(self, clip: Clip, check: int) -> None:
        if check == self._checks:
            self._player.play(clip, LATE_LINE)

    def close(self, linger: float = 0.0) -> None:
        self._player.close(linger)
