"""Questions around a session: what is open, in order, each once, and what becomes of an answer."""

import pytest

from backroutine.coach.questions import (
    AT_THE_BEGINNING,
    AT_THE_END,
    FIRST,
    QUESTIONS,
    SCORE_KEYS,
    Place,
    QuestionQueue,
    Topic,
    places_of,
)
from backroutine.session.state import Command
from plans import Player, plan, step
from stages import Notebook


def test_only_what_is_open_is_asked_in_order() -> None:
    notebook = Notebook(Topic.RESERVE, Topic.WORST)
    asking = QuestionQueue(notebook.questions, AT_THE_END)
    asking.answer(6)()
    asking.skip()
    assert asking.topic is None
    assert notebook.asked == [Topic.WORST, Topic.RESERVE]
    assert notebook.kept == [(Topic.WORST, 6)]


def test_a_question_counts_as_asked_when_it_is_shown() -> None:
    notebook = Notebook()
    asking = QuestionQueue(notebook.questions, AT_THE_END)
    assert notebook.asked == [Topic.WORST]
    asking.skip()
    assert notebook.asked == [Topic.WORST, Topic.AFTER]


def test_an_answer_is_kept_when_whoever_asked_says_so() -> None:
    notebook = Notebook(trouble="Not saved: the disk is full")
    keep = QuestionQueue(notebook.questions, AT_THE_BEGINNING).answer(0)
    assert notebook.kept == []
    assert keep() == "Not saved: the disk is full"
    assert notebook.kept == [(Topic.BEFORE, 0)]


def test_without_questions_nothing_is_asked() -> None:
    assert QuestionQueue(None, AT_THE_END).topic is None


def test_each_score_has_one_key() -> None:
    assert sorted(SCORE_KEYS.values()) == list(range(11))
    assert all(len(key) == 1 for key in SCORE_KEYS)


@pytest.mark.parametrize("topic", [*FIRST, *AT_THE_BEGINNING, *AT_THE_END])
def test_every_question_has_a_form_for_twenty_columns(topic: Topic) -> None:
    asking = QuestionQueue(Notebook(topic).questions, [topic])
    assert len(asking.question(20)) <= 20
    assert asking.question(80) == QUESTIONS[topic][0]


PLACES = (Place("leg-raise", "Leg raise"), Place("superman", "Superman"))


def after_worst(score: int, places: tuple[Place, ...] = PLACES) -> tuple[QuestionQueue, Notebook]:
    notebook = Notebook()
    asking = QuestionQueue(notebook.questions, AT_THE_END, places)
    asking.answer(score)()
    return asking, notebook


def test_after_a_high_worst_pain_it_is_asked_where_it_was() -> None:
    asking, notebook = after_worst(4)
    assert asking.topic is Topic.WHERE
    assert asking.question(80) == "Which hurt most? 1 to 2, enter: none of them"
    assert asking.scale() == "1 Leg raise, 2 Superman"
    assert [score for score in range(11) if asking.fits(score)] == [1, 2]
    asking.answer(2)()
    assert notebook.asked == [Topic.WORST, Topic.WHERE, Topic.AFTER]
    assert (notebook.located, notebook.kept) == (["superman"], [(Topic.WORST, 4)])


def test_enter_says_that_it_was_at_none_of_them() -> None:
    asking, notebook = after_worst(9)
    asking.skip()()
    assert (asking.topic, notebook.located) == (Topic.AFTER, [None])


def test_where_is_not_asked_after_little_pain_or_with_one_exercise() -> None:
    assert after_worst(3)[0].topic is Topic.AFTER
    assert after_worst(9, PLACES[:1])[0].topic is Topic.AFTER


def test_the_places_are_the_exercises_of_which_a_rep_was_done() -> None:
    two = (step("left"), step("left", "superman"), step("left", "bridge"))
    player = Player(plan(*two)).wait(13).say(Command.SKIP, Command.SKIP).wait(24)
    assert places_of(player.plan, player.events) == (
        Place("leg-raise", "Leg raise"),
        Place("bridge", "Bridge"),
    )
