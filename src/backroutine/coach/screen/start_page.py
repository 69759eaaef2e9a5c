"""The start page: what will come as cards, what is needed, this week, the sound, and one key that begins."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from rich.cells import cell_len

from backroutine.coach import phrases
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.screen import layout
from backroutine.coach.screen.cards import Card, cards_of, in_columns, in_lines, week_boxes
from backroutine.coach.screen.layout import Keys, Line, Row, Span
from backroutine.coach.screen.question_page import score_strip
from backroutine.coach.screen.theme import Moment, Style, Theme
from backroutine.coach.wrapping import balanced, wrapped
from backroutine.session.figure import Figures
from backroutine.session.plan import Plan, Wait
from backroutine.session.state import State, seconds_left
from backroutine.session.waits import waits_again
from backroutine.text import count_of, show

START_KEYS: Keys = (("enter", "begin"), ("c", "sound check"), ("s", "sound"), ("?", "help"), ("q", "leave"))
LEFT_KEYS: Keys = (("enter", "go on"), ("f", "start fresh"), *START_KEYS[1:])
OFFER_KEYS: Keys = (("g", "take it"),)
RESUME_KEYS: Keys = (("enter", "go on"), *START_KEYS[1:])
LABEL = 11
"""Cells of the label of a fact: `This week`."""
SPACIOUS = 28
"""Rows of a window from which the pictures are larger."""
SLIM = (34, 10)
"""The least columns and rows of a page with a row for each exercise."""

_Part = tuple[int, list[Row]]
"""Rows of the page and their rank."""


class Left(Struct, frozen=True):
    """A session that was left and can go on."""

    when: str
    """The time of day it was left: `07:10`."""
    plan: Plan
    state: State

    @property
    def seconds(self) -> float:
        """What remains of it, with the time to lie down; planned seconds at its speed and pace."""
        return seconds_left(self.plan, self.state, 0) + self.ready / self.plan.speed

    @property
    def ready(self) -> float:
        """Seconds to lie down before it goes on."""
        return waits_again(self.state).seconds


class StartPage(Struct, frozen=True):
    """What the start page shows."""

    sound: Status
    fresh: Plan | None
    """The new session that may begin."""
    factor: float = 1.0
    """How much longer than planned this person's sessions take."""
    left: Left | None = None
    question: str = ""
    """What one key may answer here."""
    score: int | None = None
    """The answer to it."""
    experiment: str = ""
    """What an experiment asks for today."""
    last_time: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Reps of each exercise and side in the session before."""
    week: tuple[int, int] | None = None
    """Sessions this week, and the goal."""
    figures: Figures = field(default_factory=dict)
    offer: str = ""
    """What is proposed."""

    def rows(self, width: int, height: int, theme: Theme, *, notice: str, ascii_only: bool) -> list[Row]:
        """The whole screen: with cards, with a row for each exercise, in lines, or in short."""
        shown = self._large(width, height, theme, notice, ascii_only) or self._slim(
            width, height, theme, notice, ascii_only
        )
        return shown or layout.page(
            self.lines(),
            width,
            height,
            theme,
            keys=self.keys(),
            title=self._title(),
            notice=notice,
            brief=self.brief(),
        )

    def _large(self, width: int, height: int, theme: Theme, notice: str, ascii_only: bool) -> list[Row]:
        """The page with cards; nothing where they have no room."""
        inner = width - 2 * layout.margin(width)
        keys = layout.with_margin(layout.key_rows(self.keys(), inner, 2, theme), width, theme)
        call = self._call(width, theme)
        foot = [*call, *(layout.notice_rows(notice, width, theme) or [()]), *keys]
        room = height - len(foot)
        drawn = self._cards()
        drawable = self.figures and theme.blends and not ascii_only  # else so few rows show nothing
        pictures = (5 if height >= SPACIOUS else 4, 0) if drawable else (0,)
        for picture, short in [*((picture, False) for picture in pictures), (0, True)]:
            cards = in_columns(drawn, inner, theme, ascii_only=ascii_only, picture=picture) if drawn else []
            if self.fresh and not cards:
                return []
            lines = self._body(inner, theme, cards, ascii_only, short=short)
            body = layout.in_rows(lines, inner, height, theme)
            rows = layout.with_margin([self._head(inner, theme), (), *body], width, theme)
            if len(rows) <= room:
                above = min(room - len(rows), max(0, height - 24) // 4)  # the same before all is known
                rows = [*[()] * above, *rows, *[()] * (room - len(rows) - above)]
                return layout.fit_all([*rows, *foot], width, height, theme.plain)
        return []

    def _slim(self, width: int, height: int, theme: Theme, notice: str, ascii_only: bool) -> list[Row]:
        """The page with a row for each exercise; nothing where that has no room.

        Each part has a rank, and those of the lowest give way first.
        """
        inner = width - 2 * layout.margin(width)
        if inner < SLIM[0] or height < SLIM[1]:
            return []
        keys = layout.key_rows(self.keys(), inner, 2 if self.left or self.offer else 1, theme)
        foot = [*self._call(width, theme, short=True), *layout.notice_rows(notice, width, theme)]
        foot += layout.with_margin(keys, width, theme)
        room, drawn = height - len(foot), self._cards()
        above: list[_Part] = [(9, [self._title_with_week(inner, theme, ascii_only)])]
        if self.left:
            above.append((9, _texts([self._stands(self.left)], inner, theme.plain)))
        above.append((1, [()]))
        needs, trouble = self._needs(), f" ({self.sound.trouble})" if self.sound.trouble else ""
        below: list[_Part] = [
            (2, [()]),
            (4, _texts([f"You need {needs}."] if needs else [], inner, theme.plain)),
            (3, _texts([f"Sound: {self.sound.heard}{trouble}"], inner, theme.quiet)),
            (7, _texts([line for line in (self.experiment, self.offer) if line], inner, theme.plain)),
        ]
        if self.question:
            strip = score_strip(inner - 5, theme, chosen=self.score)
            label = Span("Pain?" if self.score is None else "Pain ", theme.quiet)
            below += [(0, [()]), (8, [(label, *row) for row in strip])]
        for rank in range(9):
            above = [part for part in above if part[0] >= rank]
            below = [part for part in below if part[0] >= rank]
            used = sum(len(rows) for _, rows in above + below)
            # Where a session goes on, its exercises give way before today's experiment and the pain.
            needed = 0 if self.left and rank > 4 else min(len(drawn), 4)
            if used + needed <= room:
                cards = in_lines(drawn, inner, room - used, theme, ascii_only=ascii_only)
                parts = [*above, (9, cards), *below]
                rows = layout.with_margin([row for _, rows in parts for row in rows], width, theme)
                rows += [()] * (room - len(rows))
                return layout.fit_all([*rows, *foot], width, height, theme.plain)
        return []

    def _title(self) -> str:
        plan = (self.left.plan if self.left else None) or self.fresh
        return show(plan.routine) if plan else ""

    def _head(self, width: int, theme: Theme) -> Row:
        """The title, and what will come."""
        title = Span(self._title(), theme.strong)
        if self.left or not self.fresh:
            return (title,)
        comes = Span(show(self._comes(self.fresh)), theme.quiet)
        return layout.apart((title,), (comes,), width, theme.plain)

    def _title_with_week(self, width: int, theme: Theme, ascii_only: bool) -> Row:
        boxes = week_boxes(self.week, theme, ascii_only=ascii_only, words=False) if self.week else ()
        if self.left:
            seconds = self.left.seconds
        else:
            assert self.fresh
            seconds = self.fresh.total_seconds / self.fresh.speed
        lengths = (self._about(seconds), f"{self._minutes(seconds)} min")
        rights: list[Row] = [(*boxes, Span(f" {length}", theme.quiet)) for length in lengths]
        room = width - cell_len(self._title()) - 2
        right = next((row for row in rights if layout.width_of_row(row) <= room), rights[-1])
        title = layout.cut(self._title(), width - layout.width_of_row(right) - 2)
        return layout.apart((Span(title, theme.strong),), right, width, theme.plain)

    def _cards(self) -> list[Card]:
        return cards_of(self.fresh, self.factor, self.last_time, self.figures) if self.fresh else []

    def keys(self) -> Keys:
        begin, *more = START_KEYS
        if self.left:
            begin, *more = LEFT_KEYS if self.fresh else RESUME_KEYS
        more = [*(OFFER_KEYS if self.offer else ()), *more]
        pain = ("0-9", "pain now" if self.score is None else f"pain now {self.score}")
        return [begin, pain, *more] if self.question else [begin, *more]

    def _body(
        self, width: int, theme: Theme, cards: list[Row], ascii_only: bool, *, short: bool
    ) -> list[Line]:
        """What stands under the title; `short` leaves to the keys what they say too."""
        fresh, left = self.fresh, self.left
        lines: list[Line] = []
        if left:
            lines.append(show(f"{self._stands(left)} {self._to_go(left)}"))
            lines += ["", show(self._begins_fresh(fresh))] if fresh and not short else []
            lines.append("")
        lines += [*cards, ""] if cards else []
        for label, text in self._facts():
            first, *later = wrapped(show(text), max(10, width - LABEL)) or [""]
            lines.append((Span(label.ljust(LABEL), theme.quiet), Span(first, theme.plain)))
            lines += [(Span(" " * LABEL, theme.plain), Span(line, theme.quiet)) for line in later]
        if self.week:
            lines.append(
                (
                    Span("This week".ljust(LABEL), theme.quiet),
                    *week_boxes(self.week, theme, ascii_only=ascii_only),
                )
            )
        if self.question:
            strip = score_strip(width, theme, chosen=self.score)
            lines += ["", self.question, *strip]
        return lines

    def _call(self, width: int, theme: Theme, *, short: bool = False) -> list[Row]:
        """What the one key does, on the colour of getting ready."""
        if self.left:
            plan, seconds = self.left.plan, self.left.ready
            step = self.left.state.steps[self.left.state.step]
        else:
            assert self.fresh
            plan, step = self.fresh, self.fresh.steps[0]
            seconds = _seconds(step.lead_in)
        what = "Goes on with" if self.left else "First"
        text = show(f"{self._lie_down(seconds, plan)} {phrases.sentence(f'{what}: {step.label}')}")
        style = theme.bands[Moment.READY]
        edge = max(1, layout.margin(width))  # the colour fills the width, the words stand under the page's
        room = width - 2 * edge
        if short and len(wrapped(text, room)) > 1:
            text = show(f"Enter, then lie down: {_real(seconds, plan)} s. {phrases.sentence(step.label)}")
        lines = balanced(text, room)
        return [layout.fit((Span(" " * edge + line, style),), width, style) for line in lines]

    def _needs(self) -> str:
        steps = self.fresh.steps if self.fresh else ()
        return ", ".join(dict.fromkeys(step.needs for step in steps if step.needs))

    def _facts(self) -> list[tuple[str, str]]:
        """What is short and has a label."""
        trouble = f"({self.sound.trouble})" if self.sound.trouble else ""
        found = [
            ("You need", self._needs()),
            ("Sound", f"{self.sound.heard} {trouble}".strip()),
            ("Today", self.experiment),
            ("Proposed", self.offer),
        ]
        return [(label, text) for label, text in found if text]

    def lines(self) -> list[str]:
        """The page as lines, where cards have no room. What enter does comes first."""
        fresh, left = self.fresh, self.left
        lines: list[str] = [self.experiment, ""] if self.experiment else []
        if left:
            lines += [
                self._stands(left),
                self._to_go(left),
                self._lie_down(left.ready, left.plan),
                "",
                *self._sound(),
                "",
            ]
            lines += [self._begins_fresh(fresh), ""] if fresh else []
        elif fresh:
            lines += [self._comes(fresh), ""]
        if fresh:
            lines += [*_doses(fresh), ""]
        if self.offer:
            lines += [self.offer, ""]
        if fresh and not left:
            lines += [self._begins(fresh), *self._sound(), ""]
        if self.question:
            lines += [self.question, ""]
        if fresh and not left:
            lines.append(self._lie_down(_seconds(fresh.steps[0].lead_in), fresh))
        return [show(line) for line in lines]

    def brief(self) -> list[str]:
        """The page in a small window: the side that begins comes first."""
        fresh, left = self.fresh, self.left
        lines: list[str] = []
        if left:
            step, reps = left.state.steps[left.state.step], left.state.reps[left.state.step]
            lines.append(phrases.sentence(f"{step.label} goes on: {reps} of {step.target} done"))
            lines.append(f"{_real(left.ready, left.plan)} s to lie down.")
            lines += ["f starts fresh; nothing is lost."] if fresh else []
            lines.append(f"Left at {left.when}: {step.title}, {self._about(left.seconds)} to go.")
        elif fresh:
            lines.append(phrases.sentence(f"First: {fresh.steps[0].label}"))
            lines.append(f"{_real(_seconds(fresh.steps[0].lead_in), fresh)} s to lie down.")
        lines += [line for line in (self.experiment, self.offer) if line]
        lines += self._sound()
        if fresh and not left:
            lines += [self._comes(fresh), *_doses(fresh)]
        return [show(line) for line in lines]

    def _stands(self, left: Left) -> str:
        step, reps = left.state.steps[left.state.step], left.state.reps[left.state.step]
        done = f"{reps} of {step.target} done"
        return f"Left at {left.when}: {phrases.side_of(step)}, {done}."

    def _to_go(self, left: Left) -> str:
        return phrases.sentence(f"{self._about(left.seconds)} to go")

    def _begins(self, fresh: Plan) -> str:
        return phrases.sentence(f"It begins with: {phrases.side_of(fresh.steps[0])}")

    def _begins_fresh(self, fresh: Plan) -> str:
        return f"f starts fresh, and nothing is lost: {self._comes(fresh)}"

    def _comes(self, plan: Plan) -> str:
        exercises = len({step.exercise for step in plan.steps})
        how = "you count with a key" if plan.tap else "paced and counted for you"
        length = self._about(plan.total_seconds / plan.speed)
        return f"{count_of(exercises, 'exercise')}, {length}, {how}."

    def _about(self, seconds: float) -> str:
        return f"about {count_of(self._minutes(seconds), 'minute')}"

    def _minutes(self, seconds: float) -> int:
        return max(1, round(seconds * self.factor / 60))

    def _lie_down(self, seconds: float, plan: Plan) -> str:
        return f"Press enter and lie down: you have {_real(seconds, plan)} seconds."

    def _sound(self) -> list[str]:
        lines = [f"Sound: {self.sound.heard}"]
        return [*lines, f"  ({self.sound.trouble})"] if self.sound.trouble else lines


def _texts(lines: Sequence[str], width: int, style: Style) -> list[Row]:
    return [(Span(row, style),) for line in lines for row in wrapped(show(line), width)]


def _real(seconds: float, plan: Plan) -> str:
    """Seconds as they pass at the speed of the plan."""
    return f"{round(seconds / plan.speed, 1):g}"


def _doses(plan: Plan) -> list[str]:
    """The reps of each exercise: `Superman: 10 left, 10 right`."""
    lines = []
    for exercise in dict.fromkeys(step.exercise for step in plan.steps):
        steps = [step for step in plan.steps if step.exercise == exercise]
        sides = dict.fromkeys((step.side, step.target) for step in steps if step.round == 1)
        reps = ", ".join(f"{target} {side}" for side, target in sides)
        rounds = max(step.round for step in steps)
        each_round = f", in each of {rounds} rounds" if rounds > 1 else ""
        lines.append(f"  {steps[0].title}: {reps}{each_round}")
    return lines


def _seconds(waits: Sequence[Wait]) -> float:
    return sum(wait.seconds for wait in waits)
