"""Every key of the live screen: what it does, what it is called, and when it works.

A new key is a row here and, if nothing does it yet, an action in `app`.
"""

from enum import Enum

from msgspec import Struct

from backroutine.coach.questions import SCORE_KEYS, SIGN_KEY


class Group(Enum):
    """The headings of the help page."""

    SESSION = "While you work"
    PACE_AND_SOUND = "Pace and sound"
    BACK = "Going back"
    LEAVING = "Leaving"


class Key(Struct, frozen=True):
    """One key, or several that do the same."""

    shown: str
    """As the screen writes it."""
    names: str
    """Textual's names for it, separated by commas."""
    action: str
    """The action of the app, with its argument."""
    label: str = ""
    """At the foot of the session page; empty where it is not shown."""
    help: str = ""
    tap_label: str | None = None
    """In tap mode; None where it is the same."""
    tap_help: str | None = None
    group: Group = Group.SESSION
    under_help: bool = False
    """Whether it works while the help lies over the page."""
    under_signs: bool = False
    """Whether it works while a list of signs does: somebody who reads those must not go on by chance."""


KEYS = (
    Key(
        "space", "space", "main_key", "pause", "pause, and go on",
        tap_label="count a rep", tap_help="count a rep", under_help=True, under_signs=True,
    ),
    Key(
        "enter", "enter", "enter", "", "ready now: cut the wait short",
        tap_label="next side", tap_help="ready now; while tapping, on to the next side",
        under_help=True, under_signs=True,
    ),
    Key("n", "n", "obey('skip')", "skip side", "leave this side; its reps are kept"),
    Key(
        "b", "b", "obey('back')", "", "back to the side before; nothing is lost",
        group=Group.BACK,
    ),
    Key("u", "u", "obey('undo')", "undo a rep", "take the last rep back", group=Group.BACK),
    Key("e h", "e", "obey('easier')", "", "easier, harder: another form of this exercise"),
    Key("h", "h", "obey('harder')"),
    Key("p", "p", "pause", tap_help="pause, and go on", under_help=True),
    Key("+ -", "plus,equals_sign", "obey('faster')", "", "faster, slower", tap_help="",
        group=Group.PACE_AND_SOUND),
    Key("-", "minus", "obey('slower')"),
    Key(
        "m", "m", "mute", "", "mute, and sound again",
        group=Group.PACE_AND_SOUND, under_help=True, under_signs=True,
    ),
    Key(
        ", .", "comma", "volume(-0.1)", "", "softer, louder",
        group=Group.PACE_AND_SOUND, under_help=True, under_signs=True,
    ),
    Key(".", "full_stop", "volume(0.1)", under_help=True, under_signs=True),
    Key("s", "s", "sound", "", "voice, tones, bell or nothing", group=Group.PACE_AND_SOUND),
    Key("c", "c", "sound_check"),
    Key("f", "f", "fresh"),
    Key("g", "g", "take_offer"),
    *(Key(key, key, f"score({score})") for key, score in SCORE_KEYS.items()),
    Key("?", "question_mark", "help", "keys", under_help=True),
    Key(
        SIGN_KEY, SIGN_KEY, "sign", "", "a new sign of illness: pause, and read what to do",
        group=Group.LEAVING, under_help=True, under_signs=True,
    ),
    Key(
        "q", "q", "stop", "stop, keep all", "stop; everything is kept (Ctrl-C too)",
        group=Group.LEAVING, under_help=True, under_signs=True,
    ),
    Key("escape", "escape", "close", under_help=True, under_signs=True),
    Key("Ctrl-C", "ctrl+c,ctrl+q", "interrupt", under_help=True, under_signs=True),
    Key("Ctrl-Z", "ctrl+z", "suspend", under_help=True, under_signs=True),
)  # fmt: skip

GO_ON = "go on"
"""What the main key does while the session is paused."""
UNDER_HELP = frozenset(key.action for key in KEYS if key.under_help)
UNDER_SIGNS = frozenset(key.action for key in KEYS if key.under_signs)
"""The actions that still happen while the help, or a list of signs, lies over the page."""


def session_keys(*, tap: bool, paused: bool = False) -> list[tuple[str, str]]:
    """The keys at the foot of the session page, each with its label."""
    labelled = (
        (key.shown, GO_ON if paused and key.action == "main_key" else _in_mode(key.label, key.tap_label, tap))
        for key in KEYS
    )
    return [(shown, label) for shown, label in labelled if label]


def help_keys(*, tap: bool) -> list[tuple[Group, str, str]]:
    """The keys of the help page by their groups, each with what it does."""
    found = [(key.group, key.shown, text) for key in KEYS if (text := _in_mode(key.help, key.tap_help, tap))]
    return sorted(found, key=lambda each: list(Group).index(each[0]))


def _in_mode(paced: str, tapped: str | None, tap: bool) -> str:
    return tapped if tap and tapped is not None else paced
