"""What is told for a moment: the answer to a key, and what happened meanwhile."""

from collections.abc import Callable, Sequence

from backroutine.coach import labels, phrases
from backroutine.coach.audio.status import Choice, Status
from backroutine.session.events import Event, PaceChanged, RepUndone, SideFinished, SideSkipped
from backroutine.session.plan import Plan, Step
from backroutine.session.state import Command

NOTICE_SECONDS, SOUND_SECONDS = 4.0, 8.0
"""How long an answer to a key stays readable, and news that nobody asked for."""


class Notices:
    """The one notice that is shown, and until when."""

    def __init__(self) -> None:
        self._text: Callable[[], str] = str
        self._until = 0.0

    def tell(self, text: str | Callable[[], str], now: float, seconds: float = NOTICE_SECONDS) -> None:
        """Show this for so many seconds; what may change meanwhile is handed in as a function."""
        self._text = text if callable(text) else lambda: text
        self._until = now + seconds

    def clear(self) -> None:
        """Nothing is told. To be called when the clock that `now` comes from begins anew."""
        self._until = float("-inf")

    def at(self, now: float) -> str:
        """What is told now; empty when nothing is."""
        return self._text() if now < self._until else ""


class SoundWatch:
    """Notices that the sound was lost, and that it is back. Another choice is no loss."""

    def __init__(self) -> None:
        self._choice: Choice | None = None
        self._was_heard = self._lost = False

    def look(self, choice: Choice, status: Status) -> str:
        """What is new; empty when nothing is."""
        heard = status.level in {"voice", "tones"}
        if choice != self._choice:
            self._choice, self._lost, news = choice, False, ""
        elif self._was_heard and not heard:
            self._lost, news = True, labels.sound_lost(status)
        elif self._lost and heard:
            self._lost, news = False, labels.sound_back(status)
        else:
            news = ""
        self._was_heard = heard
        return news


def what_was_done(plan: Plan, command: Command, events: Sequence[Event], now_at: Step) -> str:
    """What a command has done, in the words of the plain lines; empty where the screen shows it anyway."""
    lines = [line for event in events if (line := _line(plan, event))]
    if command is Command.BACK:
        lines.append(labels.gone_back(now_at))
    return " ".join(lines)


def _line(plan: Plan, event: Event) -> str:
    match event:
        case RepUndone():
            return phrases.undone(event.rep, event.target)
        case SideFinished(because="skipped" | "back"):
            return phrases.finished(_step_of(plan, event), event)
        case SideSkipped():
            return phrases.skipped(_step_of(plan, event))
        case PaceChanged():
            return phrases.pace(event.pace)
        case _:
            return ""


def _step_of(plan: Plan, event: SideFinished | SideSkipped) -> Step:
    key = (event.exercise, event.side, event.round)
    return next(step for step in plan.steps if (step.exercise, step.side, step.round) == key)
