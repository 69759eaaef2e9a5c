"""The gate for sessions and entries from elsewhere: any value in, rows or faults out, never an exception.

What passes is safe to store and to read: of the right types, within bounds, one that folds into a record.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from backroutine.errors import Fault
from backroutine.journal.entries import (
    ENTRY_KINDS,
    LONGEST_NAME,
    check_instant,
    check_text,
    entry_from_json,
    is_safe,
)
from backroutine.journal.formats.backroutine_json import FORMAT, FORMAT_VERSION
from backroutine.journal.records import build_record
from backroutine.journal.rows import (
    LARGEST_SEQ,
    OTHERS,
    KeptSession,
    event_of,
    sealed,
    session_shelf,
    shelf_of,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow, seal
from backroutine.session.events import EVENT_NAMES, SessionStarted
from backroutine.session.plan import Plan, plan_to_json

# Bounds for values from elsewhere, before anything looks closer at them.

LARGEST_NUMBER = 1e9
SIDES = ("left", "right", "both")
_DEEPEST = 8
_LONGEST_TEXT = 2000
_ABOVE_ZERO = frozenset({"speed", "pace"})


class InvalidValue(Exception):  # noqa: N818 - no error of the program: a fault on its way to the list
    """A value is not what it must be: where it stands, as a JSON path, and what is wrong."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where
        self.what = what


