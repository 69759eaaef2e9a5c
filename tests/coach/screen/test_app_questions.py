"""The questions on the real live screen, with a handed-in clock and a notebook for a journal."""

import pytest
from msgspec.structs import force_setattr

from backroutine.coach.questions import AFTER_A_SESSION, AT_THE_END, FIRST, Offer, OpenQuestions, Topic
from backroutine.coach.safety import SIGNS, worst_pain_lines
from backroutine.coach.screen.keys import KEYS
from backroutine.session.events import RepCounted, SessionEnded, SessionResumed
from backroutine.session.state import Situation
from plans import plan, step
from stages import Notebook, Stage, left_after_one_rep, on_stage

BEFORE, WORST, AFTER, RESERVE = Topic.BEFORE, Topic.WORST, Topic.AFTER, Topic.RESERVE


def asked_by(notebook: Notebook, *, tap: bool = False) -> Stage:
    return Stage(tap=tap, open_questions=OpenQuestions(new=notebook.questions))


def test_the_start_page_asks_and_one_more_key_begins() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        assert "Pain now? A key from 0 (none) to 9, or t for ten." in stage.seen()
        await stage.press("t", "3")
        assert "Pain now: 3. Another key changes it, the same one takes it back." in stage.seen()
        assert (stage.saved, notebook.kept) == ([], [])
        await stage.press("enter")
        assert stage.reads("GET READY")
        assert notebook.kept == [(BEFORE, 3)]
        await stage.wait(11)
        assert [e.at for e in stage.saved if isinstance(e, RepCounted)] == [11]

    on_stage(play, begin=False, size=(80, 24), stage=asked_by(notebook))
    assert notebook.asked == [BEFORE]


def test_what_is_not_answered_stays_unknown_and_costs_no_key() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        assert stage.reads("GET READY")

    on_stage(play, begin=False, stage=asked_by(notebook))
    assert (notebook.kept, notebook.asked) == ([], [BEFORE])


def test_the_same_key_takes_the_score_back() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("3", "3")
        assert "Pain now?" in stage.seen()
        await stage.press("enter")

    on_stage(play, begin=False, size=(80, 24), stage=asked_by(notebook))
    assert notebook.kept == []


def test_the_score_before_is_kept_once_its_session_is_there() -> None:
    async def play(stage: Stage) -> None:
        stage.runner.listeners.append(lambda _state, events, _now: order.extend("event" for _ in events))
        await stage.press("4", "enter")

    order: list[str] = []
    notebook = Notebook()
    questions = notebook.questions
    force_setattr(questions, "keep", lambda _topic, _score: order.append("score"))
    on_stage(play, begin=False, stage=asked_by(notebook))
    assert order[0] == "event"
    assert order[-1] == "score"


def test_leaving_the_start_page_is_not_a_session() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("7", "q")

    assert on_stage(play, begin=False, stage=asked_by(notebook)).saved == []
    assert notebook.kept == []


def test_after_the_end_three_questions_and_then_the_end_page() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(60)
        assert isinstance(stage.saved[-1], SessionEnded)
        assert "Worst pain during the session?" in stage.seen()
        await stage.press("space", "2")
        assert "Afterwards: pain now?" in stage.seen()
        await stage.press("t")
        assert "How many more reps were in you?" in stage.seen()
        assert "0 not one" in stage.seen()
        assert "10 ten or more" in stage.seen()
        await stage.press("0")
        assert stage.reads("Finished.")
        assert "This week: 1 of 3 sessions." in stage.seen()
        assert "stop this exercise" not in stage.seen()
        await stage.press("5")

    on_stage(play, stage=asked_by(notebook))
    assert notebook.kept == [(WORST, 2), (AFTER, 10), (RESERVE, 0)]


def test_the_score_of_the_day_is_asked_last_and_only_where_it_is_open() -> None:
    notebook = Notebook(*AFTER_A_SESSION)

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(60)
        await stage.press("enter", "enter", "enter")
        assert "Your back in the last 24 hours, on average?" in stage.seen()
        await stage.press("3")
        assert stage.reads("Finished.")

    on_stage(play, stage=asked_by(notebook))
    assert notebook.kept == [(Topic.DAY, 3)]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
def test_the_start_page_says_what_an_experiment_asks_for_today(size: tuple[int, int]) -> None:
    line = "Experiment: zero-drop today"

    async def play(stage: Stage) -> None:
        assert line in stage.seen()

    on_stage(play, begin=False, size=size, stage=Stage(experiment=line))


def test_enter_skips_and_what_is_skipped_is_not_kept() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(60)
        await stage.press("enter", "enter", "enter")
        assert stage.reads("Finished.")

    on_stage(play, stage=asked_by(notebook))
    assert notebook.kept == []


@pytest.mark.parametrize(("score", "advised"), [("3", False), ("6", True), ("t", True)])
def test_a_high_worst_pain_is_answered_on_the_end_page(score: str, advised: bool) -> None:
    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(60)
        await stage.press(score, "enter", "enter")
        assert (worst_pain_lines(6)[0] in " ".join(stage.seen().split())) == advised
        assert "acceptable if" not in stage.seen()

    on_stage(play, size=(120, 24), stage=asked_by(Notebook()))


