"""Keeps checked sessions and entries on their way from a file into the journal, outside of memory."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, Self, TypeVar

from backroutine.journal.database import temporary
from backroutine.journal.rows import KeptSession
from backroutine.journal.schema import EntryRow, EventRow, SessionRow

T = TypeVar("T")


class Track(Protocol):
    """Gives the values on and counts them: something may show how far it is."""

    def __call__(self, values: Iterable[T], total: int, what: str, /) -> Iterable[T]:
        """The values; `what` happens to each of them."""


def untracked(values: Iterable[T], _total: int, _what: str) -> Iterable[T]:
    """The values as they are."""
    return values


_TABLES = """
CREATE TABLE session (started_utc, id, started_at, first_side, plan, checksum);
CREATE TABLE event (number, session, seq, at, kind, body, checksum, PRIMARY KEY (number, seq)) WITHOUT ROWID;
CREATE TABLE entry (shelf, at_utc, id, seq, here, at, kind, body, checksum);
"""


class Staging:
    """Sessions and entries in a temporary database. It can be read several times. Raises sqlite3.Error."""

    def __init__(self, sessions: Iterable[KeptSession] = (), entries: Iterable[EntryRow] = ()) -> None:
        self._connection = temporary()
        self._connection.executescript(_TABLES)
        self._connection.execute("BEGIN")
        for session in sessions:
            self.add_session(session)
        for entry in entries:
            self.add_entry(entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        query = "SELECT 1 FROM session UNION ALL SELECT 1 FROM entry LIMIT 1"
        return self._connection.execute(query).fetchone() is not None

    def add_session(self, session: KeptSession) -> None:
        added = self._connection.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", session.row)
        rows = ((added.lastrowid, *event) for event in session.events)
        self._connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def add_entry(self, entry: EntryRow) -> None:
        self._connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)

    def sessions(self) -> Iterator[KeptSession]:
        """All sessions in the order in which they were added."""
        events = "SELECT session, seq, at, kind, body, checksum FROM event WHERE number = ? ORDER BY seq"
        for number, *columns in self._connection.execute("SELECT rowid, * FROM session ORDER BY rowid"):
            rows = tuple(map(EventRow._make, self._connection.execute(events, (number,))))
            yield KeptSession(SessionRow._make(columns), rows)

    def entries(self) -> Iterator[EntryRow]:
        """All entries in the order of writing: what takes one back comes after it."""
        query = "SELECT * FROM entry ORDER BY seq, at_utc, rowid"
        return map(EntryRow._make, self._connection.execute(query))

    def session_ids(self) -> dict[str, bool]:
        """The id of each session, and whether several have it."""
        query = "SELECT id, count(*) > 1 FROM session GROUP BY id"
        return {session_id: bool(several) for session_id, several in self._connection.execute(query)}

    def started_at(self, session_id: str) -> str | None:
        """When a session began, as its row says it; None where there is none."""
        query = "SELECT started_at FROM session WHERE id = ?"
        row = self._connection.execute(query, (session_id,)).fetchone()
        return str(row[0]) if row else None

    def entry_ids(self) -> set[str]:
        return {entry_id for (entry_id,) in self._connection.execute("SELECT id FROM entry")}


class Lines(Mapping[str, bytes]):
    """Lines by their checksum, in the order in which they were added. They wait on the disk, too."""

    def __init__(self) -> None:
        self._connection = temporary()
        self._connection.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, line)")
        self._connection.execute("BEGIN")
        self._numbers: dict[str, int] = {}

    def add(self, checksum: str, line: bytes) -> None:
        """Adds a line, unless it is there."""
        if checksum not in self._numbers:
            number = self._numbers[checksum] = len(self._numbers)
            self._connection.execute("INSERT INTO line VALUES (?, ?)", (number, line))

    def __getitem__(self, checksum: str) -> bytes:
        query = "SELECT line FROM line WHERE number = ?"
        line: bytes = self._connection.execute(query, (self._numbers[checksum],)).fetchone()[0]
        return line

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, checksum: object) -> bool:
        return checksum in self._numbers