def only(value: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    """Raises Wrong for a field that is not among the known ones."""
    for name in value:
        if name not in known:
            raise InvalidValue(f"{where}.{name[:LONGEST_NAME]}".lstrip("."), "this field is not known")


def check_bounds(value: object, where: str, *, least: float, name: str = "", depth: int = 0) -> None:
    """Raises Wrong for text that is too long or unsafe, numbers out of bounds, what is no JSON, too deep."""
    match value:
        case None | bool():
            return
        case str():
            if len(value) > _LONGEST_TEXT or not is_safe(value):
                raise InvalidValue(where, f"it must be a line of at most {_LONGEST_TEXT} safe characters")
            if name == "side" and value not in SIDES:
                raise InvalidValue(where, f"it must be one of {', '.join(SIDES)}")
        case int() | float():
            if not least <= value <= LARGEST_NUMBER or (name in _ABOVE_ZERO and value <= 0):
                raise InvalidValue(where, f"it must be a number from {least:.0f} to {LARGEST_NUMBER:.0f}")
        case list() | dict() if depth < _DEEPEST:
            if isinstance(value, list):
                parts: Iterator[tuple[str, str, object]] = (
                    (f"[{n}]", "", part) for n, part in enumerate(value)
                )
            else:
                if not all(map(_is_name, value)):
                    raise InvalidValue(
                        where, f"its fields must have names of at most {LONGEST_NAME} safe characters"
                    )
                parts = ((f".{key}", key, part) for key, part in value.items())
            for path, key, part in parts:
                check_bounds(part, where + path, least=least, name=key, depth=depth + 1)
        case _:
            raise InvalidValue(where, "it is nested too deep, or no value of JSON")


def _is_name(key: object) -> bool:
    return isinstance(key, str) and len(key) <= LONGEST_NAME and is_safe(key)


def unknown_fields(given: object, known: object, path: str = "") -> Iterator[str]:
    """The paths of fields in `given` that `known` has not."""
    if isinstance(given, dict) and isinstance(known, dict):
        for key, value in given.items():
            if key in known:
                yield from unknown_fields(value, known[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(given, list) and isinstance(known, list):
        for n, (one, other) in enumerate(zip(given, known, strict=False)):
            yield from unknown_fields(one, other, f"{path}[{n}]")


MOST_SESSIONS = 100_000
MOST_ENTRIES = 1_000_000
MOST_EVENTS = 20_000
"""In one session; the longest that was measured has some hundreds."""
MOST_FAULTS = 10_000
_MOST_STEPS = 1000
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KINDS = {name: kind for kind, name in EVENT_NAMES.items()}
_HEAD = ("id", "started_at", "first_side", "plan", "events")
_WRONG = {
    "missing": "it is missing",
    "int_type": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "float_type": "it must be a number",
    "string_type": "it must be text",
    "bool_type": "it must be true or false",
    "tuple_type": "it must be a list",
    "dataclass_type": "it must be an object",
}
_ANY = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)


class Validator:
    """Checks one value after the other and collects the faults."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._adapters: dict[type, TypeAdapter[Any]] = {}

    @property
    def full(self) -> bool:
        """Whether so many faults were found that more would help nobody."""
        return len(self.faults) >= MOST_FAULTS

    def whole(self, data: object) -> tuple[tuple[KeptSession, ...], tuple[EntryRow, ...], tuple[Fault, ...]]:
        """The sessions and entries of a whole journal, and the faults."""
        try:
            lists = _lists(data)
        except InvalidValue as wrong:
            return (), (), (Fault(wrong.where, wrong.what),)
        sessions = [
            self.session(value, f"sessions[{n}]") for n, value in enumerate(lists[0]) if not self.full
        ]
        entries = [self.entry(value, f"entries[{n}]") for n, value in enumerate(lists[1]) if not self.full]
        if self.full:
            self.faults.append(Fault("", f"these are the first {MOST_FAULTS} faults; there may be more"))
        return (
            tuple(session for session in sessions if session),
            tuple(entry for entry in entries if entry),
            tuple(self.faults),
        )

    def session(self, value: object, where: str) -> KeptSession | None:
        """A session as `session_to_json` gave it; None, and a fault at `where`, when it is none."""
        try:
            return self._session(_object(value, where, _HEAD), where)
        except InvalidValue as wrong:
            self.faults.append(Fault(wrong.where, wrong.what))
        except _ANY:
            self.faults.append(Fault(where, "it is no session"))
        return None

    def entry(self, value: object, where: str) -> EntryRow | None:
        """An entry as `entry_row_to_json` gave it; None, and a fault at `where`, when it is none."""
        try:
            return _entry(_object(value, where, ("kind", "id", "at")), where)
        except InvalidValue as wrong:
            self.faults.append(Fault(wrong.where, wrong.what))
        except ValueError as error:
            self.faults.append(Fault(where, str(error)))
        except _ANY:
            self.faults.append(Fault(where, "it is no entry"))
        return None

    def _session(self, value: dict[str, Any], where: str) -> KeptSession:
        only(value, _HEAD, where)
        session_id, first_side = value["id"], value["first_side"]
        try:
            check_text(session_id, LONGEST_NAME, "an id")
        except ValueError as error:
            raise InvalidValue(f"{where}.id", str(error)) from error
        started_at = _instant(value["started_at"], f"{where}.started_at")
        if first_side not in SIDES:
            raise InvalidValue(f"{where}.first_side", f"it must be one of {', '.join(SIDES)}")
        self._plan(value["plan"], f"{where}.plan")
        columns = (
            started_at.timestamp(),
            session_id,
            started_at.isoformat(),
            first_side,
            json.dumps(value["plan"]),
        )
        row = SessionRow(*columns, seal(*columns))
        told = value["events"]
        if not isinstance(told, list) or not 1 <= len(told) <= MOST_EVENTS:
            raise InvalidValue(f"{where}.events", f"it must be a list of 1 to {MOST_EVENTS} events")
        events = tuple(
            self._event(event, session_id, seq, f"{where}.events[{seq}]") for seq, event in enumerate(told)
        )
        if events[0].kind != EVENT_NAMES[SessionStarted]:
            raise InvalidValue(f"{where}.events[0]", "a session begins with the event session_started")
        build_record(row, [event_of(event) for event in events if event.kind in _KINDS])
        return KeptSession(row, events)

    def _plan(self, value: object, where: str) -> None:
        plan: Plan = self._typed(Plan, value, where)
        for path in unknown_fields(value, json.loads(json.dumps(plan_to_json(plan)))):
            raise InvalidValue(where + path, "this field is not known")
        if not 1 <= len(plan.steps) <= _MOST_STEPS or plan.total_seconds <= 0:
            raise InvalidValue(f"{where}.steps", f"a plan has 1 to {_MOST_STEPS} steps that take time")

    def _event(self, value: object, session_id: str, seq: int, where: str) -> EventRow:
        body = dict(_object(value, where, ("event", "at")))
        kind = _kind(body.pop("event"), f"{where}.event")
        if kind in _KINDS:
            only(body, tuple(field.name for field in fields(_KINDS[kind])), where)
            self._typed(_KINDS[kind], body, where)
        else:
            check_bounds(body, where, least=-LARGEST_NUMBER)
        at = body.pop("at")
        if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at <= LARGEST_NUMBER:
            raise InvalidValue(f"{where}.at", "it must be a number of seconds")
        columns = (session_id, seq, float(at), kind, json.dumps(body))
        return EventRow(*columns, seal(*columns))

    def _typed(self, kind: type, value: object, where: str) -> Any:
        """The dataclass from its fields. Raises Wrong where they are not of their types, or out of bounds."""
        check_bounds(value, where, least=0)
        if kind not in self._adapters:
            self._adapters[kind] = TypeAdapter(kind)
        try:
            return self._adapters[kind].validate_json(json.dumps(value), strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
            raise InvalidValue(where + path, _WRONG.get(first["type"], first["msg"].lower())) from error


def _lists(data: object) -> tuple[list[object], list[object]]:
    whole = _object(data, "", ("format", "version", "sessions", "entries"))
    if whole["format"] != FORMAT:
        raise InvalidValue("format", f'it must be "{FORMAT}": this is no journal of backroutine')
    if type(whole["version"]) is not int or whole["version"] < 1:
        raise InvalidValue("version", "it must be a whole number from 1")
    if whole["version"] > FORMAT_VERSION:
        raise InvalidValue("version", f"a newer backroutine wrote it; this one knows up to {FORMAT_VERSION}")
    only(whole, ("format", "version", "sessions", "entries"), "")
    for name, most in (("sessions", MOST_SESSIONS), ("entries", MOST_ENTRIES)):
        if not isinstance(whole[name], list) or len(whole[name]) > most:
            raise InvalidValue(name, f"it must be a list of at most {most}")
    return whole["sessions"], whole["entries"]


def _entry(value: dict[str, Any], where: str) -> EntryRow:
    body = dict(value)
    seq = body.pop("seq", 0)
    if type(seq) is not int or not 0 <= seq <= LARGEST_SEQ:
        raise InvalidValue(f"{where}.seq", f"it must be a whole number from 0 to {LARGEST_SEQ}")
    kind = _kind(body["kind"], f"{where}.kind")
    check_bounds(body, where, least=-LARGEST_NUMBER)
    at = _instant(body["at"], f"{where}.at")
    if kind in ENTRY_KINDS:
        only(body, ("kind", *(field.name for field in fields(ENTRY_KINDS[kind]))), where)
        shelf = shelf_of(entry_from_json(body))
    else:
        check_text(body["id"], LONGEST_NAME, "an id")
        session = body.get("session")
        shelf = session_shelf(session) if isinstance(session, str) else OTHERS
    entry_id = body.pop("id")
    del body["kind"], body["at"]
    return sealed(shelf, at.timestamp(), entry_id, seq, 0, at.isoformat(), kind, json.dumps(body))


def _object(value: object, where: str, needed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise InvalidValue(where, "it must be an object")
    for name in needed:
        if name not in value:
            raise InvalidValue(f"{where}.{name}".lstrip("."), "it is missing")
    return value


def _kind(value: object, where: str) -> str:
    if not isinstance(value, str) or not _KIND.fullmatch(value):
        raise InvalidValue(where, "it must be the name of a kind: 1 to 40 of a-z, 0-9 and _")
    return value


def _instant(value: object, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]  # what is no text is caught
        check_instant(moment)
        return datetime.fromisoformat(moment.isoformat())
    except _ANY as error:
        raise InvalidValue(
            where, "it must be an instant with offset, like 2026-11-22T07:10:03+01:00"
        ) from error
