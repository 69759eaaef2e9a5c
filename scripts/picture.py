#!/usr/bin/env python3
"""Draws docs/screen.svg, the README's picture, from the real live screen: .venv/bin/python scripts/picture.py

The same screen gives the same bytes, and nothing in the picture is fetched from elsewhere.
"""

import asyncio
import re
from html import escape, unescape
from pathlib import Path

from backroutine.catalogue.load import bundled_catalogue
from backroutine.catalogue.planning import make_plan
from backroutine.coach.audio.status import Status
from backroutine.coach.audio.voice import Silence, Voice
from backroutine.coach.runner import SessionRunner
from backroutine.coach.screen.app import SessionApp
from backroutine.coach.screen.presenter import ScreenConfig
from backroutine.session.plan import Phase

TARGET = Path(__file__).resolve().parents[1] / "docs" / "screen.svg"
SIZE = (80, 24)

CELL_WIDTH, CELL_HEIGHT = 12.2, 24.4
"""Units of Textual's picture for one cell of the terminal."""
ASCENT = 18.5
"""Units from the top of a row to its baseline there."""
BARS = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 0.5), "━": (0.5, 0.14), "─": (0.54, 0.05)}
"""Characters that are drawn as rectangles: top and height, as shares of the row."""
BRAILLE = {chr(code) for code in range(0x2800, 0x2900)}
BRAILLE_DOTS = [
    (0, 0, 0x01), (0, 1, 0x02), (0, 2, 0x04), (0, 3, 0x40),
    (1, 0, 0x08), (1, 1, 0x10), (1, 2, 0x20), (1, 3, 0x80),
]  # fmt: skip
"""Column and row of each dot in its cell, and its bit."""

_TEXT = re.compile(r'<text class="([\w-]+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_DRAWN = "█▀▄━─\u2801-\u28ff"
_RUN = re.compile(
    "|".join(
        [*(f"{bar}+" for bar in BARS), r"[\u2801-\u28ff]+", rf"[^\s{_DRAWN}](?:[^{_DRAWN}]*[^\s{_DRAWN}])?"]
    )
)


class Spoken(Silence):
    """A session that is heard, as it usually is."""

    status = Status("voice", "voice")


def picture() -> str:
    """The live screen in the seventh hold of the hip thrust, as SVG."""
    return asyncio.run(_screenshot())


async def _screenshot() -> str:
    now = 0.0
    catalogue = bundled_catalogue()
    runner = SessionRunner(make_plan(catalogue), lambda: now, record=lambda _event: None)
    figures = {(one.id, ""): one.figure.moving() for one in catalogue.exercises if one.figure}
    app = SessionApp(
        ScreenConfig(runner, Voice("off", lambda _choice: Spoken()), 865.0, figures=figures), ticking=False
    )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        while not _is_the_instant(runner):
            now += 0.5
            runner.look()
        now += 0.5
        app.look()
        await pilot.pause()
        return self_contained(app.export_screenshot(title="backroutine"))


def _is_the_instant(runner: SessionRunner) -> bool:
    state = runner.state
    return runner.step.exercise == "hip-thrust" and state.reps[state.step] == 7 and state.phase is Phase.HOLD


def self_contained(svg: str) -> str:
    """Textual's SVG without remote fonts, with fixed names, and with blocks that no font can pull apart."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>.*?</defs>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r' clip-path="[^"]*"', "", svg)
    svg = re.sub(r"terminal-\d+", "screen", svg)
    svg = svg.replace("font-family: Fira Code, monospace", "font-family: monospace")
    svg = svg.replace("font-family: arial", "font-family: sans-serif")
    svg = _TEXT.sub(_redrawn, svg)
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines() if line.strip())


def _dots(style: str, run: str, left: float, top: float) -> list[str]:
    """Braille as circles: fonts disagree on where its dots are."""
    return [
        f'<circle class="{style}" cx="{left + (index + 0.25 + x / 2) * CELL_WIDTH:.1f}" '
        f'cy="{top + (y + 0.5) * CELL_HEIGHT / 4:.1f}" r="2.2"/>'
        for index, cell in enumerate(run)
        for x, y, bit in BRAILLE_DOTS
        if (ord(cell) - 0x2800) & bit
    ]


def _redrawn(found: re.Match[str]) -> str:
    """One text of that SVG as words, each run at its own cell, and as rectangles."""
    style, left, baseline, text = found[1], float(found[2]), float(found[3]), unescape(found[4])
    marks = []
    for run in _RUN.finditer(text):
        x, width = left + run.start() * CELL_WIDTH, len(run[0]) * CELL_WIDTH
        if run[0][0] in BARS:
            top, height = (share * CELL_HEIGHT for share in BARS[run[0][0]])
            y = baseline - ASCENT + top
            place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
            marks.append(f'<rect class="{style}" shape-rendering="crispEdges" {place}/>')
        elif run[0][0] in BRAILLE:
            marks += _dots(style, run[0], x, baseline - ASCENT)
        else:
            place = f'x="{x:.1f}" y="{baseline:.1f}" textLength="{width:.1f}"'
            words = escape(run[0]).replace("\N{NO-BREAK SPACE}", "&#160;")
            marks.append(f'<text class="{style}" {place}>{words}</text>')
    return "\n".join(["", *marks])


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
