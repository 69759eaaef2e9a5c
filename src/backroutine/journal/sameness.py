"""Whether two rows, from here and from elsewhere, say the same."""

import json
from collections.abc import Sequence

from backroutine.journal.schema import EntryRow, EventRow, SessionRow


def same_session(one: SessionRow, other: SessionRow) -> bool:
    """Whether both are one session, whatever happened in it."""
    if (one.started_at, one.first_side) != (other.started_at, other.first_side):
        return False
    return _same_json(one.plan, other.plan)


def has_all(events: Sequence[EventRow], some: Sequence[EventRow]) -> bool:
    """Whether `some` are among `events`, in their order.

    A session that went on has all events of its beginning; a whole one has all of one that lost rows.
    """
    rest = iter(events)
    return all(any(_same_event(event, other) for other in rest) for event in some)


def _same_event(one: EventRow, other: EventRow) -> bool:
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def same_entry(one: EntryRow, other: EntryRow) -> bool:
    """Whether both tell the same, apart from their places in the order of writing: two programs may have
    noted the same thing.
    """
    return (one.kind, one.at) == (other.kind, other.at) and _same_json(one.body, other.body)


def _same_json(one: str, other: str) -> bool:
    return one == other or _canonical(json.loads(one)) == _canonical(json.loads(other))


def _canonical(value: object) -> str:
    """The same text for values that mean the same: 1 and 1.0, and fields in any order."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_plain(part) for part in value]
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case _:
            return value
