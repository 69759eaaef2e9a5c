"""Every label of the live screen, in one place: keys, help, and what its pages tell."""

from collections.abc import Sequence

from backroutine.coach import phrases
from backroutine.coach.audio.status import Choice, Status
from backroutine.coach.questions import SIGN_KEY, TEN_KEY, Topic
from backroutine.session.plan import Step
from backroutine.text import count_of, minutes

SECONDS = "seconds"
LETTERS = {"left": "L", "right": "R"}
"""What stands large for a side; only letters that `digits` can draw."""
NEXT_IS_THE_END = "Next: the end"
PAUSED_BANNER = "PAUSED"
KEYS = (
    ("space", "pause / go on"),
    ("enter", "ready"),
    ("n", "skip side"),
    ("b", "back a side"),
    ("u", "undo a rep"),
    ("+ -", "pace"),
    ("m", "mute"),
    ("?", "help"),
    ("q", "stop, keep all"),
)
TAP_KEYS = (
    ("space", "count a rep"),
    ("enter", "next side"),
    ("n", "skip side"),
    ("b", "back a side"),
    ("u", "undo a rep"),
    ("p", "pause"),
    ("m", "mute"),
    ("?", "help"),
    ("q", "stop, keep all"),
)
HELP_PACE = "+ -     faster, slower"
HELP = (
    "space   {main}",
    "enter   {enter}",
    "n       leave this side, with the reps it has",
    "b       back to the side before; what was done is kept",
    "u       take the last rep back",
    "p       pause, and go on",
    HELP_PACE,
    "m       mute, and sound again",
    "s       hear it another way: voice, tones, bell, nothing",
    "x       a new sign of illness: pause, and read what to do",
    "q       stop; everything is kept (Ctrl-C too)",
)
HELP_MAIN_PACED = "pause, and go on"
HELP_ENTER_PACED = "ready now: cut the waiting short"
HELP_ENTER_TAP = "ready now; while tapping, on to the next side"
HELP_MAIN_TAP = "count a rep"
START_KEYS = (("enter", "begin"), ("c", "sound check"), ("s", "sound"), ("?", "help"), ("q", "leave"))
LEFT_KEYS = (("enter", "go on"), ("f", "start fresh"), *START_KEYS[1:])
RESUME_KEYS = (("enter", "go on"), *START_KEYS[1:])
END_KEYS = (("q", "close"),)
HELP_KEYS = (("q", "close help"),)
ASK_KEYS = (("0-9", "score"), (TEN_KEY, "ten"), ("enter", "skip"), (SIGN_KEY, "new sign"), ("q", "leave"))
SIGN_KEYS = (("enter", "next"), ("q", "back"))
LAST_SIGN_KEYS = (("enter", "back"),)
QUESTIONS = {
    Topic.NEXT_MORNING: ("Pain on the morning after your last session?", "Pain next morning?"),
    Topic.BEFORE: ("Before you begin: pain now?", "Pain now?"),
    Topic.WORST: ("Worst pain during the session?", "Worst pain in it?"),
    Topic.AFTER: ("Afterwards: pain now?", "Pain now?"),
    Topic.RESERVE: ("How many more reps were in you?", "More reps in you?"),
}
"""Longest first: the first that fits its row is shown."""
PAIN_SCALE = "0 no pain, 10 the worst imaginable"
RESERVE_SCALE = "0 not one, 10 ten or more"
LINE_KEYS = f"enter skips, {SIGN_KEY} tells what to do about a new sign"
ONE_KEY = "One key answers. enter skips: what you skip stays unknown."
HELP_TITLE = "Keys"
HELP_PAUSED = f"Keys ({PAUSED_BANNER})"
FRESH_IN_SHORT = "f starts fresh; nothing is lost."
SAVED = "Saved."
ALL_SKIPPED = "Everything was skipped."
CAN_GO_ON = "It can go on within 12 hours: the next start offers it."
STILL_MUTED = ", still muted"
AWAY_NOTICE = "You were away. space goes on."


def question(topic: Topic, width: int) -> str:
    """The question, as long as one row has room for it."""
    long, short = QUESTIONS[topic]
    return long if len(long) <= width else short


def scale(topic: Topic) -> str:
    """What the ends of its scale mean."""
    return RESERVE_SCALE if topic is Topic.RESERVE else PAIN_SCALE


def of_target(reps: int, target: int) -> str:
    """What the count runs up to, and that the last rep is being done."""
    return f"of {target}, last one" if reps == target - 1 and target > 1 else f"of {target}"


def phase_of(phase: str, below: str) -> str:
    """The phase with what the number means, where they share a row."""
    return f"{phase}, {below}"


def done_so_far(reps: int, target: int) -> str:
    """How far a side is that goes on."""
    return f"{reps} of {target} done"


