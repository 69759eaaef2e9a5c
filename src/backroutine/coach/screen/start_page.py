"""The start page: what will come as cards, what is needed, this week, the sound, and one key that begins."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from backroutine.coach import phrases
from backroutine.coach.audio.sound_status import Status
from backroutine.coach.screen.drawing import draw_figure
from backroutine.coach.screen.layout import (
    Keys,
    Line,
    Row,
    Span,
    apart,
    beside,
    cut,
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
from backroutine.coach.screen.question_page import score_strip
from backroutine.coach.screen.theme import Moment, Theme
from backroutine.coach.wrapping import wrapped
from backroutine.session.figure import Figures
from backroutine.session.plan import Plan, Step, Wait
from backroutine.session.replay import waits_again
from backroutine.session.state import State, seconds_left
from backroutine.text import count_of, show

START_KEYS: Keys = (("enter", "begin"), ("c", "sound check"), ("s", "sound"), ("?", "help"), ("q", "leave"))
LEFT_KEYS: Keys = (("enter", "go on"), ("f", "start fresh"), *START_KEYS[1:])
OFFER_KEYS: Keys = (("g", "take it"),)
RESUME_KEYS: Keys = (("enter", "go on"), *START_KEYS[1:])
CARD_WIDTH = 37
"""The least cells of a card."""
PICTURE_CARD = 46
"""Cells of a card from which it has room for a picture of the exercise."""
LABEL = 11
"""Cells of the label of a fact: `This week`."""
MOST_WEEK_BOXES = 14


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
        """The whole screen: with pictures, with cards, in lines, or in short."""
        keys, inner = self.keys(), width - 2 * margin(width)
        bottom = with_margin(key_rows(keys, inner, 2, theme), width, theme)
        foot = [*self._call(width, theme), *notice_rows(notice, width, theme), *bottom]
        room = height - len(foot)
        plan = (self.left.plan if self.left else None) or self.fresh
        title = show(plan.routine) if plan else ""
        for pictures in (True, False):
            cards = self._cards(inner, theme, ascii_only, pictures=pictures)
            if cards or not self.fresh:
                body = in_rows(self._body(inner, theme, cards, ascii_only), inner, height, theme)
                rows = with_margin([(Span(title, theme.strong),), (), *body], width, theme)
                if len(rows) <= room:
                    return fit_all([*lowered(rows, room), *foot], width, height, theme.plain)
        return page(
            self.lines(),
            width,
            height,
            theme,
            keys=keys,
            title=title,
            notice=notice,
            brief=self.brief(),
        )

    def keys(self) -> Keys:
        """The keys of this page."""
        begin, *more = START_KEYS
        if self.left:
            begin, *more = LEFT_KEYS if self.fresh else RESUME_KEYS
        more = [*(OFFER_KEYS if self.offer else ()), *more]
        pain = ("0-9", "pain now" if self.score is None else f"pain now {self.score}")
        return [begin, pain, *more] if self.question else [begin, *more]

    def _body(self, width: int, theme: Theme, cards: list[Row], ascii_only: bool) -> list[Line]:
        fresh, left = self.fresh, self.left
        lines: list[Line] = []
        if left:
            lines += [show(line) for line in self._stands(left)]
            lines += ["", show(self._begins_fresh(fresh))] if fresh else []
        elif fresh:
            lines.append(self._comes(fresh))
        lines += ["", *cards, ""]
        for label, text in self._facts():
            first, *later = wrapped(show(text), max(10, width - LABEL)) or [""]
            lines.append((Span(label.ljust(LABEL), theme.quiet), Span(first, theme.plain)))
            lines += [(Span(" " * LABEL, theme.plain), Span(line, theme.quiet)) for line in later]
        if self.week:
            lines.append(
                (Span("This week".ljust(LABEL), theme.quiet), *week_boxes(self.week, theme, ascii_only))
            )
        if self.question:
            strip = score_strip(min(width, 70), theme, chosen=self.score)
            lines += ["", self.question, *strip]
        return lines

    def _call(self, width: int, theme: Theme) -> list[Row]:
        """What the one key does, on the colour of getting ready."""
        if self.left:
            plan, seconds = self.left.plan, self.left.ready
            step = self.left.state.steps[self.left.state.step]
        else:
            assert self.fresh
            plan, step = self.fresh, self.fresh.steps[0]
            seconds = _seconds(step.lead_in)
        what = "Goes on with" if self.left else "First"
        text = f"{self._lie_down(seconds, plan)} {phrases.sentence(f'{what}: {step.label}')}"
        style = theme.bands[Moment.READY]
        edge = max(1, margin(width))  # the colour fills the width, the words stand under those of the page
        lines = wrapped(show(text), width - 2 * edge)
        return [*(fit((Span(" " * edge + line, style),), width, style) for line in lines), ()]

    def _facts(self) -> list[tuple[str, str]]:
        """What is short and has a label."""
        needed = (
            ", ".join(dict.fromkeys(step.needs for step in self.fresh.steps if step.needs))
            if self.fresh
            else ""
        )
        trouble = f"({self.sound.trouble})" if self.sound.trouble else ""
        found = [
            ("You need", needed),
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
            lines += [*self._stands(left), self._lie_down(left.ready, left.plan), "", *self._sound(), ""]
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

    def _stands(self, left: Left) -> list[str]:
        step, reps = left.state.steps[left.state.step], left.state.reps[left.state.step]
        done = f"{reps} of {step.target} done"
        return [
            f"The session left at {left.when} stands at: {phrases.side_of(step)}, {done}.",
            phrases.sentence(f"{self._about(left.seconds)} to go"),
        ]

    def _begins(self, fresh: Plan) -> str:
        return phrases.sentence(f"It begins with: {phrases.side_of(fresh.steps[0])}")

    def _begins_fresh(self, fresh: Plan) -> str:
        begins = f"It begins with {phrases.side_of(fresh.steps[0])}: {self._comes(fresh)}"
        return f"f starts fresh, and nothing is lost. {begins}"

    def _comes(self, plan: Plan) -> str:
        exercises = len({step.exercise for step in plan.steps})
        how = "you count with a key" if plan.tap else "paced and counted for you"
        length = self._about(plan.total_seconds / plan.speed)
        return f"{count_of(exercises, 'exercise')}, {length}, {how}."

    def _about(self, seconds: float) -> str:
        return f"about {count_of(max(1, round(seconds * self.factor / 60)), 'minute')}"

    def _lie_down(self, seconds: float, plan: Plan) -> str:
        return f"Press enter and lie down: you have {_real(seconds, plan)} seconds."

    def _sound(self) -> list[str]:
        lines = [f"Sound: {self.sound.heard}"]
        return [*lines, f"  ({self.sound.trouble})"] if self.sound.trouble else lines

    def _cards(self, width: int, theme: Theme, ascii_only: bool, *, pictures: bool = False) -> list[Row]:
        """A card for each exercise, side by side; nothing where they are too narrow."""
        if self.fresh is None or width < CARD_WIDTH or (pictures and not self.figures):
            return []
        exercises = [
            [step for step in self.fresh.steps if step.exercise == exercise]
            for exercise in dict.fromkeys(step.exercise for step in self.fresh.steps)
        ]
        across = _across(len(exercises), width, PICTURE_CARD if pictures else CARD_WIDTH)
        each = (width + 2) // across - 2
        if pictures and each < PICTURE_CARD:
            return []
        cards = [self._card(steps, each, theme, ascii_only, pictures) for steps in exercises]
        rows: list[Row] = []
        for at in range(0, len(cards), across):
            line = cards[at]
            for index, card in enumerate(cards[at + 1 : at + across], 1):
                line = beside(line, index * (each + 2), card, theme.plain)
            rows += [*([()] if rows else []), *line]
        return rows

    def _card(
        self, steps: list[Step], width: int, theme: Theme, ascii_only: bool, pictures: bool
    ) -> list[Row]:
        """One exercise: its name, reps of each side with minutes, and last time's reps."""
        first, plan = steps[0], self.fresh
        assert plan
        surface = replace(theme, plain=theme.card)
        strong, quiet = theme.on_card(theme.strong), theme.on_card(theme.quiet)
        edge: Row = (Span("| " if ascii_only else "▌ ", theme.on_card(theme.accents[Moment.READY])),)
        sides = list(dict.fromkeys((step.side, step.target) for step in steps if step.round == 1))
        reps = " · ".join(f"{target} {side}" for side, target in sides)
        rounds = max(step.round for step in steps)
        dose = f"{reps}, {rounds} rounds" if rounds > 1 else reps
        seconds = sum(
            sum(wait.seconds for wait in step.lead_in) + step.tempo.total * step.target for step in steps
        )
        length = f"{max(1, round(seconds * self.factor / plan.speed / 60))} min"
        before = [self.last_time.get((first.exercise, side)) for side, _ in sides]
        known = any(reps is not None for reps in before)
        last = (
            "last time " + " · ".join("-" if reps is None else str(reps) for reps in before) if known else ""
        )
        picture: list[Row] = []
        figure = self.figures.get((first.exercise, first.variation))
        room = width - 3
        if pictures and figure:
            columns = width // 3
            room -= columns + 1
            picture = draw_figure(
                figure, figure.held or figure.end, columns, 5, surface, Moment.LIFT, ascii_only=ascii_only
            )
        name = cut(show(first.title), room)
        rows: list[Row] = [
            (*edge, Span(name, strong)),
            (*edge, *apart((Span(show(dose), theme.card),), (Span(length, quiet),), room, theme.card)),
            *([(*edge, Span(cut(last, room), quiet))] if self.last_time else []),
        ]
        if pictures:
            rows += [edge] * (5 - len(rows))
            rows = beside(rows, room + 3, picture, theme.card) if picture else rows
        return [fit(row, width, theme.card) for row in rows]


def week_boxes(week: tuple[int, int], theme: Theme, ascii_only: bool) -> Row:
    """The sessions of this week as boxes, up to the goal, and in words."""
    done, goal = week
    filled, still_open = ("#", ".") if ascii_only else ("■", "□")
    words = (
        f"{done} of {count_of(goal, 'session')}"
        if done < goal
        else f"{count_of(done, 'session')}, the goal is met"
    )
    shown = min(max(done, goal), MOST_WEEK_BOXES)
    return (
        Span(f"{filled} " * min(done, shown), theme.accents[Moment.LIFT]),
        Span(f"{still_open} " * (shown - min(done, shown)), theme.quiet),
        Span(f" {words}", theme.plain),
    )


def _across(count: int, width: int, least: int) -> int:
    """How many cards stand side by side: no more than fit, and no lonely one in the last line if possible."""
    most = max(1, min(count, (width + 2) // (least + 2)))
    lines = -(-count // most)
    return -(-count // lines)


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
