"""Which questions about a session are open, and its answers as entries of the journal."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import get_args

from backroutine.coach.questions import AFTER_A_SESSION, AT_THE_BEGINNING, AT_THE_END, QuestionSet, Topic
from backroutine.errors import JournalError
from backroutine.journal.entries import EffortScored, Entry, Moment, PainLocated, PainScored, standing
from backroutine.journal.markers import asked, mark_asked
from backroutine.journal.queries import read_entries
from backroutine.journal.reader import read_sessions
from backroutine.journal.records import SessionRecord, day_of

MORNING_DAYS = 3
"""Days after a session on which people still remember its next morning."""
_LATEST = 10
"""How many sessions are searched for the last one with a rep."""


class SessionAnswers:
    """Saves the answers given around one session. An answer that cannot be saved is tried again later."""

    def __init__(
        self,
        path: Path,
        add: Callable[[Entry], None],
        clock: Callable[[], datetime],
        *,
        asks_for_day: bool = False,
    ) -> None:
        """`asks_for_day`: the score of the day is asked too, after the session."""
        self.unsaved: list[Entry] = []
        self.trouble: JournalError | None = None
        self.worst: int | None = None
        """The worst pain that was answered."""
        self._path = path
        self._add = add
        self._clock = clock
        self._at_the_end = AFTER_A_SESSION if asks_for_day else AT_THE_END

    def about_new(self, session: str) -> QuestionSet:
        return self._questions(session, (*AT_THE_BEGINNING, *self._at_the_end))

    def about_left(self, session: str) -> QuestionSet:
        """The questions still open about a session that goes on. Raises JournalError."""
        known = asked(self._path, session) | _answered(self._path, session)
        return self._questions(
            session, tuple(topic for topic in self._at_the_end if topic.value not in known)
        )

    def about_morning(self, starts: int) -> QuestionSet | None:
        """The question about the morning after the last session, if it is open and was not shown yet.

        Raises JournalError.
        """
        record = open_morning(self._path, day_of(self._clock(), starts), starts)
        if record is None or Topic.NEXT_MORNING.value in asked(self._path, record.id):
            return None
        return self._questions(record.id, (Topic.NEXT_MORNING,))

    def save_again(self) -> None:
        """Try to save the answers that could not be saved yet."""
        try:
            while self.unsaved:
                self._add(self.unsaved[0])
                del self.unsaved[0]
            self.trouble = None
        except JournalError as error:
            self.trouble = error

    def _questions(self, session: str, topics: tuple[Topic, ...]) -> QuestionSet:
        def keep(topic: Topic, score: int) -> str | None:
            if topic is Topic.WORST:
                self.worst = score
            return save(entry_of(session, topic, score, self._clock()))

        def locate(exercise: str | None) -> str | None:
            return save(PainLocated(str(uuid.uuid4()), self._clock(), session, exercise))

        def save(entry: Entry) -> str | None:
            self.unsaved.append(entry)
            self.save_again()
            fault = self.trouble.faults[0] if self.trouble else None
            return f"Not saved: {fault.what}; {fault.todo}" if fault else None

        def shown(topic: Topic) -> None:
            mark_asked(self._path, session, topic.value)

        return QuestionSet(topics, keep, shown, locate)


def entry_of(session: str, topic: Topic, score: int, now: datetime) -> Entry:
    """The answer as an entry; the score of a day belongs to no session."""
    name = str(uuid.uuid4())
    if topic is Topic.DAY:
        return PainScored(name, now, None, "day", score)
    if topic is Topic.RESERVE:
        return EffortScored(name, now, session, score)
    moments: dict[str, Moment] = {moment: moment for moment in get_args(Moment)}
    return PainScored(name, now, session, moments[topic.value], score)


def open_morning(path: Path, today: date, starts: int) -> SessionRecord | None:
    """The last session, if its next morning has come, was a few days ago at most and has no score yet.

    Raises JournalError.
    """
    record = last_session(path, starts)
    if record is None or record.pain.next_morning is not None:
        return None
    return record if morning_counts(record, today) else None


def morning_counts(record: SessionRecord, today: date) -> bool:
    """Whether the morning after this session has come and can still be remembered."""
    return timedelta(days=1) <= today - record.day <= timedelta(days=MORNING_DAYS)


def last_session(path: Path, starts: int, until: date | None = None) -> SessionRecord | None:
    """The last session in which a rep was done, up to a day. Raises JournalError."""
    records = read_sessions(path, last=_LATEST, until=until, starts=starts).records
    return next((record for record in records if record.reps), None)


def topic_of(entry: Entry) -> Topic | None:
    """What a score answers; None for other entries."""
    match entry:
        case PainScored():
            return Topic(entry.moment)
        case EffortScored():
            return Topic.RESERVE
        case _:
            return None


def _answered(path: Path, session: str) -> frozenset[str]:
    topics = map(topic_of, standing(read_entries(path, session)))
    return frozenset(topic.value for topic in topics if topic)