def test_stopping_is_kept_first_and_then_asked_about_and_q_leaves() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(12)
        await stage.press("q")
        assert stage.saved[-1] == SessionEnded(12, "stopped")
        assert "Worst pain during the session?" in stage.seen()
        await stage.press("7", "q")
        assert not stage.app.is_running

    on_stage(play, stage=asked_by(notebook))
    assert notebook.kept == [(WORST, 7)]


def test_a_session_without_a_rep_is_not_asked_about() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(3)
        await stage.press("q")
        assert not stage.app.is_running

    on_stage(play, stage=asked_by(notebook))
    assert notebook.asked == [BEFORE]


def test_a_session_that_goes_on_is_asked_about_itself_and_not_about_its_beginning() -> None:
    new, left = Notebook(), Notebook(AFTER)

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        assert isinstance(stage.saved[0], SessionResumed)
        await stage.press("n", "n")
        assert "Afterwards: pain now?" in stage.seen()
        await stage.press("1")
        assert "Afterwards" not in stage.seen()

    stage = Stage(
        left=left_after_one_rep, open_questions=OpenQuestions(new=new.questions, left=left.questions)
    )
    on_stage(play, begin=False, stage=stage)
    assert (new.asked, new.kept, left.kept) == ([], [], [(AFTER, 1)])


def test_the_morning_after_the_session_before_comes_first() -> None:
    notebook = Notebook(*FIRST)

    async def play(stage: Stage) -> None:
        assert "Pain on the morning after your last session?" in stage.seen()
        await stage.press("4")
        assert "Press enter and lie down" in stage.seen()

    on_stage(play, begin=False, stage=Stage(open_questions=OpenQuestions(morning=notebook.questions)))
    assert notebook.kept == [(Topic.NEXT_MORNING, 4)]


def test_an_answer_that_cannot_be_saved_is_reported_and_the_session_goes_on() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("3", "enter")
        assert "Not saved: the disk is full; make room" in stage.seen()
        await stage.wait(11)
        assert stage.runner.state.reps == (1, 0)

    trouble = "Not saved: the disk is full; make room"
    on_stage(play, begin=False, stage=asked_by(Notebook(trouble=trouble)))


def test_a_key_under_the_help_page_answers_nothing() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("question_mark", "3")
        await stage.press("question_mark", "enter")
        assert stage.reads("GET READY")
        await stage.wait(60)
        await stage.press("question_mark", "3", "enter")
        assert "Worst pain" in stage.seen()

    on_stage(play, begin=False, size=(80, 24), stage=asked_by(notebook))
    assert notebook.kept == []


def test_a_score_beside_a_session_that_was_left_is_for_a_fresh_start() -> None:
    new, left = Notebook(), Notebook(AFTER)

    async def play(stage: Stage) -> None:
        assert "Pain now, for a fresh start?" in stage.seen()
        await stage.press("4", "f")
        assert stage.reads("GET READY")

    stage = Stage(
        left=left_after_one_rep, open_questions=OpenQuestions(new=new.questions, left=left.questions)
    )
    on_stage(play, begin=False, size=(80, 24), stage=stage)
    assert (new.kept, left.kept) == ([(BEFORE, 4)], [])


@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
def test_the_row_of_keys_asks_and_answers_in_small_windows(size: tuple[int, int]) -> None:
    async def play(stage: Stage) -> None:
        assert ("0-9 pain now" if size[0] == 80 else "Pain?") in stage.seen()
        await stage.press("6")
        assert "[6]" in stage.seen()

    on_stage(play, begin=False, size=size, stage=asked_by(Notebook()))


def test_digits_mean_nothing_where_nothing_is_asked() -> None:
    async def play(stage: Stage) -> None:
        await stage.press("3", "t")
        await stage.wait(60)
        await stage.press("6")
        assert stage.reads("Finished.")

    on_stage(play)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)], ids=str)
@pytest.mark.parametrize("topic", [*FIRST, *AT_THE_END])
def test_a_question_is_whole_in_any_window(size: tuple[int, int], topic: Topic) -> None:
    async def play(stage: Stage) -> None:
        if topic in AT_THE_END:
            await stage.press("enter")
            await stage.wait(60)
        seen = " ".join(stage.seen().split())
        for part in (
            "ain" if topic is not RESERVE else "reps",
            "0 no",
            "10",
            "0-9 score",
            "t ten",
            "enter skip",
        ):
            assert part in seen
        assert "the worst imaginable" in seen or "ten or more" in seen
        assert "q leave" in seen

    questions = Notebook(topic).questions
    stage = Stage(open_questions=OpenQuestions(morning=questions, new=questions))
    on_stage(play, begin=False, size=size, stage=stage)


