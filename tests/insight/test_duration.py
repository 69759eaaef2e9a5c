"""How long a session usually takes."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from backroutine.insight.duration import usual_seconds
from backroutine.journal.records import SessionRecord, Status
from backroutine.session.plan import Plan
from backroutine.session.tally import SideTally
from plans import plan, step

PLAN = plan(step("left", target=10), step("right", target=10))


def session(
    *, reps: int = 20, seconds: float = 100, a_plan: Plan = PLAN, status: Status = "completed"
) -> SessionRecord:
    began = datetime.fromisoformat("2026-11-22T23:50:00+01:00")
    sides = (SideTally("leg-raise", "left", 1, 1, reps, 20, 60.0),) if reps else ()
    return SessionRecord("id", began, began + timedelta(seconds=seconds), status, "R", sides, a_plan)


def test_with_few_sessions_the_plan_is_the_guess() -> None:
    assert usual_seconds(PLAN, [session(seconds=999)] * 2) == PLAN.total_seconds


def test_only_the_latest_sessions_correct_the_guess() -> None:
    latest, before = [session(seconds=100)] * 10, [session(seconds=900)] * 20
    assert usual_seconds(PLAN, [*latest, *before]) == pytest.approx(100)


def test_past_sessions_correct_the_guess() -> None:
    took = [1.1, 1.3, 1.2]
    records = [session(seconds=PLAN.total_seconds * ratio) for ratio in took]
    assert usual_seconds(PLAN, records) == pytest.approx(PLAN.total_seconds * 1.2)


def test_only_finished_sessions_at_the_written_speed_count() -> None:
    fast = session(seconds=1, a_plan=replace(PLAN, speed=20.0))
    stopped = session(seconds=1, status="stopped")
    assert usual_seconds(PLAN, [fast] * 5 + [stopped] * 5) == PLAN.total_seconds


def test_a_faster_session_takes_less() -> None:
    assert usual_seconds(replace(PLAN, speed=2.0), []) == PLAN.total_seconds / 2
