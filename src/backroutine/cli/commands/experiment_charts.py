"""The pairs of an experiment as a picture: lines for a terminal, SVG for the report."""

import shutil
import sys
from fractions import Fraction

from backroutine.insight.experiment_analysis import Analysis, PairMeans, decimal

SCALE = 40
"""Columns from 0 to 10 in the picture of the pairs: a quarter of a point each."""


def pairs_as_text(answer: Analysis, order: str, *, blocks: bool) -> list[str]:
    """A line for each pair: where the means with A and with B lie between 0 and 10, and the three numbers."""
    wide = shutil.get_terminal_size().columns >= 72 or not sys.stdout.isatty()
    room = SCALE if wide else SCALE // 2
    means = {pair.number: pair for pair in answer.means}
    numbers = "    A     B   A-B" if wide else "   A-B"
    half = room // 2
    lines = [f"Pair    0{'5':>{half}}{'10':>{half + 1}}{numbers}"]
    for number, drawn in enumerate(order, 1):
        head = f"{number:>4} {'AB' if drawn == 'A' else 'BA'} "
        if number not in means:
            lines.append(f"{head} too few scores")
            continue
        pair = means[number]
        end = f"  {_signed(pair.difference):>5}"
        if wide:
            end = f" {decimal(pair.a):>4}  {decimal(pair.b):>4}{end}"
        lines.append(f"{head} {_strip(pair, room, blocks=blocks)}{end}")
    return lines


def _strip(pair: PairMeans, room: int, *, blocks: bool) -> str:
    cells = ["·" if blocks else "."] * (room + 1)
    a, b = (int(mean * room / 10 + Fraction(1, 2)) for mean in (pair.a, pair.b))
    for cell in range(min(a, b), max(a, b)):
        cells[cell] = "─" if blocks else "-"
    cells[a], cells[b] = "A", "B"
    if a == b:
        cells[a] = "*"
    return "".join(cells)


def _signed(difference: Fraction) -> str:
    return f"{'+' if difference > 0 else ''}{decimal(difference)}"
