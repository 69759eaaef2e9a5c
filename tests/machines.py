"""Machines that exchange their journals through one folder."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from backroutine.journal.entries import Entry
from backroutine.journal.markers import device_id
from backroutine.journal.reader import read_sessions
from backroutine.journal.sync.device_file import own_file
from backroutine.journal.sync.exchange import Exchanged, exchange
from backroutine.journal.writer import Journal
from backroutine.session.events import Event
from journal_kit import NOW, days_later, keep, tell


class Machine:
    """A journal, and the folder as this machine sees it."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.path, self.folder = home / "journal.db", folder

    def sync(self, *, dry_run: bool = False) -> Exchanged:
        return exchange(self.path, self.folder, NOW, dry_run)

    def train(self, session_id: str, events: Iterable[Event] | None = None, days: float = 0) -> None:
        keep(self.path, session_id, events, started_at=days_later(days))

    def tell(self, *entries: Entry) -> None:
        tell(self.path, *entries)

    def delete(self, session_id: str) -> None:
        with Journal.open(self.path, NOW) as journal:
            journal.delete_session(session_id)

    @property
    def own(self) -> Path:
        device = device_id(self.path)
        assert device
        return own_file(self.folder, device)

    @property
    def ids(self) -> set[str]:
        return {record.id for record in read_sessions(self.path).records}


def amount(sessions: int = 0, entries: int = 0, deletions: int = 0) -> Counter[str]:
    return Counter(session=sessions, entry=entries, deleted=deletions)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