def at_pace(value: float, sound: str) -> str:
    """What the foot of the screen tells: the pace, when it is not the catalogue's, and what is heard."""
    return sound if value == 1 else f"pace {value:g}  {sound}"


def coming(what: str) -> str:
    """What comes next."""
    return f"Next: {what}"


def pain_now(score: int | None, *, fresh: bool) -> str:
    """The question of the start page, or its answer; `fresh` where only a new session is asked about."""
    when = "Pain now, for a fresh start" if fresh else "Pain now"
    if score is None:
        return f"{when}? A key from 0 (none) to 9, or t for ten. It may stay open."
    return f"{when}: {score}. Another key changes it, the same one takes it back."


def pain_key(score: int | None) -> tuple[str, str]:
    """The same in the row of keys, which small windows show as well."""
    return "0-9", "pain now" if score is None else f"pain now {score}"


def what_comes(exercises: int, minutes_long: int, *, tap: bool) -> str:
    """How much, and how long."""
    how = "you count with a key" if tap else "paced and counted for you"
    return f"{count_of(exercises, 'exercise')}, {_about(minutes_long)}, {how}."


def _about(minutes_long: int) -> str:
    return f"about {count_of(max(1, minutes_long), 'minute')}"


def dose(name: str, sides: Sequence[tuple[str, int]], *, rounds: int) -> str:
    """The reps of one exercise: `Superman: 10 left, 10 right`."""
    reps = ", ".join(f"{target} {side}" for side, target in sides)
    return f"{name}: {reps}" + (f", in each of {rounds} rounds" if rounds > 1 else "")


def begins_with(step: Step) -> str:
    """The side that begins."""
    return phrases.sentence(f"It begins with: {phrases.side_of(step)}")


def will_hear(what: str) -> str:
    """What will be heard."""
    return f"Sound: {what}"


def trouble(what: str) -> str:
    """Why it is less than it could be."""
    return f"  ({what})"


def lie_down(seconds: float) -> str:
    """What the one key does."""
    return f"Press enter and lie down: you have {seconds:g} seconds. Then hands off."


def sound_chosen(choice: Choice, status: Status, *, muted: bool) -> str:
    """What was chosen to be heard; where that cannot be, why, and what is heard instead."""
    why, *_ = status.trouble.split(";")
    instead = f" ({why}: {status.heard})" if why else ""
    return phrases.sound_choice(choice) + instead + (STILL_MUTED if muted else "")


def sound_lost(status: Status) -> str:
    """The device is gone."""
    return f"Sound lost: {'the screen only' if status.level == 'screen' else status.heard} now."


def sound_back(status: Status) -> str:
    """It is there again."""
    return f"Sound is back: {status.heard}."


def sound_now(level: str, *, muted: bool) -> str:
    """What is heard, in a word."""
    return "muted" if muted else {"screen": "silent"}.get(level, level)


def was_left(when: str, name: str, side: str, reps: int, target: int) -> str:
    """A session that can go on."""
    return f"The session left at {when} stands at: {name}, {side}, {done_so_far(reps, target)}."


def takes(minutes_long: int) -> str:
    """What is left of it."""
    return phrases.sentence(f"{_about(minutes_long)} to go")


def starts_fresh(what: str, step: Step) -> str:
    """What the other key does."""
    return f"f starts fresh, and nothing is lost. It begins with {phrases.side_of(step)}: {what}"


def begins_in_short(side: str) -> str:
    """The side that begins."""
    return phrases.sentence(f"{side} begins")


def goes_on_in_short(side: str, reps: int, target: int) -> str:
    """Where the session that was left goes on."""
    return phrases.sentence(f"{side} goes on: {done_so_far(reps, target)}")


def lie_down_in_short(seconds: float) -> str:
    """The time that the one key gives."""
    return f"{seconds:g} s to lie down."


def was_left_in_short(when: str, name: str, minutes_long: int) -> str:
    """When it was left, at what, and what is left of it."""
    return f"Left at {when}: {name}, {_about(minutes_long)} to go."


def gone_back(step: Step) -> str:
    """Where one is after going back."""
    return phrases.sentence(f"Back to: {phrases.side_of(step)}")


def ended(status: str, *, reps: bool) -> str:
    """How the session ended; one in which nothing was done was not finished, it was skipped."""
    return ALL_SKIPPED if status == "completed" and not reps else phrases.ending(status)


def at_work(seconds: float) -> str:
    """Time spent on the reps themselves."""
    return f"At work: {minutes(seconds)}."


def help_lines(*, tap: bool) -> list[str]:
    """The help page."""
    main, enter = (HELP_MAIN_TAP, HELP_ENTER_TAP) if tap else (HELP_MAIN_PACED, HELP_ENTER_PACED)
    return [line.format(main=main, enter=enter) for line in HELP if not (tap and line == HELP_PACE)]
