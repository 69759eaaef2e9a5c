"""Questions around a session: what is open, in order, each once, and what becomes of an answer."""

import pytest

from backroutine.coach.questions import (
    AT_THE_BEGINNING,
    AT_THE_END,
    FIRST,
    QUESTIONS,
    SCORE_KEYS,
    QuestionQueue,
    Topic,
    question,
)
from stages import Notebook


def test_only_what_is_open_is_asked_in_order() -> None:
    notebook = Notebook(Topic.RESERVE, Topic.WORST)
    asking = QuestionQueue(notebook.inquiry, AT_THE_END)
    asking.answer(6)()
    asking.skip()
    assert asking.topic is None
    assert notebook.asked == [Topic.WORST, Topic.RESERVE]
    assert notebook.kept == [(Topic.WORST, 6)]


def test_a_question_counts_as_asked_when_it_is_shown() -> None:
    notebook = Notebook()
    asking = QuestionQueue(notebook.inquiry, AT_THE_END)
    assert notebook.asked == [Topic.WORST]
    asking.skip()
    assert notebook.asked == [Topic.WORST, Topic.AFTER]


def test_an_answer_is_kept_when_whoever_asked_says_so() -> None:
    notebook = Notebook(trouble="Not saved: the disk is full")
    keep = QuestionQueue(notebook.inquiry, AT_THE_BEGINNING).answer(0)
    assert notebook.kept == []
    assert keep() == "Not saved: the disk is full"
    assert notebook.kept == [(Topic.BEFORE, 0)]


def test_without_an_inquiry_nothing_is_asked() -> None:
    assert QuestionQueue(None, AT_THE_END).topic is None


def test_each_score_has_one_key() -> None:
    assert sorted(SCORE_KEYS.values()) == list(range(11))
    assert all(len(key) == 1 for key in SCORE_KEYS)


@pytest.mark.parametrize("topic", [*FIRST, *AT_THE_BEGINNING, *AT_THE_END])
def test_every_question_has_a_form_for_twenty_columns(topic: Topic) -> None:
    assert len(question(topic, 20)) <= 20
    assert question(topic, 80) == QUESTIONS[topic][0]
