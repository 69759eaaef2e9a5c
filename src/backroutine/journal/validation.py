"""Sessions and entries from elsewhere, checked before the journal takes them.

What passes is safe to store and to read: of the right types, within bounds, and it folds into a record. The
models follow the program's own values, so a new kind of event or entry is checked as soon as it exists.
Only import and sync load this module: pydantic is slow to start.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import fields
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic_core import ErrorDetails

from backroutine.journal.entries import (
    ENTRY_KINDS,
    LONGEST_NAME,
    check_instant,
    entry_from_json,
    is_safe,
)
from backroutine.journal.records import build_record
from backroutine.journal.rows import (
    LARGEST_SEQ,
    NOT_OURS,
    OTHERS,
    KeptSession,
    event_of,
    sealed,
    session_shelf,
    shelf_of,
)
from backroutine.journal.schema import EntryRow, EventRow, SessionRow, seal
from backroutine.session.events import EVENT_NAMES, SessionStarted
from backroutine.session.plan import Plan, plan_from_json

LARGEST_NUMBER = 1e9
MOST_EVENTS = 20_000
"""In one session; the longest that was measured has some hundreds."""
_MOST_STEPS = 1000
_LONGEST_TEXT = 2000
_DEEPEST = 8
"""Levels of nesting in what only a newer program understands."""
_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
_TAG = "kind:"
"""Begins the name of a model among several. No name of a field begins so: in a path the two stay apart."""


class InvalidValue(Exception):  # noqa: N818 - no error of the program: a fault on its way to the person
    """A value is not what it must be: where, as a JSON path, and what is wrong."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where = where
        self.what = what


def _check_safe(text: str) -> str:
    if not is_safe(text):
        raise ValueError("it must be one line without control characters")
    return text


def _check_instant(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
        check_instant(moment)
        datetime.fromisoformat(moment.isoformat())  # an offset with seconds can be read once, and not again
    except (ValueError, OverflowError) as error:
        raise ValueError("it must be an instant with offset, like 2026-11-22T07:10:03+01:00") from error
    return text


def _check_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("it must be a day, like 2026-11-22") from error
    return text


_Text = Annotated[str, Field(max_length=_LONGEST_TEXT), AfterValidator(_check_safe)]
_Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_check_safe)]
_Instant = Annotated[str, AfterValidator(_check_instant)]
_Day = Annotated[str, AfterValidator(_check_day)]
_Side = Literal["left", "right", "both"]
_Count = Annotated[int, Field(ge=0, le=int(LARGEST_NUMBER))]
_Number = Annotated[float, Field(ge=0, le=LARGEST_NUMBER)]
_AboveZero = Annotated[float, Field(gt=0, le=LARGEST_NUMBER)]
_Kind = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
_SIMPLE: Mapping[object, object] = {
    str: _Text, int: _Count, float: _Number, bool: bool, datetime: _Instant, date: _Day,
}  # fmt: skip
_BY_NAME: Mapping[str, object] = {"side": _Side, "speed": _AboveZero, "pace": _AboveZero}


def _bounded(hint: Any, name: str = "") -> Any:
    """The type of a field with the bounds that values from elsewhere have to keep."""
    if get_origin(hint) in {Union, UnionType}:
        return Union[tuple(_bounded(part, name) for part in get_args(hint))]  # noqa: UP007
    if hint is NoneType:
        return None
    if name in _BY_NAME or hint in _SIMPLE:
        return _BY_NAME.get(name) or _SIMPLE[hint]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _model(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Literal[tuple(member.value for member in hint)]
    inner = get_args(hint)
    match get_origin(hint):
        case origin if origin is tuple:
            return Annotated[list[_bounded(inner[0])], Field(max_length=_MOST_STEPS)]  # type: ignore[misc]
        case origin if origin is Mapping:
            return dict[_Name, _bounded(inner[1])]  # type: ignore[misc]
        case _:
            return hint


def _model(kind: Any, /, **more: Any) -> type[BaseModel]:
    """A strict model with the fields of a value. An underscore at the end of a name may be left out."""
    hints, model = get_type_hints(kind), dict(more)
    for one in fields(kind):
        alias = AliasChoices(one.name.rstrip("_"), one.name)
        default = Field(validation_alias=alias) if one.required else Field(None, validation_alias=alias)
        model[one.name] = (_bounded(hints[one.name], one.name), default)
    return create_model(kind.__name__, __config__=_STRICT, **model)


def _anything() -> Any:
    """A value of JSON within bounds, for fields that only a newer program understands."""
    simple = {
        "str": _Text,
        "int": Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)],
        "float": Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)],
        "bool": bool,
        "NoneType": None,
    }
    value: Any = _tagged(simple, _type_name)
    for _ in range(_DEEPEST):
        value = _tagged({**simple, "list": list[value], "dict": dict[_Name, value]}, _type_name)
    return value


def _type_name(value: object) -> str:
    return type(value).__name__


def _tagged(types: Mapping[str, Any], tag_of: Callable[[Any], str]) -> Any:
    """One of several types; `tag_of` says which. So a fault has one place, not one for each type."""
    parts = tuple(Annotated[one, Tag(_TAG + tag)] for tag, one in types.items())
    return Annotated[Union[parts], Discriminator(lambda value: _TAG + tag_of(value))]  # noqa: UP007


