"""What was deleted: hashes of ids only. Nothing is brought back unasked, and no id is found on the disk."""

import hashlib
import sqlite3
from collections.abc import Sequence

INSERT_DELETED = "INSERT OR IGNORE INTO deleted VALUES (?)"


def id_hash(session_id: str) -> str:
    """The SHA-256 of a session's id, in hex."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()


def is_deleted(connection: sqlite3.Connection, session_id: str) -> bool:
    """Whether a session of this id was deleted here."""
    query = "SELECT 1 FROM deleted WHERE hash = ?"
    return connection.execute(query, (id_hash(session_id),)).fetchone() is not None


def deleted_hashes(connection: sqlite3.Connection) -> Sequence[tuple[str]]:
    """The hashes of all ids that were deleted, as rows, in order."""
    return connection.execute("SELECT hash FROM deleted ORDER BY hash").fetchall()
