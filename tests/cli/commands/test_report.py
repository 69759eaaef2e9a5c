"""The page for a clinician, as a person writes it and a browser would read it."""

import re
import stat
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import force_setattr, replace

import backroutine
from backroutine.cli import system
from backroutine.cli.commands.report import WHAT_IT_IS, pain_svg, report_page
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.insight.report import PainCourse, report_of
from backroutine.journal.entries import NoteWritten, PainScored
from backroutine.journal.records import day_of
from backroutine.journal.writer import Journal
from commands import Captured
from journal_kit import NOW, keep
from plans import plan, step

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
EVIL = "<script>alert(1)</script>&\"'"


class Page(HTMLParser):
    """Checks that what is opened is closed, and keeps what is said."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def journal() -> Path:
    path = journal_path()
    a_plan = plan(step("left", name=EVIL), step("right", name=EVIL))
    keep(path, "one", started_at=datetime.fromisoformat("2026-11-20T12:00:00+01:00"), a_plan=a_plan)
    with Journal.open(path, NOW) as opened:
        opened.add_entry(NoteWritten("n", NOW, "one", f"secret {EVIL}"))
        opened.add_entry(PainScored("p", NOW, "one", "before", 3))
        opened.add_entry(PainScored("d", NOW, None, "day", 0))
    return path


def written(arguments: list[str], path: Path) -> str:
    assert (
        run(["report", "--since", "2026-11-02", "--until", "2026-11-22", "--out", str(path), *arguments]) == 0
    )
    return path.read_text(encoding="utf-8")


def test_the_page_says_what_was_done_and_what_it_is_not(journal: Path, tmp_path: Path) -> None:
    page = Page(written([], tmp_path / "a.html"))
    assert "1 of 9 planned sessions done." in page.text
    assert "Before a session: 1 entry, median 3" in page.text
    for line in WHAT_IT_IS:
        assert line in page.text
    assert EVIL in page.text
    assert stat.S_IMODE((tmp_path / "a.html").stat().st_mode) == 0o600


def test_it_runs_nothing_and_fetches_nothing(journal: Path, tmp_path: Path) -> None:
    text = written(["--notes"], tmp_path / "a.html")
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "a", "base", "form"} & page.tags
    assert not {name for name in page.attributes if name.startswith("on")} | (
        {"src", "href"} & page.attributes
    )
    bare = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.findall(r"https?:|url\(|@import|@font-face", bare) == []


def test_notes_are_in_it_only_when_asked_for(journal: Path, tmp_path: Path, capsys: Captured) -> None:
    assert "secret" not in written([], tmp_path / "a.html")
    assert "--notes" in capsys.readouterr().out
    assert f"2026-11-20: secret {EVIL}" in Page(written(["--notes"], tmp_path / "b.html")).text


def test_a_note_cannot_turn_the_text_around(journal: Path, tmp_path: Path) -> None:
    turned = NoteWritten("n2", NOW, "one", "plain")
    force_setattr(turned, "text", "a \u202e b")  # as an older program may have stored it
    with Journal.open(journal, NOW) as opened:
        opened.add_entry(turned)
    assert "\u202e" not in written(["--notes"], tmp_path / "a.html")


def test_a_file_is_replaced_only_when_asked(journal: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("mine")
    assert run(["report", "--since", "today", "--out", str(tmp_path / "a.html")]) == 1
    assert (tmp_path / "a.html").read_text() == "mine"
    assert written(["--force"], tmp_path / "a.html") != "mine"


def test_days_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    assert run(["report", "--since", "2026-11-02", "--until", "2026-11-01", "--out", str(path)]) == 2
    assert not path.exists()


def test_days_to_come_are_not_planned(tmp_path: Path) -> None:
    today = date.today()  # noqa: DTZ011 - the program's own day, but for the hours before three
    for until in ("today", (today + timedelta(days=300)).isoformat()):
        out = str(tmp_path / f"{until}.html")
        assert run(["report", "--since", "20 days ago", "--until", until, "--out", out]) == 0
    assert "of 9 planned" in (tmp_path / f"{until}.html").read_text(encoding="utf-8")


def test_nothing_at_all_is_a_page_too() -> None:
    text = Page(report_page(report_of(FIRST, LAST, (), (), goal=3), made=LAST, notes=True)).text
    assert "0 of 13 planned sessions done." in text
    assert text.count("None in this time.") == 2
    assert "No entries in this time." in text


def test_a_dot_for_each_entry_and_nothing_between() -> None:
    days = [FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=20), LAST]
    drawn = pain_svg((PainCourse("worst", tuple(zip(days, (0, 10, 5, 5), strict=True))),), FIRST, LAST)
    picture = ET.fromstring(drawn)
    dots = [(float(dot.get("cx") or 0), float(dot.get("cy") or 0)) for dot in picture.iter(f"{SVG}circle")]
    assert len(dots) == 4
    assert {shape.tag for shape in picture} <= {
        f"{SVG}{name}" for name in ("title", "desc", "text", "line", "circle")
    }
    *grid, middle = [float(line.get("y1") or 0) for line in picture.iter(f"{SVG}line")]
    assert grid == [dots[0][1], dots[2][1], dots[1][1]]
    assert middle == dots[2][1]
    assert (dots[2][0] - dots[0][0]) == pytest.approx(20 * (dots[1][0] - dots[0][0]), abs=0.6)
    _, _, width, height = map(float, (picture.get("viewBox") or "").split())
    assert all(0 < x < width and 0 < y < height for x, y in dots)


def test_one_day_is_drawn_too() -> None:
    ET.fromstring(pain_svg((PainCourse("day", ((FIRST, 3),)),), FIRST, FIRST))


def test_the_page_has_its_day_medians_and_headers_that_can_be_read_aloud(
    journal: Path, tmp_path: Path
) -> None:
    with Journal.open(journal, NOW) as opened:
        for number in range(12):
            at = datetime.fromisoformat("2026-11-03T12:00:00+01:00") + timedelta(days=number)
            opened.add_entry(PainScored(f"d{number}", at, None, "day", 6 if number < 9 else 2))
    text = written([], tmp_path / "a.html")
    assert f"Made on {day_of(system.here_and_now(), 3)} with backroutine {backroutine.__version__}." in text
    heads = re.findall(r"<th\b[^>]*>", text)
    assert heads
    assert all('scope="col"' in head or 'scope="row"' in head for head in heads)
    assert text.count("<table") == text.count("<caption")
    row = text[text.index("On a day, apart from a session</th>") :]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row)[:4] == ["13 entries", "6", "6 (9)", "too few"]
    assert 'class="median"' in text


def test_a_report_of_a_year_is_as_wide_as_its_page() -> None:
    drawn = pain_svg((PainCourse("worst", ((FIRST, 10), (LAST, 10))),), FIRST, LAST)
    picture = ET.fromstring(drawn)
    _, _, width, _ = map(float, (picture.get("viewBox") or "").split())
    labels = [text for text in picture.iter(f"{SVG}text") if (text.text or "").startswith("median")]
    assert all(float(label.get("x") or 0) + 6 * len(label.text or "") < width for label in labels)


def test_where_it_hurt_is_a_sentence() -> None:
    report = report_of(FIRST, LAST, (), (), goal=3)
    course = PainCourse("worst", ((FIRST, 5),))
    found = replace(report, pain=(course,), hurt=(("Hip <thrust>", 3), ("Superman", 1)))
    text = Page(report_page(found, made=LAST, notes=False)).text
    assert "it was most at: Hip <thrust> (3 sessions), Superman (1 session)." in text
    assert "it was most at" not in Page(report_page(replace(found, hurt=()), made=LAST, notes=False)).text
