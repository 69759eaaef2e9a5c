"""Lays the session page out for any size: number, side and phase are there at 20x5 and grow from there."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len

from backroutine.coach.screen import layout
from backroutine.coach.screen.drawing import LEAST_COLUMNS, LEAST_ROWS
from backroutine.coach.screen.layout import Keys, Row, Span
from backroutine.coach.screen.lettering import PAUSE_SIGN, TALL, draw, number_scale, width_of, word_scale
from backroutine.coach.screen.theme import Moment, Style, Theme, blend
from backroutine.coach.screen.view import View
from backroutine.coach.wrapping import balanced, wrapped
from backroutine.text import show

SHORTEST, NARROWEST = 8, 30
"""Rows and columns below which only number, side and phase are shown."""
BAND_ROWS = ((44, 13), (30, 9), (18, 5), (10, 2), (0, 1))
"""Rows of the window from which the band has so many."""
LOW = range(10, 16)
"""Rows of a window that has segments, but no row at its foot for a notice."""
ROOMY = 10
"""Rows between top and band from which there is room for the side in block letters."""
TALL_ENOUGH = 22
"""Rows between them from which these letters are twice as high."""
AS_USUAL = frozenset({"voice", "tones"})
"""What is heard and needs no word where there is little room."""
MOST_PIPS = 20
"""Reps from which pips are not counted any more."""

Draw = Callable[[int, int], list[Row]]
"""Draws the figure into so many columns and rows."""


class Look(Struct, frozen=True):
    """How the page is drawn, whatever it shows."""

    theme: Theme
    ascii_only: bool = False

    def block(self, text: str, scale: tuple[int, int], style: Style, *, above: int = 0) -> list[Row]:
        return [(Span(row, style),) for row in draw(text, scale, above=above, ascii_only=self.ascii_only)]


class _Moving(Struct):
    """Where the page moves between two looks: the bar of the phase, and the figure."""

    bar: int | None = None
    """The row of the bar."""
    top: int = 0
    left: int = 0
    columns: int = 0
    rows: int = 0
    """The place of the figure; no rows where there is none."""


class SessionPage:
    """The session page. What stands still is laid out once; a look only draws bar and figure anew."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._key: object = None
        self._still: list[Row] = []
        self._before_figure: list[Row] = []
        self._moving = _Moving()

    def rows(
        self, view: View, width: int, height: int, *, keys: Keys, notice: str = "", figure: Draw | None = None
    ) -> list[Row]:
        """The whole page. What matters least gives way first."""
        theme = self._look.theme
        key = (replace(view, share=0.0), width, height, tuple(keys), notice, figure is None)
        if key != self._key:
            self._key, self._moving = key, _Moving()
            still = self._lay_out(view, width, height, keys, notice, figure is not None)
            self._still = layout.fit_all(still, width, height, theme.plain)
            where = self._moving
            self._before_figure = [
                layout.fit(row, where.left, theme.plain)
                for row in self._still[where.top : where.top + where.rows]
            ]
        rows, where = list(self._still), self._moving
        if where.bar is not None:
            rows[where.bar] = _bar(view, width, self._look)
        if figure and where.rows:
            drawn = zip(self._before_figure, figure(where.columns, where.rows), strict=True)
            for y, (before, part) in enumerate(drawn, where.top):
                rows[y] = layout.fit((*before, *part), width, theme.plain)
        return rows

    def _lay_out(
        self, view: View, width: int, height: int, keys: Keys, notice: str, has_figure: bool
    ) -> list[Row]:
        look, theme = self._look, self._look.theme
        if view.paused:  # all but the band steps back
            look = replace(look, theme=replace(theme, plain=theme.quiet, strong=theme.quiet))
        if height < SHORTEST or width < NARROWEST:
            return _small(view, width, height, look, theme, notice)
        band = _band(view, width, next(rows for least, rows in BAND_ROWS if height >= least), self._look)
        noticed = layout.notice_rows(notice, width, theme)
        in_place = height in LOW  # there is no free row at the foot, and nothing else may move
        top = _top(view, width, height, look, noticed if in_place else [])
        bottom = _bottom(view, width, height, theme, keys, [] if in_place else noticed)
        room = max(0, height - len(top) - len(band) - len(bottom))
        moves = has_figure and not view.paused
        middle = _middle(view, width, room, look, self._moving if moves else None)
        self._moving.top += len(top)
        if len(band) > 1:
            self._moving.bar = len(top) + room + len(band) - 1
        return [*top, *middle, *band, *bottom]


