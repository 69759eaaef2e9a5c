"""What a person is asked around a session, one key an answer. Knows no toolkit and no journal.

Whoever hands in an `Inquiry` decides what is open and keeps the answers. What is skipped stays unknown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum


class Topic(Enum):
    """What is asked."""

    NEXT_MORNING = "next_morning"
    BEFORE = "before"
    WORST = "worst"
    AFTER = "after"
    RESERVE = "reserve"
    """How many more reps there would have been."""


FIRST = (Topic.NEXT_MORNING,)
"""Before the start page: of the session before."""
AT_THE_BEGINNING = (Topic.BEFORE,)
AT_THE_END = (Topic.WORST, Topic.AFTER, Topic.RESERVE)

TEN_KEY = "t"
"""All other scores are their own digit."""
SIGN_KEY = "x"
"""Tells of a new sign of illness; it is answered by what to do, and nothing is kept of it."""
SCORE_KEYS = {**{str(score): score for score in range(10)}, TEN_KEY: 10}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What is open about one session."""

    topics: tuple[Topic, ...]
    keep: Callable[[Topic, int], str | None]
    """Makes an answer safe, or says in a few words why it could not."""
    asked: Callable[[Topic], None] = lambda _topic: None
    """Hears that a question was shown: it is not asked a second time."""


@dataclass(frozen=True, slots=True)
class Inquiries:
    """All that may be asked at one start; None asks nothing."""

    morning: QuestionSet | None = None
    """About the session before."""
    new: QuestionSet | None = None
    left: QuestionSet | None = None
    """About the session that was left, if it goes on."""


class QuestionQueue:
    """Questions one after another."""

    def __init__(self, inquiry: QuestionSet | None, among: Sequence[Topic]) -> None:
        """Asks what is open among these; the first one counts as shown."""
        self._inquiry = inquiry
        self._open = [topic for topic in among if inquiry and topic in inquiry.topics]
        self._shown()

    @property
    def topic(self) -> Topic | None:
        """The question that waits; None when there is none."""
        return self._open[0] if self._open else None

    def answer(self, score: int) -> Callable[[], str | None]:
        """The next question, please. Whoever asked calls what comes back, to keep the answer.

        A score for the start waits with that until the session is there that it belongs to.
        """
        assert self._inquiry
        keep, topic = self._inquiry.keep, self._open[0]
        self.skip()
        return lambda: keep(topic, score)

    def skip(self) -> None:
        """The next question; this one stays unknown."""
        del self._open[:1]
        self._shown()

    def _shown(self) -> None:
        if self._inquiry and self._open:
            self._inquiry.asked(self._open[0])
