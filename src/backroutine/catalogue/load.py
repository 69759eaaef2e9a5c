"""Catalogues from files: a checked `Catalogue` comes out, or an error with every fault and its line."""

import difflib
import re
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backroutine.catalogue.models import (
    TEXT_TAG,
    VARIATION_TAG,
    Catalogue,
    Exercise,
    Figure,
    Goes,
    Model,
    Pose,
    Ready,
    Sides,
    Spoken,
    Tempo,
    Variation,
    Words,
    repeated,
)
from backroutine.catalogue.source import Sources, bundled_file
from backroutine.catalogue.yaml_tree import ListNode, MapNode, Node, TextNode, line_of, read_tree, to_data
from backroutine.errors import BackroutineError, Fault, FileError, Finding, InvalidFile, clip, naming_file
from backroutine.files import decode, read_file

# A tree becomes a `Catalogue`, or findings in words for people: which exercise, which field, what to do.

FieldPath = tuple[int | str, ...]

_BEGIN = "begin it with version: 1, then exercises:"
_MODELS: dict[int | str, type[Model]] = {
    "sides": Sides,
    "ready": Ready,
    "tempo": Tempo,
    "words": Words,
    "spoken": Spoken,
    "goes": Goes,
    "figure": Figure,
    "start": Pose,
    "end": Pose,
    "held": Pose,
}
_EXAMPLES: dict[int | str, str] = {
    "version": "version: 1",
    "exercises": "exercises: and below it a list",
    "id": "id: bird-dog",
    "name": "name: and what it is called",
    "sides": "sides: {left: left leg, right: right leg}",
    "reps": "reps: 10",
    "tempo": "tempo: {lift: 2, hold: 2, return: 3, pause: 1}",
    "ready": "ready: {left: left foot down, right: right foot down}",
    "words": "words: {lift: press up}",
    "spoken": 'spoken: {return: "foot down, press up"}',
    "goes": "goes: {lift: down, hold: still, return: up}",
    "figure": "figure: with start and end below it",
    "start": "start: {hip: [0.9, 0.1]} and the other joints",
    "end": "end: {hip: [0.9, 0.4]} and the other joints",
    "hip": "hip: [0.9, 0.1]",
    "variation": "variation: knee-in",
    "how": "how: and how to do it",
}
# Kinds of pydantic's errors -> what is wrong, what to do. Empty: the example of the field says what to do.
_SENTENCES = {
    "missing": ("is missing", ""),
    "string_type": (
        "is {kind} where a text belongs",
        "write one text, in quotes if it has special characters",
    ),
    "string_too_short": ("is empty", "write something, or delete the line"),
    "string_too_long": ("is too long", "write at most {most}"),
    "string_pattern_mismatch": (
        "cannot be {given}",
        "write a to z, 0 to 9 and single dashes, such as bird-dog",
    ),
    "tuple_type": ("is {kind} where a list belongs", "begin each line of it with a dash"),
    "model_type": ("is {kind} where fields belong", ""),
}
_SAFE_ID = re.compile(r"[a-z0-9-]{1,40}")
_MOST_SUGGESTIONS = 200
"""Looking for a similar name is slow, and a hostile file could ask for it a million times."""


def check(tree: Node | None, findings: list[Finding]) -> Catalogue:
    """The catalogue in `tree`. Raises InvalidFile with everything that is wrong, `findings` included."""
    if tree is None or tree == TextNode(tree.line, ""):
        raise InvalidFile([*findings, Finding(0, "holds no catalogue", _BEGIN)])
    if not isinstance(tree, MapNode):
        kind = "a list" if isinstance(tree, ListNode) else "plain text"
        raise InvalidFile([*findings, Finding(tree.line, f"here is {kind}, not a catalogue", _BEGIN)])
    try:
        catalogue = Catalogue.model_validate(to_data(tree))
    except ValidationError as error:
        raise InvalidFile([*findings, *_from_pydantic(error, tree)]) from error
    if findings:
        raise InvalidFile(findings)
    return catalogue


def _from_pydantic(error: ValidationError, tree: MapNode) -> list[Finding]:
    details = sorted(error.errors(include_url=False), key=lambda detail: line_of(tree, _path(detail)))
    for detail in details:
        if detail["type"] == "newer_version":  # everything else may be new there, and right
            return [_finding(detail, tree, suggest=False)]
    found = [
        _finding(d, tree, suggest=n < _MOST_SUGGESTIONS)
        for n, d in enumerate(details)
        if d["type"] != "repeated_id"
    ]
    return found + _repeated_ids(tree)


def _path(detail: ErrorDetails) -> FieldPath:
    """The place of a fault in the file, without what pydantic adds to it."""
    return tuple(step for step in detail["loc"] if step not in {TEXT_TAG, VARIATION_TAG})


def _repeated_ids(tree: MapNode) -> list[Finding]:
    """Looks at the tree: the model can compare ids only when nothing else is wrong."""
    _, exercises = tree.fields.get("exercises", (0, None))
    items = exercises.items if isinstance(exercises, ListNode) else []
    ids = [_id(item) for item in items]
    findings = []
    for index, first in repeated(ids):
        line, first_line = (line_of(items[i], ("id",)) for i in (index, first))
        what = f"exercise {ids[index]} is there twice, first on line {first_line} and again on line {line}"
        findings.append(Finding(line, what, "give one of them another id"))
    return findings


