"""The real live screen on a stage: its clock, its journal and its questions are the test's."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from backroutine.coach.audio.clips import Clip
from backroutine.coach.audio.sound_status import Choice, Status
from backroutine.coach.audio.voice import Silence, Voice
from backroutine.coach.questions import AT_THE_BEGINNING, AT_THE_END, OpenQuestions, QuestionSet, Topic
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.coach.screen.app import SessionApp
from backroutine.coach.screen.presenter import ScreenConfig
from backroutine.session.events import PASSING, Event
from backroutine.session.figure import Figure
from block_letters import is_read
from plans import Player, plan

FIGURE = Figure(
    {"hip": (1.2, 0.1), "knee": (1.6, 0.1), "foot": (2.0, 0.1)},
    {"hip": (1.2, 0.1), "knee": (1.4, 0.5), "foot": (1.6, 0.9)},
)


class Ear(Silence):
    """A player that remembers what it was asked to play."""

    def __init__(self, choice: Choice, heard: list[Clip]) -> None:
        self.status = Status("voice", f"ear ({choice})")
        self.muted = False
        self._heard = heard

    def mute(self, muted: bool) -> None:
        self.muted = muted

    def play(self, clip: Clip, within: float) -> None:
        if not self.muted:
            self._heard.append(clip)


class Stage:
    """A screen on a stage: its clock, its journal, and what can be seen."""

    def __init__(
        self,
        *,
        tap: bool = False,
        figure: bool = False,
        motion: bool = True,
        left: "Callable[[Stage], SessionRunner] | None" = None,
        resumed: "Callable[[Stage], SessionRunner] | None" = None,
        open_questions: OpenQuestions | None = None,
        safety_read: Callable[[], None] | None = None,
        experiment: str = "",
    ) -> None:
        self.now = 100.0
        self.saved: list[Event] = []
        self.stop = False
        self.heard: list[Clip] = []
        new = SessionRunner(plan(tap=tap), lambda: self.now, self.saved.append)
        self.runner = resumed(self) if resumed else new
        config = ScreenConfig(
            PreparedSession(
                self.runner,
                left=left(self) if left else None,
                left_when="07:10",
                seconds=600,
                open_questions=open_questions or OpenQuestions(),
                after=lambda: ["This week: 1 of 3 sessions."],
                experiment=experiment,
            ),
            Voice("auto", lambda choice: Ear(choice, self.heard)),
            figures={("leg-raise", ""): FIGURE} if figure else {},
            motion=motion,
            stop_asked=lambda: self.stop,
            safety_read=safety_read,
        )
        config.voice.open()
        self.runner.listeners.append(config.voice.listener(self.runner.plan))
        self.app = SessionApp(config, ticking=False)
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

    def reads(self, text: str) -> bool:
        """Whether the screen says so, in letters of any size."""
        return is_read(text, self.seen())


def on_stage(
    play: Callable[[Stage], Awaitable[None]],
    *,
    begin: bool = True,
    size: tuple[int, int] = (60, 14),
    stage: Stage | None = None,
) -> Stage:
    stage = stage or Stage()

    async def run() -> None:
        async with stage.app.run_test(size=size) as stage.pilot:
            await stage.pilot.pause()
            if begin:
                await stage.press("enter")
            await play(stage)

    asyncio.run(run())
    return stage


def left_after_one_rep(stage: Stage, seconds: float = 13) -> SessionRunner:
    player = Player(plan()).wait(seconds)
    kept = [event for event in player.events if not isinstance(event, PASSING)]
    return SessionRunner(player.plan, lambda: stage.now, stage.saved.append, left=kept, elapsed=5000)


class Notebook:
    """Writes down what was asked and what was kept."""

    def __init__(self, *topics: Topic, trouble: str | None = None) -> None:
        self.kept: list[tuple[Topic, int]] = []
        self.asked: list[Topic] = []
        self._trouble = trouble
        self.located: list[str | None] = []
        self.questions = QuestionSet(
            topics or (*AT_THE_BEGINNING, *AT_THE_END), self._keep, self.asked.append, self._locate
        )

    def _locate(self, exercise: str | None) -> str | None:
        self.located.append(exercise)
        return self._trouble

    def _keep(self, topic: Topic, score: int) -> str | None:
        self.kept.append((topic, score))
        return self._trouble
