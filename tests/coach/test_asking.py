"""Questions around a session: what is open, in order, each once, and what becomes of an answer."""

import pytest

from backroutine.coach import labels
from backroutine.coach.asking import AT_THE_BEGINNING, AT_THE_END, FIRST, SCORE_KEYS, Asking, Inquiry, Topic


class Notebook:
    """Writes down what was asked and what was kept."""

    def __init__(self, *topics: Topic, trouble: str | None = None) -> None:
        self.kept: list[tuple[Topic, int]] = []
        self.asked: list[Topic] = []
        self._trouble = trouble
        self.inquiry = Inquiry(topics or (*AT_THE_BEGINNING, *AT_THE_END), self._keep, self.asked.append)

    def _keep(self, topic: Topic, score: int) -> str | None:
        self.kept.append((topic, score))
        return self._trouble


def test_only_what_is_open_is_asked_in_order() -> None:
    notebook = Notebook(Topic.RESERVE, Topic.WORST)
    asking = Asking(notebook.inquiry, AT_THE_END)
    assert asking.topic is Topic.WORST
    asking.answer(6)()
    assert asking.topic is Topic.RESERVE
    asking.skip()
    assert asking.topic is None
    assert notebook.kept == [(Topic.WORST, 6)]


def test_a_question_counts_as_asked_when_it_is_shown() -> None:
    notebook = Notebook()
    asking = Asking(notebook.inquiry, AT_THE_END)
    assert notebook.asked == [Topic.WORST]
    asking.skip()
    assert notebook.asked == [Topic.WORST, Topic.AFTER]


def test_an_answer_is_kept_when_whoever_asked_says_so() -> None:
    notebook = Notebook(trouble="Not saved: the disk is full")
    keep = Asking(notebook.inquiry, AT_THE_BEGINNING).answer(0)
    assert notebook.kept == []
    assert keep() == "Not saved: the disk is full"
    assert notebook.kept == [(Topic.BEFORE, 0)]


def test_without_an_inquiry_nothing_is_asked() -> None:
    assert Asking(None, AT_THE_END).topic is None


def test_each_score_has_one_key() -> None:
    assert sorted(SCORE_KEYS.values()) == list(range(11))
    assert all(len(key) == 1 for key in SCORE_KEYS)


@pytest.mark.parametrize("topic", [*FIRST, *AT_THE_BEGINNING, *AT_THE_END])
def test_every_question_has_a_form_for_twenty_columns(topic: Topic) -> None:
    assert len(labels.question(topic, 20)) <= 20
    assert labels.question(topic, 80) == labels.QUESTIONS[topic][0]
