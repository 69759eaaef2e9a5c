"""The one line that answers a key or says that the sound was lost, and how long it stays."""

from collections.abc import Callable, Sequence

from backroutine.coach import phrases
from backroutine.coach.audio.sound_status import Choice, Status
from backroutine.session.events import (
    Event,
    PaceChanged,
    RepUndone,
    SideFinished,
    SideSkipped,
    VariationChanged,
)
from backroutine.session.plan import Plan
from backroutine.session.state import Command, State, step_now, step_of

NOTICE_SECONDS, NEWS_SECONDS = 4.0, 8.0
"""How long the answer to a key is shown, and news about the sound."""


class Notices:
    """The one notice that is shown, and until when."""

    def __init__(self) -> None:
        self._text: Callable[[], str] = str
        self._until = 0.0
        self._step: int | None = None

    def show(
        self,
        text: str | Callable[[], str],
        now: float,
        seconds: float = NOTICE_SECONDS,
        *,
        step: int | None = None,
    ) -> None:
        """Show this for so many seconds, or until this step is over.

        A text that may change meanwhile is given as a function.
        """
        self._text = text if callable(text) else lambda: text
        self._until, self._step = now + seconds, step

    def clear(self) -> None:
        """Show nothing. To be called when the clock that `now` comes from starts again."""
        self._until = float("-inf")

    def at(self, now: float, step: int) -> str:
        """The notice shown now, in this step; empty when there is none."""
        return self._text() if now < self._until and self._step in {None, step} else ""


class SoundWatch:
    """Notices when the sound is lost and when it is back. Choosing another sound is no loss."""

    def __init__(self) -> None:
        self._choice: Choice | None = None
        self._was_heard = self._lost = False

    def look(self, choice: Choice, status: Status) -> str:
        """What is new; empty when nothing is."""
        heard = status.level in {"voice", "tones"}
        if choice != self._choice:
            self._choice, self._lost, news = choice, False, ""
        elif self._was_heard and not heard:
            left = "the screen only" if status.level == "screen" else status.heard
            self._lost, news = True, f"Sound lost: {left} now."
        elif self._lost and heard:
            self._lost, news = False, f"Sound is back: {status.heard}."
        else:
            news = ""
        self._was_heard = heard
        return news


def what_was_done(plan: Plan, state: State, command: Command, events: Sequence[Event]) -> str:
    """What a command did, in words; empty where the screen shows it anyway."""
    changed = [phrases.variation_changed(event) for event in events if isinstance(event, VariationChanged)]
    lines = changed or [line for event in events if (line := _line(plan, state, event))]
    if command is Command.BACK:
        lines.append(phrases.sentence(f"Back to: {phrases.side_of(step_now(plan, state))}"))
    return " ".join(lines)


def _line(plan: Plan, state: State, event: Event) -> str:
    match event:
        case RepUndone():
            return phrases.undone(event.rep, event.target)
        case SideFinished(because="skipped" | "back"):
            return phrases.finished(step_of(plan, state, event), event)
        case SideSkipped():
            return phrases.skipped(step_of(plan, state, event))
        case PaceChanged():
            return phrases.pace(event.pace)
        case _:
            return ""
