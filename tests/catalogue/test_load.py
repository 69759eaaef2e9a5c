"""Every fault of a file at once, each with its line, its field and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backroutine.catalogue.models import Catalogue
from backroutine.errors import MOST, FileError
from backroutine.text import is_unsafe
from catalogues import EXERCISE, SMALL, faults, parse, with_field, with_line


def test_the_smallest_catalogue_has_defaults() -> None:
    catalogue = parse(SMALL)
    (exercise,) = catalogue.exercises
    assert (catalogue.name, catalogue.rest) == ("Back routine", 60)
    assert exercise.sides.labels == {"left": "left leg", "right": "right leg"}
    assert exercise.tempo.model_dump() == {"lift": 2, "hold": 2, "return": 3, "pause": 1}
    assert (exercise.switch, exercise.position, exercise.return_, exercise.faults) == (10, None, None, ())


def test_every_field_is_read() -> None:
    fields = """\
    position: on your back
    tempo: {lift: 1.5, hold: 0, return: 2, pause: 0.5}
    switch: 20
    ready: {left: left foot down, right: right foot down}
    needs: a mat
    moving: turn round
    words: {lift: lower, return: press up}
    spoken: {return: "foot down, press up"}
    goes: {lift: down, hold: still}
    setup: >
      One line.
      Another line.
    movement: Up.
    return: Down.
    breathing: In and out.
    faults: [One, Two]
    easier: [Less]
    harder: [More]
    cautions: [Stop]
    muscles: [One]
    sources: [A book]
