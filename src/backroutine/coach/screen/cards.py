"""Cards of the exercises to come, large or in one line, and the sessions of this week as boxes."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from backroutine.coach.screen import layout
from backroutine.coach.screen.drawing import LEAST_COLUMNS, draw_figure
from backroutine.coach.screen.layout import Row, Span
from backroutine.coach.screen.theme import Moment, Theme
from backroutine.session.figure import Figure, Figures
from backroutine.session.plan import Plan, Step
from backroutine.text import count_of, show

CARD_WIDTH = 37
"""The least cells of a card."""
WIDEST_PICTURE = 24
MOST_WEEK_BOXES = 14


class Card(Struct, frozen=True):
    """One exercise of today. All texts are safe to print."""

    name: str
    sides: tuple[tuple[str, int], ...]
    """Each side with its reps."""
    rounds: int
    seconds: float
    before: tuple[int | None, ...] = ()
    """Reps of each side in the session before; empty where there was none."""
    figure: Figure | None = None

    @property
    def dose(self) -> str:
        """`10 left · 10 right`."""
        reps = " · ".join(f"{target} {side}" for side, target in self.sides)
        return f"{reps}, {self.rounds} rounds" if self.rounds > 1 else reps

    def rows(self, width: int, theme: Theme, *, ascii_only: bool, picture: int = 0) -> list[Row]:
        """The card, with a picture of so many rows."""
        surface, quiet = theme.card, theme.on_card(theme.quiet)
        edge, room = _edge(theme, ascii_only=ascii_only), width - 3
        length = f"{max(1, round(self.seconds / 60))} min"
        name = Span(layout.cut(self.name, room - len(length) - 2), theme.on_card(theme.strong))
        first = layout.apart((name,), (Span(length, quiet),), room, surface)
        texts: list[Row] = [(Span(self.dose, surface),)]
        if self.before:
            known = any(reps is not None for reps in self.before)
            reps = " · ".join("-" if reps is None else str(reps) for reps in self.before)
            texts.append((Span(f"last time {reps}" if known else "", quiet),))
        if picture:
            columns = min(WIDEST_PICTURE, max(LEAST_COLUMNS, room - layout.width_of_row(texts[0]) - 2))
            drawn = self._picture(columns, picture, replace(theme, plain=surface), ascii_only=ascii_only)
            texts = layout.beside(texts, room - columns, drawn, surface)
        return [(*edge, *layout.fit(row, width - 2, surface)) for row in (first, *texts)]

    def _picture(self, columns: int, rows: int, theme: Theme, *, ascii_only: bool) -> list[Row]:
        if self.figure is None:
            return [()] * rows
        top = self.figure.still[1:]
        return draw_figure(self.figure, top, columns, rows, theme, Moment.LIFT, ascii_only=ascii_only)

    def line(self, width: int, theme: Theme, *, ascii_only: bool) -> Row:
        """The card in one row: name and reps."""
        reps = " · ".join(str(target) for _, target in self.sides)
        if self.rounds > 1:
            reps = f"{self.rounds} x {reps}"
        name = Span(layout.cut(self.name, width - len(reps) - 3), theme.card)
        right = Span(reps, theme.on_card(theme.quiet))
        return (
            *_edge(theme, ascii_only=ascii_only),
            *layout.apart((name,), (right,), width - 2, theme.card),
        )


def cards_of(
    plan: Plan, factor: float, last_time: Mapping[tuple[str, str], int], figures: Figures
) -> list[Card]:
    """A card for each exercise. The person takes `factor` times as long as planned."""
    exercises: dict[str, list[Step]] = {}
    for step in plan.steps:
        exercises.setdefault(step.exercise, []).append(step)
    return [_card(steps, factor / plan.speed, last_time, figures) for steps in exercises.values()]


def _card(
    steps: list[Step], factor: float, last_time: Mapping[tuple[str, str], int], figures: Figures
) -> Card:
    first = steps[0]
    sides = tuple(dict.fromkeys((step.side, step.target) for step in steps if step.round == 1))
    seconds = sum(
        sum(wait.seconds for wait in step.lead_in) + step.tempo.total * step.target for step in steps
    )
    return Card(
        name=show(first.title),
        sides=tuple((show(side), target) for side, target in sides),
        rounds=max(step.round for step in steps),
        seconds=seconds * factor,
        before=tuple(last_time.get((first.exercise, side)) for side, _ in sides) if last_time else (),
        figure=figures.get((first.exercise, first.variation)),
    )


def in_columns(
    cards: Sequence[Card], width: int, theme: Theme, *, ascii_only: bool, picture: int = 0
) -> list[Row]:
    """The cards side by side; nothing where they are too narrow."""
    if width < CARD_WIDTH:
        return []
    across = _across(len(cards), width)
    each = (width + 2) // across - 2
    drawn = [card.rows(each, theme, ascii_only=ascii_only, picture=picture) for card in cards]
    rows: list[Row] = []
    for at in range(0, len(drawn), across):
        line = drawn[at]
        for index, card in enumerate(drawn[at + 1 : at + across], 1):
            line = layout.beside(line, index * (each + 2), card, theme.plain)
        rows += [*([()] if rows else []), *line]
    return rows


def in_lines(cards: Sequence[Card], width: int, most: int, theme: Theme, *, ascii_only: bool) -> list[Row]:
    """The cards in a row each, at most so many; the last row says how many more there are."""
    if most < min(len(cards), 3):
        return []
    shown = cards if len(cards) <= most else cards[: most - 1]
    rows = [card.line(width, theme, ascii_only=ascii_only) for card in shown]
    if len(shown) < len(cards):
        more = f"  and {count_of(len(cards) - len(shown), 'more exercise')}"
        rows.append((Span(more, theme.quiet),))
    return rows


def week_boxes(week: tuple[int, int], theme: Theme, *, ascii_only: bool, words: bool = True) -> Row:
    """The sessions of this week as boxes, up to the goal, and in words."""
    done, goal = week
    filled, still_open = ("#", ".") if ascii_only else ("■", "□")
    text = (
        f"{done} of {count_of(goal, 'session')}"
        if done < goal
        else f"{count_of(done, 'session')}, the goal is met"
    )
    shown = min(max(done, goal), MOST_WEEK_BOXES)
    boxes: Row = (
        Span(f"{filled} " * min(done, shown), theme.accents[Moment.LIFT]),
        Span(f"{still_open} " * (shown - min(done, shown)), theme.quiet),
    )
    return (*boxes, Span(f" {text}", theme.plain)) if words else boxes


def _edge(theme: Theme, *, ascii_only: bool) -> Row:
    return (Span("| " if ascii_only else "▌ ", theme.on_card(theme.accents[Moment.READY])),)


def _across(count: int, width: int) -> int:
    """How many cards stand side by side: no more than fit, and no lonely one in the last line if possible."""
    most = max(1, min(count, (width + 2) // (CARD_WIDTH + 2)))
    lines = -(-count // most)
    return -(-count // lines)
