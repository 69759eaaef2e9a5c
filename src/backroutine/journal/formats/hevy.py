"""The CSV that Hevy exports: a row for each set. Other programs for strength training read it too.

Hevy has no sides, no rounds and no offsets. The side stands in `exercise_notes`, times are those of the place
where the session was, and the id of the session stands in brackets at the end of `description`, so that what
comes back is known.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backroutine.errors import MOST, Finding
from backroutine.journal.entries import LONGEST_NAME, LONGEST_NOTE, MOST_REPS, NoteWritten, entry_to_json
from backroutine.journal.formats.csv_table import armed, csv_line
from backroutine.journal.formats.parsed import Parsed
from backroutine.journal.records import SessionRecord
from backroutine.session.events import SessionEnded, SessionStarted, SideBegan, SideFinished, event_to_json
from backroutine.session.plan import Plan, Step, Tempo, plan_to_json
from backroutine.session.tally import SideTally
from backroutine.text import count_of

FIELDS = (
    "title", "start_time", "end_time", "description", "exercise_title", "superset_id", "exercise_notes",
    "set_index", "set_type", "weight_kg", "reps", "distance_km", "duration_seconds", "rpe",
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_WEIGHT = NO_DISTANCE = NO_RPE = NO_SUPERSET = ""


def hevy_lines(records: Iterable[SessionRecord]) -> Iterator[str]:
    """A line of names, then a line for each side with reps, without line ends."""
    yield csv_line(FIELDS)
    for record in records:
        yield from map(csv_line, _csv_rows(record))


def _csv_rows(record: SessionRecord) -> Iterator[tuple[object, ...]]:
    names = {(step.exercise, step.side): (step.name, step.label) for step in record.plan.steps}
    titles = {step.exercise: step.name for step in record.plan.steps}
    seconds = sum(side.seconds for side in record.sides)
    ended_at = record.ended_at or record.started_at + timedelta(seconds=seconds)
    described = f"{record.note} [backroutine {record.id}]".strip()
    sets: dict[str, int] = {}
    for side in record.sides:
        if not side.reps:
            continue
        name, label = names.get((side.exercise, side.side), (titles.get(side.exercise, side.exercise), ""))
        index = sets[side.exercise] = sets.get(side.exercise, -1) + 1
        yield (
            record.routine, hevy_time(record.started_at), hevy_time(ended_at), described, name, NO_SUPERSET,
            _notes(side, label), index, "normal", NO_WEIGHT, side.reps,
            NO_DISTANCE, round(side.seconds), NO_RPE,
        )  # fmt: skip


def _notes(side: SideTally, label: str) -> str:
    """`left: left foot pushes; knee hugged in`."""
    parts = [f"{side.side}: {label}" if label else side.side, side.form or side.variation]
    return "; ".join(part for part in parts if part)


def hevy_time(moment: datetime) -> str:
    """`22 Nov 2026, 07:10`: the time of the place, to the minute, in English whatever the language here."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"


# Reading Hevy's CSV: rows of sets to sessions, by the same values that backroutine's own export has.

NEEDED = ("title", "start_time", "end_time", "exercise_title", "reps")
USUAL_REP = 3.0
"""Seconds of a rep where the file does not say how long the set took."""
_LONGEST_SET = 86_400.0
_TIME = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]*\.? (\d{4}),? (\d{1,2}):(\d{2})", re.ASCII)
_TAG = re.compile(r"\s*\[backroutine ([^\]]{1,100})\]$")
_SIDE = re.compile(r"\b(left|right|both)\b", re.IGNORECASE)
_OWN_SIDE = re.compile(r"(left|right|both): ")
"""How an own export begins a note; the words behind it may name other sides, as those of the superman do."""
_SHOWN = 40