"""
    (exercise,) = parse(SMALL + fields).exercises
    assert exercise.setup == "One line. Another line."
    assert exercise.return_ == "Down."
    assert exercise.tempo.return_ == 2
    assert exercise.words.return_ == "press up"
    assert exercise.ready.left == "left foot down"
    assert (exercise.needs, exercise.moving) == ("a mat", "turn round")
    assert exercise.spoken.return_ == "foot down, press up"
    assert exercise.goes.model_dump() == {"lift": "down", "hold": "still", "return": "up"}
    assert exercise.faults == ("One", "Two")
    assert parse(SMALL + fields) == Catalogue.model_validate(
        parse(SMALL + fields).model_dump(exclude_none=True)
    )


def test_nothing_can_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(parse(SMALL).exercises[0], "reps", 3)  # noqa: B010 - mypy knows that it cannot be set


@pytest.mark.parametrize("text", ["", "# nothing here\n", "---\n", "\ufeff"])
def test_an_empty_file_says_how_to_begin(text: str) -> None:
    assert faults(text) == ["mine.yaml: holds no catalogue; begin it with version: 1, then exercises:"]


def test_a_text_or_a_list_is_not_a_catalogue() -> None:
    assert faults("\nhello\n")[0].startswith("mine.yaml:2: here is plain text, not a catalogue")
    assert faults("- hello\n")[0].startswith("mine.yaml:1: here is a list, not a catalogue")


def test_version() -> None:
    assert faults(SMALL.removeprefix("version: 1\n")) == [
        "mine.yaml:1: version: is missing; write version: 1"
    ]
    assert faults(with_line(1, "version: one")) == ["mine.yaml:1: version: cannot be one; write version: 1"]
    assert faults(with_line(1, "version: 1.0")) == ["mine.yaml:1: version: cannot be 1.0; write version: 1"]


def test_a_newer_version_is_the_only_thing_said() -> None:
    assert faults("version: 2\nroutines: []\n") == [
        "mine.yaml:1: version: is 2, and this program knows version 1; look for a newer backroutine"
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rep: 8", "exercise bird-dog: unknown field rep; did you mean reps?"),
        ("Setup: x", "exercise bird-dog: unknown field Setup; did you mean setup?"),
        ("return_: x", "exercise bird-dog: unknown field return_; did you mean return?"),
        (
            "zzz: x",
            "exercise bird-dog: unknown field zzz; the fields here are id, name, sides, reps, position,",
        ),
        ("tempo: {lft: 2}", "exercise bird-dog, tempo: unknown field lft; did you mean lift?"),
        ("tempo: {return_: 2}", "exercise bird-dog, tempo: unknown field return_; did you mean return?"),
        ("words: {lft: x}", "exercise bird-dog, words: unknown field lft; did you mean lift?"),
        (
            "ready: {up: x}",
            "exercise bird-dog, ready: unknown field up; the fields here are left, right, both",
        ),
    ],
)
def test_unknown_fields_get_a_suggestion(line: str, said: str) -> None:
    (fault,) = faults(with_field(line))
    assert fault.startswith(f"mine.yaml:7: {said}")


def test_includes_are_not_supported_and_it_says_so() -> None:
    fault, *_ = faults("version: 1\ninclude: [/etc/passwd]\nexercises: []\n")
    assert fault.startswith("mine.yaml:2: unknown field include; a catalogue cannot include other files")


def test_all_faults_of_a_file_in_one_run_in_the_order_of_its_lines() -> None:
    text = "version: 1\nexercises:\n  - id: a\n    sides: two\n    reps: [8]\n  - just text\nrest: 10 s\n"
    assert faults(text) == [
        "mine.yaml:3: exercise a, name: is missing; write name: and what it is called",
        "mine.yaml:4: exercise a, sides: is a text where fields belong;"
        " write sides: {left: left leg, right: right leg}",
        "mine.yaml:5: exercise a, reps: a number belongs here; write it in plain digits",
        "mine.yaml:6: exercise 2: is a text where fields belong; write id, name, sides and reps",
        "mine.yaml:7: rest: cannot be 10 s; write seconds from 0 to 600 in plain digits, such as 2 or 2.5",
    ]


@pytest.mark.parametrize(
    "reps", ["-3", "0", "101", "2.5", ".inf", ".nan", "010", "1_000", "1e3", "0x10", "true", "~", "1:30",
     "eight", "８", "9" * 5000, '" 8"']
)  # fmt: skip
def test_reps_are_plain_digits(reps: str) -> None:
    (fault,) = faults(with_line(6, f"    reps: {reps}"))
    assert fault.startswith("mine.yaml:6: exercise bird-dog, reps: cannot be ")
    assert fault.endswith("write a whole number from 1 to 100 in plain digits")
    assert len(fault) < 200


def test_an_empty_value_is_called_empty() -> None:
    assert faults(with_line(6, "    reps:"))[0].startswith("mine.yaml:6: exercise bird-dog, reps: is empty")
    assert faults(with_line(4, "    name: ' '"))[0].startswith(
        "mine.yaml:4: exercise bird-dog, name: is empty"
    )
    assert faults("version: 1\nexercises: []\n") == ["mine.yaml:2: exercises: is empty; write at least one"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("tempo: {lift: 0}", "tempo.lift"),
        ("tempo: {return: 0.0}", "tempo.return"),
        ("tempo: {hold: -1}", "tempo.hold"),
        ("tempo: {pause: 11}", "tempo.pause"),
        ("tempo: {hold: .inf}", "tempo.hold"),
        ("tempo: {hold: 1e0}", "tempo.hold"),
        ("tempo: {hold: 01}", "tempo.hold"),
        ("switch: 121", "switch"),
        ("switch: soon", "switch"),
    ],
)
def test_seconds_are_plain_and_bounded(line: str, field: str) -> None:
    (fault,) = faults(with_field(line))
    assert fault.startswith(f"mine.yaml:7: exercise bird-dog, {field}: cannot be ")


def test_a_rep_takes_at_most_ten_seconds() -> None:
    assert faults(with_field("tempo: {lift: 3.3, hold: 3.3, return: 3.3, pause: 0.1}")) == []
    assert faults(with_field("tempo: {lift: 5, hold: 2}")) == [
        "mine.yaml:7: exercise bird-dog, tempo: lift, hold, return and pause make a rep of 11 s;"
        " shorten them to 10 s together"
    ]


@pytest.mark.parametrize("sides", ["{left: a}", "{left: a, right: b, both: c}", "{both: a, left: b}", "{}"])
def test_sides_are_left_and_right_or_both(sides: str) -> None:
    (fault,) = faults(with_line(5, f"    sides: {sides}"))
    assert fault.startswith("mine.yaml:5: exercise bird-dog, sides: need left and right, or only both")


def test_both_sides_at_once() -> None:
    assert parse(with_line(5, "    sides: {both: both legs}")).exercises[0].sides.labels == {
        "both": "both legs"
    }


def test_ready_names_only_sides_there_are() -> None:
    assert faults(with_field("ready: {both: x}")) == [
        "mine.yaml:7: exercise bird-dog, ready: names both, a side this exercise does not have;"
        " use the names under sides"
    ]


@pytest.mark.parametrize(
    "identifier", ["Bird-dog", "bird dog", "-bird", "bird-", "bird--dog", "vögel", "a_b", "a/b", "[a]"]
)
def test_ids_are_small_letters_digits_and_single_dashes(identifier: str) -> None:
    (fault,) = faults(with_line(3, f"  - id: {identifier}"))
    assert fault.startswith("mine.yaml:3: exercise ")
    assert ", id: " in fault


def test_two_exercises_with_one_id_are_reported_beside_other_faults() -> None:
    assert faults(SMALL + EXERCISE.replace("reps: 8", "reps: 0")) == [
        "mine.yaml:7: exercise bird-dog is there twice, first on line 3 and again on line 7;"
        " give one of them another id",
        "mine.yaml:10: exercise bird-dog, reps: cannot be 0;"
        " write a whole number from 1 to 100 in plain digits",
    ]
    assert len(faults(SMALL + EXERCISE)) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"position: {'x' * 61}", "position: has 61 characters; write at most 60"),
        (f"setup: {'x' * 601}", "setup: has 601 characters; write at most 600"),
        (f"faults: [a, {'x' * 301}]", "faults, item 2: has 301 characters; write at most 300"),
        (f"faults: [{', '.join('a' * 21)}]", "faults: has 21 entries; write at most 20"),
        (f"ready: {{left: {'x' * 61}}}", "ready.left: has 61 characters; write at most 60"),
        (f"words: {{hold: {'x' * 21}}}", "words.hold: has 21 characters; write at most 20"),
        ("faults: one", "faults: is a text where a list belongs; begin each line of it with a dash"),
        ("faults:", "faults: is empty where a list belongs; begin each line of it with a dash"),
        ("setup: [one]", "setup: is a list where a text belongs; write one text"),
        ("setup: {one: two}", "setup: is a mapping where a text belongs; write one text"),
        ("setup:", "setup: is empty; write something, or delete the line"),
    ],
)
def test_limits_and_kinds_are_stated(line: str, said: str) -> None:
    (fault,) = faults(with_field(line))
    assert fault.startswith(f"mine.yaml:7: exercise bird-dog, {said}")


def test_limits_of_names_and_labels() -> None:
    assert faults(with_line(4, f"    name: {'x' * 80}")) == []
    assert faults(with_line(4, f"    name: {'x' * 60_000}")) == [
        "mine.yaml:4: exercise bird-dog, name: has 60,000 characters; write at most 80"
    ]
    assert "write at most 40" in faults(with_line(5, f"    sides: {{both: {'x' * 41}}}"))[0]


def test_a_thousand_exercises_and_no_more() -> None:
    def catalogue(count: int) -> str:
        one = "  - {id: e%d, name: E, sides: {both: legs}, reps: 8}\n"
        return "version: 1\nexercises:\n" + "".join(one % n for n in range(count))

    assert faults(catalogue(1001)) == ["mine.yaml:2: exercises: has 1,001 entries; write at most 1,000"]


def test_of_very_many_faults_the_first_are_reported_and_the_rest_counted() -> None:
    said = faults(SMALL + "".join(f"    rep{n}: 8\n" for n in range(5000)))
    assert len(said) == MOST + 1
    assert said[-1] == f"mine.yaml: more than {MOST} things are wrong; put these right first"


def test_control_characters_and_faults_of_the_model_are_reported_together() -> None:
    assert [said.split(":")[1] for said in faults(with_line(4, r'    name: "a\eb"') + "    rep: 8\n")] == [
        "4",
        "7",
    ]


def a_catalogue_or_an_error(data: bytes) -> None:
    try:
        assert isinstance(parse(data), Catalogue)
    except FileError as error:
        for fault in error.faults:
            assert not any(is_unsafe(character) for character in str(fault))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_catalogue_or_an_error(data: bytes) -> None:
    a_catalogue_or_an_error(data)


PIECES = [*SMALL.splitlines(keepends=True), "- ", ": ", "? ", "&a ", "*a", "!!x ", "!<", "%YAML 1.1\n", "---\n", "...\n", '"', "'", "\\U00110000", "\\ud800", "\\x", "{", "}", "[", "]", ",", "|", ">", "\t", "\r", "#", "<<: ", "\ufeff", "\uffff", "%", "@", "\n  ", "tempo: ", "id: a", "010"]  # fmt: skip # noqa: E501


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_scraps_of_yaml_give_a_catalogue_or_an_error(scraps: list[str]) -> None:
    a_catalogue_or_an_error("".join(scraps).encode(errors="surrogatepass"))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("goes: {lift: sideways}", "goes.lift: cannot be sideways; write up, still or down"),
        ("goes: {lift: [up]}", "goes.lift: is not a direction"),
        ("goes: {lift: }", "goes.lift: is not a direction"),
        ("goes: {pause: up}", "unknown field pause; the fields here are lift, hold, return"),
        ("goes: down", "goes: is a text where fields belong; write goes: {lift: down"),
        ("spoken: {pause: rest}", "unknown field pause"),
        ("needs: [a mat]", "needs: is a list where a text belongs"),
    ],
)
def test_faults_in_what_the_phases_say_and_where_they_go(field: str, words: str) -> None:
    (fault,) = faults(with_field(field))
    assert fault.startswith("mine.yaml:7: exercise bird-dog")
    assert words in fault


@pytest.mark.parametrize(
    ("tempo", "held", "words"),
    [
        ([2, 10, 2, 3], "yes", ""),
        ([2, 10, 2, 3], "no", "a rep of 17 s; shorten them to 10 s together, or write held: true"),
        ([1, 30, 1, 1], "true", ""),
        ([1, 120, 1, 1], "yes", ""),
        ([1, 121, 1, 1], "yes", "tempo.hold: cannot be 121"),
        ([1, 0, 1, 1], "yes", "a hold of 0 s is too short"),
        ([4, 30, 4, 3], "yes", "lift, return and pause make 11 s beside the hold"),
        ([1, 30, 1, 1], "perhaps", "held: cannot be perhaps; write true or false"),
    ],
)
def test_a_hold_may_be_long_where_it_is_the_exercise(tempo: list[float], held: str, words: str) -> None:
    seconds = "tempo: {{lift: {}, hold: {}, return: {}, pause: {}}}".format(*tempo)
    found = faults(with_field(f"{seconds}\n    held: {held}"))
    assert [words in fault for fault in found] == ([True] if words else [])


FIGURE = "figure: {start: {hip: [1, 0.1], knee: [1.4, 0.1]}, end: {hip: [1, 0.1], knee: [1, 0.5]}, wall: 1.3}"


def test_a_figure_becomes_poses() -> None:
    figure = parse(with_field(FIGURE)).exercises[0].figure
    assert figure
    assert figure.moving().start == {"hip": (1.0, 0.1), "knee": (1.4, 0.1)}
    assert (figure.moving().held, figure.moving().wall) == (None, 1.3)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("figure: {start: {hip: [1, 0.1]}}", "figure.end: is missing"),
        ("figure: {start: {hip: [1]}, end: {hip: [1, 1]}}", "figure.start.hip: is not a place"),
        ("figure: {start: {hip: [1, 9]}, end: {hip: [1, 1]}}", "cannot be 9"),
        ("figure: {start: {hip: [1, -1]}, end: {hip: [1, 1]}}", "cannot be -1"),
        ("figure: {start: {hip: [1, 1], foot: [1, 1]}, end: {hip: [1, 1]}}", "has foot without knee"),
        ("figure: {start: {hip: [1, 1], kne: [1, 1]}, end: {hip: [1, 1]}}", "did you mean knee?"),
        ("figure: {start: {knee: [1, 1]}, end: {hip: [1, 1]}}", "figure.start.hip: is missing"),
        ("figure: lying", "is a text where fields belong"),
    ],
)
def test_faults_name_the_joint(figure: str, words: str) -> None:
    (fault,) = faults(with_field(figure))
    assert fault.startswith("mine.yaml:7: exercise bird-dog, figure")
    assert words in fault
