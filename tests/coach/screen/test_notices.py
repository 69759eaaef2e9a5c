"""How long a notice stays."""

from backroutine.coach.screen.notices import NOTICE_SECONDS, Notices


def test_an_answer_stays_a_while_and_not_into_the_next_side() -> None:
    notices = Notices()
    notices.show("Taken back: 3 of 10.", 5.0, step=2)
    assert notices.at(5.0 + NOTICE_SECONDS - 0.1, 2) == "Taken back: 3 of 10."
    assert notices.at(5.0 + NOTICE_SECONDS, 2) == ""
    assert notices.at(5.1, 3) == ""


def test_news_that_belong_to_no_side_stay() -> None:
    notices = Notices()
    notices.show("Sound lost: terminal bell now.", 5.0, 8.0)
    assert notices.at(12.0, 7) == "Sound lost: terminal bell now."
