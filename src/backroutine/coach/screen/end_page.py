"""The end page: what was done, side by side with last time, and this week. It never scolds."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct, field

from backroutine.coach import phrases
from backroutine.coach.screen import layout
from backroutine.coach.screen.cards import week_boxes
from backroutine.coach.screen.layout import Keys, Line, Row, Span
from backroutine.coach.screen.lettering import TALL, draw, word_scale
from backroutine.coach.screen.theme import Moment, Style, Theme
from backroutine.session.events import Event, SessionEnded
from backroutine.session.plan import Plan
from backroutine.session.replay import state_after
from backroutine.session.tally import SideTally, any_rep, tally
from backroutine.text import count_of, minutes, show

END_KEYS: Keys = (("q", "close"),)
CAN_GO_ON = "It can go on within 12 hours: the next start offers it."
NARROWEST = 30
"""Columns below which the page is in lines."""
MOST_PIPS = 24
"""Reps of a side up to which each has a pip."""


class EndPage(Struct, frozen=True):
    """What the end page shows."""

    plan: Plan
    events: Sequence[Event]
    status: str
    more: Sequence[str] = ()
    """Further lines."""
    last_time: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Reps of each exercise and side in the session before."""
    week: tuple[int, int] | None = None
    """Sessions this week, this one too, and the goal."""

    def rows(self, width: int, height: int, theme: Theme, *, notice: str, ascii_only: bool) -> list[Row]:
        """The whole screen: with a banner and pips, with a row for each exercise, or in lines."""
        done = tally(self.events, self.plan.steps)
        title = phrases.ending(self.status, reps=any_rep(self.events))
        inner = width - 2 * layout.margin(width)
        keys = layout.with_margin(layout.key_rows(END_KEYS, inner, 1, theme), width, theme)
        foot = [*layout.notice_rows(notice, width, theme), *keys]
        room = height - len(foot)
        heads = [_banner(title, width, height, theme, ascii_only), _one_row(title, width, theme)]
        pips, slim = self._bodies(done, inner, theme, ascii_only) if width >= NARROWEST else ([], [])
        for head, rows in (*product(heads, pips), *product(heads, slim)):
            left = room - len(head) - (len(head) > 1)
            body = layout.with_margin(rows, width, theme)
            if len(body) <= left:
                page = [*head, *[()] * (len(head) > 1), *layout.lowered(body, left), *foot]
                return layout.fit_all(page, width, height, theme.plain)
        return layout.page(
            [show(line) for line in self._lines(done)],
            width,
            height,
            theme,
            keys=END_KEYS,
            title=title,
            notice=notice,
            brief=[show(line) for line in self._brief(title, done)],
        )

    def _brief(self, title: str, done: tuple[SideTally, ...]) -> list[str]:
        """The page in a small window: the end, all reps together, and what must not be missed."""
        reps, target = sum(row.reps for row in done), sum(row.target for row in done if row.turn == 1)
        lines = [title, *([f"{reps} of {target} reps."] if done else []), *self.more]
        return [*lines, f"Week: {self.week[0]} of {self.week[1]}."] if self.week else lines

    def _lines(self, done: tuple[SideTally, ...]) -> list[str]:
        lines = [*phrases.summary(self.plan, done), ""]
        if done:
            lines.append(f"At work: {minutes(sum(row.seconds for row in done))}.")
        if self.week:
            lines.append(f"This week: {self.week[0]} of {count_of(self.week[1], 'session')}.")
        return [*lines, *self.more]

    def _bodies(
        self, done: tuple[SideTally, ...], width: int, theme: Theme, ascii_only: bool
    ) -> tuple[list[list[Row]], list[list[Row]]]:
        """All there is between the end in letters and the keys, the most spacious first.

        With pips, and with a row for each exercise.
        """
        *pips, last = self._sides(done, width, theme, ascii_only)
        sums, brief = (self._sums(done, theme, ascii_only, brief=brief) for brief in (False, True))

        def bodies(sides: list[Line]) -> list[list[Row]]:
            spacious, without_blanks = 1000, 0
            return [
                layout.in_rows([*sides, "", *sums], width, spacious, theme),
                layout.in_rows([*sides, *sums], width, without_blanks, theme),
                layout.in_rows([*sides, *brief], width, without_blanks, theme),
            ]

        spacious = [bodies(sides)[0] for sides in pips]
        return spacious + [body for sides in pips[-1:] for body in bodies(sides)[1:]], bodies(last)

    def _sides(
        self, done: tuple[SideTally, ...], width: int, theme: Theme, ascii_only: bool
    ) -> Iterator[list[Line]]:
        """What was done, from the most spacious to a row for each exercise."""
        if not done:
            yield [phrases.NOTHING_COUNTED]
            return
        exercises = [
            self._exercise(done, exercise) for exercise in dict.fromkeys(row.exercise for row in done)
        ]
        for airy in (True, False):
            lines: list[Line] = []
            for name, counts in exercises:
                lines += [""] if lines and airy else []
                lines.append((Span(name, theme.strong),))
                lines += _in_pips(counts, width, theme, ascii_only)
            yield lines
        slim: list[Line] = []
        for name, counts in exercises:
            texts = [str(reps) if reps == target else f"{reps} of {target}" for _, reps, target in counts]
            reps = Span(" · ".join(texts), theme.plain)
            cut = Span(layout.cut(name, width - len(reps.text) - 1), theme.strong)
            slim.append(layout.apart((cut,), (reps,), width, theme.plain))
        yield slim

    def _exercise(self, done: tuple[SideTally, ...], exercise: str) -> tuple[str, list[tuple[str, int, int]]]:
        """The name of an exercise, and each side of it with its reps and its target."""
        mine = [row for row in done if row.exercise == exercise]
        name = next((step.name for step in self.plan.steps if step.exercise == exercise), exercise)
        counts = [
            (
                side,
                sum(row.reps for row in mine if row.side == side),
                sum(row.target for row in mine if row.side == side and row.turn == 1),
            )
            for side in dict.fromkeys(row.side for row in mine)
        ]
        return show(", ".join(filter(None, (name, *dict.fromkeys(row.form for row in mine))))), counts

    def _sums(
        self, done: tuple[SideTally, ...], theme: Theme, ascii_only: bool, *, brief: bool
    ) -> list[Line]:
        """All together; `brief` leaves out what matters least."""
        lines: list[Line] = []
        if done:
            worked = "" if brief else f"At work: {minutes(sum(row.seconds for row in done))}."
            if line := " ".join(filter(None, (worked, self._compared(done)))):
                lines.append(line)
        if self.week:
            boxes = week_boxes(self.week, theme, ascii_only=ascii_only)
            lines.append((Span("This week: ", theme.plain), *boxes))
        lines += [show(line) for line in self.more]
        if any(row.reps for row in done) and not brief:
            lines += ["", (Span(self._calm(), theme.quiet),)]
        return lines

    def _compared(self, done: tuple[SideTally, ...]) -> str:
        """More than last time, or as much; less is nobody's business."""
        before = [self.last_time.get((row.exercise, row.side)) for row in done]
        if not done or None in before or len({(row.exercise, row.side) for row in done}) < len(done):
            return ""
        more = sum(row.reps for row in done) - sum(reps or 0 for reps in before)
        if more > 0:
            return f"{count_of(more, 'more rep')} than last time."
        return "" if more else "As many reps as last time."

    def _calm(self) -> str:
        if self.week and self.week[0] >= self.week[1]:
            return "Your week is complete. Well done."
        return "Well done. See you next time."


