"""What past sessions say about an exercise."""

from datetime import date

from msgspec.structs import replace

from backroutine.insight.progression import SideDone, Trial, trials_of
from backroutine.journal.records import Pain, SessionRecord
from backroutine.session.tally import SideTally
from records_kit import done, row


def side(name: str, reps: int, *, round_: int = 1, turn: int = 1, variation: str = "") -> SideTally:
    return replace(row(name, reps, "superman", round_=round_, turn=turn), variation=variation, hold=2.0)


def session(*sides: SideTally, **changes: object) -> SessionRecord:
    record = done("2026-11-22T07:00:00+01:00", *sides, pain=Pain(1, 2, 3, 4))
    return replace(record, **changes)  # a test says just what differs


def trial(record: SessionRecord) -> Trial | None:
    return next(trials_of([record], "superman"), None)


def test_a_session_in_numbers() -> None:
    assert trial(session(side("left", 10), side("right", 8), row("left", 1), reserve=2)) == Trial(
        date(2026, 11, 22),
        {"left": SideDone("", 2.0, 10, 10), "right": SideDone("", 2.0, 10, 8)},
        reserve=2,
        before=1,
        worst=2,
        next_morning=4,
        hurt_here=False,
    )


def test_where_it_hurt() -> None:
    both = (side("left", 10), side("right", 10))
    only, among = trial(session(*both)), trial(session(*both, row("left", 1)))
    here = trial(session(*both, row("left", 1), hurt="superman"))
    assert only
    assert among
    assert here
    assert (only.hurt_here, among.hurt_here, here.hurt_here) == (True, False, True)


def test_the_least_round_counts_with_its_best_turn() -> None:
    found = trial(session(side("left", 4), side("left", 10, turn=2), side("left", 7, round_=2)))
    assert found
    assert found.sides["left"].reps == 7


def test_a_form_that_was_changed_half_way_does_not_count() -> None:
    assert trial(session(side("left", 4), side("left", 6, turn=2, variation="leg-only"))) is None
    assert trial(session(row("left", 4, "superman"))) is None


def test_the_exercise_at_which_the_session_was_stopped_does_not_count() -> None:
    assert trial(session(side("left", 4), status="stopped")) is None
    assert trial(session(side("left", 4), row("left", 1), status="stopped"))
