"""`backroutine checkin`: what is kept, for which day, and what is refused."""

from datetime import date, datetime, timedelta

import pytest

from backroutine.cli import system
from backroutine.cli.main import run
from backroutine.cli.paths import journal_path
from backroutine.journal.markers import asked
from backroutine.journal.queries import read_scores
from backroutine.journal.records import Score, day_of
from commands import Captured
from journal_kit import keep

STARTS = 3


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backroutine.cli.output.has_person", lambda: False)


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Somebody sits at a terminal and types these lines."""
    waiting = list(lines)
    monkeypatch.setattr("backroutine.cli.output.has_person", lambda: True)
    monkeypatch.setattr("backroutine.cli.commands.checkin.read_key", lambda: waiting.pop(0))


def today() -> date:
    return day_of(system.here_and_now(), STARTS)


def session_ago(days: int, name: str = "one") -> date:
    began = datetime.combine(today() - timedelta(days=days), datetime.min.time()).replace(hour=12)
    keep(journal_path(), name, started_at=began.astimezone())
    return began.date()


def kept() -> list[Score]:
    return list(read_scores(journal_path(), starts=STARTS).scores)


def test_a_score_of_an_ordinary_day(capsys: Captured) -> None:
    assert run(["checkin", "--pain", "0"]) == 0
    assert kept() == [Score(today(), "day", 0, None)]
    assert capsys.readouterr().out == f"Kept: pain 0, on {today():%A} {today()}.\n"


def test_a_second_score_of_a_day_takes_the_place_of_the_first(capsys: Captured) -> None:
    for score in ("5", "3"):
        assert run(["checkin", "--pain", score]) == 0
    assert kept() == [Score(today(), "day", 3, None)]
    assert (
        capsys.readouterr().out.splitlines()[1] == f"Kept: pain 3, on {today():%A} {today()}, in place of 5."
    )


def test_a_day_before(capsys: Captured) -> None:
    assert run(["checkin", "--pain", "10", "--day", "3 days ago"]) == 0
    assert kept() == [Score(today() - timedelta(days=3), "day", 10, None)]


def test_the_morning_after_the_last_session(capsys: Captured) -> None:
    day = session_ago(1)
    assert run(["checkin", "--pain", "4", "--morning"]) == 0
    assert kept() == [Score(day + timedelta(days=1), "next_morning", 4, "one")]
    assert f"on the morning after the session of {day:%A} {day}" in capsys.readouterr().out


def test_a_morning_of_a_day_that_was_named() -> None:
    session_ago(9, "older")
    session_ago(1)
    assert run(["checkin", "--pain", "4", "--morning", "--day", "8 days ago"]) == 0
    assert [(score.session, score.score) for score in kept()] == [("older", 4)]


@pytest.mark.parametrize("days", [0, 4])
def test_a_morning_that_has_not_come_or_is_long_ago_is_refused(days: int, capsys: Captured) -> None:
    session_ago(days)
    assert run(["checkin", "--pain", "4", "--morning"]) == 2
    assert "--morning: there was no session" in capsys.readouterr().err
    assert kept() == []


def test_a_morning_after_a_day_without_a_session_is_refused(capsys: Captured) -> None:
    session_ago(2)
    assert run(["checkin", "--pain", "4", "--morning", "--day", "today"]) == 2
    assert "no session on the day before" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["11", "-1", "4.5", "much", "", "007", "٣", "1e1"])
def test_what_is_not_a_score_is_refused_with_the_scale(wrong: str, capsys: Captured) -> None:
    assert run(["checkin", "--pain", wrong]) == 2
    err = capsys.readouterr().err
    assert "from 0 (no pain) to 10 (the worst pain imaginable)" in err
    assert err.count("\n") == 1
    assert not journal_path().exists()


def test_a_day_to_come_is_refused(capsys: Captured) -> None:
    tomorrow = today() + timedelta(days=1)
    assert run(["checkin", "--pain", "1", "--day", str(tomorrow)]) == 2
    assert "has not come yet" in capsys.readouterr().err


def test_without_a_terminal_nothing_is_asked(capsys: Captured) -> None:
    assert run(["checkin"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--pain N" in captured.err
    assert not journal_path().exists()


def test_it_asks_for_the_morning_first_and_then_for_today(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    session_ago(1)
    typing(monkeypatch, "2", "3")
    assert run(["checkin"]) == 0
    assert "Pain on the morning after the session" in capsys.readouterr().out
    assert run(["checkin"]) == 0
    assert "0 no pain, 10 the worst imaginable" in capsys.readouterr().out
    assert {(score.moment, score.score) for score in kept()} == {("next_morning", 2), ("day", 3)}


def test_what_is_known_is_not_asked_again(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    typing(monkeypatch, "3")
    run(["checkin"])
    assert run(["checkin"]) == 0
    assert "kept already: 3" in capsys.readouterr().out
    assert len(kept()) == 1


def test_enter_skips_and_unknown_stays_unknown(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    typing(monkeypatch, "")
    assert run(["checkin"]) == 0
    assert "Nothing was kept." in capsys.readouterr().out
    assert kept() == []


def test_another_key_is_answered_with_the_scale(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    typing(monkeypatch, "-", "x", "t")
    assert run(["checkin"]) == 0
    out = capsys.readouterr().out
    assert "pain is a whole number from 0" in out
    assert "Get emergency help at once" in out
    assert [score.score for score in kept()] == [10]


@pytest.mark.parametrize("more", [[], ["--morning"]])
@pytest.mark.parametrize("day", ["0001-01-01", "1800-01-01", "1899-12-31"])
def test_a_day_that_nobody_trained_on_is_refused(day: str, more: list[str], capsys: Captured) -> None:
    session_ago(1)
    assert run(["checkin", "--pain", "3", "--day", day, *more]) == 2
    assert f"{day} cannot be" in capsys.readouterr().err


def test_a_morning_that_was_skipped_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    session_ago(1)
    typing(monkeypatch, "")
    assert run(["checkin"]) == 0
    assert asked(journal_path(), "one") == {"next_morning"}