def _id(exercise: Node) -> str | None:
    _, node = exercise.fields.get("id", (0, None)) if isinstance(exercise, MapNode) else (0, None)
    return node.value if isinstance(node, TextNode) and _SAFE_ID.fullmatch(node.value) else None


def _finding(detail: ErrorDetails, tree: MapNode, *, suggest: bool) -> Finding:
    path = _path(detail)
    line = line_of(tree, path)
    if detail["type"] == "extra_forbidden":
        what, todo = _unknown_field(path, suggest=suggest)
        path = path[:-1]
    else:
        what, todo = _sentence(detail)
    place = _place(path, tree)
    return Finding(line, f"{place}: {what}" if place else what, todo)


def _place(path: FieldPath, tree: MapNode) -> str:
    """The field in words for people: `exercise bird-dog, tempo.lift`."""
    words = []
    if path[:1] == ("exercises",) and len(path) > 1:
        _, exercises = tree.fields["exercises"]
        index = int(path[1])
        assert isinstance(exercises, ListNode)
        words.append(f"exercise {_id(exercises.items[index]) or index + 1}")
        path = path[2:]
    for is_index, steps in groupby(path, key=lambda step: isinstance(step, int)):
        words.append(".".join(f"item {int(step) + 1}" if is_index else str(step) for step in steps))
    return ", ".join(words)


def _unknown_field(path: FieldPath, *, suggest: bool) -> tuple[str, str]:
    *parents, field = path
    name = clip(str(field))
    what = f"unknown field {name}"
    if not suggest:
        return what, "delete it"
    if not parents and name == "include":
        return what, "a catalogue cannot include other files: write the exercises into this one"
    model: type[Model] = Catalogue if not parents else _MODELS.get(parents[-1], Exercise)
    if parents[-2:-1] in (["easier"], ["harder"]):
        model = Variation
    known = [info.alias or key for key, info in model.model_fields.items()]
    if similar := difflib.get_close_matches(name.lower(), known, n=1):
        return what, f"did you mean {similar[0]}?"
    return what, f"the fields here are {', '.join(known)}"


def _sentence(detail: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, and what to do."""
    given = detail["input"]
    field = detail["loc"][-1] if detail["loc"] else ""
    example = f"write {_EXAMPLES[field]}" if field in _EXAMPLES else "write id, name, sides and reps"
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] not in _SENTENCES:  # from the models here: these are sentences already
        return detail["msg"], str(context.get("todo", ""))
    what, todo = _SENTENCES[detail["type"]]
    if detail["type"] == "string_too_long":
        what = f"has {len(given):,} characters"
    values = {"kind": _kind(given), "given": given, "most": context.get("max_length")}
    return what.format(**values), todo.format(**values) or example


def _kind(given: object) -> str:
    match given:
        case "":
            return "empty"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def load_catalogue(path: Path) -> Catalogue:
    """The catalogue in a file. Raises `FileError` with every fault in it, each with its line and field."""
    with naming_file(str(path)):
        return parse_catalogue(read_file(path))


def parse_catalogue(data: bytes) -> Catalogue:
    """The catalogue in the bytes of a file. Raises InvalidFile."""
    return check(*read_tree(decode(data)))


def bundled_catalogue() -> Catalogue:
    """The catalogue that comes with the program. Raises `BackroutineError` when it is not there."""
    source = bundled_file()
    if not source.is_file():
        what = "backroutine is installed without its catalogue"
        raise BackroutineError("", what, "install it again")
    return load_catalogue(source)


# The catalogue of a command: a file that was given, the built-in one, or several as one.


def catalogue_of(sources: Sources) -> Catalogue:
    """The catalogue in these files. Of several, the first has the name and is done when nothing is named.

    Raises FileError, also for an id that two of them have.
    """
    if not isinstance(sources, tuple):
        return load_catalogue(sources) if sources else bundled_catalogue()
    first, *more = [(source, catalogue_of(source)) for source in sources]
    known = {exercise.id: first[0] for exercise in first[1].exercises}
    faults: list[Fault] = []
    for source, catalogue in more:
        for exercise in catalogue.exercises:
            if exercise.id in known:
                what = f"exercise {exercise.id} is also in {_place_of(known[exercise.id], exercise.id)}"
                faults.append(Fault(_place_of(source, exercise.id), what, "give one of them another id"))
            known.setdefault(exercise.id, source)
    if faults:
        raise FileError(faults)
    return first[1].and_more(exercise for _, catalogue in more for exercise in catalogue.exercises)


def _place_of(source: Path | None, wanted: str) -> str:
    """`FILE:LINE` of an exercise in a catalogue that was read before."""
    file = source or bundled_file()
    tree, _ = read_tree(decode(file.read_bytes()))
    assert isinstance(tree, MapNode)
    _, exercises = tree.fields["exercises"]
    assert isinstance(exercises, ListNode)
    index = [_id(item) for item in exercises.items].index(wanted)
    return f"{file}:{line_of(tree, ('exercises', index, 'id'))}"
