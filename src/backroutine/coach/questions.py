"""The questions before and after a session: pain and effort, one key an answer.

The caller hands in a `QuestionSet`: it says what is still open and keeps the answers. A skipped question
stays unknown.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import partial

from msgspec import Struct

from backroutine.session.events import Event
from backroutine.session.plan import Plan
from backroutine.session.tally import tally


class Topic(Enum):
    """What is asked."""

    NEXT_MORNING = "next_morning"
    BEFORE = "before"
    WORST = "worst"
    WHERE = "where"
    """At which exercise the worst pain was, by its number; asked after a high one."""
    AFTER = "after"
    RESERVE = "reserve"
    """How many more reps there would have been."""
    DAY = "day"
    """The day as a whole; asked only while an experiment needs it."""


FIRST = (Topic.NEXT_MORNING,)
"""Before the start page: of the session before."""
AT_THE_BEGINNING = (Topic.BEFORE,)
AT_THE_END = (Topic.WORST, Topic.AFTER, Topic.RESERVE)
AFTER_A_SESSION = (*AT_THE_END, Topic.DAY)
"""Everything that may be asked then: of the session first, then of the day."""

PAIN_TO_LOCATE = 4
"""The worst pain from which it is asked where it was."""
MOST_PLACES = 9
"""Each exercise has a key of its own."""

TEN_KEY = "t"
"""All other scores are their own digit."""
SIGN_KEY = "x"
"""For a new sign of illness: shows what to do, and keeps nothing."""
SCORE_KEYS = {**{str(score): score for score in range(10)}, TEN_KEY: 10}

QUESTIONS = {
    Topic.NEXT_MORNING: ("Pain on the morning after your last session?", "Pain next morning?"),
    Topic.BEFORE: ("Before you begin: pain now?", "Pain now?"),
    Topic.WORST: ("Worst pain during the session?", "Worst pain in it?"),
    Topic.AFTER: ("Afterwards: pain now?", "Pain now?"),
    Topic.RESERVE: ("How many more reps were in you?", "More reps in you?"),
    Topic.DAY: ("Your back in the last 24 hours, on average?", "Your back, last 24 hours?"),
}
"""Each question in full, and short for a small window."""
PAIN_SCALE = "0 no pain, 10 the worst imaginable"
RESERVE_SCALE = "0 not one, 10 ten or more"


class QuestionSet(Struct, frozen=True):
    """What is open about one session."""

    topics: tuple[Topic, ...]
    keep: Callable[[Topic, int], str | None]
    """Saves an answer; returns in a few words why it could not, or None."""
    asked: Callable[[Topic], None] = lambda _topic: None
    """Called when a question was shown, so that it is not asked a second time."""
    locate: Callable[[str | None], str | None] | None = None
    """Saves at which exercise (its id) it hurt most, None for none; answers like `keep`."""


class Offer(Struct, frozen=True):
    """A change of what is trained that one key takes, and takes back."""

    line: str
    """What is offered: `Hip thrust: 12 instead of 10? g takes it.`"""
    taken_line: str
    """What is shown instead once it is taken."""
    take: Callable[[bool], None]
    """Called with whether it is taken."""


class OpenQuestions(Struct, frozen=True):
    """What may be asked at one start; None asks nothing."""

    morning: QuestionSet | None = None
    """About the session before."""
    new: QuestionSet | None = None
    left: QuestionSet | None = None
    """About the session that was left, if it goes on."""
    offer: Callable[[], Offer | None] = lambda: None
    """What is offered on the start page. It is asked for once the morning is known."""


class Place(Struct, frozen=True):
    """An exercise of the session, at which it may have hurt."""

    exercise: str
    name: str


def places_of(plan: Plan, events: Sequence[Event]) -> tuple[Place, ...]:
    """The exercises of which a rep was done, in their order."""
    names = {step.exercise: step.name for step in plan.steps}
    done = dict.fromkeys(row.exercise for row in tally(events) if row.reps)
    return tuple(Place(exercise, names.get(exercise, exercise)) for exercise in done)[:MOST_PLACES]


def _nothing() -> str | None:
    return None


class QuestionQueue:
    """Questions one after another."""

    def __init__(
        self, questions: QuestionSet | None, among: Sequence[Topic], places: Sequence[Place] = ()
    ) -> None:
        """Asks what is open among these; the first one counts as shown."""
        self._questions = questions
        self.places = places
        """The exercises at which it may have hurt."""
        self._open = [topic for topic in among if questions and topic in questions.topics]
        self._shown()

    @property
    def topic(self) -> Topic | None:
        """The question that waits; None when there is none."""
        return self._open[0] if self._open else None

    def question(self, width: int) -> str:
        """The question that waits, short where a row has no room for it."""
        assert self.topic
        if self.topic is Topic.WHERE:
            return f"Which hurt most? 1 to {len(self.places)}, enter: none of them"
        long, short = QUESTIONS[self.topic]
        return long if len(long) <= width else short

    def scale(self) -> str:
        """What its answers mean."""
        assert self.topic
        if self.topic is Topic.WHERE:
            return ", ".join(f"{number} {place.name}" for number, place in enumerate(self.places, 1))
        return RESERVE_SCALE if self.topic is Topic.RESERVE else PAIN_SCALE

    def fits(self, score: int) -> bool:
        """Whether this answers the question that waits."""
        return 1 <= score <= len(self.places) if self.topic is Topic.WHERE else 0 <= score <= 10

    def answer(self, score: int) -> Callable[[], str | None]:
        """Go to the next question. Call what is returned to save the answer.

        A score that belongs to a session which has not begun yet is saved once it has.
        """
        assert self._questions
        keep, locate, topic = self._questions.keep, self._questions.locate, self._open[0]
        if topic is Topic.WORST and score >= PAIN_TO_LOCATE and locate and len(self.places) > 1:
            self._open.insert(1, Topic.WHERE)
        del self._open[:1]
        self._shown()
        if topic is Topic.WHERE and locate:
            return partial(locate, self.places[score - 1].exercise)
        return partial(keep, topic, score)

    def skip(self) -> Callable[[], str | None]:
        """Go to the next question; this one stays unknown. Call what is returned, as for an answer."""
        locate = self._questions.locate if self._questions and self.topic is Topic.WHERE else None
        del self._open[:1]
        self._shown()
        return partial(locate, None) if locate else _nothing

    def _shown(self) -> None:
        if self._questions and self._open:
            self._questions.asked(self._open[0])
