"""The questions as lines, for a session without a screen: a number answers, an empty line skips."""

from collections.abc import Callable, Sequence

from backroutine.cli import streams
from backroutine.coach import labels
from backroutine.coach.asking import SIGN_KEY, QuestionQueue, QuestionSet, Topic
from backroutine.coach.safety import sign_paragraphs
from backroutine.journal.entries import PAIN_SCALE, RESERVE_SCALE

Hear = Callable[[], str | None]
"""Waits for a line that was typed; None when none will come any more."""
Keep = Callable[[], str | None]
"""Keeps an answer, or says why it could not."""
_WIDE = 200
_PROSE = 80


def ask_in_lines(
    inquiry: QuestionSet | None, among: Sequence[Topic], hear: Hear, take: Callable[[Keep], None]
) -> None:
    """Ask what is open among these. `take` gets for each answer what keeps it when it is called."""
    asking = QuestionQueue(inquiry, among)
    while topic := asking.topic:
        streams.write(f"{labels.question(topic, _WIDE)} {labels.scale(topic)}; {labels.LINE_KEYS}")
        line = hear()
        if line is None:
            break
        text = line.strip()
        if not text:
            asking.skip()
        elif text.lower() == SIGN_KEY:
            write_signs()
        elif text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 10:
            take(asking.answer(int(text)))
        else:
            streams.write(RESERVE_SCALE if topic is Topic.RESERVE else PAIN_SCALE)


def write_signs() -> None:
    """Write what a new sign of illness asks for."""
    for line in sign_paragraphs(_PROSE):
        streams.write(line)


def keep_now(keep: Keep) -> None:
    """Keep an answer; say so if it could not be kept."""
    if trouble := keep():
        streams.complain_line(trouble)
