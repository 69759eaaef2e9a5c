#!/usr/bin/env python3
"""Draws the pictures of the live screen from the real screen, as SVG: .venv/bin/python scripts/picture.py

docs/screen.svg is one moment, docs/session.svg moves: a rep and the change of sides. With `--sheet FOLDER`
every page is drawn at every size, to look at. The same screen gives the same bytes; nothing is fetched.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.plan_builder import figures_of, make_plan
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.audio.voice import Silence, Voice
from backroutine.coach.questions import AFTER_A_SESSION, AT_THE_BEGINNING, OpenQuestions, QuestionSet
from backroutine.coach.runner import PreparedSession, SessionRunner
from backroutine.coach.screen.layout import Row
from backroutine.coach.screen.presenter import Presenter, ScreenConfig
from backroutine.coach.screen.theme import DARK, LIGHT, PLAIN, Style, Theme
from backroutine.session.plan import Phase
from backroutine.session.state import Command

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZE = (80, 24)

CELL_WIDTH, CELL_HEIGHT = 10.0, 20.0
ASCENT = 15.0
"""Units from the top of a row to its baseline."""
EDGE = 12.0
"""Units around the screen."""

BLOCKS = {
    "█": ((0, 0, 1, 1),),
    "▀": ((0, 0, 1, 0.5),),
    "▄": ((0, 0.5, 1, 0.5),),
    "▌": ((0, 0, 0.5, 1),),
    "▐": ((0.5, 0, 0.5, 1),),
    "━": ((0, 0.42, 1, 0.16),),
    "─": ((0, 0.46, 1, 0.08),),
    "│": ((0.46, 0, 0.08, 1),),
    **{
        mark: tuple(
            (x / 2, y / 2, 0.5, 0.5)
            for bit, (x, y) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1)))
            if code >> bit & 1
        )
        for code, mark in enumerate(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
        if mark in "▘▝▖▞▛▗▚▜▙▟"
    },
}
"""Characters that are drawn as boxes, because fonts leave gaps between them: left, top, width, height."""
ROUND = {"●": (True, True), "◉": (True, False), "○": (False, False)}
ANSI_COLOURS = {
    "black": "#000000", "green": "#00aa00", "yellow": "#c4a000", "bright_blue": "#5c8cff", "white": "#d0d0d0",
    "cyan": "#00aaaa", "bright_magenta": "#ff66ff", "magenta": "#cc00cc", "red": "#cc3333",
}  # fmt: skip
PLAIN_INK, PLAIN_GROUND = "#d0d0d0", "#101010"
"""For a theme that leaves its colours to the terminal."""


class Scene:
    """A session with its own clock, and the screen that shows it."""

    def __init__(
        self,
        theme: Theme = DARK,
        *,
        ascii_only: bool = False,
        safety_read: Callable[[], None] | None = None,
        **known: object,
    ) -> None:
        self.now = 0.0
        catalogue = bundled_catalogue()
        self.runner = SessionRunner(make_plan(catalogue), lambda: self.now, record=lambda _event: None)
        figures = figures_of(catalogue)
        voice = Voice("off", lambda _choice: Silence(Status("voice", "voice (piper) through miniaudio")))
        voice.open()
        session = PreparedSession(self.runner, seconds=865.0, **known)  # type: ignore[arg-type]
        self.presenter = Presenter(
            ScreenConfig(
                session,
                voice,
                figures=figures,
                theme=theme,
                ascii_only=ascii_only,
                safety_read=safety_read,
            )
        )

    def begin(self) -> "Scene":
        self.presenter.begin(self.runner)
        return self

    def until(self, reached: Callable[[], bool], tick: float = 0.1) -> "Scene":
        """Let time pass."""
        while not reached():
            self.now += tick
            self.presenter.look()
        return self

    def at(self, exercise: str, side: str, phase: Phase, reps: int = 0, share: float = 0.5) -> "Scene":
        """Let time pass until this moment."""
        self.until(
            lambda: (
                self.runner.step.exercise == exercise
                and self.runner.step.side == side
                and self.runner.state.phase is phase
                and self.runner.state.reps[self.runner.state.step] == reps
            )
        )
        until = self.now + (self.runner.state.length or 0.0) * share
        return self.until(lambda: self.now >= until)

    def rows(self, size: tuple[int, int] = SIZE) -> list[Row]:
        return self.presenter.rows(*size)


def svg(rows: Sequence[Row], theme: Theme, *, style: str = "") -> str:
    """Rows as a picture."""
    width = sum(len(span.text) for span in rows[0]) * CELL_WIDTH + 2 * EDGE
    height = len(rows) * CELL_HEIGHT + 2 * EDGE
    return _framed("\n".join(_marks(rows, theme)), width, height, theme, style)


def _framed(inside: str, width: float, height: float, theme: Theme, style: str = "") -> str:
    ground = theme.plain.ground or PLAIN_GROUND
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">\n'
        '<style>text{font:16.6px "DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre}'
        f".b{{font-weight:bold}}rect{{shape-rendering:crispEdges}}{style}</style>\n"
        f'<rect width="{width:g}" height="{height:g}" rx="10" fill="{ground}" '
        'style="shape-rendering:auto"/>\n'
        f'<g transform="translate({EDGE:g} {EDGE:g})">\n{inside}\n</g>\n</svg>\n'
    )


def _colours(style: Style, theme: Theme) -> tuple[str, str]:
    ink = ANSI_COLOURS.get(style.ink, style.ink) or theme.plain.ink or PLAIN_INK
    ground = ANSI_COLOURS.get(style.ground, style.ground) or theme.plain.ground or PLAIN_GROUND
    if style.dim:
        ink = "#808080"
    return (ground, ink) if style.reverse else (ink, ground)


def _marks(rows: Sequence[Row], theme: Theme) -> Iterator[str]:
    page = theme.plain.ground or PLAIN_GROUND
    for y, row in enumerate(rows):
        x = 0
        for span in row:
            ink, ground = _colours(span.style, theme)
            if ground != page:
                yield _box(x, y, 0, 0, len(span.text), 1, ground)
            for kind, found in groupby(
                span.text, key=lambda mark: mark if mark in BLOCKS or mark in ROUND else "text"
            ):
                run = "".join(found)
                yield from _run(kind, run, x, y, ink, ground, bold=span.style.bold)
                x += len(run)


def _run(kind: str, run: str, x: int, y: int, ink: str, ground: str, *, bold: bool) -> Iterator[str]:
    if kind in ROUND:
        for index in range(len(run)):
            yield from _pip(kind, x + index, y, ink, ground)
    elif kind in BLOCKS:
        if len(BLOCKS[kind]) == 1 and BLOCKS[kind][0][2] == 1:
            left, top, _, high = BLOCKS[kind][0]
            yield _box(x, y, left, top, len(run), high, ink)
        else:
            for index in range(len(run)):
                for left, top, wide, high in BLOCKS[kind]:
                    yield _box(x + index, y, left, top, wide, high, ink)
    elif run.strip():
        before = len(run) - len(run.lstrip())
        text = run.strip()
        place = f'x="{(x + before) * CELL_WIDTH:g}" y="{y * CELL_HEIGHT + ASCENT:g}"'
        weight = ' class="b"' if bold else ""
        length = f'textLength="{len(text) * CELL_WIDTH:g}"'
        yield f'<text {place} {length} fill="{ink}"{weight}>{escape(text)}</text>'


def _box(x: int, y: int, left: float, top: float, wide: float, high: float, colour: str) -> str:
    return (
        f'<rect x="{(x + left) * CELL_WIDTH:g}" y="{(y + top) * CELL_HEIGHT:g}" '
        f'width="{wide * CELL_WIDTH:g}" height="{high * CELL_HEIGHT:g}" fill="{colour}"/>'
    )


def _pip(mark: str, x: int, y: int, ink: str, ground: str) -> Iterator[str]:
    centre = f'cx="{(x + 0.5) * CELL_WIDTH:g}" cy="{(y + 0.5) * CELL_HEIGHT:g}"'
    filled, whole = ROUND[mark]
    if whole:
        yield f'<circle {centre} r="4.6" fill="{ink}"/>'
    else:
        yield f'<circle {centre} r="4" fill="{ground}" stroke="{ink}" stroke-width="1.4"/>'
        if filled:
            yield f'<circle {centre} r="2.3" fill="{ink}"/>'


def moments(theme: Theme, size: tuple[int, int]) -> Iterator[tuple[str, list[Row]]]:
    """Every page there is, by name."""
    for exercise in ("leg-raise", "half-push-up", "hip-thrust", "superman"):
        for phase in (Phase.LIFT, Phase.HOLD, Phase.RETURN, Phase.PAUSE):
            side = "right" if phase in {Phase.RETURN, Phase.PAUSE} else "left"
            yield f"{exercise}-{phase}", Scene(theme).begin().at(exercise, side, phase, 3, 0.6).rows(size)
    yield "get-ready", Scene(theme).begin().at("leg-raise", "left", Phase.GET_READY, 0, 0.3).rows(size)
    yield "switch", Scene(theme).begin().at("hip-thrust", "right", Phase.SWITCH, 0, 0.3).rows(size)
    yield "rest", Scene(theme).begin().at("superman", "left", Phase.REST, 0, 0.3).rows(size)
    yield "turn-over", Scene(theme).begin().at("superman", "left", Phase.TURN_OVER, 0, 0.3).rows(size)
    yield "last-one", Scene(theme).begin().at("superman", "right", Phase.RETURN, 9, 0.4).rows(size)
    paused = Scene(theme).begin().at("hip-thrust", "left", Phase.HOLD, 7, 0.4)
    paused.presenter.obey(Command.PAUSE)
    yield "paused", paused.rows(size)
    yield from other_pages(theme, size)


LAST_TIME = {
    (exercise, side): 9 + (side == "left")
    for exercise in ("leg-raise", "half-push-up", "hip-thrust", "superman")
    for side in ("left", "right")
}


def _two_of_three() -> tuple[int, int]:
    return 2, 3


def other_pages(theme: Theme, size: tuple[int, int]) -> Iterator[tuple[str, list[Row]]]:
    """The pages around the session."""
    questions = QuestionSet((*AT_THE_BEGINNING, *AFTER_A_SESSION), lambda _topic, _score: None)
    open_questions = OpenQuestions(new=questions)
    yield "start-first", Scene(theme).rows(size)
    yield "safety", Scene(theme, safety_read=lambda: None).rows(size)
    start = Scene(theme, open_questions=open_questions, last_time=LAST_TIME, week=_two_of_three)
    yield "start", start.rows(size)
    start.presenter.score(3)
    yield "start-answered", start.rows(size)
    start.presenter.overlay.help()
    yield "help", start.rows(size)
    start.presenter.overlay.close()
    for number in (1, 2, 3):
        start.presenter.overlay.turn_signs()
        yield f"signs-{number}", start.rows(size)
    start.presenter.overlay.close()
    start.begin()
    start.until(lambda: start.runner.state.status is not None, 0.5)
    start.presenter.look()
    yield "question-pain", start.rows(size)
    start.presenter.score(2)
    start.presenter.score(1)
    yield "question-effort", start.rows(size)
    while start.presenter.topic:
        start.presenter.skip()
    yield "end", start.rows(size)
    stopped = (
        Scene(theme, last_time=LAST_TIME, week=_two_of_three)
        .begin()
        .at("half-push-up", "right", Phase.LIFT, 4)
    )
    stopped.presenter.obey(Command.STOP)
    stopped.presenter.end()
    yield "end-stopped", stopped.rows(size)


FRAMES_A_SECOND = 6


def film() -> str:
    """A moving picture: the last rep of a side, the change of sides, and the beginning of the other one."""
    scene = Scene().begin().at("hip-thrust", "left", Phase.LIFT, 9, 0.0)
    frames: list[list[Row]] = []

    def show(seconds: float) -> None:
        for _ in range(round(seconds * FRAMES_A_SECOND)):
            frames.append(scene.rows())
            scene.now += 1 / FRAMES_A_SECOND
            scene.presenter.look()

    show(scene.runner.step.tempo.total + 2.0)
    scene.until(
        lambda: (scene.runner.state.due or 0.0) - scene.now <= 3.0
    )  # the middle of the wait is left out
    show(3.0 + 4.0)
    return moving(frames, DARK)


def moving(frames: Sequence[Sequence[Row]], theme: Theme) -> str:
    """Frames as one picture that moves. Each row is drawn once for as long as it stays the same."""
    count, seconds = len(frames), len(frames) / FRAMES_A_SECOND
    groups: list[str] = []
    for y in range(len(frames[0])):
        first = 0
        for index in range(1, count + 1):
            if index < count and frames[index][y] == frames[first][y]:
                continue
            marks = "\n".join(_marks([()] * y + [frames[first][y]], theme))
            groups.append(f"<g{_shown(first, index, count, seconds)}{marks}</g>" if marks else "")
            first = index
    width = sum(len(span.text) for span in frames[0][0]) * CELL_WIDTH + 2 * EDGE
    return _framed("\n".join(filter(None, groups)), width, len(frames[0]) * CELL_HEIGHT + 2 * EDGE, theme)


def _shown(first: int, last: int, count: int, seconds: float) -> str:
    """What shows a group from one frame up to another; a picture that stands still has the first frame."""
    if (first, last) == (0, count):
        return ">"
    times, values = [0.0, first / count, last / count], ["hidden", "visible", "hidden"]
    if first == 0:
        times, values = times[1:], values[1:]
    if last == count:
        times, values = times[:-1], values[:-1]
    return (
        f' visibility="{values[0]}"><animate attributeName="visibility" calcMode="discrete" '
        f'dur="{seconds:g}s" repeatCount="indefinite" values="{";".join(values)}" '
        f'keyTimes="{";".join(f"{time:.4f}".rstrip("0").rstrip(".") for time in times)}"/>'
    )


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sheet", type=Path, help="a folder for a picture of every page")
    sheet = parser.parse_args().sheet
    if not sheet:
        (DOCS / "screen.svg").write_text(picture(), encoding="utf-8")
        (DOCS / "session.svg").write_text(film(), encoding="utf-8")
        return
    sheet.mkdir(parents=True, exist_ok=True)
    for theme in (DARK, LIGHT, PLAIN):
        for size in ((80, 24), (40, 12), (20, 5), (120, 30), (200, 50)):
            if theme is not DARK and size not in {(80, 24), (40, 12)}:
                continue
            for name, rows in moments(theme, size):
                path = sheet / f"{theme.name}-{size[0]}x{size[1]}-{name}.svg"
                path.write_text(svg(rows, theme), encoding="utf-8")


def picture() -> str:
    """The live screen in the seventh hold of the hip thrust."""
    scene = Scene().begin().at("hip-thrust", "left", Phase.HOLD, 7, 0.4)
    return svg(scene.rows(), DARK)


if __name__ == "__main__":
    main()
