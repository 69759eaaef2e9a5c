"""Standard output is for data, standard error for complaints; both survive any locale and any reader."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

from backroutine.errors import Fault
from backroutine.text import escape_json, show

if TYPE_CHECKING:
    from backroutine.coach.screen.theme import Style

MOST_FAULTS = 5


class ReaderGone(Exception):  # noqa: N818 - whoever read standard output has seen enough; nothing went wrong
    """Nobody reads standard output any more."""


def prepare() -> None:
    """Replace what the locale cannot show; give closed streams somewhere to go.

    What is written to a standard output that was closed fails, as on a full disk: nobody gets the data.
    """
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def write(line: str = "") -> None:
    """One line of data on standard output, seen at once.

    Raises ReaderGone when nobody reads any more, OSError when it cannot be written.
    """
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Typer would take a BrokenPipeError for its own and exit.
        raise ReaderGone from None


def write_bytes(data: Iterable[bytes]) -> None:
    """Data on standard output byte for byte, whatever the locale.

    Raises ReaderGone when nobody reads any more, OSError when it cannot be written.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ReaderGone from None


def write_json(value: Any, *, indent: int | None = None) -> None:
    """A JSON value on standard output. What could act on a terminal is escaped; pure ASCII where the stream
    cannot carry more."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    write(escape_json(json.dumps(value, ensure_ascii=not utf8, indent=indent)))


class _Page(StringIO):
    """What is printed, kept until it is known whether it fits the terminal."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]  # as the stream that it stands for
        return self._encoding

    def isatty(self) -> bool:
        return True


@contextmanager
def paged(environment: Mapping[str, str] = os.environ, *, wanted: bool = True) -> Iterator[None]:
    """What is printed meanwhile goes through `$PAGER`, where one is set, if it does not fit the terminal."""
    pager = environment.get("PAGER", "").strip()
    if not (wanted and pager and has_person()):
        yield
        return
    page = _Page(sys.stdout.encoding or "utf-8")
    try:
        with redirect_stdout(page):
            yield
    finally:
        text = page.getvalue()
        fits = text.count("\n") < shutil.get_terminal_size().lines
        if fits or not _shown_by(pager, text, environment):
            sys.stdout.write(text)
            sys.stdout.flush()


def _shown_by(pager: str, text: str, environment: Mapping[str, str]) -> bool:
    """Whether the pager took it. One that cannot be started must not cost the person the output."""
    import shlex
    import subprocess

    try:
        command = shlex.split(pager)
        # As git has it: leave at once if it fits, show colours, leave the text on the screen.
        program = subprocess.Popen(  # noqa: S603 - the person's own pager
            command, stdin=subprocess.PIPE, env={"LESS": "FRX", **environment}
        )
    except (OSError, ValueError, IndexError) as error:
        complain_line(f"PAGER: {pager[:40]} could not be started: {error}; unset it, or say --no-pager")
        return False
    with suppress(OSError):  # the person has seen enough
        program.communicate(text.encode(sys.stdout.encoding or "utf-8", "replace"))
    while program.poll() is None:
        with suppress(KeyboardInterrupt):  # Ctrl-C is the pager's
            program.wait()
    return True


def abandon_stdout() -> None:
    """Nobody reads any more: keep the interpreter from complaining about it at exit."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
        os.close(devnull)
    except (OSError, ValueError):
        pass


def complain_line(line: str) -> None:
    """One line on standard error, after everything already on standard output."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        abandon_stdout()
    try:
        sys.stderr.write(f"backroutine: {show(line)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def complain_lines(lines: Iterable[str]) -> None:
    """Each line as `complain_line` has it."""
    for line in lines:
        complain_line(line)


def complain(faults: Sequence[Fault], most: int = MOST_FAULTS, todo: str = "") -> None:
    """The first few faults, a line each, and how many more there are."""
    for fault in faults[:most]:
        complain_line(str(fault))
    if len(faults) > most:
        complain_line(str(Fault("", f"and {len(faults) - most} more", todo)))


def in_terminal(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal to draw on and to hear keys from."""
    return not is_dumb(environment) and has_person()


def is_dumb(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the cursor cannot be moved in this terminal. Windows says nothing about it, and can."""
    return os.name != "nt" and environment.get("TERM", "dumb") in {"", "dumb"}


def any_terminal() -> bool:
    """Whether standard input or output is a terminal. In `start | tee FILE` there is a person too."""
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def has_person() -> bool:
    """Whether a person can be asked: standard input and output are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def ring() -> None:
    """Ring the terminal's bell, if there is a terminal."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and stream.isatty():
            stream.write("\a")
            stream.flush()
            return


def styled(text: str, style: "Style") -> str:
    """Text with the codes of its colours, as many as the terminal has."""
    from rich.console import COLOR_SYSTEMS, Console

    from backroutine.coach.screen.layout import rich_style

    depth = Console(file=sys.stdout).color_system
    return rich_style(style).render(text, color_system=COLOR_SYSTEMS[depth] if depth else None)


def carries_blocks() -> bool:
    """Whether the terminal's encoding has the characters that numbers, bars and figures are drawn with."""
    return carries("█▄▀▟●◉○")


def carries(characters: str) -> bool:
    """Whether standard output can show these characters."""
    # While the live screen is open, a capture without an encoding stands in place of standard output.
    stream = sys.stdout if hasattr(sys.stdout, "encoding") else sys.__stdout__
    try:
        characters.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write_prose(text: str) -> None:
    """A sentence, wrapped to the terminal; one whole line in a pipe."""
    lines = [show(text)]
    if sys.stdout.isatty():
        from backroutine.coach.wrapping import wrapped

        lines = wrapped(lines[0], max(10, shutil.get_terminal_size().columns))
    for line in lines:
        write(line)
