"""Text for people: counts, minutes, and foreign text made safe for a terminal.

Text that somebody else wrote (a catalogue, a note, a file name) passes `show` wherever it leaves the
program. `is_unsafe` is the same rule for text that comes in.
"""

import json
import unicodedata


def minutes(seconds: float) -> str:
    """Seconds as `14:00`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def count_of(number: int, thing: str, things: str = "") -> str:
    """`1 rep`, `10 reps`, `2 entries`."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


# Format characters that honest text needs: zero-width joiners hold emoji and Indic letters together.
_JOINERS = frozenset("\u200c\u200d")
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def is_unsafe(character: str) -> bool:
    """Whether a character could act on a terminal or reorder text: control, C1, bidi, surrogates."""
    if character in _JOINERS or character.isascii():
        return character < " " or character == "\x7f"
    if "\U000e0020" <= character <= "\U000e007f":  # the tags that spell some flags
        return False
    return unicodedata.category(character) in _UNSAFE


def show(text: object) -> str:
    r"""Foreign text, safe on any stream: `\x1b` and `U+202E` stand where the character would have acted."""
    return "".join(_spelled(character) if is_unsafe(character) else character for character in str(text))


def escape_json(text: str) -> str:
    r"""JSON text with `\u009b` in place of each character that could act on a terminal: the same values."""
    if text.isascii() and "\x7f" not in text:
        return text
    for character in filter(is_unsafe, set(text) - {"\n"}):  # inside a string, a line end is escaped already
        text = text.replace(character, json.dumps(character)[1:-1])
    return text


def _spelled(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"U+{code:04X}"