def _small(view: View, width: int, height: int, look: Look, theme: Theme, notice: str) -> list[Row]:
    """The number at the left, the side or a notice beside it, the phase below."""
    rows = max(0, height - 1)
    scale = number_scale(view.number.rjust(2), width * 2 // 3, rows * 2) or number_scale(
        view.number, width * 2 // 3, rows * 2
    )
    drawn = (
        look.block(view.number, scale, look.theme.strong)
        if scale
        else [(Span(f"{view.number} {view.unit}", look.theme.strong),)]
    )
    used = max(map(layout.width_of_row, drawn)) + 2
    words = wrapped(show(notice), max(1, width - used)) if notice else []
    right: list[Row] = [(Span(line, theme.warning),) for line in words]
    if not notice or len(words) < rows:
        right.insert(0, (Span(view.side.upper(), look.theme.strong),))
    if not notice:
        words = [view.unit, *wrapped(view.done, max(1, width - used))]
        right += [(Span(line, theme.quiet),) for line in words]
    if not scale:
        right, drawn = [], [*drawn, *right]
    body = layout.beside(drawn, used, right, theme.plain)
    body = [*body, *[()] * (rows - len(body))][:rows]
    band = theme.bands[view.moment]
    word = f" {view.phase.upper()}" if width > cell_len(view.phase) else view.phase.upper()
    if not rows:  # one row for all
        word = f"{view.number} {view.side[:1].upper()} {view.phase.upper()}"
    return [*body, layout.fit((Span(word, band),), width, band)]


def _top(view: View, width: int, height: int, look: Look, noticed: list[Row]) -> list[Row]:
    """What is done and how long it takes, and a segment a side or a notice in its place."""
    theme = look.theme
    wide = width >= 50
    right: Row = (Span(f"{view.left} left " if wide else f"{view.left} ", theme.quiet),)
    left: Row = (Span(layout.cut(f" {view.name}", width - layout.width_of_row(right) - 1), theme.strong),)
    if wide:
        left = (*left, Span(f"  {view.where}", theme.quiet))
    rows = [layout.apart(left, right, width, theme.plain)]
    if noticed:
        rows += noticed
    elif height >= LOW.start:
        rows.append(_segments(view, width, look, "▄" if height >= 22 else "▀"))
    if height >= 22:
        rows.append(())
    return rows


def _segments(view: View, width: int, look: Look, block: str) -> Row:
    """One segment for each side of the session; one bar where there are too many of them."""
    theme = look.theme
    accent = theme.accents[view.moment]
    full = "=" if look.ascii_only else block
    line = "▁" if block == "▄" else "▔"
    open_mark = "-" if look.ascii_only else block if theme.faint.ink else line
    room = width - 2
    count = len(view.sides)
    if room < 3 * count:
        done = sum(view.sides) / count * room
        return _bar_of(
            " ", [(full, accent, round(done)), (open_mark, theme.faint, room - round(done))], theme
        )
    pieces: list[tuple[str, Style, int]] = []
    for index, share in enumerate(view.sides):
        each = (room + 1) * (index + 1) // count - (room + 1) * index // count - 1
        filled = round(share * each)
        style = accent if index == view.current else theme.plain
        pieces += [(full, style, filled), (open_mark, theme.faint, each - filled), (" ", theme.plain, 1)]
    return _bar_of(" ", pieces, theme)


def _bar_of(before: str, pieces: list[tuple[str, Style, int]], theme: Theme) -> Row:
    spans = (Span(mark * count, style) for mark, style, count in pieces if count > 0)
    return (Span(before, theme.plain), *spans)


def _bottom(view: View, width: int, height: int, theme: Theme, keys: Keys, noticed: list[Row]) -> list[Row]:
    narrow = keys if width >= 60 else [pair for pair in keys if pair[0] in {"space", "enter", "?", "q"}]
    heard = view.sound if height >= LOW.stop or view.sound not in AS_USUAL else ""
    foot = [(Span(" ", theme.plain), *row) for row in layout.key_rows(narrow, width - 2, 1, theme)]
    if height < LOW.stop and heard:  # they share a row: the sound goes before the keys that matter less
        room = width - 3 - cell_len(heard)
        shorter = [(Span(" ", theme.plain), *row) for row in layout.key_rows(narrow, room, 1, theme)]
        whole = any(span.text == "q" for row in shorter for span in row)
        foot, heard = (shorter, heard) if whole else (foot, "")
    sound: Row = (Span(f"{heard} ", theme.quiet),) if heard else ()
    if height < LOW.stop:
        return [*noticed, *(layout.apart(row, sound, width, theme.plain) for row in foot)]
    if noticed:
        return [*[()] * (2 - len(noticed)), *noticed, *foot]
    following: Row = (Span(f" {view.next}", theme.quiet),)
    return [(), layout.apart(following, sound, width, theme.plain), *foot]