def test_a_new_sign_is_answered_by_what_to_do_and_the_question_waits() -> None:
    notebook = Notebook()

    async def play(stage: Stage) -> None:
        await stage.press("enter")
        await stage.wait(60)
        for signs in SIGNS:
            await stage.press("x", "3", "question_mark")
            assert f"{signs.heading}:" in stage.seen()
            assert signs.points[0] in stage.seen()
        await stage.press("x")
        assert "Worst pain during the session?" in stage.seen()
        await stage.press("2")

    on_stage(play, begin=False, size=(80, 24), stage=asked_by(notebook))
    assert notebook.kept == [(WORST, 2)]


@pytest.mark.parametrize("paused", [True, False])
def test_a_new_sign_in_the_session_pauses_it(paused: bool) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press(*(["p"] if paused else []), "x")
        assert "Get emergency help at once:" in stage.seen()
        await stage.wait(30)
        assert stage.runner.state.reps == (1, 0)
        await stage.press(*["x"] * len(SIGNS))
        assert stage.runner.situation is Situation.PAUSED

    on_stage(play, size=(80, 24))


@pytest.mark.parametrize("closing", [["enter"] * 3, ["space", "x", "enter"], ["q"], ["enter", "escape"]])
def test_signs_are_turned_and_closed_and_nothing_happens_beneath_them(closing: list[str]) -> None:
    async def play(stage: Stage) -> None:
        await stage.wait(12)
        await stage.press("x", "n", "p", "u", "plus")
        assert "Get emergency help at once:" in stage.seen()
        await stage.press(*closing)
        assert stage.reads("PAUSED")
        assert stage.runner.state.reps == (1, 0)
        assert (stage.runner.state.step, stage.runner.state.pace) == (0, 1)

    on_stage(play, size=(80, 24))


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5), (12, 3)], ids=str)
def test_each_list_of_signs_is_whole_at_any_size(size: tuple[int, int]) -> None:
    async def play(stage: Stage) -> None:
        await stage.press("x")
        pages: list[str] = []
        while stage.app.presenter.overlay:
            pages += stage.seen().split("\n")[:-1]  # the last row has the keys
            await stage.press("enter")
        read = "".join("".join(pages).split())
        for signs in SIGNS:
            for point in (signs.heading, *signs.points):
                assert "".join(point.split()) in read.replace("-", "") or "".join(point.split()) in read

    on_stage(play, begin=False, size=size)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)], ids=str)
def test_the_help_is_whole_at_any_size(size: tuple[int, int]) -> None:
    async def play(stage: Stage) -> None:
        await stage.press("question_mark")
        read = ""
        while stage.app.presenter.overlay:
            read += " ".join(" ".join(stage.seen().split("\n")[:-1]).split()) + " "
            await stage.press("enter")
        for key in KEYS:
            assert key.help in read

    on_stage(play, begin=False, size=size)


def offering(stage_taken: list[bool]) -> Offer:
    return Offer("Leg raise: 12 instead of 10? g takes it.", "Taken: Leg raise.", stage_taken.append)


def test_a_proposal_is_a_line_of_the_start_page_and_one_key_takes_it_and_takes_it_back() -> None:
    taken: list[bool] = []
    offer = offering(taken)

    async def play(stage: Stage) -> None:
        assert "Leg raise: 12 instead of 10? g takes it." in stage.seen()
        await stage.press("g")
        assert "Taken: Leg raise." in stage.seen()
        await stage.press("g", "g", "enter")
        assert taken == [True, False, True]
        await stage.press("g")  # at work it means nothing
        assert len(taken) == 3

    on_stage(play, begin=False, size=(80, 24), stage=Stage(open_questions=OpenQuestions(offer=lambda: offer)))


def test_what_is_offered_is_worked_out_after_the_morning() -> None:
    notebook, worked_out = Notebook(*FIRST), list[int]()

    def offer() -> Offer | None:
        worked_out.append(len(notebook.kept))
        return offering([])

    async def play(stage: Stage) -> None:
        assert worked_out == []
        await stage.press("3")
        assert "g takes it" in stage.seen()
        assert set(worked_out) == {1}

    open_questions = OpenQuestions(morning=notebook.questions, offer=offer)
    on_stage(play, begin=False, size=(80, 24), stage=Stage(open_questions=open_questions))


def test_a_session_that_goes_on_is_offered_nothing() -> None:
    async def play(stage: Stage) -> None:
        assert "g takes it" not in stage.seen()

    stage = Stage(left=left_after_one_rep, open_questions=OpenQuestions(offer=lambda: offering([])))
    on_stage(play, begin=False, size=(80, 24), stage=stage)


def test_where_it_hurt_most_is_one_key_more() -> None:
    notebook = Notebook(*AT_THE_END)
    two = plan(step("left", target=1), step("left", "superman", target=1))
    stage = Stage(open_questions=OpenQuestions(new=notebook.questions))
    stage.runner.use(two)

    async def play(stage: Stage) -> None:
        await stage.wait(40)
        await stage.press("5")
        assert "Which hurt most? 1 to 2, enter: none of them" in stage.seen()
        assert "2  Superman" in stage.seen()
        await stage.press("7")
        assert "Which hurt most?" in stage.seen()
        await stage.press("2", "3")
        assert (notebook.located, notebook.kept) == (["superman"], [(WORST, 5), (AFTER, 3)])

    on_stage(play, size=(80, 24), stage=stage)