class _Newer(BaseModel):
    """An event or an entry of a kind that this version does not know: kept as it is."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)
    __pydantic_extra__: dict[_Name, _anything()]  # type: ignore[valid-type]


class _NewerEvent(_Newer):
    event: _Kind
    at: _Number


class _NewerEntry(_Newer):
    kind: _Kind
    id: _Name
    at: _Instant
    seq: Annotated[int, Field(ge=0, le=LARGEST_SEQ)] = 0


def _one_of(field: str, known: Mapping[str, type[BaseModel]], newer: type[BaseModel]) -> Any:
    """The model that the text in `field` names."""

    def kind_of(value: Any) -> str:
        kind = value.get(field) if isinstance(value, dict) else None
        return kind if isinstance(kind, str) and kind in known else ""

    return _tagged({**known, "": newer}, kind_of)


_EVENTS = {name: _model(kind, event=(Literal[name], ...)) for kind, name in EVENT_NAMES.items()}
_ENTRIES = {
    name: _model(kind, kind=(Literal[name], ...), seq=(Annotated[int, Field(ge=0, le=LARGEST_SEQ)], 0))
    for name, kind in ENTRY_KINDS.items()
}


_EVENT: Any = _one_of("event", _EVENTS, _NewerEvent)
_SESSION_FIELDS: dict[str, Any] = {
    "id": _Name,
    "started_at": _Instant,
    "first_side": _Side,
    "plan": _model(Plan),
    "events": Annotated[list[_EVENT], Field(min_length=1, max_length=MOST_EVENTS)],
}
_SESSION = TypeAdapter(create_model("Session", __config__=_STRICT, **_SESSION_FIELDS))
_ENTRY: TypeAdapter[Any] = TypeAdapter(_one_of("kind", _ENTRIES, _NewerEntry))
_WORDS = {
    "missing": "it is missing",
    "extra_forbidden": "this field is not known",
    "int_type": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "float_type": "it must be a number",
    "finite_number": "it must be a number",
    "string_type": "it must be text",
    "string_unicode": "it must be text",
    "bool_type": "it must be true or false",
    "list_type": "it must be a list",
    "model_type": "it must be an object",
    "dict_type": "it must be an object",
    "literal_error": "it must be one of {expected}",
    "string_pattern_mismatch": "it must be the name of a kind: 1 to 40 of a-z, 0-9 and _",
    "greater_than": "it must be a number above {gt:.0f}",
    "greater_than_equal": "it must be a number from {ge:.0f}",
    "less_than_equal": "it must be a number up to {le:.0f}",
    "string_too_long": "it must have at most {max_length} characters",
    "string_too_short": "it must not be empty",
    "too_long": "it must have at most {max_length} values",
    "too_short": "it must not be empty",
    "union_tag_invalid": "it is nested too deep, or no value of JSON",
    "value_error": "{error}",
}
"""What pydantic calls the fault, in words for a person."""
_STARTED = EVENT_NAMES[SessionStarted]


def session_from(value: Any) -> KeptSession:
    """A session as `session_to_json` gives it. Raises InvalidValue."""
    _check(_SESSION, value)
    session_id, events = value["id"], value["events"]
    if events[0]["event"] != _STARTED:
        raise InvalidValue("events[0]", f"a session begins with the event {_STARTED}")
    started_at = datetime.fromisoformat(value["started_at"])
    plan = json.dumps(value["plan"])
    columns = started_at.timestamp(), session_id, started_at.isoformat(), value["first_side"], plan
    row = SessionRow(*columns, seal(*columns))
    rows = tuple(_event_row(session_id, seq, event) for seq, event in enumerate(events))
    try:
        if plan_from_json(value["plan"]).total_seconds <= 0:
            raise InvalidValue("plan.steps", "a plan has steps that take time")
        build_record(row, [(event.seq, event_of(event)) for event in rows if event.kind in _EVENTS])
    except NOT_OURS as error:
        raise InvalidValue("", "it is no session") from error
    return KeptSession(row, rows)


def _event_row(session_id: str, seq: int, event: dict[str, Any]) -> EventRow:
    body = {name: value for name, value in event.items() if name not in {"event", "at"}}
    columns = session_id, seq, float(event["at"]), event["event"], json.dumps(body)
    return EventRow(*columns, seal(*columns))


def entry_from(value: Any) -> EntryRow:
    """An entry as `entry_row_to_json` gives it. Raises InvalidValue."""
    _check(_ENTRY, value)
    body = dict(value)
    seq = body.pop("seq", 0)
    if body["kind"] in ENTRY_KINDS:
        try:
            shelf = shelf_of(entry_from_json(body))
        except NOT_OURS as error:
            raise InvalidValue("", str(error)) from error
    else:
        session = body.get("session")
        shelf = session_shelf(session) if isinstance(session, str) else OTHERS
    kind, entry_id, at = body.pop("kind"), body.pop("id"), datetime.fromisoformat(body.pop("at"))
    return sealed(shelf, at.timestamp(), entry_id, seq, 0, at.isoformat(), kind, json.dumps(body))


def _check(adapter: TypeAdapter[Any], value: Any) -> None:
    """Raises InvalidValue for the first thing that is wrong."""
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        words = _WORDS.get(first["type"], "it is not what it must be here")
        raise InvalidValue(_path(first), words.format(**first.get("ctx", {}))) from error


def _path(error: ErrorDetails) -> str:
    path = ""
    for part in error["loc"]:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not part.startswith(_TAG):
            path += f".{part}"
    return path.lstrip(".")
