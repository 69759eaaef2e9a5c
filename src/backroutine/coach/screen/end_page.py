"""The end page: what was done, side by side with last time, and this week. It never scolds."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from backroutine.coach import phrases
from backroutine.coach.screen.layout import (
    Keys,
    Line,
    Row,
    Span,
    fit,
    fit_all,
    in_rows,
    key_rows,
    lowered,
    margin,
    notice_rows,
    page,
    with_margin,
)
from backroutine.coach.screen.lettering import draw, word_scale
from backroutine.coach.screen.start_page import week_boxes
from backroutine.coach.screen.theme import Moment, Theme
from backroutine.session.events import Event, SessionEnded
from backroutine.session.plan import Plan
from backroutine.session.replay import state_after
from backroutine.session.tally import SideTally, any_rep, tally
from backroutine.text import count_of, minutes, show

END_KEYS: Keys = (("q", "close"),)
CAN_GO_ON = "It can go on within 12 hours: the next start offers it."
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
        """The whole screen: with a banner and pips, or in lines."""
        done = tally(self.events, self.plan.steps)
        title = phrases.ending(self.status, reps=any_rep(self.events))
        inner = width - 2 * margin(width)
        keys = with_margin(key_rows(END_KEYS, inner, 1, theme), width, theme)
        foot = [*notice_rows(notice, width, theme), *keys]
        room = height - len(foot)
        for banner in (True, False):
            head: list[Row] = [(Span(f" {title}", theme.strong),)]
            if banner:
                head = _banner(title, width, height, theme, ascii_only)
            for airy in (True, False):
                sums = self._sums(done, theme, ascii_only)
                lines: list[Line] = [*self._sides(done, inner, theme, ascii_only, airy), "", *sums]
                body = with_margin(in_rows(lines, inner, height, theme), width, theme)
                left = room - len(head) - 1
                if len(body) <= left and width >= 30:
                    rows = [*head, (), *lowered(body, left), *foot]
                    return fit_all(rows, width, height, theme.plain)
        return page(
            [show(line) for line in self._lines(done)],
            width,
            height,
            theme,
            keys=END_KEYS,
            title=title,
            notice=notice,
        )

    def _lines(self, done: tuple[SideTally, ...]) -> list[str]:
        lines = [*phrases.summary(self.plan, done), ""]
        if done:
            lines.append(f"At work: {minutes(sum(row.seconds for row in done))}.")
        if self.week:
            lines.append(f"This week: {self.week[0]} of {count_of(self.week[1], 'session')}.")
        return [*lines, *self.more]

    def _sides(
        self, done: tuple[SideTally, ...], width: int, theme: Theme, ascii_only: bool, airy: bool
    ) -> list[Line]:
        """For each exercise its name, and a row of pips for each side."""
        if not done:
            return [phrases.NOTHING_COUNTED]
        lines: list[Line] = []
        for exercise in dict.fromkeys(row.exercise for row in done):
            mine = [row for row in done if row.exercise == exercise]
            name = next((step.name for step in self.plan.steps if step.exercise == exercise), exercise)
            name = ", ".join(filter(None, (name, *dict.fromkeys(row.form for row in mine))))
            counts = []
            for side in dict.fromkeys(row.side for row in mine):
                reps = sum(row.reps for row in mine if row.side == side)
                target = sum(row.target for row in mine if row.side == side and row.turn == 1)
                counts.append((side, reps, target))
            shortened = [_side(side, reps, target, theme, ascii_only) for side, reps, target in counts]
            wide = sum(sum(len(span.text) for span in row) + 4 for row in shortened)
            if lines and airy:
                lines.append("")
            lines.append((Span(show(name), theme.strong),))
            if wide <= width:
                lines.append(tuple(span for row in shortened for span in (*row, Span("    ", theme.plain))))
            else:
                lines += shortened
        return lines

    def _sums(self, done: tuple[SideTally, ...], theme: Theme, ascii_only: bool) -> list[Line]:
        lines: list[Line] = []
        if done:
            worked = f"At work: {minutes(sum(row.seconds for row in done))}."
            lines.append(" ".join(part for part in (worked, self._compared(done)) if part))
        if self.week:
            lines.append((Span("This week: ", theme.plain), *week_boxes(self.week, theme, ascii_only)))
        lines += [show(line) for line in self.more]
        if any(row.reps for row in done):
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
    style = theme.bands[Moment.LIFT if title == phrases.COMPLETED else Moment.PAUSE]
    word = title.split(".", maxsplit=1)[0]
    scale = word_scale(word, width - 4, 14 if height >= 40 else 7)
    if scale is None:
        return [fit((Span(f" {title}", style),), width, style)]
    drawn = draw(word, scale, above=1, ascii_only=ascii_only)
    after = title[len(word) + 1 :].strip()
    rows: list[Row] = [fit((Span("  " + line, style),), width, style) for line in drawn]
    return [*rows, fit((Span(f"  {after}", style),), width, style)]


def _side(side: str, reps: int, target: int, theme: Theme, ascii_only: bool) -> Row:
    filled, still_open = ("#", ".") if ascii_only else ("●", "○")
    words = f"{reps} of {target}"
    if max(reps, target) > MOST_PIPS:
        return (Span(f"  {side:6}", theme.plain), Span(words, theme.plain))
    return (
        Span(f"  {side:6}", theme.plain),
        Span(filled * reps, theme.accents[Moment.LIFT]),
        Span(still_open * (target - reps), theme.quiet),
        Span(f" {words}", theme.plain),
    )


def going_on_later(plan: Plan, events: Sequence[Event]) -> list[str]:
    """That a stopped session can go on, if it can."""
    stopped = any(isinstance(event, SessionEnded) and event.status == "stopped" for event in events[-1:])
    return [CAN_GO_ON] if stopped and any_rep(events) and state_after(plan, events) else []
