"""What `start` offers on its start page, and what taking it does."""

import json
from contextlib import ExitStack

import pytest

from backroutine.cli.commands.start_journal import prepare_session
from backroutine.cli.commands.start_options import StartOptions
from backroutine.cli.commands.start_plan import Planner
from backroutine.coach.questions import Offer
from backroutine.coach.runner import PreparedSession
from backroutine.session.state import Command
from commands import Captured, said


@pytest.fixture(autouse=True)
def _a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StartOptions, "screen", property(lambda _options: True))


def good(capsys: Captured, day: str, *did: str) -> None:
    scores = ["--pain-before", "3", "--pain-worst", "2", "--pain-next-morning", "3", "--reserve", "2"]
    said(capsys, "add", "--day", day, *scores, *(word for one in did for word in ("--did", one)))


def offered(options: StartOptions, stack: ExitStack) -> tuple[Offer | None, PreparedSession]:
    prepared, _ = prepare_session(options, Planner(options), stack)
    return prepared.open_questions.offer(), prepared


def targets(capsys: Captured) -> dict[str, int]:
    rows = json.loads(said(capsys, "targets", "--json"))
    return {f"{row['exercise']} {row['side']}": row["reps"] for row in rows}


def test_the_first_that_is_due_is_offered_less_before_more(capsys: Captured) -> None:
    for day in ("6 days ago", "3 days ago"):
        good(capsys, day, "hip-thrust", "superman")
    with ExitStack() as stack:
        offer, _ = offered(StartOptions(), stack)
        assert offer
        assert offer.line == "Hip thrust: 12 instead of 10? g takes it."
    said(capsys, "add", "--did", "superman", "--pain-worst", "7")
    with ExitStack() as stack:
        offer, _ = offered(StartOptions(), stack)
        assert offer
        assert offer.line == "Superman: leg only? g takes it."


def test_taken_it_is_in_the_plan_and_stored_when_the_session_begins(capsys: Captured) -> None:
    for day in ("6 days ago", "3 days ago"):
        good(capsys, day, "hip-thrust")
    with ExitStack() as stack:
        offer, prepared = offered(StartOptions(only=("hip-thrust",)), stack)
        assert offer
        planned: list[int] = []
        prepared.runner.on_new_plan = lambda plan: planned.append(plan.steps[0].target)
        offer.take(True)
        offer.take(False)
        offer.take(True)
        assert planned == [12, 10, 12]
        assert targets(capsys)["hip-thrust left"] == 10
        prepared.runner.begin()
        prepared.runner.obey(Command.STOP)
        assert not prepared.runner.unsaved
    assert targets(capsys)["hip-thrust left"] == 12
    assert "the target hip-thrust 12" in said(capsys, "undo")
    assert targets(capsys)["hip-thrust left"] == 10


def test_not_taken_nothing_is_stored_and_it_is_offered_again(capsys: Captured) -> None:
    for day in ("6 days ago", "3 days ago"):
        good(capsys, day, "hip-thrust")
    for _ in range(2):
        with ExitStack() as stack:
            offer, prepared = offered(StartOptions(), stack)
            assert offer
            offer.take(True)
            offer.take(False)
            prepared.runner.begin()
    assert targets(capsys)["hip-thrust left"] == 10


@pytest.mark.parametrize(
    "options",
    [
        StartOptions(reps=8),
        StartOptions(only=("hip-thrust=8",)),
        StartOptions(only=("hip-thrust:knee-in",)),
        StartOptions(only=("superman",)),
    ],
)
def test_for_numbers_of_the_day_nothing_is_offered(capsys: Captured, options: StartOptions) -> None:
    for day in ("6 days ago", "3 days ago"):
        good(capsys, day, "hip-thrust")
    with ExitStack() as stack:
        assert offered(options, stack)[0] is None


def test_numbers_of_a_routine_are_left_alone(capsys: Captured) -> None:
    for day in ("6 days ago", "3 days ago"):
        good(capsys, day, "hip-thrust", "superman")
    said(capsys, "routine", "save", "morning", "hip-thrust=10", "superman")
    from backroutine.cli.settings import load_settings

    with ExitStack() as stack:
        offer, _ = offered(StartOptions(routine="morning", settings=load_settings()), stack)
        assert offer
        assert offer.line.startswith("Superman: 12 instead of 10?")


def test_the_week_the_last_reps_and_why_a_session_does_not_count(capsys: Captured) -> None:
    good(capsys, "today", "hip-thrust=9/8", "superman=10/10")
    said(capsys, "add", "--did", "leg-raise=1/0")
    with ExitStack() as stack:
        prepared, _ = prepare_session(StartOptions(), Planner(StartOptions()), stack)
        assert prepared.last_time["hip-thrust", "left"] == 9
        assert prepared.last_time["hip-thrust", "right"] == 8
        assert prepared.last_time["leg-raise", "left"] == 1
        assert prepared.week() == (1, 3)
        assert prepared.after() == ["1 had under half of its reps and does not count.", "Saved."]
