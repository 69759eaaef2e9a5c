"""Session records for the tests of what sessions mean."""

from datetime import datetime, timedelta

from backroutine.journal.records import Pain, SessionRecord, Status
from backroutine.session.plan import Plan
from backroutine.session.tally import SideTally
from plans import plan, step

PLAN = plan(step("left", target=10), step("right", target=10))


def row(
    side: str,
    reps: int,
    exercise: str = "leg-raise",
    *,
    round_: int = 1,
    turn: int = 1,
    seconds: float = 60.0,
) -> SideTally:
    return SideTally(exercise, side, round_, turn, reps, 10, seconds)


def done(
    began: str | datetime,
    *sides: SideTally,
    a_plan: Plan = PLAN,
    status: Status = "completed",
    pain: Pain | None = None,
) -> SessionRecord:
    """A session that began at an instant with an offset; without sides, a whole one."""
    moment = datetime.fromisoformat(began) if isinstance(began, str) else began
    rows = sides or (row("left", 10), row("right", 10))
    ended = moment + timedelta(minutes=5)
    return SessionRecord(f"at {moment.isoformat()}", moment, ended, status, "R", rows, a_plan, pain or Pain())


def at_noon(*days: str) -> list[SessionRecord]:
    return [done(f"{day}T12:00:00+01:00") for day in days]
