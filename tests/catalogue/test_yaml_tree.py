"""YAML without its cleverness: what is refused, and in which words."""

import pytest

from backroutine.catalogue.yaml_tree import MOST_NODES, ListNode, MapNode, TextNode, line_of, read_tree
from catalogues import EXERCISE, SMALL, faults, parse, with_field, with_line


def test_the_tree_keeps_texts_as_they_were_written_and_their_lines() -> None:
    tree, findings = read_tree("a: 010\nb:\n  - no\n  - {c: 1:30}\n")
    assert findings == []
    assert isinstance(tree, MapNode)
    assert tree.fields["a"] == (1, TextNode(1, "010"))
    assert tree.fields["b"] == (
        2,
        ListNode(3, [TextNode(3, "no"), MapNode(4, {"c": (4, TextNode(4, "1:30"))})]),
    )


def test_a_path_leads_to_the_deepest_line_there_is() -> None:
    tree, _ = read_tree("a: 1\nb:\n  - x\n  - c: 1\n    d: 2\n")
    assert tree is not None
    paths: list[list[int | str]] = [[], ["b"], ["b", 1], ["b", 1, "d"], ["b", 1, "missing"]]
    assert [line_of(tree, path) for path in paths] == [
        1,
        2,
        4,
        5,
        4,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "version: 1\nexercises:\n  - id: a\n\tname: A\n",
            "4: a tab stands at the beginning of the line; use spaces",
        ),
        (
            with_line(4, "    name: 90/90: hip lift"),
            "4: a colon stands inside the text; put the name in quotes",
        ),
        (with_line(4, "      name: Bird dog"), "4: this line does not fit the line above it"),
        (with_line(4, "   name: Bird dog"), "4: this line does not fit the lines above it"),
        (with_line(4, "    name: 'Bird dog"), "4: a quoted text begins here and never ends"),
        (with_line(4, '    name: "Bird dog'), "4: a quoted text begins here and never ends"),
        (
            with_line(4, r'    name: "Bird \dog"'),
            "4: after a backslash in double quotes stands no known escape",
        ),
        (
            with_line(4, r'    name: "Bird \xzz"'),
            "4: after a backslash in double quotes stands no known escape",
        ),
        (
            with_line(4, r'    name: "Bird \U00110000"'),
            "4: a number in an escape or a directive is out of range",
        ),
        (
            with_line(4, "    name Bird dog"),
            "4: a colon is missing behind this name",
        ),
        (SMALL + "    setup\n", "7: a colon is missing behind this name"),
        (
            with_line(4, "    name: @home"),
            "4: a text may not begin with this character; put the text in quotes",
        ),
        (
            with_line(4, "    name: * home"),
            "4: a text may not begin with this character; put the text in quotes",
        ),
        (
            with_line(4, "    name: !a!b home"),
            "4: a text may not begin with this character; put the text in quotes",
        ),
        (with_line(4, "    name: 'Bird' dog"), "4: something follows behind a closing quote"),
        (with_line(4, "    name: |Bird"), "4: behind | or > the text begins on the next line"),
        (with_line(4, "    name: - Bird"), "4: a dash stands behind a colon"),
        (with_line(5, "    sides: {left: a right: b}"), "5: fields in { } are not closed or lack a comma"),
        (with_field("faults: [a, b"), "7: a list in [ ] is not closed or lacks a comma"),
        (with_field("faults: ]"), "7: a bracket closes that was never opened"),
        ("%YAML 2.0\n---\n" + SMALL, "1: the %YAML line asks for another YAML"),
        ("%YAML 1." + "9" * 5000 + "\n---\n", "1: a number in an escape or a directive is out of range"),
    ],
)
def test_syntax_errors_say_what_to_type(text: str, said: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(f"mine.yaml:{said}")


def test_an_alias_is_refused_where_it_repeats() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    (fault,) = faults(bomb)
    assert fault.startswith("mine.yaml:2: the alias *a repeats another part of the file: not supported")


def test_an_anchor_alone_is_refused() -> None:
    assert faults(with_line(4, "    name: &n Bird dog")) == [
        "mine.yaml:4: the anchor &n is not supported; delete it, or put the text in quotes"
    ]


def test_a_tag_is_refused_and_nothing_is_built() -> None:
    tagged = with_line(4, "    name: !!python/object/apply:os.system [exit 1]")
    assert faults(tagged)[0].startswith(
        "mine.yaml:4: the tag !!python/object/apply:os.system is not supported"
    )
    assert faults(with_line(4, "    name: !!str Bird dog")) != []
    assert faults(with_line(4, "    name: ! Bird dog")) != []


def test_merge_keys_are_refused() -> None:
    assert faults(with_field("<<: {setup: x}")) == [
        "mine.yaml:7: merge keys (<<) are not supported; write the fields out"
    ]


def test_a_second_document_is_refused() -> None:
    assert faults(SMALL + "---\n" + SMALL) == [
        "mine.yaml:7: a second document begins here; keep one catalogue in a file"
    ]


def test_a_repeated_field_names_both_lines() -> None:
    assert faults(with_field("reps: 80")) == [
        "mine.yaml:7: reps is there twice, first on line 6 and again on line 7; delete one of the two"
    ]


@pytest.mark.parametrize("line", ["? [a]\n    : b", "{a: b}: c"])
def test_a_field_name_is_a_text(line: str) -> None:
    (fault,) = faults(with_field(line))
    assert fault.startswith("mine.yaml:7: a list or a mapping stands where a field's name belongs")


@pytest.mark.parametrize("brackets", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "? " * 30_000, "[" * 11])
def test_depth_is_limited(brackets: str) -> None:
    (fault,) = faults(f"version: 1\nexercises:\n  {brackets}")
    assert fault.startswith("mine.yaml:3: more than 10 levels stand inside one another")


def test_the_number_of_entries_is_limited() -> None:
    (fault,) = faults("- a\n" * (MOST_NODES + 5))
    assert fault.startswith(f"mine.yaml:{MOST_NODES}: the file has more than 50,000 entries")


def test_seven_hundred_exercises_are_fine() -> None:
    text = "version: 1\nexercises:\n" + "".join(EXERCISE.replace("bird-dog", f"e{n}") for n in range(700))
    assert len(parse(text).exercises) == 700


def test_faults_found_before_reading_stopped_are_reported_too() -> None:
    assert [said.split(":")[1] for said in faults("a: !x 1\nb: 2\nb: 3\nc: 'x\n")] == ["1", "3", "4"]
