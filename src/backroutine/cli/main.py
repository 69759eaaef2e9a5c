"""The only way out: whatever happens becomes one line on stderr, at most a few, and an exit code."""

import errno
import os
import sys
from collections.abc import Sequence

from typer.exceptions import Abort, TyperException

from backroutine.cli import completion, output
from backroutine.cli.app import app
from backroutine.cli.system import CTRL_C
from backroutine.errors import BackroutineError, JournalError


def run(arguments: Sequence[str]) -> int:
    """Run one command. Returns its exit code; prints every failure itself."""
    output.prepare()
    if "_BACKROUTINE_COMPLETE" in os.environ:
        completion.lighten()
    try:
        front_door = app.with_only(arguments[0]) if arguments else app
        code = front_door(args=list(arguments), prog_name="backroutine", standalone_mode=False) or 0
        sys.stdout.flush()
    except TyperException as error:
        return _usage(error)
    except BackroutineError as error:
        output.complain(error.faults)
        return error.exit_code
    except (KeyboardInterrupt, Abort):
        return CTRL_C
    except (output.ReaderGone, BrokenPipeError):
        output.abandon_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - the last net: a traceback is never for a person
        return _unexpected(error)
    return int(code)


def _usage(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "backroutine"
    where = command.removeprefix("backroutine").strip() or "command line"
    output.complain_line(f"{where}: {error.format_message().rstrip('.')}; see '{command} --help'")
    return 2


def _unexpected(error: Exception) -> int:
    if isinstance(error, OSError) and not error.filename:
        output.abandon_stdout()
        what = (
            "is closed" if error.errno == errno.EBADF else f"could not be written: {error.strerror or error}"
        )
        output.complain_line(f"output: {what}; print it elsewhere")
        return JournalError.exit_code
    if os.environ.get("BACKROUTINE_DEBUG"):
        raise error
    name = type(error).__name__
    output.complain_line(
        f"internal error: {name}: {error}; this is a fault of the program, please report it "
        "(BACKROUTINE_DEBUG=1 shows where)"
    )
    return 1