def is_hevy(text: str) -> bool:
    """Whether the first line names the columns of Hevy."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return {"start_time", "exercise_title"} <= {cell.strip(' "') for cell in first.split(",")}


def read_hevy(
    text: str,
    here: Callable[[datetime], datetime],
    ids: Mapping[str, str],
    findings: list[Finding],
    notices: list[str],
) -> Iterator[Parsed]:
    """The sessions in it, and their notes. `here` gives a time without offset the one of this place; `ids`
    has the exercises that are known, by their name.

    What is wrong goes to `findings`, what was left out to `notices`: the journal has no place for sets
    without reps.
    """
    workouts: dict[tuple[str, ...], _Workout] = {}
    left_out = 0
    for line, row in _rows(text, findings):
        try:
            key = tuple(row.get(name, "") for name in ("title", "start_time", "end_time"))
            one = _set(row)
            if one is None:
                left_out += 1
                continue
            if key not in workouts:
                workouts[key] = _workout(row, line, here)
            workouts[key].sets.append(one)
        except ValueError as error:
            findings.append(Finding(line, str(error)))
        if len(findings) > MOST:
            return
    if left_out:
        notices.append(f"{count_of(left_out, 'set')} without reps left out: the journal counts reps")
    for workout in workouts.values():
        yield Parsed("session", _session(workout, ids), workout.line)
        if workout.note:
            yield Parsed("entry", _note(workout), workout.line)


@dataclass(frozen=True, slots=True)
class _Set:
    name: str
    side: str
    reps: int
    seconds: float | None


@dataclass(slots=True)
class _Workout:
    id: str
    line: int
    title: str
    started_at: datetime
    seconds: float | None
    note: str
    sets: list[_Set] = field(default_factory=list)


def _rows(text: str, findings: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by the names of their columns, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not names and cells:
                names = [cell.strip() for cell in cells]
                if missing := [name for name in NEEDED if name not in names]:
                    findings.append(Finding(line, f"the column {missing[0]} is missing", "export it again"))
                    return
            elif cells and len(cells) != len(names):
                what = f"it has {len(cells)} cells, the first line has {len(names)}"
                findings.append(Finding(line, what, "export it again"))
            elif cells:
                yield line, dict(zip(names, map(armed, cells), strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        findings.append(Finding(line, f"this is not CSV: {error}", "export it again"))


def _set(row: Mapping[str, str]) -> _Set | None:
    """A set; None when it has no reps: a run, or a plank by time."""
    if not row["exercise_title"].strip():
        raise ValueError("the exercise_title is missing")
    reps = _number(row["reps"], "reps", MOST_REPS)
    if not reps:
        return None
    if reps != int(reps):
        raise ValueError("reps must be a whole number")
    note = row.get("exercise_notes", "")
    own = _OWN_SIDE.match(note)
    sides = {own[1]} if own else {found.lower() for found in _SIDE.findall(note)}
    side = sides.pop() if len(sides) == 1 else "both"
    seconds = _number(row.get("duration_seconds", ""), "duration_seconds", _LONGEST_SET)
    name = _clipped(row["exercise_title"], LONGEST_NAME)
    return _Set(name, side, int(reps), seconds or None)


def _workout(row: Mapping[str, str], line: int, here: Callable[[datetime], datetime]) -> _Workout:
    started_at = here(_time(row["start_time"], "start_time"))
    end = _time(row["end_time"], "end_time") if row["end_time"].strip() else None
    seconds = _lasted(started_at, end, here) if end else 0.0
    described = row.get("description", "")
    tag = _TAG.search(described)
    if tag:
        session_id, note = tag[1], described[: tag.start()]
    else:
        key = "\0".join(row[name] for name in ("title", "start_time", "end_time"))
        session_id, note = f"hevy-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}", described
    title = _clipped(row["title"], LONGEST_NAME) or "Hevy"
    return _Workout(session_id, line, title, started_at, seconds or None, _clipped(note, LONGEST_NOTE))


def _lasted(started_at: datetime, end: datetime, here: Callable[[datetime], datetime]) -> float:
    # Where clocks are put back, an hour comes twice: an end before the start is one of the second time.
    for ended_at in (here(end), here(end.replace(fold=1))):
        seconds = (ended_at - started_at).total_seconds()
        if seconds >= 0:
            return seconds
    raise ValueError("the end_time is before the start_time")


def _time(text: str, name: str) -> datetime:
    words = " ".join(text.split())
    try:
        if found := _TIME.fullmatch(words):
            day, month, year, hour, minute = found.groups()
            number = MONTHS.index(month.capitalize()) + 1
            return datetime(int(year), number, int(day), int(hour), int(minute))  # noqa: DTZ001 - `here` adds it
        return datetime.fromisoformat(words)
    except ValueError:
        shown = _clipped(words, _SHOWN)
        raise ValueError(f"{name} {shown!r} is not a time like 22 Nov 2026, 07:10") from None


def _number(text: str, name: str, most: float) -> float:
    if not text.strip():
        return 0.0
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise ValueError(f"{name} must be a number from 0 to {most:.0f}, not {_clipped(text, _SHOWN)!r}")
    return number


def _clipped(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _session(workout: _Workout, ids: Mapping[str, str]) -> dict[str, Any]:
    reps = sum(one.reps for one in workout.sets)
    share = workout.seconds / reps if workout.seconds else USUAL_REP
    events: list[Any] = [SessionStarted(0.0)]
    steps: list[Step] = []
    rounds: dict[tuple[str, str], int] = {}
    at = 0.0
    for one in workout.sets:
        exercise = ids.get(one.name.casefold()) or _slug(one.name)
        round_ = rounds[exercise, one.side] = rounds.get((exercise, one.side), 0) + 1
        seconds = one.seconds or share * one.reps
        tempo = Tempo(0.0, 0.0, round(max(0.1, seconds / one.reps), 3), 0.0)
        label = one.side if one.side == "both" else f"{one.side} side"
        steps.append(Step(exercise, one.name, one.side, label, round_, one.reps, tempo, ()))
        where = (exercise, one.side, round_, 1)
        # Single reps are left out: nobody knows when they were.
        events.append(SideBegan(round(at, 3), *where, reps=one.reps, target=one.reps))
        at += seconds
        events.append(SideFinished(round(at, 3), *where, reps=one.reps, target=one.reps, because="done"))
    events.append(SessionEnded(round(max(at, workout.seconds or 0.0), 3), "completed"))
    return {
        "id": workout.id,
        "started_at": workout.started_at.isoformat(),
        "first_side": workout.sets[0].side,
        "plan": json.loads(json.dumps(plan_to_json(Plan(workout.title, tuple(steps), tap=True)))),
        "events": [event_to_json(event) for event in events],
    }


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-") or "exercise"


def _note(workout: _Workout) -> dict[str, Any]:
    at = workout.started_at + timedelta(seconds=workout.seconds or 0.0)
    return entry_to_json(NoteWritten(f"note-{workout.id}"[:LONGEST_NAME], at, workout.id, workout.note))
