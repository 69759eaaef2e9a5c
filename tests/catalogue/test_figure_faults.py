"""What is said about a figure that is wrong, and the figure that comes out when it is right."""

import pytest

from catalogues import faults, parse, with_field

RIGHT = "figure: {start: {hip: [1, 0.1], knee: [1.4, 0.1]}, end: {hip: [1, 0.1], knee: [1, 0.5]}, wall: 1.3}"


def test_a_figure_becomes_poses() -> None:
    figure = parse(with_field(RIGHT)).exercises[0].figure
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
