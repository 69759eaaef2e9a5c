"""`backroutine experiment` and what changes in daily life while one runs."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backroutine.cli.lookup import experiment_line
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.insight.experiment_calendar import Schedule, experiments_of
from backroutine.journal.entries import Entry, ExperimentBegun, PainScored
from backroutine.journal.experiments import read_experiments, registration
from backroutine.journal.writer import Journal
from commands import Captured, refused, said
from journal_kit import dump, keep

NEW = ("experiment", "new", "shoes", "--a", "zero-drop", "--b", "the old ones")
SEED = ("--seed", "0000000000000000")
BEGUN_AT = datetime(2026, 11, 25, 20, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 30), date(2027, 3, 21)

Clock = Callable[[str], None]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock; it begins on the evening before Thursday, 2026-11-26."""

    def set_to(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr("backroutine.cli.system.here_and_now", lambda: moment)

    set_to("2026-11-25T20:00")
    monkeypatch.setattr("backroutine.cli.output.has_person", lambda: False)
    return set_to


def type_(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Somebody sits at the terminal and answers so. What is left over is returned."""
    waiting = list(answers)
    monkeypatch.setattr("backroutine.cli.output.has_person", lambda: True)
    for module in ("prompts", "commands.checkin"):
        for name in ("read_line", "read_key"):
            monkeypatch.setattr(f"backroutine.cli.{module}.{name}", lambda: waiting.pop(0), raising=False)
    return waiting


def begin(capsys: Captured, *options: str) -> ExperimentBegun:
    said(capsys, *NEW, *SEED, *options, "--yes")
    return read_experiments(journal_path()).begun[-1]


def score(day: date, number: int, written: datetime | None = None) -> None:
    """Keeps the score of a day, by default in its own evening."""
    at = datetime(day.year, day.month, day.day, 21, tzinfo=UTC)
    with Journal.open(journal_path(), written or at) as journal:
        journal.add_entry(PainScored(f"{day} {written}", at, None, "day", number))


def score_all(begun: ExperimentBegun, with_a: int, with_b: int, *, without: tuple[date, ...] = ()) -> None:
    schedule = Schedule(begun.first_day, begun.order)
    entries: list[Entry] = []
    for number in range(-7, 7 * schedule.weeks):
        day = begun.first_day + timedelta(days=number)
        place = schedule.place(day)
        at = datetime(day.year, day.month, day.day, 21, tzinfo=UTC)
        worn = with_a if place and place.condition == "A" else with_b
        if day not in without:
            entries.append(PainScored(str(day), at, None, "day", worn))
    with Journal.open(journal_path(), BEGUN_AT) as journal:
        journal.add_entries(entries)


# The beginning.


def test_the_plan_comes_before_the_promise(capsys: Captured) -> None:
    plan = said(capsys, *NEW, "--yes")
    for part in (
        "A (zero-drop)",
        "B (the old ones)",
        "Sunday 2027-03-21",
        "the mean of days 3 to 7",
        "3 of its 5 scores",
        "Fewer than 6 pairs are described, not tested",
        "Days 1 and 2 are for settling",
        "4 weeks of getting used to",
        "Training carries over",
        "48 to 65 %",
        "95 %",
    ):
        assert part in plan
    (begun,) = read_experiments(journal_path()).begun
    assert f"Registered 2026-11-25: {registration(begun)}." in plan
    assert (begun.first_day, begun.pairs, begun.rules, begun.seed_given) == (FIRST, 8, 1, False)
    assert re.fullmatch("[0-9a-f]{16}", begun.seed)
    assert "order" not in plan.split("What it can find")[0].lower()  # nobody sees it before the promise


def test_two_beginnings_draw_two_lots(capsys: Captured, clock: Clock) -> None:
    said(capsys, *NEW, "--yes")
    said(capsys, "undo")
    said(capsys, *NEW, "--yes")
    found = read_experiments(journal_path())
    assert found.begun[0].seed != found.taken_back[0].seed


def test_a_seed_gives_its_lot_and_is_named(capsys: Captured) -> None:
    assert "given by hand" in said(capsys, *NEW, "--seed", "00000000000000FF", "--yes")
    (begun,) = read_experiments(journal_path()).begun
    assert (begun.seed, begun.order, begun.seed_given) == ("00000000000000ff", "BBABBABA", True)


@pytest.mark.parametrize(
    ("start", "first"),
    [
        ("monday", "2026-11-30"),
        ("Wednesday", "2026-12-02"),  # today is one: the next
        ("tomorrow", "2026-11-26"),
        ("2026-12-24", "2026-12-24"),
    ],
)
def test_the_first_day(start: str, first: str, capsys: Captured) -> None:
    assert begin(capsys, "--start", start).first_day.isoformat() == first


def test_the_first_day_is_the_next_first_day_of_a_week(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKROUTINE_WEEK_STARTS", "sunday")
    assert begin(capsys).first_day == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--b", "Zero-Drop"), "A and B are the same"),
        (("--b", " "), "--b"),
        (("--a", "x" * 41), "1 to 40"),
        (("--a", "red\x1b[31m"), "control characters"),
        (("--pairs", "5"), "6 to 12"),
        (("--pairs", "13"), "6 to 12"),
        (("--start", "today"), "has come already"),
        (("--start", "2026-11-24"), "has come already"),
        (("--start", "2029-01-01"), "more than a year"),
        (("--start", "soon"), "not a day"),
        (("--seed", "12"), "16 of the characters"),
        (("--seed", "g" * 16), "16 of the characters"),
    ],
)
def test_what_cannot_be_begun_is_refused(options: tuple[str, ...], words: str, capsys: Captured) -> None:
    assert words in refused(capsys, *NEW, *options, "--yes")
    assert not journal_path().exists()


def test_one_question_at_a_time(capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    for moment in ("2026-11-26T08:00", "2027-03-21T23:00"):
        clock(moment)
        error = refused(capsys, *NEW, "--yes")
        assert "one question at a time" in error
        assert "2027-03-21" in error
        assert "experiment stop" in error
    clock("2027-03-22T08:00")
    said(capsys, *NEW, "--yes")


def test_without_a_terminal_it_asks_for_yes(capsys: Captured) -> None:
    assert "--yes" in refused(capsys, *NEW)
    assert not journal_path().exists()


@pytest.mark.parametrize(("answer", "begun"), [("shoes", 1), ("yes", 0), ("", 0)])
def test_the_name_is_typed(
    answer: str, begun: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_(monkeypatch, answer)
    text = said(capsys, *NEW)
    assert ("Registered" in text, "Nothing was begun" in text) == (bool(begun), not begun)
    assert len(read_experiments(journal_path()).begun) == begun


def test_undo_takes_a_beginning_back_only_before_its_first_day(capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    clock("2026-11-29T23:59")
    assert "the beginning of the experiment shoes" in said(capsys, "undo", "--yes")
    assert not read_experiments(journal_path()).begun
    begin(capsys)
    clock("2026-11-30T08:00")
    assert "it stays" in said(capsys, "undo")
    assert len(read_experiments(journal_path()).begun) == 1


@pytest.mark.parametrize(("moment", "begun"), [("2026-11-29T12:00", 1), ("2026-11-30T12:00", 0)])
def test_redo_begins_it_again_only_before_its_first_day(
    moment: str, begun: int, capsys: Captured, clock: Clock
) -> None:
    begin(capsys)
    said(capsys, "undo")
    clock(moment)
    said(capsys, "redo")
    assert len(read_experiments(journal_path()).begun) == begun


# While it runs.


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("2026-11-29T20:00", "Experiment: it begins on Monday 2026-11-30"),
        ("2026-11-30T02:59", "Experiment: it begins on Monday 2026-11-30"),  # still the evening before
        ("2026-11-30T03:00", "Experiment: the old ones today (week 1 of 16, day 1)"),
        ("2026-12-13T12:00", "Experiment: zero-drop today (week 2 of 16, day 7)"),
        ("2026-12-14T12:00", "Experiment: the old ones today (week 3 of 16, day 1)"),
        ("2027-01-01T12:00", "Experiment: zero-drop today (week 5 of 16, day 5)"),
        ("2027-03-22T02:59", "Experiment: zero-drop today (week 16 of 16, day 7)"),
        ("2027-03-22T03:00", "No experiment today"),
    ],
)
def test_today(moment: str, line: str, capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    clock(moment)
    assert said(capsys, "experiment", "today") == f"{line}\n"
    shown = json.loads(said(capsys, "status", "--json"))["experiment"]
    assert shown == (line if "(week" in line else None)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (49, "Experiment: zero-drop today (week 5 of 16, day 5)"),
        (48, "zero-drop today (week 5 of 16, day 5)"),
        (36, "zero-dr… today (week 5 of 16, day 5)"),
    ],
)
def test_the_line_is_cut_to_fit(width: int, line: str, capsys: Captured) -> None:
    begun = begin(capsys)
    (experiment,) = experiments_of([begun])
    assert experiment_line(experiment, date(2027, 1, 1), width) == line


def test_status_stays_one_short_line_and_a_notification_has_two(
    capsys: Captured, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal_path(), started_at=datetime(2026, 12, 29, 8, tzinfo=UTC))
    begin(capsys)
    clock("2026-12-30T20:00")
    line = "back 1/3 this week, next by Saturday"
    assert said(capsys, "status") == f"{line}\n"
    shown: list[str] = []

    def on_desktop(text: str) -> bool:
        shown.append(text)
        return True

    monkeypatch.setattr("backroutine.cli.commands.status.shown_on_desktop", on_desktop)
    assert said(capsys, "status", "--notify") == ""
    assert shown == [f"{line}\nExperiment: zero-drop today (week 5 of 16, day 3)"]


def test_how_far_it_is_and_nothing_of_a_and_b(capsys: Captured, clock: Clock) -> None:
    begun = begin(capsys)
    score_all(begun, 2, 7, without=tuple(FIRST + timedelta(days=n) for n in (2, 3, 4, 20)))
    clock("2026-12-30T12:00")
    text = said(capsys, "experiment", "status")
    assert "Week 5 of 16, day 3: zero-drop." in text
    assert "Scores for 26 of 30 days gone by." in text
    assert "7 of 8 pairs can still count." in text  # of the first week only two days are left
    data = json.loads(said(capsys, "experiment", "status", "--json"))
    assert (data["state"], data["week"], data["weeks"], data["day"]) == ("running", 5, 16, 3)
    assert (data["days_entered"], data["days_gone"], data["pairs_possible"]) == (26, 30, 7)
    assert not {"differences", "estimate", "scores", "p"} & data.keys()


def test_without_one_there_is_nothing_to_say(capsys: Captured) -> None:
    assert "experiment new" in said(capsys, "experiment", "status")
    assert json.loads(said(capsys, "experiment", "status", "--json")) is None
    assert said(capsys, "experiment", "today") == "No experiment today\n"
    assert "no such experiment" in refused(capsys, "experiment", "analyse")
    assert "nothing to stop" in refused(capsys, "experiment", "stop")


@pytest.mark.parametrize(
    "moment", ["2026-11-26T08:00", "2027-01-10T08:00", "2027-03-21T23:59", "2027-03-22T02:00"]
)
def test_no_comparison_is_shown_early(moment: str, capsys: Captured, clock: Clock) -> None:
    score_all(begin(capsys), 3, 5)
    clock(moment)
    for options in ((), ("--json",), ("shoes",)):
        error = refused(capsys, "experiment", "analyse", *options)
        assert "until 2027-03-21 the two are not compared: an early look would mostly show chance" in error


def test_stats_and_report_hold_the_weeks_back(capsys: Captured, clock: Clock, tmp_path: Path) -> None:
    begun = begin(capsys)
    score_all(begun, 3, 5)
    clock("2026-12-20T12:00")
    weeks = {week["week"]: week["day"] for week in json.loads(said(capsys, "stats", "--json"))["pain"]}
    assert weeks["2026-12-14"] == {"median": None, "entries": 7, "held_back": True}
    assert weeks["2026-11-30"] == {"median": None, "entries": 7, "held_back": True}
    assert weeks["2026-11-23"] == {"median": 5.0, "entries": 7}
    text = said(capsys, "stats")
    assert "held back until 2027-03-21" in text
    assert "held back (7)" in text
    page = tmp_path / "page.html"
    said(capsys, "report", "--since", "2026-11-23", "--out", str(page))
    html = page.read_text(encoding="utf-8")
    assert "held back until 2027-03-21" in html
    assert "2026-11-29: 5" in html
    assert "2026-11-30: 5" not in html
    assert "An experiment" not in html
    clock("2027-03-22T12:00")
    weeks = {week["week"]: week["day"] for week in json.loads(said(capsys, "stats", "--json"))["pain"]}
    assert {week["median"] for week in weeks.values() if week} == {3.0, 5.0}
    assert "held back" not in said(capsys, "stats")


def test_other_moments_are_not_held_back(capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    keep(journal_path(), started_at=datetime(2026, 12, 2, 8, tzinfo=UTC))
    with Journal.open(journal_path(), BEGUN_AT) as journal:
        journal.add_entry(PainScored("w", BEGUN_AT, "one", "worst", 4))
    clock("2026-12-03T12:00")
    week = json.loads(said(capsys, "stats", "--json"))["pain"][0]
    assert week["worst"] == {"median": 4.0, "entries": 1}


# The score of the day.


def test_checkin_asks_for_the_morning_and_then_for_the_day(
    capsys: Captured, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(capsys)
    keep(journal_path(), started_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    clock("2026-12-02T20:00")
    waiting = type_(monkeypatch, "2", "4")
    text = said(capsys, "checkin")
    assert not waiting
    assert text.index("on the morning after") < text.index("Your back in the last 24 hours, on average?")
    kept = [
        (entry["moment"], entry["score"]) for entry in dump(journal_path())["entries"] if "score" in entry
    ]
    assert sorted(kept) == [("day", 4), ("next_morning", 2)]
    assert "kept already: 4" in said(capsys, "checkin")  # asked once


def test_without_an_experiment_checkin_asks_one_question(
    capsys: Captured, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(journal_path(), started_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    clock("2026-12-02T20:00")
    waiting = type_(monkeypatch, "2", "4")
    assert "last 24 hours" not in said(capsys, "checkin")
    assert waiting == ["4"]


def test_yesterdays_score_may_still_be_given(capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    clock("2026-12-02T20:00")
    said(capsys, "checkin", "--pain", "3", "--day", "yesterday")
    clock("2026-12-03T20:00")
    assert json.loads(said(capsys, "experiment", "status", "--json"))["days_entered"] == 1


# The end.


def finish(capsys: Captured, clock: Clock, with_a: int = 3, with_b: int = 5) -> ExperimentBegun:
    begun = begin(capsys)
    score_all(begun, with_a, with_b)
    clock("2027-03-22T08:00")
    return begun


def test_the_answer(capsys: Captured, clock: Clock) -> None:
    begun = finish(capsys, clock)
    text = said(capsys, "experiment", "analyse")
    for part in (
        "Pain was lower with A (zero-drop): by 2.0 (2.0 to 2.0). That is 2 points or more",
        "could have fallen in 256 ways; in 2 of them",
        "p = .0078",
        "30 % of your 5.0 would be 1.5.",
        "what you expected",
        "order BBAABABB from the seed 0000000000000000",
        "given by hand",
        registration(begun),
    ):
        assert part in text
    assert not re.search("cause|works|prove|no effect", text)
    assert len(re.findall(r"^ +\d [AB]{2} .*A.*B.* 3\.0 +5\.0 +-2\.0$", text, re.MULTILINE)) == 8


def test_the_answer_for_programs_can_be_computed_again(capsys: Captured, clock: Clock) -> None:
    begun = finish(capsys, clock)
    data = json.loads(said(capsys, "experiment", "analyse", "--json"))
    assert {key: data[key] for key in ("p", "estimate", "interval", "coverage", "verdict", "baseline")} == {
        "p": "2/256",
        "estimate": "-2",
        "interval": ["-2", "-2"],
        "coverage": "61/64",
        "verdict": "lower_noticeable",
        "baseline": "5",
    }
    assert (data["planned"], data["pairs"], data["dropped"], data["ended"], data["late"]) == (
        8,
        8,
        0,
        "finished",
        [],
    )
    assert (data["registered"], data["seed_given"], data["order"]) == (registration(begun), True, "BBAABABB")

    def mean(scores: list[int | None]) -> Fraction:
        counting = [one for one in scores[2:] if one is not None]
        return Fraction(sum(counting), len(counting))

    again = [
        (mean(first) - mean(second)) * (1 if order == "AB" else -1) for order, first, second in data["scores"]
    ]
    assert [str(one) for one in again] == data["differences"]


def test_a_correction_counts_and_a_late_score_is_named(capsys: Captured, clock: Clock) -> None:
    finish(capsys, clock)
    late = datetime(2027, 3, 21, 21, tzinfo=UTC)
    score(date(2026, 12, 2), 0, late)
    data = json.loads(said(capsys, "experiment", "analyse", "--json"))
    assert data["late"] == ["2026-12-02"]
    assert data["scores"][0][1][2] == 0
    assert data["differences"][0] == "-1"
    assert "Written more than one day after their day, and counted: 2026-12-02." in said(
        capsys, "experiment", "analyse"
    )


def test_a_pair_without_enough_scores_is_left_out_and_named(capsys: Captured, clock: Clock) -> None:
    begun = begin(capsys)
    score_all(begun, 3, 5, without=tuple(FIRST + timedelta(days=14 + n) for n in (2, 3, 4)))
    clock("2027-03-22T08:00")
    text = said(capsys, "experiment", "analyse")
    assert "Left out for want of scores: pair 2." in text
    assert "128 ways" in text


def test_what_was_stopped_is_described_and_not_tested(
    capsys: Captured, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_all(begin(capsys), 3, 5)
    clock("2027-03-10T08:00")
    said(capsys, "experiment", "stop")
    doubt = refused(capsys, "undo")
    assert "the last change is one of an experiment, which stays; it would take back" in doubt
    assert "Taken back" in said(capsys, "undo", "--yes")
    said(capsys, "redo")
    text = said(capsys, "experiment", "analyse")
    assert "did not run to its end: described, not tested. 7 of 8 pairs" in text
    assert "2.0 lower" in text
    assert "coin" not in text
    assert "It was stopped on 2027-03-10." in text
    clock("2027-04-10T08:00")  # the last day makes no test of it
    data = json.loads(said(capsys, "experiment", "analyse", "--json"))
    assert (data["ended"], data["p"], data["interval"], data["verdict"]) == ("stopped", None, None, None)
    assert data["scores"][-1][2][3] is None  # what was entered after the stop is no part of it
    said(capsys, *NEW, "--yes")


@pytest.mark.parametrize(("answer", "stopped"), [("y", 1), ("", 0)])
def test_a_person_is_asked_before_it_is_stopped(
    answer: str, stopped: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(capsys)
    type_(monkeypatch, answer)
    said(capsys, "experiment", "stop")
    assert len(read_experiments(journal_path()).stopped) == stopped


def test_beginnings_that_were_taken_back_are_counted_in_the_answer(capsys: Captured, clock: Clock) -> None:
    for _ in range(2):
        begin(capsys)
        said(capsys, "undo")
    finish(capsys, clock)
    assert "2 beginnings before it were taken back" in said(capsys, "experiment", "analyse")
    assert json.loads(said(capsys, "experiment", "analyse", "--json"))["taken_back"] == 2


def test_of_two_machines_the_other_one_is_named_and_described(capsys: Captured, clock: Clock) -> None:
    begun = begin(capsys)
    other = ExperimentBegun(
        "other", BEGUN_AT + timedelta(hours=1), "chair", "new", "old", FIRST, 6, "1" * 16, "ABABAB", 1
    )
    with Journal.open(journal_path(), BEGUN_AT) as journal:
        journal.add_entry(other)
    score_all(begun, 3, 5)
    clock("2026-12-20T08:00")
    assert "chair was begun too, on 2026-11-25, by one of your machines" in said(
        capsys, "experiment", "status"
    )
    assert "zero-drop today" in said(capsys, "experiment", "today") or "the old ones" in said(
        capsys, "experiment", "today"
    )
    clock("2027-03-01T08:00")  # the other one's days are over, and still it would tell of this one's
    assert "until 2027-03-21" in refused(capsys, "experiment", "analyse", "chair")
    clock("2027-03-22T08:00")
    assert "shoes" in said(capsys, "experiment", "analyse")
    text = said(capsys, "experiment", "analyse", "chair")
    assert "described, not tested" in text
    assert "began it while shoes ran" in text
    data = json.loads(said(capsys, "experiment", "analyse", "chair", "--json"))
    assert (data["beside"], data["p"], data["verdict"]) == ("shoes", None, None)


def test_an_earlier_one_is_analysed_by_its_name_while_another_runs(capsys: Captured, clock: Clock) -> None:
    finish(capsys, clock)
    said(capsys, "experiment", "new", "chair", "--a", "new", "--b", "old", "--yes")
    assert "not compared" in refused(capsys, "experiment", "analyse")
    assert "Pain was lower with A (zero-drop)" in said(capsys, "experiment", "analyse", "shoes")
    assert "no such experiment" in refused(capsys, "experiment", "analyse", "bed")


def test_the_report_has_a_section_once_it_is_over(capsys: Captured, clock: Clock, tmp_path: Path) -> None:
    begun = finish(capsys, clock)
    page = tmp_path / "page.html"
    said(capsys, "report", "--since", "2026-11-23", "--out", str(page))
    html = page.read_text(encoding="utf-8")
    for part in (
        "An experiment: shoes",
        "A (zero-drop)",
        "pairs of weeks; in each pair one week with A",
        "Pain was lower with A (zero-drop): by 2.0",
        "<circle",
        "5 5 5 5 5 5 5",
        "<td>3.0</td><td>5.0</td><td>-2.0</td>",
        registration(begun),
    ):
        assert part in html
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    said(capsys, "report", "--since", "2027-03-22", "--out", str(page), "--force")
    assert "An experiment" not in page.read_text(encoding="utf-8")


def test_what_a_person_wrote_steers_neither_terminal_nor_page(
    capsys: Captured, clock: Clock, tmp_path: Path
) -> None:
    said(capsys, "experiment", "new", "[b]x", "--a", "<script>", "--b", "[red]", *SEED, "--yes")
    score_all(read_experiments(journal_path()).begun[0], 3, 5)
    clock("2027-03-22T08:00")
    assert "A (<script>)" in said(capsys, "experiment", "analyse")
    page = tmp_path / "page.html"
    said(capsys, "report", "--since", "2026-11-23", "--out", str(page))
    assert "<script" not in page.read_text(encoding="utf-8")


def test_rules_of_a_newer_program_are_not_guessed(capsys: Captured, clock: Clock) -> None:
    begun = ExperimentBegun("x", BEGUN_AT, "shoes", "new", "old", FIRST, 6, "1" * 16, "ABABAB", 2)
    with Journal.open(journal_path(), BEGUN_AT) as journal:
        journal.add_entry(begun)
    clock("2027-03-22T08:00")
    assert "newer backroutine" in refused(capsys, "experiment", "analyse")


def data_of(capsys: Captured) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, "experiment", "analyse", "--json"))
    return found


def test_an_order_that_was_changed_is_named(capsys: Captured, clock: Clock) -> None:
    bent = ExperimentBegun("x", BEGUN_AT, "shoes", "new", "old", FIRST, 6, "0" * 16, "AAAAAA", 1)
    with Journal.open(journal_path(), BEGUN_AT) as journal:
        journal.add_entry(bent)
    clock("2027-03-22T08:00")
    assert "not the one that the seed gives" in said(capsys, "experiment", "analyse")
    assert data_of(capsys)["verdict"] == "nothing"


def test_a_damaged_experiment_is_reported(capsys: Captured, clock: Clock) -> None:
    begin(capsys)
    path = journal_path()
    path.write_bytes(path.read_bytes().replace(b"BBAABABB", b"BBAABABA"))
    clock("2026-12-10T08:00")
    assert run(["experiment", "status"]) == 0
    assert "damaged row was left out" in capsys.readouterr().err


def test_the_help_names_every_part(capsys: Captured) -> None:
    text = said(capsys, "experiment", "--help")
    assert said(capsys, "experiment") == said(capsys, "experiment", "status")
    assert "..." not in text.split("Commands:")[1]  # each whole at 80 columns
    for name in ("new", "status", "today", "analyse", "stop"):
        assert re.search(rf"^  {name} ", text, re.MULTILINE)
        assert "  backroutine experiment" in said(capsys, "experiment", name, "--help")
