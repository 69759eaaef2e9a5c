"""One session as a FIT activity: strength training, a set for each side. Needs the extra `fit`.

Codes are those of Garmin's public profile; the writer is fit-tool, which is independent of the vendor's kit.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from msgspec import Struct

from backroutine.journal.records import SessionRecord
from backroutine.session.events import Event, SideBegan
from backroutine.session.tally import SideTally

TRAINING, STRENGTH = 10, 20
ACTIVE, REST = 1, 0
UNKNOWN = 65534
CODES = {
    "leg-raise": (16, 8),
    "half-push-up": (22, 77),
    "hip-thrust": (10, 30),
    "superman": (13, 0),
}
"""Category and name: lying straight leg raise, push-up, single-leg hip raise, back extension with opposite
arm and leg reach."""
_ACTIVITY, _DEVELOPMENT = 4, 255
_TIMER, _SESSION, _LAP, _WHOLE = 0, 8, 9, 26
_START, _STOP, _STOP_ALL = 0, 1, 4
_FIT_BEGINS = 631_065_600
"""The first instant of FIT's clock, 1989-12-31, in seconds since 1970."""
_LONGEST_NAME = 60
"""Bytes of a title; a FIT field holds up to 255."""


class _Set(Struct, frozen=True):
    began: float
    """Seconds since the session began."""
    seconds: float
    side: SideTally | None
    """None: a rest."""


def fit_activity(record: SessionRecord, events: Iterable[Event]) -> bytes:
    """The session as the bytes of a FIT file. Raises ImportError without the library that writes it."""
    from fit_tool.fit_file_builder import FitFileBuilder

    builder = FitFileBuilder(auto_define=True, min_string_size=_LONGEST_NAME + 1)
    for message in _messages(record, list(_sets(record, events))):
        builder.add(message)
    return bytes(builder.build_bytes())


def _sets(record: SessionRecord, events: Iterable[Event]) -> Iterator[_Set]:
    """Work and the rests between, in the order of time."""
    begins: dict[tuple[str, str, int, int], float] = {}
    for event in events:
        if isinstance(event, SideBegan):
            begins.setdefault((event.exercise, event.side, event.round, event.turn), event.at)
    at = 0.0
    for side in record.sides:
        # Nobody knows when a side was done that was added later: it comes last.
        began = max(at, begins.get((side.exercise, side.side, side.round, side.turn), at))
        if began > at:
            yield _Set(at, began - at, None)
        yield _Set(began, side.seconds, side)
        at = began + side.seconds


def _messages(record: SessionRecord, sets: list[_Set]) -> Iterator[Any]:
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.event_message import EventMessage
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.lap_message import LapMessage
    from fit_tool.profile.messages.session_message import SessionMessage

    start = _milliseconds(record, 0.0)
    last = max((one.began + one.seconds for one in sets), default=0.0)
    if record.ended_at:
        last = max(last, (record.ended_at - record.started_at).total_seconds())
    end = _milliseconds(record, last)
    timer = max(0.0, last - record.away)
    work = sum(one.seconds for one in sets if one.side)
    yield _filled(
        FileIdMessage(),
        type=_ACTIVITY,
        manufacturer=_DEVELOPMENT,
        product=0,
        serial_number=1,
        time_created=start,
    )
    yield _filled(EventMessage(), timestamp=start, event=_TIMER, event_type=_START)
    yield from _set_messages(record, sets)
    yield from _titles(record)
    yield _filled(EventMessage(), timestamp=end, event=_TIMER, event_type=_STOP_ALL)
    times = {"timestamp": end, "start_time": start, "total_elapsed_time": last, "total_timer_time": timer}
    kind = {"message_index": 0, "sport": TRAINING, "sub_sport": STRENGTH, "event_type": _STOP}
    yield _filled(LapMessage(), event=_LAP, **times, **kind)
    yield _filled(
        SessionMessage(),
        event=_SESSION,
        first_lap_index=0,
        num_laps=1,
        total_moving_time=work,
        **times,
        **kind,
    )
    local = record.started_at.utcoffset() or timedelta()
    yield _filled(
        ActivityMessage(),
        timestamp=end,
        # The library takes instants in milliseconds since 1970, but this one as the file has it.
        local_timestamp=round(end / 1000 + local.total_seconds()) - _FIT_BEGINS,
        total_timer_time=timer,
        num_sessions=1,
        type=0,
        event=_WHOLE,
        event_type=_STOP,
    )


def _set_messages(record: SessionRecord, sets: list[_Set]) -> Iterator[Any]:
    from fit_tool.profile.messages.set_message import SetMessage

    for index, one in enumerate(sets):
        message = _filled(
            SetMessage(),
            timestamp=_milliseconds(record, one.began + one.seconds),
            start_time=_milliseconds(record, one.began),
            duration=one.seconds,
            set_type=ACTIVE if one.side else REST,
            message_index=index,
        )
        if one.side:
            category, name = CODES.get(one.side.exercise, (UNKNOWN, None))
            _filled(message, repetitions=one.side.reps, category=[category])
            if name is not None:
                _filled(message, category_subtype=[name])
        yield message


def _titles(record: SessionRecord) -> Iterator[Any]:
    from fit_tool.profile.messages.exercise_title_message import ExerciseTitleMessage

    names = {step.exercise: step.name for step in record.plan.steps}
    done = dict.fromkeys(side.exercise for side in record.sides)
    for index, exercise in enumerate(done):
        category, name = CODES.get(exercise, (UNKNOWN, index))
        # Sets of one exercise share its title, so it names all forms that were done.
        forms = dict.fromkeys(s.form or s.variation for s in record.sides if s.exercise == exercise)
        name_and_forms = ", ".join(filter(None, (names.get(exercise, exercise), *forms)))
        title = name_and_forms.encode()[:_LONGEST_NAME].decode(errors="ignore")
        yield _filled(
            ExerciseTitleMessage(),
            message_index=index,
            exercise_category=category,
            exercise_name=name,
            workout_step_name=title,
        )


def _filled(message: Any, **values: object) -> Any:
    for name, value in values.items():
        setattr(message, name, value)
    return message


def _milliseconds(record: SessionRecord, seconds: float) -> int:
    return round((record.started_at.timestamp() + seconds) * 1000)
