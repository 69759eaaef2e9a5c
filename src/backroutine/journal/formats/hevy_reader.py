"""Reading Hevy's CSV as people really have it: from the app, the web page, or saved by a spreadsheet.

Hevy always exports everything, so the same workouts come again and again. A workout is known by the minute of
its start and by its sets, whatever its title, its end and the form of its dates.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from msgspec import Struct, field

from backroutine.errors import MOST, Finding
from backroutine.journal.entries import LONGEST_NAME, LONGEST_NOTE, MOST_REPS, NoteWritten, entry_to_json
from backroutine.journal.formats.csv_writer import armed
from backroutine.journal.formats.hevy_times import Times
from backroutine.journal.formats.parsed import Parsed
from backroutine.journal.records import SessionRecord
from backroutine.journal.rows import id_hash
from backroutine.session.events import SessionEnded, SessionStarted, SideBegan, SideFinished, event_to_json
from backroutine.session.plan import Plan, Step, Tempo, plan_to_json
from backroutine.text import count_of

NEEDED = ("title", "start_time", "end_time", "exercise_title", "reps")
USUAL_REP = 3.0
"""Seconds of a rep where the file does not say how long the set took."""
WAY_OUT = "switch Hevy to English and export again"
MOST_SETS = 200_000
"""Twenty sets on each day of 27 years."""
_MOST_CELLS = 1000
"""In a line; Hevy has 14."""
_LONGEST_SET = 86_400.0
_DELIMITERS = ",;\t"
_TAG = re.compile(r"\s*\[backroutine ([^\]]{1,100})\]$")
_OWN_SIDE = re.compile(r"(left|right|both): ")
"""How an own export begins a note; the words behind it may name other sides, as those of the superman do."""
_ONLY_A_SIDE = re.compile(r"(left|right|both)(?: (?:leg|side|arm)s?)?(?: only)?[.!]?", re.IGNORECASE)
_SHOWN = 40

Sets = tuple[tuple[str, str, int], ...]
"""The sets of a workout, sorted: the name of the exercise, the side, the reps."""


class KnownWorkouts:
    """The sessions that the journal has, and the ids of those that were deleted, for comparison."""

    def __init__(self, records: Iterable[SessionRecord] = (), deleted: Container[str] = ()) -> None:
        self.sets: dict[str, Sets] = {}
        """By id."""
        self.at: dict[str, list[str]] = {}
        """The ids by the minute of their start, in the time of the place."""
        self._deleted = deleted
        for record in records:
            names = {(step.exercise, step.side): step.name for step in record.plan.steps}
            self.sets[record.id] = _sorted(
                (names.get((side.exercise, side.side), side.exercise), side.side, side.reps)
                for side in record.sides
                if side.reps
            )
            self.at.setdefault(_minute(record.started_at), []).append(record.id)

    def was_deleted(self, session_id: str) -> bool:
        return id_hash(session_id) in self._deleted


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def _sorted(sets: Iterable[tuple[str, str, int]]) -> Sets:
    return tuple(sorted((_clipped(name, LONGEST_NAME).casefold(), side, reps) for name, side, reps in sets))


class HevyReader(Struct):
    """Reads one file; what it holds that a person should know stands here afterwards."""

    here: Callable[[datetime], datetime]
    """Gives a time without offset the one of this place."""
    ids: Mapping[str, str]
    """The exercises that are known, by their name in lower case."""
    known: KnownWorkouts
    now: datetime
    notices: list[str] = field(default_factory=list)
    """What was left out."""
    same: int = 0
    """Workouts that the journal has."""
    differing: list[datetime] = field(default_factory=list)
    """When the workouts began that the journal has with other sets."""

    def read(self, text: str, findings: list[Finding]) -> Iterator[Parsed]:
        """The workouts that are new, as sessions and notes. What is wrong goes to `findings`."""
        # Read twice: a large file takes many times its length in memory as rows.
        rows = islice(_rows(text, []), MOST_SETS)
        times = Times(row[name] for _, row in rows for name in ("start_time", "end_time"))
        workouts: dict[tuple[str, ...], _Workout] = {}
        without_reps = 0
        for number, (line, row) in enumerate(_rows(text, findings), start=1):
            if number > MOST_SETS:
                findings.append(Finding(line, f"there are more than {MOST_SETS} sets"))
                return
            try:
                one = _set(row)
                if one is None:
                    without_reps += 1
                    continue
                key = tuple(row[name] for name in ("title", "start_time", "end_time"))
                if key not in workouts:
                    workouts[key] = self._workout(row, line, times)
                workouts[key].add(one)
            except ValueError as error:
                findings.append(Finding(line, *map(str, error.args)))
            if len(findings) > MOST:
                return
        if without_reps:
            self.notices.append(
                f"{count_of(without_reps, 'set')} without reps left out: the journal counts reps"
            )
        if cut := sum(len(workout.whole_note) > LONGEST_NOTE for workout in workouts.values()):
            self.notices.append(f"{count_of(cut, 'note')} cut off after {LONGEST_NOTE} characters")
        yield from self._new(workouts.values())

    def _new(self, workouts: Iterable["_Workout"]) -> Iterator[Parsed]:
        added: set[str] = set()
        for workout in workouts:
            session_id = self._id_of(workout)
            if session_id in added:
                self.same += 1
            elif session_id:
                added.add(session_id)
                yield Parsed("session", _session(workout, session_id, self.ids), workout.line)
                if workout.whole_note:
                    yield Parsed("entry", _note(workout, session_id), workout.line)

    def _id_of(self, workout: "_Workout") -> str | None:
        """The id for a new session; None when the journal has the workout, or one in its place."""
        sets, minute = workout.sorted_sets(), _minute(workout.started_at)
        key = json.dumps([minute, sets])
        own = f"hevy-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"
        ids = [workout.tag] if workout.tag else [own, workout.old_id]
        here = next((one for one in ids if one in self.known.sets), None)
        rivals = [here] if here else self.known.at.get(minute, [])
        if here == own or any(self._same(one, sets, minute) for one in rivals):
            self.same += 1
            return None
        if rivals:
            self.differing.append(workout.started_at)
            return None
        return next((one for one in ids if self.known.was_deleted(one)), ids[0])

    def _same(self, session_id: str, sets: Sets, minute: str) -> bool:
        return self.known.sets[session_id] == sets and session_id in self.known.at.get(minute, ())

    def _workout(self, row: Mapping[str, str], line: int, times: Times) -> "_Workout":
        started_at = self.here(_time(row, "start_time", times))
        if started_at > self.now + timedelta(days=1):
            raise ValueError(f"start_time {_clipped(row['start_time'], _SHOWN)!r} lies ahead")
        seconds = None
        if row["end_time"].strip():
            seconds = self._lasted(started_at, _time(row, "end_time", times))
        described = row.get("description", "")
        tag = _TAG.search(described)
        key = "\0".join(row[name] for name in ("title", "start_time", "end_time"))
        return _Workout(
            line,
            _clipped(row["title"], LONGEST_NAME) or "Hevy",
            started_at,
            seconds or None,
            tag[1] if tag else "",
            f"hevy-{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}",
            [_one_line(described[: tag.start()] if tag else described)],
        )

    def _lasted(self, started_at: datetime, end: datetime) -> float:
        # Where clocks are put back, an hour comes twice: an end before the start is one of the second time.
        for ended_at in (self.here(end), self.here(end.replace(fold=1))):
            seconds = (ended_at - started_at).total_seconds()
            if seconds >= 0:
                return seconds
        raise ValueError("the end_time is before the start_time")


class _Set(Struct, frozen=True):
    name: str
    side: str
    reps: int
    seconds: float | None
    note: str


class _Workout(Struct):
    line: int
    title: str
    started_at: datetime
    seconds: float | None
    tag: str
    """The id that an own export wrote; empty without one."""
    old_id: str
    """The id that the first versions of this program gave it."""
    notes: list[str]
    sets: list[_Set] = field(default_factory=list)

    def add(self, one: _Set) -> None:
        """Adds a set, and its note unless it has been seen: Hevy repeats it for each set."""
        self.sets.append(one)
        note = f"{one.name}: {one.note}"
        if one.note and note not in self.notes:
            self.notes.append(note)

    @property
    def whole_note(self) -> str:
        return "; ".join(filter(None, self.notes))

    def sorted_sets(self) -> Sets:
        return _sorted((one.name, one.side, one.reps) for one in self.sets)


def delimiter_of(text: str) -> str | None:
    """What stands between the cells of a file by Hevy; None when it is none."""
    first = _without_sep(text).lstrip("\r\n").partition("\n")[0]
    for delimiter in _DELIMITERS:
        if {"start_time", "exercise_title"} <= {cell.strip(' "') for cell in first.split(delimiter)}:
            return delimiter
    return None


def _without_sep(text: str) -> str:
    """The text with an empty line in place of the first one if it says `sep=`, as spreadsheets write it."""
    return re.sub(r'^"?sep=.?"?(?=\n)', "", text, flags=re.IGNORECASE)


def _rows(text: str, findings: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by the names of their columns, each with its first line. Empty ones are left out."""
    delimiter = delimiter_of(text) or ","
    reader = csv.reader(_bounded(_without_sep(text), delimiter), delimiter=delimiter, strict=True)
    names: list[str] = []
    line = 1
    try:
        for cells in reader:
            filled = any(cell.strip() for cell in cells)
            if not names and filled:
                names = [cell.strip().lower() for cell in cells]
                if missing := [name for name in NEEDED if name not in names]:
                    findings.append(Finding(line, f"the column {missing[0]} is missing", "export it again"))
                    return
            elif filled and (len(cells) < len(names) or any(cells[len(names) :])):
                what = f"it has {len(cells)} cells, the first line has {len(names)}"
                findings.append(Finding(line, what, "export it again"))
            elif filled:
                yield line, dict(zip(names, map(armed, cells), strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        findings.append(Finding(line, f"this is not CSV: {error}", "export it again"))


def _bounded(text: str, delimiter: str) -> Iterator[str]:
    """The lines. Raises csv.Error at one with so many cells that they would fill the memory."""
    for line in io.StringIO(text, newline=""):
        if line.count(delimiter) > _MOST_CELLS:
            raise csv.Error(f"a line has more than {_MOST_CELLS} cells")
        yield line


def _set(row: Mapping[str, str]) -> _Set | None:
    """A set; None when it has no reps: a run, or a plank by time."""
    name = _clipped(row["exercise_title"], LONGEST_NAME)
    if not name:
        raise ValueError("the exercise_title is missing")
    reps = _number(row["reps"], "reps", MOST_REPS)
    if not reps:
        return None
    if reps != int(reps):
        raise ValueError("reps must be a whole number")
    note = _one_line(row.get("exercise_notes", ""))
    side = _OWN_SIDE.match(note) or _ONLY_A_SIDE.fullmatch(note)
    seconds = _number(row.get("duration_seconds", ""), "duration_seconds", _LONGEST_SET)
    if side:
        return _Set(name, side[1].lower(), int(reps), seconds or None, "")
    return _Set(name, "both", int(reps), seconds or None, note)


def _time(row: Mapping[str, str], name: str, times: Times) -> datetime:
    try:
        return times.read(row[name])
    except ValueError as error:
        raise ValueError(
            f"{name} {_clipped(row[name], _SHOWN)!r} cannot be read for certain", WAY_OUT
        ) from error


def _number(text: str, name: str, most: float) -> float:
    words = text.strip()
    if not words:
        return 0.0
    number = float(words.replace(",", ".")) if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", words) else -1.0
    if not 0 <= number <= most:
        raise ValueError(f"{name} must be a number from 0 to {most:.0f}, not {_clipped(text, _SHOWN)!r}")
    return number


def _one_line(text: str) -> str:
    r"""The text without line breaks; Hevy writes them as the two characters `\n`, too."""
    return " ".join(re.sub(r"\\[nr]", " ", text).split())


def _clipped(text: str, longest: int) -> str:
    words = _one_line(text)
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _session(workout: _Workout, session_id: str, ids: Mapping[str, str]) -> dict[str, Any]:
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
        "id": session_id,
        "started_at": workout.started_at.isoformat(),
        "first_side": workout.sets[0].side,
        "plan": json.loads(json.dumps(plan_to_json(Plan(workout.title, tuple(steps), tap=True)))),
        "events": [event_to_json(event) for event in events],
    }


def _slug(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-") or "exercise"


def _note(workout: _Workout, session_id: str) -> dict[str, Any]:
    at = workout.started_at + timedelta(seconds=workout.seconds or 0.0)
    text = _clipped(workout.whole_note, LONGEST_NOTE)
    return entry_to_json(NoteWritten(f"note-{session_id}"[:LONGEST_NAME], at, session_id, text))
