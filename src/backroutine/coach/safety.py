"""The safety text: a few lists, and one line for the worst pain of a session.

The lists follow what is usual (Finucane 2020, JOSPT 50:350). Most of these signs have little diagnostic
evidence, so the lists are never an all-clear, and no sentence here says that anything is harmless.
"""

from collections.abc import Sequence

from msgspec import Struct

from backroutine.coach.wrapping import wrapped

GUIDES = (
    "backroutine guides and records. It does not examine you and makes no diagnosis, and it cannot know why "
    "your back hurts."
)
KEPT_HERE = "What you enter stays on this computer unless you export or sync it."
NOT_ALL_CLEAR = "No list is complete: finding nothing here does not mean that all is well."


class SafetyList(Struct, frozen=True):
    """What to do, and when."""

    heading: str
    points: tuple[str, ...]


ASK_FIRST = SafetyList(
    "Ask a clinician first",
    (
        "if you are pregnant",
        "if you had an operation or an injury a short time ago",
        "if you have osteoporosis, heart disease, cancer or an inflammatory illness",
        "if you have pain below the knee",
    ),
)
STOP = SafetyList(
    "Stop the exercise at",
    (
        "chest pain",
        "faintness",
        "unusual breathlessness",
        "new numbness in a leg",
        "sharp or shooting pain",
    ),
)
EMERGENCY = SafetyList(
    "Get emergency help at once",
    (
        "for chest pain",
        "for numbness or tingling around the genitals, the buttocks, the inner thighs or the back passage",
        "for new trouble passing urine, or loss of control of bladder or bowel",
        "for pain, tingling, weakness or numbness in both legs",
        "after a serious accident",
    ),
)
SOON = SafetyList(
    "See a doctor today or tomorrow",
    (
        "for back pain with fever",
        "for loss of weight that you cannot explain",
        "for a new lump or swelling of the back",
        "for pain that is worse at night and that rest does not ease",
        "for a foot that gets weak, or new pain that spreads below the knee",
        "for new pain while you take steroids for a long time or have osteoporosis",
    ),
)
SIGNS = (EMERGENCY, SOON, STOP)
"""What a new sign asks for, the most urgent first."""
LISTS = (ASK_FIRST, STOP, EMERGENCY, SOON)
"""In the order in which they are shown: before, during, and what cannot wait."""


WORST_PAIN = (
    (
        6,
        "Worst pain of 6 or more: next time, stop the exercise that hurts before it gets there. Do fewer "
        "reps, or the easier form that `backroutine show` describes.",
    ),
    (4, "Worst pain of 4 or 5: acceptable if it settles within 24 hours. Do not make it harder."),
)
"""What the worst pain of a session, from this score on, asks for the next time (after Silbernagel 2007, AJSM
35:897)."""
SIGNS_OFFERED_FROM = 6
"""The lowest worst pain after which the signs of illness are offered."""
ONLY_A_GUIDE = "This is a guide, not validated for backs: it comes from tendon work."


def worst_pain_lines(worst: int | None) -> list[str]:
    """What to say after a session with this worst pain: nothing for a low or unknown one."""
    lines = [line for lowest, line in WORST_PAIN if worst is not None and worst >= lowest]
    return [f"{line} {ONLY_A_GUIDE}" for line in lines[:1]]


def safety_lines(width: int) -> list[str]:
    """The whole text as lines of at most so many columns."""
    lines = wrapped(f"{GUIDES} {KEPT_HERE}", width)
    for each in LISTS:
        lines += ["", *wrapped(f"{each.heading}:", width)]
        for point in each.points:
            lines += wrapped(point, width, first="- ", indent="  ")
    return [*lines, "", *wrapped(NOT_ALL_CLEAR, width)]


def safety_paragraphs(width: int) -> list[str]:
    """The whole text in the fewest lines, for a small window: a paragraph for each list."""
    return [*_paragraphs([f"{GUIDES} {KEPT_HERE}"], width), *_run_together(LISTS, width)]


def sign_paragraphs(width: int) -> list[str]:
    """What a new sign asks for, in the fewest lines: the first one must not scroll away."""
    return _run_together(SIGNS, width)


def _run_together(lists: Sequence[SafetyList], width: int) -> list[str]:
    return _paragraphs(
        [*(f"{each.heading}: {'; '.join(each.points)}." for each in lists), NOT_ALL_CLEAR], width
    )


def _paragraphs(texts: Sequence[str], width: int) -> list[str]:
    return [line for text in texts for line in wrapped(text, width, indent="  ")]
