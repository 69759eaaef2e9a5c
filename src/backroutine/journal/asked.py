"""What was asked already: small files beside the journal, so that nothing is asked or shown twice.

A program that cannot write them asks again; that is no reason to fail.
"""

from contextlib import suppress
from pathlib import Path

from backroutine.files import make_file, make_folder
from backroutine.journal.deleted import id_hash

_MOST = 60
"""Questions that are remembered: of the latest sessions, others are not asked about any more."""


def asked(path: Path, session_id: str) -> frozenset[str]:
    """The questions about this session that were shown."""
    mine = id_hash(session_id)
    pairs = (line.split(" ", 1) for line in _lines(path) if " " in line)
    return frozenset(topic for session, topic in pairs if session == mine)


def mark_asked(path: Path, session_id: str, topic: str) -> None:
    """Remembers that a question about this session was shown."""
    # The id itself would be a trace of a session that is deleted later.
    lines = [*_lines(path), f"{id_hash(session_id)} {topic}"][-_MOST:]
    file, fresh, _safety = asked_files(path)
    with suppress(OSError):
        make_folder(path.parent)
        fresh.unlink(missing_ok=True)
        make_file(fresh)
        fresh.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        fresh.replace(file)


def safety_marker(path: Path) -> Path:
    """The file that says: the safety text was shown."""
    return path.parent / "safety-shown"


def mark_safety(path: Path) -> None:
    """Remembers that the safety text was shown."""
    with suppress(OSError):
        make_folder(path.parent)
        make_file(safety_marker(path))


def asked_files(path: Path) -> tuple[Path, Path, Path]:
    """What was asked, the same while it is being written anew, and the marker of the safety text."""
    file = path.with_name(f"{path.name}.asked")
    return file, file.with_name(f"{file.name}.new"), safety_marker(path)


def _lines(path: Path) -> list[str]:
    try:
        return asked_files(path)[0].read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
