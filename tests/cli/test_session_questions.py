"""What is open about which session, and answers on their way into the journal."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from backroutine.cli.prompts import ask_in_lines, keep_now
from backroutine.cli.session_questions import SessionAnswers
from backroutine.coach.questions import AT_THE_END, Topic
from backroutine.errors import JournalError
from backroutine.journal.entries import EffortScored, Entry, PainScored
from backroutine.journal.reader import read_sessions
from backroutine.journal.writer import Journal
from journal_kit import NOW, days_later, keep

STARTS = 3


def session_answers(path: Path, now: datetime = NOW) -> tuple[SessionAnswers, list[Entry]]:
    added: list[Entry] = []
    return SessionAnswers(path, added.append, lambda: now), added


def test_answers_are_entries_of_their_session_in_the_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    with Journal.open(path, NOW) as journal:
        inquiry = SessionAnswers(path, journal.add_entry, lambda: NOW).about_new("one")
        for score, topic in enumerate(inquiry.topics):
            assert inquiry.keep(topic, score) is None
    (record,) = read_sessions(path).records
    assert (record.pain.before, record.pain.worst, record.pain.after, record.reserve) == (0, 1, 2, 3)


def test_the_score_of_the_day_belongs_to_no_session(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    added: list[Entry] = []
    answers = SessionAnswers(path, added.append, lambda: NOW, asks_for_day=True)
    for questions in (answers.about_new("one"), answers.about_left("one")):
        assert questions.topics[-1] is Topic.DAY
        questions.keep(Topic.DAY, 4)
        assert replace(added[-1], id="day") == PainScored("day", NOW, None, "day", 4)
    assert Topic.DAY not in SessionAnswers(path, added.append, lambda: NOW).about_new("one").topics


def test_what_the_journal_refuses_waits_and_comes_in_order(tmp_path: Path) -> None:
    full, added = True, list[Entry]()

    def add(entry: Entry) -> None:
        if full:
            raise JournalError("journal.db", "the disk is full", "make room")
        added.append(entry)

    answers = SessionAnswers(tmp_path / "journal.db", add, lambda: NOW)
    keep_answer = answers.about_new("one").keep
    assert keep_answer(Topic.WORST, 7) == "Not saved: the disk is full; make room"
    assert answers.worst == 7
    full = False
    assert keep_answer(Topic.RESERVE, 2) is None
    assert [type(entry) for entry in added] == [PainScored, EffortScored]
    assert (answers.unsaved, answers.trouble) == ([], None)


def test_a_session_that_goes_on_is_not_asked_what_was_answered_or_shown(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    with Journal.open(path, NOW) as journal:
        journal.add_entry(PainScored("a", NOW, "one", "worst", 2))
    answers, _ = session_answers(path)
    assert answers.about_left("one").topics == (Topic.AFTER, Topic.RESERVE)
    answers.about_left("one").asked(Topic.AFTER)
    assert answers.about_left("one").topics == (Topic.RESERVE,)


@pytest.mark.parametrize(("days", "open_"), [(0, False), (0.5, False), (1, True), (3, True), (4, False)])
def test_the_morning_is_asked_for_from_the_next_day_on_for_three_days(
    days: float, open_: bool, tmp_path: Path
) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    answers, _ = session_answers(path, days_later(days))
    assert (answers.about_morning(STARTS) is not None) == open_


def test_a_night_that_is_still_the_evening_has_no_morning_yet(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    answers, _ = session_answers(path, NOW.replace(hour=2) + timedelta(days=1))
    assert answers.about_morning(STARTS) is None
    assert answers.about_morning(0) is not None


def test_the_morning_is_asked_for_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    answers, added = session_answers(path, days_later(1))
    inquiry = answers.about_morning(STARTS)
    assert inquiry
    inquiry.asked(Topic.NEXT_MORNING)
    inquiry.keep(Topic.NEXT_MORNING, 5)
    assert answers.about_morning(STARTS) is None
    (entry,) = added
    assert isinstance(entry, PainScored)
    assert (entry.session, entry.moment, entry.score) == ("one", "next_morning", 5)


def test_a_morning_that_is_known_is_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path)
    with Journal.open(path, NOW) as journal:
        journal.add_entry(PainScored("a", days_later(1), "one", "next_morning", 0))
    answers, _ = session_answers(path, days_later(1))
    assert answers.about_morning(STARTS) is None


def test_a_session_without_a_rep_has_no_morning(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    keep(path, events=[])
    answers, _ = session_answers(path, days_later(1))
    assert answers.about_morning(STARTS) is None


def test_lines_answer_one_question_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, added = session_answers(tmp_path / "journal.db")
    lines: list[str | None] = ["11", "4.5", "6", "", "3"]
    ask_in_lines(answers.about_new("one"), AT_THE_END, lambda: lines.pop(0), keep_now)
    out = capsys.readouterr().out
    assert out.count("Worst pain during the session?") == 3
    assert out.count("from 0 (no pain) to 10 (the worst pain imaginable)") == 2
    worst, reserve = added
    assert isinstance(worst, PainScored)
    assert isinstance(reserve, EffortScored)
    assert (worst.score, reserve.reserve) == (6, 3)


def test_at_the_end_of_input_nothing_else_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers, added = session_answers(tmp_path / "journal.db")
    ask_in_lines(answers.about_new("one"), AT_THE_END, lambda: None, keep_now)
    assert capsys.readouterr().out.count("?") == 1
    assert added == []