def _banner(title: str, width: int, height: int, theme: Theme, ascii_only: bool) -> list[Row]:
    """The end in block letters, on the colour of a lift done or of a pause."""
    style, edge = _band(title, theme), max(2, layout.margin(width))
    word, _, after = (part.strip() for part in title.partition("."))
    scale = word_scale(word, width - 2 * edge, 2 * TALL if height >= 40 else TALL)
    if scale is None:
        return _one_row(title, width, theme)
    drawn = draw(word, scale, above=1, ascii_only=ascii_only)
    if after and edge + len(drawn[-1]) + 3 + len(after) <= width:  # beside the foot of the letters
        drawn[-1] += f"   {after}"
        after = ""
    return [layout.fit((Span(" " * edge + line, style),), width, style) for line in (*drawn, after)]


def _one_row(title: str, width: int, theme: Theme) -> list[Row]:
    style, edge = _band(title, theme), " " * layout.margin(width)
    return [layout.fit((Span(edge + title, style),), width, style)]


def _band(title: str, theme: Theme) -> Style:
    return theme.bands[Moment.LIFT if title == phrases.COMPLETED else Moment.PAUSE]


def _in_pips(counts: Sequence[tuple[str, int, int]], width: int, theme: Theme, ascii_only: bool) -> list[Row]:
    """The sides beside each other with pips as far apart as there is room, or one below the other."""
    for gap, words in ((" ", True), ("", True), ("", False)):
        rows = [_side(*count, theme, ascii_only, gap=gap, words=words) for count in counts]
        each = width // len(rows)
        if max(map(layout.width_of_row, rows)) < each:
            return [tuple(span for row in rows for span in layout.fit(row, each, theme.plain))]
    return [_side(*count, theme, ascii_only, gap="", words=True) for count in counts]


def _side(side: str, reps: int, target: int, theme: Theme, ascii_only: bool, *, gap: str, words: bool) -> Row:
    filled, still_open = (mark + gap for mark in (("#", ".") if ascii_only else ("●", "○")))
    name = Span(f"{side:5} ", theme.plain)
    if max(reps, target) > MOST_PIPS:
        return (name, Span(f"{reps} of {target}", theme.plain))
    count = f" {reps} of {target}" if words else "" if reps == target else f" {reps}"
    return (
        name,
        Span(filled * reps, theme.accents[Moment.LIFT]),
        Span(still_open * (target - reps), theme.quiet),
        Span(count, theme.plain),
    )


def going_on_later(plan: Plan, events: Sequence[Event]) -> list[str]:
    """That a stopped session can go on, if it can."""
    stopped = any(isinstance(event, SessionEnded) and event.status == "stopped" for event in events[-1:])
    return [CAN_GO_ON] if stopped and any_rep(events) and state_after(plan, events) else []
