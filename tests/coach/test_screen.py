"""The real live screen with a handed-in clock: nothing happens unless the test says so."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.strip import Strip

from backroutine.coach.conductor import Conductor
from backroutine.coach.screen import SessionApp, run_screen
from backroutine.session.events import Event, RepCounted, SessionEnded
from backroutine.session.state import Situation
from plans import plan


class Stage:
    """A screen on a stage: its clock, its journal, and what can be seen."""

    def __init__(self, *, tap: bool = False) -> None:
        self.now = 100.0
        self.saved: list[Event] = []
        self.stop = False
        self.conductor = Conductor(plan(tap=tap), lambda: self.now, self.saved.append)
        self.app = SessionApp(self.conductor, stop_asked=lambda: self.stop, tick=None)
        self.pilot: Pilot[None]

    async def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + 1)
            self.app.look()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def seen(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


def on_stage(
    play: Callable[[Stage], Awaitable[None]], *, tap: bool = False, size: tuple[int, int] = (60, 14)
) -> Stage:
    stage = Stage(tap=tap)

    async def run() -> None:
        async with stage.app.run_test(size=size) as stage.pilot:
            await stage.pilot.pause()
            await play(stage)

    asyncio.run(run())
    return stage


def test_a_rep_is_seen_when_it_is_counted_and_saved(snapshot: SnapshotAssertion) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(11)
        assert [e for e in stage.saved if isinstance(e, RepCounted)]
        assert stage.seen() == snapshot

    on_stage(play)


def test_space_pauses_and_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(6)
        await stage.press("space")
        assert "PAUSED" in stage.seen()
        await stage.press("space")
        assert "PAUSED" not in stage.seen()

    on_stage(play)


def test_space_counts_in_tap_mode_and_p_pauses() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("space", "p")
        assert stage.conductor.state.reps == (1, 0)
        assert stage.conductor.situation is Situation.PAUSED

    on_stage(play, tap=True)


def test_every_key_does_what_the_foot_of_the_screen_says() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("plus", "minus", "minus")
        assert stage.conductor.state.pace == 0.9
        await stage.press("u")
        assert stage.conductor.state.reps == (0, 0)
        await stage.press("n")
        assert stage.conductor.state.step == 1
        await stage.press("b")
        assert stage.conductor.state.step == 0
        await stage.press("enter", "enter")
        assert stage.conductor.situation is Situation.PACED

    on_stage(play)


def test_a_refusal_is_read_and_goes_away() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("u")
        assert "There is no rep to take back" in stage.seen()
        await stage.wait(5)
        assert "There is no rep" not in stage.seen()

    on_stage(play)


def test_help_is_one_key_and_the_session_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark")
        assert "take the last rep back" in stage.seen()
        await stage.wait(12)
        assert stage.conductor.state.reps == (1, 0)
        await stage.press("question_mark")
        assert "take the last rep back" not in stage.seen()

    on_stage(play)


def test_the_end_shows_what_was_done_and_waits() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(60)
        assert "Finished." in stage.seen()
        assert "Leg raise: left 2 of 2, right 2 of 2." in stage.seen()
        assert stage.app.is_running
        await stage.press("q")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(43, "completed")


def test_q_stops_and_keeps() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("q")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(12, "stopped")
    assert not stage.app.interrupted


def test_ctrl_c_stops_keeps_and_is_told() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("ctrl+c")

    stage = on_stage(play)
    assert stage.saved[-1] == SessionEnded(12, "stopped")
    assert stage.app.interrupted


def test_a_signal_is_obeyed_at_the_next_look() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        stage.stop = True
        stage.app.look()

    assert on_stage(play).saved[-1] == SessionEnded(12, "stopped")


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)], ids=str)
def test_another_size_is_laid_out_anew(size: tuple[int, int]) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.pilot.resize_terminal(*size)
        await stage.pilot.pause()
        assert len(stage.seen().split("\n")) == size[1]
        assert "LEFT LEG" in stage.seen()

    on_stage(play)


def test_only_rows_that_changed_are_painted() -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(6)
        painted: list[int] = []
        real = stage.app._face.render_line

        def watched(y: int) -> Strip:
            painted.append(y)
            return real(y)

        stage.app._face.render_line = watched  # type: ignore[method-assign]
        stage.app.look()
        await stage.pilot.pause()
        assert painted == []
        await stage.wait(1)
        assert 0 < len(set(painted)) < 8

    on_stage(play)


def test_an_exception_in_the_screen_comes_out_without_a_page_of_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stage = Stage()

    def broken(_width: int, _height: int) -> list[object]:
        raise RuntimeError("paint ran out")

    stage.app._face._compose_rows = broken  # type: ignore[assignment]
    stage.app.run = lambda **_options: type(stage.app).run(stage.app, headless=True)  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="paint ran out"):
        run_screen(stage.app)
    assert "Traceback" not in capsys.readouterr().err