def _band(view: View, width: int, rows: int, look: Look) -> list[Row]:
    """The phase word on its colour, as large as it fits; in the last half row the bar of the phase."""
    style, word = look.theme.bands[view.moment], view.phase.upper()
    plain = layout.fit((Span(f" {word}", style),), width, style)
    if rows == 1:
        return [plain]
    half_rows = 2 * rows - 1
    for margin in (2, 1):
        scale = word_scale(word, width - 2 * margin, half_rows - 2)
        if scale:
            break
    if scale:
        above = (half_rows - scale[1] * TALL) // 2
        lines = draw(word, scale, above=above, ascii_only=look.ascii_only)
        drawn = [layout.fit((Span(" " * margin + line, style),), width, style) for line in lines][: rows - 1]
    else:
        drawn = [*[layout.fit((), width, style)] * ((rows - 2) // 2), plain]
    drawn += [layout.fit((), width, style)] * (rows - 1 - len(drawn))
    return [*drawn, layout.fit((), width, style)]


def _bar(view: View, width: int, look: Look) -> Row:
    """The lower half of the band's last row, filled by how much of the phase has passed."""
    style, filled = look.theme.bands[view.moment], round(view.share * width)
    if look.ascii_only or not look.theme.plain.ground:  # what has passed is marked, or cut out of the band
        mark = "=" if look.ascii_only else "▄"
        return (Span(mark * filled, style), Span(" " * (width - filled), style))
    passed = Style(blend(style.ground, style.ink, 0.75), style.ground)
    ahead = Style(blend(style.ground, style.ink, 0.22), style.ground)
    return (Span("▄" * filled, passed), Span("▄" * (width - filled), ahead))


def _middle(view: View, width: int, height: int, look: Look, moving: _Moving | None) -> list[Row]:
    """The number in the left half; side, how to lie and figure in the right half."""
    theme = look.theme
    hint: list[Row] = []
    if view.hint and height < ROOMY:  # there it has the whole width, so that it is whole
        lines = wrapped(view.hint, width - 2)[: max(1, height - 4)]
        hint = [(Span(f" {line}", theme.plain),) for line in lines]
        view, height = replace(view, hint=""), max(0, height - len(lines))
    left_width = width // 2  # its last two columns stay free: two digits stand apart from the side
    pips = _pips(view, left_width - 4, look, with_words=True)
    words: list[str] = []
    if not pips:
        pips, words = _pips(view, left_width - 4, look, with_words=False), _words(view)
    if view.waiting and height < ROOMY:
        with_pips, alone = (
            number_scale(view.number, left_width - 4, 2 * rows) for rows in (height - 1, height)
        )
        if with_pips != alone:  # no rep is done in a wait: the number is worth more
            pips, words = (), _words(view)
    left = _number(view, left_width - 2, height, look, pips)
    right = _side(view, width - left_width, height, look, moving, words)
    if moving:
        moving.left = left_width
    return [*layout.beside(left, left_width, right, theme.plain), *hint]


def _number(view: View, width: int, height: int, look: Look, pips: Row) -> list[Row]:
    """The number, and under it the pips."""
    theme = look.theme
    below = [layout.centred(pips, width, theme.plain)] if pips else []
    room = height - len(below)
    scale = number_scale(view.number, width - 2, room * 2)
    if scale is None:
        text = view.number if pips else view.counts
        return [layout.centred((Span(text, theme.strong),), width, theme.plain), *below][:height]
    airy = (room - 1) * 2 >= scale[1] * TALL
    spare = (room - airy) * 2 - scale[1] * TALL
    columns = width_of(view.number) * scale[0]
    before = Span(" " * ((width - columns) // 2), theme.plain)
    drawn = look.block(view.number, scale, theme.strong, above=spare // 2 if height >= ROOMY else 0)
    rows: list[Row] = [(before, *row) for row in drawn]
    return [*rows, *[()] * (room - len(rows)), *below]


def _words(view: View) -> list[str]:
    """What the number counts, in words."""
    return ["last one"] if view.last_one else [view.counts, view.done] if view.done else [view.counts]


def _pips(view: View, width: int, look: Look, *, with_words: bool) -> Row:
    """One pip a rep, filled, current or open; empty where they do not fit."""
    theme = look.theme
    weight = theme.strong if view.last_one else theme.quiet
    words: Row = (Span(", ".join(_words(view)), weight),) if with_words else ()
    room = width - (layout.width_of_row(words) + 3 if with_words else 0)
    gap = next((gap for gap in (" ", "") if view.target * (1 + len(gap)) <= room), None)
    if gap is None:
        return words if with_words and view.target > MOST_PIPS else ()
    filled, current, still_open = "#>." if look.ascii_only else "●◉○"
    pips = filled * view.reps
    ahead = view.target - view.reps
    now = current if ahead and not view.waiting else ""
    spans = (
        Span("".join(mark + gap for mark in pips), theme.accents[view.moment]),
        Span("".join(mark + gap for mark in now), theme.plain),
        Span((still_open + gap) * (ahead - len(now)), theme.faint),
    )
    return (*(span for span in spans if span.text), *((Span("  ", theme.plain), *words) if words else ()))


def _side(
    view: View, width: int, height: int, look: Look, moving: _Moving | None, words: list[str]
) -> list[Row]:
    """Exactly `height` rows: the side large, what it does beside it, how to lie, and the figure's place."""
    rows = _side_letters(view, width, height, look, words)
    if view.hint:
        hint: list[Row] = [(Span(line, look.theme.plain),) for line in wrapped(view.hint, width - 1)]
        gap: list[Row] = [()] if height >= TALL_ENOUGH else []
        rows = [*rows, *gap, *hint[: max(1, min(len(hint), height - len(rows)))]]
    room = height - len(rows)
    if moving and room >= LEAST_ROWS and width >= LEAST_COLUMNS:
        moving.top, moving.columns, moving.rows = len(rows), width - 1, room
    if view.paused:
        rows = [*rows, *_pause_sign(width, room, look)]
    return [*rows, *[()] * (height - len(rows))][:height]


def _pause_sign(width: int, height: int, look: Look) -> list[Row]:
    """Two bars in the place of the figure: the word alone is one letter from that of a rep's pause."""
    scale = number_scale(PAUSE_SIGN, width // 2, 2 * (height - 1))
    if scale is None:
        return []
    before = Span(" " * ((width - scale[0] * width_of(PAUSE_SIGN)) // 2), look.theme.plain)
    bars = look.block(PAUSE_SIGN, scale, look.theme.accents[Moment.PAUSED])
    return [*[()] * ((height - len(bars) + 1) // 2), *((before, *row) for row in bars)]


def _side_letters(view: View, width: int, height: int, look: Look, words: list[str]) -> list[Row]:
    """The side in block letters with what it does; one letter where it is narrow, words where it is low."""
    theme, side = look.theme, view.side.upper()
    weight = theme.strong if view.last_one else theme.quiet

    def lines_of(text: str, room: int) -> list[Row]:
        name: list[Row] = [(Span(line, theme.strong),) for line in balanced(text.upper(), room)]
        return [*name, *((Span(line, weight),) for text in words for line in wrapped(text, room))]

    tall = 2 if height >= TALL_ENOUGH else 1
    scales = [
        (text, word_scale(text, int(width * share), tall * TALL) if height >= least else None)
        for text, share, least in ((side, 0.75, ROOMY), (side[:1], 0.5, 4))
    ]
    text, scale = next(((text, scale) for text, scale in scales if scale), ("", None))
    if scale is None:
        return lines_of(view.label, width - 1)
    letters = look.block(text, scale, theme.strong)
    columns = width_of(text) * scale[0] + 2
    does = view.does if text == side else view.label
    small = word_scale(does, width - 1, TALL)
    if tall > 1 and small and height >= 28:  # everything grows in a large window
        return [*letters, (), *look.block(does, small, theme.quiet)]
    lines = lines_of(does, width - columns - 1)
    if len(lines) > len(letters):
        return [*letters, *lines_of(view.label, width - 1)]
    return layout.beside(letters, columns, lines, theme.plain)
