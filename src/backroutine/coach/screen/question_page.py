"""A question with a score from 0 to 10: a strip over the width, from calm to strong."""

from backroutine.coach.questions import SIGN_KEY, TEN_KEY, QuestionQueue, Topic
from backroutine.coach.screen import layout
from backroutine.coach.screen.layout import Keys, Line, Row, Span
from backroutine.coach.screen.session_page import SHORTEST
from backroutine.coach.screen.theme import Style, Theme
from backroutine.coach.wrapping import wrapped
from backroutine.text import show

QUESTION_KEYS: Keys = (
    ("0-9", "score"),
    (TEN_KEY, "ten"),
    ("enter", "skip"),
    (SIGN_KEY, "new sign"),
    ("q", "leave"),
)
PLACE_KEYS: Keys = (("1-9", "exercise"), ("enter", "none of them"), (SIGN_KEY, "new sign"), ("q", "leave"))
WIDEST_PLACE = 60
"""Cells of an exercise on the page that asks for one."""
EVEN = 7
"""Cells of a score below which all have the same, as one more would be seen."""
NARROWEST_SCORE, WIDEST_SCORE = 3, 10
"""Cells of one score in the strip."""


def question_rows(
    questions: QuestionQueue, width: int, height: int, theme: Theme, *, notice: str
) -> list[Row]:
    topic, asked = questions.topic, questions.question(width)
    if topic is Topic.WHERE:
        return _places(questions, asked, width, height, theme, notice)
    inner = width - 2 * layout.margin(width)
    rows = 5 if height >= 20 else 3 if height >= 14 else 1
    strip = score_strip(inner, theme, calm_first=topic is not Topic.RESERVE, rows=rows)
    if height < SHORTEST or not strip:  # there every row is needed for the question
        return layout.page(
            [asked, questions.scale()], width, height, theme, keys=QUESTION_KEYS, notice=notice
        )
    low, high = ((Span(end.strip(), theme.quiet),) for end in questions.scale().split(","))
    used = layout.width_of_row(strip[0])
    above = [""] * max(0, (height - len(strip) - 8) // 3)
    body: list[Line] = [
        *above,
        (Span(asked, theme.strong),),
        "",
        *strip,
        layout.apart(low, high, used, theme.plain),
    ]
    body += ["", "One key answers. enter skips: what you skip stays unknown."]
    return layout.page(body, width, height, theme, keys=QUESTION_KEYS, notice=notice)


def _places(
    questions: QuestionQueue, asked: str, width: int, height: int, theme: Theme, notice: str
) -> list[Row]:
    """Which exercise it was: a card for each, in one row."""
    inner, spare = width - 2 * layout.margin(width), height - 2 * len(questions.places) - 6
    gap = [""] if spare > 0 else []
    heading: list[Row] = [(Span(line, theme.strong),) for line in wrapped(asked, inner)]
    body: list[Line] = [*[""] * max(0, spare // 3), *heading, ""]
    for number, place in enumerate(questions.places, 1):
        name = layout.cut(show(place.name), inner - 6)
        card = (Span(f"  {number}  ", theme.on_card(theme.strong)), Span(name, theme.card))
        body += [layout.fit(card, min(inner, WIDEST_PLACE), theme.card), *gap]
    return layout.page(body, width, height, theme, keys=PLACE_KEYS, notice=notice)


def score_strip(
    width: int, theme: Theme, *, chosen: int | None = None, calm_first: bool = True, rows: int = 1
) -> list[Row]:
    """The scores from 0 to 10 side by side, the chosen one marked; nothing where they do not fit."""
    width = min(width, 11 * WIDEST_SCORE)
    each = width // 11
    if each < NARROWEST_SCORE:
        return []
    if each < EVEN:
        width = 11 * each
    ramp = theme.ramp if calm_first else theme.ramp[::-1]
    faded = theme.on_card(theme.quiet)
    styles = [ramp[score] if chosen in {None, score} else faded for score in range(11)]
    texts = [f"[{score}]" if score == chosen else str(score) for score in range(11)]
    if not theme.card.ground:  # without colours of their own they are marks on a line
        return [_cells(texts, styles, width, "─")]
    blank = [_cells([""] * 11, styles, width)] * (rows // 2)
    return [*blank, _cells(texts, styles, width), *blank]


def _cells(texts: list[str], styles: list[Style], width: int, fill: str = " ") -> Row:
    """The eleven scores over the whole width."""
    edges = [width * score // 11 for score in range(12)]
    return tuple(
        Span(text.center(right - left, fill), style)
        for text, style, left, right in zip(texts, styles, edges[:-1], edges[1:], strict=True)
    )
